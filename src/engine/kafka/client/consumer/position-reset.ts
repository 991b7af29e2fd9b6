/**
 * Where a partition begins when nothing is committed for it, or when what was committed is gone.
 *
 * Mirrors: SubscriptionState.resetInitializingPositions, requestOffsetReset, maybeSeekUnvalidated,
 * Fetcher.resetOffsetsIfNeeded, resetOffsetsAsync, 2.8.0.
 */
import type { ListOffsetsResponse } from '../../protocol/produce-fetch.ts';
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import { partitionName } from '../../protocol/topic-partition.ts';
import type { ResetStrategy } from './consumer-config.ts';
import type { Failure } from './consumer-error.ts';
import { ConsumerError, failure } from './consumer-error.ts';
import { ownFetcher } from './consumer-copies.ts';
import { listText, log } from './consumer-log.ts';
import { leaderOf, noteLeaderEpoch, requestMetadataUpdate } from './consumer-metadata.ts';
import type { ConsumerTurn } from './consumer-state.ts';
import { PARTITION_KEYS, asHashSet } from './hash-table.ts';
import {
  EARLIEST_TIMESTAMP,
  LATEST_TIMESTAMP,
  groupByLeader,
  readListOffsets,
  sendListOffsets,
} from './list-offsets.ts';
import type { Query } from './request-tag.ts';
import {
  assignedPartitions,
  assignedState,
  partitionState,
  setPartitionState,
} from './subscription-state.ts';
import type { FoundOffset } from './thread-state.ts';
import {
  isAwaitingRetry,
  positionText,
  resetPosition,
  seekUnvalidated,
  withNextRetry,
} from './topic-partition-state.ts';

/** Partitions of which nobody has said where they begin. */
export function initializingPartitions({ state }: ConsumerTurn): readonly TopicPartition[] {
  const { subscriptions } = state;
  if (subscriptions.invalidCount === 0) return [];
  const initializing = assignedPartitions(subscriptions)
    .filter(({ fetchState }) => fetchState === 'INITIALIZING')
    .map(({ topic, partition }): TopicPartition => ({ topic, partition }));
  return asHashSet(PARTITION_KEYS, initializing);
}

/** Throws NoOffsetForPartitionException when there is no policy. */
export function resetInitializingPositions(turn: ConsumerTurn): void {
  const { resetStrategy } = turn.state.config;
  const initializing = initializingPartitions(turn);
  if (initializing.length > 0 && resetStrategy === 'NONE') {
    const names = listText(initializing.map(nameOf));
    throw new ConsumerError(
      failure(
        'org.apache.kafka.clients.consumer.NoOffsetForPartitionException',
        `Undefined offset with no reset policy for partitions: ${names}`,
      ),
    );
  }
  for (const at of initializing) requestOffsetReset(turn, at, resetStrategy);
}

export function requestOffsetReset(
  turn: ConsumerTurn,
  at: TopicPartition,
  strategy: ResetStrategy = turn.state.config.resetStrategy,
): void {
  setPartitionState(turn, resetPosition(assignedState(turn, at), strategy));
}

/** Asks for the offsets of partitions that wait for them. Throws what has gone wrong before. */
export function resetOffsetsIfNeeded(turn: ConsumerTurn): void {
  const { listOffsetsFailure } = turn.state.fetcher;
  if (listOffsetsFailure !== null) {
    ownFetcher(turn).listOffsetsFailure = null;
    throw new ConsumerError(listOffsetsFailure);
  }
  const { nowMs } = turn.env;
  const waiting = assignedPartitions(turn.state.subscriptions).filter(
    (state) => state.fetchState === 'AWAIT_RESET' && !isAwaitingRetry(state, nowMs),
  );
  if (waiting.length === 0) return;
  const queries = waiting.map(({ topic, partition, resetStrategy }) => ({
    topic,
    partition,
    timestamp: resetStrategy === 'EARLIEST' ? EARLIEST_TIMESTAMP : LATEST_TIMESTAMP,
  }));
  for (const group of groupByLeader(turn, queries).byNode) {
    retryAt(turn, group.queries, nowMs + turn.state.config.requestTimeoutMs);
    sendListOffsets(turn, group, null);
  }
}

/** By then it may be assigned no more. */
function retryAt(turn: ConsumerTurn, partitions: readonly TopicPartition[], atMs: number): void {
  for (const at of partitions) {
    const state = partitionState(turn, nameOf(at));
    if (state !== undefined) setPartitionState(turn, withNextRetry(state, atMs));
  }
}

export function takeResetOffsets(
  turn: ConsumerTurn,
  queries: readonly Query[],
  response: ListOffsetsResponse,
): void {
  const { found, again, failure: reason } = readListOffsets(turn, response);
  if (reason !== null) return failResetOffsets(turn, queries, reason);
  if (again.length > 0) {
    retryAt(turn, again, turn.env.nowMs + turn.state.config.retryBackoffMs);
    requestMetadataUpdate(turn);
  }
  const asked = new Map(queries.map((query) => [nameOf(query), query.query.timestamp]));
  for (const offset of found) {
    const timestamp = asked.get(nameOf(offset));
    resetIfNeeded(turn, offset, timestamp === EARLIEST_TIMESTAMP ? 'EARLIEST' : 'LATEST');
  }
}

export function failResetOffsets(
  turn: ConsumerTurn,
  queries: readonly Query[],
  reason: Failure,
): void {
  retryAt(turn, queries, turn.env.nowMs + turn.state.config.retryBackoffMs);
  requestMetadataUpdate(turn);
  if (reason.isRetriable) return;
  if (turn.state.fetcher.listOffsetsFailure === null) ownFetcher(turn).listOffsetsFailure = reason;
  else {
    const text = 'Discarding error in ListOffsetResponse because another error is pending';
    log(turn, 'ERROR', 'Fetcher', text);
  }
}

/** Unless something else was asked for meanwhile. */
function resetIfNeeded(turn: ConsumerTurn, found: FoundOffset, strategy: ResetStrategy): void {
  const { topic, partition, offset, leaderEpoch } = found;
  const at = { topic, partition };
  // Without an epoch nothing has to be validated.
  const position = { offset, offsetEpoch: null, currentLeader: leaderOf(turn, at) };
  noteLeaderEpoch(turn, at, leaderEpoch);
  const state = partitionState(turn, nameOf(at));
  if (state?.fetchState !== 'AWAIT_RESET' || state.resetStrategy !== strategy) return;
  const text = `Resetting offset for partition ${state.name} to position`;
  log(turn, 'INFO', 'SubscriptionState', `${text} ${positionText(position)}.`);
  setPartitionState(turn, seekUnvalidated(state, position));
}

function nameOf({ topic, partition }: TopicPartition): string {
  return partitionName(topic, partition);
}
