/**
 * Who asks for reassignments, through ZooKeeper or by the API, and what is refused.
 *
 * Mirrors: KafkaController: processZkPartitionReassignment, processApiPartitionReassignment,
 * processListPartitionReassignments, maybeTriggerPartitionReassignment, validateReplicas,
 * maybeBuildReassignment; KafkaApis.handleAlterPartitionReassignmentsRequest and
 * handleListPartitionReassignmentsRequest, 2.8.0.
 */
import { mapValues } from '../../kernel/persistent-map.ts';
import type {
  AlterPartitionReassignmentsResponse,
  ListPartitionReassignmentsResponse,
} from '../protocol/admin-topics.ts';
import { ERRORS } from '../protocol/errors.ts';
import type { KafkaResponse, ResponseBody } from '../protocol/messages.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import {
  inImmutableOrder,
  inMutableMapOrder,
  inMutableSetOrder,
  partitionHash,
  stringHash,
} from '../zk/scala-order.ts';
import type { ReplicaAssignment } from '../zk/topic-znodes.ts';
import { REASSIGN_PARTITIONS_PATH } from '../zk/topic-znodes.ts';
import { isReassigned, originReplicas, reassignTo } from './assignment.ts';
import type { Caller } from './caller.ts';
import { distinct } from './context-queries.ts';
import {
  fullAssignment,
  isLive,
  isTopicQueuedUpForDeletion,
  keyOf,
  liveBrokerIds,
  replicasOf,
} from './controller-context.ts';
import type { ApiPartitionReassignment, ListPartitionReassignments } from './controller-event.ts';
import { info, log } from './controller-log.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { isActive } from './controller-run.ts';
import type { PartitionError } from './controller-state.ts';
import { ControllerMovedException } from './exceptions.ts';
import { onPartitionReassignment } from './reassignment.ts';
import { getPartitionReassignment, removeFromZkReassignment } from './zk-reassignment.ts';
import { registerAndCheckExistence } from './zk-requests.ts';

interface Reassignment {
  readonly partition: TopicPartition;
  readonly assignment: ReplicaAssignment;
}

const hashOf = (partition: TopicPartition): number => partitionHash(partition);

/** What /admin/reassign_partitions asks for; gives the partitions that are being reassigned by it. */
export function* processZkPartitionReassignment(
  run: ControllerRun,
): Work<readonly TopicPartition[]> {
  if (!isActive(run)) return [];
  // The watch is set even when there is nothing: the next request is noticed by it.
  if (!(yield* registerAndCheckExistence(run, REASSIGN_PARTITIONS_PATH))) return [];
  const results: PartitionError[] = [];
  const toReassign: Reassignment[] = [];
  for (const { topic, partition, replicas } of yield* getPartitionReassignment(run)) {
    const assignment = buildReassignment(run, { topic, partition }, replicas)!;
    toReassign.push({ partition: { topic, partition }, assignment });
  }
  results.push(...(yield* triggerReassignments(run, toReassign)));
  const failed = results.filter(({ error }) => error !== 'NONE');
  if (failed.length > 0) {
    const listed = failed.map(
      (each) => `${keyOf(each)} -> ApiError(error=${each.error}, message=${each.message})`,
    );
    const text = `Failed reassignment through zk with the following errors: Map(${listed.join(', ')})`;
    log(run, 'controller', 'WARN', text);
    const keys = failed.map(keyOf);
    yield* removeFromZkReassignment(run, (each) => keys.includes(keyOf(each)));
  }
  return results.filter(({ error }) => error === 'NONE');
}

/** AlterPartitionReassignments: it replaces what ZooKeeper was asked for the same partitions. */
export function* processApiPartitionReassignment(
  run: ControllerRun,
  { reassignments, ref }: ApiPartitionReassignment,
): Work<void> {
  if (!isActive(run)) return answerAlter(run, ref, null);
  const results: PartitionError[] = [];
  const toReassign: Reassignment[] = [];
  for (const { topic, partition, replicas } of inImmutableOrder(reassignments, hashOf)) {
    const which = { topic, partition };
    const refusal = replicas === null ? null : refusalOf(run, which, replicas);
    const assignment = refusal === null ? buildReassignment(run, which, replicas) : null;
    if (refusal !== null) {
      results.push({ ...which, error: 'INVALID_REPLICA_ASSIGNMENT', message: refusal });
    } else if (assignment === null) {
      const { message } = ERRORS.NO_REASSIGNMENT_IN_PROGRESS;
      results.push({ ...which, error: 'NO_REASSIGNMENT_IN_PROGRESS', message });
    } else toReassign.push({ partition: which, assignment });
  }
  const keys = new Set(toReassign.map(({ partition }) => keyOf(partition)));
  yield* removeFromZkReassignment(run, (each) => keys.has(keyOf(each)));
  results.push(...(yield* triggerReassignments(run, toReassign)));
  answerAlter(run, ref, results);
}

/** Null: this broker is not the controller. */
export function answerAlter(
  run: ControllerRun,
  ref: Caller,
  results: readonly PartitionError[] | null,
): void {
  const isOther = results === null;
  const body: ResponseBody<AlterPartitionReassignmentsResponse> = {
    type: 'AlterPartitionReassignmentsResponse',
    errorCode: isOther ? 'NOT_CONTROLLER' : 'NONE',
    errorMessage: isOther ? ERRORS.NOT_CONTROLLER.message : null,
    responses: topicsOf(results ?? []).map(([name, ofTopic]) => ({
      name,
      partitions: ofTopic.map(({ partition, error, message }) => ({
        partitionIndex: partition,
        errorCode: error,
        errorMessage: message,
      })),
    })),
  };
  run.emit({ type: 'answer', ref, body: body as ResponseBody<KafkaResponse> });
}

