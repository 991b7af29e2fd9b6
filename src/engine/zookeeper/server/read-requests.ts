/**
 * Requests that need no transaction: answered from this server's own tree, which may lag behind.
 *
 * Mirrors: the read cases of FinalRequestProcessor, DataTree.setWatches, 3.8.0.
 * Read next: watch-manager.ts.
 */
import { mapGet, mapKeys } from '../../kernel/persistent-map.ts';
import { systemProperty } from '../admin/config.ts';
import { statOf } from '../data/data-node.ts';
import type { DataNode } from '../data/database.ts';
import { childNames, ephemeralPaths } from '../data/child-order.ts';
import type {
  MultiResult,
  ReplyBody,
  RequestBody,
  SetWatchesRequest,
} from '../protocol/client-messages.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import type { WatcherEventType, WatcherType } from '../protocol/records.ts';
import { Perms } from '../protocol/records.ts';
import { isMutant } from '../mutants.ts';
import { isAllowed, maskDigests, userOf } from './acl.ts';
import type { Request } from './request.ts';
import { sendEvents } from './server-cnxn.ts';
import type { ServerCnxn, ServerTurn, WatcherMode } from './server-state.ts';
import { connectionKey } from './server-state.ts';
import { countRead } from './server-stats.ts';
import { setWatches } from './state-changes.ts';
import type { FiredWatch } from './watch-manager.ts';
import { addWatch, containsWatcher, removeWatch } from './watch-manager.ts';

/** The answer to a request: an error code, or the body of the response. */
export interface Answer {
  readonly err: number;
  readonly body: ReplyBody | null;
}

const OK: Answer = { err: ErrorCode.OK, body: null };

/** Answers a request that has no transaction. */
export function answerRead(turn: ServerTurn, cnxn: ServerCnxn, request: Request): Answer {
  const { body } = request;
  switch (body.type) {
    case 'Ping':
      return OK;
    case 'GetDataRequest':
      return getData(turn, cnxn, request, body);
    case 'ExistsRequest':
      return exists(turn, cnxn, body);
    case 'GetChildrenRequest':
    case 'GetChildren2Request':
      return getChildren(turn, cnxn, request, body);
    case 'SyncRequest':
      return { err: ErrorCode.OK, body: { path: body.path } };
    case 'GetACLRequest':
      return getAcl(turn, request, body.path);
    case 'GetAllChildrenNumberRequest':
      return getAllChildrenNumber(turn, request, body.path);
    case 'GetEphemeralsRequest':
      return getEphemerals(turn, cnxn, body.prefixPath);
    case 'MultiReadRequest':
      return multiRead(turn, request, body);
    case 'SetWatches2':
      restoreWatches(turn, cnxn, body);
      return OK;
    case 'AddWatchRequest': {
      const mode = body.mode;
      const manager = systemProperty(turn.state.config, 'zookeeper.watchManagerName') ?? '';
      // That one knows no modes.
      if (manager.endsWith('.WatchManagerOptimized')) {
        return { err: ErrorCode.MARSHALLINGERROR, body: null };
      }
      watchBoth(turn, body.path, connectionKey(cnxn.id), mode);
      return OK;
    }
    case 'CheckWatchesRequest':
      return checkWatches(turn, cnxn, body.path, body.watcherType);
    case 'RemoveWatchesRequest':
      return removeWatches(turn, cnxn, body.path, body.watcherType);
    case 'WhoAmIRequest': {
      const clientInfo = request.authInfo.map((id) => ({
        authScheme: id.scheme,
        user: userOf(id),
      }));
      return { err: ErrorCode.OK, body: { clientInfo } };
    }
    default:
      return { err: ErrorCode.UNIMPLEMENTED, body: null };
  }
}

function fail(err: number): Answer {
  return { err, body: null };
}

