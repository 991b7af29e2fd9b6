/**
 * Kafka's part of a cluster: hosts, installation and server.properties of each broker.
 *
 * Mirrors: an installation by hand from the binary archive, 2.8.0.
 * Departs: the installation's scripts are listed as files but are programs of the simulation.
 * Read next: ../world/cluster.ts.
 */
import type { DiskView } from '../kernel/disk.ts';
import { readFile } from '../kernel/disk.ts';
import type { HostSpec } from '../kernel/options.ts';
import type { StartRequest } from '../kernel/world-state.ts';
import type { Provision } from '../world/system.ts';
import { releaseFiles } from './release-files.ts';
import { BROKER_PROGRAM } from './server-program.ts';

/** What to build: Kafka's part of a cluster. */
export interface KafkaSpec {
  readonly brokers: number;
  /** server.properties lines of every broker, over the defaults; an empty value takes a line away. */
  readonly config?: Readonly<Record<string, string>>;
  /** The same for one broker, by its id. */
  readonly brokerConfig?: Readonly<Record<number, Readonly<Record<string, string>>>>;
  /** A host for each broker (default), or the host of the ZooKeeper server of the same number. */
  readonly layout?: 'hostEach' | 'besideZooKeeper';
  /** Ids of the brokers that run from the start; default all. */
  readonly started?: readonly number[] | 'none';
}

declare module '../world/cluster.ts' {
  interface SystemSpecs {
    readonly kafka: KafkaSpec;
  }
}

/** Folder of the installation. */
export const KAFKA_HOME = '/opt/kafka';
/** Folder of a broker's logs: log.dirs. */
export const LOG_DIR = '/var/lib/kafka';

const CONFIG_PATH = `${KAFKA_HOME}/config/server.properties`;
const PORT = 9092;

/** Where one broker lives. */
export interface BrokerPlace {
  readonly id: number;
  readonly host: string;
  readonly ip: string;
}

/** Places of all brokers of a spec, in order of id. */
export function brokerPlaces({ brokers, layout }: KafkaSpec): readonly BrokerPlace[] {
  const isBeside = layout === 'besideZooKeeper';
  return Array.from({ length: brokers }, (_, index) => ({
    id: index + 1,
    host: `${isBeside ? 'zk' : 'kafka'}${index + 1}`,
    ip: `10.0.0.${(isBeside ? 11 : 31) + index}`,
  }));
}

/** The brokers' hosts, and the tools that a client's host gets. */
export function provide(
  spec: KafkaSpec,
  { zookeeper }: Readonly<Record<string, Provision>>,
): Provision {
  const places = brokerPlaces(spec);
  const connect = zookeeper?.addresses ?? [];
  return {
    name: places.length === 1 ? 'one broker' : `${places.length} brokers`,
    hosts: places.map((place) => brokerHost(spec, place, connect)),
    addresses: places.map(({ host }) => `${host}:${PORT}`),
    tools: installation({}),
  };
}

function brokerHost(
  spec: KafkaSpec,
  place: BrokerPlace,
  zookeeperAddresses: readonly string[],
): HostSpec {
  const { id, host, ip } = place;
  const files = { [CONFIG_PATH]: serverProperties(spec, place, zookeeperAddresses) };
  const boot = isStarted(spec, id) ? [startOf()] : [];
  return { name: host, ip, ...installation(files, [LOG_DIR, `${KAFKA_HOME}/logs`]), boot };
}

function isStarted({ started }: KafkaSpec, id: number): boolean {
  return started === undefined || (started !== 'none' && started.includes(id));
}

/** How a broker's daemon is started: what `kafka-server-start.sh -daemon` does. */
export function startOf(): StartRequest {
  return {
    program: BROKER_PROGRAM,
    argv: [BROKER_PROGRAM, CONFIG_PATH],
    cwd: '/root',
    environment: { LOG_DIR: `${KAFKA_HOME}/logs` },
    outputPath: `${KAFKA_HOME}/logs/kafkaServer.out`,
  };
}

/** Whether a host has the configuration of a broker. */
export function isSetUpOn(disk: DiskView): boolean {
  return readFile(disk, CONFIG_PATH) !== undefined;
}

/** How the broker of a host is started. */
export function startsOn(_host: string, disk: DiskView): readonly StartRequest[] {
  return isSetUpOn(disk) ? [startOf()] : [];
}

function installation(
  files: Readonly<Record<string, string>>,
  folders: readonly string[] = [],
): Pick<HostSpec, 'files' | 'folders'> {
  return {
    files: { ...releaseFiles(KAFKA_HOME), ...files },
    folders: [`${KAFKA_HOME}/config`, ...folders],
  };
}

/** server.properties of one broker. */
export function serverProperties(
  spec: KafkaSpec,
  { id, host }: BrokerPlace,
  zookeeperAddresses: readonly string[],
): string {
  const replicas = String(Math.min(3, spec.brokers));
  const lines = new Map<string, string>([
    ['broker.id', String(id)],
    ['listeners', `PLAINTEXT://${host}:${PORT}`],
    ['log.dirs', LOG_DIR],
    ['num.partitions', '1'],
    ['default.replication.factor', '1'],
    ['offsets.topic.replication.factor', replicas],
    ['transaction.state.log.replication.factor', replicas],
    ['transaction.state.log.min.isr', String(Math.min(2, spec.brokers))],
    ['zookeeper.connect', zookeeperAddresses.join(',')],
    ['zookeeper.connection.timeout.ms', '18000'],
    ['group.initial.rebalance.delay.ms', '0'],
  ]);
  for (const [key, value] of Object.entries({ ...spec.config, ...spec.brokerConfig?.[id] })) {
    if (value === '') lines.delete(key);
    else lines.set(key, value);
  }
  return [...lines].map(([key, value]) => `${key}=${value}\n`).join('');
}
