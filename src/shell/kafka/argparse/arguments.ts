/**
 * What a tool's command line may hold, as data.
 *
 * Mirrors: net.sourceforge.argparse4j.inf.{Argument, ArgumentParser, Subparsers}, 0.7.0, as far as Kafka's
 * tools use them: no positional arguments.
 * Read next: arg-parser.ts, help.ts.
 */

export interface Argument {
  /** `--topic`, `-t`. */
  readonly flags: readonly string[];
  readonly help: string;
  /** Name in the result; by default that of the first long flag. */
  readonly dest?: string;
  readonly metavar?: string;
  readonly type?: 'String' | 'Integer' | 'Long';
  readonly choices?: readonly number[];
  readonly defaultsTo?: string | number;
  readonly isRequired?: boolean;
  /** `help` prints it and ends the tool; `storeTrue` takes no value. */
  readonly action?: 'store' | 'storeTrue' | 'help';
  /** One value or more. */
  readonly isList?: boolean;
}

/** Arguments of which one at most may be given. */
export interface ExclusiveGroup {
  readonly title: string;
  readonly description: string;
  readonly isRequired: boolean;
  readonly arguments: readonly Argument[];
}

export interface Command {
  readonly name: string;
  readonly help: string;
  readonly arguments: readonly Argument[];
}

export interface ArgumentParser {
  readonly prog: string;
  readonly description: string;
  /** In order; those of groups too, each in its place. */
  readonly arguments: readonly Argument[];
  readonly groups?: readonly ExclusiveGroup[];
  /** Empty: it has none. */
  readonly commands?: readonly Command[];
}

export const HELP: Argument = {
  flags: ['-h', '--help'],
  help: 'show this help message and exit',
  action: 'help',
};

export function destOf({ dest, flags }: Argument): string {
  const flag = flags.find((each) => each.startsWith('--')) ?? flags[0]!;
  return dest ?? flag.replace(/^-+/, '').replaceAll('-', '_');
}

export function textualName({ flags }: Argument): string {
  return flags.join('/');
}

export function takesValue({ action = 'store' }: Argument): boolean {
  return action === 'store';
}

/** The parser of a command, with what its usage names before it. */
export function parserOf(parser: ArgumentParser, command: Command | null): ArgumentParser {
  if (command === null) return parser;
  return { prog: parser.prog, description: '', arguments: [HELP, ...command.arguments] };
}
