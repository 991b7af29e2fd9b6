/**
 * Everything a broker keeps in memory, as plain data, in parts that a message replaces few of.
 *
 * Mirrors: the fields of kafka.server.KafkaServer, 2.8.0.
 * Read next: broker.ts (the behavior), broker-changes.ts (how parts are changed).
 */
import type { ProcessInfo } from '../../kernel/behavior.ts';
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { PersistentQueue } from '../../kernel/persistent-queue.ts';
import type { RandomState } from '../../kernel/random.ts';
import type { Chart } from '../../kernel/statechart.ts';
import type { OwningTurn } from '../../kernel/turn.ts';
import type { WatchedEvent } from '../../zookeeper/client/index.ts';
import type { ControllerState } from '../controller/controller-state.ts';
import type { GroupCoordinatorState } from '../group/group-state.ts';
import type { LogManagerState } from '../log/log-state.ts';
import type { KafkaRequest } from '../protocol/messages.ts';
import type { RecordBatch } from '../protocol/record-batch.ts';
import type { AppendContinuation, PartitionAppendResult } from '../replica/append-result.ts';
import type { ReplicaManagerState } from '../replica/replica-state.ts';
import type { TransactionCoordinatorState } from '../transaction/transaction-state.ts';
import type { BrokerZkState, ZkContinuation, ZkReply } from '../zk/zk-state.ts';
import type { AdminState } from './admin-state.ts';
import type { DynamicConfigState } from './dynamic-config-state.ts';
import type { KafkaConfig } from './kafka-config.ts';
import type { FarewellAnswer, LifecycleState } from './lifecycle-state.ts';
import type { MetadataCache } from './metadata-cache.ts';
import type { RequestRef } from './request-ref.ts';

export type { AppendContinuation, PartitionAppendResult } from '../replica/append-result.ts';
export type { RequestRef } from './request-ref.ts';

/** The whole memory of a `Kafka` process. */
export interface BrokerState {
  readonly process: ProcessInfo;
  /** What is in force: server.properties with dynamic configurations over it. */
  readonly config: KafkaConfig;
  /** What ZooKeeper has of configurations. */
  readonly dynamicConfig: DynamicConfigState;
  /** Where broker-life.machine.ts stands. */
  readonly chart: Chart;
  /** What start-up and shutdown have got to. */
  readonly lifecycle: LifecycleState;
  /** Empty until it is known. */
  readonly clusterId: string;
  /** czxid of /brokers/ids/N; -1: not registered. */
  readonly brokerEpoch: number;
  readonly zk: BrokerZkState;
  /** Accepted connections by number. */
  readonly sockets: PersistentMap<BrokerSocket>;
  readonly metadata: MetadataCache;
  /** Overrides of topics' configurations, by topic; what is not there was not asked for yet. */
  readonly topicConfigs: PersistentMap<Readonly<Record<string, string>>>;
  readonly logs: LogManagerState;
  readonly replicas: ReplicaManagerState;
  readonly controller: ControllerState;
  readonly groups: GroupCoordinatorState;
  readonly transactions: TransactionCoordinatorState;
  readonly admin: AdminState;
  readonly random: RandomState;
}

/** One connection on a listener. While a request is under way nothing more is read from it. */
export interface BrokerSocket {
  readonly connection: number;
  /** As logs name it: own address and port, the client's, and a number. */
  readonly id: string;
  /** As groups describe it: `/192.168.8.12`. */
  readonly clientHost: string;
  /** The correlation id of the request under way; null: none. */
  readonly busyWith: number | null;
  readonly waiting: PersistentQueue<KafkaRequest>;
}

/** The scratch pad that every handler of the broker takes. */
export interface BrokerTurn extends OwningTurn<BrokerState> {
  /** What is to be done before the step ends, oldest first; see broker.ts. */
  readonly tasks: BrokerTask[];
  /**
   * What this step has appended and the disk does not show yet, by file path. Reading a log adds it
   * to what `env.host.disk` has.
   */
  readonly appended: Map<string, RecordBatch[]>;
}

/** What a part has to do next: how parts call each other without importing each other. */
export type BrokerTask =
  | { readonly type: 'request'; readonly request: KafkaRequest; readonly ref: RequestRef }
  | {
      readonly type: 'zk.replied';
      readonly then: ZkContinuation;
      readonly replies: readonly ZkReply[];
    }
  | { readonly type: 'zk.watched'; readonly event: WatchedEvent }
  | {
      readonly type: 'zk.session';
      readonly state: 'connected' | 'disconnected' | 'expired' | 'closed';
    }
  | {
      readonly type: 'appended';
      readonly then: AppendContinuation;
      readonly results: readonly PartitionAppendResult[];
    }
  /** This broker became leader or follower of a partition of an internal topic. */
  | {
      readonly type: 'leadership';
      readonly topic: string;
      readonly partition: number;
      readonly isLeader: boolean;
      readonly leaderEpoch: number;
    }
  /** What came of asking the controller for leave to stop. */
  | { readonly type: 'farewell.answered'; readonly answer: FarewellAnswer }
  /** Unclean elections are allowed now, for a topic or (null) for all. */
  | { readonly type: 'uncleanElectionEnabled'; readonly topic: string | null }
  /** A file of a log folder could not be written. */
  | { readonly type: 'logDirFailed'; readonly message: string }
  /** The broker has to stop: Exit.halt, or a shutdown that it decides on itself. */
  | { readonly type: 'halt'; readonly code: number }
  | { readonly type: 'shutdown' };
