/**
 * What a configuration key may hold, and reading texts by that.
 *
 * Mirrors: org.apache.kafka.common.config.ConfigDef (parseType, validators and their complaints), 2.8.0.
 * Departs: a long is a plain number; the largest one is kept apart (LONG_MAX) so that it prints right; a double
 * in hexadecimal is refused.
 * Read next: broker-keys.ts, topic-keys.ts, client-keys.ts.
 */
import { javaInt, javaLong } from '../../java/integers.ts';
import { apiVersionOf } from './api-version.ts';

export type ConfigType =
  'BOOLEAN' | 'STRING' | 'INT' | 'SHORT' | 'LONG' | 'DOUBLE' | 'LIST' | 'CLASS' | 'PASSWORD';

/** Says what is wrong with a value; null when nothing is. */
export interface Validator {
  (name: string, value: unknown): string | null;
  /** Where upstream throws, innermost first, as a stack trace names it. */
  readonly frames?: readonly string[];
}

/** One key: `V` is what it holds once read. */
export interface ConfigKey<V = unknown> {
  readonly type: ConfigType;
  /** REQUIRED: there is none. */
  readonly default: V | typeof REQUIRED;
  readonly validator: Validator | null;
  readonly isInternal: boolean;
}

export type ConfigKeys = Readonly<Record<string, ConfigKey>>;

/** The values of a table of keys, by name. */
export type ConfigValues<K extends ConfigKeys> = {
  readonly [N in keyof K]: K[N] extends ConfigKey<infer V> ? V : never;
};

export const REQUIRED = 'REQUIRED' as const;

/** Long.MAX_VALUE, as near as a plain number comes. */
export const LONG_MAX = 2 ** 63;

/** A value that a key does not take; the text is ConfigException's. */
export class ConfigException extends Error {
  /** Where upstream throws it, up to ConfigDef.parse, as a stack trace names it. */
  readonly frames: readonly string[];

  constructor(message: string, frames: readonly string[] = []) {
    super(message);
    this.frames = frames;
  }
}

const CONFIG_DEF = 'org.apache.kafka.common.config.ConfigDef';

/** A place in ConfigDef.java. */
function at(method: string, line: number): string {
  return `${CONFIG_DEF}${method}(ConfigDef.java:${line})`;
}

function placed(
  check: (name: string, value: unknown) => string | null,
  ...frames: readonly string[]
): Validator {
  return Object.assign(check, { frames });
}

function key<V>(
  type: ConfigType,
  value: V | typeof REQUIRED,
  validator: Validator | null,
): ConfigKey<V> {
  return { type, default: value, validator, isInternal: false };
}

type Given<D, V> = ConfigKey<D extends null ? V | null : V>;

/** Makes keys of a type that must have a value unless it may be missing or null. */
function keysOf<V>(type: ConfigType) {
  return <D extends V | null | typeof REQUIRED>(
    value: D,
    validator: Validator | null = null,
  ): Given<D, V> => key(type, value as never, validator);
}

export const int = keysOf<number>('INT');
export const short = keysOf<number>('SHORT');
export const long = keysOf<number>('LONG');
export const double = keysOf<number>('DOUBLE');
export const boolean = keysOf<boolean>('BOOLEAN');
export const string = keysOf<string>('STRING');
export const className = keysOf<string>('CLASS');
export const list = keysOf<readonly string[]>('LIST');

export function password(
  value: string | null,
  validator: Validator | null = null,
): ConfigKey<string | null> {
  return key('PASSWORD', value, validator);
}

/** Kept out of what is printed of a configuration. */
export function internal<V>(known: ConfigKey<V>): ConfigKey<V> {
  return { ...known, isInternal: true };
}

/** The text of ConfigException(name, value, message). */
export function invalid(name: string, value: unknown, reason: string): string {
  return `Invalid value ${configText(value)} for configuration ${name}: ${reason}`;
}

