/**
 * A call of the owner's but for poll: ends with the outcome `done`.
 *
 * Mirrors: KafkaConsumer.commitSync, committed, position, partitionsFor, offsetsForTimes, close, 2.8.0.
 */
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import { partitionName } from '../../protocol/topic-partition.ts';
import { ownState } from '../../../kernel/turn.ts';
import { closeNetworkClient } from '../network-client.ts';
import type { Failure } from './consumer-error.ts';
import { kafkaFailure, timeoutError } from './consumer-error.ts';
import { listText, log } from './consumer-log.ts';
import { clearTransientTopics, noteLeaderEpoch } from './consumer-metadata.ts';
import type { ConsumerTurn, FetchedOffset } from './consumer-state.ts';
import type { Arrival, FoundOffset, Frame, Move, OwnerFrame } from './thread-state.ts';
import { call, returns } from './thread-state.ts';

export function ownerCall(tag: unknown, body: Frame, result: OwnerFrame['result']): OwnerFrame {
  return { method: 'owner', at: 'start', tag, body, result };
}

export function runOwnerCall(turn: ConsumerTurn, frame: OwnerFrame, arrival: Arrival): Move {
  if (frame.at === 'start') return call({ ...frame, at: 'running' }, frame.body);
  const { tag } = frame;
  if (frame.result.kind === 'offsets') clearTransientTopics(turn);
  const [value, exception] =
    arrival.type === 'returned'
      ? valueOf(turn, frame, arrival.value)
      : [null, arrival.type === 'thrown' ? arrival.failure : null];
  if (frame.result.kind === 'close') return end(turn, tag, exception);
  turn.outcomes.push({ type: 'done', tag, value, exception });
  return returns(null);
}

function end(turn: ConsumerTurn, tag: unknown, reason: Failure | null): Move {
  closeNetworkClient(turn.network);
  const state = ownState(turn);
  state.isClosed = true;
  state.unsent = [];
  if (reason !== null) log(turn, 'ERROR', 'KafkaConsumer', 'Failed to close coordinator');
  const exception = reason === null ? null : kafkaFailure('Failed to close kafka consumer');
  turn.outcomes.push({ type: 'done', tag, value: null, exception });
  return returns(null);
}

function valueOf(
  turn: ConsumerTurn,
  { result }: OwnerFrame,
  value: unknown,
): readonly [unknown, Failure | null] {
  switch (result.kind) {
    case 'position':
    case 'partitions':
    case 'close':
      return [value, null];
    case 'commit': {
      if (value === true) return [null, null];
      const what = `Timeout of ${result.timeoutMs}ms expired before successfully committing offsets`;
      return [null, timeoutError(`${what} ${result.text}`).failure];
    }
    case 'committed':
      return committedOf(turn, result.partitions, result.timeoutMs, value);
    case 'offsets': {
      const found = new Map(
        (value as readonly FoundOffset[]).map((offset) => [nameOf(offset), offset.offset]),
      );
      return [result.partitions.map((at) => found.get(nameOf(at)) ?? null), null];
    }
  }
}

function committedOf(
  turn: ConsumerTurn,
  partitions: readonly TopicPartition[],
  timeoutMs: number,
  value: unknown,
): readonly [unknown, Failure | null] {
  if (value === null) {
    const names = listText(partitions.map(nameOf));
    const text =
      `Timeout of ${timeoutMs}ms expired before the last committed offset for partitions ${names} ` +
      'could be determined. Try tuning default.api.timeout.ms larger to relax the threshold.';
    return [null, timeoutError(text).failure];
  }
  const found = new Map(
    (value as readonly FetchedOffset[]).map((fetched) => [nameOf(fetched), fetched.committed]),
  );
  for (const at of partitions)
    noteLeaderEpoch(turn, at, found.get(nameOf(at))?.leaderEpoch ?? null);
  return [partitions.map((at) => found.get(nameOf(at)) ?? null), null];
}

function nameOf({ topic, partition }: TopicPartition): string {
  return partitionName(topic, partition);
}
