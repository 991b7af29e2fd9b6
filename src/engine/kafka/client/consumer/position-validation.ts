/**
 * Whether the record before a position is still the one that was read, after the leader has changed.
 *
 * Mirrors: Fetcher.validateOffsetsIfNeeded, validateOffsetsAsync, OffsetsForLeaderEpochClient,
 * SubscriptionState.maybeValidatePositionForCurrentLeader, maybeCompleteValidation, 2.8.0.
 */
import { API_KEYS } from '../../protocol/api-keys.ts';
import { ERRORS } from '../../protocol/errors.ts';
import type { RequestBody } from '../../protocol/messages.ts';
import type {
  OffsetForLeaderEpochEpochEndOffsetResult,
  OffsetForLeaderEpochRequest,
  OffsetForLeaderEpochResponse,
} from '../../protocol/produce-fetch.ts';
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import { partitionName } from '../../protocol/topic-partition.ts';
import { connectionOf } from '../connection-states.ts';
import type { Node } from '../network-client.ts';
import type { Failure } from './consumer-error.ts';
import { ConsumerError, failure, topicsUnauthorized } from './consumer-error.ts';
import { ownFetcher } from './consumer-copies.ts';
import { listText, log } from './consumer-log.ts';
import { leaderOf, requestMetadataUpdate } from './consumer-metadata.ts';
import { send, tryConnect } from './consumer-network.ts';
import type { ConsumerTurn } from './consumer-state.ts';
import { groupedByTopic } from './hash-table.ts';
import { MOVED_ERRORS } from './list-offsets.ts';
import { requestOffsetReset } from './position-reset.ts';
import type { SentPosition } from './request-tag.ts';
import { assignedPartitions, partitionState, setPartitionState } from './subscription-state.ts';
import type { FetchPosition, TopicPartitionState } from './topic-partition-state.ts';
import {
  completeValidation,
  isAwaitingRetry,
  isSamePosition,
  maybeValidate,
  optionalText,
  positionText,
  seekValidated,
  updateLeaderUnchecked,
  withNextRetry,
} from './topic-partition-state.ts';

/** OffsetsForLeaderEpochRequest.supportsTopicPermission. */
const USABLE_VERSION = 3;

/** Null: the node has not been greeted yet. */
function canValidate({ network }: ConsumerTurn, { id }: Node): boolean | null {
  const versions = connectionOf(network.client, id)?.versions ?? null;
  if (versions === null) return null;
  const range = versions[API_KEYS.OffsetForLeaderEpoch.key];
  return range !== undefined && range[1] >= USABLE_VERSION;
}

/** Looks at all positions once after each update of the metadata. */
export function validatePositionsOnMetadataChange(turn: ConsumerTurn): void {
  const { metadata, fetcher, subscriptions } = turn.state;
  if (fetcher.metadataVersion === metadata.updateVersion) return;
  ownFetcher(turn).metadataVersion = metadata.updateVersion;
  for (const state of assignedPartitions(subscriptions)) {
    const current = leaderOf(turn, state);
    const isUnusable = current.leader !== null && canValidate(turn, current.leader) === false;
    const next = isUnusable ? updateLeaderUnchecked(state, current) : maybeValidate(state, current);
    setPartitionState(turn, next);
  }
}

/** Asks leaders about positions that are in doubt. Throws what has gone wrong before. */
export function validateOffsetsIfNeeded(turn: ConsumerTurn): void {
  const { leaderEpochFailure } = turn.state.fetcher;
  if (leaderEpochFailure !== null) {
    ownFetcher(turn).leaderEpochFailure = null;
    throw new ConsumerError(leaderEpochFailure);
  }
  validatePositionsOnMetadataChange(turn);
  const { subscriptions } = turn.state;
  if (subscriptions.invalidCount === 0) return;
  const doubtful = assignedPartitions(subscriptions).filter(
    (state) => state.fetchState === 'AWAIT_VALIDATION' && !isAwaitingRetry(state, turn.env.nowMs),
  );
  const groups = new Map<number, { readonly node: Node; readonly states: TopicPartitionState[] }>();
  for (const state of doubtful) {
    const { leader } = state.position!.currentLeader;
    if (leader === null) continue;
    const known = groups.get(leader.id);
    if (known === undefined) groups.set(leader.id, { node: leader, states: [state] });
    else known.states.push(state);
  }
  for (const { node, states } of groups.values()) validateAt(turn, node, states);
}

function validateAt(turn: ConsumerTurn, node: Node, states: readonly TopicPartitionState[]): void {
  const isUsable = canValidate(turn, node);
  if (isUsable === null) return tryConnect(turn, node);
  if (!isUsable) {
    for (const state of states) setPartitionState(turn, completeValidation(state));
    return;
  }
  const retryAtMs = turn.env.nowMs + turn.state.config.requestTimeoutMs;
  for (const state of states) setPartitionState(turn, withNextRetry(state, retryAtMs));
  const positions = states.map(({ topic, partition, position }): SentPosition => ({
    topic,
    partition,
    position: position!,
  }));
  const request: RequestBody<OffsetForLeaderEpochRequest> = {
    type: 'OffsetForLeaderEpochRequest',
    replicaId: -1,
    topics: groupedByTopic(positions).map(([topic, group]) => ({
      topic,
      partitions: group.map(({ partition, position }) => ({
        partition,
        currentLeaderEpoch: position.currentLeader.epoch ?? -1,
        leaderEpoch: position.offsetEpoch!,
      })),
    })),
  };
  send(turn, node, request, { kind: 'leaderEpochs', positions });
}

