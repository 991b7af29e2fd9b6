/**
 * What admin clients ask about the replicas of one broker: sizes of logs, and active producers.
 *
 * Mirrors: KafkaApis.handleDescribeLogDirsRequest, handleDescribeProducersRequest,
 * ReplicaManager.describeLogDirs, Partition.activeProducerState, 2.8.0.
 * Departs: there is one log folder, and no log is on its way to another.
 */
import { mapGet, mapValues } from '../../kernel/persistent-map.ts';
import { logSizeBytes } from '../log/log.ts';
import type { LogState } from '../log/log-state.ts';
import type {
  DescribeProducersRequest,
  DescribeProducersResponse,
  PartitionResponse,
  ProducerState,
} from '../protocol/admin-cluster.ts';
import type {
  DescribeLogDirsRequest,
  DescribeLogDirsResponse,
  DescribeLogDirsTopic,
} from '../protocol/admin-topics.ts';
import type { ErrorName } from '../protocol/errors.ts';
import { comparePartitions, partitionName } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { cachedTopic } from '../server/metadata-cache.ts';
import { respond } from '../server/respond.ts';
import { localLog, partitionOrError } from './partition.ts';
import { partitionNamed } from './replica-changes.ts';
import type { RequestRef } from '../server/request-ref.ts';

/** DescribeLogDirsResponse.INVALID_OFFSET_LAG: the log is no online partition's. */
const INVALID_OFFSET_LAG = -1;

export function handleDescribeLogDirs(
  turn: BrokerTurn,
  { topics: asked }: DescribeLogDirsRequest,
  ref: RequestRef,
): void {
  const names =
    asked === null
      ? null
      : new Set(
          asked.flatMap(({ topic, partitionIndex }) =>
            partitionIndex.map((index) => partitionName(topic, index)),
          ),
        );
  const topics = new Map<string, DescribeLogDirsTopic['partitions'][number][]>();
  for (const log of [...mapValues(turn.state.logs.logs)].sort(comparePartitions)) {
    const partitions = topics.get(log.topic) ?? [];
    topics.set(log.topic, partitions);
    if (names !== null && !names.has(log.name)) continue;
    partitions.push({
      partitionIndex: log.partition,
      partitionSize: logSizeBytes(log),
      offsetLag: offsetLag(turn, log),
      isFutureKey: false,
    });
  }
  respond<DescribeLogDirsResponse>(turn, ref, {
    type: 'DescribeLogDirsResponse',
    results: [
      {
        errorCode: 'NONE',
        logDir: turn.state.config.logDir,
        topics: [...topics].map(([name, partitions]) => ({ name, partitions })),
      },
    ],
  });
}

/** How far the log is behind its high watermark. */
function offsetLag({ state }: BrokerTurn, log: LogState): number {
  const partition = partitionNamed(state, log.name);
  if (partition === undefined || partition.isOffline) return INVALID_OFFSET_LAG;
  if (localLog(state, partition) === undefined) return INVALID_OFFSET_LAG;
  return Math.max(log.highWatermark - log.logEndOffset, 0);
}

export function handleDescribeProducers(
  turn: BrokerTurn,
  request: DescribeProducersRequest,
  ref: RequestRef,
): void {
  respond<DescribeProducersResponse>(turn, ref, {
    type: 'DescribeProducersResponse',
    topics: request.topics.map(({ name, partitionIndexes }) => {
      const isKnown = cachedTopic(turn.state.metadata, name) !== undefined;
      const partitions = partitionIndexes.map((index) =>
        isKnown ? activeProducers(turn, name, index) : failed(index, 'UNKNOWN_TOPIC_OR_PARTITION'),
      );
      return { name, partitions };
    }),
  });
}

function failed(partitionIndex: number, errorCode: ErrorName): PartitionResponse {
  return { partitionIndex, errorCode, errorMessage: null, activeProducers: [] };
}

function activeProducers(
  { state }: BrokerTurn,
  topic: string,
  partitionIndex: number,
): PartitionResponse {
  const partition = partitionOrError(state, topic, partitionIndex);
  if (typeof partition === 'string') return failed(partitionIndex, partition);
  const log = localLog(state, partition);
  if (log === undefined) return failed(partitionIndex, 'NOT_LEADER_OR_FOLLOWER');
  return {
    partitionIndex,
    errorCode: 'NONE',
    errorMessage: null,
    activeProducers: producersOf(log),
  };
}

function producersOf({ producers: { entries } }: LogState): readonly ProducerState[] {
  const ids = [...mapValues(entries)].map(({ producerId }) => producerId).sort((a, b) => a - b);
  return ids.map((id) => {
    const entry = mapGet(entries, String(id))!;
    return {
      producerId: entry.producerId,
      producerEpoch: entry.producerEpoch,
      lastSequence: entry.batches.at(-1)?.lastSeq ?? -1,
      lastTimestamp: entry.lastTimestamp,
      coordinatorEpoch: entry.coordinatorEpoch,
      currentTxnStartOffset: entry.currentTxnFirstOffset ?? -1,
    };
  });
}
