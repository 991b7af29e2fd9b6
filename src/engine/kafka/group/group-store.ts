/**
 * Writing groups and offsets into `__consumer_offsets`.
 *
 * Mirrors: kafka.coordinator.group.GroupMetadataManager (storeGroup, storeOffsets, appendForGroup), 2.8.0.
 * Departs: what follows is told as data, because an append may be acknowledged in a later step.
 * Read next: group-appended.ts (what follows).
 */
import { EMPTY_ASSIGNMENT } from '../protocol/consumer-protocol.ts';
import type { ConsumerProtocolAssignment } from '../protocol/consumer-protocol.ts';
import type { OffsetCommitRequest } from '../protocol/groups.ts';
import {
  groupMetadataKey,
  groupMetadataValue,
  offsetCommitKey,
  offsetCommitValue,
} from '../protocol/internal-records.ts';
import type { CompressionType, RecordBatch } from '../protocol/record-batch.ts';
import { makeBatch } from '../protocol/record-size.ts';
import type { TxnOffsetCommitRequest } from '../protocol/transactions.ts';
import type { BrokerTurn, RequestRef } from '../server/broker-state.ts';
import { logOf } from '../log/log.ts';
import { appendRecords } from '../replica/replica-manager.ts';
import { groupOf } from './group-changes.ts';
import { allMembers, metadataOf } from './group-metadata.ts';
import type { GroupMetadata, MemberProtocol, OffsetAndMetadata } from './group-state.ts';
import { partitionFor } from './group-partitions.ts';
import { inImmutableOrder, partitionHash } from '../zk/scala-order.ts';

export const OFFSETS_TOPIC = '__consumer_offsets';

/** What a leader has assigned; null: no bytes at all. */
export interface MemberAssignment {
  readonly memberId: string;
  readonly assignment: ConsumerProtocolAssignment | null;
}

/** What follows when an append is acknowledged, or has failed. */
export type GroupAppend = {
  readonly groupId: string;
  readonly serial: number;
  readonly generationId: number;
} & (
  | {
      readonly kind: 'assignment';
      readonly memberId: string;
      readonly assignments: readonly MemberAssignment[];
    }
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'static member';
      readonly ref: RequestRef;
      readonly oldMemberId: string;
      readonly newMemberId: string;
      readonly instanceId: string;
      readonly leaderId: string | null;
      readonly oldProtocols: readonly MemberProtocol[];
    }
  | CommitAppend
  | { readonly kind: 'tombstones'; readonly partition: number; readonly count: number }
);

/** Without a producer (-1) it is an ordinary commit. */
export interface CommitAppend {
  readonly kind: 'offsets';
  readonly ref: RequestRef;
  readonly request: OffsetCommitRequest | TxnOffsetCommitRequest;
  /** Names of partitions that do not exist. */
  readonly unknown: readonly string[];
  readonly producerId: number;
  readonly offsets: readonly OffsetAndMetadata[];
}

/** storeGroup: the group with what its members are assigned. */
export function storeGroup(
  turn: BrokerTurn,
  groupId: string,
  assignments: readonly MemberAssignment[],
  then: GroupAppend,
): void {
  const group = groupOf(turn, groupId)!;
  const timestamp = turn.env.wallClockMs;
  const key = groupMetadataKey(groupId);
  const value = valueOf(group, assignments);
  const compression = offsetsCompression(turn);
  append(turn, makeBatch([{ timestamp, key, value }], { compression }), then);
}

/** GroupMetadataManager.groupMetadataValue. */
function valueOf(
  group: GroupMetadata,
  assignments: readonly MemberAssignment[],
): ReturnType<typeof groupMetadataValue> {
  const assigned = new Map(assignments.map((one) => [one.memberId, one.assignment]));
  const { protocolName } = group;
  const members = protocolName === null ? [] : allMembers(group);
  return groupMetadataValue({
    protocolType: group.protocolType ?? '',
    generation: group.generationId,
    protocol: protocolName,
    leader: group.leaderId,
    currentStateTimestamp: group.currentStateTimestamp ?? -1,
    members: members.map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      rebalanceTimeoutMs: member.rebalanceTimeoutMs,
      sessionTimeoutMs: member.sessionTimeoutMs,
      subscription: metadataOf(member, protocolName!),
      assignment: assigned.get(member.memberId) ?? EMPTY_ASSIGNMENT,
    })),
  });
}

/** The append of storeOffsets: one record for each offset, with sequence number 0. */
export function appendOffsets(
  turn: BrokerTurn,
  groupId: string,
  producerEpoch: number,
  then: GroupAppend & CommitAppend,
): void {
  const timestamp = turn.env.wallClockMs;
  const records = inImmutableOrder(then.offsets, partitionHash).map((offset) => ({
    timestamp,
    key: offsetCommitKey(groupId, offset.topic, offset.partition),
    value: offsetCommitValue({
      offset: offset.offset,
      leaderEpoch: offset.leaderEpoch,
      metadata: offset.metadata,
      commitTimestamp: offset.commitTimestamp,
      expireTimestamp: offset.expireTimestamp,
    }),
  }));
  const batch = makeBatch(records, {
    compression: offsetsCompression(turn),
    producerId: then.producerId,
    producerEpoch,
    baseSequence: 0,
    isTransactional: then.producerId !== -1,
  });
  append(turn, batch, then);
}

/** appendForGroup; without a replica here it fails as if it were not the leader. */
function append(turn: BrokerTurn, batch: RecordBatch, then: GroupAppend): void {
  const partition = partitionFor(turn.state, then.groupId);
  const continuation = { to: 'groups', data: then } as const;
  if (logOf(turn.state, OFFSETS_TOPIC, partition) === undefined) {
    const results = [failedAppend(partition)];
    turn.tasks.push({ type: 'appended', then: continuation, results });
    return;
  }
  const { values } = turn.state.config;
  appendRecords(
    turn,
    {
      timeoutMs: values['offsets.commit.timeout.ms'],
      acks: values['offsets.commit.required.acks'],
      origin: 'coordinator',
      entries: [{ topic: OFFSETS_TOPIC, partition, batches: [batch] }],
    },
    continuation,
  );
}

function failedAppend(partition: number) {
  return {
    topic: OFFSETS_TOPIC,
    partition,
    error: 'NOT_LEADER_OR_FOLLOWER',
    errorMessage: null,
    recordErrors: [],
    baseOffset: -1,
    lastOffset: -1,
    logAppendTimeMs: -1,
    logStartOffset: -1,
  } as const;
}

const CODECS: readonly CompressionType[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

/** offsets.topic.compression.codec. */
export function offsetsCompression(turn: BrokerTurn): CompressionType {
  return CODECS[turn.state.config.values['offsets.topic.compression.codec']] ?? 'none';
}
