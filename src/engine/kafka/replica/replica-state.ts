/**
 * What a broker keeps of the partitions it has a replica of.
 *
 * Mirrors: the fields of kafka.server.ReplicaManager, kafka.cluster.Partition and Replica, 2.8.0.
 * Read next: replica-changes.ts (how it is changed), fetch-session-state.ts, purgatory-state.ts,
 * fetcher-state.ts, alter-isr-state.ts (its parts).
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { RandomState } from '../../kernel/random.ts';
import type { Chart } from '../../kernel/statechart.ts';
import type { LeaderAndIsrRequest } from '../protocol/controller.ts';
import type { AlterIsrState, PendingIsr } from './alter-isr-state.ts';
import type { FetchSessionsState } from './fetch-session-state.ts';
import type { FetcherManagerState } from './fetcher-state.ts';
import type { PurgatoryState } from './purgatory-state.ts';
import type { RequestRef } from '../server/request-ref.ts';

export interface ReplicaManagerState {
  /** Of the controller that spoke last. */
  readonly controllerEpoch: number;
  /** By partition's name. */
  readonly partitions: PersistentMap<PartitionState>;
  readonly sessions: FetchSessionsState;
  readonly purgatory: PurgatoryState;
  readonly fetchers: FetcherManagerState;
  readonly alterIsr: AlterIsrState;
  /** Requests that wait until topics' configurations have come from ZooKeeper, by number. */
  readonly awaitingConfigs: PersistentMap<AwaitingConfigs>;
  readonly nextAwaiting: number;
  /** What replication-offset-checkpoint holds; null: this process has not written it yet. */
  readonly checkpointed: string | null;
  /** Whether high watermarks are written every now and then: from the first LeaderAndIsr on. */
  readonly isCheckpointing: boolean;
  /** For ids of fetch sessions. */
  readonly random: RandomState;
}

/** A LeaderAndIsr request that is handled when ZooKeeper has answered. */
export interface AwaitingConfigs {
  readonly request: LeaderAndIsrRequest;
  readonly ref: RequestRef;
  /** Virtual time at which it came. */
  readonly sinceMs: number;
  /** Topics whose configuration was asked for. */
  readonly topics: readonly string[];
}

/** Mirrors kafka.cluster.Partition. */
export interface PartitionState {
  readonly topic: string;
  readonly partition: number;
  /** `t-0`. */
  readonly name: string;
  /** Where partition.machine.ts stands. */
  readonly chart: Chart;
  /** HostedPartition.Offline: it has no log, or one that cannot be used. */
  readonly isOffline: boolean;
  readonly isLeader: boolean;
  /** -1: none. */
  readonly leaderId: number;
  /** -1 before the first LeaderAndIsr. */
  readonly leaderEpoch: number;
  /** The leader's log end when this epoch began; null: not the leader. */
  readonly leaderEpochStartOffset: number | null;
  readonly controllerEpoch: number;
  readonly zkVersion: number;
  readonly assignment: readonly number[];
  readonly addingReplicas: readonly number[];
  readonly removingReplicas: readonly number[];
  /** As far as it is confirmed. Empty on followers. */
  readonly isr: readonly number[];
  /** What the controller was asked to make of it; null: nothing is under way. */
  readonly pendingIsr: PendingIsr | null;
  /** Where isr.machine.ts stands. */
  readonly isrChart: Chart;
  readonly hasLog: boolean;
  /** The other replicas, in the order of the assignment. */
  readonly followers: readonly FollowerState[];
}

/**
 * What a leader knows of another replica.
 *
 * Mirrors: kafka.cluster.Replica.
 * Departs: while a follower is caught up and nothing changes, its two times are those of its fetch
 * session (see follower.ts), so that an empty fetch changes no partition.
 */
export interface FollowerState {
  readonly brokerId: number;
  /** Its fetch offset; -1: it has not fetched since this broker leads. */
  readonly logEndOffset: number;
  /** -1: not known. */
  readonly logStartOffset: number;
  /** The leader's log end at its last fetch. */
  readonly lastFetchLeaderLogEndOffset: number;
  /** Virtual time. */
  readonly lastFetchTimeMs: number;
  /** The latest time at which it had all that the leader had. */
  readonly lastCaughtUpTimeMs: number;
  /** The session whose last fetch gives both times; 0: they are the two above. */
  readonly sessionId: number;
}
