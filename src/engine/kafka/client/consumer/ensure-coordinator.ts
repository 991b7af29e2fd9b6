/**
 * Finding the group's coordinator.
 *
 * Mirrors: AbstractCoordinator.ensureCoordinatorReady, 2.8.0.
 */
import { awaitMetadata } from './await-metadata.ts';
import type { Failure } from './consumer-error.ts';
import { ConsumerError, failureText } from './consumer-error.ts';
import { ownCoordinator } from './consumer-copies.ts';
import { log } from './consumer-log.ts';
import { throwMetadataTrouble } from './consumer-metadata.ts';
import { isUnavailable } from './consumer-network.ts';
import type { ConsumerTurn } from './consumer-state.ts';
import {
  clearFindFuture,
  isCoordinatorUnknown,
  lookupCoordinator,
  markCoordinatorUnknown,
} from './coordinator.ts';
import type { EnsureCoordinatorFrame, Move } from './thread-state.ts';
import { call, returns, wait } from './thread-state.ts';
import { throwIfWoken } from './wakeup.ts';

export function ensureCoordinator(deadlineMs: number): EnsureCoordinatorFrame {
  return { method: 'ensureCoordinatorReady', at: 'start', deadlineMs, untilMs: 0 };
}

export function ensureCoordinatorReady(turn: ConsumerTurn, frame: EnsureCoordinatorFrame): Move {
  const { deadlineMs, untilMs } = frame;
  const { nowMs } = turn.env;
  switch (frame.at) {
    case 'start':
      if (!isCoordinatorUnknown(turn)) return returns(true);
      return look(turn, frame);
    case 'looking':
      throwIfWoken(turn);
      throwMetadataTrouble(turn);
      return onFuture(turn, frame);
    case 'metadata':
      clearFindFuture(turn);
      return again(turn, frame);
    case 'sleeping':
      if (nowMs < untilMs) return wait(frame, untilMs);
      clearFindFuture(turn);
      return again(turn, { ...frame, deadlineMs });
  }
}

function look(turn: ConsumerTurn, frame: EnsureCoordinatorFrame): Move {
  const { fatalFindFailure } = turn.state.coordinator;
  if (fatalFindFailure !== null) {
    ownCoordinator(turn).fatalFindFailure = null;
    throw new ConsumerError(fatalFindFailure);
  }
  const future = lookupCoordinator(turn);
  if (future.status === 'failed') return onFailure(turn, frame, future.failure);
  return onFuture(turn, { ...frame, at: 'looking' });
}

function onFuture(turn: ConsumerTurn, frame: EnsureCoordinatorFrame): Move {
  const { deadlineMs } = frame;
  const { nowMs } = turn.env;
  const { findFuture, node } = turn.state.coordinator;
  if (findFuture?.status === 'pending') {
    return nowMs < deadlineMs ? wait(frame, deadlineMs) : returns(!isCoordinatorUnknown(turn));
  }
  if (findFuture?.status === 'failed') return onFailure(turn, frame, findFuture.failure);
  if (node !== null && isUnavailable(turn, node)) {
    markCoordinatorUnknown(turn, 'coordinator unavailable');
    const untilMs = Math.min(deadlineMs, nowMs + turn.state.config.retryBackoffMs);
    return wait({ ...frame, at: 'sleeping', untilMs }, untilMs);
  }
  clearFindFuture(turn);
  return again(turn, frame);
}

function onFailure(turn: ConsumerTurn, frame: EnsureCoordinatorFrame, reason: Failure): Move {
  if (reason.isRetriable) {
    return call({ ...frame, at: 'metadata' }, awaitMetadata(frame.deadlineMs));
  }
  const text = `FindCoordinator request hit fatal exception\n${failureText(reason)}`;
  log(turn, 'INFO', 'AbstractCoordinator', text);
  clearFindFuture(turn);
  ownCoordinator(turn).fatalFindFailure = null;
  throw new ConsumerError(reason);
}

function again(turn: ConsumerTurn, frame: EnsureCoordinatorFrame): Move {
  if (!isCoordinatorUnknown(turn)) return returns(true);
  return turn.env.nowMs < frame.deadlineMs ? look(turn, frame) : returns(false);
}
