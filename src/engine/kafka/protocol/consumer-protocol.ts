/**
 * What members of a consumer group tell each other through the coordinator, which does not read it.
 *
 * Mirrors: ConsumerProtocolSubscription and ConsumerProtocolAssignment, version 1, 2.8.0.
 * Departs: travels as a structure; only its length is that of the bytes.
 */
import type { TopicPartition } from './topic-partition.ts';

export interface ConsumerProtocolSubscription {
  readonly topics: readonly string[];
  readonly userData: AssignorUserData | null;
  readonly ownedPartitions: readonly TopicPartition[];
}

/** What a sticky assignor remembers of its last assignment. */
export interface AssignorUserData {
  readonly previousAssignment: readonly TopicPartition[];
  readonly generation: number;
}

export interface ConsumerProtocolAssignment {
  readonly assignedPartitions: readonly TopicPartition[];
  readonly userData: AssignorUserData | null;
}

export const EMPTY_ASSIGNMENT: ConsumerProtocolAssignment = {
  assignedPartitions: [],
  userData: null,
};
