/** The build form's fields: what they start with, what is wrong with them. Pure. */
import type { ZooKeeperSpec } from '../../../engine/zookeeper/index.ts';
import { FIELD_CHARACTERS, FIELD_LINE_CHARACTERS } from '../../app/bounds.ts';

/** By the key of the sentence that says so. */
export type BuildFlaw = 'seed' | 'latency' | 'sync' | 'field' | 'fieldLine';

interface Fields {
  /** A field of a number that is empty or none gives null. */
  readonly seed: number | null;
  readonly latency: readonly (number | null)[];
  readonly sync: readonly (number | null)[];
  /** zoo.cfg of all and of each, and the system properties. */
  readonly texts: readonly string[];
}

export function buildFlaw({ seed, latency, sync, texts }: Fields): BuildFlaw | null {
  if (!Number.isSafeInteger(seed) || seed! < 0 || seed! >= 2 ** 32) return 'seed';
  if (!isRange(latency)) return 'latency';
  if (!isRange(sync)) return 'sync';
  if (texts.some((text) => text.length > FIELD_CHARACTERS)) return 'field';
  const isLong = (line: string) => line.length > FIELD_LINE_CHARACTERS;
  return texts.some((text) => text.split('\n').some(isLong)) ? 'fieldLine' : null;
}

function isRange([least, most]: readonly (number | null | undefined)[]): boolean {
  if (typeof least !== 'number' || typeof most !== 'number') return false;
  return least >= 0 && most <= 60_000 && least <= most;
}

/** Numbers of the servers that do not run from the start. */
export function stoppedOf({ started, ...rest }: ZooKeeperSpec): readonly number[] {
  const all = Array.from({ length: rest.servers + (rest.observers ?? 0) }, (_, i) => i + 1);
  if (started === undefined) return [];
  return started === 'none' ? all : all.filter((number) => !started.includes(number));
}
