/**
 * create, get, set, stat, delete.
 *
 * Mirrors: CreateCommand, GetCommand, SetCommand, StatCommand, DeleteCommand, 3.8.0.
 */
import type { CreateMode } from '../../../../engine/zookeeper/index.ts';
import {
  ErrorCode,
  javaLong,
  MAX_TTL_MS,
  OPEN_ACL_UNSAFE,
} from '../../../../engine/zookeeper/index.ts';
import { parseAcl } from '../acl-parser.ts';
import type { Calls } from '../calls.ts';
import { create, deleteNode, exists, getData, setData } from '../calls.ts';
import type { CliCommand, CommandContext } from '../command.ts';
import { demand, parseCommand, withOldWatchWord } from '../command.ts';
import { CliException, KeeperException, parseIntOrCrash } from '../exceptions.ts';
import type { CommandLine, OptionsSpec } from '../options-parser.ts';
import { flag, valued } from '../options-parser.ts';
import { statText } from '../stat-printer.ts';

const createOptions: OptionsSpec = {
  options: [
    flag('e', 'ephemeral'),
    flag('s', 'sequential'),
    flag('c', 'container'),
    valued('t', 'ttl'),
  ],
};

export const createCommand: CliCommand = {
  name: 'create',
  usage: '[-s] [-e] [-c] [-t ttl] path [data] [acl]',
  *run(context) {
    const line = parseCommand(context, createOptions);
    demand(createCommand, line, 2);
    const { mode, ttlMs } = createModeOf(line);
    const [, path = '', data, aclText] = line.args;
    const complain = (text: string): void => context.err(`${text}\n`);
    const acl = aclText === undefined ? OPEN_ACL_UNSAFE : parseAcl(aclText, complain);
    try {
      const made = yield* create(path, data ?? null, acl, mode, ttlMs);
      context.err(`Created ${made}\n`);
    } catch (error) {
      if (error instanceof KeeperException) {
        if (error.code === ErrorCode.EPHEMERALONLOCALSESSION) {
          context.err('Unable to create ephemeral node on a local session\n');
        } else if (error.code === ErrorCode.INVALIDACL) context.err(`${error.message}\n`);
      }
      throw error;
    }
  },
};

function createModeOf(line: CommandLine): { mode: CreateMode; ttlMs?: number } {
  const isEphemeral = line.has('e');
  const isSequential = line.has('s');
  const hasTtl = line.has('t');
  if (line.has('c') && (isEphemeral || isSequential)) {
    throw new CliException(
      '-c cannot be combined with -s or -e. Containers cannot be ephemeral or sequential.',
    );
  }
  const ttl = javaLong(line.value('t') ?? '');
  if (hasTtl && ttl === null) {
    throw new CliException('-t argument must be a long value');
  }
  if (hasTtl && isEphemeral) {
    throw new CliException('TTLs cannot be used with Ephemeral znodes');
  }
  if (hasTtl && line.has('c')) {
    throw new CliException('TTLs cannot be used with Container znodes');
  }
  if (isEphemeral) return { mode: isSequential ? 'EPHEMERAL_SEQUENTIAL' : 'EPHEMERAL' };
  if (line.has('c')) return { mode: 'CONTAINER' };
  if (!hasTtl) return { mode: isSequential ? 'PERSISTENT_SEQUENTIAL' : 'PERSISTENT' };
  const ttlMs = Number(ttl);
  if (ttlMs <= 0 || ttlMs > MAX_TTL_MS) {
    throw new CliException(`ttl must be positive and cannot be larger than: ${MAX_TTL_MS}`);
  }
  const mode = isSequential ? 'PERSISTENT_SEQUENTIAL_WITH_TTL' : 'PERSISTENT_WITH_TTL';
  return { mode, ttlMs };
}

const getOptions: OptionsSpec = { options: [flag('s', 'stats'), flag('w', 'watch')] };

export const getCommand: CliCommand = {
  name: 'get',
  usage: '[-s] [-w] path',
  *run(context) {
    const first = parseCommand(context, getOptions);
    demand(getCommand, first, 2);
    const line = withOldWatchWord(context, first, getOptions, 'get [-s] [-w] path');
    const { data, stat } = yield* getData(line.args[1]!, line.has('w'));
    context.out(`${data ?? 'null'}\n`);
    if (line.has('s')) context.out(statText(stat));
  },
};

const setOptions: OptionsSpec = { options: [flag('s', 'stats'), valued('v', 'version')] };

export const setCommand: CliCommand = {
  name: 'set',
  usage: '[-s] [-v version] path data',
  *run(context) {
    const line = parseCommand(context, setOptions);
    demand(setCommand, line, 3);
    const version = versionOf(line);
    const stat = yield* setData(line.args[1]!, line.args[2]!, version);
    if (line.has('s')) context.out(statText(stat));
  },
};

/** The value of -v; -1 means any version. */
export function versionOf(line: CommandLine): number {
  const text = line.value('v');
  return text === null ? -1 : parseIntOrCrash(text);
}

const statOptions: OptionsSpec = { options: [flag('w', 'watch')] };

export const statCommand: CliCommand = {
  name: 'stat',
  usage: '[-w] path',
  *run(context) {
    const first = parseCommand(context, statOptions);
    demand(statCommand, first, 2);
    const line = withOldWatchWord(context, first, statOptions, 'stat [-w] path');
    const path = line.args[1]!;
    const stat = yield* exists(path, line.has('w'));
    if (stat === null) throw new KeeperException(ErrorCode.NONODE, path);
    context.out(statText(stat));
  },
};

const deleteOptions: OptionsSpec = { options: [valued('v', 'version')] };

export const deleteCommand: CliCommand = {
  name: 'delete',
  usage: '[-v version] path',
  *run(context: CommandContext): Calls<void> {
    const line = parseCommand(context, deleteOptions);
    demand(deleteCommand, line, 2);
    if (line.args.length > 2) {
      // The old form's version is complained about and then forgotten.
      context.err(
        "'delete path [version]' has been deprecated. " +
          "Please use 'delete [-v version] path' instead.\n",
      );
    }
    yield* deleteNode(line.args[1]!, versionOf(line));
  },
};
