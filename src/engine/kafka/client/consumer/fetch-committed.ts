/**
 * Asking for committed offsets and waiting for them.
 *
 * Mirrors: ConsumerCoordinator.fetchCommittedOffsets, 2.8.0.
 */
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import { ConsumerError } from './consumer-error.ts';
import { ownCoordinator } from './consumer-copies.ts';
import { throwMetadataTrouble } from './consumer-metadata.ts';
import type { ConsumerTurn, FetchedOffset } from './consumer-state.ts';
import { generationIfStable } from './coordinator.ts';
import { ensureCoordinator } from './ensure-coordinator.ts';
import { fetchOffsets } from './offset-fetches.ts';
import type { Arrival, FetchCommittedFrame, Move } from './thread-state.ts';
import { call, returns, wait } from './thread-state.ts';
import { throwIfWoken } from './wakeup.ts';

export function fetchCommitted(
  partitions: readonly TopicPartition[],
  deadlineMs: number,
): FetchCommittedFrame {
  return { method: 'fetchCommittedOffsets', at: 'start', partitions, deadlineMs, untilMs: 0 };
}

/** Returns a list of FetchedOffset, or null when time is over. */
export function fetchCommittedOffsets(
  turn: ConsumerTurn,
  frame: FetchCommittedFrame,
  arrival: Arrival,
): Move {
  const { nowMs } = turn.env;
  switch (frame.at) {
    case 'start':
      if (frame.partitions.length === 0) {
        const none: readonly FetchedOffset[] = [];
        return returns(none);
      }
      return attempt(frame);
    case 'coordinator':
      if (arrival.type !== 'returned' || arrival.value !== true) return returns(null);
      fetchOffsets(turn, frame.partitions, generationIfStable(turn));
      return onFuture(turn, { ...frame, at: 'fetching' });
    case 'fetching':
      throwIfWoken(turn);
      throwMetadataTrouble(turn);
      return onFuture(turn, frame);
    case 'sleeping':
      if (nowMs < frame.untilMs) return wait(frame, frame.untilMs);
      return nowMs < frame.deadlineMs ? attempt(frame) : returns(null);
  }
}

function attempt(frame: FetchCommittedFrame): Move {
  return call({ ...frame, at: 'coordinator' }, ensureCoordinator(frame.deadlineMs));
}

function onFuture(turn: ConsumerTurn, frame: FetchCommittedFrame): Move {
  const { nowMs } = turn.env;
  const { deadlineMs } = frame;
  const future = turn.state.coordinator.offsetFetch?.future ?? { status: 'pending' };
  if (future.status === 'pending') {
    return nowMs < deadlineMs ? wait(frame, deadlineMs) : returns(null);
  }
  ownCoordinator(turn).offsetFetch = null;
  if (future.status === 'succeeded') return returns(future.value);
  if (!future.failure.isRetriable) throw new ConsumerError(future.failure);
  const untilMs = Math.min(deadlineMs, nowMs + turn.state.config.retryBackoffMs);
  return wait({ ...frame, at: 'sleeping', untilMs }, untilMs);
}