/** The node, or the code of what forbids it. */
function readable(
  turn: ServerTurn,
  request: Request,
  path: string,
  perm: number = Perms.READ,
): DataNode | number {
  const node = mapGet(turn.state.db.tree.nodes, path);
  if (node === undefined) return ErrorCode.NONODE;
  const isOk = isAllowed(turn.state.config, node.acl, perm, request.authInfo);
  return isOk ? node : ErrorCode.NOAUTH;
}

function getData(
  turn: ServerTurn,
  cnxn: ServerCnxn,
  request: Request,
  { path, watch }: { readonly path: string; readonly watch: boolean },
): Answer {
  const node = readable(turn, request, path);
  if (typeof node === 'number') return fail(node);
  if (watch) watchData(turn, path, connectionKey(cnxn.id));
  countRead(turn, path, node.dataLength);
  return { err: ErrorCode.OK, body: { data: node.data, stat: statOf(node) } };
}

function exists(
  turn: ServerTurn,
  cnxn: ServerCnxn,
  { path, watch }: { readonly path: string; readonly watch: boolean },
): Answer {
  if (path.includes('\0')) return fail(ErrorCode.BADARGUMENTS);
  if (watch) watchData(turn, path, connectionKey(cnxn.id));
  const node = mapGet(turn.state.db.tree.nodes, path);
  if (node === undefined) return fail(ErrorCode.NONODE);
  countRead(turn, path, 0);
  return { err: ErrorCode.OK, body: { stat: statOf(node) } };
}

function getChildren(
  turn: ServerTurn,
  cnxn: ServerCnxn,
  request: Request,
  body: Extract<RequestBody, { type: 'GetChildrenRequest' | 'GetChildren2Request' }>,
): Answer {
  const node = readable(turn, request, body.path);
  if (typeof node === 'number') return fail(node);
  if (body.watch) {
    watchChildren(turn, body.path, connectionKey(cnxn.id));
  }
  const children = childNames(turn.state.db.tree, body.path, node);
  countRead(turn, body.path, sumOfLengths(children));
  return {
    err: ErrorCode.OK,
    body: body.type === 'GetChildren2Request' ? { children, stat: statOf(node) } : { children },
  };
}

function getAcl(turn: ServerTurn, request: Request, path: string): Answer {
  const node = readable(turn, request, path, Perms.READ | Perms.ADMIN);
  if (typeof node === 'number') return fail(node);
  const isAdmin = isAllowed(turn.state.config, node.acl, Perms.ADMIN, request.authInfo);
  const acl = isAdmin ? node.acl : maskDigests(node.acl);
  return { err: ErrorCode.OK, body: { acl, stat: statOf(node) } };
}

function getAllChildrenNumber(turn: ServerTurn, request: Request, path: string): Answer {
  const node = readable(turn, request, path);
  if (typeof node === 'number') return fail(node);
  const { nodes } = turn.state.db.tree;
  if (path === '/') return { err: ErrorCode.OK, body: { totalNumber: nodes.size - 1 } };
  let totalNumber = 0;
  for (const key of mapKeys(nodes)) if (key.startsWith(`${path}/`)) totalNumber++;
  return { err: ErrorCode.OK, body: { totalNumber } };
}

function getEphemerals(turn: ServerTurn, cnxn: ServerCnxn, prefixPath: string): Answer {
  const owned = mapGet(turn.state.db.tree.ephemerals, cnxn.sessionKey);
  const prefix = prefixPath.trim();
  const paths = owned === undefined ? [] : ephemeralPaths(turn.state.db.tree, mapKeys(owned));
  const isAll = prefix === '' || prefix === '/';
  const ephemerals = isAll ? paths : paths.filter((path) => path.startsWith(prefixPath));
  return { err: ErrorCode.OK, body: { ephemerals } };
}

function multiRead(
  turn: ServerTurn,
  request: Request,
  { ops }: Extract<RequestBody, { type: 'MultiReadRequest' }>,
): Answer {
  const results = ops.map(({ type, path }): MultiResult => {
    const node = readable(turn, request, path);
    if (typeof node === 'number') return { type: 'error', err: node };
    if (type === 'getData') {
      countRead(turn, path, node.dataLength);
      return { type, data: node.data, stat: statOf(node) };
    }
    const children = childNames(turn.state.db.tree, path, node);
    countRead(turn, path, sumOfLengths(children));
    return { type, children };
  });
  return { err: ErrorCode.OK, body: { results } };
}

