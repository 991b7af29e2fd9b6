/**
 * What a command of zkCli.sh is.
 *
 * Mirrors: org.apache.zookeeper.cli.CliCommand, 3.8.0.
 * Read next: command-table.ts.
 */
import type { AddWatchMode } from '../../../engine/zookeeper/index.ts';
import type { ScriptOutput } from '../../program/script.ts';
import type { Calls } from './calls.ts';
import { CliException } from './exceptions.ts';
import type { CommandLine, OptionsSpec } from './options-parser.ts';
import { ParseException, parseOptions } from './options-parser.ts';

/** What a command has at hand. */
export interface CommandContext extends ScriptOutput {
  /** The typed words; `args[0]` is the command. */
  readonly args: readonly string[];
  /** `-m` of an earlier addWatch stays in force: upstream keeps it in the command's object. */
  addWatchMode: AddWatchMode;
}

/** A command. */
export interface CliCommand {
  readonly name: string;
  /** What the help listing says behind the name. */
  readonly usage: string;
  /** Runs it; throws CliException, KeeperException, IllegalArgument or Crash. */
  run(context: CommandContext): Calls<void>;
}

/** Parses the flags of a command; a fault becomes the command's message. */
export function parseCommand(context: CommandContext, spec: OptionsSpec): CommandLine {
  return parseWords(context.args, spec);
}

/** As parseCommand, for words that were changed. */
function parseWords(words: readonly string[], spec: OptionsSpec): CommandLine {
  try {
    return parseOptions(spec, words);
  } catch (error) {
    if (error instanceof ParseException) throw new CliException(error.message);
    throw error;
  }
}

/** Throws the usage text when there are fewer words than the command needs. */
export function demand(command: CliCommand, line: CommandLine, count: number): void {
  if (line.args.length < count) throw new CliException(usageText(command));
}

/** Command and options, as an error shows them. */
export function usageText({ name, usage }: CliCommand): string {
  return `${name} ${usage}`;
}

/** The old form `ls path [watch]`: the word becomes the flag -w. */
export function withOldWatchWord(
  context: CommandContext,
  line: CommandLine,
  spec: OptionsSpec,
  advice: string,
): CommandLine {
  if (line.args.length <= 2) return line;
  const words = [...context.args];
  words[2] = '-w';
  const old = `'${context.args[0] ?? ''} path [watch]'`;
  context.err(`${old} has been deprecated. Please use '${advice}' instead.\n`);
  return parseWords(words, spec);
}
