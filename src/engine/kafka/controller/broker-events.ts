/**
 * What happens when brokers come, change, go, or say that they are about to go.
 *
 * Mirrors: KafkaController: processBrokerChange, processBrokerModification, onBrokerStartup,
 * onBrokerFailure, onReplicasBecomeOffline, doControlledShutdown, 2.8.0.
 * Read next: broker-responses.ts.
 */
import { mapDelete } from '../../kernel/persistent-map.ts';
import type { ControlledShutdownResponse } from '../protocol/controller.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { KafkaResponse, ResponseBody } from '../protocol/messages.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { inMutableSetOrder, intHash } from '../zk/scala-order.ts';
import { targetReplicas } from './assignment.ts';
import {
  registerBrokerModificationsHandlers,
  unregisterBrokerModificationsHandlers,
} from './broker-handlers.ts';
import type { Caller } from './caller.ts';
import {
  distinct,
  partitionLeadersOnBroker,
  partitionsOnBroker,
  partitionsWithLeaders,
  partitionsWithLeadership,
  partitionsWithOfflineLeader,
  replicasOnBrokers,
  topicsOf,
} from './context-queries.ts';
import type { PartitionAndReplica } from './controller-context.ts';
import {
  addLiveBrokers,
  isLiveOrShuttingDown,
  isShuttingDown,
  isTopicQueuedUpForDeletion,
  keyOf,
  leadershipOf,
  liveBrokerIds,
  liveOrShuttingDownBroker,
  removeLiveBrokers,
  replicasOf,
} from './controller-context.ts';
import type { ControlledShutdown } from './controller-event.ts';
import { debug, info, log } from './controller-log.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { isActive } from './controller-run.ts';
import { JavaException } from '../../java/exception.ts';
import { ApiException, ControllerMovedException, errorOf } from './exceptions.ts';
import { brokerEpochsText } from './broker-epochs.ts';
import { leadershipText } from './isr-removal.ts';
import { brokerText, hasSameEndPoints } from './live-broker.ts';
import { sendOrResign, sendUpdateMetadata, sendUpdateMetadataToAll } from './metadata-updates.ts';
import { changePartitions, triggerOnlinePartitionStateChange } from './partition-state-machine.ts';
import { resumeOldReassignments } from './old-reassignment.ts';
import { resumeReassignments } from './reassignment-resumption.ts';
import { changeReplicas } from './replica-state-machine.ts';
import { addStopReplica } from './request-batch.ts';
import { replicaText } from './state-change-log.ts';
import { failReplicaDeletion, resumeDeletionForTopics } from './topic-deletion.ts';
import { getAllBrokers, getBroker } from './zk-topics.ts';

/** /brokers/ids has other children. */
export function* processBrokerChange(run: ControllerRun): Work<void> {
  if (!isActive(run)) return;
  const { context } = run;
  const { isOld } = run.settings;
  const current = yield* getAllBrokers(run);
  const ids = current.map(({ id }) => id);
  const known = [...context.brokerOrder].sort((a, b) => a - b);
  const isNew = (id: number): boolean => !isLiveOrShuttingDown(context, id);
  const added = current.filter(({ id }) => isNew(id));
  const dead = known.filter((id) => !ids.includes(id));
  // The same id in another life.
  const bounced = current.filter(
    ({ id, epoch }) => !isNew(id) && epoch > liveOrShuttingDownBroker(context, id)!.epoch,
  );
  const idsOf = (brokers: readonly { readonly id: number }[]): readonly number[] =>
    brokers.map(({ id }) => id);
  info(
    run,
    `Newly added brokers: ${idsOf(added).join(',')}, deleted brokers: ${dead.join(',')}, ` +
      `bounced brokers: ${idsOf(bounced).join(',')}, all live brokers: ${ids.join(',')}`,
  );
  for (const broker of added) run.emit({ type: 'broker.added', broker });
  for (const { id } of bounced) run.emit({ type: 'broker.removed', brokerId: id });
  for (const broker of bounced) run.emit({ type: 'broker.added', broker });
  for (const id of dead) run.emit({ type: 'broker.removed', brokerId: id });
  if (added.length > 0) {
    addLiveBrokers(context, added, isOld);
    run.asker = 'brokerStartup';
    yield* onBrokerStartup(run, idsOf(added));
  }
  if (bounced.length > 0) {
    removeLiveBrokers(context, idsOf(bounced), isOld);
    run.asker = 'bouncedBrokerFailure';
    yield* onBrokerFailure(run, idsOf(bounced));
    addLiveBrokers(context, bounced, isOld);
    run.asker = 'bouncedBrokerStartup';
    yield* onBrokerStartup(run, idsOf(bounced));
  }
  if (dead.length > 0) {
    removeLiveBrokers(context, dead, isOld);
    run.asker = 'brokerFailure';
    yield* onBrokerFailure(run, dead);
  }
  if (added.length + bounced.length + dead.length > 0) {
    info(run, `Updated broker epochs cache: ${brokerEpochsText(run)}`);
  }
}

