/**
 * Numbers and truth values as Java reads them from a configuration, with Java's own complaints.
 *
 * Mirrors: Integer.parseInt, Long.parseLong, QuorumPeerConfig.parseBoolean.
 */
import { javaInt, javaLong } from '../../java/integers.ts';

/**
 * A configuration that cannot be used. `argument` stands for IllegalArgumentException, which the
 * parser wraps into `Error processing FILE`; `config` for ConfigException; `number` for
 * NumberFormatException; `io` for IOException; `null` for NullPointerException, a bug of the parser.
 */
export class ConfigError extends Error {
  readonly kind: 'argument' | 'config' | 'number' | 'io' | 'unknown-host' | 'missing-file' | 'null';
  constructor(kind: ConfigError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Integer.parseInt. Throws ConfigError. */
export function parseJavaInt(text: string): number {
  const value = javaInt(text);
  if (value === null) throw notANumber(text);
  return value;
}

/** Long.parseLong, for values that fit a plain number. Throws ConfigError. */
export function parseJavaLong(text: string): number {
  const value = Number(javaLong(text) ?? NaN);
  if (!Number.isSafeInteger(value)) throw notANumber(text);
  return value;
}

/** A port; `complaint` when it is no number, Java's own words when it is out of range. */
export function parseJavaPort(text: string, complaint: string): number {
  let port: number;
  try {
    port = parseJavaInt(text);
  } catch {
    throw new ConfigError('config', complaint);
  }
  return checkPort(port);
}

/** InetSocketAddress's own check. */
export function checkPort(port: number): number {
  if (port < 0 || port > 0xffff) throw new ConfigError('argument', `port out of range:${port}`);
  return port;
}

/** `true` or `false` in any case. Throws ConfigError. */
export function parseJavaBoolean(key: string, value: string): boolean {
  const lower = value.toLowerCase();
  if (lower === 'true') return true;
  if (lower === 'false') return false;
  throw new ConfigError('config', `Invalid option ${value} for ${key}. Choose 'true' or 'false.'`);
}

function notANumber(text: string): ConfigError {
  return new ConfigError('number', `For input string: "${text}"`);
}
