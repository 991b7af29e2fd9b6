/**
 * A hash of the whole world, equal exactly when the worlds are: the proof that a replay, a seek or
 * another browser gives the same bytes.
 *
 * Mirrors: nothing upstream; two 32-bit FNV-1a lanes over a canonical walk.
 */
import { queueOf } from './event-queue.ts';
import type { World } from './world-state.ts';

interface Lanes {
  a: number;
  b: number;
}

/** Sixteen hexadecimal digits. */
export function stateHash(world: World): string {
  const lanes: Lanes = { a: 0x811c9dc5, b: 0x9747b28c };
  // Whom a pid meant follows from the rest, and nothing in the world can depend on it.
  const { identities: _, ...rest } = world;
  mix(lanes, {
    ...rest,
    hosts: sortedByKey(world.hosts),
    processes: sortedByKey(world.processes),
    connections: sortedByKey(world.connections),
    pipes: sortedByKey(world.pipes),
    terminals: sortedByKey(world.terminals),
    queue: queueOf(world.queue.entries).entries,
  });
  return hex(lanes);
}

/** The same for any plain value. */
export function hashPlain(value: unknown): string {
  const lanes: Lanes = { a: 0x811c9dc5, b: 0x9747b28c };
  mix(lanes, value);
  return hex(lanes);
}

function hex({ a, b }: Lanes): string {
  return (a >>> 0).toString(16).padStart(8, '0') + (b >>> 0).toString(16).padStart(8, '0');
}

function sortedByKey<K extends string | number, V>(map: ReadonlyMap<K, V>): readonly (K | V)[][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

const floats = new Float64Array(1);
const words = new Uint32Array(floats.buffer);

function mix(lanes: Lanes, value: unknown): void {
  switch (typeof value) {
    case 'string':
      mixString(lanes, value);
      return;
    case 'number':
      floats[0] = value;
      mixWord(lanes, words[0]!);
      mixWord(lanes, words[1]!);
      return;
    case 'bigint':
      mixWord(lanes, 0xb1);
      mixString(lanes, value.toString(16));
      return;
    case 'boolean':
      mixWord(lanes, value ? 0xb2 : 0xb3);
      return;
    case 'undefined':
      mixWord(lanes, 0xb4);
      return;
    case 'object':
      mixObject(lanes, value);
      return;
    default:
      throw new Error(`state holds a ${typeof value}: not plain data`);
  }
}

function mixObject(lanes: Lanes, value: object | null): void {
  if (value === null) return mixWord(lanes, 0xb5);
  if (Array.isArray(value)) {
    mixWord(lanes, 0xb6);
    mixWord(lanes, value.length);
    for (const item of value) mix(lanes, item);
    return;
  }
  if (value instanceof Map) {
    mixWord(lanes, 0xb7);
    for (const [key, item] of sortedByKey(value as Map<string, unknown>)) {
      mix(lanes, key);
      mix(lanes, item);
    }
    return;
  }
  if (value instanceof Set) {
    mixWord(lanes, 0xb9);
    for (const item of [...(value as Set<string>)].sort()) mix(lanes, item);
    return;
  }
  mixWord(lanes, 0xb8);
  const fields = value as Record<string, unknown>;
  for (const key of Object.keys(fields).sort()) {
    // An absent field and one set to undefined are the same state.
    if (fields[key] === undefined) continue;
    mixString(lanes, key);
    mix(lanes, fields[key]);
  }
}

function mixString(lanes: Lanes, text: string): void {
  mixWord(lanes, text.length);
  for (let i = 0; i < text.length; i++) mixWord(lanes, text.charCodeAt(i));
}

function mixWord(lanes: Lanes, word: number): void {
  lanes.a = Math.imul(lanes.a ^ word, 0x01000193);
  lanes.b = Math.imul(lanes.b ^ word, 0x85ebca6b);
  lanes.b ^= lanes.b >>> 13;
}
