/**
 * What is asked of ZooKeeper, written from top to bottom: a script yields requests and gets their replies.
 * Brokers run them by routines, tools by scripts of the shell.
 *
 * Mirrors: the plain reads and writes of kafka.zk.KafkaZkClient, 2.8.0.
 * Departs: a reply that upstream turns into a KeeperException is thrown as KeeperError.
 */
import type { RequestBody } from '../../zookeeper/client/index.ts';
import { ErrorCode, OPEN_ACL_UNSAFE, errorName } from '../../zookeeper/client/index.ts';
import type { ZkReply } from './zk-state.ts';

/** Yields requests that are sent one behind the other; gets as many replies. */
export type ZkScript<V> = Generator<readonly RequestBody[], V, readonly ZkReply[]>;

/** A reply with an error that nobody expected. */
export class KeeperError extends Error {
  readonly err: number;
  readonly path: string;
  constructor(err: number, path: string) {
    super(`KeeperErrorCode = ${errorName(err)} for ${path}`);
    this.err = err;
    this.path = path;
  }
}

export interface ZkData {
  readonly data: string | null;
  readonly version: number;
}

function* ask(request: RequestBody): ZkScript<ZkReply> {
  const [reply] = yield [request];
  return reply!;
}

/** Null: there is no such znode. */
export function* getData(path: string): ZkScript<ZkData | null> {
  const [found] = yield* getAllData([path]);
  return found!;
}

/** Several at once; null for each that is not there. */
export function* getAllData(paths: readonly string[]): ZkScript<readonly (ZkData | null)[]> {
  if (paths.length === 0) return [];
  const replies = yield paths.map((path) => ({ type: 'GetDataRequest', path, watch: false }));
  return replies.map(({ err, reply }, index) => {
    if (err === ErrorCode.NONODE) return null;
    if (err !== ErrorCode.OK) throw new KeeperError(err, paths[index]!);
    return { data: reply!.data ?? null, version: reply!.stat!.version };
  });
}

export function* pathExists(path: string): ZkScript<boolean> {
  const { err } = yield* ask({ type: 'ExistsRequest', path, watch: false });
  if (err !== ErrorCode.OK && err !== ErrorCode.NONODE) throw new KeeperError(err, path);
  return err === ErrorCode.OK;
}

/** In ZooKeeper's order; empty when there is no such znode. */
export function* getChildren(path: string): ZkScript<readonly string[]> {
  const { err, reply } = yield* ask({ type: 'GetChildren2Request', path, watch: false });
  if (err === ErrorCode.NONODE) return [];
  if (err !== ErrorCode.OK) throw new KeeperError(err, path);
  return reply!.children ?? [];
}

/** ErrorCode.OK, or why the znode was not written. Any version is written over by default. */
export function* setData(path: string, data: string, version = -1): ZkScript<number> {
  return (yield* ask({ type: 'SetDataRequest', path, data, version })).err;
}

/** The path of the created znode, with its number when it is sequential, or an error. */
export function* createNode(
  path: string,
  data: string | null,
  mode: 'PERSISTENT' | 'EPHEMERAL' | 'PERSISTENT_SEQUENTIAL' = 'PERSISTENT',
): ZkScript<{ readonly err: number; readonly path: string }> {
  const acl = OPEN_ACL_UNSAFE;
  const { err, reply } = yield* ask({
    type: 'CreateRequest',
    path,
    data,
    acl,
    mode,
    withStat: false,
  });
  return { err, path: reply?.path ?? path };
}

/** createRecursive: parents that are missing are made first. Throws when the znode is there already. */
export function* createRecursive(path: string, data: string | null): ZkScript<string> {
  let made = yield* createNode(path, data);
  if (made.err === ErrorCode.NONODE) {
    yield* makeParents(path);
    made = yield* createNode(path, data);
  }
  if (made.err !== ErrorCode.OK) throw new KeeperError(made.err, path);
  return made.path;
}

function* makeParents(path: string): ZkScript<void> {
  const parent = path.slice(0, path.lastIndexOf('/'));
  if (parent === '') return;
  const { err } = yield* createNode(parent, null);
  if (err === ErrorCode.OK || err === ErrorCode.NODEEXISTS) return;
  if (err !== ErrorCode.NONODE) throw new KeeperError(err, parent);
  yield* makeParents(parent);
  yield* createNode(parent, null);
}

/** Writes a znode that may not be there yet. */
export function* setOrCreate(path: string, data: string): ZkScript<void> {
  const err = yield* setData(path, data);
  if (err === ErrorCode.OK) return;
  if (err !== ErrorCode.NONODE) throw new KeeperError(err, path);
  yield* createRecursive(path, data);
}

/** ErrorCode.OK, or why it was not deleted. */
export function* deleteNode(path: string, version = -1): ZkScript<number> {
  return (yield* ask({ type: 'DeleteRequest', path, version })).err;
}
