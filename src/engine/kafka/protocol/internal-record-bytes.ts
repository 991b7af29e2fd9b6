/**
 * Keys and values of internal topics as bytes.
 *
 * Mirrors: MessageUtil.toVersionPrefixedBytes of OffsetCommitKey (1), OffsetCommitValue (3; 1 with a time
 * to expire), GroupMetadataKey (2), GroupMetadataValue (3), TransactionLogKey and TransactionLogValue (0),
 * ConsumerProtocolSubscription and ConsumerProtocolAssignment (1), EndTransactionMarker, 2.8.0.
 * Departs: partitions of a topic stand together, topics in the order of their first partition.
 */
import type { Bytes8 } from './byte-writer.ts';
import { pushAll, pushInt16, pushInt32, pushInt64, pushInt8, pushString } from './byte-writer.ts';
import type {
  AssignorUserData,
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
} from './consumer-protocol.ts';
import type {
  GroupMetadataValue,
  InternalRecordPart,
  OffsetCommitValue,
  TransactionLogValue,
} from './internal-records.ts';
import type { TopicPartition } from './topic-partition.ts';

/** The bytes of a key or value; `bytes` of them. */
export function internalBytes(part: InternalRecordPart): readonly number[] {
  const bytes: Bytes8 = [];
  switch (part.kind) {
    case 'OffsetCommitKey':
      pushInt16(bytes, 1);
      pushString(bytes, part.group);
      pushString(bytes, part.topic);
      pushInt32(bytes, part.partition);
      return bytes;
    case 'OffsetCommitValue':
      pushOffsetCommitValue(bytes, part);
      return bytes;
    case 'GroupMetadataKey':
      pushInt16(bytes, 2);
      pushString(bytes, part.group);
      return bytes;
    case 'GroupMetadataValue':
      pushGroupMetadataValue(bytes, part);
      return bytes;
    case 'TransactionLogKey':
      pushInt16(bytes, 0);
      pushString(bytes, part.transactionalId);
      return bytes;
    case 'TransactionLogValue':
      pushTransactionLogValue(bytes, part);
      return bytes;
    case 'ControlRecordKey':
      pushInt16(bytes, 0);
      pushInt16(bytes, part.controlType === 'COMMIT' ? 1 : 0);
      return bytes;
    case 'EndTransactionMarker':
      pushInt16(bytes, 0);
      pushInt32(bytes, part.coordinatorEpoch);
      return bytes;
  }
}

function pushOffsetCommitValue(bytes: Bytes8, value: OffsetCommitValue): void {
  const isExpiring = value.expireTimestamp !== -1;
  pushInt16(bytes, isExpiring ? 1 : 3);
  pushInt64(bytes, value.offset);
  if (!isExpiring) pushInt32(bytes, value.leaderEpoch);
  pushString(bytes, value.metadata);
  pushInt64(bytes, value.commitTimestamp);
  if (isExpiring) pushInt64(bytes, value.expireTimestamp);
}

function pushGroupMetadataValue(bytes: Bytes8, value: GroupMetadataValue): void {
  pushInt16(bytes, 3);
  pushString(bytes, value.protocolType);
  pushInt32(bytes, value.generation);
  pushString(bytes, value.protocol);
  pushString(bytes, value.leader);
  pushInt64(bytes, value.currentStateTimestamp);
  pushInt32(bytes, value.members.length);
  for (const member of value.members) {
    pushString(bytes, member.memberId);
    pushString(bytes, member.groupInstanceId);
    pushString(bytes, member.clientId);
    pushString(bytes, member.clientHost);
    pushInt32(bytes, member.rebalanceTimeoutMs);
    pushInt32(bytes, member.sessionTimeoutMs);
    pushSized(bytes, subscriptionBytesOf(member.subscription));
    pushSized(bytes, assignmentBytesOf(member.assignment));
  }
}

function subscriptionBytesOf(subscription: ConsumerProtocolSubscription): readonly number[] {
  const bytes: Bytes8 = [];
  pushInt16(bytes, 1);
  pushInt32(bytes, subscription.topics.length);
  for (const topic of subscription.topics) pushString(bytes, topic);
  pushUserData(bytes, subscription.userData);
  pushByTopic(bytes, subscription.ownedPartitions);
  return bytes;
}

function assignmentBytesOf(assignment: ConsumerProtocolAssignment): readonly number[] {
  const bytes: Bytes8 = [];
  pushInt16(bytes, 1);
  pushByTopic(bytes, assignment.assignedPartitions);
  pushUserData(bytes, assignment.userData);
  return bytes;
}

function pushUserData(bytes: Bytes8, userData: AssignorUserData | null): void {
  if (userData === null) return pushInt32(bytes, -1);
  const inner: Bytes8 = [];
  pushByTopic(inner, userData.previousAssignment);
  pushInt32(inner, userData.generation);
  pushSized(bytes, inner);
}

function pushSized(bytes: Bytes8, part: readonly number[]): void {
  pushInt32(bytes, part.length);
  pushAll(bytes, part);
}

function pushByTopic(bytes: Bytes8, partitions: readonly TopicPartition[]): void {
  const byTopic = new Map<string, number[]>();
  for (const { topic, partition } of partitions) {
    const numbers = byTopic.get(topic);
    if (numbers === undefined) byTopic.set(topic, [partition]);
    else numbers.push(partition);
  }
  pushInt32(bytes, byTopic.size);
  for (const [topic, numbers] of byTopic) {
    pushString(bytes, topic);
    pushInt32(bytes, numbers.length);
    for (const number of numbers) pushInt32(bytes, number);
  }
}

/** kafka.coordinator.transaction.TransactionState.byte. */
const TRANSACTION_STATES = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
  'Dead',
  'PrepareEpochFence',
];

function pushTransactionLogValue(bytes: Bytes8, value: TransactionLogValue): void {
  pushInt16(bytes, 0);
  pushInt64(bytes, value.producerId);
  pushInt16(bytes, value.producerEpoch);
  pushInt32(bytes, value.transactionTimeoutMs);
  pushInt8(bytes, TRANSACTION_STATES.indexOf(value.state));
  if (value.state === 'Empty') pushInt32(bytes, -1);
  else pushByTopic(bytes, value.partitions);
  pushInt64(bytes, value.lastUpdateTimestamp);
  pushInt64(bytes, value.startTimestamp);
}
