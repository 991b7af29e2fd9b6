/**
 * The lines of `mntr` about quotas: limits and use, summed up for each top-level node.
 *
 * Mirrors: QuotaMetricsUtils, 3.8.0; the order is that of Java's tables.
 * Read next: monitor-values.ts, ../data/quota.ts.
 */
import { mapGet, mapKeys } from '../../kernel/persistent-map.ts';
import type { DataTree } from '../data/database.ts';
import { inHashOrder } from '../../java/hash-order.ts';
import type { StatsTrack } from '../data/quota.ts';
import { limitPath, readableStatsTrack, statPath } from '../data/quota.ts';

type Line = readonly [name: string, value: bigint];

/** A hard limit goes before a soft one. */
const limitOf = (hard: bigint, soft: bigint): bigint => (hard > -1n ? hard : soft);

const KINDS: readonly {
  readonly name: string;
  readonly pathOf: (path: string) => string;
  readonly valueOf: (track: StatsTrack) => bigint;
}[] = [
  {
    name: 'quota_bytes_limit_per_namespace',
    pathOf: limitPath,
    valueOf: ({ byteHardLimit, bytes }) => limitOf(byteHardLimit, bytes),
  },
  { name: 'quota_count_usage_per_namespace', pathOf: statPath, valueOf: ({ count }) => count },
  {
    name: 'quota_count_limit_per_namespace',
    pathOf: limitPath,
    valueOf: ({ countHardLimit, count }) => limitOf(countHardLimit, count),
  },
  { name: 'quota_bytes_usage_per_namespace', pathOf: statPath, valueOf: ({ bytes }) => bytes },
];

/** A line for each kind of number and each top-level node that has a quota on or below it. */
export function quotaLines({ nodes, quotas }: DataTree): readonly Line[] {
  if (quotas.size === 0) return [];
  return KINDS.flatMap(({ name, pathOf, valueOf }) => {
    const sums = new Map<string, bigint>();
    for (const path of mapKeys(quotas)) {
      const node = mapGet(nodes, pathOf(path));
      const top = path.split('/')[1];
      if (node === undefined || top === undefined || top === '') continue;
      sums.set(top, (sums.get(top) ?? 0n) + valueOf(readableStatsTrack(node.data)));
    }
    return inHashOrder(sums.keys()).map((top): Line => [`${top}_${name}`, sums.get(top)!]);
  });
}