/** ConfigDef.Range.atLeast. */
export function atLeast(min: number): Validator {
  return between(min, null);
}

/** ConfigDef.Range.between. */
export function between(min: number, max: number | null): Validator {
  return placed(
    (name, value) => {
      if (typeof value !== 'number') return null;
      if (value < min) return invalid(name, value, `Value must be at least ${min}`);
      if (max === null || value <= max) return null;
      return invalid(name, value, `Value must be no more than ${max}`);
    },
    at('$Range.ensureValid', max === null ? 899 : 901),
  );
}

/** ConfigDef.ValidString. */
export function oneOf(...allowed: readonly string[]): Validator {
  return placed(
    (name, value) =>
      allowed.includes(String(value))
        ? null
        : invalid(name, value, `String must be one of: ${allowed.join(', ')}`),
    at('$ValidString.ensureValid', 957),
  );
}

/** ConfigDef.ValidList: each part must be one of them. */
export function listOf(...allowed: readonly string[]): Validator {
  return placed(
    (name, value) => {
      const wrong = ((value ?? []) as readonly string[]).find((part) => !allowed.includes(part));
      return wrong === undefined
        ? null
        : invalid(name, wrong, `String must be one of: ${allowed.join(', ')}`);
    },
    at('$ValidString.ensureValid', 957),
    at('$ValidList.ensureValid', 933),
  );
}

/** ConfigDef.NonNullValidator. */
export const nonNull: Validator = placed(
  (name, value) => (value === null ? invalid(name, null, 'entry must be non null') : null),
  at('$NonNullValidator.ensureValid', 999),
);

/** ConfigDef.NonEmptyString. */
export const nonEmpty: Validator = placed(
  (name, value) => (value === '' ? invalid(name, '', 'String must be non-empty') : null),
  at('$NonEmptyString.ensureValid', 1072),
);

/** kafka.api.ApiVersionValidator. */
export const apiVersion: Validator = placed((name, value) => {
  const text = String(value);
  return apiVersionOf(text) === null
    ? invalid(name, text, `Version \`${text}\` is not a valid version`)
    : null;
}, 'kafka.api.ApiVersionValidator$.ensureValid(ApiVersion.scala:456)');

/** kafka.server.ThrottledReplicaListValidator. */
export const throttledReplicas: Validator = placed(
  (name, value) => {
    const parts = (value ?? []) as readonly string[];
    if (parts.every((part) => /^([0-9]+:[0-9]+)?$/.test(part.trim()))) return null;
    if (parts.join('').trim() === '*') return null;
    return invalid(
      name,
      value,
      `${name} must be the literal '*' or a list of replicas in the following format: ` +
        '[partitionId]:[brokerId],[partitionId]:[brokerId],...',
    );
  },
  'kafka.server.ThrottledReplicaListValidator$.check$1(ConfigHandler.scala:242)',
  'kafka.server.ThrottledReplicaListValidator$.ensureValid(ConfigHandler.scala:247)',
);

/**
 * A text as the key's type. Throws ConfigException.
 *
 * Mirrors: ConfigDef.parseType.
 */
export function parseConfigValue(name: string, text: string, type: ConfigType): unknown {
  const trimmed = text.trim();
  switch (type) {
    case 'BOOLEAN':
      if (/^true$/i.test(trimmed)) return true;
      if (/^false$/i.test(trimmed)) return false;
      throw mistyped(name, text, 'Expected value to be either true or false', 665);
    case 'STRING':
    case 'PASSWORD':
      return trimmed;
    case 'CLASS':
      if (isKnownClass(trimmed)) return trimmed;
      throw mistyped(name, text, `Class ${text} could not be found.`, 744);
    case 'INT':
    case 'SHORT': {
      const value = javaInt(trimmed);
      return number(name, text, type, type === 'INT' ? value : inShort(value));
    }
    case 'LONG': {
      const value = javaLong(trimmed);
      return number(name, text, type, value === null ? null : Number(value));
    }
    case 'DOUBLE':
      return number(name, text, type, javaDouble(trimmed));
    case 'LIST':
      return trimmed === '' ? [] : trimmed.split(/\s*,\s*/);
  }
}

