/**
 * setquota, listquota, delquota.
 *
 * Mirrors: SetQuotaCommand, ListQuotaCommand, DelQuotaCommand, Quotas, StatsTrack, 3.8.0.
 */
import type { StatsTrack } from '../../../../engine/zookeeper/index.ts';
import {
  ErrorCode,
  formatStatsTrack,
  javaInt,
  javaLong,
  limitPath,
  OPEN_ACL_UNSAFE,
  parentPathOf,
  parseStatsTrack,
  QUOTA_ZOOKEEPER,
  statPath,
  StatsTrackError,
} from '../../../../engine/zookeeper/index.ts';
import type { Calls } from '../calls.ts';
import {
  create,
  deleteNode,
  exists,
  getChildren,
  getData,
  setData,
  visitSubTreeDfs,
} from '../calls.ts';
import type { CliCommand, CommandContext } from '../command.ts';
import { demand, parseCommand } from '../command.ts';
import { Crash, IllegalArgument, KeeperException } from '../exceptions.ts';
import type { CommandLine, OptionSpec } from '../options-parser.ts';

const quotaOptions = (hasArgument: boolean): OptionSpec[] => [
  { name: 'n', hasArgument, description: 'num soft quota' },
  { name: 'b', hasArgument, description: 'bytes soft quota' },
  { name: 'N', hasArgument, description: 'num hard quota' },
  { name: 'B', hasArgument, description: 'bytes hard quota' },
];

/** Which limit a flag sets. */
const limitOfFlag = {
  n: 'count',
  b: 'bytes',
  N: 'countHardLimit',
  B: 'byteHardLimit',
} as const;
type QuotaFlag = keyof typeof limitOfFlag;
const flags = ['n', 'b', 'N', 'B'] as const;

const NO_LIMITS: StatsTrack = {
  count: -1n,
  bytes: -1n,
  countHardLimit: -1n,
  byteHardLimit: -1n,
  hasCountHardLimit: true,
  hasByteHardLimit: true,
  others: [],
};

export const setQuotaCommand: CliCommand = {
  name: 'setquota',
  usage: '-n|-b|-N|-B val path',
  *run(context) {
    const line = parseCommand(context, { options: quotaOptions(true), group: 'required' });
    demand(setQuotaCommand, line, 2);
    const path = line.args[1]!;
    if (path.startsWith(QUOTA_ZOOKEEPER)) {
      context.err(`cannot set a quota under the path: ${QUOTA_ZOOKEEPER}\n`);
      return;
    }
    const limits = limitsOf(line);
    if (typeof limits === 'string') context.err(`${limits}\n`);
    else yield* createQuota(context, path, limits);
  },
};

/** The limits asked for, or what is wrong with the value. */
function limitsOf(line: CommandLine): StatsTrack | string {
  let limits = NO_LIMITS;
  for (const name of flags) {
    const text = line.value(name);
    if (text === null) continue;
    const isCount = name === 'n' || name === 'N';
    // The counts are ints, although they are kept as longs.
    const value = isCount && javaInt(text) === null ? null : javaLong(text);
    if (value === null) return 'NumberFormatException happens when parsing the option value';
    if (isCount && value <= 0) return 'the num quota must be greater than zero';
    if (!isCount && value < 0) return 'the bytes quota must be greater than or equal to zero';
    limits = { ...limits, [limitOfFlag[name]]: value };
  }
  return limits;
}

function* createQuota(context: CommandContext, path: string, limits: StatsTrack): Calls<void> {
  if ((yield* exists(path, false)) === null) throw new IllegalArgument(`${path} does not exist.`);
  yield* checkIfChildQuota(path);
  yield* checkIfParentQuota(path);
  if ((yield* exists(QUOTA_ZOOKEEPER, false)) === null) {
    yield* createUnlessExists(parentPathOf(QUOTA_ZOOKEEPER));
    yield* createUnlessExists(QUOTA_ZOOKEEPER);
  }
  let at = QUOTA_ZOOKEEPER;
  for (const part of path.split('/').slice(1)) {
    at = `${at}/${part}`;
    if ((yield* exists(at, false)) === null) yield* createUnlessExists(at);
  }
  const limitsAt = limitPath(path);
  const useAt = statPath(path);
  if ((yield* exists(limitsAt, false)) === null) {
    yield* create(limitsAt, formatStatsTrack(limits), OPEN_ACL_UNSAFE, 'PERSISTENT');
    yield* create(useAt, 'count=0,bytes=0', OPEN_ACL_UNSAFE, 'PERSISTENT');
    const stored = readTrack((yield* getData(limitsAt, false)).data);
    const use = readTrack((yield* getData(useAt, false)).data);
    return warnWhenExceeded(context, stored, use);
  }
  let stored = readTrack((yield* getData(limitsAt, false)).data);
  for (const name of flags) {
    const key = limitOfFlag[name];
    if (limits[key] > -1n) stored = withLimit(stored, name, limits[key]);
  }
  const use = readTrack((yield* getData(useAt, false)).data);
  warnWhenExceeded(context, stored, use);
  yield* setData(limitsAt, formatStatsTrack(stored), -1);
}

function withLimit(track: StatsTrack, name: QuotaFlag, value: bigint): StatsTrack {
  return {
    ...track,
    [limitOfFlag[name]]: value,
    hasCountHardLimit: track.hasCountHardLimit || name === 'N',
    hasByteHardLimit: track.hasByteHardLimit || name === 'B',
  };
}

