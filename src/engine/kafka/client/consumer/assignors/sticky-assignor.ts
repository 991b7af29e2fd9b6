/**
 * Even shares, and everybody keeps as much as possible of what they had.
 *
 * Mirrors: org.apache.kafka.clients.consumer.StickyAssignor, CooperativeStickyAssignor, 2.8.0.
 * Read next: constrained-assign.ts, general-assign.ts.
 */
import type { TopicPartition } from '../../../protocol/topic-partition.ts';
import { partitionName } from '../../../protocol/topic-partition.ts';
import { HashTable, PARTITION_KEYS } from '../hash-table.ts';
import type {
  Assignments,
  GroupMember,
  MemberData,
  PartitionAssignor,
  PartitionsPerTopic,
} from './assignor.ts';
import type { StickyAssignment, Transfers } from './constrained-assign.ts';
import { constrainedAssign, ownedWhenAllEqual } from './constrained-assign.ts';
import { generalAssign } from './general-assign.ts';
import { inMapOrder } from './range-assignor.ts';

export const stickyAssignor: PartitionAssignor = {
  name: 'sticky',
  supportedProtocols: ['EAGER'],
  remembers: true,
  assign: (topics, members) => stickyAssign(topics, members, rememberedDataOnce()).assignments,
};

/** As sticky; who gets a partition from another gets it a rebalance later, when the other has let go. */
export const cooperativeStickyAssignor: PartitionAssignor = {
  name: 'cooperative-sticky',
  supportedProtocols: ['COOPERATIVE', 'EAGER'],
  remembers: false,
  assign(topics, members) {
    const { assignments, transfers } = stickyAssign(topics, members, ownedData);
    for (const [at, memberId] of (transfers ?? compareWithOwned(members, assignments)).pairs()) {
      const list = assignments.get(memberId)!;
      list.splice(
        list.findIndex(({ topic, partition }) => topic === at.topic && partition === at.partition),
        1,
      );
    }
    return assignments;
  },
};

function stickyAssign(
  topics: PartitionsPerTopic,
  members: readonly GroupMember[],
  dataOf: (member: GroupMember) => MemberData,
): StickyAssignment {
  const listed = inMapOrder(members);
  const owned = ownedWhenAllEqual(topics, listed, dataOf);
  if (owned !== null) return constrainedAssign(topics, owned);
  return { assignments: generalAssign(topics, listed, dataOf), transfers: null };
}

/**
 * What a member remembers can be read once: upstream reads it from a buffer and leaves it at its end. So
 * when subscriptions turn out to differ, whoever was looked at before that has nothing any more.
 */
function rememberedDataOnce(): (member: GroupMember) => MemberData {
  const read = new Set<string>();
  return ({ memberId, subscription: { userData } }) => {
    if (userData === null || read.has(memberId)) return { partitions: [], generation: null };
    read.add(memberId);
    return { partitions: userData.previousAssignment, generation: userData.generation };
  };
}

function ownedData({ subscription }: GroupMember): MemberData {
  return { partitions: subscription.ownedPartitions, generation: null };
}

/** Added to one member while taken from another. */
function compareWithOwned(members: readonly GroupMember[], assignments: Assignments): Transfers {
  const added = new Map<string, { readonly at: TopicPartition; readonly memberId: string }>();
  const revoked = new Set<string>();
  for (const { memberId, subscription } of members) {
    const owned = new Set(subscription.ownedPartitions.map(nameOf));
    const assigned = new Set(assignments.get(memberId)!.map(nameOf));
    for (const at of assignments.get(memberId)!) {
      if (!owned.has(nameOf(at))) added.set(nameOf(at), { at, memberId });
    }
    for (const name of owned) if (!assigned.has(name)) revoked.add(name);
  }
  const transfers: Transfers = new HashTable(PARTITION_KEYS);
  for (const [name, { at, memberId }] of added) if (revoked.has(name)) transfers.put(at, memberId);
  return transfers;
}

function nameOf({ topic, partition }: TopicPartition): string {
  return partitionName(topic, partition);
}
