/**
 * A log as its folder says it is, made when there is none, and recovered when the broker did not end well.
 *
 * Mirrors: the constructor of kafka.log.Log, loadSegments, recoverLog, 2.8.0.
 * Departs: a segment that was being replaced when the broker died keeps its name; it is not read again.
 * Read next: segment-load.ts, producer-recovery.ts.
 */
import { entryAt, isFolder, listFolder, readText } from '../../kernel/disk.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { own } from '../../kernel/turn.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { readEpochCheckpoint } from './checkpoint-file.ts';
import {
  clearEpochs,
  truncateEpochsFromEnd,
  truncateEpochsFromStart,
} from './leader-epoch-cache.ts';
import {
  CLEANED_SUFFIX,
  DELETED_SUFFIX,
  DELETE_FOLDER_SUFFIX,
  LEADER_EPOCH_CHECKPOINT,
  PARTITION_METADATA,
  SWAP_SUFFIX,
  offsetOfFile,
  segmentPath,
} from './log-file-names.ts';
import { partitionLine } from './log-line.ts';
import { allSegments, setLogStartOffset, updateFirstUnstable } from './log-offsets.ts';
import type { EpochEntry, LogState, TopicConfig } from './log-state.ts';
import { rebuildProducerState, segmentsBetween } from './producer-recovery.ts';
import { NO_PRODUCERS } from './producer-state.ts';
import { resetProducers, takeSnapshot } from './producer-state-manager.ts';
import { removalLines } from './release-words.ts';
import { deleteSegmentFiles } from './segment-deletion.ts';
import { resizeIndexes } from './segment-index.ts';
import { loadSegment, readNextOffset, recoverSegment } from './segment-load.ts';
import type { SegmentState } from './segment-state.ts';
import { clockMs, newSegment, openSegment } from './segment.ts';

export interface LogToLoad extends TopicPartition {
  readonly folder: string;
  readonly config: TopicConfig;
  readonly hadCleanShutdown: boolean;
  readonly recoveryPoint: number;
  readonly logStartOffset: number;
}

/** A log of this step's own; it is not in the state yet. Throws CheckpointError. */
export function loadLog(turn: BrokerTurn, toLoad: LogToLoad): Mutable<LogState> {
  const { folder, config, hadCleanShutdown } = toLoad;
  const { disk } = turn.env.host;
  if (!isFolder(disk, folder)) turn.effects.push({ type: 'mkdir', path: folder });
  const log = own(turn, emptyLog(turn, toLoad));
  removeTemporaryFiles(turn, log);
  const segments = loadSegments(turn, log);
  const isDeleted = folder.endsWith(DELETE_FOLDER_SUFFIX);
  const endOffset = isDeleted ? 0 : recoverLog(turn, log, segments, hadCleanShutdown);
  if (segments.length === 0) segments.push(openSegment(turn, folder, 0, config));
  const active = segments.pop()!;
  log.segments = segments;
  log.active = active;
  if (!isDeleted) resizeIndexes(turn, active, config['segment.index.bytes']);
  log.logEndOffset = endOffset;
  truncateEpochsFromEnd(turn, log, endOffset);
  const [first] = allSegments(log);
  setLogStartOffset(turn, log, Math.max(log.logStartOffset, first!.baseOffset));
  truncateEpochsFromStart(turn, log, log.logStartOffset);
  removeStraySnapshots(turn, log);
  rebuildProducerState(turn, log, endOffset, allSegments(log), hadCleanShutdown);
  updateFirstUnstable(log);
  return log;
}

function emptyLog(turn: BrokerTurn, toLoad: LogToLoad): LogState {
  const { topic, partition, folder, config, recoveryPoint, logStartOffset } = toLoad;
  return {
    topic,
    partition,
    name: partitionName(topic, partition),
    folder,
    config,
    logStartOffset,
    logEndOffset: 0,
    highWatermark: logStartOffset,
    isHighWatermarkPlaced: false,
    firstUnstableOffset: null,
    epochs: loadEpochs(turn, folder),
    segments: [],
    active: newSegment(turn, segmentPath(folder, 0), 0, config),
    recoveryPoint,
    lastFlushedAtMs: clockMs(turn),
    producers: { ...NO_PRODUCERS, snapshots: snapshotsIn(turn, folder) },
    producersEndOffset: 0,
    topicId: loadTopicId(turn, folder),
  };
}

function loadEpochs(turn: BrokerTurn, folder: string): readonly EpochEntry[] {
  const { disk } = turn.env.host;
  const path = `${folder}/${LEADER_EPOCH_CHECKPOINT}`;
  if (entryAt(disk, path) === undefined) turn.effects.push({ type: 'writeFile', path, chunks: [] });
  return readEpochCheckpoint(disk, path);
}

function loadTopicId(turn: BrokerTurn, folder: string): string {
  const text = readText(turn.env.host.disk, `${folder}/${PARTITION_METADATA}`);
  return /^topic_id:\s+(\S+)$/m.exec(text ?? '')?.[1] ?? '';
}

function snapshotsIn(turn: BrokerTurn, folder: string): readonly number[] {
  const names = listFolder(turn.env.host.disk, folder) ?? [];
  return names
    .filter((name) => name.endsWith('.snapshot'))
    .map(offsetOfFile)
    .filter((offset) => offset !== null);
}

/** What an earlier process left behind: files to be deleted, half-cleaned segments, unfinished swaps. */
function removeTemporaryFiles(turn: BrokerTurn, { folder, name }: LogState): void {
  for (const file of listFolder(turn.env.host.disk, folder) ?? []) {
    const path = `${folder}/${file}`;
    if (file.endsWith(DELETED_SUFFIX) || file.endsWith(CLEANED_SUFFIX)) {
      turn.effects.push({ type: 'remove', path });
    } else if (file.endsWith(SWAP_SUFFIX)) {
      const text = `Found file ${path} from interrupted swap operation.`;
      partitionLine(turn, { name }, 'INFO', text);
      turn.effects.push({ type: 'rename', from: path, to: path.slice(0, -SWAP_SUFFIX.length) });
    }
  }
}