/** What Java throws over a text that somebody wrote by hand ends the command, or zkCli.sh itself. */
function readTrack(text: string | null): StatsTrack {
  try {
    return parseStatsTrack(text);
  } catch (error) {
    if (!(error instanceof StatsTrackError)) throw error;
    if (error.exception === 'NumberFormatException') throw new IllegalArgument(error.message);
    throw new Crash(`java.lang.${error.exception}`, error.message);
  }
}

function* createUnlessExists(path: string): Calls<void> {
  try {
    yield* create(path, null, OPEN_ACL_UNSAFE, 'PERSISTENT');
  } catch (error) {
    const isThere = error instanceof KeeperException && error.code === ErrorCode.NODEEXISTS;
    if (!isThere) throw error;
  }
}

function warnWhenExceeded(context: CommandContext, limits: StatsTrack, use: StatsTrack): void {
  const isBelow = (limit: bigint, used: bigint): boolean => limit > -1n && limit < used;
  if (isBelow(limits.count, use.count) || isBelow(limits.countHardLimit, use.count)) {
    const text = 'the count quota you create is less than the existing count:';
    context.out(`[Warning]: ${text}${use.count}\n`);
  }
  if (isBelow(limits.bytes, use.bytes) || isBelow(limits.byteHardLimit, use.bytes)) {
    const text = 'the bytes quota you create is less than the existing bytes:';
    context.out(`[Warning]: ${text}${use.bytes}\n`);
  }
}

function* checkIfChildQuota(path: string): Calls<void> {
  const own = QUOTA_ZOOKEEPER + path;
  try {
    yield* visitSubTreeDfs(own, false, function* (each): Calls<void> {
      let children: readonly string[];
      try {
        children = yield* getChildren(each, false);
      } catch (error) {
        if (error instanceof KeeperException) return;
        throw error;
      }
      if (each !== own && children.includes(LIMIT)) {
        const child = each.slice(QUOTA_ZOOKEEPER.length);
        throw new IllegalArgument(`${path} has a child ${child} which has a quota`);
      }
    });
  } catch (error) {
    if (!(error instanceof KeeperException && error.code === ErrorCode.NONODE)) throw error;
  }
}

const LIMIT = 'zookeeper_limits';

function* checkIfParentQuota(path: string): Calls<void> {
  const parts = path.split('/');
  let at = QUOTA_ZOOKEEPER;
  for (const part of parts.slice(1, -1)) {
    at = `${at}/${part}`;
    let children: readonly string[];
    try {
      children = yield* getChildren(at, false);
    } catch (error) {
      if (error instanceof KeeperException && error.code === ErrorCode.NONODE) return;
      throw error;
    }
    if (children.length === 0) return;
    if (children.includes(LIMIT)) {
      const parent = at.slice(QUOTA_ZOOKEEPER.length);
      throw new IllegalArgument(`${path} has a parent ${parent} which has a quota`);
    }
  }
}

export const listQuotaCommand: CliCommand = {
  name: 'listquota',
  usage: 'path',
  *run(context) {
    const line = parseCommand(context, { options: [] });
    demand(listQuotaCommand, line, 2);
    const path = line.args[1]!;
    context.err(`absolute path is ${limitPath(path)}\n`);
    yield* orNoQuota(context, path, function* () {
      const limits = (yield* getData(limitPath(path), false)).data;
      const use = (yield* getData(statPath(path), false)).data;
      context.out(`Output quota for ${path} ${formatStatsTrack(readTrack(limits))}\n`);
      context.out(`Output stat for ${path} ${formatStatsTrack(readTrack(use))}\n`);
    });
  },
};

function* orNoQuota(context: CommandContext, path: string, body: () => Calls<void>): Calls<void> {
  try {
    yield* body();
  } catch (error) {
    const isMissing = error instanceof KeeperException && error.code === ErrorCode.NONODE;
    if (!isMissing) throw error;
    context.err(`quota for ${path} does not exist.\n`);
  }
}

export const delQuotaCommand: CliCommand = {
  name: 'delquota',
  usage: '[-n|-b|-N|-B] path',
  *run(context) {
    const line = parseCommand(context, { options: quotaOptions(false), group: 'optional' });
    demand(delQuotaCommand, line, 2);
    const path = line.args[1]!;
    yield* orNoQuota(context, path, () => deleteQuota(context, line, path));
  },
};

function* deleteQuota(context: CommandContext, line: CommandLine, path: string): Calls<void> {
  const limitsAt = limitPath(path);
  if ((yield* exists(limitsAt, false)) === null) {
    return context.out(`Quota does not exist for ${path}\n`);
  }
  let track = readTrack((yield* getData(limitsAt, false)).data);
  const given = flags.filter((name) => line.has(name));
  if (given.length > 0) {
    for (const name of given) track = withLimit(track, name, -1n);
    yield* setData(limitsAt, formatStatsTrack(track), -1);
    return;
  }
  const own = QUOTA_ZOOKEEPER + path;
  for (const child of yield* getChildren(own, false)) yield* deleteNode(`${own}/${child}`, -1);
  for (let at = own; at !== QUOTA_ZOOKEEPER; at = parentPathOf(at)) {
    if ((yield* getChildren(at, false)).length > 0) return;
    yield* deleteNode(at, -1);
  }
}
