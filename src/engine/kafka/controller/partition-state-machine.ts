/**
 * Changing the state of partitions: each change from a legal state only, with all that it means in ZooKeeper
 * and for the brokers.
 *
 * Mirrors: kafka.controller.ZkPartitionStateMachine, 2.8.0.
 * Read next: partition-state.machine.ts (what is legal), leader-election.ts (how a leader is elected).
 */
import { ErrorCode } from '../../zookeeper/client/index.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { LeaderAndIsr } from '../zk/topic-znodes.ts';
import {
  allPartitions,
  asPartitionSet,
  partitionsInStates,
  partitionsOfTopicInStates,
} from './context-queries.ts';
import {
  fullAssignment,
  isReplicaOnline,
  isTopicQueuedUpForDeletion,
  keyOf,
  leadershipOf,
  liveBrokerIds,
  partitionOfKey,
  partitionStateOf,
  putLeadership,
  putPartitionState,
  replicasOf,
} from './controller-context.ts';
import { leaderAndIsrText } from './controller-event.ts';
import { log, noteStateChange, traceStateChange } from './controller-log.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { callSite } from './controller-run.ts';
import type { PartitionState } from './controller-state.ts';
import type { ElectionStrategy } from './election.ts';
import { OFFLINE } from './election.ts';
import {
  ControllerMovedException,
  IllegalStateException,
  KeeperException,
  StateChangeFailedException,
} from './exceptions.ts';
import { electLeaders } from './leader-election.ts';
import type { RequestBatch } from './request-batch.ts';
import { addLeaderAndIsr, newBatch, sendBatch } from './request-batch.ts';
import { creationFrames } from './stack-traces.ts';
import { logFailedPartitionChange } from './state-change-log.ts';
import { VALID_PREVIOUS_PARTITION_STATES } from './state-changes.ts';
import type { PartitionResult, PartitionStateToCreate } from './zk-partition-states.ts';
import { createPartitionStates, hasValue } from './zk-partition-states.ts';
import type { WriteResult } from './zk-requests.ts';
import { mapEntries } from '../../kernel/persistent-map.ts';

/** Results of elections. */
export type Elections = readonly PartitionResult<LeaderAndIsr>[];

/** When a controller takes over: states as ZooKeeper says them, then leaders where there are none. */
export function* startPartitionStateMachine(run: ControllerRun): Work<void> {
  log(run, 'partitions', 'INFO', 'Initializing partition state');
  const { context } = run;
  for (const partition of allPartitions(context)) {
    const leadership = leadershipOf(context, partition);
    putPartitionState(context, partition, initialState(run, partition, leadership?.leaderAndIsr));
  }
  log(run, 'partitions', 'INFO', 'Triggering online partition state changes');
  yield* triggerOnlinePartitionStateChange(run);
  log(
    run,
    'partitions',
    run.settings.isOld ? 'INFO' : 'DEBUG',
    `Started partition state machine with initial state -> Map(${statesText(run)})`,
  );
}

function initialState(
  { context }: ControllerRun,
  partition: TopicPartition,
  leaderAndIsr: LeaderAndIsr | undefined,
): PartitionState {
  if (leaderAndIsr === undefined) return 'NewPartition';
  const isOnline = isReplicaOnline(context, leaderAndIsr.leader, partition);
  return isOnline ? 'OnlinePartition' : 'OfflinePartition';
}

function statesText({ context }: ControllerRun): string {
  const all = [...mapEntries(context.partitionStates)].map(([key]) => partitionOfKey(key));
  const states = new Set(all.map((partition) => partitionStateOf(context, partition)));
  return partitionsInStates(context, [...states])
    .map((partition) => `${keyOf(partition)} -> ${partitionStateOf(context, partition)}`)
    .join(', ');
}

/** Tries to find leaders for new and offline partitions, of one topic or of all. */
export function* triggerOnlinePartitionStateChange(run: ControllerRun, topic?: string): Work<void> {
  const { context } = run;
  const states = ['OfflinePartition', 'NewPartition'] as const;
  const found =
    topic === undefined
      ? partitionsInStates(context, states)
      : partitionsOfTopicInStates(context, topic, states);
  const staying = found.filter((each) => !isTopicQueuedUpForDeletion(context, each.topic));
  yield* changePartitions(run, staying, 'OnlinePartition', OFFLINE);
}

/** handleStateChanges: gives the elections that were held. Only a moved controller is thrown. */
export function* changePartitions(
  run: ControllerRun,
  partitions: readonly TopicPartition[],
  target: PartitionState,
  strategy: ElectionStrategy | null = null,
): Work<Elections> {
  if (partitions.length === 0) return [];
  try {
    const batch = newBatch();
    const elections = yield* doChange(run, batch, partitions, target, strategy);
    sendBatch(run, batch);
    return elections;
  } catch (error) {
    if (error instanceof ControllerMovedException) {
      const text = `Controller moved to another broker when moving some partitions to ${target} state`;
      log(run, 'partitions', 'ERROR', text, error);
      throw error;
    }
    log(run, 'partitions', 'ERROR', `Error while moving some partitions to ${target} state`, error);
    return partitions.map((partition) => ({ partition, error }));
  }
}

