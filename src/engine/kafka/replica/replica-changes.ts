/**
 * The parts of the replicas' state that a step changes, each its own copy (see kernel/turn.ts).
 *
 * Read next: replica-state.ts.
 */
import { emptyMap, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import { splitStream } from '../../kernel/random.ts';
import { startChart, stepChart } from '../../kernel/statechart.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { own, owns } from '../../kernel/turn.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import { ownPart } from '../server/broker-changes.ts';
import type { BrokerState, BrokerTurn } from '../server/broker-state.ts';
import type { AlterIsrState } from './alter-isr-state.ts';
import { NO_SESSIONS } from './fetch-session-state.ts';
import { isrMachine } from './isr.machine.ts';
import type { PartitionEvent } from './partition.machine.ts';
import { partitionMachine } from './partition.machine.ts';
import { EMPTY_PURGATORY } from './purgatory-state.ts';
import type { PartitionState, ReplicaManagerState } from './replica-state.ts';

export const NO_REPLICAS: ReplicaManagerState = {
  controllerEpoch: 0,
  partitions: emptyMap(),
  sessions: NO_SESSIONS,
  purgatory: EMPTY_PURGATORY,
  fetchers: { clients: [], threads: emptyMap(), threadOf: emptyMap(), failed: [] },
  alterIsr: {
    unsent: [],
    inFlight: null,
    channel: { client: null, controller: null, brokerEpoch: -1, request: 'none' },
    zk: { changed: [], lastChangeMs: 0, lastPropagationMs: 0 },
  },
  awaitingConfigs: emptyMap(),
  nextAwaiting: 1,
  checkpointed: null,
  isCheckpointing: false,
  random: splitStream(0, 'replicas'),
};

export function ownReplicas(turn: BrokerTurn): Mutable<ReplicaManagerState> {
  return ownPart(turn, 'replicas');
}

/** A part of the replicas' state, to be changed in place. */
export function ownReplicaPart<P extends 'sessions' | 'purgatory' | 'fetchers' | 'alterIsr'>(
  turn: BrokerTurn,
  part: P,
): Mutable<ReplicaManagerState[P]> {
  const current: ReplicaManagerState[P] = turn.state.replicas[part];
  if (owns(turn, current)) return current;
  const copy = own(turn, copyPart(part, turn.state.replicas) as ReplicaManagerState[P] & object);
  ownReplicas(turn)[part] = copy as ReplicaManagerState[P];
  return copy;
}

function copyPart(part: string, replicas: ReplicaManagerState): object {
  switch (part) {
    case 'sessions': {
      const { sessions, watchers, ofClient } = replicas.sessions;
      return { sessions, watchers, ofClient };
    }
    case 'purgatory': {
      const { purgatory } = replicas;
      return {
        nextId: purgatory.nextId,
        operations: purgatory.operations,
        produceWatchers: purgatory.produceWatchers,
        fetchWatchers: purgatory.fetchWatchers,
        deleteWatchers: purgatory.deleteWatchers,
        expirations: purgatory.expirations,
        timerAtMs: purgatory.timerAtMs,
      };
    }
    case 'fetchers': {
      const { clients, threads, threadOf, failed } = replicas.fetchers;
      return { clients, threads, threadOf, failed };
    }
    default: {
      const { unsent, inFlight, channel, zk } = replicas.alterIsr;
      return { unsent, inFlight, channel, zk } satisfies AlterIsrState;
    }
  }
}

/** Mirrors ReplicaManager.getPartition; undefined: HostedPartition.None. */
export function hostedPartition(
  { replicas }: BrokerState,
  topic: string,
  partition: number,
): PartitionState | undefined {
  return mapGet(replicas.partitions, partitionName(topic, partition));
}

export function partitionNamed(
  { replicas }: BrokerState,
  name: string,
): PartitionState | undefined {
  return mapGet(replicas.partitions, name);
}

/** A partition that is there, to be changed in place. What a caller holds of it may be older. */
export function ownPartition(turn: BrokerTurn, name: string): Mutable<PartitionState> {
  const current = partitionNamed(turn.state, name)!;
  if (owns(turn, current)) return current;
  const copy = own(turn, copyPartition(current));
  setPartition(turn, copy);
  return copy;
}

export function setPartition(turn: BrokerTurn, partition: PartitionState): void {
  const replicas = ownReplicas(turn);
  replicas.partitions = mapSet(replicas.partitions, partition.name, partition);
}

/** Mirrors a new Partition. */
export function newPartition(topic: string, partition: number): PartitionState {
  return {
    topic,
    partition,
    name: partitionName(topic, partition),
    chart: startChart(partitionMachine).chart,
    isOffline: false,
    isLeader: false,
    leaderId: -1,
    leaderEpoch: -1,
    leaderEpochStartOffset: null,
    controllerEpoch: 0,
    zkVersion: 0,
    assignment: [],
    addingReplicas: [],
    removingReplicas: [],
    isr: [],
    pendingIsr: null,
    isrChart: startChart(isrMachine).chart,
    hasLog: false,
    followers: [],
  };
}

export function stepPartition(partition: Mutable<PartitionState>, event: PartitionEvent): void {
  partition.chart = stepChart(partitionMachine, partition.chart, event).chart;
}

/** Field by field: a spread of what was itself spread has a shape of its own each time. */
function copyPartition(partition: PartitionState): Mutable<PartitionState> {
  return {
    topic: partition.topic,
    partition: partition.partition,
    name: partition.name,
    chart: partition.chart,
    isOffline: partition.isOffline,
    isLeader: partition.isLeader,
    leaderId: partition.leaderId,
    leaderEpoch: partition.leaderEpoch,
    leaderEpochStartOffset: partition.leaderEpochStartOffset,
    controllerEpoch: partition.controllerEpoch,
    zkVersion: partition.zkVersion,
    assignment: partition.assignment,
    addingReplicas: partition.addingReplicas,
    removingReplicas: partition.removingReplicas,
    isr: partition.isr,
    pendingIsr: partition.pendingIsr,
    isrChart: partition.isrChart,
    hasLog: partition.hasLog,
    followers: partition.followers,
  };
}
