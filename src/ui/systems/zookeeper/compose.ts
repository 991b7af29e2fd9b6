/**
 * The cluster as a docker-compose file with the official images: the same zoo.cfg key by key, the
 * same ids, servers and observers, to repeat on the real software. Pure.
 *
 * Read next: ../../export/repeat-script.ts, which does to it what was done here.
 */
import type { ClusterSpec } from '../../../engine/index.ts';
import {
  isServerKey,
  numberOnSharedHost,
  serverPlaces,
  zooCfg,
} from '../../../engine/zookeeper/index.ts';
import type { ServerPlace, ZooKeeperSpec } from '../../../engine/zookeeper/index.ts';

const IMAGE = 'zookeeper:3.8.0';
const NETWORK = 'ensemble';
const CONFIG_PATH = '/opt/ensemble/zoo.cfg';

/** The container of a server; servers that share a host in the sandbox have one each there. */
export function serviceOf(key: string): string | undefined {
  if (!isServerKey(key)) return undefined;
  const number = numberOnSharedHost(key);
  return number === undefined ? key.slice(0, key.indexOf('/')) : `zk${number}`;
}

/** One service for each server (each has a host of its own there) and for each client host. */
export function composeFile(cluster: ClusterSpec): string {
  const given = cluster.zookeeper ?? { servers: 0 };
  const spec: ZooKeeperSpec = { ...given, layout: 'hostEach' };
  const places = serverPlaces(spec);
  const clients = Array.from({ length: cluster.clientHosts ?? 1 }, (_, i) => `client${i + 1}`);
  const folders = places.map((place) => foldersOf(zooCfg(spec, place, places), place));
  return [
    '# The cluster of an Ensemble sandbox on real ZooKeeper servers: docker compose up -d',
    '# (Docker Compose 2.23.1 or newer)',
    ...(given.layout === 'oneHost' ? ['# Here each server has a host of its own.'] : []),
    'services:',
    ...places.flatMap((place, index) => serverLines(spec, place, folders[index]!)),
    ...clients.flatMap(clientLines),
    'configs:',
    ...places.flatMap((place) => configLines(place, zooCfg(spec, place, places))),
    'volumes:',
    ...places.flatMap(({ host }, index) =>
      folders[index]!.map((_, i) => `  ${host}-data${i + 1}:`),
    ),
    'networks:',
    `  ${NETWORK}:`,
    `    name: ${NETWORK}`,
    '',
  ].join('\n');
}

function foldersOf(config: string, { dataFolder }: ServerPlace): readonly string[] {
  const dataDir = /^dataDir=(.+)$/m.exec(config)?.[1] ?? dataFolder;
  const dataLogDir = /^dataLogDir=(.+)$/m.exec(config)?.[1];
  return dataLogDir === undefined ? [dataDir] : [dataDir, dataLogDir];
}

function serverLines(
  { started, properties = [] }: ZooKeeperSpec,
  { host, number }: ServerPlace,
  folders: readonly string[],
): readonly string[] {
  const isLater = started === 'none' || (started !== undefined && !started.includes(number));
  const flags = properties.filter((line) => !line.startsWith('-Dmutant'));
  return [
    ...serviceHead(host),
    ...(isLater ? ['    profiles: [later] # not running from the start'] : []),
    '    environment:',
    `      ZOO_MY_ID: ${quoted(String(number))}`,
    `      ZOO_DATA_DIR: ${quoted(folders[0]!)}`,
    ...(folders[1] === undefined ? [] : [`      ZOO_DATA_LOG_DIR: ${quoted(folders[1])}`]),
    ...(flags.length === 0 ? [] : [`      JVMFLAGS: ${quoted(flags.join(' '))}`]),
    '    configs:',
    `      - source: ${host}-cfg`,
    `        target: ${CONFIG_PATH}`,
    '    volumes:',
    ...folders.map((folder, i) => `      - ${quoted(`${host}-data${i + 1}:${folder}`)}`),
    `    command: [zkServer.sh, start-foreground, ${CONFIG_PATH}]`,
  ];
}

function clientLines(host: string): readonly string[] {
  return [...serviceHead(host), '    command: [sleep, infinity]'];
}

function serviceHead(host: string): readonly string[] {
  return [
    `  ${host}:`,
    `    image: ${IMAGE}`,
    `    container_name: ${host}`,
    `    hostname: ${host}`,
    `    networks: [${NETWORK}]`,
  ];
}

/** The same zoo.cfg, key by key. */
function configLines({ host }: ServerPlace, config: string): readonly string[] {
  const lines = config.trimEnd().split('\n');
  // A dollar would be taken for a variable.
  const indented = lines.map((line) => `      ${line.replaceAll('$', '$$$$')}`);
  return [`  ${host}-cfg:`, '    content: |', ...indented];
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('$', '$$$$')}"`;
}