/** Grouped by topic, as groupBy over a map of partitions lists them. */
function topicsOf<P extends TopicPartition>(
  partitions: readonly P[],
): readonly (readonly [topic: string, partitions: readonly P[]])[] {
  const ordered = inMutableMapOrder(partitions, hashOf);
  const topics = inImmutableOrder(distinct(ordered.map(({ topic }) => topic)), stringHash);
  return topics.map((name) => [name, ordered.filter(({ topic }) => topic === name)]);
}

/** ListPartitionReassignments: those that are under way. */
export function processListPartitionReassignments(
  run: ControllerRun,
  { partitions, ref }: ListPartitionReassignments,
): void {
  if (!isActive(run)) return answerList(run, ref, null);
  const { context } = run;
  const all =
    partitions ?? inMutableSetOrder([...mapValues(context.partitionsBeingReassigned)], hashOf);
  answerList(
    run,
    ref,
    all.filter((partition) => isReassigned(fullAssignment(context, partition))),
  );
}

/** Null: this broker is not the controller. */
export function answerList(
  run: ControllerRun,
  ref: Caller,
  partitions: readonly TopicPartition[] | null,
): void {
  const isOther = partitions === null;
  const body: ResponseBody<ListPartitionReassignmentsResponse> = {
    type: 'ListPartitionReassignmentsResponse',
    errorCode: isOther ? 'NOT_CONTROLLER' : 'NONE',
    errorMessage: isOther ? ERRORS.NOT_CONTROLLER.message : null,
    topics: topicsOf(partitions ?? []).map(([name, ofTopic]) => ({
      name,
      partitions: ofTopic.map((partition) => ({
        partitionIndex: partition.partition,
        ...fullAssignment(run.context, partition),
      })),
    })),
  };
  run.emit({ type: 'answer', ref, body: body as ResponseBody<KafkaResponse> });
}

/** Begins what may begin, and says what came of each. */
function* triggerReassignments(
  run: ControllerRun,
  reassignments: readonly Reassignment[],
): Work<readonly PartitionError[]> {
  const results: PartitionError[] = [];
  const ordered = inMutableMapOrder(reassignments, ({ partition }) => partitionHash(partition));
  for (const { partition, assignment } of ordered) {
    results.push(yield* triggerReassignment(run, partition, assignment));
  }
  return results;
}

function* triggerReassignment(
  run: ControllerRun,
  partition: TopicPartition,
  assignment: ReplicaAssignment,
): Work<PartitionError> {
  const message = 'The partition does not exist.';
  const unknown = { ...partition, error: 'UNKNOWN_TOPIC_OR_PARTITION', message } as const;
  const { context } = run;
  if (isTopicQueuedUpForDeletion(context, partition.topic)) {
    const text = `Skipping reassignment of ${keyOf(partition)} since the topic is currently being deleted`;
    info(run, text);
    return unknown;
  }
  if (replicasOf(context, partition).length === 0) return unknown;
  try {
    yield* onPartitionReassignment(run, partition, assignment);
    return { ...partition, error: 'NONE', message: null };
  } catch (error) {
    if (error instanceof ControllerMovedException) {
      const text = `Failed completing reassignment of partition ${keyOf(partition)} because controller has moved to another broker`;
      info(run, text);
      throw error;
    }
    const text = `Error completing reassignment of partition ${keyOf(partition)}`;
    log(run, 'controller', 'ERROR', text, error);
    const { message } = ERRORS.UNKNOWN_SERVER_ERROR;
    return { ...partition, error: 'UNKNOWN_SERVER_ERROR', message };
  }
}

/** Why the replicas are no good; null: nothing is wrong with them. */
function refusalOf(
  run: ControllerRun,
  partition: TopicPartition,
  replicas: readonly number[],
): string | null {
  const list = `ArrayBuffer(${replicas.join(', ')})`;
  if (replicas.length === 0) return 'Empty replica list specified in partition reassignment.';
  if (distinct(replicas).length !== replicas.length) {
    return `Duplicate replica ids in partition reassignment replica list: ${list}`;
  }
  if (replicas.some((id) => id < 0)) return `Invalid broker id in replica list: ${list}`;
  const { context } = run;
  const { addingReplicas } = reassignTo(fullAssignment(context, partition), replicas);
  if (addingReplicas.every((id) => isLive(context, id))) return null;
  const adding = `ArrayBuffer(${addingReplicas.join(', ')})`;
  const live = `Set(${liveBrokerIds(context).join(', ')})`;
  return `Replica assignment has brokers that are not alive. Replica list: ${adding}, live broker list: ${live}`;
}

/** Null: a reassignment is to be given up, and there is none. */
function buildReassignment(
  { context }: ControllerRun,
  partition: TopicPartition,
  target: readonly number[] | null,
): ReplicaAssignment | null {
  const assignment = fullAssignment(context, partition);
  if (target !== null) return reassignTo(assignment, target);
  return isReassigned(assignment) ? reassignTo(assignment, originReplicas(assignment)) : null;
}
