/**
 * OffsetCommit and TxnOffsetCommit: how far a group has read.
 *
 * Mirrors: kafka.coordinator.group.GroupCoordinator (handleCommitOffsets, handleTxnCommitOffsets),
 * GroupMetadataManager.storeOffsets, kafka.server.KafkaApis (handleOffsetCommitRequest,
 * handleTxnOffsetCommitRequest), 2.8.0.
 * Departs: version 0, which kept offsets in ZooKeeper, is not served.
 * Read next: group-offsets.ts, group-store.ts.
 */
import type { ErrorName } from '../protocol/errors.ts';
import type { OffsetCommitRequest, OffsetCommitResponse } from '../protocol/groups.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { TxnOffsetCommitRequest, TxnOffsetCommitResponse } from '../protocol/transactions.ts';
import type { BrokerTurn, PartitionAppendResult, RequestRef } from '../server/broker-state.ts';
import { cachedPartition } from '../server/metadata-cache.ts';
import { respond } from '../server/respond.ts';
import { groupOf } from './group-changes.ts';
import { logManager } from './group-lines.ts';
import { isStaticMemberFenced } from './group-members.ts';
import { addGroup, hasMember, isIn, newGroup } from './group-metadata.ts';
import {
  failPendingOffsetWrite,
  failPendingTxnOffsetCommit,
  hasPendingFromProducer,
  onOffsetCommitAppend,
  onTxnOffsetCommitAppend,
  prepareOffsetCommit,
  prepareTxnOffsetCommit,
  removeProducerGroup,
} from './group-offsets.ts';
import { validateGroupStatus } from './group-partitions.ts';
import { UNKNOWN_MEMBER_ID } from './group-responses.ts';
import type { GroupMetadata, OffsetAndMetadata } from './group-state.ts';
import type { CommitAppend, GroupAppend } from './group-store.ts';
import { appendOffsets } from './group-store.ts';
import { scheduleHeartbeatExpiration } from './heartbeats.ts';

type CommitRequest = OffsetCommitRequest | TxnOffsetCommitRequest;

export function handleCommitOffsets(
  turn: BrokerTurn,
  request: CommitRequest,
  ref: RequestRef,
): void {
  const { offsets, unknown } = wantedOffsets(turn, request);
  const isTransactional = request.type === 'TxnOffsetCommitRequest';
  const commit: CommitAppend = {
    kind: 'offsets',
    ref,
    request,
    unknown,
    producerId: isTransactional ? request.producerId : -1,
    offsets,
  };
  if (offsets.length === 0) return answer(turn, commit, 'NONE');
  const error = isTransactional ? txnCommitFault(turn, request) : commitFault(turn, request);
  if (error !== null) return answer(turn, commit, error);
  storeOffsets(turn, request, commit);
}

/** Offsets of partitions that exist, and the names of those that do not. */
function wantedOffsets(
  turn: BrokerTurn,
  request: CommitRequest,
): { readonly offsets: readonly OffsetAndMetadata[]; readonly unknown: readonly string[] } {
  const offsets: OffsetAndMetadata[] = [];
  const unknown: string[] = [];
  const commitTimestamp = turn.env.wallClockMs;
  for (const { name, partitions } of request.topics) {
    for (const { partitionIndex, ...committed } of partitions) {
      if (cachedPartition(turn.state.metadata, name, partitionIndex) === undefined) {
        unknown.push(partitionName(name, partitionIndex));
        continue;
      }
      offsets.push({
        topic: name,
        partition: partitionIndex,
        offset: committed.committedOffset,
        leaderEpoch: committed.committedLeaderEpoch,
        metadata: committed.committedMetadata ?? '',
        commitTimestamp,
        expireTimestamp: -1,
      });
    }
  }
  return { offsets, unknown };
}

/** Why a commit is refused; null: it is stored. A group that only keeps offsets is made here. */
function commitFault(turn: BrokerTurn, request: OffsetCommitRequest): ErrorName | null {
  const { groupId, memberId, groupInstanceId, generationId } = request;
  const error = validateGroupStatus(turn.state, groupId, true);
  if (error !== null) return error;
  if (groupOf(turn, groupId) === undefined) {
    // A generation that nobody knows: the group was forgotten, or was never here.
    if (generationId >= 0) return 'ILLEGAL_GENERATION';
    addGroup(turn, newGroup(turn, groupId));
  }
  const group = groupOf(turn, groupId)!;
  if (isIn(group, 'Dead')) return 'COORDINATOR_NOT_AVAILABLE';
  if (isStaticMemberFenced(turn, group, memberId, groupInstanceId, 'commit-offsets')) {
    return 'FENCED_INSTANCE_ID';
  }
  if (generationId < 0 && isIn(group, 'Empty')) return null;
  if (!hasMember(group, memberId)) return 'UNKNOWN_MEMBER_ID';
  if (generationId !== group.generationId) return 'ILLEGAL_GENERATION';
  if (isIn(group, 'CompletingRebalance')) return 'REBALANCE_IN_PROGRESS';
  // In PreparingRebalance too: that a rebalance goes on its heartbeat will tell it.
  scheduleHeartbeatExpiration(turn, groupId, memberId);
  return null;
}

