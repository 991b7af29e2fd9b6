/**
 * Whether a request would exceed a quota. Only with `zookeeper.enforceQuota=true`; then a soft limit
 * warns in the log and a hard limit refuses.
 *
 * Mirrors: ZooKeeperServer.checkQuota and RateLogger, 3.8.0; stats are those of the applied tree.
 * Departs: the rate limit of equal warnings is not kept.
 * Read next: ../data/quota.ts.
 */
import { mapGet, mapSet } from '../../kernel/persistent-map.ts';
import { booleanProperty } from '../admin/config.ts';
import { utf8Length } from '../data/data-node.ts';
import { limitPath, maxPrefixWithQuota, parseStatsTrack, statPath } from '../data/quota.ts';
import { logLine, processThread } from '../admin/log-line.ts';
import { ownStats } from './state-changes.ts';
import type { ServerTurn } from './server-state.ts';

/** The path whose hard limit would be exceeded, or null. */
export function exceededQuota(
  turn: ServerTurn,
  path: string,
  lastData: string | null,
  data: string | null,
  isCreate: boolean,
): string | null {
  const { config, db } = turn.state;
  const { nodes, quotas } = db.tree;
  if (quotas.size === 0 || !booleanProperty(config, 'zookeeper.enforceQuota')) return null;
  const prefix = maxPrefixWithQuota(quotas, path);
  if (prefix === null) return null;
  const limitNode = mapGet(nodes, limitPath(prefix));
  const statNode = mapGet(nodes, statPath(prefix));
  if (limitNode === undefined || statNode === undefined) return null;
  const limit = parseStatsTrack(limitNode.data);
  const used = parseStatsTrack(statNode.data);
  const bytesDiff = utf8Length(data) - (isCreate ? 0 : utf8Length(lastData));
  const checks = [
    {
      name: 'count',
      diff: isCreate ? 1 : 0,
      used: used.count,
      soft: limit.count,
      hard: limit.countHardLimit,
    },
    {
      name: 'byte',
      diff: bytesDiff,
      used: used.bytes,
      soft: limit.bytes,
      hard: limit.byteHardLimit,
    },
  ];
  for (const check of checks) {
    if (check.diff === 0 || (check.soft === -1n && check.hard === -1n)) continue;
    const isHard = check.hard > -1n;
    const most = isHard ? check.hard : check.soft;
    const now = BigInt.asIntN(64, check.used + BigInt(check.diff));
    if (now <= most) continue;
    const [unit, title] = check.name === 'count' ? ['count', 'Count'] : ['bytes', 'Byte'];
    logLine(
      turn,
      'WARN',
      `${processThread(turn)}:o.a.z.s.RateLogger@87`,
      `Message:Quota exceeded: ${prefix} [current ${unit}=${now}, ` +
        `${isHard ? 'hard' : 'soft'}${title}Limit=${most}] Value:null`,
    );
    if (isHard) {
      countExceeded(turn, prefix);
      return prefix;
    }
  }
  return null;
}

/** Mirrors QUOTA_EXCEEDED_ERROR_PER_NAMESPACE. */
function countExceeded(turn: ServerTurn, path: string): void {
  const stats = ownStats(turn);
  const top = path.split('/')[1]!;
  const count = (mapGet(stats.quotaExceeded, top) ?? 0) + 1;
  stats.quotaExceeded = mapSet(stats.quotaExceeded, top, count);
}
