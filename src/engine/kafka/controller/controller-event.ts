/**
 * What the controller's one thread is told, as data.
 *
 * Mirrors: kafka.controller.ControllerEvent and its cases, 2.8.0. A callback is whom the answer goes to.
 * Read next: process-event.ts.
 */
import type { LeaderAndIsrResponse, UpdateMetadataResponse } from '../protocol/controller.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { LeaderAndIsr } from '../zk/topic-znodes.ts';
import type { Caller } from './caller.ts';

export type ElectionType = 'PREFERRED' | 'UNCLEAN';

export type ElectionTrigger = 'AutoTriggered' | 'ZkTriggered' | 'AdminClientTriggered';

export type ControllerEvent =
  | { readonly type: 'Startup' }
  | { readonly type: 'ControllerChange' }
  | { readonly type: 'Reelect' }
  | { readonly type: 'RegisterBrokerAndReelect' }
  | { readonly type: 'Expire' }
  | { readonly type: 'BrokerChange' }
  | { readonly type: 'BrokerModifications'; readonly brokerId: number }
  | { readonly type: 'TopicChange' }
  | { readonly type: 'LogDirEventNotification' }
  | { readonly type: 'PartitionModifications'; readonly topic: string }
  | { readonly type: 'TopicDeletion' }
  | { readonly type: 'PartitionReassignmentIsrChange'; readonly partition: TopicPartition }
  | { readonly type: 'ZkPartitionReassignment' }
  | ApiPartitionReassignment
  | ListPartitionReassignments
  | { readonly type: 'IsrChangeNotification' }
  | AlterIsrReceived
  | ReplicaLeaderElection
  | { readonly type: 'AutoPreferredReplicaLeaderElection' }
  | { readonly type: 'UncleanLeaderElectionEnable' }
  | { readonly type: 'TopicUncleanLeaderElectionEnable'; readonly topic: string }
  | ControlledShutdown
  | LeaderAndIsrResponseReceived
  | {
      readonly type: 'UpdateMetadataResponseReceived';
      readonly response: UpdateMetadataResponse;
      readonly brokerId: number;
    }
  | TopicDeletionStopReplicaResponseReceived;

export interface ApiPartitionReassignment {
  readonly type: 'ApiPartitionReassignment';
  /** `replicas` null: the reassignment under way is given up. */
  readonly reassignments: readonly RequestedReassignment[];
  readonly ref: Caller;
}

interface RequestedReassignment extends TopicPartition {
  readonly replicas: readonly number[] | null;
}

export interface ListPartitionReassignments {
  readonly type: 'ListPartitionReassignments';
  /** Null: all. */
  readonly partitions: readonly TopicPartition[] | null;
  readonly ref: Caller;
}

export interface AlterIsrReceived {
  readonly type: 'AlterIsrReceived';
  readonly brokerId: number;
  readonly brokerEpoch: number;
  readonly isrsToAlter: readonly IsrToAlter[];
  readonly ref: Caller;
}

export interface IsrToAlter {
  readonly partition: TopicPartition;
  readonly leaderAndIsr: LeaderAndIsr;
}

export interface ReplicaLeaderElection {
  readonly type: 'ReplicaLeaderElection';
  /** Null: those of /admin/preferred_replica_election. */
  readonly partitions: readonly TopicPartition[] | null;
  readonly electionType: ElectionType;
  readonly trigger: ElectionTrigger;
  /** Null: nobody waits for the answer. */
  readonly caller: ElectionCaller | null;
}

/** The admin client that asked for an election. */
export interface ElectionCaller {
  readonly ref: Caller;
  /** Virtual time until which it waits. */
  readonly deadlineMs: number;
  readonly isOfAllPartitions: boolean;
}

export interface ControlledShutdown {
  readonly type: 'ControlledShutdown';
  readonly brokerId: number;
  /** -1: not known. */
  readonly brokerEpoch: number;
  readonly ref: Caller;
}

export interface LeaderAndIsrResponseReceived {
  readonly type: 'LeaderAndIsrResponseReceived';
  readonly response: LeaderAndIsrResponse;
  readonly brokerId: number;
  /** Null: the response has ids of topics. */
  readonly answers: readonly PartitionAnswer[] | null;
}

export interface TopicDeletionStopReplicaResponseReceived {
  readonly type: 'TopicDeletionStopReplicaResponseReceived';
  readonly replicaId: number;
  readonly requestError: ErrorName;
  readonly partitionErrors: readonly PartitionAnswer[];
}

/** A partition with what a broker says of it. */
export type PartitionAnswer = TopicPartition & { readonly error: ErrorName };

/** As the case class prints itself; what answers are given to prints as a function. */
export function eventText(event: ControllerEvent): string {
  switch (event.type) {
    case 'BrokerModifications':
      return `BrokerModifications(${event.brokerId})`;
    case 'PartitionModifications':
      return `PartitionModifications(${event.topic})`;
    case 'TopicUncleanLeaderElectionEnable':
      return `TopicUncleanLeaderElectionEnable(${event.topic})`;
    case 'PartitionReassignmentIsrChange':
      return `PartitionReassignmentIsrChange(${event.partition.topic}-${event.partition.partition})`;
    case 'ControlledShutdown':
      return `ControlledShutdown(${event.brokerId},${event.brokerEpoch},<function1>)`;
    case 'ReplicaLeaderElection':
      return `ReplicaLeaderElection(${optionText(event.partitions)},${event.electionType},${event.trigger},<function1>)`;
    case 'ListPartitionReassignments':
      return `ListPartitionReassignments(${optionText(event.partitions)},<function1>)`;
    case 'ApiPartitionReassignment':
      return `ApiPartitionReassignment(Map(${event.reassignments.map(reassignmentText).join(', ')}),<function1>)`;
    case 'AlterIsrReceived':
      return `AlterIsrReceived(${event.brokerId},${event.brokerEpoch},Map(${event.isrsToAlter.map(isrText).join(', ')}),<function1>)`;
    case 'LeaderAndIsrResponseReceived':
    case 'UpdateMetadataResponseReceived':
      return `${event.type}(${event.response.type},${event.brokerId})`;
    case 'TopicDeletionStopReplicaResponseReceived':
      return `${event.type}(${event.replicaId},${event.requestError},Map(${event.partitionErrors.map(({ topic, partition, error }) => `${topic}-${partition} -> ${error}`).join(', ')}))`;
    default:
      return event.type;
  }
}

function optionText(partitions: readonly TopicPartition[] | null): string {
  if (partitions === null) return 'None';
  return `Some(Set(${partitions.map(({ topic, partition }) => `${topic}-${partition}`).join(', ')}))`;
}

function reassignmentText({ topic, partition, replicas }: RequestedReassignment): string {
  const target = replicas === null ? 'None' : `Some(Buffer(${replicas.join(', ')}))`;
  return `${topic}-${partition} -> ${target}`;
}

function isrText({ partition, leaderAndIsr }: IsrToAlter): string {
  return `${partition.topic}-${partition.partition} -> ${leaderAndIsrText(leaderAndIsr)}`;
}

/** LeaderAndIsr.toString. */
export function leaderAndIsrText({ leader, leaderEpoch, isr, zkVersion }: LeaderAndIsr): string {
  return `LeaderAndIsr(leader=${leader}, leaderEpoch=${leaderEpoch}, isr=List(${isr.join(', ')}), zkVersion=${zkVersion})`;
}
