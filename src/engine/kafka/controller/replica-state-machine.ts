/**
 * Changing the state of replicas: each change from a legal state only, with all that it means for the ISR
 * and for the brokers.
 *
 * Mirrors: kafka.controller.ZkReplicaStateMachine, 2.8.0.
 * Read next: replica-state.machine.ts (what is legal), isr-removal.ts (going offline).
 */
import { mapKeys } from '../../kernel/persistent-map.ts';
import {
  inImmutableOrder,
  inMutableMapOrder,
  inOldGroupOrder,
  intHash,
} from '../zk/scala-order.ts';
import {
  allPartitions,
  distinct,
  onlineAndOfflineReplicas,
  replicaHash,
  replicasOnBrokers,
} from './context-queries.ts';
import type { PartitionAndReplica } from './controller-context.ts';
import {
  fullAssignment,
  isReplicaOnline,
  isTopicQueuedUpForDeletion,
  keyOf,
  leadershipOf,
  liveBrokerIds,
  putReplicaState,
  removeReplicaState,
  replicaOfKey,
  replicaStateOf,
  replicasOf,
  updateAssignment,
} from './controller-context.ts';
import { log, noteStateChange, traceStateChange } from './controller-log.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import type { ReplicaState } from './controller-state.ts';
import {
  ControllerMovedException,
  IllegalStateException,
  StateChangeFailedException,
} from './exceptions.ts';
import { leadershipText, removeReplicasFromIsr } from './isr-removal.ts';
import { assignmentText } from './assignment.ts';
import type { RequestBatch } from './request-batch.ts';
import {
  addLeaderAndIsr,
  addStopReplica,
  addUpdateMetadata,
  newBatch,
  sendBatch,
} from './request-batch.ts';
import { logFailedReplicaChange, replicaText } from './state-change-log.ts';
import {
  OLD_VALID_PREVIOUS_REPLICA_STATES,
  VALID_PREVIOUS_REPLICA_STATES,
} from './state-changes.ts';

/** When a controller takes over: replicas of live brokers online, the others offline. */
export function* startReplicaStateMachine(run: ControllerRun): Work<void> {
  const { context, settings } = run;
  log(run, 'replicas', 'INFO', 'Initializing replica state');
  for (const partition of allPartitions(context)) {
    for (const replica of replicasOf(context, partition)) {
      const isOnline = isReplicaOnline(context, replica, partition);
      // Those of dead brokers: should their topic be under deletion, they cannot be deleted now.
      const state = isOnline ? 'OnlineReplica' : 'ReplicaDeletionIneligible';
      putReplicaState(context, { partition, replica }, state);
    }
  }
  log(run, 'replicas', 'INFO', 'Triggering online replica state changes');
  if (settings.isOld) yield* changeReplicas(run, liveReplicas(run), 'OnlineReplica');
  else {
    const { online, offline } = onlineAndOfflineReplicas(context);
    yield* changeReplicas(run, online, 'OnlineReplica');
    log(run, 'replicas', 'INFO', 'Triggering offline replica state changes');
    yield* changeReplicas(run, offline, 'OfflineReplica');
  }
  const states = `Map(${statesText(run)})`;
  const level = settings.isOld ? 'INFO' : 'DEBUG';
  log(run, 'replicas', level, `Started replica state machine with initial state -> ${states}`);
}

/** As 2.2 lists them. */
function liveReplicas({ context }: ControllerRun): readonly PartitionAndReplica[] {
  return replicasOnBrokers(context, liveBrokerIds(context)).filter(({ partition, replica }) =>
    isReplicaOnline(context, replica, partition),
  );
}

function statesText({ context }: ControllerRun): string {
  const replicas = allPartitions(context).flatMap((partition) =>
    replicasOf(context, partition).map((replica) => ({ partition, replica })),
  );
  const known = new Set(replicas.map((replica) => keyOf(replica.partition)));
  const others = [...mapKeys(context.replicaStates)]
    .map(replicaOfKey)
    .filter(({ partition }) => !known.has(keyOf(partition)));
  return inMutableMapOrder([...replicas, ...others], replicaHash)
    .map((replica) => `${replicaText(replica)} -> ${replicaStateOf(context, replica)}`)
    .join(', ');
}

