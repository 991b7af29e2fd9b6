/**
 * ls, deleteall, getAllChildrenNumber, getEphemerals, sync: what looks at more than one node.
 *
 * Mirrors: LsCommand, DeleteAllCommand, GetAllChildrenNumberCommand, GetEphemeralsCommand,
 * SyncCommand, ZKUtil, 3.8.0.
 */
import type { MultiOp, RequestBody } from '../../../../engine/zookeeper/index.ts';
import { childPath, ErrorCode, javaInt } from '../../../../engine/zookeeper/index.ts';
import type { Calls, CliReply } from '../calls.ts';
import {
  getChildren,
  getChildrenWithStat,
  request,
  validatePath,
  visitSubTreeDfs,
} from '../calls.ts';
import type { CliCommand } from '../command.ts';
import { demand, parseCommand, withOldWatchWord } from '../command.ts';
import { CliException } from '../exceptions.ts';
import type { OptionsSpec } from '../options-parser.ts';
import { flag, valued } from '../options-parser.ts';
import { statText } from '../stat-printer.ts';

const lsOptions: OptionsSpec = {
  options: [flag('?', 'help'), flag('s', 'stat'), flag('w', 'watch'), flag('R', 'recurse')],
};
const lsHelp = 'usage: ls [options] path\n -?   help\n -R   recurse\n -s   stat\n -w   watch\n';

export const lsCommand: CliCommand = {
  name: 'ls',
  usage: '[-s] [-w] [-R] path',
  *run(context) {
    const first = parseCommand(context, lsOptions);
    if (first.has('?')) context.out(lsHelp);
    const line = withOldWatchWord(context, first, lsOptions, 'ls [-w] path');
    demand(lsCommand, line, 2);
    const path = line.args[1]!;
    const watch = line.has('w');
    if (line.has('R')) {
      return yield* visitSubTreeDfs(path, watch, function* (each): Calls<void> {
        context.out(`${each}\n`);
      });
    }
    const { children, stat } = yield* getChildrenWithStat(path, watch);
    context.out(`[${[...children].sort().join(', ')}]\n`);
    if (line.has('s')) context.out(statText(stat));
  },
};

const deleteAllOptions: OptionsSpec = { options: [valued('b', 'batch size')] };
const DEFAULT_BATCH_SIZE = 1000;
const RATE_LIMIT = 10;

export const deleteAllCommand: CliCommand = {
  name: 'deleteall',
  usage: 'path [-b batch size]',
  *run(context) {
    const line = parseCommand(context, deleteAllOptions);
    demand(deleteAllCommand, line, 2);
    const option = line.value('b');
    const size = option === null ? DEFAULT_BATCH_SIZE : javaInt(option);
    if (size === null) throw new CliException('-b argument must be an int value');
    const path = line.args[1]!;
    validatePath(path);
    const tree = yield* listSubTreeBfs(path);
    const isDone = yield* deleteInBatches(tree, size);
    if (!isDone) context.err('Failed to delete some node(s) in the subtree!\n');
  },
};

function* listSubTreeBfs(root: string): Calls<readonly string[]> {
  const tree = [root];
  for (let i = 0; i < tree.length; i++) {
    const children = yield* getChildren(tree[i]!, false);
    for (const child of children) tree.push(childPath(tree[i]!, child));
  }
  return tree;
}

/** Leaves first, in transactions of `batchSize` deletions, ten of them under way. */
function* deleteInBatches(tree: readonly string[], batchSize: number): Calls<boolean> {
  const batches: RequestBody[] = [];
  let ops: MultiOp[] = [];
  for (let i = tree.length - 1; i >= 0; i--) {
    ops.push({ type: 'delete', path: tree[i]!, version: -1 });
    if (ops.length === batchSize || i === 0) {
      batches.push({ type: 'MultiRequest', ops });
      ops = [];
    }
  }
  for (let at = 0; at < batches.length; at += RATE_LIMIT) {
    const bodies = batches.slice(at, at + RATE_LIMIT);
    const result = yield { type: 'requests', bodies };
    const replies = result.type === 'replies' ? result.replies : [];
    if (replies.slice(0, -1).some(hasFailed)) return false;
    const last = replies.at(-1);
    if (last === undefined || !hasFailed(last)) continue;
    if (at + RATE_LIMIT < batches.length) return false;
    // Upstream may look at the outcome before its callback has noted that the last one failed.
    const race = yield { type: 'race' };
    return race.type !== 'flag' || !race.value;
  }
  return true;
}

function hasFailed({ err, reply }: CliReply): boolean {
  if (err !== ErrorCode.OK) return true;
  return (reply?.results ?? []).some(({ type }) => type === 'error');
}

export const getAllChildrenNumberCommand: CliCommand = {
  name: 'getAllChildrenNumber',
  usage: 'path',
  *run(context) {
    const line = parseCommand(context, { options: [] });
    demand(getAllChildrenNumberCommand, line, 2);
    const path = line.args[1]!;
    validatePath(path);
    const reply = yield* request({ type: 'GetAllChildrenNumberRequest', path }, path);
    context.out(`${reply?.totalNumber ?? 0}\n`);
  },
};

export const getEphemeralsCommand: CliCommand = {
  name: 'getEphemerals',
  usage: 'path',
  *run(context) {
    const line = parseCommand(context, { options: [] });
    const prefixPath = line.args[1] ?? '/';
    validatePath(prefixPath);
    // Upstream names no path when this fails.
    const reply = yield* request({ type: 'GetEphemeralsRequest', prefixPath }, null);
    context.out(`[${(reply?.ephemerals ?? []).join(', ')}]\n`);
  },
};

const SYNC_TIMEOUT_MS = 30_000;

export const syncCommand: CliCommand = {
  name: 'sync',
  usage: 'path',
  *run(context) {
    const line = parseCommand(context, { options: [] });
    demand(syncCommand, line, 2);
    const path = line.args[1]!;
    validatePath(path);
    const body = { type: 'SyncRequest', path } as const;
    const result = yield { type: 'request', body, timeoutMs: SYNC_TIMEOUT_MS };
    // Java's TimeoutException has no message.
    if (result.type !== 'replies') throw new CliException('null');
    const { err } = result.replies[0]!;
    context.out(err === ErrorCode.OK ? 'Sync is OK\n' : `Sync has failed. rc=${err}\n`);
  },
};
