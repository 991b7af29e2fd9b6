/**
 * Becoming the controller: the election, and all that a new controller does before it serves.
 *
 * Mirrors: KafkaController: elect, onControllerFailover, initializeControllerContext,
 * fetchTopicDeletionsInProgress; KafkaZkClient.registerControllerAndIncrementControllerEpoch, 2.8.0.
 * Read next: controller.machine.ts (the steps), resignation.ts (the way back).
 */
import { emptyMap, mapSet, mapValues } from '../../kernel/persistent-map.ts';
import type { MultiResult } from '../../zookeeper/client/index.ts';
import { ErrorCode, OPEN_ACL_UNSAFE } from '../../zookeeper/client/index.ts';
import { inImmutableOrder, inMutableSetOrder, stringHash } from '../zk/scala-order.ts';
import {
  BROKER_IDS_PATH,
  CONTROLLER_EPOCH_PATH,
  CONTROLLER_PATH,
  DELETE_TOPICS_PATH,
  ISR_CHANGE_NOTIFICATION_PATH,
  LOG_DIR_EVENT_NOTIFICATION_PATH,
  PREFERRED_REPLICA_ELECTION_PATH,
  REASSIGN_PARTITIONS_PATH,
  TOPICS_PATH,
  decodeControllerEpoch,
  encodeController,
} from '../zk/topic-znodes.ts';
import { isReassigned } from './assignment.ts';
import { brokerEpochsText } from './broker-epochs.ts';
import { registerBrokerModificationsHandlers } from './broker-handlers.ts';
import { allPartitions, distinct, replicasForTopic, topicsOf } from './context-queries.ts';
import {
  isReplicaOnline,
  keyOf,
  liveBrokerIds,
  liveOrShuttingDownBroker,
  putLeadership,
  setAllTopics,
  setLiveBrokers,
  updateAssignment,
} from './controller-context.ts';
import { debug, info, log } from './controller-log.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { ask } from './controller-run.ts';
import { ControllerMovedException, IllegalStateException, KeeperException } from './exceptions.ts';
import { setUpFeatures } from './features.ts';
import { sendUpdateMetadataToAll } from './metadata-updates.ts';
import { deleteIsrChanges, deleteLogDirEvents } from './notifications.ts';
import { initializeOldReassignments, triggerOldReassignments } from './old-reassignment.ts';
import { startPartitionStateMachine } from './partition-state-machine.ts';
import { resumeReassignments } from './reassignment-resumption.ts';
import { processZkPartitionReassignment } from './reassignment-requests.ts';
import { fetchPendingPreferredElections, onReplicaElection } from './replica-elections.ts';
import { startReplicaStateMachine } from './replica-state-machine.ts';
import { getControllerId, maybeResign, triggerControllerMove } from './resignation.ts';
import { initTopicDeletion, tryTopicDeletion } from './topic-deletion.ts';
import { getPartitionStates } from './zk-partition-states.ts';
import {
  errOf,
  getChildren,
  getData,
  registerAndCheckExistence,
  registerChildChangeHandler,
} from './zk-requests.ts';
import {
  getAllBrokers,
  getAllTopics,
  getTopicAssignments,
  processTopicIds,
  registerPartitionModificationsHandlers,
} from './zk-topics.ts';
import type { RoleEvent } from './controller.machine.ts';

function role(run: ControllerRun, type: RoleEvent['type']): void {
  run.emit({ type: 'role', event: { type } });
}

/** Tries to become the controller unless there is one. */
export function* elect(run: ControllerRun): Work<void> {
  run.activeControllerId = yield* getControllerId(run);
  if (run.activeControllerId !== -1) {
    const text = `Broker ${run.activeControllerId} has been elected as the controller, so stopping the election process.`;
    return debug(run, text);
  }
  role(run, 'election.started');
  const { brokerId } = run.settings;
  const { context } = run;
  try {
    const { epoch, epochZkVersion } = yield* registerController(run);
    context.epoch = epoch;
    context.epochZkVersion = epochZkVersion;
    run.activeControllerId = brokerId;
    role(run, 'election.won');
    const text = `${brokerId} successfully elected as the controller. Epoch incremented to ${epoch} and epoch zk version is now ${epochZkVersion}`;
    info(run, text);
    yield* failOver(run);
  } catch (error) {
    if (error instanceof ControllerMovedException) {
      yield* maybeResign(run);
      role(run, 'election.lost');
      const { activeControllerId } = run;
      if (activeControllerId !== -1) {
        const text = `Broker ${activeControllerId} was elected as controller instead of broker ${brokerId}`;
        debug(run, text, error);
      } else {
        const text =
          'A controller has been elected but just resigned, this will result in another round of election';
        log(run, 'controller', 'WARN', text, error);
      }
    } else {
      const text = `Error while electing or becoming controller on broker ${brokerId}. Trigger controller movement immediately`;
      log(run, 'controller', 'ERROR', text, error);
      yield* triggerControllerMove(run);
      role(run, 'election.lost');
    }
  }
}

