/**
 * The hosts of Kafka's cases: three addresses, on each a ZooKeeper server, a broker, or both.
 *
 * Read next: test/golden/README.md (topologies), harness-steps.ts.
 */
import type { HostSpec, Scenario } from '../../../src/engine/index.ts';
import { addKafka } from '../../../src/shell/kafka/index.ts';
import { addZooKeeper } from '../../../src/shell/zookeeper/index.ts';
import { releaseFiles } from '../../../src/engine/kafka/index.ts';
import type { CaseWorld, Launch } from '../case-world.ts';
import type { KafkaCase, Topology } from './golden-case.ts';
import { waitForLine } from './waiting.ts';

export type KafkaWorld = CaseWorld<KafkaCase>;

export const KAFKA = '/data/server/kafka';
const ZOOKEEPER = '/data/server/zookeeper';
/** When other seeds begin. */
const phaseMs = 137;

interface Shape {
  readonly zookeepers: number;
  readonly brokers: number;
  /** Whether Kafka is unpacked. */
  readonly hasKafka: boolean;
}

const shapes: Readonly<Record<Topology, Shape>> = {
  kafka1: { zookeepers: 1, brokers: 1, hasKafka: true },
  kafka3: { zookeepers: 3, brokers: 3, hasKafka: true },
  'kafka3-zk1': { zookeepers: 1, brokers: 3, hasKafka: true },
  'zk-only': { zookeepers: 3, brokers: 0, hasKafka: true },
  'zk1-only': { zookeepers: 1, brokers: 0, hasKafka: true },
  'empty-hosts': { zookeepers: 3, brokers: 0, hasKafka: false },
};

export function shapeOf({ topology }: Pick<KafkaCase, 'topology'>): Shape {
  return shapes[topology];
}

export function hostOf(number: number | string): string {
  return `kafka${number}`;
}

export function addressOf(number: number | string): string {
  return `192.168.8.${11 + Number(number)}`;
}

export function scenarioOf(golden: KafkaCase, seed: number): Scenario {
  addZooKeeper();
  addKafka();
  const { zookeepers, brokers } = shapeOf(golden);
  const count = Math.max(zookeepers, brokers);
  return {
    name: golden.name,
    systems: ['zookeeper', 'kafka'],
    seed,
    hosts: Array.from({ length: count }, (_, index) => hostSpec(golden, index + 1)),
    latencyMs: [0.2, 0.6],
  };
}

function hostSpec(golden: KafkaCase, number: number): HostSpec {
  const { zookeepers, hasKafka } = shapeOf(golden);
  const files: Record<string, string> = {
    '/opt/zookeeper/bin/zkCli.sh': STAND_IN,
    ...(hasKafka ? releaseFiles(KAFKA) : { [ARCHIVE]: '' }),
  };
  const folders = ['/root'];
  if (hasKafka) {
    files[`${KAFKA}/config/server.properties`] = serverProperties(golden, number);
    folders.push(`${KAFKA}/logs`);
  }
  if (number <= zookeepers) {
    files[`${ZOOKEEPER}/conf/zoo.cfg`] = zooCfg(zookeepers);
    if (zookeepers > 1) files[`${ZOOKEEPER}/data/myid`] = `${number}\n`;
    folders.push(`${ZOOKEEPER}/data`, `${ZOOKEEPER}/logs`);
  }
  return { name: hostOf(number), ip: addressOf(number), files, folders };
}

const STAND_IN = '#!/usr/bin/env bash\n# The playground runs this program itself.\n';
const ARCHIVE = '/data/softs/kafka_2.12-2.8.0.tgz';

function zooCfg(servers: number): string {
  const lines = [
    'tickTime=2000',
    'initLimit=10',
    'syncLimit=5',
    `dataDir=${ZOOKEEPER}/data`,
    'clientPort=2181',
    '4lw.commands.whitelist=*',
    'admin.enableServer=false',
  ];
  for (let number = 1; servers > 1 && number <= servers; number++) {
    lines.push(`server.${number}=${addressOf(number)}:2888:3888`);
  }
  return lines.map((line) => `${line}\n`).join('');
}

