/**
 * Reads a command line.
 *
 * Mirrors: net.sourceforge.argparse4j.internal.ArgumentParserImpl.parseArgs, handleError, 0.7.0.
 * Departs: short flags are not joined.
 * Read next: help.ts, suggestions.ts.
 */
import { JavaException } from '../java/exception.ts';
import { parseInteger, parseLong } from '../java/number-format.ts';
import type { ToolOutput } from '../tool/tool.ts';
import { exitTool } from '../tool/tool.ts';
import type { Argument, ArgumentParser, Command, ExclusiveGroup } from './arguments.ts';
import { destOf, parserOf, takesValue, textualName } from './arguments.ts';
import { helpText, usageText } from './help.ts';
import type { Subject } from './suggestions.ts';
import { suggestions } from './suggestions.ts';
import { wrap } from './text.ts';

export type Value = string | number | boolean | readonly string[] | null;

/** Values by their names; what was not given has its default, else null. */
export type Namespace = ReadonlyMap<string, Value>;

/** ArgumentParserException. */
class ArgumentFault extends Error {
  readonly command: Command | null;
  /** What is like the word that nobody knows. */
  readonly near: string;

  constructor(message: string, command: Command | null, near = '') {
    super(message);
    this.command = command;
    this.near = near;
  }
}

/** The help screen was asked for. */
class HelpScreen {
  readonly command: Command | null;

  constructor(command: Command | null) {
    this.command = command;
  }
}

export interface Parsed {
  readonly values: Namespace;
  /** Name of the command; null: the parser has none. */
  readonly command: string | null;
}

/** parseArgsOrFail: complains and ends the tool. `helpStatus`: how it ends when help was asked for. */
export function parseArgs(
  parser: ArgumentParser,
  words: readonly string[],
  output: ToolOutput,
  helpStatus = 1,
): Parsed {
  try {
    return new Parsing(parser, words).run();
  } catch (error) {
    if (error instanceof HelpScreen) {
      output.out(helpText(parser, error.command));
      return exitTool(helpStatus);
    }
    if (!(error instanceof ArgumentFault)) throw error;
    return failParsing(parser, error.message, output, error.command, error.near);
  }
}

/** handleError, and the end. */
export function failParsing(
  parser: ArgumentParser,
  message: string,
  output: ToolOutput,
  command: Command | null = null,
  near = '',
): never {
  const text = wrap(`${parser.prog}: error: ${message}\n`, 0, '');
  output.err(usageText(parser, command) + text + near);
  return exitTool(1);
}

class Parsing {
  readonly #parser: ArgumentParser;
  readonly #words: readonly string[];
  #at = 0;
  readonly #values = new Map<string, Value>();

  constructor(parser: ArgumentParser, words: readonly string[]) {
    this.#parser = parser;
    this.#words = words;
  }

  run(): Parsed {
    const { commands = [] } = this.#parser;
    const rest = this.#options(null);
    if (commands.length === 0) return { values: this.#values, command: null };
    if (!rest) throw new ArgumentFault('too few arguments', null);
    const command = this.#command(commands);
    this.#options(command);
    return { values: this.#values, command: command.name };
  }

  /** True: it stands before the word that names the command. */
  #options(command: Command | null): boolean {
    const own = parserOf(this.#parser, command);
    const used = new Set<Argument>();
    for (const argument of own.arguments) {
      if (argument.action === 'help') continue;
      const otherwise = argument.action === 'storeTrue' ? false : null;
      this.#values.set(destOf(argument), argument.defaultsTo ?? otherwise);
    }
    while (this.#at < this.#words.length) {
      const word = this.#words[this.#at]!;
      if (!isFlag(word)) {
        if ((own.commands ?? []).length > 0) {
          checkRequired(own, used, command);
          return true;
        }
        const words = this.#words.slice(this.#at).join(' ');
        throw new ArgumentFault(`unrecognized arguments: '${words}'`, command);
      }
      this.#option(own, command, word, used);
    }
    checkRequired(own, used, command);
    return false;
  }

  #option(own: ArgumentParser, command: Command | null, word: string, used: Set<Argument>): void {
    const equals = word.indexOf('=');
    const flag = equals < 0 ? word : word.slice(0, equals);
    const argument = resolve(own, flag, command);
    if (argument === null) throw unknownFlag(own, word, command);
    this.#at++;
    checkExclusive(own, argument, used, command);
    used.add(argument);
    const embedded = equals < 0 ? null : word.slice(equals + 1);
    this.#take(argument, embedded, command);
  }

  #take(argument: Argument, embedded: string | null, command: Command | null): void {
    const fail = (text: string): never => {
      throw new ArgumentFault(`argument ${textualName(argument)}: ${text}`, command);
    };
    if (!takesValue(argument)) {
      if (embedded !== null) fail(`ignore implicit argument '${embedded}'`);
      if (argument.action === 'help') throw new HelpScreen(command);
      this.#values.set(destOf(argument), true);
      return;
    }
    const texts: string[] = embedded === null ? [] : [embedded];
    while (embedded === null && (argument.isList === true || texts.length === 0)) {
      const word = this.#words[this.#at];
      if (word === undefined || isFlag(word)) break;
      texts.push(word);
      this.#at++;
    }
    if (texts.length === 0) {
      fail(argument.isList === true ? 'expected 1 argument(s)' : 'expected one argument');
    }
    const value = argument.isList === true ? texts : convert(argument, texts[0]!, fail);
    this.#values.set(destOf(argument), value);
  }

