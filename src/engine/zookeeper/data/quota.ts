/**
 * Quotas: where they are stored in the tree, how their text is read and written, and which quota a
 * path falls under.
 *
 * Mirrors: Quotas, StatsTrack and PathTrie.findMaxPrefix, 3.8.0.
 * Departs: where a transaction is applied a text that cannot be read counts as nothing, while upstream's server falls over it, and again whenever it starts.
 */
import { javaLong } from '../../java/integers.ts';
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { mapGet } from '../../kernel/persistent-map.ts';

/** Root of the quota nodes. */
export const QUOTA_ZOOKEEPER = '/zookeeper/quota';
/** Name of the node that holds the limits of a path. */
export const LIMIT_NODE = 'zookeeper_limits';
/** Name of the node that holds the current use of a path. */
export const STAT_NODE = 'zookeeper_stats';

/** Where the limits of a path are stored. */
export function limitPath(path: string): string {
  return `${QUOTA_ZOOKEEPER}${path}/${LIMIT_NODE}`;
}

/** Where the use of a path is stored. */
export function statPath(path: string): string {
  return `${QUOTA_ZOOKEEPER}${path}/${STAT_NODE}`;
}

/** Limits or use. -1 stands for "not set". */
export interface StatsTrack {
  readonly count: bigint;
  readonly bytes: bigint;
  readonly countHardLimit: bigint;
  readonly byteHardLimit: bigint;
  /** Which of the hard limits are written out. */
  readonly hasCountHardLimit: boolean;
  readonly hasByteHardLimit: boolean;
  /** What else the text names. */
  readonly others: readonly (readonly [key: string, value: bigint])[];
}

/** A text that Java cannot read as limits or use; somebody wrote it by hand. */
export class StatsTrackError extends Error {
  readonly exception: 'ArrayIndexOutOfBoundsException' | 'NumberFormatException';
  constructor(exception: StatsTrackError['exception'], message: string) {
    super(message);
    this.exception = exception;
  }
}

/** Reads `count=5,bytes=-1=;byteHardLimit=7;countHardLimit=2`. Throws StatsTrackError. */
export function parseStatsTrack(text: string | null): StatsTrack {
  const values = new Map<string, bigint>();
  const pairs = (text ?? '').split(/[,;]+/);
  while (pairs.at(-1) === '') pairs.pop();
  for (const pair of pairs) {
    const [key, value] = keyAndValue(pair);
    values.set(key, numberOf(value));
  }
  const {
    count = -1n,
    bytes = -1n,
    countHardLimit = -1n,
    byteHardLimit = -1n,
  } = Object.fromEntries(values) as Partial<Record<string, bigint>>;
  const known = new Set(['count', 'bytes', 'countHardLimit', 'byteHardLimit']);
  return {
    count,
    bytes,
    countHardLimit,
    byteHardLimit,
    hasCountHardLimit: values.has('countHardLimit'),
    hasByteHardLimit: values.has('byteHardLimit'),
    others: [...values].filter(([key]) => !known.has(key)),
  };
}

/** As String.split: nothing is left behind the last `=`. */
function keyAndValue(pair: string): readonly [string, string] {
  const parts = pair.split('=');
  while (parts.length > 0 && parts.at(-1) === '' && pair !== '') parts.pop();
  const [key, value] = parts;
  if (key !== undefined && value !== undefined) return [key, value];
  const text = `Index ${parts.length} out of bounds for length ${parts.length}`;
  throw new StatsTrackError('ArrayIndexOutOfBoundsException', text);
}

function numberOf(value: string): bigint {
  if (value === '') return -1n;
  const number = javaLong(value);
  if (number !== null) return number;
  throw new StatsTrackError('NumberFormatException', `For input string: "${value}"`);
}

/** The same where a text that cannot be read counts as nothing. */
export function readableStatsTrack(text: string | null): StatsTrack {
  try {
    return parseStatsTrack(text);
  } catch (error) {
    if (error instanceof StatsTrackError) return parseStatsTrack(null);
    throw error;
  }
}

/** Writes the odd form upstream chose so that old servers ignore what is not count and bytes. */
export function formatStatsTrack(track: StatsTrack): string {
  const further = [...track.others];
  if (track.hasByteHardLimit) further.push(['byteHardLimit', track.byteHardLimit]);
  if (track.hasCountHardLimit) further.push(['countHardLimit', track.countHardLimit]);
  const text = `count=${track.count},bytes=${track.bytes}`;
  if (further.length === 0) return text;
  further.sort(([left], [right]) => (left < right ? -1 : 1));
  return `${text}=${further.map(([key, value]) => `;${key}=${value}`).join('')}`;
}

/** The longest path with a quota that the path is in or under; null when there is none. */
export function maxPrefixWithQuota(quotas: PersistentMap<true>, path: string): string | null {
  if (quotas.size === 0) return null;
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
    const prefix = path.slice(0, end);
    if (mapGet(quotas, prefix) === true) return prefix;
  }
  return null;
}
