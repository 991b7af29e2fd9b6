/**
 * The offsets that say how far a log goes and what readers may see: start, end, high watermark, first
 * unstable offset.
 *
 * Mirrors: kafka.log.Log (updateLogEndOffset, updateHighWatermark, maybeIncrementFirstUnstableOffset …),
 * LogOffsetMetadata, 2.8.0.
 * Read next: producer-state-manager.ts.
 */
import { firstIndex } from '../../kernel/first-index.ts';
import type { Mutable } from '../../kernel/turn.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { partitionLine } from './log-line.ts';
import type { LogState } from './log-state.ts';
import { firstUnstable, removeUnreplicatedTxns } from './producer-state-manager.ts';
import type { ReadingTurn } from './segment-reader.ts';
import { firstBatchFrom } from './segment-reader.ts';
import type { SegmentState } from './segment-state.ts';

/** Where an offset lies. Mirrors LogOffsetMetadata. */
export interface OffsetPlace {
  readonly segmentBaseOffset: number;
  readonly position: number;
}

/** All segments, oldest first. */
export function allSegments(log: LogState): readonly SegmentState[] {
  return [...log.segments, log.active];
}

/** The segment that holds an offset: the last one that does not begin behind it. */
export function floorSegment(log: LogState, offset: number): SegmentState | undefined {
  if (log.active.baseOffset <= offset) return log.active;
  const { segments } = log;
  return segments[firstIndex(segments.length, (i) => segments[i]!.baseOffset > offset) - 1];
}

/** The segment behind one; null: it is the last. */
export function segmentBehind(log: LogState, { baseOffset }: SegmentState): SegmentState | null {
  const { segments, active } = log;
  if (baseOffset >= active.baseOffset) return null;
  const next = firstIndex(segments.length, (i) => segments[i]!.baseOffset > baseOffset);
  return segments[next] ?? active;
}

/** Mirrors convertToOffsetMetadataOrThrow. */
export function placeOf(turn: ReadingTurn, log: LogState, offset: number): OffsetPlace {
  if (offset < log.logEndOffset) {
    let segment: SegmentState | null = floorSegment(log, offset) ?? null;
    for (; segment !== null; segment = segmentBehind(log, segment)) {
      const found = firstBatchFrom(turn, segment, offset);
      if (found === null) continue;
      return { segmentBaseOffset: segment.baseOffset, position: found.position };
    }
  }
  return { segmentBaseOffset: log.active.baseOffset, position: log.active.bytes };
}

function offsetText(turn: ReadingTurn, log: LogState, offset: number, isPlaced: boolean): string {
  if (!isPlaced) return `(offset=${offset} segment=[-1:-1])`;
  const { segmentBaseOffset, position } = placeOf(turn, log, offset);
  return `(offset=${offset} segment=[${segmentBaseOffset}:${position}])`;
}

/** A log's new end: what went ahead of it comes back. */
export function setLogEndOffset(turn: BrokerTurn, log: Mutable<LogState>, offset: number): void {
  log.logEndOffset = offset;
  if (log.highWatermark >= offset) setHighWatermark(turn, log, offset, true);
  if (log.recoveryPoint > offset) log.recoveryPoint = offset;
}

export function setLogStartOffset(turn: BrokerTurn, log: Mutable<LogState>, offset: number): void {
  log.logStartOffset = offset;
  if (log.highWatermark < offset) boundHighWatermark(turn, log, offset);
  if (log.recoveryPoint < offset) log.recoveryPoint = offset;
}

/**
 * Mirrors Log.updateHighWatermark. Gives the offset that it has become. `from`: how the old one prints,
 * when where it lay cannot be found any more.
 */
export function boundHighWatermark(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  offset: number,
  from?: string,
): number {
  if (offset < log.logStartOffset) setHighWatermark(turn, log, log.logStartOffset, false, from);
  else if (offset >= log.logEndOffset) setHighWatermark(turn, log, log.logEndOffset, true, from);
  else setHighWatermark(turn, log, offset, false, from);
  return log.highWatermark;
}

/** How the high watermark prints: `(offset=2 segment=[0:142])`. */
export function highWatermarkText(turn: ReadingTurn, log: LogState): string {
  return offsetText(turn, log, log.highWatermark, log.isHighWatermarkPlaced);
}

function setHighWatermark(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  offset: number,
  isPlaced: boolean,
  before?: string,
): void {
  if (offset < log.highWatermark) {
    const from = before ?? highWatermarkText(turn, log);
    const to = offsetText(turn, log, offset, isPlaced);
    const text = `Non-monotonic update of high watermark from ${from} to ${to}`;
    partitionLine(turn, log, 'WARN', text);
  }
  log.highWatermark = offset;
  log.isHighWatermarkPlaced = isPlaced;
  removeUnreplicatedTxns(turn, log, offset);
  updateFirstUnstable(log);
}

/** Whether setting the high watermark to an offset changes anything. */
export function isHighWatermarkNews(log: LogState, offset: number): boolean {
  if (offset >= log.logEndOffset) {
    return log.highWatermark !== log.logEndOffset || !log.isHighWatermarkPlaced;
  }
  return Math.max(offset, log.logStartOffset) !== log.highWatermark;
}

export function updateFirstUnstable(log: Mutable<LogState>): void {
  const offset = firstUnstable(log.producers);
  log.firstUnstableOffset = offset === null ? null : Math.max(offset, log.logStartOffset);
}

/** min(high watermark, first unstable offset). */
export function lastStableOffset(log: LogState): number {
  const { highWatermark, firstUnstableOffset } = log;
  return firstUnstableOffset === null
    ? highWatermark
    : Math.min(highWatermark, firstUnstableOffset);
}

/** `Log(dir=/data/logs/t-0, …)`, as log lines have it. */
export function logText(log: LogState): string {
  const { folder, topic, partition, highWatermark, logStartOffset, logEndOffset } = log;
  return (
    `Log(dir=${folder}, topic=${topic}, partition=${partition}, highWatermark=${highWatermark}, ` +
    `lastStableOffset=${lastStableOffset(log)}, logStartOffset=${logStartOffset}, ` +
    `logEndOffset=${logEndOffset})`
  );
}
