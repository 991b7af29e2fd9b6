/**
 * Reassignments of partitions that are under way.
 *
 * Mirrors: listPartitionReassignments, alterPartitionReassignments of KafkaAdminClient, 2.8.0.
 */
import type { TopicPartition } from '../../../engine/kafka/index.ts';
import { partitionName } from '../../../engine/kafka/index.ts';
import type { JavaException } from '../java/exception.ts';
import type { ToolScript } from '../tool/tool.ts';
import { REQUEST_TIMEOUT_MS, apiException, ask, demand } from './admin.ts';

/** PartitionReassignment. */
export interface PartitionReassignment extends TopicPartition {
  readonly replicas: readonly number[];
  readonly addingReplicas: readonly number[];
  readonly removingReplicas: readonly number[];
}

/** By partition's name; null asks for all. */
export function* listPartitionReassignments(
  partitions: readonly TopicPartition[] | null,
): ToolScript<ReadonlyMap<string, PartitionReassignment>> {
  const response = yield* ask(
    {
      name: 'listPartitionReassignments',
      target: { to: 'controller' },
      request: {
        type: 'ListPartitionReassignmentsRequest',
        timeoutMs: REQUEST_TIMEOUT_MS,
        topics:
          partitions === null
            ? null
            : byTopic(partitions).map(([name, members]) => ({
                name,
                partitionIndexes: members.map(({ partition }) => partition),
              })),
      },
    },
    'ListPartitionReassignmentsResponse',
  );
  demand(response.errorCode, response.errorMessage);
  const found = new Map<string, PartitionReassignment>();
  for (const { name, partitions: ofTopic } of response.topics) {
    for (const { partitionIndex, replicas, addingReplicas, removingReplicas } of ofTopic) {
      const at = { topic: name, partition: partitionIndex };
      found.set(partitionName(name, partitionIndex), {
        ...at,
        replicas,
        addingReplicas,
        removingReplicas,
      });
    }
  }
  return found;
}

/** Partitions by topic, both in the order of their arrival. */
export function byTopic<T extends TopicPartition>(
  partitions: readonly T[],
): readonly (readonly [topic: string, partitions: readonly T[]])[] {
  const topics = new Map<string, T[]>();
  for (const each of partitions) {
    const members = topics.get(each.topic);
    if (members === undefined) topics.set(each.topic, [each]);
    else members.push(each);
  }
  return [...topics];
}

/** New replicas of a partition; null cancels what is under way. */
export interface NewReassignment extends TopicPartition {
  readonly replicas: readonly number[] | null;
}

/** What failed, by partition's name, in the order of the response. */
export function* alterPartitionReassignments(
  reassignments: readonly NewReassignment[],
): ToolScript<ReadonlyMap<string, JavaException>> {
  const response = yield* ask(
    {
      name: 'alterPartitionReassignments',
      target: { to: 'controller' },
      request: {
        type: 'AlterPartitionReassignmentsRequest',
        timeoutMs: REQUEST_TIMEOUT_MS,
        topics: byTopic(reassignments).map(([name, members]) => ({
          name,
          partitions: members.map(({ partition, replicas }) => ({
            partitionIndex: partition,
            replicas,
          })),
        })),
      },
    },
    'AlterPartitionReassignmentsResponse',
  );
  demand(response.errorCode, response.errorMessage);
  const failed = new Map<string, JavaException>();
  for (const { name, partitions } of response.responses) {
    for (const { partitionIndex, errorCode, errorMessage } of partitions) {
      if (errorCode === 'NONE') continue;
      failed.set(partitionName(name, partitionIndex), apiException(errorCode, errorMessage));
    }
  }
  return failed;
}
