/**
 * The broker's ZooKeeper client and what is asked of it.
 *
 * Mirrors: kafka.zookeeper.ZooKeeperClient, kafka.zk.KafkaZkClient, 2.8.0.
 * Read next: broker-zk.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { ClientReply, ClientState, RequestBody } from '../../zookeeper/client/index.ts';

export interface BrokerZkState {
  /** Null before start-up opens it and after shutdown closes it. */
  readonly client: ClientState | null;
  /** Calls under way, by number. */
  readonly calls: PersistentMap<ZkCall>;
  readonly nextCall: number;
}

/** Requests that are sent one behind the other, and repeated when the connection is lost. */
export interface ZkCall {
  readonly id: number;
  readonly requests: readonly RequestBody[];
  /** Null: not answered yet. */
  readonly replies: readonly (ZkReply | null)[];
  readonly then: ZkContinuation;
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
