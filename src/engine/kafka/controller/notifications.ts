/**
 * What brokers notify the controller of through ZooKeeper: failed log folders, and ISRs that leaders have
 * changed by themselves (before 2.7).
 *
 * Mirrors: KafkaController: processLogDirEventNotification, processIsrChangeNotification,
 * onBrokerLogDirFailure; KafkaZkClient's methods about log_dir_event and isr_change, 2.8.0.
 */
import type { TopicPartition } from '../protocol/topic-partition.ts';
import {
  ISR_CHANGE_NOTIFICATION_PATH,
  LOG_DIR_EVENT_NOTIFICATION_PATH,
  decodeLogDirEvent,
  decodePartitions,
  isrChangePath,
  logDirEventPath,
  sequenceNumberOf,
} from '../zk/topic-znodes.ts';
import { distinct, replicasOnBrokers } from './context-queries.ts';
import { isBeingReassigned, keyOf, putLeadership } from './controller-context.ts';
import { debug, info } from './controller-log.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { ask, isActive } from './controller-run.ts';
import { sendUpdateMetadataToAll } from './metadata-updates.ts';
import { maybeCompleteReassignment } from './reassignment.ts';
import { changeReplicas } from './replica-state-machine.ts';
import { getPartitionStates } from './zk-partition-states.ts';
import {
  childrenIfAny,
  dataOf,
  deleteOp,
  getChildren,
  getDataRequest,
  write,
} from './zk-requests.ts';

function logDirEventsOf(children: readonly string[]): readonly string[] {
  return children.map((child) => logDirEventPath(sequenceNumberOf(child, 'log_dir_event_')));
}

function isrChangesOf(children: readonly string[]): readonly string[] {
  return children.map((child) => isrChangePath(sequenceNumberOf(child, 'isr_change_')));
}

function* deleteAll(run: ControllerRun, paths: readonly string[]): Work<void> {
  yield* write(run, paths.map(deleteOp));
}

export function* deleteLogDirEvents(run: ControllerRun): Work<void> {
  const children = yield* childrenIfAny(run, LOG_DIR_EVENT_NOTIFICATION_PATH);
  if (children !== null) yield* deleteAll(run, logDirEventsOf(children));
}

export function* deleteIsrChanges(run: ControllerRun): Work<void> {
  const children = yield* childrenIfAny(run, ISR_CHANGE_NOTIFICATION_PATH);
  if (children !== null) yield* deleteAll(run, isrChangesOf(children));
}

/** What the znodes hold that are still there. */
function* readAll(run: ControllerRun, paths: readonly string[]): Work<readonly (string | null)[]> {
  const replies = yield* ask(
    run,
    paths.map((path) => getDataRequest(run, path)),
  );
  return paths.flatMap((path, index) => {
    const node = dataOf(replies[index]!, path);
    return node === null ? [] : [node.data];
  });
}

/** Brokers with failed folders are asked which of their replicas they still have. */
export function* processLogDirEventNotification(run: ControllerRun): Work<void> {
  if (!isActive(run)) return;
  const paths = logDirEventsOf(yield* getChildren(run, LOG_DIR_EVENT_NOTIFICATION_PATH));
  try {
    const data = yield* readAll(run, paths);
    const brokerIds = data.flatMap((text) => decodeLogDirEvent(text) ?? []);
    info(run, `Handling log directory failure for brokers ${brokerIds.join(',')}`);
    const replicas = replicasOnBrokers(run.context, distinct(brokerIds));
    yield* changeReplicas(run, replicas, 'OnlineReplica');
  } finally {
    yield* deleteAll(run, paths);
  }
}

/** Reads what leaders have written and passes it on. */
export function* processIsrChangeNotification(run: ControllerRun): Work<void> {
  if (!isActive(run)) return;
  const { context } = run;
  const paths = isrChangesOf(yield* getChildren(run, ISR_CHANGE_NOTIFICATION_PATH));
  try {
    const data = yield* readAll(run, paths);
    const partitions = data.flatMap(decodePartitions);
    if (partitions.length > 0) {
      yield* updateLeaderAndIsrCache(run, partitions);
      const brokers = `Vector(${context.brokerOrder.join(', ')})`;
      const listed = `ArrayBuffer(${partitions.map(keyOf).join(', ')})`;
      debug(run, `Sending MetadataRequest to Brokers: ${brokers} for TopicPartitions: ${listed}`);
      yield* sendUpdateMetadataToAll(run, partitions);
      // In 2.2 the watch on the state of a partition that is reassigned tells of it.
      for (const partition of run.settings.isOld ? [] : partitions) {
        if (isBeingReassigned(context, partition)) {
          yield* maybeCompleteReassignment(run, partition);
        }
      }
    }
  } finally {
    yield* deleteAll(run, paths);
  }
}

/** Reads the states of partitions again. */
export function* updateLeaderAndIsrCache(
  run: ControllerRun,
  partitions: readonly TopicPartition[],
): Work<void> {
  for (const { partition, value } of yield* getPartitionStates(run, partitions)) {
    putLeadership(run.context, partition, value);
  }
}
