/**
 * What a poll gives: records of the fetches that have come, in order, up to max.poll.records.
 *
 * Mirrors: Fetcher.fetchedRecords, fetchRecords, initializeCompletedFetch, handleOffsetOutOfRange,
 * clearBufferedDataForUnassignedPartitions, ConsumerRecords.iterator, 2.8.0.
 */
import { ERRORS } from '../../protocol/errors.ts';
import type { FetchablePartitionResponse } from '../../protocol/produce-fetch.ts';
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import { partitionName } from '../../protocol/topic-partition.ts';
import type { ConsumerRecord } from '../consumer-types.ts';
import {
  ConsumerError,
  failure,
  illegalState,
  kafkaFailure,
  topicsUnauthorized,
} from './consumer-error.ts';
import { ownFetcher } from './consumer-copies.ts';
import { log } from './consumer-log.ts';
import { requestMetadataUpdate } from './consumer-metadata.ts';
import type { CompletedFetch, ConsumerTurn } from './consumer-state.ts';
import { copyFetch, readRecords } from './completed-fetch.ts';
import { HashTable, PARTITION_KEYS } from './hash-table.ts';
import { requestOffsetReset } from './position-reset.ts';
import { movePartitionsToEnd, partitionState, setPartitionState } from './subscription-state.ts';
import type { FetchPosition, TopicPartitionState } from './topic-partition-state.ts';
import {
  copyPartitionState,
  hasValidPosition,
  isFetchable,
  positionText,
} from './topic-partition-state.ts';

const MOVED = ['NOT_LEADER_OR_FOLLOWER', 'REPLICA_NOT_AVAILABLE', 'KAFKA_STORAGE_ERROR'];
const MOVED_ERRORS = new Set([...MOVED, 'FENCED_LEADER_EPOCH', 'OFFSET_NOT_AVAILABLE']);

/** Some of what has come can be given out. */
export function hasAvailableFetches(turn: ConsumerTurn): boolean {
  return turn.state.fetcher.completed.some(({ name }) => {
    const state = partitionState(turn, name);
    return state !== undefined && isFetchable(state);
  });
}

/** Throws what a response says that the program has to know, when there are no records before it. */
export function fetchedRecords(turn: ConsumerTurn): readonly ConsumerRecord[] {
  const { completed, nextInLine } = turn.state.fetcher;
  if (completed.length === 0 && (nextInLine === null || nextInLine.isConsumed)) return [];
  const drain = new Drain(turn, completed, nextInLine);
  try {
    drain.run(turn.state.config.maxPollRecords);
  } finally {
    drain.keep();
  }
  return drain.records();
}

/** One poll's way through the fetches. */
class Drain {
  private readonly turn: ConsumerTurn;
  private readonly completed: readonly CompletedFetch[];
  private next: CompletedFetch | null;
  private taken = 0;
  private readonly paused: CompletedFetch[] = [];
  private readonly moved: string[] = [];
  private readonly fetched = new Map<string, { at: TopicPartition; records: ConsumerRecord[] }>();

  constructor(
    turn: ConsumerTurn,
    completed: readonly CompletedFetch[],
    next: CompletedFetch | null,
  ) {
    this.turn = turn;
    this.completed = completed;
    this.next = next;
  }

  run(max: number): void {
    let remaining = max;
    try {
      while (remaining > 0) {
        const { next } = this;
        if (next === null || next.isConsumed) {
          if (!this.takeNext()) break;
        } else if (partitionState(this.turn, next.name)?.isPaused === true) {
          this.paused.push(next);
          this.next = null;
        } else remaining -= this.read(next, remaining);
      }
    } catch (error) {
      if (!(error instanceof ConsumerError) || this.fetched.size === 0) throw error;
    }
  }

  private takeNext(): boolean {
    const candidate = this.completed[this.taken];
    if (candidate === undefined) return false;
    if (candidate.isInitialized) this.next = candidate;
    else {
      try {
        this.next = initialize(this.turn, candidate);
      } catch (error) {
        if (this.fetched.size === 0 && candidate.data.recordSet.length === 0) this.taken++;
        throw error;
      } finally {
        if (candidate.data.errorCode !== 'NONE') this.moved.push(candidate.name);
      }
    }
    this.taken++;
    return true;
  }

