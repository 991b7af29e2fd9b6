/**
 * Deleting old segments: by time, by size, and below the log's start.
 *
 * Mirrors: kafka.log.Log.deleteOldSegments and maybeIncrementLogStartOffset, 2.8.0.
 * Read next: segment-deletion.ts.
 */
import type { Mutable } from '../../kernel/turn.ts';
import { own, owns } from '../../kernel/turn.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { truncateEpochsFromStart } from './leader-epoch-cache.ts';
import { copySegment, currentLog, ownLog } from './log-changes.ts';
import { partitionLine } from './log-line.ts';
import { allSegments, setLogStartOffset, updateFirstUnstable } from './log-offsets.ts';
import { rollLog } from './log-roll.ts';
import type { LogState } from './log-state.ts';
import { onLogStartOffset } from './producer-state-manager.ts';
import {
  deletionLines,
  isOldRelease,
  removalLines,
  startIncrementedLine,
} from './release-words.ts';
import { deleteSegmentFiles } from './segment-deletion.ts';
import { loadTimeIndex } from './segment-index.ts';
import type { SegmentState } from './segment-state.ts';
import { clockMs, largestTimestamp, segmentText } from './segment.ts';

type Predicate = (segment: SegmentState, next: SegmentState | undefined) => boolean;

/** Deletes what retention allows. Gives the number of segments that went. */
export function deleteOldSegments(turn: BrokerTurn, held: LogState): number {
  let count = 0;
  const { config } = currentLog(turn, held);
  if (config['cleanup.policy'].includes('delete')) {
    count += deleteByTime(turn, held) + deleteBySize(turn, held);
  }
  return count + deleteBelowStart(turn, held);
}

function deleteByTime(turn: BrokerTurn, held: LogState): number {
  const retentionMs = currentLog(turn, held).config['retention.ms'];
  if (retentionMs < 0) return 0;
  const nowMs = clockMs(turn);
  loadActiveTimeIndex(turn, held);
  const log = currentLog(turn, held);
  const deletable = deletableSegments(
    log,
    (segment) => nowMs - largestTimestamp(segment) > retentionMs,
  );
  const why28 = (segment: SegmentState): string => {
    const basis =
      segment.maxTimestamp >= 0
        ? 'based on the largest record timestamp in the segment'
        : 'based on the last modified time of the segment';
    return (
      `Deleting segment ${segmentText(segment)} due to retention time ${retentionMs}ms breach ` +
      basis
    );
  };
  const why22 = `retention time ${retentionMs}ms breach`;
  return deleteSegments(turn, log, deletable, () => deletionLines(turn, deletable, why28, why22));
}

/** Asking for its largest timestamp makes the time index of a segment that was never written to. */
function loadActiveTimeIndex(turn: BrokerTurn, held: LogState): void {
  const { active, logEndOffset, highWatermark, segments } = currentLog(turn, held);
  if (active.indexes.hasTimeIndex || highWatermark < logEndOffset || segments.length > 0) return;
  const log = ownLog(turn, held);
  const segment = owns(turn, log.active) ? log.active : own(turn, copySegment(log.active));
  log.active = segment;
  loadTimeIndex(turn, segment);
}

function deleteBySize(turn: BrokerTurn, held: LogState): number {
  const log = currentLog(turn, held);
  const retentionBytes = log.config['retention.bytes'];
  const sizeBytes = logBytes(log);
  if (retentionBytes < 0 || sizeBytes < retentionBytes) return 0;
  let excessBytes = sizeBytes - retentionBytes;
  const deletable = deletableSegments(log, ({ bytes }) => {
    if (excessBytes - bytes < 0) return false;
    excessBytes -= bytes;
    return true;
  });
  return deleteSegments(turn, log, deletable, (owned) => {
    let left = logBytes(owned);
    const why28 = (segment: SegmentState): string => {
      left -= segment.bytes;
      return (
        `Deleting segment ${segmentText(segment)} due to retention size ${retentionBytes} breach. ` +
        `Log size after deletion will be ${left}.`
      );
    };
    const why22 = `retention size in bytes ${retentionBytes} breach`;
    return deletionLines(turn, deletable, why28, why22);
  });
}

function deleteBelowStart(turn: BrokerTurn, held: LogState): number {
  const log = currentLog(turn, held);
  const { logStartOffset } = log;
  const deletable = deletableSegments(
    log,
    (_segment, next) => next !== undefined && next.baseOffset <= logStartOffset,
  );
  const why = `log start offset ${logStartOffset} breach`;
  return deleteSegments(turn, log, deletable, () => {
    if (isOldRelease(turn)) return deletionLines(turn, deletable, segmentText, why);
    return removalLines(turn, deletable, `Deleting segments due to ${why}`);
  });
}

/** The oldest segments of which something holds, as far as the high watermark has passed them. */
function deletableSegments(log: LogState, isDeletable: Predicate): readonly SegmentState[] {
  const segments = log.segments.length === 0 ? [log.active] : allSegments(log);
  const deletable: SegmentState[] = [];
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1];
    const upperBound = next?.baseOffset ?? log.logEndOffset;
    if (log.highWatermark < upperBound || !isDeletable(segment, next)) break;
    if (next === undefined && segment.bytes === 0) break;
    deletable.push(segment);
  }
  return deletable;
}

function deleteSegments(
  turn: BrokerTurn,
  held: LogState,
  deletable: readonly SegmentState[],
  explain: (log: LogState) => readonly string[],
): number {
  if (deletable.length === 0) return 0;
  const log = ownLog(turn, held);
  const isAll = deletable.length === log.segments.length + 1;
  // At least one segment is always there.
  if (isAll) rollLog(turn, log);
  for (const line of explain(log)) partitionLine(turn, log, 'INFO', line);
  // Rolling has trimmed the last of them.
  const gone = log.segments.slice(0, deletable.length);
  log.segments = log.segments.slice(deletable.length);
  deleteSegmentFiles(turn, log, gone, { isAsync: true, withSnapshots: true });
  incrementStart(turn, log, allSegments(log)[0]!.baseOffset, 'segment deletion');
  return gone.length;
}

/** Moves the log's start forward. False: it is there or beyond already. */
export function incrementStart(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  offset: number,
  reason: string,
): boolean {
  if (offset <= log.logStartOffset) return false;
  setLogStartOffset(turn, log, offset);
  partitionLine(turn, log, 'INFO', startIncrementedLine(turn, offset, reason));
  truncateEpochsFromStart(turn, log, offset);
  onLogStartOffset(turn, log, offset);
  updateFirstUnstable(log);
  return true;
}

/** The sum of its segments. */
export function logBytes(log: LogState): number {
  let bytes = log.active.bytes;
  for (const segment of log.segments) bytes += segment.bytes;
  return bytes;
}
