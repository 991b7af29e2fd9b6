/**
 * Keys and values of `__consumer_offsets`, of `__transaction_state` and of control records.
 *
 * Mirrors: GroupMetadataManager and TransactionLog (their key and value schemas), ControlRecordType,
 * EndTransactionMarker, 2.8.0.
 * Departs: structures with the length of upstream's bytes.
 * Read next: record-bytes.ts.
 */
import { chunkBytes } from '../../kernel/disk.ts';
import type {
  AssignorUserData,
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
} from './consumer-protocol.ts';
import type { TopicPartition } from './topic-partition.ts';

interface Part {
  /** Length on the disk. */
  readonly bytes: number;
}

export interface OffsetCommitKey extends Part {
  readonly kind: 'OffsetCommitKey';
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
}

export interface OffsetCommitValue extends Part {
  readonly kind: 'OffsetCommitValue';
  readonly offset: number;
  /** -1: not known. */
  readonly leaderEpoch: number;
  readonly metadata: string;
  readonly commitTimestamp: number;
  /** -1: none; only old clients give one. */
  readonly expireTimestamp: number;
}

export interface GroupMetadataKey extends Part {
  readonly kind: 'GroupMetadataKey';
  readonly group: string;
}

export interface GroupMetadataValue extends Part {
  readonly kind: 'GroupMetadataValue';
  readonly protocolType: string;
  readonly generation: number;
  readonly protocol: string | null;
  readonly leader: string | null;
  readonly currentStateTimestamp: number;
  readonly members: readonly GroupMemberValue[];
}

export interface GroupMemberValue {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly rebalanceTimeoutMs: number;
  readonly sessionTimeoutMs: number;
  readonly subscription: ConsumerProtocolSubscription;
  readonly assignment: ConsumerProtocolAssignment;
}

export interface TransactionLogKey extends Part {
  readonly kind: 'TransactionLogKey';
  readonly transactionalId: string;
}

export interface TransactionLogValue extends Part {
  readonly kind: 'TransactionLogValue';
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly transactionTimeoutMs: number;
  /** TransactionState's name: `Empty`, `Ongoing`, `PrepareCommit` … */
  readonly state: string;
  readonly partitions: readonly TopicPartition[];
  readonly lastUpdateTimestamp: number;
  readonly startTimestamp: number;
}

export interface ControlRecordKey extends Part {
  readonly kind: 'ControlRecordKey';
  readonly controlType: 'ABORT' | 'COMMIT';
}

export interface EndTransactionMarker extends Part {
  readonly kind: 'EndTransactionMarker';
  readonly coordinatorEpoch: number;
}

export type InternalRecordPart =
  | OffsetCommitKey
  | OffsetCommitValue
  | GroupMetadataKey
  | GroupMetadataValue
  | TransactionLogKey
  | TransactionLogValue
  | ControlRecordKey
  | EndTransactionMarker;

/** What stands before all of them: the version of their schema. */
const VERSION_BYTES = 2;

export function offsetCommitKey(group: string, topic: string, partition: number): OffsetCommitKey {
  const bytes = VERSION_BYTES + stringBytes(group) + stringBytes(topic) + 4;
  return { kind: 'OffsetCommitKey', bytes, group, topic, partition };
}

/** Version 3, or version 1 when it is to expire at a time of its own. */
export function offsetCommitValue(
  value: Omit<OffsetCommitValue, 'kind' | 'bytes'>,
): OffsetCommitValue {
  const epochOrExpiry = value.expireTimestamp === -1 ? 4 : 8;
  const bytes = VERSION_BYTES + 8 + stringBytes(value.metadata) + 8 + epochOrExpiry;
  return { kind: 'OffsetCommitValue', bytes, ...value };
}

export function groupMetadataKey(group: string): GroupMetadataKey {
  return { kind: 'GroupMetadataKey', bytes: VERSION_BYTES + stringBytes(group), group };
}

export function groupMetadataValue(
  value: Omit<GroupMetadataValue, 'kind' | 'bytes'>,
): GroupMetadataValue {
  let bytes = VERSION_BYTES + stringBytes(value.protocolType) + 4;
  bytes += stringBytes(value.protocol) + stringBytes(value.leader) + 8 + 4;
  for (const member of value.members) bytes += memberBytes(member);
  return { kind: 'GroupMetadataValue', bytes, ...value };
}

function memberBytes(member: GroupMemberValue): number {
  const { memberId, groupInstanceId, clientId, clientHost, subscription, assignment } = member;
  let bytes = stringBytes(memberId) + stringBytes(groupInstanceId);
  bytes += stringBytes(clientId) + stringBytes(clientHost) + 4 + 4;
  return bytes + 4 + subscriptionBytes(subscription) + 4 + assignmentBytes(assignment);
}

/** ConsumerProtocolSubscription, version 1. */
function subscriptionBytes(subscription: ConsumerProtocolSubscription): number {
  let bytes = VERSION_BYTES + 4;
  for (const topic of subscription.topics) bytes += stringBytes(topic);
  return bytes + userDataBytes(subscription.userData) + byTopicBytes(subscription.ownedPartitions);
}

/** ConsumerProtocolAssignment, version 1; nothing at all before the leader has assigned. */
function assignmentBytes({ assignedPartitions, userData }: ConsumerProtocolAssignment): number {
  return VERSION_BYTES + byTopicBytes(assignedPartitions) + userDataBytes(userData);
}

function userDataBytes(userData: AssignorUserData | null): number {
  return userData === null ? 4 : 4 + byTopicBytes(userData.previousAssignment) + 4;
}

/** Partitions as most schemas write them: topic after topic. */
function byTopicBytes(partitions: readonly TopicPartition[]): number {
  let bytes = 4;
  const seen = new Set<string>();
  for (const { topic } of partitions) {
    if (!seen.has(topic)) bytes += stringBytes(topic) + 4;
    seen.add(topic);
    bytes += 4;
  }
  return bytes;
}

export function transactionLogKey(transactionalId: string): TransactionLogKey {
  const bytes = VERSION_BYTES + stringBytes(transactionalId);
  return { kind: 'TransactionLogKey', bytes, transactionalId };
}

export function transactionLogValue(
  value: Omit<TransactionLogValue, 'kind' | 'bytes'>,
): TransactionLogValue {
  const partitions = value.state === 'Empty' ? 4 : byTopicBytes(value.partitions);
  const bytes = VERSION_BYTES + 8 + 2 + 4 + 1 + partitions + 8 + 8;
  return { kind: 'TransactionLogValue', bytes, ...value };
}

export function controlRecordKey(controlType: 'ABORT' | 'COMMIT'): ControlRecordKey {
  return { kind: 'ControlRecordKey', bytes: VERSION_BYTES + 2, controlType };
}

export function endTransactionMarker(coordinatorEpoch: number): EndTransactionMarker {
  return { kind: 'EndTransactionMarker', bytes: VERSION_BYTES + 4, coordinatorEpoch };
}

/** A string with its length before it; null has the length -1. */
function stringBytes(text: string | null): number {
  return 2 + (text === null ? 0 : chunkBytes(text));
}
