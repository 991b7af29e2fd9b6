/**
 * Records that a leader has sent go into the log of this replica.
 *
 * Mirrors: ReplicaFetcherThread.processPartitionData,
 * Partition.appendRecordsToFollowerOrFutureReplica, 2.8.0.
 */
import {
  appendAsFollower,
  incrementLogStartOffset,
  logOf,
  truncateFullyAndStartAt,
  updateHighWatermark,
} from '../log/log.ts';
import type { LogAppendInfo } from '../log/log.ts';
import type { LogState } from '../log/log-state.ts';
import { exceptionText } from '../protocol/errors.ts';
import type { FetchablePartitionResponse } from '../protocol/produce-fetch.ts';
import type { RecordBatch } from '../protocol/record-batch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import {
  changeFetchState,
  markPartitionFailed,
  noteAltered,
  ownThread,
  threadAt,
} from './fetcher-changes.ts';
import type { PartitionFetchState } from './fetcher-state.ts';
import { partitionNamed } from './replica-changes.ts';
import { fetcherLine, partitionLine } from './replica-lines.ts';

/** False: the records are damaged, and have to be fetched again. */
export function appendFetched(
  turn: BrokerTurn,
  key: string,
  state: PartitionFetchState,
  response: FetchablePartitionResponse,
): boolean {
  const { topic, partition, name, fetchOffset } = state;
  const log = logOf(turn.state, topic, partition);
  if (log === undefined || fetchOffset !== log.logEndOffset) {
    failUnexpectedly(turn, key, state, mismatchText(state, log));
    return true;
  }
  const { recordSet, highWatermark, logStartOffset } = response;
  const isAppended =
    recordSet.length === 0 ? true : appendRecords(turn, key, state, log, recordSet, highWatermark);
  if (isAppended !== true) return isAppended === 'unexpected';
  followWatermarks(turn, key, name, logOf(turn.state, topic, partition)!, {
    highWatermark,
    logStartOffset,
  });
  return true;
}

function mismatchText(
  { name, fetchOffset }: PartitionFetchState,
  log: LogState | undefined,
): string {
  return log === undefined
    ? `org.apache.kafka.common.errors.NotLeaderOrFollowerException: Log for partition ${name} is not available`
    : `java.lang.IllegalStateException: Offset mismatch for partition ${name}: ` +
        `fetched offset = ${fetchOffset}, log end offset = ${log.logEndOffset}.`;
}

function failUnexpectedly(
  turn: BrokerTurn,
  key: string,
  { name, fetchOffset }: PartitionFetchState,
  trace: string,
): void {
  const text = `Unexpected error occurred while processing data for partition ${name} at offset ${fetchOffset}`;
  fetcherLine(turn, threadAt(turn, key)!, 'ERROR', `${text}\n${trace}`);
  markPartitionFailed(turn, key, name);
}

/** True: they are in the log. `damaged`: to be fetched again; `unexpected`: the partition has failed. */
function appendRecords(
  turn: BrokerTurn,
  key: string,
  state: PartitionFetchState,
  log: LogState,
  records: readonly RecordBatch[],
  leaderHighWatermark: number,
): true | 'damaged' | 'unexpected' {
  const { name, fetchOffset } = state;
  const info = appendFrom(turn, state, log, records);
  if (info.error === 'CORRUPT_MESSAGE' || info.error === 'INVALID_RECORD') {
    const text = `Found invalid messages during fetch for partition ${name} offset ${fetchOffset}`;
    const trace = exceptionText(info.error, info.errorMessage);
    fetcherLine(turn, threadAt(turn, key)!, 'ERROR', `${text}\n${trace}`);
    return 'damaged';
  }
  if (info.error !== 'NONE') {
    failUnexpectedly(turn, key, state, exceptionText(info.error, info.errorMessage));
    return 'unexpected';
  }
  const nextOffset = info.lastOffset + 1;
  changeFetchState(turn, key, name, {
    fetchOffset: nextOffset,
    lag: Math.max(0, leaderHighWatermark - nextOffset),
    lastFetchedEpoch: records.at(-1)!.partitionLeaderEpoch,
  });
  return true;
}

/** A first batch may begin before the log does: then the log begins with it. */
function appendFrom(
  turn: BrokerTurn,
  { topic, partition, name }: PartitionFetchState,
  log: LogState,
  records: readonly RecordBatch[],
): LogAppendInfo {
  const { logEndOffset, logStartOffset } = log;
  const info = appendAsFollower(turn, log, records);
  const { isOffsetUnexpected, firstOffset, lastOffset } = info;
  const isBefore = firstOffset < logEndOffset && lastOffset >= logEndOffset;
  if (!isOffsetUnexpected || logEndOffset !== logStartOffset || !isBefore) return info;
  partitionLine(
    turn,
    partitionNamed(turn.state, name)!,
    'INFO',
    `Unexpected offset in append to ${name}. First offset ${firstOffset} is less than log start offset ${logStartOffset}.` +
      " Since this is the first record to be appended to the follower's log, " +
      `will start the log from offset ${firstOffset}.`,
  );
  truncateFullyAndStartAt(turn, log, firstOffset);
  return appendAsFollower(turn, logOf(turn.state, topic, partition)!, records);
}

/** The leader's, as far as this replica has come. */
function followWatermarks(
  turn: BrokerTurn,
  key: string,
  name: string,
  log: LogState,
  leader: { readonly highWatermark: number; readonly logStartOffset: number },
): void {
  const { topic, partition } = log;
  if (Math.min(leader.highWatermark, log.logEndOffset) !== log.highWatermark) {
    updateHighWatermark(turn, log, leader.highWatermark);
  }
  if (leader.logStartOffset <= log.logStartOffset) return;
  const current = logOf(turn.state, topic, partition)!;
  incrementLogStartOffset(turn, current, leader.logStartOffset, 'leader offset increment');
  noteAltered(ownThread(turn, key), name);
}
