/**
 * What zkCli.sh does with its arguments and with each line, as scripts.
 *
 * Mirrors: org.apache.zookeeper.ZooKeeperMain, 3.8.0.
 * Read next: zk-cli.ts (the process around it), command-table.ts.
 */
import type { PersistentList } from '../../../engine/index.ts';
import type { AddWatchMode } from '../../../engine/zookeeper/index.ts';
import { emptyList, listGet, listPush, listTake } from '../../../engine/index.ts';
import { javaInt } from '../../../engine/zookeeper/index.ts';
import type { ScriptOutput } from '../../program/script.ts';
import type { Calls, CliCall, CliResult } from './calls.ts';
import type { CommandContext } from './command.ts';
import { cliCommands, commandNames, usageListing } from './command-table.ts';
import {
  CliException,
  Crash,
  IllegalArgument,
  KeeperException,
  parseIntOrCrash,
  wrapperMessage,
} from './exceptions.ts';
import type { MainOptions } from './main-options.ts';
import { wordsOf } from './main-options.ts';

/** What the shell remembers from line to line: plain data. */
export interface MainMemory {
  readonly options: MainOptions;
  readonly hasJLine: boolean;
  /** The connection string of the prompt. */
  readonly host: string;
  /** Shares its lines with the histories before it: a session may have ten thousands. */
  readonly history: PersistentList<string>;
  readonly commandCount: number;
  readonly printWatches: boolean;
  readonly exitCode: number;
  readonly addWatchMode: AddWatchMode;
  /** Words of the last line that had any. */
  readonly lastWords: readonly string[] | null;
}

/** A fresh memory. */
export function startMemory(options: MainOptions, hasJLine: boolean): MainMemory {
  return {
    options,
    hasJLine,
    host: '',
    history: emptyList(),
    commandCount: 0,
    printWatches: true,
    exitCode: 0,
    addWatchMode: 'PERSISTENT_RECURSIVE',
    lastWords: null,
  };
}

/** What a script leaves behind; `exits` ends the program with the memory's exit code. */
export interface MainResult {
  readonly memory: MainMemory;
  readonly exits: boolean;
}

type Draft = { -readonly [K in keyof MainMemory]: MainMemory[K] } & { exits: boolean };

/** What a script is given: no line means the program starts. */
export interface MainInput {
  readonly memory: MainMemory;
  readonly line: string | null;
}

/** The script of the program's start or of one line. */
export function* mainScript(
  { memory, line }: MainInput,
  output: ScriptOutput,
): Generator<CliCall, MainResult, CliResult> {
  const draft: Draft = { ...memory, exits: false };
  if (line === null) yield* start(draft, output);
  else yield* executeLine(draft, output, line);
  const { exits, ...kept } = draft;
  return { memory: kept, exits };
}

function* start(draft: Draft, output: ScriptOutput): Calls<void> {
  const { options } = draft;
  if (options.fault !== null) output.err(`${options.fault}\n`);
  output.out(`Connecting to ${options.server}\n`);
  yield* connectToZk(draft, options.server);
  if (options.command !== null) {
    draft.lastWords = options.command;
    yield* processCommand(draft, output);
    draft.exits = true;
    return;
  }
  output.out('Welcome to ZooKeeper!\n');
  output.out(draft.hasJLine ? 'JLine support is enabled\n' : 'JLine support is disabled\n');
  if (draft.hasJLine) yield { type: 'sleep', ms: EDITOR_START_MS };
}

/** The line editor takes its time; meanwhile the session is usually made. */
const EDITOR_START_MS = 50;

function* executeLine(draft: Draft, output: ScriptOutput, line: string): Calls<void> {
  if (line === '') return;
  parseLine(draft, line);
  remember(draft, draft.commandCount, line);
  yield* processCommand(draft, output);
  draft.commandCount++;
}

/** A line without words leaves the words of the line before in force, as upstream's parser does. */
function parseLine(draft: Draft, line: string): void {
  const words = wordsOf(line);
  if (words.length > 0) draft.lastWords = words;
}

function remember(draft: Draft, at: number, line: string): void {
  draft.history = listPush(listTake(draft.history, at), line);
}

function* processCommand(draft: Draft, output: ScriptOutput): Calls<void> {
  try {
    yield* processZkCommand(draft, output);
    // `quit` ends the Java program before this: its exit code is that of the command before.
    if (!draft.exits) draft.exitCode = 0;
  } catch (error) {
    if (!(error instanceof CliException)) throw error;
    draft.exitCode = error.exitCode;
    output.err(`${error.message}\n`);
  }
}

