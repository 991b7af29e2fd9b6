/**
 * The partitions of a broker: the door of this folder.
 *
 * Mirrors: kafka.server.ReplicaManager, 2.8.0.
 */
import type { NodeEvent } from '../../kernel/events.ts';
import type { RecordBatch } from '../protocol/record-batch.ts';
import type { AppendContinuation, BrokerTurn, RequestRef } from '../server/broker-state.ts';
import type { ZkContinuation, ZkReply } from '../zk/zk-state.ts';
import type { KafkaRequest } from '../protocol/messages.ts';
import type { AppendOrigin } from '../log/log.ts';
import type { ReplicaManagerState } from './replica-state.ts';

export function initialReplicas(): ReplicaManagerState {
  throw new Error('unwritten');
}

/** ReplicaManager.startup: timers of ISR shrinking and of high watermark checkpoints. */
export function startReplicaManager(_turn: BrokerTurn): void {
  throw new Error('unwritten');
}

/** ReplicaManager.shutdown: fetchers end, high watermarks are written. */
export function shutdownReplicaManager(_turn: BrokerTurn): void {
  throw new Error('unwritten');
}

/**
 * Handles Produce, Fetch, ListOffsets, OffsetForLeaderEpoch, DeleteRecords, LeaderAndIsr, StopReplica,
 * DescribeLogDirs and DescribeProducers, and answers them (server/respond.ts), now or later.
 */
export function handleReplicaRequest(
  _turn: BrokerTurn,
  _request: KafkaRequest,
  _ref: RequestRef,
): void {
  throw new Error('unwritten');
}

/**
 * ReplicaManager.appendRecords. The task `appended` follows when it is acknowledged as `acks` asks, at
 * once or later.
 */
export function appendRecords(
  _turn: BrokerTurn,
  _append: {
    readonly timeoutMs: number;
    readonly acks: number;
    readonly origin: AppendOrigin;
    readonly entries: readonly {
      readonly topic: string;
      readonly partition: number;
      readonly batches: readonly RecordBatch[];
    }[];
  },
  _then: AppendContinuation,
): void {
  throw new Error('unwritten');
}

/** An event of fetchers, of the AlterIsr channel or of timers named `replica:…`; false: not ours. */
export function replicaEvent(_turn: BrokerTurn, _event: NodeEvent): boolean {
  throw new Error('unwritten');
}

/** Replies for `to: 'replicas'`. */
export function onReplicaZkReplies(
  _turn: BrokerTurn,
  _then: ZkContinuation,
  _replies: readonly ZkReply[],
): void {
  throw new Error('unwritten');
}

/** Metadata have changed: fetchers may find their leader elsewhere, AlterIsr another controller. */
export function onReplicaMetadata(_turn: BrokerTurn): void {
  throw new Error('unwritten');
}
