/**
 * Committing offsets: the request, its answer, and what is told to whom.
 *
 * Mirrors: ConsumerCoordinator.sendOffsetCommitRequest, OffsetCommitResponseHandler, commitOffsetsAsync,
 * maybeAutoCommitOffsetsAsync, invokeCompletedOffsetCommitCallbacks, 2.8.0.
 * Read next: commit-sync.ts.
 */
import type { ErrorName } from '../../protocol/errors.ts';
import { ERRORS } from '../../protocol/errors.ts';
import type { OffsetCommitRequest, OffsetCommitResponse } from '../../protocol/groups.ts';
import type { RequestBody } from '../../protocol/messages.ts';
import { partitionName } from '../../protocol/topic-partition.ts';
import { failResult, succeedResult } from './awaited.ts';
import type { Failure } from './consumer-error.ts';
import {
  COORDINATOR_NOT_AVAILABLE,
  ConsumerError,
  commitFailed,
  failure,
  groupUnauthorized,
  kafkaFailure,
  protocolFailure,
  topicsUnauthorized,
} from './consumer-error.ts';
import { ownCoordinator } from './consumer-copies.ts';
import { listText, log } from './consumer-log.ts';
import { send } from './consumer-network.ts';
import type { CommittedOffsets, ConsumerTurn, Generation } from './consumer-state.ts';
import { NO_GENERATION } from './consumer-state.ts';
import {
  generationIfStable,
  generationText,
  isCoordinatorUnknown,
  isGenerationUnchanged,
  isRebalanceInProgress,
  lookupCoordinator,
  markCoordinatorUnknown,
  memberState,
  noteRequestFailure,
  requestRejoin,
  resetStateAndRejoin,
} from './coordinator.ts';
import { groupedByTopic } from './hash-table.ts';
import type { OffsetCommitTag, SentGeneration } from './request-tag.ts';
import { allConsumed, hasAutoAssignedPartitions } from './subscription-state.ts';

/** Who is told: a call that waits (by its id), the owner (by its tag), or nobody. */
type Recipient = Pick<OffsetCommitTag, 'id' | 'tag'>;

const AUTOMATIC: Recipient = { id: null, tag: null };

/** Sends the offsets, or fails at once. */
export function sendOffsetCommit(
  turn: ConsumerTurn,
  offsets: CommittedOffsets,
  recipient: Recipient,
): void {
  if (offsets.length === 0) return settleCommit(turn, recipient, offsets, null);
  if (isCoordinatorUnknown(turn)) {
    return settleCommit(turn, recipient, offsets, COORDINATOR_NOT_AVAILABLE);
  }
  const generation = generationForCommit(turn);
  if ('exception' in generation) return settleCommit(turn, recipient, offsets, generation);
  const { groupId, groupInstanceId } = turn.state.config;
  const request: RequestBody<OffsetCommitRequest> = {
    type: 'OffsetCommitRequest',
    groupId: groupId!,
    generationId: generation.generationId,
    memberId: generation.memberId,
    groupInstanceId,
    topics: groupedByTopic(offsets).map(([name, group]) => ({
      name,
      partitions: group.map(({ partition, offset, leaderEpoch, metadata }) => ({
        partitionIndex: partition,
        committedOffset: offset,
        committedLeaderEpoch: leaderEpoch ?? -1,
        committedMetadata: metadata,
      })),
    })),
  };
  const tag: OffsetCommitTag = { kind: 'offsetCommit', ...recipient, offsets, generation };
  send(turn, turn.state.coordinator.node!, request, tag);
}

function generationForCommit(turn: ConsumerTurn): Generation | Failure {
  if (!hasAutoAssignedPartitions(turn.state.subscriptions)) return NO_GENERATION;
  const generation = generationIfStable(turn);
  if (generation !== null) return generation;
  const text = 'Failing OffsetCommit request since the consumer is not part of an active group';
  log(turn, 'INFO', 'ConsumerCoordinator', text);
  if (isRebalanceInProgress(turn)) {
    return protocolFailure(
      'REBALANCE_IN_PROGRESS',
      'Offset commit cannot be completed since the consumer is undergoing a rebalance for auto ' +
        'partition assignment. You can try completing the rebalance by calling poll() and then ' +
        'retry the operation.',
    );
  }
  return commitFailed(
    'Offset commit cannot be completed since the consumer is not part of an active group for auto ' +
      'partition assignment; it is likely that the consumer was kicked out of the group.',
  );
}

