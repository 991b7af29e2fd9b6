/**
 * A partition of a topic, and its name as maps and logs write it.
 *
 * Mirrors: org.apache.kafka.common.TopicPartition, 2.8.0.
 */

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** `t-0`: the key in maps, the folder of its log, and how upstream prints it. */
export function partitionName(topic: string, partition: number): string {
  return `${topic}-${partition}`;
}

/** Reads `t-0`; null when it is none. */
export function parsePartitionName(name: string): TopicPartition | null {
  const dash = name.lastIndexOf('-');
  if (dash <= 0) return null;
  const digits = name.slice(dash + 1);
  if (!/^\d+$/.test(digits)) return null;
  return { topic: name.slice(0, dash), partition: Number(digits) };
}

/** By topic, then by number. */
export function comparePartitions(a: TopicPartition, b: TopicPartition): number {
  if (a.topic !== b.topic) return a.topic < b.topic ? -1 : 1;
  return a.partition - b.partition;
}
