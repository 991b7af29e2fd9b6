/**
 * A ZooKeeper server's memory as a page shows it: identity, role, tree, sessions, watches.
 *
 * Mirrors: what `srvr`, `conf`, `dump`, `wchp` and `stat` tell, together.
 * Read next: role-view.ts, chart-view.ts.
 */
import { mapEntries, mapGet, mapKeys } from '../../kernel/persistent-map.ts';
import type { Process } from '../../kernel/world-state.ts';
import type { DataNode } from '../data/database.ts';
import { statOf } from '../data/data-node.ts';
import type { Acl, Stat } from '../protocol/records.ts';
import { toHexString } from '../protocol/zxid.ts';
import type { ServerProcessState, WatchManagerState, WatcherMode } from '../server/server-state.ts';
import { SERVER_PROGRAM } from '../server-program.ts';

export interface ServerDetails {
  /** −1 when standalone. */
  readonly myid: number;
  readonly isServing: boolean;
  readonly configPath: string;
  /** Upstream's key to its value in force, in upstream's order. */
  readonly config: readonly (readonly [key: string, value: string])[];
  /** Hexadecimal with `0x`. */
  readonly lastProcessedZxid: string;
  readonly epochs: { readonly accepted: number; readonly current: number } | null;
  readonly znodeCount: number;
  readonly connectionCount: number;
  readonly sessions: readonly SessionDetails[];
  readonly watches: readonly WatchDetails[];
}

export interface SessionDetails {
  /** Hexadecimal with `0x`. */
  readonly id: string;
  readonly timeoutMs: number;
  /** Virtual time at which its bucket expires; null where another server tracks it. */
  readonly expiresAtMs: number | null;
  readonly ephemerals: readonly string[];
  /** The connection that serves it here. */
  readonly connection: number | null;
  readonly isClosing: boolean;
}

export interface WatchDetails {
  readonly path: string;
  readonly kind: 'data' | 'child';
  readonly mode: WatcherMode;
  /** Session of the watcher, hexadecimal with `0x`. */
  readonly session: string;
}

export interface ZnodeDetails {
  readonly path: string;
  readonly name: string;
  readonly data: string | null;
  readonly acl: readonly Acl[];
  readonly stat: Stat;
  readonly kind: 'persistent' | 'ephemeral' | 'container' | 'ttl';
  /** Names, sorted. */
  readonly children: readonly string[];
}

/** Null when the process is no running server. */
export function serverView(process: Process): ServerDetails | null {
  const state = serverState(process);
  if (state === null) return null;
  const { config, db, server, quorum, connections } = state;
  return {
    myid: quorum?.peer.myid ?? -1,
    isServing: server !== null,
    configPath: config.configFileName,
    config: configRows(state),
    lastProcessedZxid: toHexString(db.lastProcessedZxid),
    epochs:
      quorum === null
        ? null
        : { accepted: quorum.peer.acceptedEpoch, current: quorum.peer.currentEpoch },
    znodeCount: db.tree.nodes.size,
    connectionCount: connections.size,
    sessions: sessionRows(state),
    watches: watchRows(state),
  };
}

/** One znode of a server's tree; undefined when it has none there. */
export function znodeView(process: Process, path: string): ZnodeDetails | undefined {
  const state = serverState(process);
  if (state === null) return undefined;
  const node = mapGet(state.db.tree.nodes, path);
  if (node === undefined) return undefined;
  return {
    path,
    name: path === '/' ? '/' : path.slice(path.lastIndexOf('/') + 1),
    data: node.data,
    acl: node.acl,
    stat: statOf(node),
    kind: kindOf(state, path, node),
    children: [...mapKeys(node.children)].sort(),
  };
}

/** The state of a running server; null for anything else. */
export function serverState(process: Process): ServerProcessState | null {
  if (process.program !== SERVER_PROGRAM || process.state === undefined) return null;
  return process.state as ServerProcessState;
}

function kindOf({ db }: ServerProcessState, path: string, node: DataNode): ZnodeDetails['kind'] {
  if (mapGet(db.tree.containers, path) !== undefined) return 'container';
  if (mapGet(db.tree.ttls, path) !== undefined) return 'ttl';
  return node.stat.ephemeralOwner === 0n ? 'persistent' : 'ephemeral';
}

function configRows({ config }: ServerProcessState): ServerDetails['config'] {
  const rows: (readonly [string, string])[] = [
    ['clientPort', String(config.clientPortAddress?.port ?? '')],
    ['dataDir', config.dataDir],
    ['dataLogDir', config.dataLogDir],
    ['tickTime', String(config.tickTimeMs)],
    ['minSessionTimeout', String(config.minSessionTimeoutMs)],
    ['maxSessionTimeout', String(config.maxSessionTimeoutMs)],
    ['maxClientCnxns', String(config.maxClientCnxns)],
  ];
  if (!config.isDistributed) return rows;
  rows.push(['initLimit', String(config.initLimit)], ['syncLimit', String(config.syncLimit)]);
  for (const { sid, quorumAddress, electionAddress, type } of config.quorumVerifier.members) {
    const address = `${quorumAddress.host}:${quorumAddress.port}:${electionAddress.port}`;
    rows.push([`server.${sid}`, `${address}:${type.toLowerCase()}`]);
  }
  return rows;
}

function sessionRows({ db, server }: ServerProcessState): readonly SessionDetails[] {
  const rows: SessionDetails[] = [];
  for (const [key, timeoutMs] of mapEntries(db.sessionsWithTimeouts)) {
    const tracked = server === null ? undefined : mapGet(server.sessions.sessions, key);
    const bucket = server === null ? undefined : mapGet(server.sessions.expiryQueue.elemMap, key);
    const ephemerals = mapGet(db.tree.ephemerals, key);
    rows.push({
      id: `0x${key}`,
      timeoutMs,
      expiresAtMs: bucket ?? null,
      ephemerals: ephemerals === undefined ? [] : [...mapKeys(ephemerals)].sort(),
      connection: (server && mapGet(server.sessionConnections, key)) ?? null,
      isClosing: tracked?.isClosing ?? false,
    });
  }
  const local = server?.sessions.local ?? null;
  for (const [key, { timeoutMs, isClosing }] of local === null ? [] : mapEntries(local.sessions)) {
    rows.push({
      id: `0x${key}`,
      timeoutMs,
      expiresAtMs: mapGet(local!.expiryQueue.elemMap, key) ?? null,
      ephemerals: [],
      connection: mapGet(server!.sessionConnections, key) ?? null,
      isClosing,
    });
  }
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function watchRows(state: ServerProcessState): readonly WatchDetails[] {
  if (state.server === null) return [];
  return [
    ...watchesOf(state, state.server.dataWatches, 'data'),
    ...watchesOf(state, state.server.childWatches, 'child'),
  ];
}

function watchesOf(
  { connections }: ServerProcessState,
  manager: WatchManagerState,
  kind: WatchDetails['kind'],
): WatchDetails[] {
  const rows: WatchDetails[] = [];
  for (const [path, watchers] of mapEntries(manager.watchTable)) {
    for (const [key, mode] of mapEntries(watchers)) {
      const sessionKey = mapGet(connections, key)?.sessionKey ?? '0';
      rows.push({ path, kind, mode, session: `0x${sessionKey}` });
    }
  }
  return rows.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
