/**
 * What every part of reading zoo.cfg shares: where to look, and what is logged on the way.
 *
 * Mirrors: the logger and file handling of QuorumPeerConfig, 3.8.0.
 * Departs: nothing.
 * Read next: config.ts.
 */
import type { DiskView } from '../../kernel/disk.ts';
import type { ConfigLogLine, ConfigResult } from './config-types.ts';
import type { ConfigError } from './java-values.ts';

/** What the parser may look at besides the text. */
export interface ConfigSurroundings {
  readonly disk: DiskView;
  /** `-Dname=value` of the command line, without the `-D`. */
  readonly systemProperties: Readonly<Record<string, string>>;
  /** Path of zoo.cfg as it was given; default `zoo.cfg`. */
  readonly fileName?: string;
  /** Working directory, for relative paths; default `/`. */
  readonly cwd?: string;
  /** Name to address; without it every name is taken to be known. */
  readonly resolve?: (name: string) => string | undefined;
}

/** The reading of one zoo.cfg. */
export interface Parsing {
  readonly around: Required<Omit<ConfigSurroundings, 'resolve'>> &
    Pick<ConfigSurroundings, 'resolve'>;
  readonly log: ConfigLogLine[];
}

const SOURCE = 'QuorumPeerConfig';

/** The result that stands for an exception, with the lines that upstream prints. */
export function failure(parsing: Parsing, error: ConfigError): ConfigResult {
  const thrown = 'org.apache.zookeeper.server.quorum.QuorumPeerConfig$ConfigException: ';
  const causes: Readonly<Record<Exclude<ConfigError['kind'], 'config'>, string>> = {
    argument: 'java.lang.IllegalArgumentException',
    number: 'java.lang.NumberFormatException',
    io: 'java.io.IOException',
    'unknown-host': 'java.net.UnknownHostException',
    'missing-file': 'java.io.FileNotFoundException',
  };
  const chain =
    error.kind === 'config'
      ? thrown + error.message
      : `${thrown}Error processing ${parsing.around.fileName}\n` +
        `Caused by: ${causes[error.kind]}: ${error.message}`;
  const headline = 'Invalid config, exiting abnormally';
  parsing.log.push({
    level: 'ERROR',
    source: 'QuorumPeerMain',
    text: `${headline}\n${chain}`,
  });
  return {
    ok: false,
    message: error.message,
    log: parsing.log,
    stderr: `${headline}\n`,
    exitCode: 2,
  };
}

/** The path without `.` and `..`, from the root. */
export function absolutePath(path: string, cwd: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Logs a line. */
export function info(parsing: Parsing, text: string): void {
  parsing.log.push({ level: 'INFO', source: SOURCE, text });
}

/** Logs a warning. */
export function warn(parsing: Parsing, text: string): void {
  parsing.log.push({ level: 'WARN', source: SOURCE, text });
}
