/**
 * Which brokers get the replicas of a new topic's partitions.
 *
 * Mirrors: kafka.admin.AdminUtils.assignReplicasToBrokers, 2.8.0.
 * Departs: brokers are taken in order of their ids; upstream's list from the metadata cache may have
 * another order.
 */
import type { RandomState } from '../../kernel/random.ts';
import { nextInteger } from '../../kernel/random.ts';
import { ApiFailure } from '../protocol/api-failure.ts';

export interface BrokerMetadata {
  readonly id: number;
  readonly rack: string | null;
}

/** Where the first partition starts, and how far its followers stand from its leader. */
export interface AssignmentStart {
  readonly startIndex: number;
  readonly shift: number;
  readonly startPartition: number;
}

/** Of a new topic. */
export function drawStart(random: RandomState, brokers: number): AssignmentStart {
  const [startIndex, next] = nextInteger(random, Math.max(1, brokers));
  const [shift] = nextInteger(next, Math.max(1, brokers));
  return { startIndex, shift, startPartition: 0 };
}

/** Partition's number to its replicas, preferred leader first. Throws ApiFailure. */
export function assignReplicas(
  brokers: readonly BrokerMetadata[],
  partitions: number,
  replicationFactor: number,
  start: AssignmentStart,
): ReadonlyMap<number, readonly number[]> {
  if (partitions <= 0) {
    throw new ApiFailure('INVALID_PARTITIONS', 'Number of partitions must be larger than 0.');
  }
  if (replicationFactor <= 0) {
    const text = 'Replication factor must be larger than 0.';
    throw new ApiFailure('INVALID_REPLICATION_FACTOR', text);
  }
  if (replicationFactor > brokers.length) {
    const text = `Replication factor: ${replicationFactor} larger than available brokers: ${brokers.length}.`;
    throw new ApiFailure('INVALID_REPLICATION_FACTOR', text);
  }
  const racks = new Map(brokers.flatMap(({ id, rack }) => (rack === null ? [] : [[id, rack]])));
  if (racks.size > 0 && racks.size < brokers.length) {
    const text = 'Not all brokers have rack information for replica rack aware assignment.';
    throw new ApiFailure('UNKNOWN_SERVER_ERROR', text);
  }
  const ids =
    racks.size === 0 ? brokers.map(({ id }) => id).sort((a, b) => a - b) : rackAlternated(racks);
  const { startIndex, startPartition, shift } = start;
  const assigned = new Map<number, readonly number[]>();
  let replicaShift = shift;
  for (let partition = startPartition; partition < startPartition + partitions; partition++) {
    if (partition > 0 && partition % ids.length === 0) replicaShift++;
    const first = (partition + startIndex) % ids.length;
    const replicas =
      racks.size === 0
        ? inARow(ids, first, replicaShift, replicationFactor)
        : overRacks(ids, first, replicaShift, replicationFactor, racks);
    assigned.set(partition, replicas);
  }
  return assigned;
}

function inARow(
  ids: readonly number[],
  first: number,
  shift: number,
  replicationFactor: number,
): readonly number[] {
  const replicas = [ids[first]!];
  for (let j = 0; j < replicationFactor - 1; j++) {
    replicas.push(ids[replicaIndex(first, shift, j, ids.length)]!);
  }
  return replicas;
}

function replicaIndex(first: number, shift: number, replica: number, brokers: number): number {
  return (first + 1 + ((shift + replica) % (brokers - 1))) % brokers;
}

/** A rack gets a second replica only when every rack has one. */
function overRacks(
  ids: readonly number[],
  first: number,
  shift: number,
  replicationFactor: number,
  racks: ReadonlyMap<number, string>,
): readonly number[] {
  const rackCount = new Set(racks.values()).size;
  const replicas = [ids[first]!];
  const usedRacks = new Set([racks.get(ids[first]!)!]);
  for (let k = 0; replicas.length < replicationFactor; k++) {
    const broker = ids[replicaIndex(first, shift * rackCount, k, ids.length)]!;
    const rack = racks.get(broker)!;
    if (usedRacks.has(rack) && usedRacks.size < rackCount) continue;
    if (replicas.includes(broker) && replicas.length < ids.length) continue;
    replicas.push(broker);
    usedRacks.add(rack);
  }
  return replicas;
}

/** One broker of each rack in turn, racks in the order of their names. */
function rackAlternated(racks: ReadonlyMap<number, string>): readonly number[] {
  const byRack = new Map<string, number[]>();
  for (const id of [...racks.keys()].sort((a, b) => a - b)) {
    const rack = racks.get(id)!;
    byRack.set(rack, [...(byRack.get(rack) ?? []), id]);
  }
  const names = [...byRack.keys()].sort();
  const alternated: number[] = [];
  for (let round = 0; alternated.length < racks.size; round++) {
    for (const name of names) {
      const id = byRack.get(name)![round];
      if (id !== undefined) alternated.push(id);
    }
  }
  return alternated;
}
