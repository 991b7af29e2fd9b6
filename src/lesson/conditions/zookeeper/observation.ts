/**
 * What conditions look at: servers, znodes and sessions of a world, found once per event however
 * many conditions ask.
 *
 * Read next: znode.ts, server.ts.
 */
import type { Process, World } from '../../../engine/index.ts';
import type { ZnodeDetails } from '../../../engine/zookeeper/index.ts';
import { foremost, mapGet, mapKeys, processView } from '../../../engine/index.ts';
import {
  SERVER_PROGRAM,
  serverState,
  serverView,
  znodeView,
} from '../../../engine/zookeeper/index.ts';
import type { Text } from '../../text.ts';
import { fill, t } from '../../text.ts';

export type ServerState = NonNullable<ReturnType<typeof serverState>>;

/** The server process of a host: the one that lives, where a later start has failed. */
export interface ServerSeen {
  readonly host: string;
  readonly process: Process;
  /** Null when it has stopped or has not come up. */
  readonly state: ServerState | null;
  /** Upstream's word, or STOPPED. */
  readonly role: string;
  readonly isServing: boolean;
}

interface Seen {
  readonly eventCount: number;
  readonly servers: readonly ServerSeen[];
}

const cache = new WeakMap<World, Seen>();

/** The servers of the world, one a host, in order of host name. */
export function serversOf(world: World): readonly ServerSeen[] {
  const known = cache.get(world);
  if (known?.eventCount === world.eventCount) return known.servers;
  const found = new Map<string, Process>();
  for (const process of world.processes.values()) {
    if (process.program !== SERVER_PROGRAM) continue;
    const { host } = process.info;
    const other = found.get(host);
    found.set(host, other === undefined ? process : foremost([other, process])!);
  }
  const servers = [...found.values()].map(seeServer);
  servers.sort((a, b) => (a.host < b.host ? -1 : 1));
  cache.set(world, { eventCount: world.eventCount, servers });
  return servers;
}

function seeServer(process: Process): ServerSeen {
  const isAlive = process.status !== 'exited' && process.status !== 'starting';
  const state = isAlive ? serverState(process) : null;
  const role = process.status === 'exited' ? 'STOPPED' : processView(process).role.label;
  const isServing = state !== null && state.server !== null;
  return { host: process.info.host, process, state, role, isServing };
}

export function serverOn(world: World, host: string): ServerSeen | undefined {
  return serversOf(world).find((server) => server.host === host);
}

/** The serving server with the longest history; on one host when asked for. */
export function authority(world: World, host?: string): ServerSeen | undefined {
  const all = serversOf(world);
  return mostKnowing(host === undefined ? all : all.filter((server) => server.host === host));
}

function mostKnowing(servers: readonly ServerSeen[]): ServerSeen | undefined {
  let best: ServerSeen | undefined;
  for (const server of servers) {
    if (!server.isServing) continue;
    if (best === undefined || zxidOf(server) > zxidOf(best)) best = server;
  }
  return best;
}

/** The same among servers that are not frozen: a paused process answers nobody. */
export function awake(world: World): ServerSeen | undefined {
  return mostKnowing(serversOf(world).filter(({ process }) => process.status !== 'paused'));
}

/** Last zxid that a server has applied; −1 when it does not run. */
export function zxidOf(server: ServerSeen): bigint {
  return server.state?.db.lastProcessedZxid ?? -1n;
}

/** Paths that a pattern means: itself, or every znode of the server that matches. */
export function matchingPaths(server: ServerSeen, pattern: string | RegExp): readonly string[] {
  if (server.state === null) return [];
  const { nodes } = server.state.db.tree;
  if (typeof pattern === 'string') return mapGet(nodes, pattern) === undefined ? [] : [pattern];
  return [...mapKeys(nodes)].filter((path) => pattern.test(path)).sort();
}

export function znodeOf(server: ServerSeen, path: string): ZnodeDetails | undefined {
  return znodeView(server.process, path);
}

/** Hosts that hold a connection for the session which owns an ephemeral znode; none that is frozen. */
export function hostsServing(world: World, path: string): readonly string[] {
  return serversOf(world)
    .filter(({ process, isServing }) => {
      if (!isServing || process.status === 'paused') return false;
      const sessions = serverView(process)?.sessions ?? [];
      return sessions.some(
        (one) =>
          one.connection !== null &&
          one.ephemerals.includes(path) &&
          isHeldOpen(world, one.connection),
      );
    })
    .map(({ host }) => host);
}

/** A client without power has left its connection, although the server cannot know yet. */
function isHeldOpen(world: World, connection: number): boolean {
  return world.connections.get(connection)?.isClosedBy.includes(true) === false;
}

const owned = t(
  'Session `{id}`, which owns `{path}`, still lives: without another heartbeat its timeout ends in {seconds} s.',
  '拥有 `{path}` 的会话 `{id}` 还活着：若不再收到心跳，它将在 {seconds} 秒后超时。',
);
const ownedSomewhere = t(
  'Session `{id}`, which owns `{path}`, has not ended yet.',
  '拥有 `{path}` 的会话 `{id}` 尚未结束。',
);

/** Why an ephemeral znode is still there. */
export function ownerSentence(world: World, path: string, owner: bigint): Text {
  const id = `0x${BigInt.asUintN(64, owner).toString(16)}`;
  for (const { process } of serversOf(world)) {
    const session = serverView(process)?.sessions.find((one) => one.id === id);
    const expiresAtMs = session?.expiresAtMs ?? null;
    if (expiresAtMs === null) continue;
    const seconds = (Math.max(0, expiresAtMs - world.nowMs) / 1000).toFixed(1);
    return fill(owned, { id, path, seconds });
  }
  return fill(ownedSomewhere, { id, path });
}
