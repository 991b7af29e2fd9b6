/**
 * Asking ZooKeeper, as a broker does: batches that are repeated until the connection is back.
 *
 * Mirrors: KafkaZkClient.retryRequestsUntilConnected, ZooKeeperClient.handleRequests, 2.8.0.
 */
import type { NodeEvent } from '../../kernel/events.ts';
import type { RequestBody } from '../../zookeeper/client/index.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import type { ZkContinuation } from './zk-state.ts';

/** Sends requests in order; when all are answered the task `zk.replied` follows. */
export function zkCall(
  _turn: BrokerTurn,
  _requests: readonly RequestBody[],
  _then: ZkContinuation,
): void {
  throw new Error('unwritten');
}

/** Handles an event of the process; false when it is not the ZooKeeper client's. */
export function zkEvent(_turn: BrokerTurn, _event: NodeEvent): boolean {
  throw new Error('unwritten');
}