interface ControllerEpoch {
  readonly epoch: number;
  /** dataVersion of /controller_epoch. */
  readonly epochZkVersion: number;
}

/** Creates /controller and raises /controller_epoch in one transaction. */
function* registerController(run: ControllerRun): Work<ControllerEpoch> {
  const { brokerId } = run.settings;
  const startedMs = run.wallClockMs;
  const current = (yield* getControllerEpoch(run)) ?? (yield* createControllerEpoch(run));
  const epoch = current.epoch + 1;
  const [reply] = yield* ask(run, [
    {
      type: 'MultiRequest',
      ops: [
        {
          type: 'create',
          path: CONTROLLER_PATH,
          data: encodeController(brokerId, startedMs),
          acl: OPEN_ACL_UNSAFE,
          mode: 'EPHEMERAL',
        },
        {
          type: 'setData',
          path: CONTROLLER_EPOCH_PATH,
          data: String(epoch),
          version: current.epochZkVersion,
        },
      ],
    },
  ]);
  const results = reply!.reply?.results ?? [];
  const code = reply!.err === ErrorCode.OK ? firstError(results) : reply!.err;
  if (code === ErrorCode.NODEEXISTS || code === ErrorCode.BADVERSION) {
    return yield* checkControllerAndEpoch(run, epoch);
  }
  if (code !== ErrorCode.OK) throw new KeeperException(code);
  const written = results[1]!;
  return { epoch, epochZkVersion: written.type === 'setData' ? written.stat.version : -1 };
}

function firstError(results: readonly MultiResult[]): number {
  return results.map(errOf).find((err) => err !== ErrorCode.OK) ?? ErrorCode.OK;
}

function* getControllerEpoch(run: ControllerRun): Work<ControllerEpoch | null> {
  const node = yield* getData(run, CONTROLLER_EPOCH_PATH);
  if (node === null) return null;
  return { epoch: decodeControllerEpoch(node.data), epochZkVersion: node.stat.version };
}

function* createControllerEpoch(run: ControllerRun): Work<ControllerEpoch> {
  const [reply] = yield* ask(run, [
    {
      type: 'CreateRequest',
      path: CONTROLLER_EPOCH_PATH,
      data: '0',
      acl: OPEN_ACL_UNSAFE,
      mode: 'PERSISTENT',
      withStat: false,
    },
  ]);
  if (reply!.err === ErrorCode.OK) {
    const text = `Successfully created ${CONTROLLER_EPOCH_PATH} with initial epoch 0`;
    log(run, 'zkClient', 'INFO', text);
    return { epoch: 0, epochZkVersion: 0 };
  }
  if (reply!.err !== ErrorCode.NODEEXISTS) throw new KeeperException(reply!.err);
  return yield* existingControllerEpoch(run);
}

function* existingControllerEpoch(run: ControllerRun): Work<ControllerEpoch> {
  const found = yield* getControllerEpoch(run);
  if (found !== null) return found;
  throw new IllegalStateException(
    `${CONTROLLER_EPOCH_PATH} existed before but goes away while trying to read it`,
  );
}

/** The transaction may have succeeded although its answer was lost. */
function* checkControllerAndEpoch(run: ControllerRun, epoch: number): Work<ControllerEpoch> {
  const controllerId = yield* getControllerId(run);
  if (controllerId === -1) {
    throw new ControllerMovedException(
      `The ephemeral node at ${CONTROLLER_PATH} went away while checking whether the controller ` +
        'election succeeds. Aborting controller startup procedure',
    );
  }
  if (controllerId === run.settings.brokerId) {
    const found = yield* existingControllerEpoch(run);
    if (found.epoch === epoch) return found;
  }
  throw new ControllerMovedException(
    'Controller moved to another broker. Aborting controller startup procedure',
  );
}

