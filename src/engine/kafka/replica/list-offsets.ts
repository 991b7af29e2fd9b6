/**
 * ListOffsets: where a log begins and ends, and what was written from a time on.
 *
 * Mirrors: KafkaApis.handleListOffsetRequestV1AndAbove, Partition.fetchOffsetForTimestamp, 2.8.0.
 */
import type { LogState } from '../log/log-state.ts';
import { offsetForTimestamp } from '../log/log.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type {
  ListOffsetsPartition,
  ListOffsetsPartitionResponse,
  ListOffsetsRequest,
  ListOffsetsResponse,
} from '../protocol/produce-fetch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { respond } from '../server/respond.ts';
import { localLogOrError, partitionOrError } from './partition.ts';
import type { FetchIsolation } from './purgatory-state.ts';
import { fetchableEnd } from './read-from-log.ts';
import type { PartitionState } from './replica-state.ts';
import type { RequestRef } from '../server/request-ref.ts';

const LATEST_TIMESTAMP = -1;
const EARLIEST_TIMESTAMP = -2;
const CONSUMER_REPLICA_ID = -1;
const DEBUGGING_REPLICA_ID = -2;

export function handleListOffsets(
  turn: BrokerTurn,
  request: ListOffsetsRequest,
  ref: RequestRef,
): void {
  const topics = request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map((asked) => {
      if (isRepeated(request, name, asked)) return failed(asked, 'INVALID_REQUEST');
      return withVersion(listOffset(turn, request, name, asked), ref);
    }),
  }));
  respond<ListOffsetsResponse>(turn, ref, { type: 'ListOffsetsResponse', topics });
}

function isRepeated(
  { topics }: ListOffsetsRequest,
  topic: string,
  { partitionIndex }: ListOffsetsPartition,
): boolean {
  let count = 0;
  for (const { name, partitions } of topics) {
    if (name !== topic) continue;
    for (const other of partitions) if (other.partitionIndex === partitionIndex) count++;
  }
  return count > 1;
}

/** Older clients do not know every error, nor leader epochs. */
function withVersion(
  answer: ListOffsetsPartitionResponse,
  { apiVersion }: RequestRef,
): ListOffsetsPartitionResponse {
  if (answer.errorCode === 'OFFSET_NOT_AVAILABLE' && apiVersion < 5) {
    return { ...answer, errorCode: 'LEADER_NOT_AVAILABLE' };
  }
  return apiVersion < 4 ? { ...answer, leaderEpoch: -1 } : answer;
}

function failed(
  { partitionIndex }: ListOffsetsPartition,
  errorCode: ErrorName,
): ListOffsetsPartitionResponse {
  return { partitionIndex, errorCode, timestamp: -1, offset: -1, leaderEpoch: -1 };
}

function listOffset(
  turn: BrokerTurn,
  { replicaId, isolationLevel }: ListOffsetsRequest,
  topic: string,
  asked: ListOffsetsPartition,
): ListOffsetsPartitionResponse {
  const partition = partitionOrError(turn.state, topic, asked.partitionIndex);
  if (typeof partition === 'string') return failed(asked, partition);
  const needsLeader = replicaId !== DEBUGGING_REPLICA_ID;
  const log = localLogOrError(turn.state, partition, asked.currentLeaderEpoch, needsLeader);
  if (typeof log === 'string') return failed(asked, log);
  const isClient = replicaId === CONSUMER_REPLICA_ID;
  const isolation = isolationOf(isClient, isolationLevel);
  const found = offsetAt(turn, partition, log, asked.timestamp, { isolation, isClient });
  if (typeof found === 'string') return failed(asked, found);
  if (found === null) return failed(asked, 'NONE');
  const { timestamp, offset, leaderEpoch } = found;
  const { partitionIndex } = asked;
  return { partitionIndex, errorCode: 'NONE', timestamp, offset, leaderEpoch: leaderEpoch ?? -1 };
}

function isolationOf(isClient: boolean, isolationLevel: number): FetchIsolation {
  if (!isClient) return 'logEnd';
  return isolationLevel === 1 ? 'txnCommitted' : 'highWatermark';
}

interface FoundOffset {
  readonly timestamp: number;
  readonly offset: number;
  readonly leaderEpoch: number | null;
}

/** Null: there is none. An error's name while a new leader does not know how far the old one was safe. */
function offsetAt(
  turn: BrokerTurn,
  partition: PartitionState,
  log: LogState,
  timestamp: number,
  { isolation, isClient }: { readonly isolation: FetchIsolation; readonly isClient: boolean },
): FoundOffset | 'OFFSET_NOT_AVAILABLE' | null {
  const { leaderEpochStartOffset: epochStart, leaderEpoch } = partition;
  const isLagging = isClient && epochStart !== null && epochStart > log.highWatermark;
  const lastFetchable = fetchableEnd(log, isolation);
  if (timestamp === LATEST_TIMESTAMP) {
    return isLagging
      ? 'OFFSET_NOT_AVAILABLE'
      : { timestamp: -1, offset: lastFetchable, leaderEpoch };
  }
  if (timestamp === EARLIEST_TIMESTAMP) return earliest(log);
  const found = offsetForTimestamp(turn, log, timestamp);
  if (found !== null && found.offset < lastFetchable) return found;
  return isLagging ? 'OFFSET_NOT_AVAILABLE' : null;
}

/** Mirrors Log.fetchOffsetByTimestamp for the earliest: the first epoch counts if it begins there. */
function earliest({ epochs, logStartOffset }: LogState): FoundOffset {
  const [first] = epochs;
  const isKnown = first !== undefined && first.startOffset <= logStartOffset;
  return {
    timestamp: -1,
    offset: logStartOffset,
    leaderEpoch: isKnown ? first.epoch : null,
  };
}
