/**
 * Quotas: where they are stored in the tree, how their text is read and written, and which quota a
 * path falls under.
 *
 * Mirrors: Quotas, StatsTrack and PathTrie.findMaxPrefix, 3.8.0.
 * Departs: numbers are doubles; a quota text that is not of the expected form counts as no limit,
 * where upstream throws and the transaction's update is lost.
 */
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
  readonly count: number;
  readonly bytes: number;
  readonly countHardLimit: number;
  readonly byteHardLimit: number;
  /** Which of the hard limits are written out. */
  readonly hasCountHardLimit: boolean;
  readonly hasByteHardLimit: boolean;
}

/** Reads `count=5,bytes=-1=;byteHardLimit=7;countHardLimit=2`. */
export function parseStatsTrack(text: string | null): StatsTrack {
  const values = new Map<string, number>();
  for (const pair of (text ?? '').split(/[,;]+/)) {
    const [key, value] = pair.split('=');
    if (key === undefined || key === '') continue;
    const number = value === undefined || value === '' ? -1 : Number(value);
    values.set(key, Number.isNaN(number) ? -1 : number);
  }
  return {
    count: values.get('count') ?? -1,
    bytes: values.get('bytes') ?? -1,
    countHardLimit: values.get('countHardLimit') ?? -1,
    byteHardLimit: values.get('byteHardLimit') ?? -1,
    hasCountHardLimit: values.has('countHardLimit'),
    hasByteHardLimit: values.has('byteHardLimit'),
  };
}

/** Writes the odd form upstream chose so that old servers ignore the hard limits. */
export function formatStatsTrack(track: StatsTrack): string {
  let text = `count=${track.count},bytes=${track.bytes}`;
  if (!track.hasCountHardLimit && !track.hasByteHardLimit) return text;
  text += '=';
  if (track.hasByteHardLimit) text += `;byteHardLimit=${track.byteHardLimit}`;
  if (track.hasCountHardLimit) text += `;countHardLimit=${track.countHardLimit}`;
  return text;
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