  #command(commands: readonly Command[]): Command {
    const word = this.#words[this.#at++]!;
    const exact = commands.find(({ name }) => name === word);
    if (exact !== undefined) return exact;
    const found = commands.filter(({ name }) => word !== '' && name.startsWith(word));
    if (found.length === 1) return found[0]!;
    const names = found.map(({ name }) => name).sort();
    if (names.length > 1) {
      const text = `ambiguous command: ${word} could match ${names.join(', ')}`;
      throw new ArgumentFault(text, null);
    }
    const list = commands.map(({ name }) => `'${name}'`).join(', ');
    const subjects = commands.map(({ name }): Subject => [name, name]);
    throw new ArgumentFault(
      `invalid choice: '${word}' (choose from ${list})`,
      null,
      suggestions(word, subjects),
    );
  }
}

/** It begins with a sign of a flag, and is no negative number. */
function isFlag(word: string): boolean {
  return /^-+./.test(word) && !/^-+$/.test(word) && !/^-\d+$/.test(word);
}

/** The argument of a flag, or of its begin; null: there is none. */
function resolve(own: ArgumentParser, flag: string, command: Command | null): Argument | null {
  const flags = own.arguments.flatMap((argument) =>
    argument.flags.map((name) => ({ name, argument })),
  );
  const exact = flags.find(({ name }) => name === flag);
  if (exact !== undefined) return exact.argument;
  const found = flags.filter(({ name }) => name.startsWith(flag));
  if (found.length <= 1) return found[0]?.argument ?? null;
  const names = found.map(({ name }) => name).sort();
  throw new ArgumentFault(`ambiguous option: ${flag} could match ${names.join(', ')}`, command);
}

function unknownFlag(own: ArgumentParser, word: string, command: Command | null): ArgumentFault {
  const body = word.replace(/^-+/, '');
  const subjects = own.arguments.flatMap(({ flags }) =>
    flags
      .map((flag): Subject => [flag, flag.replace(/^-+/, '')])
      .filter(([, other]) => other.length > 1),
  );
  const near = body.length >= 2 ? suggestions(body, subjects) : '';
  return new ArgumentFault(`unrecognized arguments: '${word}'`, command, near);
}

function groupOf(own: ArgumentParser, argument: Argument): ExclusiveGroup | undefined {
  return own.groups?.find((group) => group.arguments.includes(argument));
}

function checkExclusive(
  own: ArgumentParser,
  argument: Argument,
  used: ReadonlySet<Argument>,
  command: Command | null,
): void {
  const group = groupOf(own, argument);
  const other = group?.arguments.find((one) => one !== argument && used.has(one));
  if (other === undefined) return;
  const text = `argument ${textualName(argument)}: not allowed with argument ${textualName(other)}`;
  throw new ArgumentFault(text, command);
}

/** The last one that is missing is named. */
function checkRequired(
  own: ArgumentParser,
  used: ReadonlySet<Argument>,
  command: Command | null,
): void {
  const missing = own.arguments.filter((one) => one.isRequired === true && !used.has(one)).at(-1);
  if (missing !== undefined) {
    throw new ArgumentFault(`argument ${textualName(missing)} is required`, command);
  }
  for (const group of own.groups ?? []) {
    if (!group.isRequired || group.arguments.some((one) => used.has(one))) continue;
    const names = group.arguments.map((one) => `${textualName(one)} `).join('');
    throw new ArgumentFault(`one of the arguments ${names}is required`, command);
  }
}

function convert(argument: Argument, text: string, fail: (text: string) => never): Value {
  const { type = 'String', choices } = argument;
  if (type === 'String') return text;
  const value = number(type, text, fail);
  if (choices === undefined || choices.includes(value)) return value;
  return fail(`invalid choice: '${text}' (choose from {${choices.join(',')}})`);
}

function number(type: 'Integer' | 'Long', text: string, fail: (text: string) => never): number {
  try {
    return type === 'Integer' ? parseInteger(text) : parseLong(text);
  } catch (error) {
    if (!(error instanceof JavaException)) throw error;
    return fail(`could not convert '${text}' to ${type} (${error.text})`);
  }
}
