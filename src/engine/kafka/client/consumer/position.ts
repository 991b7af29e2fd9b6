/**
 * Where a partition is read next, found out if it has to be.
 *
 * Mirrors: KafkaConsumer.position, updateFetchPositions, 2.8.0.
 */
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import { partitionName } from '../../protocol/topic-partition.ts';
import { illegalState, timeoutError } from './consumer-error.ts';
import { throwMetadataTrouble } from './consumer-metadata.ts';
import type { ConsumerTurn, FetchedOffset } from './consumer-state.ts';
import { fetchCommitted } from './fetch-committed.ts';
import { seekToCommitted } from './offset-fetches.ts';
import {
  initializingPartitions,
  resetInitializingPositions,
  resetOffsetsIfNeeded,
} from './position-reset.ts';
import { validateOffsetsIfNeeded } from './position-validation.ts';
import { partitionState } from './subscription-state.ts';
import type { Arrival, Move, PositionFrame } from './thread-state.ts';
import { call, returns, wait } from './thread-state.ts';
import { hasValidPosition } from './topic-partition-state.ts';
import { throwIfWoken } from './wakeup.ts';

export function positionOf(
  { topic, partition }: TopicPartition,
  nowMs: number,
  timeoutMs: number,
): PositionFrame {
  const deadlineMs = nowMs + timeoutMs;
  return { method: 'position', at: 'start', topic, partition, timeoutMs, deadlineMs, untilMs: 0 };
}

/** Returns the offset. */
export function position(turn: ConsumerTurn, frame: PositionFrame, arrival: Arrival): Move {
  switch (frame.at) {
    case 'start':
      return update(turn, frame);
    case 'committed':
      if (arrival.type === 'returned' && arrival.value !== null) {
        seekToCommitted(turn, arrival.value as readonly FetchedOffset[]);
        resetInitializingPositions(turn);
        resetOffsetsIfNeeded(turn);
      }
      return pause(turn, frame);
    case 'polling':
      throwIfWoken(turn);
      throwMetadataTrouble(turn);
      return update(turn, frame);
  }
}

function update(turn: ConsumerTurn, frame: PositionFrame): Move {
  const name = partitionName(frame.topic, frame.partition);
  const state = partitionState(turn, name);
  if (state === undefined) {
    throw illegalState('You can only check the position for partitions assigned to this consumer.');
  }
  if (hasValidPosition(state)) return returns(state.position!.offset);
  if (frame.at !== 'start' && turn.env.nowMs >= frame.deadlineMs) throw tooLate(frame, name);
  validateOffsetsIfNeeded(turn);
  const initializing = initializingPartitions(turn);
  if (turn.state.config.groupId !== null && initializing.length > 0) {
    return call({ ...frame, at: 'committed' }, fetchCommitted(initializing, frame.deadlineMs));
  }
  resetInitializingPositions(turn);
  resetOffsetsIfNeeded(turn);
  return pause(turn, frame);
}

function pause(turn: ConsumerTurn, frame: PositionFrame): Move {
  const { nowMs } = turn.env;
  const name = partitionName(frame.topic, frame.partition);
  const state = partitionState(turn, name);
  if (state !== undefined && hasValidPosition(state)) return returns(state.position!.offset);
  if (nowMs >= frame.deadlineMs) throw tooLate(frame, name);
  const untilMs = Math.min(frame.deadlineMs, nowMs + turn.state.config.retryBackoffMs);
  return wait({ ...frame, at: 'polling', untilMs }, untilMs);
}

function tooLate({ timeoutMs }: PositionFrame, name: string): Error {
  return timeoutError(
    `Timeout of ${timeoutMs}ms expired before the position for partition ${name} could be determined`,
  );
}
