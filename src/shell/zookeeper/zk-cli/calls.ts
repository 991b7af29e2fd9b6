/**
 * What commands ask of the world, and the ZooKeeper calls written on top of it.
 *
 * Mirrors: the synchronous methods of org.apache.zookeeper.ZooKeeper and of ZKUtil, 3.8.0.
 * Read next: commands/, main.ts.
 */
import type {
  Acl,
  ClientReply,
  CreateMode,
  RequestBody,
  Stat,
} from '../../../engine/zookeeper/index.ts';
import {
  childPath,
  ErrorCode,
  invalidPathReason,
  invalidPathReasonForCreate,
} from '../../../engine/zookeeper/index.ts';
import { IllegalArgument, KeeperException } from './exceptions.ts';

/** A call that a command of zkCli.sh waits for. */
export type CliCall =
  | {
      readonly type: 'request';
      readonly body: RequestBody;
      readonly isLocal?: boolean;
      readonly isServerPath?: boolean;
      readonly timeoutMs?: number;
    }
  /** Several requests under way at once. */
  | { readonly type: 'requests'; readonly bodies: readonly RequestBody[] }
  | { readonly type: 'addAuth'; readonly scheme: string; readonly auth: string | null }
  | { readonly type: 'open'; readonly connectString: string }
  | { readonly type: 'close' }
  | { readonly type: 'awaitConnected'; readonly timeoutMs: number }
  | { readonly type: 'sleep'; readonly ms: number }
  | { readonly type: 'isAlive' }
  /** Which of two threads is first: as likely one as the other. */
  | { readonly type: 'race' }
  | { readonly type: 'readFile'; readonly path: string };

/** One answered request. */
export interface CliReply {
  readonly err: number;
  readonly reply: ClientReply | null;
}

/** What a call gives back; the type follows the call's. */
export type CliResult =
  | { readonly type: 'replies'; readonly replies: readonly CliReply[] }
  | { readonly type: 'timedOut' }
  | { readonly type: 'flag'; readonly value: boolean }
  | { readonly type: 'text'; readonly text: string | null }
  | { readonly type: 'done' }
  | { readonly type: 'fault'; readonly exception: string; readonly message: string };

/** A piece of a command. */
export type Calls<Value> = Generator<CliCall, Value, CliResult>;

/** Throws when the text is no path, as PathUtils.validatePath does. */
export function validatePath(path: string): void {
  const reason = invalidPathReason(path);
  if (reason !== null) throw new IllegalArgument(reason);
}

/** Sends a request and waits for its reply; `path` is named in the exception when it fails. */
export function* request(
  body: RequestBody,
  path: string | null,
  options: { isLocal?: boolean; isServerPath?: boolean } = {},
): Calls<ClientReply | null> {
  const { err, reply } = yield* submit(body, options);
  if (err !== ErrorCode.OK) throw new KeeperException(err, path);
  return reply;
}

/** Sends a request and waits for its reply, whatever it says. */
export function* submit(
  body: RequestBody,
  options: { isLocal?: boolean; isServerPath?: boolean } = {},
): Calls<CliReply> {
  const result = yield { type: 'request', body, ...options };
  return result.type === 'replies'
    ? result.replies[0]!
    : { err: ErrorCode.SYSTEMERROR, reply: null };
}

export function* getData(
  path: string,
  watch: boolean,
): Calls<{ readonly data: string | null; readonly stat: Stat }> {
  validatePath(path);
  const reply = yield* request({ type: 'GetDataRequest', path, watch }, path);
  return { data: reply?.data ?? null, stat: reply!.stat! };
}

export function* exists(path: string, watch: boolean): Calls<Stat | null> {
  validatePath(path);
  const { err, reply } = yield* submit({ type: 'ExistsRequest', path, watch });
  if (err === ErrorCode.NONODE) return null;
  if (err !== ErrorCode.OK) throw new KeeperException(err, path);
  return reply!.stat!;
}

export function* getChildren(path: string, watch: boolean): Calls<readonly string[]> {
  validatePath(path);
  const reply = yield* request({ type: 'GetChildrenRequest', path, watch }, path);
  return reply?.children ?? [];
}

export function* create(
  path: string,
  data: string | null,
  acl: readonly Acl[],
  mode: CreateMode,
  ttlMs?: number,
): Calls<string> {
  const reason = invalidPathReasonForCreate(path, mode.includes('SEQUENTIAL'));
  if (reason !== null) throw new IllegalArgument(reason);
  if (acl.length === 0) throw new KeeperException(ErrorCode.INVALIDACL, null);
  const isTtl = ttlMs !== undefined;
  const body: RequestBody = {
    type: 'CreateRequest',
    path,
    data,
    acl,
    mode,
    withStat: isTtl,
    ...(isTtl ? { ttlMs } : {}),
  };
  const reply = yield* request(body, path);
  return reply?.path ?? path;
}

export function* setData(path: string, data: string | null, version: number): Calls<Stat> {
  validatePath(path);
  const reply = yield* request({ type: 'SetDataRequest', path, data, version }, path);
  return reply!.stat!;
}

export function* deleteNode(path: string, version: number): Calls<void> {
  validatePath(path);
  yield* request({ type: 'DeleteRequest', path, version }, path);
}

export function* setAcl(path: string, acl: readonly Acl[], version: number): Calls<Stat> {
  validatePath(path);
  if (acl.length === 0) throw new KeeperException(ErrorCode.INVALIDACL, null);
  const reply = yield* request({ type: 'SetACLRequest', path, acl, version }, path);
  return reply!.stat!;
}

/** The call that asks for the stat too, whether or not anybody looks at it. */
export function* getChildrenWithStat(
  path: string,
  watch: boolean,
): Calls<{ readonly children: readonly string[]; readonly stat: Stat }> {
  validatePath(path);
  const reply = yield* request({ type: 'GetChildren2Request', path, watch }, path);
  return { children: reply?.children ?? [], stat: reply!.stat! };
}

/** Calls `visit` for a node and all below it: a node's children first, then each child's own. */
export function* visitSubTreeDfs(
  path: string,
  watch: boolean,
  visit: (path: string) => Calls<void>,
): Calls<void> {
  yield* getData(path, watch);
  yield* visit(path);
  yield* visitBelow(path, watch, visit);
}

function* visitBelow(
  path: string,
  watch: boolean,
  visit: (path: string) => Calls<void>,
): Calls<void> {
  let children: readonly string[];
  try {
    children = [...(yield* getChildrenWithStat(path, watch)).children].sort();
    for (const child of children) yield* visit(childPath(path, child));
    for (const child of children) yield* visitBelow(childPath(path, child), watch, visit);
  } catch (error) {
    // A listed node may be gone before it is asked.
    if (error instanceof KeeperException && error.code === ErrorCode.NONODE) return;
    throw error;
  }
}
