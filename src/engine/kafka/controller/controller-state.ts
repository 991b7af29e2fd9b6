/**
 * What a broker keeps as (possible) controller.
 *
 * Mirrors: the fields of kafka.controller.{KafkaController, ControllerContext, ControllerEventManager,
 * ControllerChannelManager}, 2.8.0.
 * Read next: controller-context.ts (what is asked of the context), controller-event.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { PersistentQueue } from '../../kernel/persistent-queue.ts';
import type { RandomState } from '../../kernel/random.ts';
import type { RoutineRun } from '../../kernel/routine.ts';
import type { Chart } from '../../kernel/statechart.ts';
import type { NetworkClientState, Node } from '../client/network-client.ts';
import type { RequestBody } from '../protocol/messages.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { LeaderIsrAndControllerEpoch, ReplicaAssignment } from '../zk/topic-znodes.ts';
import type { ZkReply } from '../zk/zk-state.ts';
import type { Caller } from './caller.ts';
import type { ControllerEvent } from './controller-event.ts';
import type { ControllerSettings } from './controller-settings.ts';
import type { LiveBroker } from './live-broker.ts';

export interface ControllerState {
  /** Id of the controller as /controller says; -1: none. */
  readonly activeControllerId: number;
  readonly epoch: number;
  readonly epochZkVersion: number;
  /** Where controller.machine.ts stands. */
  readonly chart: Chart;
  /** What this broker knows as controller; empty while it is none. */
  readonly context: ControllerContext;
  /** What the event thread has not begun. */
  readonly queue: PersistentQueue<ControllerEvent>;
  /** What it is at; null: it waits for an event. */
  readonly current: EventRun | null;
  /** Numbers the questions to ZooKeeper: an answer to an older one than the newest is not looked at. */
  readonly calls: number;
  /** Whether the event thread runs. */
  readonly isStarted: boolean;
  readonly channels: ControllerChannels;
  /** Elections that an admin client waits for. */
  readonly elections: readonly DelayedElection[];
  readonly random: RandomState;
}

/** The event thread in the middle of an event. */
interface EventRun {
  readonly event: ControllerEvent;
  readonly run: RoutineRun<EventInput, ZkAnswer>;
  /** How many requests the question has that is not answered. */
  readonly asked: number;
}

/** What a routine is started with: all that it may look at besides the answers. */
export interface EventInput {
  readonly event: ControllerEvent;
  readonly settings: ControllerSettings;
  readonly context: ControllerContext;
  readonly activeControllerId: number;
  readonly random: RandomState;
  readonly wallClockMs: number;
}

/** Answers of ZooKeeper, in the order of the requests. */
export interface ZkAnswer {
  readonly replies: readonly ZkReply[];
  readonly wallClockMs: number;
}

/** States of a partition, in upstream's order. */
export type PartitionState =
  'NewPartition' | 'OnlinePartition' | 'OfflinePartition' | 'NonExistentPartition';

/** States of a replica, in upstream's order. */
export type ReplicaState =
  | 'NewReplica'
  | 'OnlineReplica'
  | 'OfflineReplica'
  | 'ReplicaDeletionStarted'
  | 'ReplicaDeletionSuccessful'
  | 'ReplicaDeletionIneligible'
  | 'NonExistentReplica';

/** The cluster as the controller sees it. Partitions are keyed by their names (`t-0`), topics by theirs. */
export interface ControllerContext {
  readonly epoch: number;
  /** dataVersion of /controller_epoch: what each write of this controller checks. */
  readonly epochZkVersion: number;
  /** Brokers that asked to be shut down in a controlled way, in that order. */
  readonly shuttingDownBrokerIds: readonly number[];
  /** Registered brokers, by id. */
  readonly liveBrokers: PersistentMap<LiveBroker>;
  /** Their ids in the order of upstream's table. */
  readonly brokerOrder: readonly number[];
  readonly allTopics: PersistentMap<true>;
  readonly topicIds: PersistentMap<string>;
  /** By topic id. */
  readonly topicNames: PersistentMap<string>;
  /** By topic, then by the partition's number. */
  readonly partitionAssignments: PersistentMap<PersistentMap<ReplicaAssignment>>;
  readonly partitionLeadershipInfo: PersistentMap<LeaderIsrAndControllerEpoch>;
  readonly partitionsBeingReassigned: PersistentMap<TopicPartition>;
  /** 2.2 only, by partition that is being reassigned: which replicas it is to have. */
  readonly reassignmentTargets: PersistentMap<readonly number[]>;
  readonly partitionStates: PersistentMap<PartitionState>;
  /** By `t-0/1`: partition, broker. */
  readonly replicaStates: PersistentMap<ReplicaState>;
  /** By broker: its partitions whose log folder has failed. */
  readonly replicasOnOfflineDirs: PersistentMap<PersistentMap<TopicPartition>>;
  readonly topicsToBeDeleted: PersistentMap<true>;
  readonly topicsWithDeletionStarted: PersistentMap<true>;
  readonly topicsIneligibleForDeletion: PersistentMap<true>;
  /** Paths whose data or existence is watched when they are read. */
  readonly changeHandlers: PersistentMap<true>;
  /** Paths whose children are watched when they are listed. */
  readonly childChangeHandlers: PersistentMap<true>;
}

/** The connections to the brokers. */
export interface ControllerChannels {
  readonly client: NetworkClientState | null;
  /** Counts clients: each has a name of its own. */
  readonly generation: number;
  /** By broker id. */
  readonly senders: PersistentMap<RequestSender>;
  /** Virtual time for which the timer of the senders is set; null: it is not. */
  readonly wakeAtMs: number | null;
}

/** Mirrors RequestSendThread: one request under way, repeated until it is answered or the broker leaves. */
export interface RequestSender {
  readonly node: Node;
  readonly queue: PersistentQueue<QueueItem>;
  readonly status:
    /** Nothing to send. */
    | 'idle'
    /** Waits for the connection. */
    | 'connecting'
    /** The oldest item is under way. */
    | 'sending'
    /** Waits before it tries again. */
    | 'backingOff';
  /** Virtual time at which waiting for a connection or before a new try is over. */
  readonly deadlineMs: number | null;
}

export type ControlRequest = RequestBody & {
  readonly type: 'LeaderAndIsrRequest' | 'UpdateMetadataRequest' | 'StopReplicaRequest';
};

export interface QueueItem {
  readonly request: ControlRequest;
  /** Whether the answer is told to the event thread. */
  readonly hasCallback: boolean;
}

/** Mirrors kafka.server.DelayedElectLeader. */
export interface DelayedElection {
  readonly ref: Caller;
  readonly deadlineMs: number;
  /** Whether partitions that needed no election are left out of the answer. */
  readonly isOfAllPartitions: boolean;
  /** Which leader this broker's metadata have to show. */
  readonly waiting: readonly (TopicPartition & { readonly leader: number })[];
  readonly results: readonly PartitionError[];
}

export interface PartitionError extends TopicPartition {
  readonly error: ErrorName;
  readonly message: string | null;
}