/** New brokers learn of all partitions and get what they hold; perhaps they can lead something. */
function* onBrokerStartup(run: ControllerRun, brokerIds: readonly number[]): Work<void> {
  const { context } = run;
  info(run, `New broker startup callback for ${brokerIds.join(',')}`);
  forgetOfflineDirs(run, brokerIds);
  const others = context.brokerOrder.filter((id) => !brokerIds.includes(id));
  yield* sendUpdateMetadata(run, others, []);
  const led = run.settings.isOld
    ? partitionsWithLeadership(context)
    : partitionsWithLeaders(context);
  yield* sendUpdateMetadata(run, brokerIds, led);
  const replicas = replicasOnBrokers(context, brokerIds);
  yield* changeReplicas(run, replicas, 'OnlineReplica');
  yield* triggerOnlinePartitionStateChange(run);
  run.asker = null;
  const isOnNew = (replicas: readonly number[]): boolean =>
    replicas.some((id) => brokerIds.includes(id));
  if (run.settings.isOld) yield* resumeOldReassignments(run, isOnNew);
  else {
    yield* resumeReassignments(run, (_partition, assignment) =>
      isOnNew(targetReplicas(assignment)),
    );
  }
  const ofDeleted = replicas.filter(({ partition }) =>
    isTopicQueuedUpForDeletion(context, partition.topic),
  );
  if (ofDeleted.length > 0) {
    info(
      run,
      `Some replicas ${ofDeleted.map(replicaText).join(',')} for topics scheduled for deletion ` +
        `${topicsOf(context.topicsToBeDeleted).join(',')} are on the newly restarted brokers ` +
        `${brokerIds.join(',')}. Signaling restart of topic deletion for these topics`,
    );
    const topics = distinct(ofDeleted.map(({ partition }) => partition.topic));
    yield* resumeDeletionForTopics(run, topics);
  }
  const listed = `Vector(${brokerIds.join(', ')})`;
  yield* registerBrokerModificationsHandlers(run, brokerIds, listed);
}

function forgetOfflineDirs({ context }: ControllerRun, brokerIds: readonly number[]): void {
  for (const id of brokerIds) {
    context.replicasOnOfflineDirs = mapDelete(context.replicasOnOfflineDirs, String(id));
  }
}

function* onBrokerFailure(run: ControllerRun, brokerIds: readonly number[]): Work<void> {
  const { context } = run;
  info(run, `Broker failure callback for ${brokerIds.join(',')}`);
  forgetOfflineDirs(run, brokerIds);
  const wereShuttingDown = brokerIds.filter((id) => isShuttingDown(context, id));
  if (wereShuttingDown.length > 0) {
    context.shuttingDownBrokerIds = context.shuttingDownBrokerIds.filter(
      (id) => !wereShuttingDown.includes(id),
    );
    info(run, `Removed ${wereShuttingDown.join(',')} from list of shutting down brokers.`);
  }
  yield* onReplicasBecomeOffline(run, replicasOnBrokers(context, brokerIds));
  unregisterBrokerModificationsHandlers(run, brokerIds);
}

/** Partitions that have lost their leader get another; the replicas leave the ISRs. */
export function* onReplicasBecomeOffline(
  run: ControllerRun,
  replicas: readonly PartitionAndReplica[],
): Work<void> {
  const { context } = run;
  const isDeleted = ({ partition }: PartitionAndReplica): boolean =>
    isTopicQueuedUpForDeletion(context, partition.topic);
  const leaderless = partitionsWithOfflineLeader(context);
  yield* changePartitions(run, leaderless, 'OfflinePartition');
  yield* triggerOnlinePartitionStateChange(run);
  run.asker = null;
  const staying = replicas.filter((replica) => !isDeleted(replica));
  yield* changeReplicas(run, staying, 'OfflineReplica');
  const deleted = replicas.filter(isDeleted);
  if (deleted.length > 0) yield* failReplicaDeletion(run, deleted);
  // An election would have told everybody already.
  if (leaderless.length === 0) yield* sendUpdateMetadataToAll(run);
}

