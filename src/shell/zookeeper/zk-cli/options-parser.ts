/**
 * Parses the flags of a command, with the messages of the library that zkCli.sh uses.
 *
 * Mirrors: Apache commons-cli 1.4, DefaultParser, as far as options without long names go.
 */

/** One flag. */
export interface OptionSpec {
  readonly name: string;
  readonly hasArgument: boolean;
  readonly description: string;
}

/** The flags of a command. */
export interface OptionsSpec {
  readonly options: readonly OptionSpec[];
  /** All options belong to one group, of which one may be given; `required`: must be given. */
  readonly group?: 'optional' | 'required';
}

/** Flags that were given and what is left; `args[0]` is the command. */
export interface CommandLine {
  readonly args: readonly string[];
  has(option: string): boolean;
  /** The first value of an option. */
  value(option: string): string | null;
}

/** What Java would throw; `toString` of the exception is what zkCli.sh prints. */
export class ParseException extends Error {
  constructor(exception: string, message: string) {
    super(`org.apache.commons.cli.${exception}: ${message}`);
  }
}

/** A flag without value. */
export function flag(name: string, description: string): OptionSpec {
  return { name, hasArgument: false, description };
}

/** A flag with a value. */
export function valued(name: string, description: string): OptionSpec {
  return { name, hasArgument: true, description };
}

/** Parses; throws ParseException. */
export function parseOptions(spec: OptionsSpec, tokens: readonly string[]): CommandLine {
  const parser = new Parser(spec);
  for (const token of tokens) parser.take(token);
  return parser.finish();
}

class Parser {
  readonly #byName: ReadonlyMap<string, OptionSpec>;
  readonly #spec: OptionsSpec;
  readonly #args: string[] = [];
  readonly #given = new Map<string, string[]>();
  #current: OptionSpec | null = null;
  #selected: string | null = null;
  #isSkipping = false;

  constructor(spec: OptionsSpec) {
    this.#spec = spec;
    this.#byName = new Map(spec.options.map((option) => [option.name, option]));
  }

  take(token: string): void {
    if (this.#isSkipping) this.#args.push(token);
    else if (token === '--') this.#isSkipping = true;
    else if (this.#current !== null && this.#isArgument(token)) {
      this.#addValue(this.#current, withoutQuotes(token));
    } else if (token.startsWith('--')) this.#unknown(token);
    else if (token.startsWith('-') && token !== '-') this.#short(token);
    else this.#unknown(token);
  }

  finish(): CommandLine {
    this.#checkArgument();
    if (this.#spec.group === 'required' && this.#selected === null) {
      const names = this.#spec.options.map(({ name, description }) => `-${name} ${description}`);
      const text = `Missing required option: [${names.join(', ')}]`;
      throw new ParseException('MissingOptionException', text);
    }
    const given = this.#given;
    return {
      args: this.#args,
      has: (option) => given.has(option),
      value: (option) => given.get(option)?.[0] ?? null,
    };
  }

  #isArgument(token: string): boolean {
    const isNumber = token.trim() !== '' && !Number.isNaN(Number(token));
    return isNumber || !this.#isOption(token);
  }

  #isOption(token: string): boolean {
    if (!token.startsWith('-') || token.length === 1) return false;
    const equals = token.indexOf('=');
    const name = equals < 0 ? token.slice(1) : token.slice(1, equals);
    return this.#byName.has(name) || this.#byName.has(name.charAt(0));
  }

  #short(token: string): void {
    const name = token.slice(1);
    const equals = name.indexOf('=');
    if (equals < 0) {
      const option = this.#byName.get(name);
      if (option !== undefined) this.#begin(option);
      else if (name.length === 1) this.#unknown(token);
      else this.#concatenated(token);
      return;
    }
    const option = equals === 1 ? this.#byName.get(name.charAt(0)) : undefined;
    if (option === undefined || !option.hasArgument) return this.#unknown(token);
    this.#begin(option);
    this.#addValue(option, name.slice(equals + 1));
  }

  #concatenated(token: string): void {
    for (let i = 1; i < token.length; i++) {
      const option = this.#byName.get(token.charAt(i));
      if (option === undefined) return this.#unknown(token);
      this.#begin(option);
      if (option.hasArgument && i + 1 < token.length) {
        return this.#addValue(option, withoutQuotes(token.slice(i + 1)));
      }
    }
  }

  #unknown(token: string): void {
    if (token.startsWith('-') && token.length > 1) {
      throw new ParseException('UnrecognizedOptionException', `Unrecognized option: ${token}`);
    }
    this.#args.push(token);
  }

  #begin(option: OptionSpec): void {
    this.#checkArgument();
    const { name } = option;
    if (this.#spec.group !== undefined) {
      if (this.#selected !== null && this.#selected !== name) {
        const text =
          `The option '${name}' was specified but an option from this group has already been ` +
          `selected: '${this.#selected}'`;
        throw new ParseException('AlreadySelectedException', text);
      }
      this.#selected = name;
    }
    if (!this.#given.has(name)) this.#given.set(name, []);
    this.#current = option.hasArgument ? option : null;
  }

  #addValue(option: OptionSpec, value: string): void {
    this.#given.get(option.name)?.push(value);
    this.#current = null;
  }

  #checkArgument(): void {
    if (this.#current === null) return;
    const text = `Missing argument for option: ${this.#current.name}`;
    throw new ParseException('MissingArgumentException', text);
  }
}

function withoutQuotes(text: string): string {
  const isQuoted = text.length > 1 && text.startsWith('"') && text.endsWith('"');
  const inner = text.slice(1, -1);
  return isQuoted && !inner.includes('"') ? inner : text;
}