/** handleStateChanges. Only a moved controller is thrown. */
export function* changeReplicas(
  run: ControllerRun,
  replicas: readonly PartitionAndReplica[],
  target: ReplicaState,
): Work<void> {
  if (replicas.length === 0) return;
  try {
    const batch = newBatch();
    for (const brokerId of groupedBrokers(run, replicas)) {
      const ofBroker = replicas.filter(({ replica }) => replica === brokerId);
      const valid = ofBroker.filter((replica) => isLegal(run, replica, target));
      yield* CHANGES[target](run, batch, valid, brokerId);
    }
    sendBatch(run, batch);
  } catch (error) {
    if (error instanceof ControllerMovedException) {
      const text = `Controller moved to another broker when moving some replicas to ${target} state`;
      log(run, 'replicas', 'ERROR', text, error);
      throw error;
    }
    log(run, 'replicas', 'ERROR', `Error while moving some replicas to ${target} state`, error);
  }
}

/** As groupBy lists them. */
function groupedBrokers(
  { settings }: ControllerRun,
  replicas: readonly PartitionAndReplica[],
): readonly number[] {
  const inOrder = settings.isOld ? inOldGroupOrder : inImmutableOrder;
  return inOrder(distinct(replicas.map(({ replica }) => replica)), intHash);
}

function isLegal(run: ControllerRun, replica: PartitionAndReplica, target: ReplicaState): boolean {
  const state = replicaStateOf(run.context, replica);
  const legal = run.settings.isOld
    ? OLD_VALID_PREVIOUS_REPLICA_STATES
    : VALID_PREVIOUS_REPLICA_STATES;
  const previous = legal[target];
  if (previous.includes(state)) return true;
  putReplicaState(run.context, replica, state);
  const error = new IllegalStateException(
    `Replica ${replicaText(replica)} should be in the ${previous.join(',')} states before moving to ` +
      `${target} state. Instead it is in ${state} state`,
  );
  logFailedReplicaChange(run, replica, state, target, error);
  return false;
}

type Change = (
  run: ControllerRun,
  batch: RequestBatch,
  replicas: readonly PartitionAndReplica[],
  brokerId: number,
) => Work<void>;

/** What each state means, once it is entered. */
const CHANGES: Readonly<Record<ReplicaState, Change>> = {
  NewReplica: toNew,
  OnlineReplica: toOnline,
  OfflineReplica: toOffline,
  ReplicaDeletionStarted: toDeletionStarted,
  ReplicaDeletionIneligible: (run, _batch, replicas) =>
    justNote(run, replicas, 'ReplicaDeletionIneligible'),
  ReplicaDeletionSuccessful: (run, _batch, replicas) =>
    justNote(run, replicas, 'ReplicaDeletionSuccessful'),
  NonExistentReplica: toNonExistent,
};

function* justNote(
  run: ControllerRun,
  replicas: readonly PartitionAndReplica[],
  state: ReplicaState,
): Work<void> {
  for (const replica of replicas) enter(run, replica, state);
}

function enter(run: ControllerRun, replica: PartitionAndReplica, state: ReplicaState): void {
  traceChange(run, replica, state);
  putReplicaState(run.context, replica, state);
}

function traceChange(run: ControllerRun, replica: PartitionAndReplica, state: ReplicaState): void {
  traceStateChange(run, () => {
    const { partition, replica: id } = replica;
    const before = replicaStateOf(run.context, replica);
    return `Changed state of replica ${id} for partition ${keyOf(partition)} from ${before} to ${state}`;
  });
}

/** Told to follow, if there is somebody to follow already. */
function* toNew(
  run: ControllerRun,
  batch: RequestBatch,
  replicas: readonly PartitionAndReplica[],
  brokerId: number,
): Work<void> {
  const { context } = run;
  for (const replica of replicas) {
    const { partition } = replica;
    const leadership = leadershipOf(context, partition);
    if (leadership?.leaderAndIsr.leader === brokerId) {
      const error = new StateChangeFailedException(
        `Replica ${brokerId} for partition ${keyOf(partition)} cannot be moved to NewReplica state as it is being requested to become leader`,
      );
      const state = replicaStateOf(context, replica);
      logFailedReplicaChange(run, replica, state, 'OfflineReplica', error);
      continue;
    }
    if (leadership !== undefined) {
      const assignment = fullAssignment(context, partition);
      addLeaderAndIsr(run, batch, [brokerId], partition, leadership, assignment, true);
    }
    enter(run, replica, 'NewReplica');
  }
}