function* doChange(
  run: ControllerRun,
  batch: RequestBatch,
  partitions: readonly TopicPartition[],
  target: PartitionState,
  strategy: ElectionStrategy | null,
): Work<Elections> {
  const { context } = run;
  const valid = partitions.filter((partition) => isLegal(run, partition, target));
  switch (target) {
    case 'NewPartition':
      for (const partition of valid) {
        const text =
          `Changed partition ${keyOf(partition)} state from ${partitionStateOf(context, partition)} to ` +
          `${target} with assigned replicas ${replicasOf(context, partition).join(',')}`;
        noteStateChange(run, text);
        putPartitionState(context, partition, target);
      }
      return [];
    case 'OnlinePartition':
      return yield* bringOnline(run, batch, valid, strategy);
    default:
      for (const partition of valid) {
        const state = partitionStateOf(context, partition);
        const text = `Changed partition ${keyOf(partition)} state from ${state} to ${target}`;
        traceStateChange(run, () => text);
        putPartitionState(context, partition, target);
      }
      return [];
  }
}

function isLegal(run: ControllerRun, partition: TopicPartition, target: PartitionState): boolean {
  const state = partitionStateOf(run.context, partition);
  const previous = VALID_PREVIOUS_PARTITION_STATES[target];
  if (previous.includes(state)) return true;
  putPartitionState(run.context, partition, state);
  const error = new IllegalStateException(
    `Partition ${keyOf(partition)} should be in one of ${previous.join(',')} states before moving to ` +
      `${target} state. Instead it is in ${state} state`,
  );
  logFailedPartitionChange(run, partition, state, target, error);
  return false;
}

function* bringOnline(
  run: ControllerRun,
  batch: RequestBatch,
  partitions: readonly TopicPartition[],
  strategy: ElectionStrategy | null,
): Work<Elections> {
  const { context } = run;
  const isNew = (partition: TopicPartition): boolean =>
    partitionStateOf(context, partition) === 'NewPartition';
  const uninitialized = partitions.filter(isNew);
  const toElect = partitions.filter((partition) => !isNew(partition));
  if (uninitialized.length > 0) {
    for (const partition of yield* initializePartitions(run, batch, uninitialized)) {
      noteOnline(run, partition, leadershipOf(context, partition)!.leaderAndIsr);
    }
  }
  if (toElect.length === 0) return [];
  if (strategy === null) {
    throw new IllegalStateException(
      'Election strategy is a required field when the target state is OnlinePartition',
    );
  }
  const elections = yield* electLeaders(run, batch, toElect, strategy);
  for (const result of elections) {
    if (hasValue(result)) noteOnline(run, result.partition, result.value);
  }
  return elections;
}

function noteOnline(
  run: ControllerRun,
  partition: TopicPartition,
  leaderAndIsr: LeaderAndIsr,
): void {
  const state = partitionStateOf(run.context, partition);
  const text = `Changed partition ${keyOf(partition)} from ${state} to OnlinePartition with state ${leaderAndIsrText(leaderAndIsr)}`;
  noteStateChange(run, text);
  putPartitionState(run.context, partition, 'OnlinePartition');
}

/** The first live replica leads, all live ones are in sync: written down before anybody is told. */
function* initializePartitions(
  run: ControllerRun,
  batch: RequestBatch,
  partitions: readonly TopicPartition[],
): Work<readonly TopicPartition[]> {
  const { context } = run;
  const states: PartitionStateToCreate[] = [];
  for (const partition of partitions) {
    const isr = replicasOf(context, partition).filter((id) =>
      isReplicaOnline(context, id, partition),
    );
    if (isr.length === 0) {
      logNobodyAlive(run, partition);
      continue;
    }
    const leaderAndIsr = { leader: isr[0]!, leaderEpoch: 0, isr, zkVersion: 0 };
    states.push({ partition, state: { leaderAndIsr, controllerEpoch: context.epoch } });
  }
  const ordered = inSetOrder(states);
  const successful: TopicPartition[] = [];
  const results = yield* createStates(run, ordered);
  results.forEach(({ code, path }, index) => {
    const { partition, state } = ordered[index]!;
    if (code === ErrorCode.OK) {
      putLeadership(context, partition, state);
      const assignment = fullAssignment(context, partition);
      addLeaderAndIsr(run, batch, state.leaderAndIsr.isr, partition, state, assignment, true);
      successful.push(partition);
    } else {
      const error = new KeeperException(code, path);
      logFailedPartitionChange(run, partition, 'NewPartition', 'OnlinePartition', error);
    }
  });
  return successful;
}

function inSetOrder(states: readonly PartitionStateToCreate[]): readonly PartitionStateToCreate[] {
  const byKey = new Map(states.map((state) => [keyOf(state.partition), state]));
  return asPartitionSet(states.map(({ partition }) => partition)).map((partition) =>
    byKey.get(keyOf(partition))!,
  );
}

function* createStates(
  run: ControllerRun,
  states: readonly PartitionStateToCreate[],
): Work<readonly WriteResult[]> {
  try {
    return yield* createPartitionStates(run, states);
  } catch (error) {
    if (error instanceof ControllerMovedException) {
      const text =
        'Controller moved to another broker when trying to create the topic partition state znode';
      log(run, 'partitions', 'ERROR', text, error);
      throw error;
    }
    for (const { partition } of states) {
      const state = partitionStateOf(run.context, partition);
      logFailedPartitionChange(run, partition, state, 'NewPartition', error);
    }
    return [];
  }
}

function logNobodyAlive(run: ControllerRun, partition: TopicPartition): void {
  const { context, settings } = run;
  // Upstream prints the live ones among the assigned replicas, which are none.
  const text =
    `Controller ${settings.brokerId} epoch ${context.epoch} encountered error during state change of ` +
    `partition ${keyOf(partition)} from New to Online, assigned replicas are [], live brokers are ` +
    `[Set(${liveBrokerIds(context).join(', ')})]. No assigned replica is alive.`;
  const error = new StateChangeFailedException(text, creationFrames(callSite(run)));
  logFailedPartitionChange(run, partition, 'NewPartition', 'OnlinePartition', error);
}
