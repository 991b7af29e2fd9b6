/**
 * OffsetForLeaderEpoch: where in this leader’s log an epoch ends.
 *
 * Mirrors: ReplicaManager.lastOffsetForLeaderEpoch, Partition.lastOffsetForLeaderEpoch, 2.8.0.
 */
import { endOffsetForEpoch } from '../log/log.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type {
  OffsetForLeaderEpochEpochEndOffsetResult,
  OffsetForLeaderEpochRequest,
  OffsetForLeaderEpochResponse,
  OffsetForLeaderPartition,
} from '../protocol/produce-fetch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { respond } from '../server/respond.ts';
import { localLogOrError, partitionOrError } from './partition.ts';
import type { RequestRef } from '../server/request-ref.ts';

export function handleOffsetForLeaderEpoch(
  turn: BrokerTurn,
  request: OffsetForLeaderEpochRequest,
  ref: RequestRef,
): void {
  respond<OffsetForLeaderEpochResponse>(turn, ref, {
    type: 'OffsetForLeaderEpochResponse',
    topics: request.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map((asked) => endOffset(turn, topic, asked)),
    })),
  });
}

function endOffset(
  { state }: BrokerTurn,
  topic: string,
  { partition, currentLeaderEpoch, leaderEpoch }: OffsetForLeaderPartition,
): OffsetForLeaderEpochEpochEndOffsetResult {
  const hosted = partitionOrError(state, topic, partition);
  if (typeof hosted === 'string') return failed(partition, hosted);
  const log = localLogOrError(state, hosted, currentLeaderEpoch, true);
  if (typeof log === 'string') return failed(partition, log);
  const end = endOffsetForEpoch(log, leaderEpoch);
  const { epoch, endOffset: offset } = end;
  return { errorCode: 'NONE', partition, leaderEpoch: epoch, endOffset: offset };
}

function failed(partition: number, errorCode: ErrorName): OffsetForLeaderEpochEpochEndOffsetResult {
  return { errorCode, partition, leaderEpoch: -1, endOffset: -1 };
}