/** onControllerFailover, in upstream's order. */
function* failOver(run: ControllerRun): Work<void> {
  const { settings } = run;
  yield* setUpFeatures(run);
  role(run, 'features.set');
  info(run, 'Registering handlers');
  for (const path of CHILD_HANDLERS) registerChildChangeHandler(run, path);
  yield* registerAndCheckExistence(run, PREFERRED_REPLICA_ELECTION_PATH);
  yield* registerAndCheckExistence(run, REASSIGN_PARTITIONS_PATH);
  role(run, 'handlers.registered');
  info(run, 'Deleting log dir event notifications');
  yield* deleteLogDirEvents(run);
  info(run, 'Deleting isr change notifications');
  yield* deleteIsrChanges(run);
  role(run, 'notifications.deleted');
  info(run, 'Initializing controller context');
  yield* initializeControllerContext(run);
  role(run, 'context.initialized');
  info(run, 'Fetching topic deletions in progress');
  const { toBeDeleted, ineligible } = yield* fetchTopicDeletionsInProgress(run);
  info(run, 'Initializing topic deletion manager');
  yield* initTopicDeletion(run, toBeDeleted, ineligible);
  role(run, 'deletions.fetched');
  // Brokers have to know who is alive before they are told what to lead and follow.
  info(run, 'Sending update metadata request');
  yield* sendUpdateMetadataToAll(run);
  role(run, 'metadata.sent');
  yield* startReplicaStateMachine(run);
  role(run, 'replicas.started');
  run.asker = 'failover';
  yield* startPartitionStateMachine(run);
  run.asker = null;
  role(run, 'partitions.started');
  info(run, `Ready to serve as the new controller with epoch ${run.context.epoch}`);
  yield* settings.isOld ? triggerOldReassignments(run) : initializePartitionReassignments(run);
  role(run, 'reassignments.resumed');
  yield* tryTopicDeletion(run);
  role(run, 'deletions.resumed');
  const pending = yield* fetchPendingPreferredElections(run);
  run.asker = 'pendingElection';
  yield* onReplicaElection(run, pending, 'PREFERRED', 'ZkTriggered');
  run.asker = null;
  role(run, 'elections.resumed');
  info(run, 'Starting the controller scheduler');
  if (settings.autoLeaderRebalanceEnable) {
    run.emit({ type: 'rebalance.scheduled', delayMs: FIRST_REBALANCE_MS });
  }
}

const FIRST_REBALANCE_MS = 5000;

const CHILD_HANDLERS = [
  BROKER_IDS_PATH,
  TOPICS_PATH,
  DELETE_TOPICS_PATH,
  LOG_DIR_EVENT_NOTIFICATION_PATH,
  ISR_CHANGE_NOTIFICATION_PATH,
];

/** Reads the whole cluster and opens a channel to each broker. */
function* initializeControllerContext(run: ControllerRun): Work<void> {
  const { context } = run;
  setLiveBrokers(context, yield* getAllBrokers(run), run.settings.isOld);
  info(run, `Initialized broker epochs cache: ${brokerEpochsText(run)}`);
  setAllTopics(context, yield* getAllTopics(run));
  const topics = topicsOf(context.allTopics);
  registerPartitionModificationsHandlers(run, topics);
  const assignments = yield* getTopicAssignments(run, inImmutableOrder(topics, stringHash));
  yield* processTopicIds(run, assignments);
  for (const { topic, assignment } of assignments) {
    for (const [partition, entry] of assignment) {
      const which = { topic, partition };
      updateAssignment(context, which, entry);
      if (!isReassigned(entry)) continue;
      const { partitionsBeingReassigned } = context;
      context.partitionsBeingReassigned = mapSet(partitionsBeingReassigned, keyOf(which), which);
    }
  }
  context.partitionLeadershipInfo = emptyMap();
  context.shuttingDownBrokerIds = [];
  yield* registerBrokerModificationsHandlers(
    run,
    context.brokerOrder,
    `Set(${context.brokerOrder.join(', ')})`,
  );
  for (const { partition, value } of yield* getPartitionStates(run, allPartitions(context))) {
    putLeadership(context, partition, value);
  }
  run.emit({
    type: 'channels.started',
    brokers: context.brokerOrder.map((id) => liveOrShuttingDownBroker(context, id)!),
  });
  if (run.settings.isOld) yield* initializeOldReassignments(run);
  const live = liveBrokerIds(context).join(', ');
  info(run, `Currently active brokers in the cluster: Set(${live})`);
  info(run, 'Currently shutting brokers in the cluster: Set()');
  info(run, `Current list of topics in the cluster: Set(${topics.join(', ')})`);
}

/** Topics to be deleted, and topics that may not be now. */
function* fetchTopicDeletionsInProgress(
  run: ControllerRun,
): Work<{ readonly toBeDeleted: readonly string[]; readonly ineligible: readonly string[] }> {
  const { context } = run;
  const toBeDeleted = inImmutableOrder(yield* getChildren(run, DELETE_TOPICS_PATH), stringHash);
  const offline = topicsOf(context.allTopics).filter((topic) =>
    replicasForTopic(context, topic).some(
      ({ replica, partition }) => !isReplicaOnline(context, replica, partition),
    ),
  );
  const reassigned = [...mapValues(context.partitionsBeingReassigned)].map(({ topic }) => topic);
  const ineligible = inMutableSetOrder(distinct([...offline, ...reassigned.sort()]), stringHash);
  info(run, `List of topics to be deleted: ${toBeDeleted.join(',')}`);
  info(run, `List of topics ineligible for deletion: ${ineligible.join(',')}`);
  return { toBeDeleted, ineligible };
}

/** Those that ZooKeeper was asked for first, then the others that were under way. */
function* initializePartitionReassignments(run: ControllerRun): Work<void> {
  const resumed = yield* processZkPartitionReassignment(run);
  const keys = new Set(resumed.map(keyOf));
  yield* resumeReassignments(run, (partition) => !keys.has(keyOf(partition)));
}
