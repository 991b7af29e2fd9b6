/**
 * Which partitions went from whom to whom while an assignment was balanced: two members are not to
 * exchange partitions of one topic.
 *
 * Mirrors: AbstractStickyAssignor.PartitionMovements, 2.8.0.
 */
import type { TopicPartition } from '../../../protocol/topic-partition.ts';
import { partitionName } from '../../../protocol/topic-partition.ts';
import { HashTable, PARTITION_KEYS } from '../hash-table.ts';

interface ConsumerPair {
  readonly from: string;
  readonly to: string;
}

type MovementsOfTopic = Map<string, HashTable<TopicPartition, true>>;

export class PartitionMovements {
  private readonly byTopic = new Map<string, MovementsOfTopic>();
  private readonly pairs = new Map<string, ConsumerPair>();

  move(at: TopicPartition, from: string, to: string): void {
    const moved = this.pairs.get(nameOf(at));
    if (moved === undefined) return this.record(at, { from, to });
    this.forget(at, moved);
    if (moved.from !== to) this.record(at, { from: moved.from, to });
  }

  /** A partition of the topic that went the other way goes back instead. */
  actualPartitionToMove(at: TopicPartition, from: string, to: string): TopicPartition {
    const ofTopic = this.byTopic.get(at.topic);
    if (ofTopic === undefined) return at;
    const source = this.pairs.get(nameOf(at))?.from ?? from;
    const back = ofTopic.get(pairName({ from: to, to: source }));
    return back?.keys()[0] ?? at;
  }

  private record(at: TopicPartition, pair: ConsumerPair): void {
    this.pairs.set(nameOf(at), pair);
    const ofTopic: MovementsOfTopic = this.byTopic.get(at.topic) ?? new Map();
    this.byTopic.set(at.topic, ofTopic);
    const moved = ofTopic.get(pairName(pair)) ?? new HashTable(PARTITION_KEYS);
    ofTopic.set(pairName(pair), moved);
    moved.put(at, true);
  }

  private forget(at: TopicPartition, pair: ConsumerPair): void {
    this.pairs.delete(nameOf(at));
    const ofTopic = this.byTopic.get(at.topic)!;
    const moved = ofTopic.get(pairName(pair))!;
    moved.remove(at);
    if (moved.size === 0) ofTopic.delete(pairName(pair));
    if (ofTopic.size === 0) this.byTopic.delete(at.topic);
  }
}

function nameOf({ topic, partition }: TopicPartition): string {
  return partitionName(topic, partition);
}

function pairName({ from, to }: ConsumerPair): string {
  return `${from}->${to}`;
}