  private read(fetch: CompletedFetch, max: number): number {
    const known = this.fetched.get(fetch.name);
    const records = known?.records ?? [];
    const before = records.length;
    const after = readPartition(this.turn, fetch, max, records);
    this.next = after;
    if (after.isConsumed && after.hasReadBytes) this.moved.push(fetch.name);
    if (known === undefined && records.length > 0) {
      const { topic, partition } = fetch;
      this.fetched.set(fetch.name, { at: { topic, partition }, records });
    }
    return records.length - before;
  }

  keep(): void {
    const fetcher = ownFetcher(this.turn);
    fetcher.completed = [...this.completed.slice(this.taken), ...this.paused];
    fetcher.nextInLine = this.next === null || this.next.isConsumed ? null : this.next;
    if (this.moved.length > 0) movePartitionsToEnd(this.turn, this.moved);
  }

  /** In the order in which upstream's map lists partitions. */
  records(): readonly ConsumerRecord[] {
    const parts = [...this.fetched.values()];
    if (parts.length < 2) return parts[0]?.records ?? [];
    const table = new HashTable<TopicPartition, readonly ConsumerRecord[]>(PARTITION_KEYS);
    for (const { at, records } of parts) table.put(at, records);
    return table.values().flat();
  }
}

/** Nothing is read of a partition that is not where the fetch began. */
function readPartition(
  turn: ConsumerTurn,
  fetch: CompletedFetch,
  max: number,
  records: ConsumerRecord[],
): CompletedFetch {
  const state = partitionState(turn, fetch.name);
  const position = state !== undefined && isFetchable(state) ? state.position! : null;
  if (position?.offset !== fetch.nextFetchOffset) return drained(fetch);
  const after = readRecords(fetch, max, turn.state.config.isReadCommitted, records);
  if (after.nextFetchOffset > position.offset) {
    const next = copyPartitionState(state!);
    next.position = {
      offset: after.nextFetchOffset,
      offsetEpoch: after.lastEpoch,
      currentLeader: position.currentLeader,
    };
    setPartitionState(turn, next);
  }
  return after;
}

function drained(fetch: CompletedFetch): CompletedFetch {
  const next = copyFetch(fetch);
  next.isConsumed = true;
  return next;
}

/** Null: there is nothing to be read of it. */
function initialize(turn: ConsumerTurn, fetch: CompletedFetch): CompletedFetch | null {
  const { name, data } = fetch;
  const state = partitionState(turn, name);
  // It may have gone to another while the fetch was on its way.
  if (state === undefined || !hasValidPosition(state)) return null;
  if (data.errorCode !== 'NONE') {
    handleError(turn, fetch, state);
    return null;
  }
  if (state.position!.offset !== fetch.nextFetchOffset) return null;
  noteOffsets(turn, state, data);
  const next = copyFetch(fetch);
  next.isInitialized = true;
  return next;
}

function noteOffsets(
  turn: ConsumerTurn,
  state: TopicPartitionState,
  {
    highWatermark,
    logStartOffset,
    lastStableOffset,
    preferredReadReplica,
  }: FetchablePartitionResponse,
): void {
  const prefersNew =
    preferredReadReplica >= 0 && preferredReadReplica !== state.preferredReadReplica;
  const isSame =
    (highWatermark < 0 || highWatermark === state.highWatermark) &&
    (logStartOffset < 0 || logStartOffset === state.logStartOffset) &&
    (lastStableOffset < 0 || lastStableOffset === state.lastStableOffset);
  if (isSame && !prefersNew) return;
  const next = copyPartitionState(state);
  if (highWatermark >= 0) next.highWatermark = highWatermark;
  if (logStartOffset >= 0) next.logStartOffset = logStartOffset;
  if (lastStableOffset >= 0) next.lastStableOffset = lastStableOffset;
  if (prefersNew) {
    next.preferredReadReplica = preferredReadReplica;
    const { metadataMaxAgeMs } = turn.state.config;
    next.preferredReadReplicaExpiresAtMs = turn.env.nowMs + metadataMaxAgeMs;
  }
  setPartitionState(turn, next);
}