function loadSegments(turn: BrokerTurn, log: Mutable<LogState>): Mutable<SegmentState>[] {
  const { folder, config } = log;
  const { disk } = turn.env.host;
  const segments: Mutable<SegmentState>[] = [];
  for (const file of listFolder(disk, folder) ?? []) {
    const offset = offsetOfFile(file);
    if (offset === null) continue;
    const path = segmentPath(folder, offset);
    if (/\.(index|timeindex|txnindex)$/.test(file)) {
      if (entryAt(disk, `${path}.log`) !== undefined) continue;
      const orphan = `Found an orphaned index file ${folder}/${file}, with no corresponding log file.`;
      partitionLine(turn, log, 'WARN', orphan);
      turn.effects.push({ type: 'remove', path: `${folder}/${file}` });
    } else if (file.endsWith('.log')) {
      const segment = loadSegment(turn, path, offset, config);
      if (!segment.indexes.hasOffsetIndex) {
        const text =
          `Could not find offset index file corresponding to log file ${segment.logPath}, ` +
          'recovering segment and rebuilding index files...';
        partitionLine(turn, log, 'ERROR', text);
        recover(turn, log, segment, segments, null);
      }
      segments.push(segment);
    }
  }
  return segments;
}

/** Reads a segment from its first batch, with producers of its own. Gives the bytes cut off. */
function recover(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  segment: Mutable<SegmentState>,
  segments: readonly SegmentState[],
  epochs: Mutable<LogState> | null,
): number {
  const { snapshots } = log.producers;
  const producers = { ...NO_PRODUCERS, snapshots };
  const scratch = own(turn, { ...log, producers, producersEndOffset: 0 });
  rebuildProducerState(turn, scratch, segment.baseOffset, segments, false);
  const cutBytes = recoverSegment(turn, segment, scratch, epochs);
  takeSnapshot(turn, scratch);
  log.producers = { ...NO_PRODUCERS, snapshots: scratch.producers.snapshots };
  return cutBytes;
}

/** Gives the log's end offset; takes segments out of the list that cannot stay. */
function recoverLog(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  segments: Mutable<SegmentState>[],
  hadCleanShutdown: boolean,
): number {
  if (!hadCleanShutdown) recoverUnflushed(turn, log, segments);
  const active = segments.at(-1);
  const endOffset = active === undefined ? null : readNextOffset(turn, active);
  if (endOffset !== null && endOffset >= log.logStartOffset) {
    log.recoveryPoint = hadCleanShutdown ? endOffset : Math.min(log.recoveryPoint, endOffset);
    return endOffset;
  }
  if (endOffset !== null) deleteAll(turn, log, segments, endOffset);
  segments.push(openSegment(turn, log.folder, log.logStartOffset, log.config));
  log.recoveryPoint = Math.min(log.recoveryPoint, log.logStartOffset);
  return log.logStartOffset;
}

function recoverUnflushed(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  segments: Mutable<SegmentState>[],
): void {
  const unflushed = segmentsBetween(segments, log.recoveryPoint, Infinity);
  for (const [index, each] of unflushed.entries()) {
    const segment = each as Mutable<SegmentState>;
    partitionLine(turn, log, 'INFO', `Recovering unflushed segment ${segment.baseOffset}`);
    if (recover(turn, log, segment, segments, log) === 0) continue;
    const text =
      `Corruption found in segment ${segment.baseOffset}, truncating to offset ` +
      String(readNextOffset(turn, segment));
    partitionLine(turn, log, 'WARN', text);
    const rest = unflushed.slice(index + 1);
    if (rest.length > 0) removeSegments(turn, log, segments, rest);
    return;
  }
}

function deleteAll(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  segments: Mutable<SegmentState>[],
  endOffset: number,
): void {
  const text =
    `Deleting all segments because logEndOffset (${endOffset}) is smaller than logStartOffset ` +
    `(${log.logStartOffset}). This could happen if segment files were deleted from the file system.`;
  partitionLine(turn, log, 'WARN', text);
  removeSegments(turn, log, segments, [...segments]);
  clearEpochs(turn, log);
  resetProducers(turn, log, log.logStartOffset);
}

function removeSegments(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  segments: Mutable<SegmentState>[],
  gone: readonly SegmentState[],
): void {
  const why = 'Deleting segments as part of log recovery';
  for (const line of removalLines(turn, gone, why)) partitionLine(turn, log, 'INFO', line);
  segments.splice(segments.length - gone.length);
  deleteSegmentFiles(turn, log, gone, { isAsync: true, withSnapshots: true });
}

/** Of snapshots at no segment's beginning only the last stays, and only behind all segments. */
function removeStraySnapshots(turn: BrokerTurn, log: Mutable<LogState>): void {
  const bases = allSegments(log).map(({ baseOffset }) => baseOffset);
  const last = bases.at(-1)!;
  const { snapshots } = log.producers;
  const strays = snapshots.filter((offset) => !bases.includes(offset));
  const kept = strays.at(-1);
  const gone = strays.filter((offset) => offset !== kept || offset < last);
  for (const offset of gone) {
    turn.effects.push({ type: 'remove', path: `${segmentPath(log.folder, offset)}.snapshot` });
  }
  const left = snapshots.filter((offset) => !gone.includes(offset));
  log.producers = { ...NO_PRODUCERS, snapshots: left };
}
