/**
 * Going on in a new segment.
 *
 * Mirrors: kafka.log.Log.maybeRoll and roll, 2.8.0.
 * Departs: how long it took is drawn by lot.
 * Read next: segment.ts, log-tasks.ts (the flush that follows).
 */
import { nextInteger } from '../../kernel/random.ts';
import { entryAt } from '../../kernel/disk.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { ownPart } from '../server/broker-changes.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { ownActive } from './log-changes.ts';
import { SEGMENT_SUFFIXES, segmentPath } from './log-file-names.ts';
import { partitionLine } from './log-line.ts';
import { setLogEndOffset } from './log-offsets.ts';
import type { LogState } from './log-state.ts';
import { scheduleLogTask } from './log-tasks.ts';
import { takeSnapshot } from './producer-state-manager.ts';
import { removalLines } from './release-words.ts';
import { deleteSegmentFiles } from './segment-deletion.ts';
import { becomeInactive, openSegment, shouldRoll } from './segment.ts';
import type { SegmentAppend } from './segment.ts';

/** A new segment when what is to be appended does not belong into the active one. */
export function maybeRoll(turn: BrokerTurn, log: Mutable<LogState>, append: SegmentAppend): void {
  if (!shouldRoll(turn, log.active, log.config, append)) return;
  rollLog(turn, log, append.batches[0]!.baseOffset);
}

/** `expectedNextOffset` is 0 where upstream names none. */
export function rollLog(turn: BrokerTurn, log: Mutable<LogState>, expectedNextOffset = 0): void {
  const newOffset = Math.max(expectedNextOffset, log.logEndOffset);
  if (log.active.baseOffset === newOffset && log.active.bytes === 0) {
    const { timeEntries, offsetEntries } = log.active.indexes;
    const expected = expectedNextOffset === 0 ? 'None' : `Some(${expectedNextOffset})`;
    const text =
      `Trying to roll a new log segment with start offset ${newOffset} =max(provided offset = ` +
      `${expected}, LEO = ${log.logEndOffset}) while it already exists and is active with size 0. ` +
      `Size of time index: ${timeEntries}, size of offset index: ${offsetEntries}.`;
    partitionLine(turn, log, 'WARN', text);
    const why = 'Deleting segments as part of log roll';
    for (const line of removalLines(turn, [log.active], why))
      partitionLine(turn, log, 'INFO', line);
    deleteSegmentFiles(turn, log, [log.active], { isAsync: true, withSnapshots: true });
  } else {
    removeStrayFiles(turn, log, newOffset);
    becomeInactive(turn, ownActive(turn, log));
    log.segments = [...log.segments, log.active];
  }
  log.producersEndOffset = newOffset;
  takeSnapshot(turn, log);
  log.active = openSegment(turn, log.folder, newOffset, log.config);
  setLogEndOffset(turn, log, log.logEndOffset);
  const atMs = turn.env.nowMs;
  scheduleLogTask(turn, { name: 'flush-log', atMs, log: log.name, offset: newOffset });
  const text = `Rolled new log segment at offset ${newOffset} in ${tookMs(turn, 2, 12)} ms.`;
  partitionLine(turn, log, 'INFO', text);
}

function removeStrayFiles(turn: BrokerTurn, log: LogState, offset: number): void {
  for (const suffix of SEGMENT_SUFFIXES) {
    const path = segmentPath(log.folder, offset) + suffix;
    if (entryAt(turn.env.host.disk, path) === undefined) continue;
    const text = `Newly rolled segment file ${path} already exists; deleting it first`;
    partitionLine(turn, log, 'WARN', text);
    turn.effects.push({ type: 'remove', path });
  }
}

/** Milliseconds that something may have taken, drawn by lot. */
export function tookMs(turn: BrokerTurn, least: number, most: number): number {
  const logs = ownPart(turn, 'logs');
  const [extraMs, random] = nextInteger(logs.random, most - least + 1);
  logs.random = random;
  return least + extraMs;
}
