/** Who gets what, and in which order: outputs of the real assignor classes of 2.8.0. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupMember } from '../../../../../src/engine/kafka/client/consumer/assignors/assignor.ts';
import {
  assignorNamed,
  commonProtocol,
} from '../../../../../src/engine/kafka/client/consumer/assignors/assignors.ts';
import {
  HashTable,
  STRING_KEYS,
} from '../../../../../src/engine/kafka/client/consumer/hash-table.ts';
import {
  parsePartitionName,
  partitionName,
} from '../../../../../src/engine/kafka/protocol/topic-partition.ts';
import vectors from './assignor-vectors.json' with { type: 'json' };

interface Consumer {
  readonly id: string;
  readonly topics: readonly string[];
  readonly owned?: readonly string[];
  readonly generation?: number;
  readonly instanceId?: string;
}

function assign(
  assignor: string,
  partitionsPerTopic: Readonly<Record<string, number | undefined>>,
  consumers: readonly Consumer[],
): Record<string, string[]> {
  const topics = new HashTable<string, number>(STRING_KEYS);
  for (const [topic, count] of Object.entries(partitionsPerTopic)) {
    if (count !== undefined) topics.put(topic, count);
  }
  const members = consumers.map(
    ({ id, topics: wanted, owned, generation, instanceId }): GroupMember => {
      const partitions = (owned ?? []).map((name) => parsePartitionName(name)!);
      const hasUserData = owned !== undefined && assignor === 'sticky';
      return {
        memberId: id,
        groupInstanceId: instanceId ?? null,
        subscription: {
          topics: wanted,
          ownedPartitions: partitions,
          userData: hasUserData
            ? { previousAssignment: partitions, generation: generation ?? 1 }
            : null,
        },
      };
    },
  );
  const assignments = assignorNamed(assignor)!.assign(topics, members);
  return Object.fromEntries(
    assignments
      .pairs()
      .map(([id, list]) => [id, list.map((at) => partitionName(at.topic, at.partition))]),
  );
}

describe.each(['range', 'roundrobin', 'sticky', 'cooperative-sticky'])('%s', (assignor) => {
  const cases = vectors.filter((vector) => vector.assignor === assignor);

  it.each(cases)('$name', ({ steps }) => {
    for (const { partitionsPerTopic, consumers, expected } of steps) {
      expect(assign(assignor, partitionsPerTopic, consumers)).toEqual(expected);
    }
  });

  it('gives each subscribed partition to one subscribed member, once the group has settled', () => {
    const topic = fc.constantFrom('a', 'b', 'c', 'd');
    const member = fc.uniqueArray(topic, { minLength: 1 });
    const counts = fc.record({ a: fc.nat(5), b: fc.nat(5), c: fc.nat(5), d: fc.nat(5) });
    fc.assert(
      fc.property(
        counts,
        fc.array(member, { minLength: 1, maxLength: 5 }),
        (topics, subscribed) => {
          const isSubscribed = (name: string) =>
            subscribed.some((wanted: readonly string[]) => wanted.includes(name));
          const known = Object.fromEntries(
            Object.entries(topics).filter(([name, count]) => count > 0 && isSubscribed(name)),
          );
          let consumers: Consumer[] = subscribed.map((wanted, i) => ({
            id: `m${i}`,
            topics: wanted,
          }));
          let result = assign(assignor, known, consumers);
          // A cooperative group needs another round for what changes its owner.
          for (let round = 1; round <= 2; round++) {
            consumers = consumers.map((c) => ({ ...c, owned: result[c.id]!, generation: round }));
            result = assign(assignor, known, consumers);
          }
          const given = consumers.flatMap(({ id, topics: wanted }) => {
            for (const name of result[id]!)
              expect(wanted).toContain(parsePartitionName(name)!.topic);
            return result[id]!;
          });
          const all = Object.entries(known).flatMap(([name, count]) =>
            Array.from({ length: count }, (_, p) => `${name}-${p}`),
          );
          expect([...given].sort()).toEqual(all.sort());
        },
      ),
    );
  });
});

it('a group is cooperative only when all its assignors can be', () => {
  const [range, cooperative] = [assignorNamed('range')!, assignorNamed('cooperative-sticky')!];
  expect(commonProtocol([range])).toBe('EAGER');
  expect(commonProtocol([cooperative])).toBe('COOPERATIVE');
  expect(commonProtocol([cooperative, range])).toBe('EAGER');
});