/** The registration of a broker was written. */
export function* processBrokerModification(run: ControllerRun, brokerId: number): Work<void> {
  if (!isActive(run)) return;
  const { context } = run;
  const now = yield* getBroker(run, brokerId);
  const before = liveOrShuttingDownBroker(context, brokerId);
  if (now === null || before === undefined || hasSameEndPoints(now, before)) return;
  const { isOld } = run.settings;
  const text = isOld
    ? `Updated broker: ${brokerText(now, isOld)}`
    : `Updated broker metadata: ${brokerText(before)} -> ${brokerText(now)}`;
  info(run, text);
  addLiveBrokers(context, [now], isOld);
  info(run, `Broker info update callback for ${brokerId}`);
  yield* sendUpdateMetadataToAll(run);
}

/** A broker is about to stop: its leaderships move, its replicas leave the ISRs. */
export function* processControlledShutdown(
  run: ControllerRun,
  event: ControlledShutdown,
): Work<void> {
  try {
    answerShutdown(run, event.ref, 'NONE', yield* doControlledShutdown(run, event));
  } catch (error) {
    answerShutdown(run, event.ref, errorOf(error).error, []);
  }
}

export function answerShutdown(
  run: ControllerRun,
  ref: Caller,
  errorCode: ErrorName,
  partitions: readonly TopicPartition[],
): void {
  const body: ResponseBody<ControlledShutdownResponse> = {
    type: 'ControlledShutdownResponse',
    errorCode,
    remainingPartitions: partitions.map(({ topic, partition }) => ({
      topicName: topic,
      partitionIndex: partition,
    })),
  };
  run.emit({ type: 'answer', ref, body: body as ResponseBody<KafkaResponse> });
}

function* doControlledShutdown(
  run: ControllerRun,
  { brokerId, brokerEpoch }: ControlledShutdown,
): Work<readonly TopicPartition[]> {
  if (!isActive(run)) {
    const text = 'Controller moved to another broker. Aborting controlled shutdown';
    throw new ControllerMovedException(text);
  }
  const { context } = run;
  checkBrokerEpoch(run, brokerId, brokerEpoch);
  info(run, `Shutting down broker ${brokerId}`);
  if (!isLiveOrShuttingDown(context, brokerId)) {
    throw new ApiException('BROKER_NOT_AVAILABLE', `Broker id ${brokerId} does not exist.`);
  }
  if (!isShuttingDown(context, brokerId)) {
    context.shuttingDownBrokerIds = [...context.shuttingDownBrokerIds, brokerId];
  }
  const shuttingDown = inMutableSetOrder(context.shuttingDownBrokerIds, intHash);
  debug(run, `All shutting down brokers: ${shuttingDown.join(',')}`);
  debug(run, `Live brokers: ${liveBrokerIds(context).join(',')}`);
  const held = partitionsOnBroker(context, brokerId).filter(
    (partition) =>
      replicasOf(context, partition).length > 1 &&
      leadershipOf(context, partition) !== undefined &&
      !isTopicQueuedUpForDeletion(context, partition.topic),
  );
  const isLed = (partition: TopicPartition): boolean =>
    leadershipOf(context, partition)!.leaderAndIsr.leader === brokerId;
  const followed = held.filter((partition) => !isLed(partition));
  const strategy = { type: 'ControlledShutdownPartition' } as const;
  run.asker = 'controlledShutdown';
  yield* changePartitions(run, held.filter(isLed), 'OnlinePartition', strategy);
  yield* sendOrResign(run, (batch) => {
    for (const partition of followed) addStopReplica(run, batch, [brokerId], partition, false);
  });
  const replicas = followed.map((partition) => ({ partition, replica: brokerId }));
  yield* changeReplicas(run, replicas, 'OfflineReplica');
  const leaders = partitionsWithLeadership(context).map(
    (partition) => `${keyOf(partition)} -> ${leadershipText(leadershipOf(context, partition)!)}`,
  );
  log(run, 'controller', 'TRACE', `All leaders = ${leaders.join(',')}`);
  return partitionLeadersOnBroker(context, brokerId);
}

const UNKNOWN_EPOCH = -1;

function checkBrokerEpoch(run: ControllerRun, brokerId: number, brokerEpoch: number): void {
  if (brokerEpoch === UNKNOWN_EPOCH) return;
  const known = liveOrShuttingDownBroker(run.context, brokerId);
  if (known === undefined) {
    throw new JavaException('java.util.NoSuchElementException', `key not found: ${brokerId}`);
  }
  if (brokerEpoch >= known.epoch) return;
  const text = `Received controlled shutdown request from an old broker epoch ${brokerEpoch} for broker ${brokerId}. Current broker epoch is ${known.epoch}.`;
  info(run, text);
  throw new ApiException('STALE_BROKER_EPOCH', text);
}
