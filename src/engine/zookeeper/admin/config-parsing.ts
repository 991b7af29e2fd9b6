/**
 * What every part of reading zoo.cfg shares: where to look, and what is logged on the way.
 *
 * Mirrors: the logger and file handling of QuorumPeerConfig, 3.8.0.
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
  /** What the myid file says, once it was read: from then on it stands in every line. */
  myid: string;
}

/** The result that stands for an exception, with the lines that upstream prints. */
export function failure(parsing: Parsing, error: ConfigError): ConfigResult {
  const thrown = 'org.apache.zookeeper.server.quorum.QuorumPeerConfig$ConfigException: ';
  const causes: Readonly<Record<Exclude<ConfigError['kind'], 'config' | 'null'>, string>> = {
    argument: 'java.lang.IllegalArgumentException',
    number: 'java.lang.NumberFormatException',
    io: 'java.io.IOException',
    'unknown-host': 'java.net.UnknownHostException',
    'missing-file': 'java.io.FileNotFoundException',
  };
  const chainOf = (): string => {
    if (error.kind === 'null') return `java.lang.NullPointerException: ${error.message}`;
    if (error.kind === 'config') return thrown + error.message;
    const cause = `Caused by: ${causes[error.kind]}: ${error.message}`;
    return `${thrown}Error processing ${parsing.around.fileName}\n${cause}`;
  };
  const isBug = error.kind === 'null';
  const headline = isBug
    ? 'Unexpected exception, exiting abnormally'
    : 'Invalid config, exiting abnormally';
  const exitCode = isBug ? 1 : 2;
  say(parsing, 'ERROR', `s.q.QuorumPeerMain@${isBug ? 114 : 99}`, `${headline}\n${chainOf()}`);
  say(parsing, 'INFO', 'a.ZKAuditProvider@42', 'ZooKeeper audit is disabled.');
  say(parsing, 'ERROR', 'u.ServiceUtils@42', `Exiting JVM with code ${exitCode}`);
  return {
    ok: false,
    message: error.message,
    log: parsing.log,
    stderr: isBug ? '' : `${headline}\n`,
    exitCode,
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

/** Logs a line of QuorumPeerConfig. */
export function info(parsing: Parsing, text: string): void {
  say(parsing, 'INFO', CONFIG, text);
}

/** Logs a warning. */
export function warn(parsing: Parsing, text: string): void {
  say(parsing, 'WARN', CONFIG, text);
}

const CONFIG = 's.q.QuorumPeerConfig';

/** Logs a line; a source is what follows `org.apache.zookeeper` in short. */
export function say(
  { log, myid }: Parsing,
  level: ConfigLogLine['level'],
  source: string,
  text: string,
): void {
  log.push({ level, source, text, myid });
}
