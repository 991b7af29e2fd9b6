/**
 * Taking back what a new leader does not have.
 *
 * Mirrors: kafka.log.Log.truncateTo, truncateFullyAndStartAt and completeTruncation, LogManager.truncateTo, 2.8.0.
 * Read next: producer-recovery.ts.
 */
import type { Mutable } from '../../kernel/turn.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { clearEpochs, truncateEpochsFromEnd } from './leader-epoch-cache.ts';
import { writeRecoveryPoints } from './log-checkpoints.ts';
import { copySegment, currentLog, ownActive, ownLog } from './log-changes.ts';
import { truncateCleanerCheckpoint } from './log-cleaner-manager.ts';
import { cleanerLine, managerLine, partitionLine } from './log-line.ts';
import { allSegments, boundHighWatermark, highWatermarkText } from './log-offsets.ts';
import type { LogState } from './log-state.ts';
import { rebuildProducerState } from './producer-recovery.ts';
import { resetProducers } from './producer-state-manager.ts';
import { isOldRelease, removalLines } from './release-words.ts';
import { deleteSegmentFiles } from './segment-deletion.ts';
import type { SegmentState } from './segment-state.ts';
import { openSegment, truncateSegment } from './segment.ts';
import { own } from '../../kernel/turn.ts';

/** Log.truncateTo with what LogManager.truncateTo does around it. True when something was cut. */
export function truncateLogTo(turn: BrokerTurn, held: LogState, offset: number): boolean {
  const needsCleanerStopped = offset < currentLog(turn, held).active.baseOffset;
  if (needsCleanerStopped) pauseLine(turn, held);
  const isCut = truncate(turn, held, offset);
  if (needsCleanerStopped) {
    truncateCleanerCheckpoint(turn, currentLog(turn, held));
    resumeLine(turn, held);
  }
  if (isCut) writeRecoveryPoints(turn);
  return isCut;
}

function truncate(turn: BrokerTurn, held: LogState, offset: number): boolean {
  const log = ownLog(turn, held);
  if (offset >= log.logEndOffset) {
    const text =
      `Truncating to ${offset} has no effect as the largest offset in the log is ` +
      `${log.logEndOffset - 1}`;
    partitionLine(turn, log, 'INFO', text);
    // Its epoch may have begun here without a record, and another leader may have come before one.
    truncateEpochsFromEnd(turn, log, log.logEndOffset);
    return false;
  }
  partitionLine(turn, log, 'INFO', `Truncating to offset ${offset}`);
  if (allSegments(log)[0]!.baseOffset > offset) {
    startAnew(turn, log, offset);
    return true;
  }
  const segments = allSegments(log);
  const from = highWatermarkText(turn, log);
  const deletable = segments.filter(({ baseOffset }) => baseOffset > offset);
  if (deletable.length > 0) {
    removeForTruncation(turn, log, deletable);
    const kept = segments.filter(({ baseOffset }) => baseOffset <= offset);
    log.active = own(turn, copySegment(kept.at(-1)!));
    log.segments = kept.slice(0, -1);
  }
  truncateSegment(turn, ownActive(turn, log), log.config, offset);
  truncateEpochsFromEnd(turn, log, offset);
  complete(turn, log, Math.min(offset, log.logStartOffset), offset, from);
  return true;
}

/** LogManager.truncateFullyAndStartAt. */
export function truncateLogFully(turn: BrokerTurn, held: LogState, offset: number): void {
  pauseLine(turn, held);
  startAnew(turn, ownLog(turn, held), offset);
  truncateCleanerCheckpoint(turn, currentLog(turn, held));
  resumeLine(turn, held);
  writeRecoveryPoints(turn);
}

function startAnew(turn: BrokerTurn, log: Mutable<LogState>, offset: number): void {
  const from = highWatermarkText(turn, log);
  removeForTruncation(turn, log, allSegments(log));
  log.segments = [];
  log.active = openSegment(turn, log.folder, offset, log.config);
  clearEpochs(turn, log);
  resetProducers(turn, log, offset);
  complete(turn, log, offset, offset, from);
}

function removeForTruncation(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  segments: readonly SegmentState[],
): void {
  const why = 'Deleting segments as part of log truncation';
  for (const line of removalLines(turn, segments, why)) partitionLine(turn, log, 'INFO', line);
  deleteSegmentFiles(turn, log, segments, { isAsync: true, withSnapshots: true });
}

function complete(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  startOffset: number,
  endOffset: number,
  highWatermark: string,
): void {
  log.logStartOffset = startOffset;
  log.logEndOffset = endOffset;
  log.recoveryPoint = Math.min(log.recoveryPoint, endOffset);
  rebuildProducerState(turn, log, endOffset, allSegments(log), false);
  boundHighWatermark(turn, log, Math.min(log.highWatermark, endOffset), highWatermark);
}

function pauseLine(turn: BrokerTurn, { name }: LogState): void {
  if (!turn.state.logs.cleaner.isRunning) return;
  const text = `The cleaning for partition ${name} is aborted and paused`;
  if (isOldRelease(turn)) cleanerLine(turn, 'INFO', text);
  else managerLine(turn, 'INFO', text);
}

function resumeLine(turn: BrokerTurn, { name }: LogState): void {
  if (!turn.state.logs.cleaner.isRunning) return;
  const what = isOldRelease(turn) ? 'Compaction' : 'Cleaning';
  managerLine(turn, 'INFO', `${what} for partition ${name} is resumed`);
}
