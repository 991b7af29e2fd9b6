/**
 * Whether the replicas of partitions hold the same, batch by batch up to the high watermark.
 *
 * Mirrors: kafka.tools.ReplicaBuffer.verifyCheckSum, 2.8.0.
 */
import type { RecordBatch, TopicPartition } from '../../../engine/kafka/index.ts';
import {
  batchCrc,
  inPartitionOrder,
  lastOffset,
  nextOffset,
  partitionName,
} from '../../../engine/kafka/index.ts';

export interface VerifiedPartition extends TopicPartition {
  /** Ids of brokers. */
  readonly replicas: readonly number[];
  /** Of the next batch. */
  readonly offset: number;
}

/** What a broker gave of a partition. */
export interface ReplicaData {
  readonly broker: number;
  readonly highWatermark: number;
  readonly batches: readonly RecordBatch[];
}

/** The partition that is furthest behind its high watermark. */
export interface Lag {
  readonly maxLag: number;
  readonly partition: string;
  readonly offset: number;
}

export interface Comparison {
  readonly partitions: readonly VerifiedPartition[];
  /** Null: offsets do not match, the tool ends. */
  readonly lag: Lag | null;
}

/** `fetched` by the name of the partition. */
export function compareReplicas(
  all: readonly VerifiedPartition[],
  fetched: ReadonlyMap<string, readonly ReplicaData[]>,
  print: (text: string) => void,
): Comparison {
  let lag: Lag = { maxLag: -1, partition: 'null', offset: -1 };
  const partitions: VerifiedPartition[] = [];
  for (const verified of inPartitionOrder(all)) {
    const name = partitionName(verified.topic, verified.partition);
    const replicas = replicasOf(verified, fetched.get(name) ?? []);
    const offset = compareBatches(name, verified.offset, replicas, print);
    if (offset === null) return { partitions: all, lag: null };
    const highWatermark = Math.max(...replicas.map((replica) => replica.highWatermark));
    const maxLag = highWatermark - offset;
    if (maxLag > lag.maxLag) lag = { maxLag, partition: name, offset };
    partitions.push({ ...verified, offset });
  }
  return { partitions, lag };
}

/** By the ids of the brokers; nothing was heard of some. */
function replicasOf(
  { replicas }: VerifiedPartition,
  fetched: readonly ReplicaData[],
): readonly ReplicaData[] {
  return [...replicas]
    .sort((one, other) => one - other)
    .map((broker) => {
      const found = fetched.find((each) => each.broker === broker);
      return found ?? { broker, highWatermark: -1, batches: [] };
    });
}

/** The offset behind what all have; null: the batches of two replicas end at different offsets. */
function compareBatches(
  name: string,
  offset: number,
  replicas: readonly ReplicaData[],
  print: (text: string) => void,
): number | null {
  let reached = offset;
  for (let index = 0; ; index++) {
    let first: { readonly broker: number; readonly batch: RecordBatch } | null = null;
    let isInAll = true;
    for (const { broker, highWatermark, batches } of replicas) {
      const batch = batches[index];
      if (batch === undefined || lastOffset(batch) >= highWatermark) isInAll = false;
      else if (first === null) first = { broker, batch };
      else if (lastOffset(first.batch) !== lastOffset(batch)) {
        print(
          `partition ${name}: replica ${first.broker}'s offset ${lastOffset(first.batch)} doesn't match replica ${broker}'s offset ${lastOffset(batch)}`,
        );
        return null;
      } else if (batchCrc(first.batch) !== batchCrc(batch)) {
        print(
          `partition ${name} has unmatched checksum at offset ${lastOffset(batch)}; replica ${first.broker}'s checksum ${batchCrc(first.batch)}; replica ${broker}'s checksum ${batchCrc(batch)}`,
        );
      }
    }
    if (!isInAll || first === null) return reached;
    reached = nextOffset(first.batch);
  }
}
