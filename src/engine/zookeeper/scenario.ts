/**
 * ZooKeeper's part of a cluster: hosts, installation, zoo.cfg and myid of each server.
 *
 * Mirrors: an installation by hand from the binary archive, 3.8.0.
 * Departs: the installation's scripts are listed as files but are programs of the simulation.
 * Read next: ../world/cluster.ts.
 */
import type { DiskView } from '../kernel/disk.ts';
import { listFolder, readFile } from '../kernel/disk.ts';
import type { HostSpec } from '../kernel/options.ts';
import type { StartRequest } from '../kernel/world-state.ts';
import type { Provision } from '../world/system.ts';
import { SERVER_PROGRAM } from './server-program.ts';

/** What to build: ZooKeeper's part of a cluster. */
export interface ZooKeeperSpec {
  /** Voting servers; 1 makes a standalone server. */
  readonly servers: number;
  readonly observers?: number;
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
}

declare module '../world/cluster.ts' {
  interface SystemSpecs {
    readonly zookeeper: ZooKeeperSpec;
  }
}

/** Folder of the installation. */
export const INSTALLATION = '/opt/zookeeper';
/** Folder of a server's data in the layout of one host each. */
export const DATA_FOLDER = '/var/lib/zookeeper';

/** Folder of the servers' homes where all share one host. */
const SHARED_HOST = '/data/server';

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
    const home = `${SHARED_HOST}/zk${number}`;
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

/** The servers' hosts, and the tools that a client's host gets. */
export function provide(spec: ZooKeeperSpec): Provision {
  const places = serverPlaces(spec);
  return {
    name: places.length === 1 ? 'standalone' : `ensemble of ${spec.servers}`,
    hosts: [...groupByHost(places)].map(([name, own]) => serverHost(spec, name, own, places)),
    addresses: places.map(({ host, clientPort }) => `${host}:${clientPort}`),
    tools: installation({}),
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
    program: SERVER_PROGRAM,
    argv: [SERVER_PROGRAM, ...properties, place.configPath],
    cwd: '/root',
    outputPath: `${logFolder(place)}/zookeeper-root-server-${place.host}.out`,
  };
}

/** Whether a host has the configuration of a server. */
export function isSetUpOn(disk: DiskView): boolean {
  if (readFile(disk, `${INSTALLATION}/conf/zoo.cfg`) !== undefined) return true;
  const homes = listFolder(disk, SHARED_HOST) ?? [];
  return homes.some((home) => readFile(disk, `${SHARED_HOST}/${home}/zoo.cfg`) !== undefined);
}

/** How the servers of a host are started; without their cluster, as one that has its host for itself. */
export function startsOn(
  host: string,
  disk: DiskView,
  { zookeeper }: { readonly zookeeper?: ZooKeeperSpec } = {},
): readonly StartRequest[] {
  const alone = { ...serverPlace({ servers: 1 }, 1), host };
  const places = zookeeper === undefined ? [alone] : serverPlaces(zookeeper);
  return places
    .filter((place) => place.host === host && readFile(disk, place.configPath) !== undefined)
    .map((place) => startOf(place, zookeeper?.properties));
}

/** Whether a key names a server that runs by itself: none in a terminal, no pid. */
export function isServerKey(key: string): boolean {
  const program = key.slice(key.indexOf('/') + 1);
  return program === SERVER_PROGRAM || program.startsWith(`${SERVER_PROGRAM} `);
}

/** The number of the server of a key, where all servers share one host. */
export function numberOnSharedHost(key: string): number | undefined {
  const config = key.slice(key.lastIndexOf(' ') + 1);
  const home = config.startsWith(`${SHARED_HOST}/zk`) && config.slice(`${SHARED_HOST}/zk`.length);
  const number = home === false ? NaN : parseInt(home, 10);
  return Number.isNaN(number) ? undefined : number;
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
