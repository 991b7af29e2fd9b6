/**
 * The partitions of a broker: the door of this folder.
 *
 * Mirrors: kafka.server.ReplicaManager, 2.8.0.
 * Read next: replica-state.ts, become-leader-or-follower.ts, produce.ts, fetch.ts, fetcher-thread.ts.
 */
import type { NodeEvent } from '../../kernel/events.ts';
import type { AppendOrigin } from '../log/log.ts';
import type { KafkaRequest } from '../protocol/messages.ts';
import type { RecordBatch } from '../protocol/record-batch.ts';
import type { AppendContinuation, BrokerTurn, RequestRef } from '../server/broker-state.ts';
import type { ZkContinuation, ZkReply } from '../zk/zk-state.ts';
import { channelEvent, onChannelMetadata } from './alter-isr-response.ts';
import { becomeLeaderOrFollower, handleLeaderAndIsr } from './become-leader-or-follower.ts';
import { expireOperations } from './delayed-operations.ts';
import { handleDeleteRecords } from './delete-records.ts';
import { handleDescribeLogDirs, handleDescribeProducers } from './describe-replicas.ts';
import { handleFetch } from './fetch.ts';
import { fetcherEvent } from './fetcher-events.ts';
import {
  CHECKPOINT_TIMER,
  checkpointHighWatermarks,
  setCheckpointTimer,
} from './high-watermark-checkpoint.ts';
import { maybeShrinkIsrs } from './isr.ts';
import { handleOffsetForLeaderEpoch } from './leader-epochs.ts';
import { handleListOffsets } from './list-offsets.ts';
import { appendRecordsTo, handleProduce } from './produce.ts';
import { PURGATORY_TIMER } from './purgatory.ts';
import { NO_REPLICAS } from './replica-changes.ts';
import { ISR_TIMER, setIsrTimer } from './replica-lifecycle.ts';
import type { ReplicaManagerState } from './replica-state.ts';
import { markAllChanged } from './session-marks.ts';
import { handleStopReplica } from './stop-replica.ts';
import { takeConfigs } from './topic-configs.ts';
import type { ReplicaZkPurpose } from './zk-isr-manager.ts';
import { PROPAGATION_TIMER, propagateIsrChanges } from './zk-isr-manager.ts';
import { onIsrChecked, onIsrWritten } from './zk-isr-response.ts';

export { handleLogDirFailure } from './log-dir-failure.ts';
export { partitionCharts, replicaMachines } from './partition-charts.ts';
export { shutdownReplicaManager, startReplicaManager } from './replica-lifecycle.ts';

export function initialReplicas(): ReplicaManagerState {
  return NO_REPLICAS;
}

/**
 * Handles Produce, Fetch, ListOffsets, OffsetForLeaderEpoch, DeleteRecords, LeaderAndIsr, StopReplica,
 * DescribeLogDirs and DescribeProducers, and answers them (server/respond.ts), now or later.
 */
export function handleReplicaRequest(
  turn: BrokerTurn,
  request: KafkaRequest,
  ref: RequestRef,
): void {
  switch (request.type) {
    case 'ProduceRequest':
      return handleProduce(turn, request, ref);
    case 'FetchRequest':
      return handleFetch(turn, request, ref);
    case 'ListOffsetsRequest':
      return handleListOffsets(turn, request, ref);
    case 'OffsetForLeaderEpochRequest':
      return handleOffsetForLeaderEpoch(turn, request, ref);
    case 'DeleteRecordsRequest':
      return handleDeleteRecords(turn, request, ref);
    case 'LeaderAndIsrRequest':
      return handleLeaderAndIsr(turn, request, ref);
    case 'StopReplicaRequest':
      return handleStopReplica(turn, request, ref);
    case 'DescribeLogDirsRequest':
      return handleDescribeLogDirs(turn, request, ref);
    case 'DescribeProducersRequest':
      return handleDescribeProducers(turn, request, ref);
  }
}

/**
 * ReplicaManager.appendRecords. The task `appended` follows when it is acknowledged as `acks` asks, at
 * once or later.
 */
export function appendRecords(
  turn: BrokerTurn,
  append: {
    readonly timeoutMs: number;
    readonly acks: number;
    readonly origin: AppendOrigin;
    readonly entries: readonly {
      readonly topic: string;
      readonly partition: number;
      readonly batches: readonly RecordBatch[];
    }[];
  },
  then: AppendContinuation,
): void {
  const { timeoutMs, acks, origin, entries } = append;
  appendRecordsTo(turn, { timeoutMs, acks, origin, internalTopicsAllowed: true, entries }, then);
}

/** An event of fetchers, of the AlterIsr channel or of timers named `replica:…`; false: not ours. */
export function replicaEvent(turn: BrokerTurn, event: NodeEvent): boolean {
  if (event.type === 'timer') {
    switch (event.name) {
      case PURGATORY_TIMER:
        expireOperations(turn);
        return true;
      case CHECKPOINT_TIMER:
        checkpointHighWatermarks(turn);
        setCheckpointTimer(turn);
        return true;
      case ISR_TIMER:
        maybeShrinkIsrs(turn);
        setIsrTimer(turn);
        return true;
      case PROPAGATION_TIMER:
        propagateIsrChanges(turn);
        return true;
    }
  }
  return fetcherEvent(turn, event) || channelEvent(turn, event);
}

/** Replies for `to: 'replicas'`. */
export function onReplicaZkReplies(
  turn: BrokerTurn,
  then: ZkContinuation,
  replies: readonly ZkReply[],
): void {
  const purpose = then.data as ReplicaZkPurpose;
  switch (purpose.type) {
    case 'configs': {
      const waiting = takeConfigs(turn, purpose.awaiting, replies);
      if (waiting === null) return;
      return becomeLeaderOrFollower(turn, waiting.request, waiting.ref, waiting.sinceMs);
    }
    case 'isrWritten':
      return onIsrWritten(turn, purpose.item, replies[0]!);
    case 'isrChecked':
      return onIsrChecked(turn, purpose.item, replies[0]!);
    case 'isrPropagated':
      return;
  }
}

/** Metadata have changed: what exists may be another, and AlterIsr may have another controller. */
export function onReplicaMetadata(turn: BrokerTurn): void {
  markAllChanged(turn);
  onChannelMetadata(turn);
}