function mistyped(name: string, text: string, reason: string, line: number): ConfigException {
  return new ConfigException(invalid(name, text, reason), [at('.parseType', line)]);
}

function number(name: string, text: string, type: ConfigType, value: number | null): number {
  if (value === null) throw mistyped(name, text, `Not a number of type ${type}`, 742);
  return value;
}

/** What the archive has on its class path, by its packages. */
function isKnownClass(name: string): boolean {
  return /^(org\.apache\.kafka|kafka|java|javax)\.[\w$.]+$/.test(name);
}

/** Double.parseDouble, of decimal numbers; null where Java throws NumberFormatException. */
function javaDouble(text: string): number | null {
  const plain = /^[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[dDfF]?)$/;
  return plain.test(text) ? Number(text.replace(/[dDfF]$/, '')) : null;
}

/**
 * All values of a table of keys: what is given, and defaults for the rest. The first key that cannot take
 * its value, in this order, throws ConfigException.
 *
 * Mirrors: ConfigDef.parse.
 */
export function parseConfig<K extends ConfigKeys>(
  keys: K,
  given: Readonly<Record<string, string>>,
  order: readonly string[] = Object.keys(keys),
): ConfigValues<K> {
  const values: Record<string, unknown> = {};
  for (const name of order) values[name] = parseKey(keys[name]!, name, given[name]);
  return values as ConfigValues<K>;
}

/**
 * One value, checked. `text` undefined: it is not given. Throws ConfigException.
 *
 * Mirrors: ConfigDef.parseValue.
 */
export function parseKey(key: ConfigKey, name: string, text: string | undefined): unknown {
  const parse = at('.parse', 483);
  let value: unknown;
  if (text !== undefined) {
    try {
      value = parseConfigValue(name, text, key.type);
    } catch (error) {
      if (!(error instanceof ConfigException)) throw error;
      const frames = [...error.frames, at('.parseValue', 490), parse];
      throw new ConfigException(error.message, frames);
    }
  } else if (key.default === REQUIRED) {
    const message = `Missing required configuration "${name}" which has no default value.`;
    throw new ConfigException(message, [at('.parseValue', 493), parse]);
  } else value = key.default;
  const wrong = key.validator?.(name, value) ?? null;
  if (wrong === null) return value;
  throw new ConfigException(wrong, [
    ...(key.validator?.frames ?? []),
    at('.parseValue', 499),
    parse,
  ]);
}

function inShort(value: number | null): number | null {
  return value === null || value < -32768 || value > 32767 ? null : value;
}

/**
 * A value as Java prints it: `null`, `[a, b]`, `9223372036854775807`, and with its type `[hidden]` and
 * `1.0E10`.
 */
export function configText(value: unknown, type?: ConfigType): string {
  if (value === null || value === undefined) return 'null';
  if (type === 'PASSWORD') return '[hidden]';
  if (type === 'DOUBLE') return doubleText(value as number);
  if (Array.isArray(value)) return `[${value.map((part) => configText(part)).join(', ')}]`;
  if (value === LONG_MAX) return '9223372036854775807';
  return String(value as string | number | boolean);
}

/** A value as a configuration file would give it; null: none. Mirrors: ConfigDef.convertToString. */
export function configString(value: unknown, type: ConfigType): string | null {
  if (value === null || value === undefined) return null;
  if (type === 'LIST') return (value as readonly string[]).join(',');
  return configText(value, type);
}

/** Double.toString. */
export function doubleText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  const size = Math.abs(value);
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  if (size >= 1e-3 && size < 1e7) {
    const text = String(value);
    return text.includes('.') ? text : `${text}.0`;
  }
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}
