/**
 * Making a log durable up to an offset.
 *
 * Mirrors: kafka.log.Log.flush, LogSegment.flush, 2.8.0.
 * Read next: log-manager.ts.
 */
import { mapDelete, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import { ownPart } from '../server/broker-changes.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { ownLog } from './log-changes.ts';
import { allSegments } from './log-offsets.ts';
import type { LogState } from './log-state.ts';
import { segmentsBetween } from './producer-recovery.ts';
import { clockMs } from './segment.ts';
import type { SegmentState } from './segment-state.ts';

const TOKEN_PREFIX = 'log:flush:';

/**
 * Syncs all segments from the recovery point to an offset. What stands behind it in the list waits; the
 * recovery point moves when it is over.
 */
export function flushLog(turn: BrokerTurn, log: LogState, offset: number): void {
  if (offset <= log.recoveryPoint) return;
  const paths = segmentsBetween(allSegments(log), log.recoveryPoint, offset).flatMap(pathsOf);
  const logs = ownPart(turn, 'logs');
  const token = `${TOKEN_PREFIX}${logs.flushCount}`;
  logs.flushCount++;
  logs.flushes = mapSet(logs.flushes, token, { name: log.name, offset });
  for (const [index, path] of paths.entries()) {
    if (index < paths.length - 1) turn.effects.push({ type: 'sync', path });
    else turn.effects.push({ type: 'sync', path, token });
  }
}

function pathsOf({ path, logPath, indexes }: SegmentState): readonly string[] {
  const paths = [logPath];
  if (indexes.hasOffsetIndex) paths.push(`${path}.index`);
  if (indexes.hasTimeIndex) paths.push(`${path}.timeindex`);
  if (indexes.abortedTxns.length > 0) paths.push(`${path}.txnindex`);
  return paths;
}

/** `disk.synced` with a token; false: it is none of these. */
export function onFlushed(turn: BrokerTurn, token: string): boolean {
  if (!token.startsWith(TOKEN_PREFIX)) return false;
  const flush = mapGet(turn.state.logs.flushes, token);
  if (flush === undefined) return true;
  const logs = ownPart(turn, 'logs');
  logs.flushes = mapDelete(logs.flushes, token);
  const known = mapGet(logs.logs, flush.name);
  if (known === undefined) return true;
  // It may have been truncated meanwhile.
  const offset = Math.min(flush.offset, known.logEndOffset);
  if (offset <= known.recoveryPoint) return true;
  const log = ownLog(turn, known);
  log.recoveryPoint = offset;
  log.lastFlushedAtMs = clockMs(turn);
  return true;
}
