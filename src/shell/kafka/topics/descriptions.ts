/**
 * The lines of `kafka-topics.sh --describe`, and which of them are printed.
 *
 * Mirrors: TopicDescription, PartitionDescription, DescribeOptions of kafka.admin.TopicCommand, 2.8.0;
 * the header line of 2.2.
 */
import type { KafkaRelease, PartitionReassignment } from '../../../engine/kafka/index.ts';
import { NO_TOPIC_ID } from '../../../engine/kafka/index.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { OPTIONS } from './options.ts';

export interface TopicHeader {
  readonly topic: string;
  readonly topicId: string;
  readonly partitionCount: number;
  readonly replicationFactor: number;
  /** Those that are not defaults. */
  readonly configs: readonly (readonly [name: string, value: string])[];
  readonly isMarkedForDeletion: boolean;
}

export function headerLine(header: TopicHeader, release: KafkaRelease): string {
  const { topic, topicId, partitionCount, replicationFactor } = header;
  const configs = header.configs.map(([name, value]) => `${name}=${value}`).join(',');
  const mark = header.isMarkedForDeletion ? '\tMarkedForDeletion: true' : '';
  if (release !== '2.8.0') {
    const old = header.isMarkedForDeletion ? '\tMarkedForDeletion:true' : '';
    return `Topic:${topic}\tPartitionCount:${partitionCount}\tReplicationFactor:${replicationFactor}\tConfigs:${configs}${old}\n`;
  }
  const id = topicId === NO_TOPIC_ID ? '' : `\tTopicId: ${topicId}`;
  return `Topic: ${topic}${id}\tPartitionCount: ${partitionCount}\tReplicationFactor: ${replicationFactor}\tConfigs: ${configs}${mark}\n`;
}

export interface PartitionLine {
  readonly topic: string;
  readonly partition: number;
  /** Null: none. */
  readonly leader: number | null;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
  /** Null: not known, as in ZooKeeper's way. */
  readonly minIsr: number | null;
  readonly isMarkedForDeletion: boolean;
  readonly reassignment: PartitionReassignment | null;
}

export function partitionLine(line: PartitionLine): string {
  const { topic, partition, leader, replicas, isr, reassignment } = line;
  const moves =
    reassignment === null
      ? ''
      : `\tAdding Replicas: ${reassignment.addingReplicas.join(',')}` +
        `\tRemoving Replicas: ${reassignment.removingReplicas.join(',')}`;
  const mark = line.isMarkedForDeletion ? '\tMarkedForDeletion: true' : '';
  return (
    `\tTopic: ${topic}\tPartition: ${partition}\tLeader: ${leader ?? 'none'}` +
    `\tReplicas: ${replicas.join(',')}\tIsr: ${isr.join(',')}${moves}${mark}\n`
  );
}

/** getReplicationFactor: what a reassignment adds does not count. */
export function replicationFactor(
  replicas: readonly number[],
  reassignment: PartitionReassignment | null,
): number {
  if (reassignment === null) return replicas.length;
  const { addingReplicas, removingReplicas } = reassignment;
  const isMoving = replicas.some(
    (id) => addingReplicas.includes(id) || removingReplicas.includes(id),
  );
  if (!isMoving) return replicas.length;
  return reassignment.replicas.filter((id) => !addingReplicas.includes(id)).length;
}

/** DescribeOptions. */
export interface DescribeOptions {
  readonly describesConfigs: boolean;
  readonly describesPartitions: boolean;
  readonly onlyOverridden: boolean;
}

export function describeOptions(command: CommandLine): DescribeOptions {
  const O = OPTIONS;
  const reports = [O.unavailable, O.underReplicated, O.underMinIsr, O.atMinIsr];
  const onlyOverridden = command.has(O.topicsWithOverrides);
  return {
    describesConfigs: !reports.some((option) => command.has(option)),
    describesPartitions: !onlyOverridden,
    onlyOverridden,
  };
}

/** shouldPrintTopicPartition. */
export function isReported(
  command: CommandLine,
  line: PartitionLine,
  liveBrokers: readonly number[],
): boolean {
  const O = OPTIONS;
  if (describeOptions(command).describesConfigs) return true;
  const { leader, isr, minIsr, reassignment } = line;
  if (
    command.has(O.underReplicated) &&
    replicationFactor(line.replicas, reassignment) > isr.length
  ) {
    return true;
  }
  if (command.has(O.unavailable) && (leader === null || !liveBrokers.includes(leader))) return true;
  if (command.has(O.underMinIsr)) {
    if (leader === null || (minIsr !== null && isr.length < minIsr)) return true;
  }
  return command.has(O.atMinIsr) && isr.length === minIsr;
}
