/**
 * A partition's log: the door of this folder for replicas and coordinators. A log that is given in need not
 * be the newest state of it: what is done is done to the log as it stands now, and who goes on with it asks
 * `logOf` again.
 *
 * Mirrors: kafka.log.Log, 2.8.0.
 * Read next: log-state.ts, log-append.ts, log-read.ts, log-truncate.ts, log-creation.ts.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { RecordBatch } from '../protocol/record-batch.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { BrokerState, BrokerTurn } from '../server/broker-state.ts';
import { assignEpoch, endOffsetFor, isEpochNews } from './leader-epoch-cache.ts';
import type { LogAppendInfo } from './log-append.ts';
import { followerAppend, leaderAppend } from './log-append.ts';
import { currentLog, ownLog } from './log-changes.ts';
import { createLog, deleteLogsLater } from './log-creation.ts';
import { PARTITION_METADATA } from './log-file-names.ts';
import type { OffsetPlace } from './log-offsets.ts';
import { boundHighWatermark, floorSegment, isHighWatermarkNews, placeOf } from './log-offsets.ts';
import type { LogRead, ReadRange, TimestampAndOffset } from './log-read.ts';
import { findByTimestamp, readRange } from './log-read.ts';
import { incrementStart, logBytes } from './log-retention.ts';
import type { LogState, TopicConfig } from './log-state.ts';
import { truncateLogFully, truncateLogTo } from './log-truncate.ts';
import type { AppendOrigin } from './producer-append.ts';

export type { LogAppendInfo } from './log-append.ts';
export type { LogRead } from './log-read.ts';
export { lastStableOffset } from './log-offsets.ts';
export type { AppendOrigin } from './producer-append.ts';

/** Undefined: there is none here. */
export function logOf(state: BrokerState, topic: string, partition: number): LogState | undefined {
  return mapGet(state.logs.logs, partitionName(topic, partition));
}

/** LogManager.getOrCreateLog: makes folder and first segment when there is none. */
export function getOrCreateLog(
  turn: BrokerTurn,
  topic: string,
  partition: number,
  config: TopicConfig,
): LogState {
  return createLog(turn, topic, partition, config);
}

/** Log.appendAsLeader: validates, gives offsets and the leader epoch, rolls, remembers producers. */
export function appendAsLeader(
  turn: BrokerTurn,
  log: LogState,
  batches: readonly RecordBatch[],
  options: { readonly leaderEpoch: number; readonly origin: AppendOrigin },
): LogAppendInfo {
  return leaderAppend(turn, log, batches, options.leaderEpoch, options.origin);
}

/** Log.appendAsFollower: takes batches as the leader wrote them. */
export function appendAsFollower(
  turn: BrokerTurn,
  log: LogState,
  batches: readonly RecordBatch[],
): LogAppendInfo {
  return followerAppend(turn, log, batches);
}

/** Log.read: whole batches from the one that holds `startOffset`, below `maxOffset`. */
export function readLog(turn: BrokerTurn, log: LogState, range: ReadRange): LogRead {
  return readRange(turn, currentLog(turn, log), range);
}

/** Log.updateHighWatermark; the new one is bounded by start and end. Gives it back. */
export function updateHighWatermark(turn: BrokerTurn, log: LogState, offset: number): number {
  const current = currentLog(turn, log);
  if (!isHighWatermarkNews(current, offset)) return current.highWatermark;
  return boundHighWatermark(turn, ownLog(turn, log), offset);
}

/** Log.truncateTo. True when something was cut. */
export function truncateTo(turn: BrokerTurn, log: LogState, offset: number): boolean {
  return truncateLogTo(turn, log, offset);
}

/** Log.truncateFullyAndStartAt. */
export function truncateFullyAndStartAt(turn: BrokerTurn, log: LogState, offset: number): void {
  truncateLogFully(turn, log, offset);
}

/** Log.maybeIncrementLogStartOffset; the error is OFFSET_OUT_OF_RANGE above the high watermark. */
export function incrementLogStartOffset(
  turn: BrokerTurn,
  log: LogState,
  offset: number,
  reason: string,
): ErrorName {
  const { highWatermark, logStartOffset } = currentLog(turn, log);
  if (offset > highWatermark) return 'OFFSET_OUT_OF_RANGE';
  if (offset > logStartOffset) incrementStart(turn, ownLog(turn, log), offset, reason);
  return 'NONE';
}

/** Log.maybeAssignEpochStartOffset: a leader notes where its epoch begins. */
export function assignEpochStartOffset(
  turn: BrokerTurn,
  log: LogState,
  epoch: number,
  startOffset: number,
): void {
  if (!isEpochNews(currentLog(turn, log), epoch, startOffset)) return;
  assignEpoch(turn, ownLog(turn, log), epoch, startOffset);
}

/** Log.latestEpoch; null: none. */
export function latestEpoch(log: LogState): number | null {
  return log.epochs.at(-1)?.epoch ?? null;
}

/** LeaderEpochFileCache.endOffsetFor: (-1, -1) when undefined. */
export function endOffsetForEpoch(
  log: LogState,
  epoch: number,
): { readonly epoch: number; readonly endOffset: number } {
  return endOffsetFor(log, epoch);
}

/** Log.fetchOffsetByTimestamp for a time in milliseconds (not -1 or -2); null: no such record. */
export function offsetForTimestamp(
  turn: BrokerTurn,
  log: LogState,
  timestampMs: number,
): TimestampAndOffset | null {
  return findByTimestamp(turn, currentLog(turn, log), timestampMs);
}

/** Whether the offset lies in an older segment than the log's end (a fetch then answers at once). */
export function isOnOlderSegment(log: LogState, offset: number): boolean {
  return floorSegment(log, offset) !== log.active;
}

/** Where an offset lies in the files: LogOffsetMetadata's segmentBaseOffset and position. */
export function offsetPlace(turn: BrokerTurn, log: LogState, offset: number): OffsetPlace {
  return placeOf(turn, currentLog(turn, log), offset);
}

/** Log.updateConfig. */
export function setLogConfig(turn: BrokerTurn, log: LogState, config: TopicConfig): void {
  ownLog(turn, log).config = config;
}

/** Writes partition.metadata, once; see Partition.checkOrSetTopicId for when. */
export function setLogTopicId(turn: BrokerTurn, held: LogState, topicId: string): void {
  const log = ownLog(turn, held);
  log.topicId = topicId;
  const path = `${log.folder}/${PARTITION_METADATA}`;
  const text = `version: 0\ntopic_id: ${topicId}`;
  turn.effects.push({ type: 'writeFile', path: `${path}.tmp`, chunks: [text] });
  turn.effects.push({ type: 'sync', path: `${path}.tmp` });
  turn.effects.push({ type: 'rename', from: `${path}.tmp`, to: path });
}

/** LogManager.asyncDelete: renames the folder; it goes after file.delete.delay.ms. */
export function deleteLog(turn: BrokerTurn, log: LogState): void {
  deleteLogsLater(turn, [log]);
}

/** The same for many, with one writing of checkpoints behind all. */
export function deleteLogs(turn: BrokerTurn, logs: readonly LogState[]): void {
  deleteLogsLater(turn, logs);
}

/** Log size in bytes: the sum of its segments. */
export function logSizeBytes(log: LogState): number {
  return logBytes(log);
}