function* toOnline(
  run: ControllerRun,
  batch: RequestBatch,
  replicas: readonly PartitionAndReplica[],
  brokerId: number,
): Work<void> {
  const { context } = run;
  for (const replica of replicas) {
    const { partition } = replica;
    const assignment = fullAssignment(context, partition);
    if (replicaStateOf(context, replica) === 'NewReplica') {
      if (!assignment.replicas.includes(brokerId)) {
        const text = `Adding replica (${brokerId}) that is not part of the assignment ${assignmentText(assignment)}`;
        log(run, 'replicas', 'ERROR', text);
        const all = { ...assignment, replicas: [...assignment.replicas, brokerId] };
        updateAssignment(context, partition, all);
      }
    } else {
      const leadership = leadershipOf(context, partition);
      if (leadership !== undefined) {
        addLeaderAndIsr(run, batch, [brokerId], partition, leadership, assignment, false);
      }
    }
    enter(run, replica, 'OnlineReplica');
  }
}

/** Told to stop; out of the ISR; the other replicas are told. */
function* toOffline(
  run: ControllerRun,
  batch: RequestBatch,
  replicas: readonly PartitionAndReplica[],
  brokerId: number,
): Work<void> {
  const { context } = run;
  for (const { partition } of replicas) addStopReplica(run, batch, [brokerId], partition, false);
  const hasLeadership = ({ partition }: PartitionAndReplica): boolean =>
    leadershipOf(context, partition) !== undefined;
  const led = replicas.filter(hasLeadership).map(({ partition }) => partition);
  const others = replicas.filter((replica) => !hasLeadership(replica));
  for (const { partition, leadership } of yield* removeReplicasFromIsr(run, brokerId, led)) {
    if (!run.settings.isOld) {
      const text =
        `Partition ${keyOf(partition)} state changed to ${leadershipText(leadership)} after removing ` +
        `replica ${brokerId} from the ISR as part of transition to OfflineReplica`;
      noteStateChange(run, text);
    }
    if (!isTopicQueuedUpForDeletion(context, partition.topic)) {
      const assignment = fullAssignment(context, partition);
      const told = assignment.replicas.filter((id) => id !== brokerId);
      addLeaderAndIsr(run, batch, told, partition, leadership, assignment, false);
    }
    enter(run, { partition, replica: brokerId }, 'OfflineReplica');
  }
  for (const replica of others) {
    if (!run.settings.isOld)
      addUpdateMetadata(run, batch, context.brokerOrder, [replica.partition]);
    enter(run, replica, 'OfflineReplica');
  }
}

function* toDeletionStarted(
  run: ControllerRun,
  batch: RequestBatch,
  replicas: readonly PartitionAndReplica[],
  brokerId: number,
): Work<void> {
  for (const replica of replicas) {
    enter(run, replica, 'ReplicaDeletionStarted');
    addStopReplica(run, batch, [brokerId], replica.partition, true);
  }
}

/** No replica of its partition any more. */
function* toNonExistent(
  run: ControllerRun,
  _batch: RequestBatch,
  replicas: readonly PartitionAndReplica[],
  brokerId: number,
): Work<void> {
  const { context } = run;
  for (const replica of replicas) {
    const {
      replicas: all,
      addingReplicas,
      removingReplicas,
    } = fullAssignment(context, replica.partition);
    const without = (ids: readonly number[]): readonly number[] =>
      ids.filter((id) => id !== brokerId);
    updateAssignment(context, replica.partition, {
      replicas: without(all),
      addingReplicas: without(addingReplicas),
      removingReplicas: without(removingReplicas),
    });
    traceChange(run, replica, 'NonExistentReplica');
    removeReplicaState(context, replica);
  }
}