export function takeOffsetCommit(
  turn: ConsumerTurn,
  tag: OffsetCommitTag,
  { topics }: OffsetCommitResponse,
): void {
  const unauthorized: string[] = [];
  const offsets = new Map(
    tag.offsets.map(({ topic, partition, offset }) => [partitionName(topic, partition), offset]),
  );
  for (const { name, partitions } of topics) {
    for (const { partitionIndex, errorCode } of partitions) {
      if (errorCode === 'NONE') continue;
      const at = partitionName(name, partitionIndex);
      logPartitionError(turn, at, offsets.get(at) ?? -1, errorCode);
      if (errorCode === 'TOPIC_AUTHORIZATION_FAILED') unauthorized.push(name);
      else {
        const reason = commitFailure(turn, tag.generation, errorCode);
        return settleCommit(turn, tag, tag.offsets, reason);
      }
    }
  }
  if (unauthorized.length === 0) return settleCommit(turn, tag, tag.offsets, null);
  const refused = [...new Set(unauthorized)];
  const text = `Not authorized to commit to topics ${listText(refused)}`;
  log(turn, 'ERROR', 'ConsumerCoordinator', text);
  settleCommit(turn, tag, tag.offsets, topicsUnauthorized(refused));
}

function logPartitionError(
  turn: ConsumerTurn,
  at: string,
  offset: number,
  errorCode: ErrorName,
): void {
  const { isRetriable, message } = ERRORS[errorCode];
  const text = `Offset commit failed on partition ${at} at offset ${offset}: ${message}`;
  log(turn, isRetriable ? 'WARN' : 'ERROR', 'ConsumerCoordinator', text);
}

/** What the first partition's error means for the whole commit. */
function commitFailure(turn: ConsumerTurn, sent: SentGeneration, errorCode: ErrorName): Failure {
  const { groupId } = turn.state.config;
  switch (errorCode) {
    case 'GROUP_AUTHORIZATION_FAILED':
      return groupUnauthorized(groupId!);
    case 'OFFSET_METADATA_TOO_LARGE':
    case 'INVALID_COMMIT_OFFSET_SIZE':
    case 'COORDINATOR_LOAD_IN_PROGRESS':
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      return protocolFailure(errorCode);
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
    case 'REQUEST_TIMED_OUT':
      markCoordinatorUnknown(turn, `error response ${errorCode}`);
      return protocolFailure(errorCode);
    case 'FENCED_INSTANCE_ID':
      return fencedCommit(turn, sent);
    case 'REBALANCE_IN_PROGRESS':
      requestRejoin(turn);
      return protocolFailure(
        'REBALANCE_IN_PROGRESS',
        'Offset commit cannot be completed since the consumer group is executing a rebalance at ' +
          'the moment. You can try completing the rebalance by calling poll() and then retry ' +
          'commit again',
      );
    case 'UNKNOWN_MEMBER_ID':
    case 'ILLEGAL_GENERATION':
      return staleCommit(turn, sent, errorCode);
    default:
      return kafkaFailure(`Unexpected error in commit: ${ERRORS[errorCode].message}`);
  }
}

function fencedCommit(turn: ConsumerTurn, sent: SentGeneration): Failure {
  const { groupInstanceId } = turn.state.config;
  const instance = groupInstanceId === null ? 'Optional.empty' : `Optional[${groupInstanceId}]`;
  const text =
    `OffsetCommit failed with ${generationText(sent)} ` +
    `due to group instance id ${instance} fenced`;
  log(turn, 'INFO', 'ConsumerCoordinator', text);
  if (isGenerationUnchanged(turn, sent)) return protocolFailure('FENCED_INSTANCE_ID');
  if (memberState(turn) !== 'PREPARING_REBALANCE') return commitFailed();
  return protocolFailure(
    'REBALANCE_IN_PROGRESS',
    "Offset commit cannot be completed since the consumer member's old generation is fenced by " +
      'its group instance id, it is possible that this consumer has already participated another ' +
      'rebalance and got a new generation',
  );
}

function staleCommit(
  turn: ConsumerTurn,
  sent: SentGeneration,
  errorCode: 'UNKNOWN_MEMBER_ID' | 'ILLEGAL_GENERATION',
): Failure {
  const text = `OffsetCommit failed with ${generationText(sent)}: ${ERRORS[errorCode].message}`;
  log(turn, 'INFO', 'ConsumerCoordinator', text);
  if (!isGenerationUnchanged(turn, sent) && memberState(turn) === 'PREPARING_REBALANCE') {
    return protocolFailure(
      'REBALANCE_IN_PROGRESS',
      "Offset commit cannot be completed since the consumer member's generation is already " +
        'stale, meaning it has already participated another rebalance and got a new generation. ' +
        'You can try completing the rebalance by calling poll() and then retry commit again',
    );
  }
  resetStateAndRejoin(turn);
  return commitFailed();
}

export function failOffsetCommit(turn: ConsumerTurn, tag: OffsetCommitTag, reason: Failure): void {
  noteRequestFailure(turn, reason);
  settleCommit(turn, tag, tag.offsets, reason);
}

