/**
 * The sticky assignment when subscriptions differ: what is valid stays, the rest goes to who has least,
 * and then partitions move as long as that makes it more even.
 *
 * Mirrors: AbstractStickyAssignor.generalAssign, balance, performReassignments, 2.8.0.
 * Read next: general-assign-balance.ts.
 */
import type { TopicPartition } from '../../../protocol/topic-partition.ts';
import { comparePartitions, partitionName } from '../../../protocol/topic-partition.ts';
import { HashTable, PARTITION_KEYS, STRING_KEYS } from '../hash-table.ts';
import type { Assignments, GroupMember, MemberData, PartitionsPerTopic } from './assignor.ts';
import { partitionsOf } from './assignor.ts';
import type { Balancing } from './general-assign-balance.ts';
import { balance, sortConsumers } from './general-assign-balance.ts';
import { PartitionMovements } from './partition-movements.ts';

const DEFAULT_GENERATION = -1;

export function generalAssign(
  topics: PartitionsPerTopic,
  members: readonly GroupMember[],
  dataOf: (member: GroupMember) => MemberData,
): Assignments {
  const current: Assignments = new HashTable(STRING_KEYS);
  const previous = prepopulate(members, current, dataOf);
  const { consumersOf, partitionsFor } = potentials(topics, members);
  for (const { memberId } of members) if (!current.has(memberId)) current.put(memberId, []);
  const ownerOf = new Map<string, string>();
  for (const [memberId, partitions] of current.pairs()) {
    for (const at of partitions) ownerOf.set(nameOf(at), memberId);
  }
  const sorted = consumersOf
    .keys()
    .sort(
      (a, b) => consumersOf.get(a)!.length - consumersOf.get(b)!.length || comparePartitions(a, b),
    );
  const assigned = new Set<string>();
  const isRevocationRequired = dropInvalid(members, current, consumersOf, ownerOf, assigned);
  const balancing: Balancing = {
    current,
    previous,
    sorted,
    unassigned: sorted.filter((at) => !assigned.has(nameOf(at))),
    consumers: sortConsumers(current, current.keys()),
    partitionsFor,
    consumersOf,
    ownerOf,
    movements: new PartitionMovements(),
  };
  balance(balancing, isRevocationRequired);
  return current;
}

/** Who had each partition last (goes into `current`), and who had it before that. */
function prepopulate(
  members: readonly GroupMember[],
  current: Assignments,
  dataOf: (member: GroupMember) => MemberData,
): ReadonlyMap<string, string> {
  const claims = new HashTable<TopicPartition, Map<number, string>>(PARTITION_KEYS);
  for (const member of members) {
    const { partitions, generation } = dataOf(member);
    for (const at of partitions) {
      const known = claims.get(at);
      // The same partition in the same generation: the first who says so has it.
      if (known !== undefined && generation !== null && known.has(generation)) continue;
      const byGeneration = known ?? new Map<number, string>();
      byGeneration.set(generation ?? DEFAULT_GENERATION, member.memberId);
      claims.put(at, byGeneration);
    }
  }
  const previous = new Map<string, string>();
  for (const [at, byGeneration] of claims.pairs()) {
    const [newest, older] = [...byGeneration.keys()].sort((a, b) => b - a);
    const memberId = byGeneration.get(newest!)!;
    const known = current.get(memberId);
    if (known === undefined) current.put(memberId, [at]);
    else known.push(at);
    if (older !== undefined) previous.set(nameOf(at), byGeneration.get(older)!);
  }
  return previous;
}

/** Who could have what. */
function potentials(
  topics: PartitionsPerTopic,
  members: readonly GroupMember[],
): Pick<Balancing, 'consumersOf' | 'partitionsFor'> {
  const consumersOf = new HashTable<TopicPartition, string[]>(PARTITION_KEYS);
  for (const [topic, count] of topics.pairs()) {
    for (const at of partitionsOf(topic, count)) consumersOf.put(at, []);
  }
  const partitionsFor = new HashTable<string, TopicPartition[]>(STRING_KEYS);
  for (const { memberId, subscription } of members) {
    const wanted = subscription.topics.flatMap((topic) =>
      partitionsOf(topic, topics.get(topic) ?? 0),
    );
    partitionsFor.put(memberId, wanted);
    for (const at of wanted) consumersOf.get(at)!.push(memberId);
  }
  return { consumersOf, partitionsFor };
}

/** Takes out what is gone or no longer wanted; true when somebody has to give something up. */
function dropInvalid(
  members: readonly GroupMember[],
  current: Assignments,
  consumersOf: HashTable<TopicPartition, string[]>,
  ownerOf: Map<string, string>,
  assigned: Set<string>,
): boolean {
  const topicsOf = new Map(members.map((m) => [m.memberId, new Set(m.subscription.topics)]));
  let isRevocationRequired = false;
  for (const [memberId, partitions] of current.pairs()) {
    const kept = partitions.filter((at) => {
      if (!consumersOf.has(at)) {
        ownerOf.delete(nameOf(at));
        return false;
      }
      if (!topicsOf.get(memberId)!.has(at.topic)) {
        isRevocationRequired = true;
        return false;
      }
      assigned.add(nameOf(at));
      return true;
    });
    partitions.splice(0, partitions.length, ...kept);
  }
  return isRevocationRequired;
}

function nameOf({ topic, partition }: TopicPartition): string {
  return partitionName(topic, partition);
}
