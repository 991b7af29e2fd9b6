/**
 * What a group coordinator remembers.
 *
 * Mirrors: the fields of kafka.coordinator.group.GroupCoordinator, GroupMetadataManager, GroupMetadata
 * and MemberMetadata, 2.8.0.
 * Departs: a heartbeat that is waited for is a deadline of its member; there are no purgatories.
 * Read next: group.machine.ts, group-metadata.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { emptyMap } from '../../kernel/persistent-map.ts';
import type { RandomState } from '../../kernel/random.ts';
import type { Chart } from '../../kernel/statechart.ts';
import type {
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
} from '../protocol/consumer-protocol.ts';

export interface GroupCoordinatorState {
  readonly isActive: boolean;
  /** Of `__consumer_offsets`, as it was at the start; 0 before it. */
  readonly partitionCount: number;
  /** Partitions of `__consumer_offsets` that this broker leads and has loaded, by number. */
  readonly ownedPartitions: PersistentMap<true>;
  /** By group id. */
  readonly groups: PersistentMap<GroupMetadata>;
  /** Groups that were unloaded or deleted while something of theirs was still waited for. */
  readonly unloaded: readonly GroupMetadata[];
  /** Groups with offsets in an open transaction, by producer id. */
  readonly openGroupsForProducer: PersistentMap<readonly string[]>;
  /** Virtual time at which the timer `group:deadline` fires; null: it is not set. */
  readonly timerAtMs: number | null;
  /** Virtual time of the next look for expired offsets. */
  readonly nextExpiryAtMs: number;
  readonly nextSerial: number;
  /** What member ids are made from. */
  readonly random: RandomState;
}

/** In upstream's words; where it stands is a state of group.machine.ts. */
export type GroupStateName =
  'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

export interface GroupMetadata {
  readonly groupId: string;
  /** Tells apart groups of the same name, one after the other: an append under way is for one of them. */
  readonly serial: number;
  readonly chart: Chart;
  /** Wall clock; null: the log did not say it. */
  readonly currentStateTimestamp: number | null;
  readonly protocolType: string | null;
  /** The assignor that the members agreed on; null while there is none. */
  readonly protocolName: string | null;
  readonly generationId: number;
  readonly leaderId: string | null;
  /** By member id. */
  readonly members: PersistentMap<MemberMetadata>;
  /** Ids of the members in the order in which they came. */
  readonly memberIds: readonly string[];
  /** Member ids by `group.instance.id`. */
  readonly staticMembers: PersistentMap<string>;
  /** Ids that were given away with MEMBER_ID_REQUIRED and have not joined yet. */
  readonly pendingMembers: readonly string[];
  /** When those are given up; one that has left stays here until then. */
  readonly pendingExpirations: readonly PendingExpiration[];
  readonly numMembersAwaitingJoin: number;
  /** Committed offsets, by partition's name. */
  readonly offsets: PersistentMap<CommittedOffset>;
  /** Commits that are being written, by partition's name. */
  readonly pendingOffsetCommits: PersistentMap<OffsetAndMetadata>;
  /** Offsets of open transactions, by producer id and by partition's name. */
  readonly pendingTransactionalOffsetCommits: PersistentMap<PersistentMap<CommittedOffset>>;
  readonly receivedTransactionalOffsetCommits: boolean;
  readonly receivedConsumerOffsetCommits: boolean;
  /** Null: not known. */
  readonly subscribedTopics: readonly string[] | null;
  readonly newMemberAdded: boolean;
  readonly delayedJoin: DelayedJoin | null;
}

interface PendingExpiration {
  readonly memberId: string;
  readonly deadlineMs: number;
}

/**
 * What a group in PreparingRebalance waits for: all members, at most until the deadline. The first
 * rebalance of an empty group (`initial`) waits in any case, and again while new members come.
 */
export type DelayedJoin =
  | { readonly type: 'join'; readonly deadlineMs: number }
  | {
      readonly type: 'initial';
      readonly deadlineMs: number;
      readonly delayMs: number;
      /** How much longer it may be put off. */
      readonly remainingMs: number;
    };

/** Whom an answer goes to: a RequestRef of broker-state.ts, which itself imports this file. */
export interface WaitingRequest {
  readonly connection: number;
  readonly correlationId: number;
  readonly apiVersion: number;
  readonly clientId: string;
  readonly clientHost: string;
}

export interface MemberProtocol {
  readonly name: string;
  readonly metadata: ConsumerProtocolSubscription;
}

export interface MemberMetadata {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  /** `/192.168.8.12`. */
  readonly clientHost: string;
  readonly rebalanceTimeoutMs: number;
  readonly sessionTimeoutMs: number;
  readonly protocolType: string;
  /** Most wanted first. */
  readonly supportedProtocols: readonly MemberProtocol[];
  /** Null: no bytes at all. */
  readonly assignment: ConsumerProtocolAssignment | null;
  /** The JoinGroup and the SyncGroup that wait for their answer. */
  readonly awaitingJoin: WaitingRequest | null;
  readonly awaitingSync: WaitingRequest | null;
  readonly isNew: boolean;
  /** Virtual time until which it has to be heard; null: it is not waited for. */
  readonly heartbeatDeadlineMs: number | null;
}

/** Mirrors kafka.common.OffsetAndMetadata. */
export interface OffsetAndMetadata {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** -1: not known. */
  readonly leaderEpoch: number;
  readonly metadata: string;
  /** Wall clock. */
  readonly commitTimestamp: number;
  /** -1: when the group's retention says. */
  readonly expireTimestamp: number;
}

/** Mirrors CommitRecordMetadataAndOffset. */
export interface CommittedOffset {
  /** Where the commit stands in `__consumer_offsets`; -1: it is being written. */
  readonly appendedBatchOffset: number;
  readonly offsetAndMetadata: OffsetAndMetadata;
  /** Later ones are larger: the order in which partitions came into the table. */
  readonly arrival: number;
}

export const NO_GROUPS: GroupCoordinatorState = {
  isActive: false,
  partitionCount: 0,
  ownedPartitions: emptyMap(),
  groups: emptyMap(),
  unloaded: [],
  openGroupsForProducer: emptyMap(),
  timerAtMs: null,
  nextExpiryAtMs: 0,
  nextSerial: 0,
  random: 0,
};