function checkWatches(turn: ServerTurn, cnxn: ServerCnxn, path: string, type: WatcherType): Answer {
  const { dataWatches, childWatches } = turn.state.server!;
  const key = connectionKey(cnxn.id);
  const isData = type !== 'Children' && containsWatcher(dataWatches, path, key);
  const isChild = type !== 'Data' && containsWatcher(childWatches, path, key);
  return isData || isChild ? OK : fail(ErrorCode.NOWATCHER);
}

function removeWatches(
  turn: ServerTurn,
  cnxn: ServerCnxn,
  path: string,
  type: WatcherType,
): Answer {
  const server = turn.state.server!;
  const key = connectionKey(cnxn.id);
  const dataWatches =
    type === 'Children' ? server.dataWatches : removeWatch(server.dataWatches, path, key);
  const childWatches =
    type === 'Data' ? server.childWatches : removeWatch(server.childWatches, path, key);
  if (dataWatches === server.dataWatches && childWatches === server.childWatches) {
    return fail(ErrorCode.NOWATCHER);
  }
  setWatches(turn, dataWatches, childWatches);
  return OK;
}

/** Registers again what a client watched elsewhere; what it missed is told at once. */
function restoreWatches(turn: ServerTurn, cnxn: ServerCnxn, request: SetWatchesRequest): void {
  const { nodes } = turn.state.db.tree;
  const { relativeZxid } = request;
  const watcher = connectionKey(cnxn.id);
  const fired: FiredWatch[] = [];
  const fire = (eventType: WatcherEventType, path: string): void => {
    if (isMutant(turn.state, 'M38-no-watch-catch-up')) return;
    fired.push({ watcher, eventType, path, acl: null });
  };
  for (const path of request.dataWatches) {
    const node = mapGet(nodes, path);
    if (node === undefined) fire('NodeDeleted', path);
    else if (node.stat.mzxid > relativeZxid) fire('NodeDataChanged', path);
    else watchData(turn, path, watcher);
  }
  for (const path of request.existWatches) {
    if (mapGet(nodes, path) !== undefined) fire('NodeCreated', path);
    else watchData(turn, path, watcher);
  }
  for (const path of request.childWatches) {
    const node = mapGet(nodes, path);
    if (node === undefined) fire('NodeDeleted', path);
    else if (node.stat.pzxid > relativeZxid) fire('NodeChildrenChanged', path);
    else watchChildren(turn, path, watcher);
  }
  for (const path of request.persistentWatches) watchBoth(turn, path, watcher, 'PERSISTENT');
  for (const path of request.persistentRecursiveWatches) {
    watchBoth(turn, path, watcher, 'PERSISTENT_RECURSIVE');
  }
  sendEvents(turn, fired, turn.state.db.lastProcessedZxid);
}

function sumOfLengths(names: readonly string[]): number {
  let sum = 0;
  for (const name of names) sum += name.length;
  return sum;
}

function watchData(turn: ServerTurn, path: string, watcher: string): void {
  const { dataWatches, childWatches } = turn.state.server!;
  setWatches(turn, addWatch(dataWatches, path, watcher), childWatches);
}

function watchChildren(turn: ServerTurn, path: string, watcher: string): void {
  const { dataWatches, childWatches } = turn.state.server!;
  setWatches(turn, dataWatches, addWatch(childWatches, path, watcher));
}

function watchBoth(turn: ServerTurn, path: string, watcher: string, mode: WatcherMode): void {
  const { dataWatches, childWatches } = turn.state.server!;
  setWatches(
    turn,
    addWatch(dataWatches, path, watcher, mode),
    addWatch(childWatches, path, watcher, mode),
  );
}
