/**
 * Which compacted log is to be cleaned next, and from where to where.
 *
 * Mirrors: kafka.log.LogCleanerManager.grabFilthiestCompactedLog, cleanableOffsets and maxCompactionDelay, 2.8.0.
 * Read next: log-cleaner.ts.
 */
import { mapGet, mapValues } from '../../kernel/persistent-map.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { updateCleanerCheckpoint } from './log-cleaner-manager.ts';
import { cleanerLine } from './log-line.ts';
import { allSegments } from './log-offsets.ts';
import type { LogState } from './log-state.ts';
import { isCompact } from './log-validator.ts';
import { inPoolOrder } from './partition-order.ts';
import { segmentsBetween } from './producer-recovery.ts';
import type { SegmentState } from './segment-state.ts';
import { clockMs, firstBatchTimestamp, largestTimestamp } from './segment.ts';

export interface LogToClean {
  readonly log: LogState;
  readonly firstDirtyOffset: number;
  readonly firstUncleanableOffset: number;
  readonly cleanableBytes: number;
  readonly cleanableRatio: number;
}

export function compactLogs(turn: BrokerTurn): readonly LogState[] {
  const logs = [...mapValues(turn.state.logs.logs)].filter(({ config }) => isCompact(config));
  return inPoolOrder(logs);
}

/** null: there is nothing to clean. */
export function filthiestLog(turn: BrokerTurn): LogToClean | null {
  let filthiest: LogToClean | null = null;
  for (const log of compactLogs(turn)) {
    // Only an active segment: there is nothing that may be cleaned, and nothing to compare it with.
    if (log.segments.length === 0) continue;
    const found = toClean(turn, log);
    if (found === null) continue;
    if (filthiest === null || found.cleanableRatio > filthiest.cleanableRatio) filthiest = found;
  }
  return filthiest;
}

function toClean(turn: BrokerTurn, log: LogState): LogToClean | null {
  const firstDirtyOffset = firstDirty(turn, log);
  const uncleanable = Math.max(firstDirtyOffset, firstUncleanable(turn, log, firstDirtyOffset));
  const firstUncleanableOffset = (nonActiveFrom(log, uncleanable)[0] ?? log.active).baseOffset;
  const dirtyFrom = Math.min(firstDirtyOffset, firstUncleanableOffset);
  const cleanableBytes = bytesOf(
    segmentsBetween(allSegments(log), dirtyFrom, firstUncleanableOffset),
  );
  const totalBytes =
    bytesOf(segmentsBetween(allSegments(log), -1, firstDirtyOffset)) + cleanableBytes;
  if (totalBytes === 0) return null;
  const cleanableRatio = cleanableBytes / totalBytes;
  const isDelayed = isCompactionDelayed(turn, log, firstDirtyOffset) && cleanableBytes > 0;
  if (!isDelayed && !(cleanableRatio > log.config['min.cleanable.dirty.ratio'])) return null;
  return { log, firstDirtyOffset, firstUncleanableOffset, cleanableBytes, cleanableRatio };
}

function bytesOf(segments: readonly SegmentState[]): number {
  return segments.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Segments before the active one, from the one that holds an offset. */
function nonActiveFrom(log: LogState, offset: number): readonly SegmentState[] {
  if (offset > log.active.baseOffset) return [];
  return segmentsBetween(allSegments(log), offset, log.active.baseOffset);
}

function firstDirty(turn: BrokerTurn, log: LogState): number {
  const { logStartOffset, logEndOffset, name, config } = log;
  const checkpoint = mapGet(turn.state.logs.cleaner.checkpoints, name) ?? logStartOffset;
  if (checkpoint < logStartOffset) {
    if (!config['cleanup.policy'].includes('delete')) {
      const text =
        `Resetting first dirty offset of ${name} to log start offset ${logStartOffset} since the ` +
        `checkpointed offset ${checkpoint} is invalid.`;
      cleanerLine(turn, 'WARN', text);
    }
  } else if (checkpoint > logEndOffset) {
    const text =
      `The last checkpoint dirty offset for partition ${name} is ${checkpoint}, which is larger ` +
      `than the log end offset ${logEndOffset}. Resetting to the log start offset ${logStartOffset}.`;
    cleanerLine(turn, 'WARN', text);
  } else return checkpoint;
  updateCleanerCheckpoint(turn, name, logStartOffset);
  return logStartOffset;
}

/** Nothing at or behind it may be cleaned. */
function firstUncleanable(turn: BrokerTurn, log: LogState, firstDirtyOffset: number): number {
  const lagMs = Math.max(0, log.config['min.compaction.lag.ms']);
  const offsets = [log.active.baseOffset];
  if (log.firstUnstableOffset !== null) offsets.push(log.firstUnstableOffset);
  if (lagMs > 0) {
    const youngMs = clockMs(turn) - lagMs;
    const dirty = nonActiveFrom(log, firstDirtyOffset);
    const young = dirty.find((segment) => largestTimestamp(segment) > youngMs);
    if (young !== undefined) offsets.push(young.baseOffset);
  }
  return Math.min(...offsets);
}

/** Whether something dirty is older than max.compaction.lag.ms allows. */
function isCompactionDelayed(turn: BrokerTurn, log: LogState, firstDirtyOffset: number): boolean {
  const lagMs = log.config['max.compaction.lag.ms'];
  const untilMs = clockMs(turn) - Math.max(0, lagMs);
  if (untilMs <= 0) return false;
  return nonActiveFrom(log, firstDirtyOffset).some((segment) => {
    const firstMs = firstBatchTimestamp(turn, segment);
    return firstMs > 0 && firstMs < untilMs;
  });
}
