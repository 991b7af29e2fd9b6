/**
 * What an assignor is asked and what it answers.
 *
 * Mirrors: ConsumerPartitionAssignor, AbstractPartitionAssignor, 2.8.0.
 * Read next: range-assignor.ts, sticky-assignor.ts.
 */
import type {
  AssignorUserData,
  ConsumerProtocolSubscription,
} from '../../../protocol/consumer-protocol.ts';
import type { TopicPartition } from '../../../protocol/topic-partition.ts';
import type { HashTable } from '../hash-table.ts';

/** ConsumerPartitionAssignor.RebalanceProtocol, the newer one last. */
export type RebalanceProtocol = 'EAGER' | 'COOPERATIVE';

/** A member as the leader gets it in the response to JoinGroup. */
export interface GroupMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly subscription: ConsumerProtocolSubscription;
}

/** Member id to partitions, and members in the order of upstream's map. */
export type Assignments = HashTable<string, TopicPartition[]>;

/** Topic to number of its partitions; topics without any are left out. */
export type PartitionsPerTopic = HashTable<string, number>;

export interface PartitionAssignor {
  /** As the protocol calls it. */
  readonly name: string;
  readonly supportedProtocols: readonly RebalanceProtocol[];
  /** True when it wants its last assignment sent along (`AssignorUserData`). */
  readonly remembers: boolean;
  assign(topics: PartitionsPerTopic, members: readonly GroupMember[]): Assignments;
}

/** What a member says it had before. */
export interface MemberData {
  readonly partitions: readonly TopicPartition[];
  /** Null: it does not say. */
  readonly generation: number | null;
}

export function userDataOf(member: GroupMember): AssignorUserData | null {
  return member.subscription.userData;
}

/** AbstractPartitionAssignor.partitions. */
export function partitionsOf(topic: string, count: number): TopicPartition[] {
  return Array.from({ length: count }, (_, partition) => ({ topic, partition }));
}

/** AbstractPartitionAssignor.MemberInfo: static members by instance come first, then the others by id. */
export function compareMembers(a: GroupMember, b: GroupMember): number {
  if (a.groupInstanceId !== null && b.groupInstanceId !== null) {
    return compareTexts(a.groupInstanceId, b.groupInstanceId);
  }
  if (a.groupInstanceId !== null) return -1;
  if (b.groupInstanceId !== null) return 1;
  return compareTexts(a.memberId, b.memberId);
}

export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
