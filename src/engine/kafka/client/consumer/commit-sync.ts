/**
 * Committing and waiting for it.
 *
 * Mirrors: ConsumerCoordinator.commitOffsetsSync, maybeAutoCommitOffsetsSync, 2.8.0.
 */
import { awaitResult, dropResult, takeResult } from './awaited.ts';
import { ConsumerError, WAKEUP } from './consumer-error.ts';
import { throwMetadataTrouble } from './consumer-metadata.ts';
import type { CommittedOffsets, ConsumerTurn } from './consumer-state.ts';
import { isCoordinatorUnknown } from './coordinator.ts';
import { ensureCoordinator } from './ensure-coordinator.ts';
import {
  invokeCompletedCommits,
  sendOffsetCommit,
  warnAutoCommitFailed,
} from './offset-commits.ts';
import { allConsumed } from './subscription-state.ts';
import type { Arrival, AutoCommitFrame, CommitSyncFrame, Move } from './thread-state.ts';
import { call, returns, wait } from './thread-state.ts';
import { throwIfWoken } from './wakeup.ts';

export function commitSync(offsets: CommittedOffsets, deadlineMs: number): CommitSyncFrame {
  const base = { method: 'commitOffsetsSync', at: 'start', id: -1, untilMs: 0 } as const;
  return { ...base, offsets, deadlineMs };
}

export function commitOffsetsSync(
  turn: ConsumerTurn,
  frame: CommitSyncFrame,
  arrival: Arrival,
): Move {
  const { nowMs } = turn.env;
  switch (frame.at) {
    case 'start':
      invokeCompletedCommits(turn);
      return frame.offsets.length === 0 ? returns(true) : attempt(turn, frame);
    case 'coordinator':
      if (arrival.type !== 'returned' || arrival.value !== true) return returns(false);
      return commit(turn, frame);
    case 'committing':
      throwIfWoken(turn);
      throwMetadataTrouble(turn);
      return onResult(turn, frame);
    case 'sleeping':
      if (nowMs < frame.untilMs) return wait(frame, frame.untilMs);
      return nowMs < frame.deadlineMs ? attempt(turn, frame) : returns(false);
  }
}

function attempt(turn: ConsumerTurn, frame: CommitSyncFrame): Move {
  if (isCoordinatorUnknown(turn)) {
    return call({ ...frame, at: 'coordinator' }, ensureCoordinator(frame.deadlineMs));
  }
  return commit(turn, frame);
}

function commit(turn: ConsumerTurn, frame: CommitSyncFrame): Move {
  const id = awaitResult(turn);
  sendOffsetCommit(turn, frame.offsets, { id, tag: null });
  return onResult(turn, { ...frame, at: 'committing', id });
}

function onResult(turn: ConsumerTurn, frame: CommitSyncFrame): Move {
  const { nowMs } = turn.env;
  const { deadlineMs, id } = frame;
  const result = takeResult(turn, id);
  if (result === null && nowMs < deadlineMs) return wait(frame, deadlineMs);
  invokeCompletedCommits(turn);
  if (result === null) {
    dropResult(turn, id);
    return returns(false);
  }
  if (result.failure === null) return returns(true);
  if (!result.failure.isRetriable) throw new ConsumerError(result.failure);
  const untilMs = Math.min(deadlineMs, nowMs + turn.state.config.retryBackoffMs);
  return wait({ ...frame, at: 'sleeping', untilMs }, untilMs);
}

export function autoCommitSync(deadlineMs: number): AutoCommitFrame {
  return { method: 'maybeAutoCommitOffsetsSync', at: 'start', offsets: [], deadlineMs };
}

/** What goes wrong is only logged, unless the owner wakes it up. */
export function maybeAutoCommitOffsetsSync(
  turn: ConsumerTurn,
  frame: AutoCommitFrame,
  arrival: Arrival,
): Move {
  if (frame.at === 'start') {
    if (!turn.state.config.isAutoCommitting) return returns(null);
    const offsets = allConsumed(turn.state.subscriptions);
    return call({ ...frame, at: 'committing', offsets }, commitSync(offsets, frame.deadlineMs));
  }
  if (arrival.type === 'thrown') {
    if (arrival.failure.exception === WAKEUP.exception) throw new ConsumerError(arrival.failure);
    warnAutoCommitFailed(turn, frame.offsets, arrival.failure);
  }
  return returns(null);
}
