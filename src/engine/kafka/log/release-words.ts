/**
 * What releases before 2.8 say differently about their logs.
 *
 * Mirrors: kafka.log.Log, LogManager, ProducerStateManager and LogCleaner, 2.2.0 beside 2.8.0.
 * Departs: only the words differ; an older release deletes snapshots of producers at other times.
 */
import { javaDate } from '../../java/format.ts';
import type { BrokerState } from '../server/broker-state.ts';
import type { SegmentState } from './segment-state.ts';
import { largestTimestamp, segmentText } from './segment.ts';

/** What the words depend on. */
export interface Speaking {
  readonly state: Pick<BrokerState, 'config'>;
}

export function isOldRelease({ state }: Speaking): boolean {
  return state.config.release !== '2.8.0';
}

/** What stands before the lines that delete segments; `why28` and `why22` are the reasons. */
export function deletionLines(
  speaking: Speaking,
  segments: readonly SegmentState[],
  why28: (segment: SegmentState) => string,
  why22: string,
): readonly string[] {
  if (!isOldRelease(speaking)) return segments.map(why28);
  const offsets = segments.map(({ baseOffset }) => baseOffset).join(',');
  const found = `Found deletable segments with base offsets [${offsets}] due to ${why22}`;
  return [found, ...scheduledLines(segments)];
}

/** Segments go for any other reason: `why28` has them all. */
export function removalLines(
  speaking: Speaking,
  segments: readonly SegmentState[],
  why28: string,
): readonly string[] {
  if (isOldRelease(speaking)) return scheduledLines(segments);
  return [`${why28}: ${segments.map(segmentText).join(',')}`];
}

function scheduledLines(segments: readonly SegmentState[]): readonly string[] {
  return segments.map(
    ({ baseOffset, bytes }) =>
      `Scheduling log segment [baseOffset ${baseOffset}, size ${bytes}] for deletion.`,
  );
}

/** The files go now. */
export function deletingLines(
  speaking: Speaking,
  segments: readonly SegmentState[],
): readonly string[] {
  if (isOldRelease(speaking)) {
    return segments.map(({ baseOffset }) => `Deleting segment ${baseOffset}`);
  }
  return [`Deleting segment files ${segments.map(segmentText).join(',')}`];
}

export function startIncrementedLine(speaking: Speaking, offset: number, reason: string): string {
  if (isOldRelease(speaking)) return `Incrementing log start offset to ${offset}`;
  return `Incremented log start offset to ${offset} due to ${reason}`;
}

/** How a snapshot's file is named in log lines. */
export function snapshotText(speaking: Speaking, path: string, offset: number): string {
  return isOldRelease(speaking) ? path : `SnapshotFile(${path},${offset})`;
}

/** A segment is cleaned into another. */
export function cleaningLine(
  speaking: Speaking,
  name: string,
  segment: SegmentState,
  into: {
    readonly baseOffset: number;
    readonly deleteHorizonMs: number;
    readonly retains: boolean;
  },
): string {
  const deletes = `${into.retains ? 'retaining' : 'discarding'} deletes.`;
  if (isOldRelease(speaking)) {
    const largest = javaDate(largestTimestamp(segment));
    return (
      `Cleaning segment ${segment.baseOffset} in log ${name} (largest timestamp ${largest}) into ` +
      `${into.baseOffset}, ${deletes}`
    );
  }
  return (
    `Cleaning ${segmentText(segment)} in log ${name} into ${into.baseOffset} with deletion horizon ` +
    `${into.deleteHorizonMs}, ${deletes}`
  );
}

/** Of an older release's log, loaded or made. */
export function loadedText(segments: number, log: LoadedLog, durationMs: number): string {
  return (
    `Completed load of log with ${segments} segments, log start offset ${log.logStartOffset} and log ` +
    `end offset ${log.logEndOffset} in ${durationMs} ms`
  );
}

interface LoadedLog {
  readonly logStartOffset: number;
  readonly logEndOffset: number;
}