export function failLeaderEpochs(
  turn: ConsumerTurn,
  positions: readonly SentPosition[],
  reason: Failure,
): void {
  retryLater(turn, positions);
  if (!reason.isRetriable) keepFailure(turn, reason);
}

function retryLater(turn: ConsumerTurn, partitions: readonly TopicPartition[]): void {
  const atMs = turn.env.nowMs + turn.state.config.retryBackoffMs;
  for (const { topic, partition } of partitions) {
    const state = partitionState(turn, partitionName(topic, partition));
    if (state !== undefined) setPartitionState(turn, withNextRetry(state, atMs));
  }
  requestMetadataUpdate(turn);
}

function keepFailure(turn: ConsumerTurn, reason: Failure): void {
  if (turn.state.fetcher.leaderEpochFailure === null) ownFetcher(turn).leaderEpochFailure = reason;
  else {
    const text = 'Discarding error in OffsetsForLeaderEpoch because another error is pending';
    log(turn, 'ERROR', 'Fetcher', text);
  }
}

export function takeLeaderEpochs(
  turn: ConsumerTurn,
  positions: readonly SentPosition[],
  { topics }: OffsetForLeaderEpochResponse,
): void {
  const asked = new Map(positions.map((sent) => [nameOf(sent), sent]));
  const good: (readonly [SentPosition, OffsetForLeaderEpochEpochEndOffsetResult])[] = [];
  const unauthorized = new Set<string>();
  for (const { topic, partitions } of topics) {
    for (const result of partitions) {
      const name = partitionName(topic, result.partition);
      const sent = asked.get(name);
      if (sent === undefined) continue;
      if (result.errorCode === 'NONE') good.push([sent, result]);
      else if (result.errorCode === 'TOPIC_AUTHORIZATION_FAILED') unauthorized.add(topic);
      else {
        warnOf(turn, name, result);
        continue;
      }
      asked.delete(name);
    }
  }
  if (unauthorized.size > 0) {
    return failLeaderEpochs(turn, positions, topicsUnauthorized([...unauthorized]));
  }
  if (asked.size > 0) retryLater(turn, [...asked.values()]);
  const truncations = good.flatMap(([sent, result]) => complete(turn, sent, result) ?? []);
  if (truncations.length === 0) return;
  const exception = 'org.apache.kafka.clients.consumer.LogTruncationException';
  const message = `Detected truncated partitions: ${listText(truncations)}`;
  keepFailure(turn, failure(exception, message));
}

function warnOf(
  turn: ConsumerTurn,
  name: string,
  { errorCode }: OffsetForLeaderEpochEpochEndOffsetResult,
): void {
  if (MOVED_ERRORS.has(errorCode)) return;
  const text =
    errorCode === 'UNKNOWN_TOPIC_OR_PARTITION'
      ? `Received unknown topic or partition error in OffsetsForLeaderEpoch request for partition ${name}.`
      : `Attempt to fetch offsets for partition ${name} failed due to: ` +
        `${ERRORS[errorCode].message}, retrying.`;
  log(turn, 'WARN', 'OffsetsForLeaderEpochClient', text);
}

/** Gives LogTruncation's text when records are gone and there is no policy. */
function complete(
  turn: ConsumerTurn,
  sent: SentPosition,
  { endOffset, leaderEpoch }: OffsetForLeaderEpochEpochEndOffsetResult,
): string | null {
  const name = nameOf(sent);
  const state = partitionState(turn, name);
  if (state?.fetchState !== 'AWAIT_VALIDATION') return null;
  const position = state.position!;
  if (!isSamePosition(position, sent.position)) return null;
  const hasPolicy = turn.state.config.resetStrategy !== 'NONE';
  const where = `Truncation detected for partition ${name} at offset ${positionText(position)}`;
  if (endOffset < 0 || leaderEpoch < 0) {
    if (hasPolicy) {
      log(turn, 'INFO', 'SubscriptionState', `${where}, resetting offset`);
      requestOffsetReset(turn, sent);
      return null;
    }
    log(turn, 'WARN', 'SubscriptionState', `${where}, but no reset policy is set`);
    return truncationText(name, position, 'unknown', 'unknown');
  }
  if (endOffset >= position.offset) {
    setPartitionState(turn, completeValidation(state));
    return null;
  }
  if (hasPolicy) {
    const { currentLeader } = position;
    const next = { offset: endOffset, offsetEpoch: leaderEpoch, currentLeader };
    const what = 'resetting offset to the first offset known to diverge';
    log(turn, 'INFO', 'SubscriptionState', `${where}, ${what} ${positionText(next)}`);
    setPartitionState(turn, seekValidated(state, next));
    return null;
  }
  const divergent = `OffsetAndMetadata{offset=${endOffset}, leaderEpoch=${leaderEpoch}, metadata=''}`;
  const what = `(the end offset from the broker is ${divergent}), but no reset policy is set`;
  log(turn, 'WARN', 'SubscriptionState', `${where} ${what}`);
  return truncationText(name, position, String(endOffset), optionalText(leaderEpoch));
}

function truncationText(
  name: string,
  { offset, offsetEpoch }: FetchPosition,
  divergentOffset: string,
  divergentEpoch: string,
): string {
  return (
    `(partition=${name}, fetchOffset=${offset}, fetchEpoch=${optionalText(offsetEpoch)}, ` +
    `divergentOffset=${divergentOffset}, divergentEpoch=${divergentEpoch})`
  );
}

function nameOf({ topic, partition }: TopicPartition): string {
  return partitionName(topic, partition);
}
