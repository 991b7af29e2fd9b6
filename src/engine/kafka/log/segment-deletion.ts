/**
 * Taking segments' files away: they are renamed at once, and go after file.delete.delay.ms.
 *
 * Mirrors: kafka.log.Log.deleteSegmentFiles and LogSegment.deleteIfExists, 2.8.0.
 * Read next: log-retention.ts.
 */
import { entryAt } from '../../kernel/disk.ts';
import type { Mutable } from '../../kernel/turn.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import { DELETED_SUFFIX } from './log-file-names.ts';
import { partitionLine } from './log-line.ts';
import type { LogState } from './log-state.ts';
import { scheduleLogTask } from './log-tasks.ts';
import { removeSnapshot } from './producer-state-manager.ts';
import type { SegmentState } from './segment-state.ts';
import { deletingLines } from './release-words.ts';

const FILE_KINDS = [
  ['.log', 'log'],
  ['.index', 'offset index'],
  ['.timeindex', 'time index'],
  ['.txnindex', 'transaction index'],
] as const;

/** `isAsync`: the files go later. `withSnapshots`: so do the snapshots of the segments' offsets. */
export function deleteSegmentFiles(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  segments: readonly SegmentState[],
  options: { readonly isAsync: boolean; readonly withSnapshots: boolean },
): void {
  for (const segment of segments) renameSegment(turn, segment, '', DELETED_SUFFIX);
  const { isAsync, withSnapshots } = options;
  if (!isAsync) return deleteRenamed(turn, log, segments, withSnapshots);
  const atMs = turn.env.nowMs + log.config['file.delete.delay.ms'];
  const name = 'delete-file';
  scheduleLogTask(turn, { name, atMs, log: log.name, segments, withSnapshots });
}

/** Renames the files that a segment has. */
export function renameSegment(
  turn: BrokerTurn,
  segment: SegmentState,
  from: string,
  to: string,
): void {
  for (const suffix of suffixesOf(segment)) {
    const path = segment.path + suffix;
    turn.effects.push({ type: 'rename', from: path + from, to: path + to });
  }
}

function suffixesOf({ indexes }: SegmentState): readonly string[] {
  const suffixes = ['.log'];
  if (indexes.hasOffsetIndex) suffixes.push('.index');
  if (indexes.hasTimeIndex) suffixes.push('.timeindex');
  if (indexes.abortedTxns.length > 0) suffixes.push('.txnindex');
  return suffixes;
}

/** Deletes files that were renamed, those that are still there. */
export function deleteRenamed(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  segments: readonly SegmentState[],
  withSnapshots: boolean,
): void {
  const left = segments.map((segment) => asDeleted(turn, segment));
  for (const line of deletingLines(turn, left)) partitionLine(turn, log, 'INFO', line);
  for (const segment of segments) {
    deleteFiles(turn, segment);
    if (withSnapshots) removeSnapshot(turn, log, segment.baseOffset);
  }
}

/** Of a file that is not there any more Java says that it was modified at 0. */
function asDeleted(turn: BrokerTurn, segment: SegmentState): SegmentState {
  const path = segment.logPath + DELETED_SUFFIX;
  return isThere(turn, path) ? segment : { ...segment, lastModifiedMs: 0 };
}

function deleteFiles(turn: BrokerTurn, segment: SegmentState): void {
  for (const [suffix, kind] of FILE_KINDS) {
    const path = segment.path + suffix + DELETED_SUFFIX;
    if (isThere(turn, path)) {
      turn.effects.push({ type: 'remove', path });
      segmentLine(turn, `Deleted ${kind} ${path}.`);
    } else if (suffix !== '.txnindex') {
      segmentLine(turn, `Failed to delete ${kind} ${path} because it does not exist.`);
    }
  }
}

/** A later segment of the same name may have been renamed over it, and deleted by this step. */
function isThere(turn: BrokerTurn, path: string): boolean {
  let isKnown = entryAt(turn.env.host.disk, path) !== undefined;
  for (const effect of turn.effects) {
    if (effect.type === 'remove' && effect.path === path) isKnown = false;
    else if (effect.type === 'rename' && effect.to === path) isKnown = true;
  }
  return isKnown;
}

/** Takes the files of a segment away at once. */
export function removeSegment(turn: BrokerTurn, segment: SegmentState, suffix: string): void {
  for (const kind of suffixesOf(segment)) {
    turn.effects.push({ type: 'remove', path: segment.path + kind + suffix });
  }
}

function segmentLine(turn: BrokerTurn, text: string): void {
  kafkaLog(turn, 'server', 'INFO', text, 'kafka.log.LogSegment');
}
