/**
 * What a configuration key may hold, and reading texts by that.
 *
 * Mirrors: org.apache.kafka.common.config.ConfigDef (parseType, validators and their complaints), 2.8.0.
 * Departs: a long is a plain number; the largest one is kept apart (LONG_MAX) so that it prints right.
 * Read next: broker-keys.ts, topic-keys.ts, client-keys.ts.
 */
import { javaInt, javaLong } from '../../java/integers.ts';

export type ConfigType =
  'BOOLEAN' | 'STRING' | 'INT' | 'SHORT' | 'LONG' | 'DOUBLE' | 'LIST' | 'CLASS' | 'PASSWORD';

/** Says what is wrong with a value; null when nothing is. */
export type Validator = (name: string, value: unknown) => string | null;

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
export class ConfigException extends Error {}

function key<V>(
  type: ConfigType,
  value: V | typeof REQUIRED,
  validator: Validator | null,
): ConfigKey<V> {
  return { type, default: value, validator, isInternal: false };
}

type Nullable<T> = T | null;

export function int<D extends Nullable<number> | typeof REQUIRED>(
  value: D,
  validator: Validator | null = null,
): ConfigKey<D extends null ? number | null : number> {
  return key('INT', value as never, validator);
}

export function short<D extends Nullable<number> | typeof REQUIRED>(
  value: D,
  validator: Validator | null = null,
): ConfigKey<D extends null ? number | null : number> {
  return key('SHORT', value as never, validator);
}

export function long<D extends Nullable<number> | typeof REQUIRED>(
  value: D,
  validator: Validator | null = null,
): ConfigKey<D extends null ? number | null : number> {
  return key('LONG', value as never, validator);
}

export function double<D extends Nullable<number> | typeof REQUIRED>(
  value: D,
  validator: Validator | null = null,
): ConfigKey<D extends null ? number | null : number> {
  return key('DOUBLE', value as never, validator);
}

export function boolean<D extends Nullable<boolean> | typeof REQUIRED>(
  value: D,
  validator: Validator | null = null,
): ConfigKey<D extends null ? boolean | null : boolean> {
  return key('BOOLEAN', value as never, validator);
}

export function string<D extends Nullable<string>>(
  value: D,
  validator: Validator | null = null,
): ConfigKey<D extends null ? string | null : string> {
  return key('STRING', value as never, validator);
}

export function className<D extends Nullable<string>>(
  value: D,
  validator: Validator | null = null,
): ConfigKey<D extends null ? string | null : string> {
  return key('CLASS', value as never, validator);
}

export function password(
  value: string | null,
  validator: Validator | null = null,
): ConfigKey<string | null> {
  return key('PASSWORD', value, validator);
}

export function list<D extends Nullable<readonly string[]> | typeof REQUIRED>(
  value: D,
  validator: Validator | null = null,
): ConfigKey<D extends null ? readonly string[] | null : readonly string[]> {
  return key('LIST', value as never, validator);
}

/** Kept out of what is printed of a configuration. */
export function internal<V>(known: ConfigKey<V>): ConfigKey<V> {
  return { ...known, isInternal: true };
}

function invalid(name: string, value: unknown, reason: string): string {
  return `Invalid value ${configText(value)} for configuration ${name}: ${reason}`;
}

/** ConfigDef.Range.atLeast. */
export function atLeast(min: number): Validator {
  return (name, value) =>
    typeof value === 'number' && value < min
      ? invalid(name, value, `Value must be at least ${min}`)
      : null;
}

/** ConfigDef.Range.between. */
export function between(min: number, max: number): Validator {
  return (name, value) => {
    if (typeof value !== 'number') return null;
    if (value < min) return invalid(name, value, `Value must be at least ${min}`);
    return value > max ? invalid(name, value, `Value must be no more than ${max}`) : null;
  };
}

/** ConfigDef.ValidString. */
export function oneOf(...allowed: readonly string[]): Validator {
  return (name, value) =>
    allowed.includes(String(value))
      ? null
      : invalid(name, value, `String must be one of: ${allowed.join(', ')}`);
}

/** ConfigDef.ValidList: each part must be one of them. */
export function listOf(...allowed: readonly string[]): Validator {
  return (name, value) => {
    const wrong = ((value ?? []) as readonly string[]).find((part) => !allowed.includes(part));
    return wrong === undefined
      ? null
      : invalid(name, wrong, `String must be one of: ${allowed.join(', ')}`);
  };
}

/** ConfigDef.NonNullValidator. */
export const nonNull: Validator = (name, value) =>
  value === null ? invalid(name, null, 'entry must be non null') : null;

/** ConfigDef.NonEmptyString. */
export const nonEmpty: Validator = (name, value) =>
  value === '' ? invalid(name, '', 'String must be non-empty') : null;

/** kafka.api.ApiVersionValidator. */
export const apiVersion: Validator = () => null;

/** kafka.server.ThrottledReplicaListValidator. */
export const throttledReplicas: Validator = () => null;

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
      throw new ConfigException(invalid(name, text, 'Expected value to be either true or false'));
    case 'STRING':
    case 'CLASS':
    case 'PASSWORD':
      return trimmed;
    case 'INT':
    case 'SHORT': {
      const value = javaInt(trimmed);
      const range = type === 'INT' ? value : inShort(value);
      if (range === null) throw new ConfigException(invalid(name, text, notA(type)));
      return range;
    }
    case 'LONG': {
      const value = javaLong(trimmed);
      if (value === null) throw new ConfigException(invalid(name, text, notA(type)));
      return Number(value);
    }
    case 'DOUBLE': {
      const value = Number(trimmed);
      if (trimmed === '' || Number.isNaN(value)) {
        throw new ConfigException(invalid(name, text, notA(type)));
      }
      return value;
    }
    case 'LIST':
      return trimmed === '' ? [] : trimmed.split(/\s*,\s*/);
  }
}

function inShort(value: number | null): number | null {
  return value === null || value < -32768 || value > 32767 ? null : value;
}

function notA(type: ConfigType): string {
  return `Not a number of type ${type}`;
}

/** A value as Java prints it: `null`, `[a, b]`, `9223372036854775807`. */
export function configText(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return `[${value.map(configText).join(', ')}]`;
  if (value === LONG_MAX) return '9223372036854775807';
  return String(value as string | number | boolean);
}
