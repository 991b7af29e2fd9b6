/**
 * Keys and values of `__consumer_offsets`, of `__transaction_state` and of control records.
 *
 * Mirrors: GroupMetadataManager and TransactionLog (their key and value schemas), ControlRecordType,
 * EndTransactionMarker, 2.8.0.
 * Departs: structures with the length of upstream's bytes.
 */
import type {
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
