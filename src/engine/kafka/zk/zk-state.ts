/**
 * The broker's ZooKeeper client and what is asked of it.
 *
 * Mirrors: kafka.zookeeper.ZooKeeperClient, kafka.zk.KafkaZkClient, 2.8.0.
 * Read next: broker-zk.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { emptyMap } from '../../kernel/persistent-map.ts';
import type { PersistentQueue } from '../../kernel/persistent-queue.ts';
import { emptyQueue } from '../../kernel/persistent-queue.ts';
import type { ClientReply, ClientState, RequestBody } from '../../zookeeper/client/index.ts';

export interface BrokerZkState {
  /** Null before start-up opens it and after shutdown closes it. */
  readonly client: ClientState | null;
  /** As the client was opened; a new session is opened with the same. */
  readonly options: ZkOptions;
  /** Counts sessions: each client's timers have names of their own. */
  readonly sessions: number;
  /** Calls under way, by number. */
  readonly calls: PersistentMap<ZkCall>;
  readonly nextCall: number;
  /** Requests that are sent and not answered: at most zookeeper.max.in.flight.requests. */
  readonly inFlight: number;
  /** What waits until others are answered. */
  readonly waiting: PersistentQueue<ZkSlot>;
  /** Numbers of the calls that wait for a connection to be repeated. */
  readonly disconnected: readonly number[];
}

export interface ZkOptions {
  readonly connectString: string;
  readonly sessionTimeoutMs: number;
  readonly maxInFlightRequests: number;
}

/** Requests that are sent one behind the other, and repeated when the connection is lost. */
export interface ZkCall {
  readonly id: number;
  readonly requests: readonly RequestBody[];
  /** Null: not answered yet. */
  readonly replies: readonly (ZkReply | null)[];
  /** How many are not answered in this round. */
  readonly missing: number;
  readonly then: ZkContinuation;
}

/** One request of a call. */
export interface ZkSlot {
  readonly call: number;
  readonly index: number;
}

export interface ZkReply {
  /** ErrorCode of ZooKeeper; 0: OK. */
  readonly err: number;
  readonly reply: ClientReply | null;
}

/** Who goes on when all replies are there. `data` is the owner's own, plain. */
export interface ZkContinuation {
  readonly to: 'lifecycle' | 'controller' | 'admin' | 'config' | 'producerIds' | 'replicas';
  readonly data: unknown;
}

export const NO_ZK: BrokerZkState = {
  client: null,
  options: { connectString: '', sessionTimeoutMs: 18000, maxInFlightRequests: 10 },
  sessions: 0,
  calls: emptyMap(),
  nextCall: 1,
  inFlight: 0,
  waiting: emptyQueue(),
  disconnected: [],
};
