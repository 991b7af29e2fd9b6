/**
 * The arguments of zkCli.sh, and how a typed line becomes words.
 *
 * Mirrors: ZooKeeperMain.MyCommandOptions, 3.8.0.
 */
import { resolvePath } from '../../program/paths.ts';

/** What was asked for on the command line. */
export interface MainOptions {
  readonly server: string;
  /** Path of a properties file: it must exist, what it says has no meaning here. */
  readonly configuration: string | null;
  /** As given; it is read as a number when the client is made. */
  readonly timeout: string;
  readonly isReadOnly: boolean;
  readonly waitsForConnection: boolean;
  /** A command to run instead of reading lines. */
  readonly command: readonly string[] | null;
  /** An option that lacks its argument. */
  readonly fault: string | null;
}

/** Reads the arguments behind the program's name. */
export function parseMainOptions(argv: readonly string[], cwd = '/'): MainOptions {
  const options = {
    server: 'localhost:2181',
    configuration: null as string | null,
    timeout: '30000',
    isReadOnly: false,
    waitsForConnection: false,
    command: null as readonly string[] | null,
    fault: null as string | null,
  };
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === '-server' || word === '-timeout' || word === '-client-configuration') {
      const value = argv[++i];
      if (value === undefined) {
        options.fault = `Error: no argument found for option ${word}`;
        return options;
      }
      if (word === '-server') options.server = value;
      else if (word === '-timeout') options.timeout = value;
      else options.configuration = resolvePath(cwd, value);
    } else if (word === '-r') options.isReadOnly = true;
    else if (word === '-waitforconnection') options.waitsForConnection = true;
    else if (!word.startsWith('-')) {
      options.command = argv.slice(i);
      return options;
    }
  }
  return options;
}

const BLANK = '[ \\t\\n\\x0B\\f\\r]';
const WORD = new RegExp(`${BLANK}*([^"'][^ \\t\\n\\x0B\\f\\r]*|"[^"]*"|'[^']*')${BLANK}*`, 'g');

/** Words of a line; quotes keep blanks together and are taken off. Empty when there is none. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(WORD)].map(([, word]) => {
    const text = word!;
    const quote = text.charAt(0);
    const isQuoted = text.length > 1 && (quote === '"' || quote === "'") && text.endsWith(quote);
    return isQuoted ? text.slice(1, -1) : text;
  });
}
