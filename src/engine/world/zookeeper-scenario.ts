/**
 * Writes the scenario of a ZooKeeper service: hosts, installation, zoo.cfg and myid of each server,
 * and hosts for clients.
 *
 * Mirrors: an installation by hand from the binary archive, 3.8.0.
 * Departs: the installation's scripts are listed as files but are programs of the simulation.
 * Read next: scenario.ts.
 */
import type { HostSpec } from '../kernel/options.ts';
import type { StartRequest } from '../kernel/world-state.ts';
import type { Scenario } from './scenario.ts';

/** What to build. */
export interface ZooKeeperSpec {
  readonly name?: string;
  readonly seed?: number;
  /** Voting servers; 1 makes a standalone server. */
  readonly servers: number;
  readonly observers?: number;
  /** Hosts for clients; default 1. */
  readonly clientHosts?: number;
  /** zoo.cfg lines of every server, over the defaults; an empty value takes a line away. */
  readonly config?: Readonly<Record<string, string>>;
  /** The same for one server, by its number. */
  readonly serverConfig?: Readonly<Record<number, Readonly<Record<string, string>>>>;
  /** Java system properties of the servers, `-Dkey=value`. */
  readonly properties?: readonly string[];
  /** One host for each server (default), or all on one with different ports. */
  readonly layout?: 'hostEach' | 'oneHost';
  /** Numbers of the servers that run from the start; default all. */
  readonly started?: readonly number[] | 'none';
  readonly latencyMs?: readonly [number, number];
  readonly syncMs?: readonly [number, number];
}

/** Folder of the installation. */
export const INSTALLATION = '/opt/zookeeper';
/** Folder of a server's data in the layout of one host each. */
export const DATA_FOLDER = '/var/lib/zookeeper';

const SCRIPTS = [
  'zkCleanup.sh',
  'zkCli.sh',
  'zkEnv.sh',
  'zkServer.sh',
  'zkServer-initialize.sh',
  'zkSnapShotToolkit.sh',
  'zkSnapshotComparer.sh',
  'zkTxnLogToolkit.sh',
];

/** What the release ships to be copied; the settings are upstream's. */
const SAMPLE_CONFIG = [
  '# Copy this file to zoo.cfg and edit it.',
  '# One tick in milliseconds: heartbeats and all limits below count in it.',
  'tickTime=2000',
  '# Ticks a follower may take to connect and synchronize.',
  'initLimit=10',
  '# Ticks a follower may lag behind the leader.',
  'syncLimit=5',
  '# Snapshots go here; /tmp is for trying out only.',
  'dataDir=/tmp/zookeeper',
  '# Clients connect here.',
  'clientPort=2181',
  '',
].join('\n');

const SCRIPT_TEXT = '#!/usr/bin/env bash\n# The playground runs this program itself.\n';

/** Where one server lives. */
export interface ServerPlace {
  readonly number: number;
  readonly host: string;
  readonly ip: string;
  readonly isObserver: boolean;
  readonly configPath: string;
  readonly dataFolder: string;
  readonly clientPort: number;
  readonly quorumPort: number;
  readonly electionPort: number;
}

/** Places of all servers of a spec, in order of number. */
export function serverPlaces(spec: ZooKeeperSpec): readonly ServerPlace[] {
  const count = spec.servers + (spec.observers ?? 0);
  return Array.from({ length: count }, (_, index) => serverPlace(spec, index + 1));
}

function serverPlace(spec: ZooKeeperSpec, number: number): ServerPlace {
  const isObserver = number > spec.servers;
  if (spec.layout === 'oneHost') {
    const home = `/data/server/zk${number}`;
    const step = 100 * (number - 1);
    const ports = { clientPort: 2181 + step, quorumPort: 2888 + step, electionPort: 3888 + step };
    const place = { host: 'zk', ip: '10.0.0.11', configPath: `${home}/zoo.cfg` };
    return { number, isObserver, ...place, dataFolder: `${home}/data`, ...ports };
  }
  return {
    number,
    isObserver,
    host: `zk${number}`,
    ip: `10.0.0.${10 + number}`,
    configPath: `${INSTALLATION}/conf/zoo.cfg`,
    dataFolder: DATA_FOLDER,
    clientPort: 2181,
    quorumPort: 2888,
    electionPort: 3888,
  };
}

