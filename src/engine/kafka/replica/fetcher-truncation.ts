/**
 * Cutting off what the leader does not have.
 *
 * Mirrors: AbstractFetcherThread.truncateToHighWatermark, maybeTruncateToEpochEndOffsets,
 * getOffsetTruncationState, updateFetchOffsetAndMaybeMarkTruncationComplete,
 * ReplicaFetcherThread.truncate, 2.8.0.
 * Read next: fetcher-response.ts.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import { endOffsetForEpoch, latestEpoch, logOf, truncateTo } from '../log/log.ts';
import type { LogState } from '../log/log-state.ts';
import type { EpochEndOffset } from '../protocol/produce-fetch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { changeFetchState, markPartitionFailed, threadAt } from './fetcher-changes.ts';
import type { FetcherThread, PartitionFetchState } from './fetcher-state.ts';
import { isTruncationOnFetchSupported } from './ibp.ts';
import { fetcherLine } from './replica-lines.ts';

/** Mirrors OffsetTruncationState. */
interface Truncation {
  readonly offset: number;
  /** False: the leader has to be asked once more. */
  readonly isComplete: boolean;
}

/** A replica without epochs, or one of before 0.11: what is not safe goes. */
export function truncateToHighWatermark(
  turn: BrokerTurn,
  key: string,
  names: readonly string[],
): void {
  for (const name of names) {
    const { fetchOffset } = mapGet(threadAt(turn, key)!.partitions, name)!;
    const text = `Truncating partition ${name} to local high watermark ${fetchOffset}`;
    fetcherLine(turn, threadAt(turn, key)!, 'INFO', text);
    applyTruncation(turn, key, name, { offset: fetchOffset, isComplete: true });
  }
}

/** The leader says where its log and this one part. */
export function truncateToEpochEnd(
  turn: BrokerTurn,
  key: string,
  name: string,
  leaderEnd: EpochEndOffset,
): void {
  const thread = threadAt(turn, key)!;
  const state = mapGet(thread.partitions, name);
  if (state === undefined) return;
  const log = logOf(turn.state, state.topic, state.partition);
  if (log === undefined) return markPartitionFailed(turn, key, name);
  applyTruncation(turn, key, name, truncationFor(turn, thread, state, log, leaderEnd));
}

function truncationFor(
  turn: BrokerTurn,
  thread: FetcherThread,
  { name, fetchOffset }: PartitionFetchState,
  log: LogState,
  leaderEnd: EpochEndOffset,
): Truncation {
  const { epoch, endOffset } = leaderEnd;
  const replicaEnd = log.logEndOffset;
  const warn = (text: string): void => fetcherLine(turn, thread, 'WARN', text);
  if (endOffset === -1) {
    warn(
      `Based on replica's leader epoch, leader replied with an unknown offset in ${name}. ` +
        `The initial fetch offset ${fetchOffset} will be used for truncation.`,
    );
    return { offset: fetchOffset, isComplete: true };
  }
  if (epoch === -1) {
    warn(
      'Leader or replica is on protocol version where leader epoch is not considered in the OffsetsForLeaderEpoch response. ' +
        `The leader's offset ${endOffset} will be used for truncation in ${name}.`,
    );
    return { offset: Math.min(endOffset, replicaEnd), isComplete: true };
  }
  const own = endOffsetForEpoch(log, epoch);
  if (own.endOffset === -1) {
    warn(
      `Based on replica's leader epoch, leader replied with epoch ${epoch} ` +
        `below any replica's tracked epochs for ${name}. ` +
        `The leader's offset only ${endOffset} will be used for truncation.`,
    );
    return { offset: Math.min(endOffset, replicaEnd), isComplete: true };
  }
  if (own.epoch === epoch) {
    return { offset: Math.min(own.endOffset, endOffset, replicaEnd), isComplete: true };
  }
  const offset = Math.min(own.endOffset, replicaEnd);
  fetcherLine(
    turn,
    thread,
    'INFO',
    `Based on replica's leader epoch, leader replied with epoch ${epoch} ` +
      `unknown to the replica for ${name}. ` +
      `Will truncate to ${offset} and send another leader epoch request to the leader.`,
  );
  return { offset, isComplete: false };
}

function applyTruncation(
  turn: BrokerTurn,
  key: string,
  name: string,
  { offset, isComplete }: Truncation,
): void {
  const { topic, partition } = mapGet(threadAt(turn, key)!.partitions, name)!;
  if (!truncateLog(turn, key, name, offset)) return;
  const log = logOf(turn.state, topic, partition)!;
  const isFetching = isComplete || isTruncationOnFetchSupported(turn.state.config);
  changeFetchState(turn, key, name, {
    fetchOffset: offset,
    lastFetchedEpoch: latestEpoch(log),
    ...(isFetching ? { event: 'log.truncated' as const } : {}),
  });
}

/** Mirrors ReplicaFetcherThread.truncate; false: there is no log, and the partition is marked as failed. */
export function truncateLog(turn: BrokerTurn, key: string, name: string, offset: number): boolean {
  const thread = threadAt(turn, key)!;
  const { topic, partition } = mapGet(thread.partitions, name)!;
  const log = logOf(turn.state, topic, partition);
  if (log === undefined) {
    markPartitionFailed(turn, key, name);
    return false;
  }
  truncateTo(turn, log, offset);
  const { highWatermark } = logOf(turn.state, topic, partition)!;
  if (offset < highWatermark) {
    const text = `Truncating ${name} to offset ${offset} below high watermark ${highWatermark}`;
    fetcherLine(turn, thread, 'WARN', text);
  }
  return true;
}
