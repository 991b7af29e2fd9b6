/**
 * What the controller asks of ZooKeeper, and what it makes of the answers. Every write checks the version of
 * /controller_epoch: one that comes too late, from a controller that is none any more, changes nothing.
 *
 * Mirrors: kafka.zk.KafkaZkClient: retryRequestsUntilConnected, wrapRequestWithControllerEpochCheck,
 * unwrapResponseWithControllerEpochCheck, pathExists, getChildren, deleteRecursive, 2.8.0.
 * Read next: zk-topics.ts, zk-partition-states.ts (what is asked about them).
 */
import { mapDelete, mapHas, mapSet } from '../../kernel/persistent-map.ts';
import type { MultiOp, MultiResult, RequestBody, Stat } from '../../zookeeper/client/index.ts';
import { ErrorCode, OPEN_ACL_UNSAFE } from '../../zookeeper/client/index.ts';
import { CONTROLLER_EPOCH_PATH } from '../zk/topic-znodes.ts';
import type { ZkReply } from '../zk/zk-state.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { ask } from './controller-run.ts';
import { ControllerMovedException, IllegalStateException, KeeperException } from './exceptions.ts';

// Watches. A handler is only noted: the next read of its path sets the watch.

export function registerChangeHandler(run: ControllerRun, path: string): void {
  run.context.changeHandlers = mapSet(run.context.changeHandlers, path, true);
}

export function unregisterChangeHandler(run: ControllerRun, path: string): void {
  run.context.changeHandlers = mapDelete(run.context.changeHandlers, path);
}

export function registerChildChangeHandler(run: ControllerRun, path: string): void {
  run.context.childChangeHandlers = mapSet(run.context.childChangeHandlers, path, true);
}

export function unregisterChildChangeHandler(run: ControllerRun, path: string): void {
  run.context.childChangeHandlers = mapDelete(run.context.childChangeHandlers, path);
}

/** Sets the watch at once; gives whether the znode is there. */
export function* registerAndCheckExistence(run: ControllerRun, path: string): Work<boolean> {
  registerChangeHandler(run, path);
  return yield* pathExists(run, path);
}

// Reads

export function getDataRequest(run: ControllerRun, path: string): RequestBody {
  return { type: 'GetDataRequest', path, watch: mapHas(run.context.changeHandlers, path) };
}

/** What a znode holds. */
interface ZNodeData {
  readonly data: string | null;
  readonly stat: Stat;
}

/** Null: there is no such znode. */
export function* getData(run: ControllerRun, path: string): Work<ZNodeData | null> {
  const [reply] = yield* ask(run, [getDataRequest(run, path)]);
  return dataOf(reply!, path);
}

export function dataOf({ err, reply }: ZkReply, path: string): ZNodeData | null {
  if (err === ErrorCode.OK) return { data: reply!.data ?? null, stat: reply!.stat! };
  if (err === ErrorCode.NONODE) return null;
  throw new KeeperException(err, path);
}

export function* pathExists(run: ControllerRun, path: string): Work<boolean> {
  const watch = mapHas(run.context.changeHandlers, path);
  const [reply] = yield* ask(run, [{ type: 'ExistsRequest', path, watch }]);
  if (reply!.err === ErrorCode.OK) return true;
  if (reply!.err === ErrorCode.NONODE) return false;
  throw new KeeperException(reply!.err, path);
}

/** Names of children; null: there is no such znode. */
export function* childrenIfAny(run: ControllerRun, path: string): Work<readonly string[] | null> {
  const watch = mapHas(run.context.childChangeHandlers, path);
  const [reply] = yield* ask(run, [{ type: 'GetChildren2Request', path, watch }]);
  if (reply!.err === ErrorCode.OK) return reply!.reply!.children ?? [];
  if (reply!.err === ErrorCode.NONODE) return null;
  throw new KeeperException(reply!.err, path);
}

export function* getChildren(run: ControllerRun, path: string): Work<readonly string[]> {
  return (yield* childrenIfAny(run, path)) ?? [];
}

// Writes

/** What came of one write. */
export interface WriteResult {
  /** ErrorCode; 0: done. */
  readonly code: number;
  readonly path: string;
  /** Of a setData. */
  readonly stat: Stat | null;
}

export function createOp(path: string, data: string | null): MultiOp {
  return { type: 'create', path, data, acl: OPEN_ACL_UNSAFE, mode: 'PERSISTENT' };
}

export function setDataOp(path: string, data: string, version = -1): MultiOp {
  return { type: 'setData', path, data, version };
}

export function deleteOp(path: string): MultiOp {
  return { type: 'delete', path, version: -1 };
}

/** Writes, each as a transaction of its own with a check of the epoch's version. */
export function* write(
  run: ControllerRun,
  ops: readonly MultiOp[],
  epochZkVersion = run.context.epochZkVersion,
): Work<readonly WriteResult[]> {
  const check = { type: 'check', path: CONTROLLER_EPOCH_PATH, version: epochZkVersion } as const;
  const requests = ops.map((op): RequestBody => ({ type: 'MultiRequest', ops: [check, op] }));
  const replies = yield* ask(run, requests);
  return replies.map((reply, index) => unwrapped(reply, ops[index]!, epochZkVersion));
}

export function throwRefusal({ code, path }: WriteResult): void {
  if (code !== ErrorCode.OK) throw new KeeperException(code, path);
}

function unwrapped(reply: ZkReply, op: MultiOp, epochZkVersion: number): WriteResult {
  const results = reply.reply?.results;
  if (reply.err !== ErrorCode.OK || results === undefined) {
    throw new KeeperException(reply.err === ErrorCode.OK ? ErrorCode.SYSTEMERROR : reply.err);
  }
  const [check, result] = results;
  if (check === undefined || result === undefined) {
    throw new IllegalStateException('Cannot unwrap a response without two results');
  }
  const checked = errOf(check);
  if (checked === ErrorCode.BADVERSION) {
    const text = `Controller epoch zkVersion check fails. Expected zkVersion = ${epochZkVersion}`;
    throw new ControllerMovedException(text);
  }
  if (checked !== ErrorCode.OK) throw new KeeperException(checked, CONTROLLER_EPOCH_PATH);
  const stat = result.type === 'setData' ? result.stat : null;
  return { code: errOf(result), path: op.path, stat };
}

export function errOf(result: MultiResult): number {
  return result.type === 'error' ? result.err : ErrorCode.OK;
}

/** Deletes a znode with all below it; nothing happens when it is not there. */
export function* deleteRecursive(run: ControllerRun, path: string): Work<void> {
  const children = yield* childrenIfAny(run, path);
  if (children === null) return;
  for (const child of children) yield* deleteRecursive(run, `${path}/${child}`);
  const [result] = yield* write(run, [deleteOp(path)]);
  if (result!.code !== ErrorCode.NONODE) throwRefusal(result!);
}
