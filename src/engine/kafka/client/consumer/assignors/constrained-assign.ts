/**
 * The sticky assignment when all members have subscribed to the same topics: everybody keeps what they
 * had up to their share, and what is left goes round.
 *
 * Mirrors: AbstractStickyAssignor.allSubscriptionsEqual, constrainedAssign, 2.8.0.
 */
import type { TopicPartition } from '../../../protocol/topic-partition.ts';
import { comparePartitions, partitionName } from '../../../protocol/topic-partition.ts';
import { HashTable, PARTITION_KEYS, STRING_KEYS, copiedTable } from '../hash-table.ts';
import type { Assignments, GroupMember, MemberData, PartitionsPerTopic } from './assignor.ts';
import { compareTexts, partitionsOf } from './assignor.ts';

/** Partition to the member that it goes to from another. */
export type Transfers = HashTable<TopicPartition, string>;

export interface StickyAssignment {
  readonly assignments: Assignments;
  /** Null: not known; whoever needs it has to compare. */
  readonly transfers: Transfers | null;
}

const DEFAULT_GENERATION = -1;

/**
 * What each member validly had; null when subscriptions differ. What a member of an older generation
 * says it had does not count.
 */
export function ownedWhenAllEqual(
  topics: PartitionsPerTopic,
  members: readonly GroupMember[],
  dataOf: (member: GroupMember) => MemberData,
): HashTable<string, TopicPartition[]> | null {
  const owned = new HashTable<string, TopicPartition[]>(STRING_KEYS);
  const withOldGeneration: string[] = [];
  let ofHighestGeneration: string[] = [];
  let maxGeneration = DEFAULT_GENERATION;
  const subscribed = new Set<string>();
  for (const member of members) {
    const wanted = member.subscription.topics;
    if (subscribed.size === 0) for (const topic of wanted) subscribed.add(topic);
    else if (wanted.length !== subscribed.size || !wanted.every((t) => subscribed.has(t))) {
      return null;
    }
    const { partitions, generation } = dataOf(member);
    const kept: TopicPartition[] = [];
    owned.put(member.memberId, kept);
    const isCurrent =
      generation === null ? maxGeneration === DEFAULT_GENERATION : generation >= maxGeneration;
    if (!isCurrent) continue;
    if (generation !== null && generation > maxGeneration) {
      withOldGeneration.push(...ofHighestGeneration);
      ofHighestGeneration = [];
      maxGeneration = generation;
    }
    ofHighestGeneration.push(member.memberId);
    kept.push(...partitions.filter(({ topic }) => topics.has(topic)));
  }
  for (const memberId of withOldGeneration) owned.get(memberId)!.length = 0;
  return owned;
}

interface Shares {
  readonly assignments: Assignments;
  /** Sorted; goes down as they are given out. */
  unassigned: TopicPartition[];
  readonly revoked: ReadonlySet<string>;
  readonly transfers: Transfers;
  readonly minQuota: number;
  readonly maxQuota: number;
  unfilled: string[];
  readonly atMaximum: string[];
  readonly atMinimum: string[];
}

export function constrainedAssign(
  topics: PartitionsPerTopic,
  owned: HashTable<string, TopicPartition[]>,
): StickyAssignment {
  const shares = keepOwned(topics, owned);
  fillToMinimum(shares);
  takeFromFull(shares);
  giveOutRest(shares);
  return { assignments: shares.assignments, transfers: shares.transfers };
}

function keepOwned(topics: PartitionsPerTopic, owned: HashTable<string, TopicPartition[]>): Shares {
  const all = topics.pairs().flatMap(([topic, count]) => partitionsOf(topic, count));
  const minQuota = Math.floor(all.length / owned.size);
  const maxQuota = Math.ceil(all.length / owned.size);
  const assignments = copiedTable(
    STRING_KEYS,
    owned.keys().map((memberId) => [memberId, [] as TopicPartition[]] as const),
  );
  const kept = new Set<string>();
  const revoked = new Set<string>();
  const [unfilled, atMaximum, atMinimum]: string[][] = [[], [], []];
  for (const [memberId, partitions] of owned.pairs()) {
    const assignment = assignments.get(memberId)!;
    partitions.forEach((at, i) => {
      const name = partitionName(at.topic, at.partition);
      if (i >= maxQuota) return revoked.add(name);
      assignment.push(at);
      kept.add(name);
    });
    if (partitions.length < minQuota) unfilled!.push(memberId);
    else {
      if (assignment.length === minQuota) atMinimum!.push(memberId);
      if (assignment.length === maxQuota) atMaximum!.push(memberId);
    }
  }
  return {
    assignments,
    unassigned: all
      .filter(({ topic, partition }) => !kept.has(partitionName(topic, partition)))
      .sort(comparePartitions),
    revoked,
    transfers: new HashTable(PARTITION_KEYS),
    minQuota,
    maxQuota,
    unfilled: unfilled!.sort(compareTexts),
    atMaximum: atMaximum!,
    atMinimum: atMinimum!,
  };
}

function noteTransfer({ revoked, transfers }: Shares, at: TopicPartition, to: string): void {
  if (revoked.has(partitionName(at.topic, at.partition))) transfers.put(at, to);
}

function fillToMinimum(shares: Shares): void {
  let next = 0;
  while (shares.unfilled.length > 0 && next < shares.unassigned.length) {
    const still: string[] = [];
    for (const memberId of shares.unfilled) {
      const at = shares.unassigned[next];
      if (at === undefined) {
        still.push(memberId);
        continue;
      }
      next++;
      const assignment = shares.assignments.get(memberId)!;
      assignment.push(at);
      noteTransfer(shares, at, memberId);
      if (assignment.length === shares.minQuota) shares.atMinimum.push(memberId);
      else still.push(memberId);
    }
    shares.unfilled = still;
  }
  shares.unassigned = shares.unassigned.slice(next);
}

/** Nothing is left, but somebody has less than their share: the full ones give their first. */
function takeFromFull({
  assignments,
  unfilled,
  atMaximum,
  atMinimum,
  minQuota,
  transfers,
}: Shares): void {
  for (const memberId of unfilled) {
    const assignment = assignments.get(memberId)!;
    while (assignment.length < minQuota) {
      const giver = atMaximum.shift();
      if (giver === undefined) {
        throw new Error('Some consumers are under capacity but all partitions have been assigned');
      }
      const at = assignments.get(giver)!.shift()!;
      assignment.push(at);
      transfers.put(at, memberId);
    }
    atMinimum.push(memberId);
  }
}

/** Everybody has their share: what is left goes to one after the other. */
function giveOutRest(shares: Shares): void {
  for (const at of shares.unassigned) {
    const memberId = shares.atMinimum.shift();
    if (memberId === undefined) {
      throw new Error('Some partitions are unassigned but all consumers are at maximum capacity');
    }
    shares.assignments.get(memberId)!.push(at);
    noteTransfer(shares, at, memberId);
  }
}
