/**
 * What all tools do with their command lines: usage, help, version, options that need or forbid each other.
 *
 * Mirrors: kafka.utils.CommandLineUtils, CommandDefaultOptions, ToolsUtils.validatePortOrDie, 2.8.0.
 * Read next: ../joptsimple/option-parser.ts.
 */
import type { Frames } from '../java/exception.ts';
import { JavaException, inFrames } from '../java/exception.ts';
import { usageTable } from '../joptsimple/help-formatter.ts';
import { isOptionException, parseOptions } from '../joptsimple/option-parser.ts';
import type { OptionSet } from '../joptsimple/option-set.ts';
import type { OptionSpec } from '../joptsimple/option-spec.ts';
import { flag, specText } from '../joptsimple/option-spec.ts';
import { COMMIT_IDS } from '../../../engine/kafka/index.ts';
import type { ToolInput, ToolOutput } from './tool.ts';
import { exitTool } from './tool.ts';

/** CommandDefaultOptions. */
export const HELP = flag('help', 'Print usage information.', { isForHelp: true });
export const VERSION = flag('version', 'Display Kafka version.', { isForHelp: true });

type Words = Pick<ToolInput<unknown>, 'words' | 'installation'>;

/** A command line that was read. */
export class CommandLine {
  readonly options: OptionSet;
  readonly #specs: readonly OptionSpec[];
  readonly #output: ToolOutput;
  readonly #input: Words;

  constructor(specs: readonly OptionSpec[], options: OptionSet, input: Words, output: ToolOutput) {
    this.#specs = specs;
    this.options = options;
    this.#input = input;
    this.#output = output;
  }

  has(spec: OptionSpec): boolean {
    return this.options.has(spec);
  }

  valueOf<V>(spec: OptionSpec<V>): V | null {
    return this.options.valueOf(spec);
  }

  valuesOf<V>(spec: OptionSpec<V>): readonly V[] {
    return this.options.valuesOf(spec);
  }

  /** printUsageAndDie. */
  die(message: string): never {
    return printUsageAndDie(this.#specs, message, this.#output);
  }

  /** printHelpAndExitIfNeeded. */
  helpIfNeeded(message: string): void {
    if (this.#input.words.length === 0 || this.has(HELP)) this.die(message);
    if (this.has(VERSION)) {
      this.#output.out(versionText(this.#input));
      exitTool(0);
    }
  }

  /** checkRequiredArgs. */
  require(...required: readonly OptionSpec[]): void {
    const missing = required.find((spec) => !this.has(spec));
    if (missing !== undefined) this.die(`Missing required argument "${specText(missing)}"`);
  }

  /** checkInvalidArgs. */
  forbid(used: OptionSpec, invalid: readonly OptionSpec[]): void {
    if (!this.has(used)) return;
    const found = invalid.find((spec) => spec !== used && this.has(spec));
    if (found === undefined) return;
    this.die(`Option "${specText(used)}" can't be used with option "${specText(found)}"`);
  }

  /** checkInvalidArgsSet. */
  forbidCombination(used: readonly OptionSpec[], invalid: readonly OptionSpec[], end = ''): void {
    if (!used.every((spec) => this.has(spec))) return;
    const found = invalid.find((spec) => this.has(spec));
    if (found === undefined) return;
    const combination = used.map(specText).join(',');
    this.die(
      `Option combination "${combination}" can't be used with option "${specText(found)}"${end}`,
    );
  }
}

/** What is thrown has these frames below those of the parser. */
export function readCommandLine(
  specs: readonly OptionSpec[],
  input: Words,
  output: ToolOutput,
  frames: Frames,
  parser: Parameters<typeof parseOptions>[2] = {},
): CommandLine {
  const options = inFrames(frames, () => parseOptions(specs, input.words, parser));
  return new CommandLine(specs, options, input, output);
}

/** The same for tools that answer a wrong command line with their usage. */
export function readOrDie(
  specs: readonly OptionSpec[],
  input: Words,
  output: ToolOutput,
): CommandLine {
  try {
    return readCommandLine(specs, input, output, []);
  } catch (error) {
    if (!(error instanceof JavaException) || !isOptionException(error)) throw error;
    return printUsageAndDie(specs, error.text ?? '', output);
  }
}

export function printUsageAndDie(
  specs: readonly OptionSpec[],
  message: string,
  output: ToolOutput,
): never {
  output.err(`${message}\n${usageTable(specs)}`);
  return exitTool(1);
}

/** VersionInfo.getVersionString. */
export function versionText({ installation: { release } }: Words): string {
  return `${release} (Commit:${COMMIT_IDS[release]})\n`;
}

/**
 * parseKeyValueArgs. Throws IllegalArgumentException for a key without a value, where one must be.
 */
export function keyValues(
  words: readonly string[],
  acceptsMissingValue = true,
): Readonly<Record<string, string>> {
  const properties: Record<string, string> = {};
  for (const word of words) {
    const at = word.indexOf('=');
    const key = at === -1 ? word : word.slice(0, at);
    const value = at === -1 ? '' : word.slice(at + 1);
    if (value === '' && !acceptsMissingValue) {
      const text = `Missing value for key ${key}`;
      throw new JavaException('java.lang.IllegalArgumentException', text);
    }
    properties[key] = value;
  }
  return properties;
}

/** validatePortOrDie: each of the addresses has a port. */
export function validatePorts(command: CommandLine, addresses: string): void {
  const list = addresses.includes(',') ? addresses.split(',') : [addresses];
  const valid = list.filter((each) => /^.*?\[?[0-9a-zA-Z\-%._:]*\]?:[0-9]+$/.test(each));
  if (valid.length > 0 && valid.length === list.length) return;
  command.die('Please provide valid host:port like host1:9091,host2:9092\n ');
}