/** The scenario of a spec. */
export function zookeeperScenario(spec: ZooKeeperSpec): Scenario {
  const places = serverPlaces(spec);
  const hosts = [...groupByHost(places)].map(([name, own]) => serverHost(spec, name, own, places));
  for (let i = 1; i <= (spec.clientHosts ?? 1); i++) {
    hosts.push({ name: `client${i}`, ip: `10.0.0.${100 + i}`, ...installation({}) });
  }
  return {
    name: spec.name ?? (places.length === 1 ? 'standalone' : `ensemble of ${spec.servers}`),
    seed: spec.seed ?? 1,
    hosts,
    ...(spec.latencyMs === undefined ? {} : { latencyMs: spec.latencyMs }),
    ...(spec.syncMs === undefined ? {} : { syncMs: spec.syncMs }),
  };
}

function groupByHost(places: readonly ServerPlace[]): Map<string, ServerPlace[]> {
  const hosts = new Map<string, ServerPlace[]>();
  for (const place of places) hosts.set(place.host, [...(hosts.get(place.host) ?? []), place]);
  return hosts;
}

function serverHost(
  spec: ZooKeeperSpec,
  name: string,
  own: readonly ServerPlace[],
  all: readonly ServerPlace[],
): HostSpec {
  const files: Record<string, string> = {};
  const boot: StartRequest[] = [];
  for (const place of own) {
    files[place.configPath] = zooCfg(spec, place, all);
    if (all.length > 1) files[`${place.dataFolder}/myid`] = `${place.number}\n`;
    if (isStarted(spec, place.number)) boot.push(startOf(place, spec.properties));
  }
  const folders = own.flatMap((place) => [place.dataFolder, logFolder(place)]);
  return { name, ip: own[0]!.ip, ...installation(files, folders), boot };
}

function isStarted({ started }: ZooKeeperSpec, number: number): boolean {
  return started === undefined || (started !== 'none' && started.includes(number));
}

function logFolder({ configPath }: ServerPlace): string {
  return configPath.startsWith(INSTALLATION)
    ? `${INSTALLATION}/logs`
    : configPath.replace(/\/zoo\.cfg$/, '/logs');
}

/** How a server's daemon is started. */
export function startOf(place: ServerPlace, properties: readonly string[] = []): StartRequest {
  return {
    program: 'QuorumPeerMain',
    argv: ['QuorumPeerMain', ...properties, place.configPath],
    cwd: '/root',
    outputPath: `${logFolder(place)}/zookeeper-root-server-${place.host}.out`,
  };
}

/** Key of a server's process; see `Process.key`. */
export function serverKey(place: ServerPlace, properties: readonly string[] = []): string {
  return [`${place.host}/QuorumPeerMain`, ...properties, place.configPath].join(' ');
}

/** Whether a key names a server that runs by itself: none in a terminal, no pid. */
export function isServerKey(key: string): boolean {
  return /^[^/]+\/QuorumPeerMain( |$)/.test(key);
}

function installation(
  files: Readonly<Record<string, string>>,
  folders: readonly string[] = [],
): Pick<HostSpec, 'files' | 'folders'> {
  const scripts = SCRIPTS.map((script) => [`${INSTALLATION}/bin/${script}`, SCRIPT_TEXT] as const);
  return {
    files: {
      ...Object.fromEntries(scripts),
      [`${INSTALLATION}/conf/zoo_sample.cfg`]: SAMPLE_CONFIG,
      ...files,
    },
    folders: [`${INSTALLATION}/conf`, ...folders],
  };
}

/** zoo.cfg of one server. */
export function zooCfg(
  spec: ZooKeeperSpec,
  place: ServerPlace,
  all: readonly ServerPlace[],
): string {
  const lines = new Map<string, string>([
    ['tickTime', '2000'],
    ['initLimit', '10'],
    ['syncLimit', '5'],
    ['dataDir', place.dataFolder],
    ['clientPort', String(place.clientPort)],
    ['4lw.commands.whitelist', '*'],
    ['admin.enableServer', 'false'],
  ]);
  if (all.length > 1) {
    for (const { number, host, quorumPort, electionPort, isObserver } of all) {
      const suffix = isObserver ? ':observer' : '';
      lines.set(`server.${number}`, `${host}:${quorumPort}:${electionPort}${suffix}`);
    }
  }
  if (place.isObserver) lines.set('peerType', 'observer');
  for (const [key, value] of Object.entries({
    ...spec.config,
    ...spec.serverConfig?.[place.number],
  })) {
    if (value === '') lines.delete(key);
    else lines.set(key, value);
  }
  return [...lines].map(([key, value]) => `${key}=${value}\n`).join('');
}
