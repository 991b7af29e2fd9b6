/**
 * What brokers have answered: which replicas they cannot reach on their disks, which they have deleted.
 *
 * Mirrors: KafkaController: processLeaderAndIsrResponseReceived,
 * processTopicDeletionStopReplicaResponseReceived, 2.8.0.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import {
  emptyMap,
  mapDelete,
  mapGet,
  mapHas,
  mapSet,
  mapValues,
} from '../../kernel/persistent-map.ts';
import type { LeaderAndIsrResponse } from '../protocol/controller.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { inMutableSetOrder, partitionHash } from '../zk/scala-order.ts';
import { onReplicasBecomeOffline } from './broker-events.ts';
import { asPartitionMap } from './context-queries.ts';
import type { PartitionAndReplica } from './controller-context.ts';
import { keyOf } from './controller-context.ts';
import type {
  LeaderAndIsrResponseReceived,
  PartitionAnswer,
  TopicDeletionStopReplicaResponseReceived,
} from './controller-event.ts';
import { debug, logStateChange } from './controller-log.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { isActive } from './controller-run.ts';
import { oldResponseText } from './old-requests.ts';
import { completeReplicaDeletion, failReplicaDeletion } from './topic-deletion.ts';

/** A broker says which of its replicas it cannot reach on its disk. */
export function* processLeaderAndIsrResponse(
  run: ControllerRun,
  event: LeaderAndIsrResponseReceived,
): Work<void> {
  if (!isActive(run)) return;
  const { context } = run;
  const { response, brokerId } = event;
  if (response.errorCode !== 'NONE') return logLeaderAndIsrError(run, event);
  const before: PersistentMap<TopicPartition> =
    mapGet(context.replicasOnOfflineDirs, String(brokerId)) ?? emptyMap();
  let now = before;
  for (const { topic, partition, error } of event.answers ?? partitionErrors(run, response)) {
    const key = keyOf({ topic, partition });
    if (error === 'NONE') now = mapDelete(now, key);
    else if (error === 'KAFKA_STORAGE_ERROR') now = mapSet(now, key, { topic, partition });
  }
  if (now === before) return;
  context.replicasOnOfflineDirs = mapSet(context.replicasOnOfflineDirs, String(brokerId), now);
  const lost = inMutableSetOrder(
    [...mapValues(now)].filter((partition) => !mapHas(before, keyOf(partition))),
    partitionHash,
  );
  if (lost.length === 0) return;
  const text = `Mark replicas ${lost.map(keyOf).join(',')} on broker ${brokerId} as offline`;
  logStateChange(run, 'INFO', text, undefined, false);
  run.asker = 'leaderAndIsrResponse';
  yield* onReplicasBecomeOffline(
    run,
    lost.map((partition) => ({ partition, replica: brokerId })),
  );
}

function partitionErrors(
  { context }: ControllerRun,
  { topics }: LeaderAndIsrResponse,
): readonly PartitionAnswer[] {
  return topics.flatMap(({ topicId, partitionErrors: errors }) => {
    const topic = mapGet(context.topicNames, topicId);
    if (topic === undefined) return [];
    return errors.map(({ partitionIndex, errorCode }) => ({
      topic,
      partition: partitionIndex,
      error: errorCode,
    }));
  });
}

function logLeaderAndIsrError(
  run: ControllerRun,
  { response, brokerId, answers }: LeaderAndIsrResponseReceived,
): void {
  const { errorCode } = response;
  const text = run.settings.isOld
    ? `Received error in LeaderAndIsr response ${oldResponseText('LeaderAndIsrResponse', errorCode, answers ?? [])}`
    : `Received error ${errorCode} in LeaderAndIsr response LeaderAndIsrResponseData(errorCode=${errorCode})`;
  logStateChange(run, 'ERROR', `${text} from broker ${brokerId}`, undefined, false);
}

/** A broker has deleted replicas, or could not. */
export function* processStopReplicaResponse(
  run: ControllerRun,
  { replicaId, requestError, partitionErrors: errors }: TopicDeletionStopReplicaResponseReceived,
): Work<void> {
  if (!isActive(run)) return;
  const ordered = asPartitionMap(errors) as typeof errors;
  const listed = ordered.map((each) => `${keyOf(each)} -> ${each.error}`).join(', ');
  debug(
    run,
    run.settings.isOld
      ? `Delete topic callback invoked for ${oldResponseText('StopReplicaResponse', requestError, ordered)}`
      : `Delete topic callback invoked on StopReplica response received from broker ${replicaId}: ` +
          `request error = ${requestError}, partition errors = Map(${listed})`,
  );
  const isFailed = ({ error }: { readonly error: ErrorName }): boolean =>
    requestError !== 'NONE' || error !== 'NONE';
  const replicasOfBroker = (partitions: typeof errors): readonly PartitionAndReplica[] =>
    partitions.map(({ topic, partition }) => ({
      partition: { topic, partition },
      replica: replicaId,
    }));
  const failed = ordered.filter(isFailed);
  yield* failReplicaDeletion(run, replicasOfBroker(failed));
  if (failed.length < ordered.length) {
    const deleted = ordered.filter((each) => !isFailed(each));
    yield* completeReplicaDeletion(run, replicasOfBroker(deleted));
  }
}