function serverProperties(golden: KafkaCase, number: number): string {
  const { zookeepers } = shapeOf(golden);
  const isAlone = golden.topology === 'kafka1' || golden.topology === 'zk1-only';
  const connect = Array.from({ length: zookeepers }, (_, i) => `${addressOf(i + 1)}:2181`);
  const lines = new Map<string, string>([
    ['broker.id', String(number)],
    ['listeners', `PLAINTEXT://${addressOf(number)}:9092`],
    ['log.dirs', `${KAFKA}/logs`],
    ['num.partitions', '3'],
    ['default.replication.factor', isAlone ? '1' : '2'],
    ['offsets.topic.replication.factor', isAlone ? '1' : '3'],
    ['transaction.state.log.replication.factor', isAlone ? '1' : '3'],
    ['transaction.state.log.min.isr', isAlone ? '1' : '2'],
    ['log.retention.hours', '3'],
    ['log.segment.bytes', '1073741824'],
    ['log.retention.check.interval.ms', '300000'],
    ['zookeeper.connect', connect.join(',')],
    ['zookeeper.connection.timeout.ms', '18000'],
    ['group.initial.rebalance.delay.ms', '0'],
  ]);
  const { cfgExtra = {} } = golden;
  for (const line of [...(cfgExtra['*'] ?? []), ...(cfgExtra[number] ?? [])]) {
    const equals = line.indexOf('=');
    if (line.startsWith('!')) lines.delete(line.slice(1));
    else lines.set(line.slice(0, equals), line.slice(equals + 1));
  }
  return [...lines].map(([key, value]) => `${key}=${value}\n`).join('');
}

/** The variables of whatever is done on a host. */
function environmentOf(host: string): Readonly<Record<string, string>> {
  return {
    HOME: '/root',
    HOSTNAME: host,
    SHLVL: '0',
    USER: 'root',
    SHELL: '/bin/bash',
    PATH: `${KAFKA}/bin:/opt/zookeeper/bin:/usr/local/bin:/usr/bin:/bin`,
    ZK_JLINE: 'disabled',
  };
}

export function launchOn(host: string, argv: readonly string[]): Launch {
  return { host, argv, environment: environmentOf(host), cwd: '/root' };
}

/** Starts what runs at the case's begin: ZooKeeper, then brokers one after the other. */
export function begin(world: KafkaWorld): void {
  world.pass((world.seed - 1) * phaseMs);
  const { zookeepers, brokers } = shapeOf(world.golden);
  for (let number = 1; number <= zookeepers; number++) startZooKeeper(world, number);
  world.pass(zookeepers > 1 ? 6_000 : 3_000);
  for (let number = 1; number <= brokers; number++) {
    startBroker(world, number);
    waitForLine(world, hostOf(number), 'server.log', /started \(kafka\.server\.KafkaServer\)/, 0);
    world.pass(1_000);
  }
}

export function startZooKeeper(world: KafkaWorld, number: number): void {
  const start = {
    program: 'QuorumPeerMain',
    argv: ['QuorumPeerMain', `${ZOOKEEPER}/conf/zoo.cfg`],
    environment: environmentOf(hostOf(number)),
    cwd: '/root',
    outputPath: `${ZOOKEEPER}/logs/zookeeper.out`,
  };
  world.act({ type: 'operator.start', host: hostOf(number), start });
}

/** As `kafka-server-start.sh -daemon` does. */
export function startBroker(world: KafkaWorld, number: number): void {
  const start = {
    program: 'Kafka',
    argv: ['Kafka', `${KAFKA}/config/server.properties`],
    environment: { ...environmentOf(hostOf(number)), LOG_DIR: `${KAFKA}/logs` },
    cwd: '/root',
    outputPath: `${KAFKA}/logs/kafkaServer.out`,
  };
  world.act({ type: 'operator.start', host: hostOf(number), start });
}

/** pid of a living server of a host. */
export function pidOf(world: KafkaWorld, number: number, program: string): number | undefined {
  for (const process of world.timeline.world.processes.values()) {
    const isIt = process.program === program && process.info.host === hostOf(number);
    if (isIt && process.status !== 'exited') return process.info.pid;
  }
  return undefined;
}
