/**
 * Which partition a record goes to when it does not say so itself.
 *
 * Mirrors: DefaultPartitioner, UniformStickyPartitioner, RoundRobinPartitioner, StickyPartitionCache, 2.8.0;
 * DefaultPartitioner of 2.2.0 (`counting`).
 * Departs: chance comes from a seeded stream.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { emptyMap, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import type { RandomState } from '../../kernel/random.ts';
import { nextInteger } from '../../kernel/random.ts';
import type { KafkaRelease } from '../release.ts';
import type { TopicInfo } from './metadata-cluster.ts';
import { murmur2, toPositive } from './murmur2.ts';

/** `counting`: keys by their hash, the rest round robin from a number drawn at first. */
export type PartitionerKind = 'default' | 'uniformSticky' | 'roundRobin' | 'counting';

export interface PartitionerState {
  readonly kind: PartitionerKind;
  /** By topic: the partition that records without a key go to, until its batch is full. */
  readonly sticky: PersistentMap<number>;
  /** By topic: a 32-bit counter. */
  readonly counters: PersistentMap<number>;
  readonly random: RandomState;
}

type Choice = readonly [partition: number, partitioner: PartitionerState];

const KINDS: Readonly<Record<string, PartitionerKind>> = {
  'org.apache.kafka.clients.producer.internals.DefaultPartitioner': 'default',
  'org.apache.kafka.clients.producer.UniformStickyPartitioner': 'uniformSticky',
  'org.apache.kafka.clients.producer.RoundRobinPartitioner': 'roundRobin',
};

/** partitioner.class; null: there is no such class. */
export function partitionerKind(className: string, release: KafkaRelease): PartitionerKind | null {
  const kind = KINDS[className] ?? null;
  if (release === '2.8.0') return kind;
  return kind === 'default' ? 'counting' : null;
}

export function newPartitioner(kind: PartitionerKind, random: RandomState): PartitionerState {
  return { kind, sticky: emptyMap(), counters: emptyMap(), random };
}

/** Partitioner.partition. */
export function choosePartition(
  partitioner: PartitionerState,
  topic: TopicInfo,
  key: string | null,
): Choice {
  switch (partitioner.kind) {
    case 'default':
      return key === null ? stickyPartition(partitioner, topic) : byKey(partitioner, topic, key);
    case 'uniformSticky':
      return stickyPartition(partitioner, topic);
    case 'roundRobin':
      return nextInTurn(partitioner, topic, 0);
    case 'counting':
      return key === null ? inTurnFromAnywhere(partitioner, topic) : byKey(partitioner, topic, key);
  }
}

/**
 * Partitioner.onNewBatch: `previous` is full, and the partitioner is asked once more after this. Who
 * counts in turn leaves a partition out by that.
 */
export function onNewBatch(
  partitioner: PartitionerState,
  topic: TopicInfo,
  previous: number,
): PartitionerState {
  const { kind } = partitioner;
  if (kind === 'roundRobin' || kind === 'counting') return partitioner;
  return nextSticky(partitioner, topic, previous)[1];
}

/** Whether a full batch asks the partitioner anew: not before 2.4. */
export function minds(partitioner: PartitionerState): boolean {
  return partitioner.kind !== 'counting';
}

function byKey(partitioner: PartitionerState, topic: TopicInfo, key: string): Choice {
  return [toPositive(murmur2(key)) % topic.partitions.length, partitioner];
}

function stickyPartition(partitioner: PartitionerState, topic: TopicInfo): Choice {
  const known = mapGet(partitioner.sticky, topic.name);
  return known === undefined ? nextSticky(partitioner, topic, -1) : [known, partitioner];
}

/** StickyPartitionCache.nextPartition: another one, if `previous` is still the one in use. */
function nextSticky(partitioner: PartitionerState, topic: TopicInfo, previous: number): Choice {
  const { partitions, available } = topic;
  const old = mapGet(partitioner.sticky, topic.name);
  if (old !== undefined && old !== previous) return [old, partitioner];
  let { random } = partitioner;
  let chosen: number;
  let drawn: number;
  if (available.length === 0) {
    [chosen, random] = nextInteger(random, partitions.length);
  } else if (available.length === 1) {
    chosen = available[0]!.partition;
  } else {
    do {
      [drawn, random] = nextInteger(random, available.length);
      chosen = available[drawn]!.partition;
    } while (chosen === old);
  }
  const sticky = mapSet(partitioner.sticky, topic.name, chosen);
  return [chosen, { kind: partitioner.kind, sticky, counters: partitioner.counters, random }];
}

function inTurnFromAnywhere(partitioner: PartitionerState, topic: TopicInfo): Choice {
  if (mapGet(partitioner.counters, topic.name) !== undefined) {
    return nextInTurn(partitioner, topic, 0);
  }
  const [first, random] = nextInteger(partitioner.random, 2 ** 32);
  return nextInTurn({ ...partitioner, random }, topic, first | 0);
}

function nextInTurn(partitioner: PartitionerState, topic: TopicInfo, first: number): Choice {
  const { partitions, available, name } = topic;
  const count = mapGet(partitioner.counters, name) ?? first;
  const next: PartitionerState = {
    kind: partitioner.kind,
    sticky: partitioner.sticky,
    counters: mapSet(partitioner.counters, name, (count + 1) | 0),
    random: partitioner.random,
  };
  if (available.length === 0) return [toPositive(count) % partitions.length, next];
  return [available[toPositive(count) % available.length]!.partition, next];
}