/** Tells the call that waits, or keeps it for the next poll. */
function settleCommit(
  turn: ConsumerTurn,
  { id, tag }: Recipient,
  offsets: CommittedOffsets,
  reason: Failure | null,
): void {
  if (id !== null) {
    if (reason === null) succeedResult(turn, id, null);
    else failResult(turn, id, reason);
    return;
  }
  const coordinator = ownCoordinator(turn);
  const told = reason?.isRetriable === true ? retriableCommitFailure() : reason;
  coordinator.completions = [...coordinator.completions, { tag, offsets, failure: told }];
  if (reason?.error === 'FENCED_INSTANCE_ID') coordinator.isAsyncCommitFenced = true;
}

function retriableCommitFailure(): Failure {
  return failure(
    'org.apache.kafka.clients.consumer.RetriableCommitFailedException',
    'Offset commit failed with a retriable exception. You should retry committing the latest ' +
      'consumed offsets.',
    true,
  );
}

/** Calls back what is over. Throws once another has taken this member's place. */
export function invokeCompletedCommits(turn: ConsumerTurn): void {
  const { isAsyncCommitFenced, completions, generation } = turn.state.coordinator;
  if (isAsyncCommitFenced) {
    const { groupInstanceId } = turn.state.config;
    const text =
      `Get fenced exception for group.instance.id ${groupInstanceId ?? 'unset_instance_id'}` +
      `, current member.id is ${generation.memberId}`;
    throw new ConsumerError(protocolFailure('FENCED_INSTANCE_ID', text));
  }
  if (completions.length === 0) return;
  ownCoordinator(turn).completions = [];
  for (const { tag, offsets, failure: reason } of completions) {
    if (tag === null) completeAutoCommit(turn, offsets, reason);
    else {
      turn.outcomes.push({ type: 'done', tag: tag.tag, value: null, exception: reason });
    }
  }
}

function completeAutoCommit(
  turn: ConsumerTurn,
  offsets: CommittedOffsets,
  reason: Failure | null,
): void {
  if (reason === null) return;
  if (reason.isRetriable) {
    ownCoordinator(turn).nextAutoCommitMs = turn.env.nowMs + turn.state.config.retryBackoffMs;
    return;
  }
  const text = `Asynchronous auto-commit of offsets ${offsetsText(offsets)} failed:`;
  log(turn, 'WARN', 'ConsumerCoordinator', `${text} ${reason.message}`);
}

/** Map.toString of OffsetAndMetadata. */
export function offsetsText(offsets: CommittedOffsets): string {
  const parts = offsets.map(
    ({ topic, partition, offset, leaderEpoch, metadata }) =>
      `${partitionName(topic, partition)}=OffsetAndMetadata{offset=${offset}, ` +
      `leaderEpoch=${leaderEpoch ?? 'null'}, metadata='${metadata}'}`,
  );
  return `{${parts.join(', ')}}`;
}

/** ConsumerCoordinator.commitOffsetsAsync. */
export function commitOffsetsAsync(
  turn: ConsumerTurn,
  offsets: CommittedOffsets,
  recipient: Recipient = AUTOMATIC,
): void {
  invokeCompletedCommits(turn);
  if (!isCoordinatorUnknown(turn)) return sendOffsetCommit(turn, offsets, recipient);
  const found = lookupCoordinator(turn);
  if (found.status === 'failed') {
    return settleCommit(turn, recipient, offsets, { ...found.failure, isRetriable: true });
  }
  const coordinator = ownCoordinator(turn);
  const waiting = { tag: recipient.tag, offsets };
  coordinator.waitingCommits = [...coordinator.waitingCommits, waiting];
}

/** The coordinator was found, or not: asynchronous commits that waited for it go on. */
export function releaseWaitingCommits(turn: ConsumerTurn, reason: Failure | null): void {
  const { waitingCommits } = turn.state.coordinator;
  if (waitingCommits.length === 0) return;
  ownCoordinator(turn).waitingCommits = [];
  for (const { tag, offsets } of waitingCommits) {
    const recipient = { id: null, tag };
    if (reason === null) sendOffsetCommit(turn, offsets, recipient);
    else settleCommit(turn, recipient, offsets, { ...reason, isRetriable: true });
  }
}

export function maybeAutoCommitAsync(turn: ConsumerTurn): void {
  const { isAutoCommitting, autoCommitIntervalMs } = turn.state.config;
  const { nowMs } = turn.env;
  if (!isAutoCommitting || nowMs < turn.state.coordinator.nextAutoCommitMs) return;
  ownCoordinator(turn).nextAutoCommitMs = nowMs + autoCommitIntervalMs;
  commitOffsetsAsync(turn, allConsumed(turn.state.subscriptions));
}

/** A failure that is only logged, as ConsumerCoordinator.maybeAutoCommitOffsetsSync does. */
export function warnAutoCommitFailed(
  turn: ConsumerTurn,
  offsets: CommittedOffsets,
  reason: Failure,
): void {
  const message = reason.message === '' ? 'null' : reason.message;
  const text = `Synchronous auto-commit of offsets ${offsetsText(offsets)} failed: ${message}`;
  log(turn, 'WARN', 'ConsumerCoordinator', text);
}