/** A producer commits for a consumer: member and generation count where they are given. */
function txnCommitFault(turn: BrokerTurn, request: TxnOffsetCommitRequest): ErrorName | null {
  const { groupId, memberId, groupInstanceId, generationId } = request;
  const error = validateGroupStatus(turn.state, groupId);
  if (error !== null) return error;
  if (groupOf(turn, groupId) === undefined) addGroup(turn, newGroup(turn, groupId));
  const group = groupOf(turn, groupId)!;
  if (isIn(group, 'Dead')) return 'COORDINATOR_NOT_AVAILABLE';
  if (isStaticMemberFenced(turn, group, memberId, groupInstanceId, 'txn-commit-offsets')) {
    return 'FENCED_INSTANCE_ID';
  }
  if (memberId !== UNKNOWN_MEMBER_ID && !hasMember(group, memberId)) return 'UNKNOWN_MEMBER_ID';
  if (generationId >= 0 && generationId !== group.generationId) return 'ILLEGAL_GENERATION';
  return null;
}

function storeOffsets(turn: BrokerTurn, request: CommitRequest, commit: CommitAppend): void {
  const { groupId } = request;
  const group = groupOf(turn, groupId)!;
  if (group.receivedConsumerOffsetCommits && group.receivedTransactionalOffsetCommits) {
    warnOfBothKinds(turn, group);
  }
  const { serial, generationId } = group;
  const { producerId, offsets } = commit;
  const short = offsets.filter((offset) => isShortEnough(turn, offset.metadata));
  if (short.length === 0) return answer(turn, commit, 'OFFSET_METADATA_TOO_LARGE');
  if (producerId === -1) prepareOffsetCommit(turn, groupId, offsets);
  else prepareTxnOffsetCommit(turn, groupId, producerId, offsets);
  const producerEpoch = 'producerEpoch' in request ? request.producerEpoch : -1;
  const then = { ...commit, groupId, serial, generationId, offsets: short };
  appendOffsets(turn, groupId, producerEpoch, then);
}

function warnOfBothKinds(turn: BrokerTurn, { groupId, leaderId }: GroupMetadata): void {
  logManager(
    turn,
    'WARN',
    `group: ${groupId} with leader: ${leaderId} has received offset commits from consumers as well ` +
      `as transactional producers. Mixing both types of offset commits will generally result in surprises and ` +
      `should be avoided.`,
  );
}

function isShortEnough(turn: BrokerTurn, metadata: string): boolean {
  return metadata.length <= turn.state.config.values['offset.metadata.max.bytes'];
}

/** The commit is written and acknowledged, or it is not. */
export function onOffsetsStored(
  turn: BrokerTurn,
  then: GroupAppend & CommitAppend,
  result: PartitionAppendResult,
): void {
  const { groupId, producerId, offsets } = then;
  const group = groupOf(turn, groupId);
  if (group !== undefined && group.serial === then.serial && !isIn(group, 'Dead')) {
    if (result.error === 'NONE') {
      for (const offset of offsets) {
        if (producerId === -1) onOffsetCommitAppend(turn, groupId, offset, result.baseOffset);
        else onTxnOffsetCommitAppend(turn, groupId, producerId, offset, result.baseOffset);
      }
    } else failPending(turn, group, then);
  }
  answer(turn, then, commitError(result.error), 'OFFSET_METADATA_TOO_LARGE');
}

function failPending(turn: BrokerTurn, group: GroupMetadata, then: CommitAppend): void {
  const { producerId, offsets } = then;
  if (!hasPendingFromProducer(group, producerId)) {
    removeProducerGroup(turn, producerId, group.groupId);
  }
  for (const offset of offsets) {
    if (producerId === -1) failPendingOffsetWrite(turn, group.groupId, offset);
    else failPendingTxnOffsetCommit(turn, group.groupId, producerId, offset);
  }
}

/** What went wrong with the log, in the words of a coordinator. */
function commitError(error: ErrorName): ErrorName {
  switch (error) {
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'NOT_ENOUGH_REPLICAS':
    case 'NOT_ENOUGH_REPLICAS_AFTER_APPEND':
      return 'COORDINATOR_NOT_AVAILABLE';
    case 'NOT_LEADER_OR_FOLLOWER':
    case 'KAFKA_STORAGE_ERROR':
      return 'NOT_COORDINATOR';
    case 'MESSAGE_TOO_LARGE':
    case 'RECORD_LIST_TOO_LARGE':
    case 'INVALID_FETCH_SIZE':
      return 'INVALID_COMMIT_OFFSET_SIZE';
    default:
      return error;
  }
}

/** `tooLong`: what partitions get whose metadata is too long, when they are judged one by one. */
function answer(
  turn: BrokerTurn,
  { ref, request, unknown }: CommitAppend,
  error: ErrorName,
  tooLong = error,
): void {
  const errorOf = (name: string, metadata: string | null): ErrorName => {
    if (unknown.includes(name)) return 'UNKNOWN_TOPIC_OR_PARTITION';
    return isShortEnough(turn, metadata ?? '') ? error : tooLong;
  };
  const topics = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex, committedMetadata }) => ({
      partitionIndex,
      errorCode: errorOf(partitionName(name, partitionIndex), committedMetadata),
    })),
  }));
  if (request.type === 'TxnOffsetCommitRequest') {
    respond<TxnOffsetCommitResponse>(turn, ref, { type: 'TxnOffsetCommitResponse', topics });
  } else respond<OffsetCommitResponse>(turn, ref, { type: 'OffsetCommitResponse', topics });
}
