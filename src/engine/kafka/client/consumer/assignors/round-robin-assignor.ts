/**
 * All partitions of all topics in order, dealt out to the members in a circle; who has not subscribed to
 * a topic is passed over.
 *
 * Mirrors: org.apache.kafka.clients.consumer.RoundRobinAssignor, 2.8.0.
 */
import type { TopicPartition } from '../../../protocol/topic-partition.ts';
import { HashTable, STRING_KEYS } from '../hash-table.ts';
import type {
  Assignments,
  GroupMember,
  PartitionAssignor,
  PartitionsPerTopic,
} from './assignor.ts';
import { compareMembers, compareTexts, partitionsOf } from './assignor.ts';

export const roundRobinAssignor: PartitionAssignor = {
  name: 'roundrobin',
  supportedProtocols: ['EAGER'],
  remembers: false,
  assign(topics, members) {
    const assignments: Assignments = new HashTable(STRING_KEYS);
    for (const { memberId } of members) assignments.put(memberId, []);
    const circle = [...members].sort(compareMembers);
    let next = 0;
    for (const at of allPartitionsSorted(topics, members)) {
      while (!circle[next]!.subscription.topics.includes(at.topic))
        next = (next + 1) % circle.length;
      assignments.get(circle[next]!.memberId)!.push(at);
      next = (next + 1) % circle.length;
    }
    return assignments;
  },
};

function allPartitionsSorted(
  topics: PartitionsPerTopic,
  members: readonly GroupMember[],
): TopicPartition[] {
  const names = new Set(members.flatMap(({ subscription }) => subscription.topics));
  return [...names]
    .sort(compareTexts)
    .flatMap((topic) => partitionsOf(topic, topics.get(topic) ?? 0));
}