function handleError(turn: ConsumerTurn, fetch: CompletedFetch, state: TopicPartitionState): void {
  const { name, topic, nextFetchOffset } = fetch;
  const { errorCode } = fetch.data;
  if (MOVED_ERRORS.has(errorCode)) {
    requestMetadataUpdate(turn);
    return;
  }
  switch (errorCode) {
    case 'UNKNOWN_TOPIC_OR_PARTITION': {
      const text = `Received unknown topic or partition error in fetch for partition ${name}`;
      log(turn, 'WARN', 'Fetcher', text);
      requestMetadataUpdate(turn);
      return;
    }
    case 'OFFSET_OUT_OF_RANGE':
      if (state.preferredReadReplica !== null) clearPreferredReadReplica(turn, state);
      else if (state.position!.offset === nextFetchOffset) {
        handleOffsetOutOfRange(turn, fetch, state.position!);
      }
      return;
    case 'TOPIC_AUTHORIZATION_FAILED':
      log(turn, 'WARN', 'Fetcher', `Not authorized to read from partition ${name}.`);
      throw new ConsumerError(topicsUnauthorized([topic]));
    case 'UNKNOWN_LEADER_EPOCH':
      return;
    case 'UNKNOWN_SERVER_ERROR': {
      const text = `Unknown server error while fetching offset ${nextFetchOffset} for topic-partition`;
      return log(turn, 'WARN', 'Fetcher', `${text} ${name}`);
    }
    case 'CORRUPT_MESSAGE': {
      const text = `Encountered corrupt message when fetching offset ${nextFetchOffset}`;
      throw new ConsumerError(kafkaFailure(`${text} for topic-partition ${name}`));
    }
    default: {
      const { code } = ERRORS[errorCode];
      const text = `Unexpected error code ${code} while fetching at offset ${nextFetchOffset}`;
      throw illegalState(`${text} from topic-partition ${name}`);
    }
  }
}

export function clearPreferredReadReplica(turn: ConsumerTurn, state: TopicPartitionState): void {
  const next = copyPartitionState(state);
  next.preferredReadReplica = null;
  next.preferredReadReplicaExpiresAtMs = null;
  setPartitionState(turn, next);
}

function handleOffsetOutOfRange(
  turn: ConsumerTurn,
  { name, topic, partition }: CompletedFetch,
  position: FetchPosition,
): void {
  const text = `Fetch position ${positionText(position)} is out of range for partition ${name}`;
  if (turn.state.config.resetStrategy !== 'NONE') {
    log(turn, 'INFO', 'Fetcher', `${text}, resetting offset`);
    return requestOffsetReset(turn, { topic, partition });
  }
  const next = 'raising error to the application since no reset policy is configured';
  log(turn, 'INFO', 'Fetcher', `${text}, ${next}`);
  const exception = 'org.apache.kafka.clients.consumer.OffsetOutOfRangeException';
  throw new ConsumerError(failure(exception, text));
}

/** Only what has come of these partitions is kept. */
export function keepBufferedOf(turn: ConsumerTurn, partitions: readonly TopicPartition[]): void {
  const { completed, nextInLine } = turn.state.fetcher;
  if (completed.length === 0 && nextInLine === null) return;
  const names = new Set(partitions.map((at) => partitionName(at.topic, at.partition)));
  const fetcher = ownFetcher(turn);
  const dropped = completed.filter(({ name }) => !names.has(name));
  fetcher.completed = completed.filter(({ name }) => names.has(name));
  if (nextInLine !== null && !names.has(nextInLine.name)) {
    fetcher.nextInLine = null;
    dropped.push(nextInLine);
  }
  movePartitionsToEnd(
    turn,
    dropped.filter(({ hasReadBytes }) => hasReadBytes).map(({ name }) => name),
  );
}
