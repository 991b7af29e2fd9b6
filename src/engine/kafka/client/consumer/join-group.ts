/**
 * Joining the group, as often as it takes.
 *
 * Mirrors: AbstractCoordinator.joinGroupIfNeeded, 2.8.0.
 * Read next: join-responses.ts, group-assignment.ts.
 */
import { autoCommitSync } from './commit-sync.ts';
import { ConsumerError, failureText } from './consumer-error.ts';
import { ownCoordinator } from './consumer-copies.ts';
import { log } from './consumer-log.ts';
import { throwMetadataTrouble } from './consumer-metadata.ts';
import type { ConsumerTurn } from './consumer-state.ts';
import { NO_GENERATION } from './consumer-state.ts';
import { generationText, memberState, resetStateAndRejoin } from './coordinator.ts';
import { ensureCoordinator } from './ensure-coordinator.ts';
import { completeJoin, revokeBeforeJoin } from './group-assignment.ts';
import { initiateJoinGroup } from './join-responses.ts';
import { isRejoinNeededOrPending } from './subscription-metadata.ts';
import type { Arrival, JoinGroupFrame, Move } from './thread-state.ts';
import { call, returns, wait } from './thread-state.ts';
import { throwIfWoken } from './wakeup.ts';

/** After these it joins again at once. */
const JOINS_AGAIN = new Set([
  'UNKNOWN_MEMBER_ID',
  'REBALANCE_IN_PROGRESS',
  'ILLEGAL_GENERATION',
  'MEMBER_ID_REQUIRED',
]);

export function joinGroup(deadlineMs: number): JoinGroupFrame {
  const { generationId, memberId } = NO_GENERATION;
  return {
    method: 'joinGroupIfNeeded',
    at: 'start',
    generationId,
    memberId,
    untilMs: 0,
    deadlineMs,
  };
}

export function joinGroupIfNeeded(
  turn: ConsumerTurn,
  frame: JoinGroupFrame,
  arrival: Arrival,
): Move {
  switch (frame.at) {
    case 'start':
      return attempt(turn, frame);
    case 'coordinator':
      if (arrival.type !== 'returned' || arrival.value !== true) return returns(false);
      return prepare(turn, frame);
    case 'preparing':
      revokeBeforeJoin(turn, frame.generationId, frame.memberId);
      return join(turn, frame);
    case 'joining':
      throwIfWoken(turn);
      throwMetadataTrouble(turn);
      return onFuture(turn, frame);
    case 'sleeping':
      if (turn.env.nowMs < frame.untilMs) return wait(frame, frame.untilMs);
      return attempt(turn, frame);
  }
}

function attempt(turn: ConsumerTurn, frame: JoinGroupFrame): Move {
  if (!isRejoinNeededOrPending(turn)) return returns(true);
  return call({ ...frame, at: 'coordinator' }, ensureCoordinator(frame.deadlineMs));
}

/** Once for each rebalance: offsets are committed, then partitions given up. */
function prepare(turn: ConsumerTurn, frame: JoinGroupFrame): Move {
  const { needsJoinPrepare, generation } = turn.state.coordinator;
  if (!needsJoinPrepare) return join(turn, frame);
  ownCoordinator(turn).needsJoinPrepare = false;
  const { generationId, memberId } = generation;
  const untilMs = turn.env.nowMs + turn.state.config.maxPollIntervalMs;
  return call({ ...frame, at: 'preparing', generationId, memberId }, autoCommitSync(untilMs));
}

function join(turn: ConsumerTurn, frame: JoinGroupFrame): Move {
  initiateJoinGroup(turn);
  return onFuture(turn, { ...frame, at: 'joining' });
}

function onFuture(turn: ConsumerTurn, frame: JoinGroupFrame): Move {
  const { deadlineMs } = frame;
  const { nowMs } = turn.env;
  const { joinFuture, generation } = turn.state.coordinator;
  if (joinFuture === null || joinFuture.status === 'pending') {
    return nowMs < deadlineMs ? wait(frame, deadlineMs) : returns(false);
  }
  if (joinFuture.status === 'failed') return onFailure(turn, frame, joinFuture.failure);
  if (memberState(turn) === 'STABLE') {
    completeJoin(turn, generation, joinFuture.value);
    const coordinator = ownCoordinator(turn);
    coordinator.joinFuture = null;
    coordinator.needsJoinPrepare = true;
  } else {
    const text =
      `Generation data was cleared by heartbeat thread to ${generationText(generation)} and state ` +
      `is now ${memberState(turn)} before the rebalance callback is triggered, marking this ` +
      'rebalance as failed and retry';
    log(turn, 'INFO', 'AbstractCoordinator', text);
    resetStateAndRejoin(turn);
    ownCoordinator(turn).joinFuture = null;
  }
  return attempt(turn, frame);
}

function onFailure(
  turn: ConsumerTurn,
  frame: JoinGroupFrame,
  reason: ConsumerError['failure'],
): Move {
  if (reason.error !== 'MEMBER_ID_REQUIRED') {
    log(turn, 'INFO', 'AbstractCoordinator', `Rebalance failed.\n${failureText(reason)}`);
  }
  ownCoordinator(turn).joinFuture = null;
  if (reason.error !== null && JOINS_AGAIN.has(reason.error)) return attempt(turn, frame);
  if (!reason.isRetriable) throw new ConsumerError(reason);
  resetStateAndRejoin(turn);
  const { nowMs } = turn.env;
  const untilMs = Math.min(frame.deadlineMs, nowMs + turn.state.config.retryBackoffMs);
  if (untilMs <= nowMs) return attempt(turn, frame);
  return wait({ ...frame, at: 'sleeping', untilMs }, untilMs);
}
