/**
 * Balances an assignment whose members have different subscriptions.
 *
 * Mirrors: AbstractStickyAssignor.balance, isBalanced, performReassignments, 2.8.0.
 */
import type { TopicPartition } from '../../../protocol/topic-partition.ts';
import { partitionName } from '../../../protocol/topic-partition.ts';
import type { HashTable } from '../hash-table.ts';
import type { Assignments } from './assignor.ts';
import { compareTexts } from './assignor.ts';
import type { PartitionMovements } from './partition-movements.ts';

/** What is worked on; changed in place. */
export interface Balancing {
  readonly current: Assignments;
  /** Partition's name to who had it before its present owner. */
  readonly previous: ReadonlyMap<string, string>;
  /** Partitions, those that fewest could have first. */
  sorted: readonly TopicPartition[];
  unassigned: readonly TopicPartition[];
  /** Members, those with fewest partitions first. */
  consumers: string[];
  readonly partitionsFor: HashTable<string, TopicPartition[]>;
  readonly consumersOf: HashTable<TopicPartition, string[]>;
  readonly ownerOf: Map<string, string>;
  readonly movements: PartitionMovements;
}

export function sortConsumers(current: Assignments, consumers: readonly string[]): string[] {
  return [...consumers].sort(
    (a, b) => current.get(a)!.length - current.get(b)!.length || compareTexts(a, b),
  );
}

export function balance(work: Balancing, isRevocationRequired: boolean): void {
  const { current, consumersOf, ownerOf } = work;
  const isInitial = current.get(work.consumers[work.consumers.length - 1]!)!.length === 0;
  for (const at of work.unassigned) if (consumersOf.get(at)!.length > 0) assignPartition(work, at);
  const isMovable = (at: TopicPartition): boolean => consumersOf.get(at)!.length >= 2;
  work.sorted = work.sorted.filter(isMovable);
  work.unassigned = work.unassigned.filter(isMovable);
  const fixed = takeOutFixed(work, isMovable);
  const before = current
    .pairs()
    .map(([memberId, list]): [string, TopicPartition[]] => [memberId, [...list]]);
  const ownersBefore = [...ownerOf];
  if (!isRevocationRequired) reassign(work, work.unassigned);
  const hasChanged = reassign(work, work.sorted);
  if (!isInitial && hasChanged && scoreOf(current.values()) >= scoreOf(before.map(([, l]) => l))) {
    current.clear();
    for (const [memberId, list] of before) current.put(memberId, list);
    ownerOf.clear();
    for (const [name, owner] of ownersBefore) ownerOf.set(name, owner);
  }
  for (const [memberId, list] of fixed) current.put(memberId, list);
}

/** To who has least of those that could have it. */
function assignPartition(work: Balancing, at: TopicPartition): void {
  const { current, consumers, ownerOf } = work;
  const memberId = consumers.find((consumer) => couldHave(work, consumer, at));
  if (memberId === undefined) return;
  current.get(memberId)!.push(at);
  ownerOf.set(nameOf(at), memberId);
  work.consumers = sortConsumers(current, consumers);
}

function couldHave({ consumersOf }: Balancing, consumer: string, at: TopicPartition): boolean {
  return consumersOf.get(at)!.includes(consumer);
}

/** Members that have all they could have, and nothing that another could have. */
function takeOutFixed(
  work: Balancing,
  isMovable: (at: TopicPartition) => boolean,
): readonly (readonly [string, TopicPartition[]])[] {
  const fixed: (readonly [string, TopicPartition[]])[] = [];
  for (const [memberId, wanted] of work.partitionsFor.pairs()) {
    const list = work.current.get(memberId)!;
    if (list.length < wanted.length || list.some(isMovable)) continue;
    work.consumers = work.consumers.filter((consumer) => consumer !== memberId);
    work.current.remove(memberId);
    fixed.push([memberId, list]);
  }
  return fixed;
}

function reassign(work: Balancing, partitions: readonly TopicPartition[]): boolean {
  const { current, previous, consumersOf, ownerOf } = work;
  const sizeOf = (memberId: string): number => current.get(memberId)!.length;
  let hasChanged = false;
  for (let isModified = true; isModified;) {
    isModified = false;
    for (const at of partitions) {
      if (isBalanced(work)) break;
      const owner = ownerOf.get(nameOf(at))!;
      const former = previous.get(nameOf(at));
      if (former !== undefined && sizeOf(owner) > sizeOf(former) + 1) {
        movePartition(work, at, former);
        hasChanged = isModified = true;
        continue;
      }
      if (consumersOf.get(at)!.some((other) => sizeOf(owner) > sizeOf(other) + 1)) {
        movePartition(
          work,
          at,
          work.consumers.find((other) => couldHave(work, other, at))!,
        );
        hasChanged = isModified = true;
      }
    }
  }
  return hasChanged;
}

function movePartition(work: Balancing, wanted: TopicPartition, to: string): void {
  const { current, ownerOf, movements } = work;
  const at = movements.actualPartitionToMove(wanted, ownerOf.get(nameOf(wanted))!, to);
  const from = ownerOf.get(nameOf(at))!;
  movements.move(at, from, to);
  const list = current.get(from)!;
  list.splice(
    list.findIndex((other) => nameOf(other) === nameOf(at)),
    1,
  );
  current.get(to)!.push(at);
  ownerOf.set(nameOf(at), to);
  work.consumers = sortConsumers(current, work.consumers);
}

function isBalanced({ current, consumers, partitionsFor }: Balancing): boolean {
  const min = current.get(consumers[0]!)!.length;
  const max = current.get(consumers[consumers.length - 1]!)!.length;
  if (min >= max - 1) return true;
  const owners = new Map<string, string>();
  for (const [memberId, list] of current.pairs()) {
    for (const at of list) owners.set(nameOf(at), memberId);
  }
  for (const consumer of consumers) {
    const count = current.get(consumer)!.length;
    const wanted = partitionsFor.get(consumer)!;
    if (count === wanted.length) continue;
    for (const at of wanted) {
      const owner = owners.get(nameOf(at));
      if (owner === consumer || owner === undefined) continue;
      if (count < current.get(owner)!.length) return false;
    }
  }
  return true;
}

/** Sum of the differences of all pairs: 0 is perfectly even. */
function scoreOf(lists: readonly (readonly TopicPartition[])[]): number {
  let score = 0;
  lists.forEach((list, i) => {
    for (const other of lists.slice(i + 1)) score += Math.abs(list.length - other.length);
  });
  return score;
}

function nameOf({ topic, partition }: TopicPartition): string {
  return partitionName(topic, partition);
}
