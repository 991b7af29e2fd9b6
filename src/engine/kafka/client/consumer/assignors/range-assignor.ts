/**
 * Each topic by itself: its partitions in order, cut into pieces, one for each member in order.
 *
 * Mirrors: org.apache.kafka.clients.consumer.RangeAssignor, 2.8.0.
 */
import { HashTable, STRING_KEYS } from '../hash-table.ts';
import type { Assignments, GroupMember, PartitionAssignor } from './assignor.ts';
import { compareMembers, partitionsOf } from './assignor.ts';

export const rangeAssignor: PartitionAssignor = {
  name: 'range',
  supportedProtocols: ['EAGER'],
  remembers: false,
  assign(topics, members) {
    const assignments: Assignments = new HashTable(STRING_KEYS);
    for (const { memberId } of members) assignments.put(memberId, []);
    for (const [topic, consumers] of consumersPerTopic(members)) {
      const count = topics.get(topic);
      if (count === undefined) continue;
      consumers.sort(compareMembers);
      const each = Math.trunc(count / consumers.length);
      const withOneMore = count % consumers.length;
      const partitions = partitionsOf(topic, count);
      consumers.forEach(({ memberId }, i) => {
        const start = each * i + Math.min(i, withOneMore);
        const length = each + (i < withOneMore ? 1 : 0);
        assignments.get(memberId)!.push(...partitions.slice(start, start + length));
      });
    }
    return assignments;
  },
};

function consumersPerTopic(
  members: readonly GroupMember[],
): readonly (readonly [string, GroupMember[]])[] {
  const topics = new HashTable<string, GroupMember[]>(STRING_KEYS);
  for (const member of inMapOrder(members)) {
    for (const topic of member.subscription.topics) {
      const known = topics.get(topic);
      if (known === undefined) topics.put(topic, [member]);
      else known.push(member);
    }
  }
  return topics.pairs();
}

/** Members as the map of subscriptions lists them. */
export function inMapOrder(members: readonly GroupMember[]): GroupMember[] {
  const table = new HashTable<string, GroupMember>(STRING_KEYS);
  for (const member of members) table.put(member.memberId, member);
  return table.values();
}
