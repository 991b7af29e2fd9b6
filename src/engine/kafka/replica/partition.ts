/**
 * Finding a partition and its log, or the error that says why there is none to use.
 *
 * Mirrors: ReplicaManager.getPartitionOrError, Partition.getLocalLog, checkCurrentLeaderEpoch,
 * leaderLogIfLocal, 2.8.0.
 * Read next: high-watermark.ts, isr.ts.
 */
import type { LogState } from '../log/log-state.ts';
import { logOf } from '../log/log.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { BrokerState } from '../server/broker-state.ts';
import { cachedPartition } from '../server/metadata-cache.ts';
import { hostedPartition } from './replica-changes.ts';
import type { PartitionState } from './replica-state.ts';

export const NO_EPOCH = -1;

/** A partition, or an error's name. */
export function partitionOrError(
  state: BrokerState,
  topic: string,
  partition: number,
): PartitionState | ErrorName {
  const hosted = hostedPartition(state, topic, partition);
  if (hosted === undefined) return missingError(state, topic, partition);
  return hosted.isOffline ? 'KAFKA_STORAGE_ERROR' : hosted;
}

/** Of a topic that exists a client has to look for the leader elsewhere. */
function missingError(state: BrokerState, topic: string, partition: number): ErrorName {
  const isKnown = cachedPartition(state.metadata, topic, partition) !== undefined;
  return isKnown ? 'NOT_LEADER_OR_FOLLOWER' : 'UNKNOWN_TOPIC_OR_PARTITION';
}

/** Mirrors Partition.log. */
export function localLog(state: BrokerState, partition: PartitionState): LogState | undefined {
  return partition.hasLog ? logOf(state, partition.topic, partition.partition) : undefined;
}

/** Mirrors leaderLogIfLocal. */
export function leaderLog(state: BrokerState, partition: PartitionState): LogState | undefined {
  return partition.isLeader ? localLog(state, partition) : undefined;
}

/** `epoch`: what the asker takes for the leader's; -1: it does not say. */
export function leaderEpochError(partition: PartitionState, epoch: number): ErrorName {
  if (epoch === NO_EPOCH || epoch === partition.leaderEpoch) return 'NONE';
  return partition.leaderEpoch > epoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH';
}

/** Mirrors getLocalLog: a log, or an error's name. */
export function localLogOrError(
  state: BrokerState,
  partition: PartitionState,
  currentLeaderEpoch: number,
  needsLeader: boolean,
): LogState | ErrorName {
  const error = leaderEpochError(partition, currentLeaderEpoch);
  if (error !== 'NONE') return error;
  if (needsLeader && !partition.isLeader) return 'NOT_LEADER_OR_FOLLOWER';
  return localLog(state, partition) ?? 'NOT_LEADER_OR_FOLLOWER';
}

/** Topic.isInternal. */
export function isInternalTopic(topic: string): boolean {
  return topic === '__consumer_offsets' || topic === '__transaction_state';
}
