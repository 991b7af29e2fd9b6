/** Mirrors: AdminTest, AdminRackAwareTest, 2.8.0; the vectors are those and computed ones. */
import { expect, test } from 'vitest';
import { assignReplicas } from '../../../../src/engine/kafka/zk/replica-assignment.ts';
import vectors from './replica-assignment.json' with { type: 'json' };

interface Vector {
  readonly name: string;
  readonly rackAware: boolean;
  readonly brokers?: readonly number[];
  readonly brokerRack?: Readonly<Record<string, string>>;
  readonly nPartitions: number;
  readonly replicationFactor: number;
  readonly startIndex: number;
  readonly nextReplicaShift: number;
  readonly startPartitionId: number;
  readonly expected: Readonly<Record<string, readonly number[]>>;
}

test.each(vectors as readonly Vector[])('$name', (vector) => {
  const { brokerRack = {} } = vector;
  const ids = vector.brokers ?? Object.keys(brokerRack).map(Number);
  const brokers = ids.map((id) => ({ id, rack: brokerRack[id] ?? null }));
  const assigned = assignReplicas(brokers, vector.nPartitions, vector.replicationFactor, {
    startIndex: vector.startIndex,
    shift: vector.nextReplicaShift,
    startPartition: Math.max(0, vector.startPartitionId),
  });
  expect(Object.fromEntries(assigned)).toEqual(vector.expected);
});

test('says why it cannot be done', () => {
  const start = { startIndex: 0, shift: 0, startPartition: 0 };
  const brokers = [{ id: 1, rack: null }];
  expect(() => assignReplicas(brokers, 1, 2, start)).toThrow(
    'Replication factor: 2 larger than available brokers: 1.',
  );
  expect(() => assignReplicas(brokers, 0, 1, start)).toThrow(
    'Number of partitions must be larger than 0.',
  );
});
