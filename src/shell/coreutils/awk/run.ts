/**
 * The memory of an awk program: what it remembers between records, and the scratch copy that its
 * actions work on.
 *
 * Mirrors: POSIX awk: fields, `$0`, `NF`.
 * Departs: `rand` is a fixed stream.
 */
import { demandCharacters } from '../../program/exhaustion.ts';
import { splitBy } from './regexps.ts';
import type { Value } from './values.ts';
import { toText } from './values.ts';

/** What a program remembers between records. Plain data. */
export interface AwkMemory {
  readonly variables: readonly (readonly [string, Value])[];
  readonly arrays: readonly (readonly [string, readonly (readonly [string, Value])[]])[];
  readonly openRanges: readonly number[];
  readonly random: number;
}

export interface Run {
  readonly variables: Map<string, Value>;
  readonly arrays: Map<string, Map<string, Value>>;
  readonly openRanges: Set<number>;
  random: number;
  fields: string[];
  turns: number;
  /** What was matched so far. */
  work: number;
  out: string;
}

export function beginRun(memory: AwkMemory): Run {
  return {
    variables: new Map(memory.variables),
    arrays: new Map(memory.arrays.map(([name, items]) => [name, new Map(items)])),
    openRanges: new Set(memory.openRanges),
    random: memory.random,
    fields: [''],
    turns: 0,
    work: 0,
    out: '',
  };
}

export function endRun(run: Run): AwkMemory {
  let length = 0;
  for (const items of run.arrays.values()) {
    for (const [key, value] of items) length += key.length + toText(value).length + 32;
  }
  demandCharacters(length);
  return {
    variables: [...run.variables],
    arrays: [...run.arrays].map(([name, items]) => [name, [...items]] as const),
    openRanges: [...run.openRanges],
    random: run.random,
  };
}

export function variable(run: Run, name: string): Value {
  return run.variables.get(name) ?? '';
}

/** Splits a record into its fields. */
export function setRecord(run: Run, text: string): void {
  run.fields = [text, ...splitText(run, text, toText(variable(run, 'FS')))];
  run.variables.set('NF', run.fields.length - 1);
}

export function splitText(run: Run, text: string, separator: string): string[] {
  if (separator === ' ') return text.split(/\s+/).filter((part) => part !== '');
  if (text === '') return [];
  if (separator === '') return [...text];
  if (separator.length === 1 && separator !== '\\') return text.split(separator);
  return splitBy(text, separator, run);
}