function* processZkCommand(draft: Draft, output: ScriptOutput): Calls<void> {
  const words = draft.lastWords;
  if (words === null) {
    const message =
      'Cannot invoke "java.util.List.toArray(Object[])" because "this.cmdArgs" is null';
    throw new Crash('java.lang.NullPointerException', message);
  }
  const name = words[0]!;
  if (!commandNames.includes(name)) {
    output.err(usageListing);
    throw new CliException(`Command not found: Command not found ${name}`, 127);
  }
  yield* runOwnCommand(draft, output, name, words);
  if (draft.exits) return;
  const result = yield { type: 'isAlive' };
  if (result.type !== 'flag' || !result.value) return output.out('Not connected\n');
  const command = cliCommands.get(name);
  if (command === undefined) return;
  const context: CommandContext = {
    out: (text) => output.out(text),
    err: (text) => output.err(text),
    args: words,
    addWatchMode: draft.addWatchMode,
  };
  try {
    yield* command.run(context);
  } catch (error) {
    if (error instanceof KeeperException) throw new CliException(wrapperMessage(error));
    if (error instanceof IllegalArgument) throw new CliException(error.message);
    throw error;
  } finally {
    draft.addWatchMode = context.addWatchMode;
  }
}

/** The commands that are the shell's own. */
function* runOwnCommand(
  draft: Draft,
  output: ScriptOutput,
  name: string,
  words: readonly string[],
): Calls<void> {
  switch (name) {
    case 'quit':
      yield { type: 'close' };
      draft.exits = true;
      return;
    case 'redo':
      if (words.length >= 2) yield* redo(draft, output, words[1]!);
      return;
    case 'history':
      for (let i = Math.max(0, draft.commandCount - 10); i <= draft.commandCount; i++) {
        output.out(`${i} - ${listGet(draft.history, i) ?? 'null'}\n`);
      }
      return;
    case 'printwatches':
      if (words.length === 1) {
        output.out(`printwatches is ${draft.printWatches ? 'on' : 'off'}\n`);
      } else draft.printWatches = words[1] === 'on';
      return;
    case 'connect':
      yield* connectToZk(draft, words[1] ?? draft.host);
  }
}

function* redo(draft: Draft, output: ScriptOutput, word: string): Calls<void> {
  const number = decodeInt(word);
  if (draft.commandCount <= number || number < 0) {
    throw new CliException('Command index out of range');
  }
  const line = listGet(draft.history, number) ?? '';
  parseLine(draft, line);
  if (draft.lastWords?.[0] === 'redo') throw new CliException('No redoing redos');
  remember(draft, draft.commandCount, line);
  yield* processCommand(draft, output);
}

/** Integer.decode: decimal, hexadecimal (`0x`, `#`) and octal (`0`). */
function decodeInt(text: string): number {
  const [, sign, prefix, digits] = /^([+-]?)(0[xX]|#|0(?=.))?(.*)$/s.exec(text)!;
  const radix = prefix === undefined ? 10 : prefix === '0' ? 8 : 16;
  const number = `${sign === '-' ? '-' : ''}${digits}`;
  const isSigned = /^[+-]/.test(digits!);
  const value = isSigned ? null : javaInt(number, radix);
  if (value !== null) return value;
  const under = radix === 10 ? '' : ` under radix ${radix}`;
  const reason = isSigned
    ? 'Sign character in wrong position'
    : `For input string: "${number}"${under}`;
  throw new Crash('java.lang.NumberFormatException', reason);
}

const CONFIG_EXCEPTION = 'org.apache.zookeeper.server.quorum.QuorumPeerConfig$ConfigException';

function* connectToZk(draft: Draft, host: string): Calls<void> {
  yield { type: 'close' };
  draft.host = host;
  const timeoutMs = parseIntOrCrash(draft.options.timeout);
  const { configuration } = draft.options;
  if (configuration !== null) {
    const file = yield { type: 'readFile', path: configuration };
    if (file.type !== 'text' || file.text === null) {
      throw new Crash(CONFIG_EXCEPTION, `Error while processing ${configuration}`, 2);
    }
  }
  const opened = yield { type: 'open', connectString: host };
  if (opened.type === 'fault') throw new Crash(opened.exception, opened.message);
  if (!draft.options.waitsForConnection) return;
  const result = yield { type: 'awaitConnected', timeoutMs };
  if (result.type === 'flag' && result.value) return;
  yield { type: 'close' };
  const exception = 'org.apache.zookeeper.KeeperException$ConnectionLossException';
  throw new Crash('java.io.IOException', `${exception}: KeeperErrorCode = ConnectionLoss`);
}
