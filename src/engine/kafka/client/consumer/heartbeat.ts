/**
 * Keeps a member in its group while its program does something else, and takes it out when the program
 * polls too seldom.
 *
 * Mirrors: AbstractCoordinator.HeartbeatThread, HeartbeatResponseHandler, Heartbeat, 2.8.0.
 * Departs: upstream's thread looks every retry.backoff.ms whether something is due; here it is woken when
 * it is.
 */
import type {
  HeartbeatRequest,
  HeartbeatResponse,
  LeaveGroupResponse,
} from '../../protocol/groups.ts';
import { ERRORS } from '../../protocol/errors.ts';
import type { RequestBody } from '../../protocol/messages.ts';
import { nodeText } from '../network-client.ts';
import type { Failure } from './consumer-error.ts';
import {
  ConsumerError,
  groupUnauthorized,
  kafkaFailure,
  protocolFailure,
} from './consumer-error.ts';
import { ownHeartbeat } from './consumer-copies.ts';
import { log } from './consumer-log.ts';
import { send } from './consumer-network.ts';
import type { ConsumerTurn, HeartbeatState } from './consumer-state.ts';
import {
  clearFindFuture,
  generationText,
  hasNotJoinedGroup,
  isCoordinatorUnknown,
  isGenerationUnchanged,
  lookupCoordinator,
  markCoordinatorUnknown,
  maybeLeaveGroup,
  memberState,
  noteRequestFailure,
  requestRejoin,
  resetStateAndRejoin,
} from './coordinator.ts';
import type { SentGeneration } from './request-tag.ts';

const POLL_TOO_SELDOM =
  'consumer poll timeout has expired. This means the time between subsequent calls to poll() was longer ' +
  'than the configured max.poll.interval.ms, which typically implies that the poll loop is spending too ' +
  'much time processing messages. You can address this either by increasing max.poll.interval.ms or by ' +
  'reducing the maximum size of batches returned in poll() with max.poll.records.';

export function newHeartbeat(nowMs: number): HeartbeatState {
  return {
    isStarted: false,
    isEnabled: false,
    failure: null,
    heartbeatDueMs: nowMs,
    sessionDueMs: nowMs,
    pollDueMs: nowMs,
    looksAgainAtMs: null,
  };
}

export function startHeartbeatThread(turn: ConsumerTurn): void {
  const { isStarted } = turn.state.coordinator.heartbeat;
  if (!isStarted) Object.assign(ownHeartbeat(turn), { isStarted: true, isEnabled: false });
}

export function closeHeartbeatThread(turn: ConsumerTurn): void {
  const { isStarted } = turn.state.coordinator.heartbeat;
  if (isStarted) Object.assign(ownHeartbeat(turn), { isStarted: false, isEnabled: false });
}

/** HeartbeatThread.enable: all limits begin anew. */
export function enableHeartbeat(turn: ConsumerTurn): void {
  if (!turn.state.coordinator.heartbeat.isStarted) return;
  const { heartbeatIntervalMs, sessionTimeoutMs, maxPollIntervalMs } = turn.state.config;
  const { nowMs } = turn.env;
  const heartbeat = ownHeartbeat(turn);
  heartbeat.isEnabled = true;
  heartbeat.heartbeatDueMs = nowMs + heartbeatIntervalMs;
  heartbeat.sessionDueMs = nowMs + sessionTimeoutMs;
  heartbeat.pollDueMs = nowMs + maxPollIntervalMs;
  heartbeat.looksAgainAtMs = null;
}

/** AbstractCoordinator.pollHeartbeat: the program polls. Throws what has ended the thread. */
export function pollHeartbeat(turn: ConsumerTurn): void {
  const { isStarted, failure } = turn.state.coordinator.heartbeat;
  if (!isStarted) return;
  const heartbeat = ownHeartbeat(turn);
  if (failure !== null) {
    Object.assign(heartbeat, { isStarted: false, isEnabled: false, failure: null });
    throw new ConsumerError(failure);
  }
  heartbeat.pollDueMs = turn.env.nowMs + turn.state.config.maxPollIntervalMs;
}

/** AbstractCoordinator.timeToNextHeartbeat, as a virtual time. */
export function nextHeartbeatMs(turn: ConsumerTurn): number {
  if (hasNotJoinedGroup(turn)) return Infinity;
  return turn.state.coordinator.heartbeat.heartbeatDueMs;
}

/** When the thread has to look at the latest; Infinity: it sleeps. */
export function heartbeatWakeMs({ state }: ConsumerTurn): number {
  const { isEnabled, heartbeatDueMs, sessionDueMs, pollDueMs, looksAgainAtMs } =
    state.coordinator.heartbeat;
  if (!isEnabled) return Infinity;
  return looksAgainAtMs ?? Math.min(heartbeatDueMs, sessionDueMs, pollDueMs);
}

/** One round of the thread's loop, as often as there is something to do. */
export function runHeartbeat(turn: ConsumerTurn, isLookingForCoordinator: boolean): void {
  const { nowMs } = turn.env;
  const { isEnabled, failure } = turn.state.coordinator.heartbeat;
  if (!isEnabled) return;
  if (hasNotJoinedGroup(turn) || failure !== null) {
    ownHeartbeat(turn).isEnabled = false;
    return;
  }
  if (heartbeatWakeMs(turn) > nowMs && turn.state.coordinator.node !== null) return;
  const looksAgainAtMs = nowMs + turn.state.config.retryBackoffMs;
  if (isCoordinatorUnknown(turn)) {
    const { looksAgainAtMs: alreadyMs } = turn.state.coordinator.heartbeat;
    if (alreadyMs !== null && alreadyMs > nowMs) return;
    if (!isLookingForCoordinator) {
      if (turn.state.coordinator.findFuture?.status !== 'pending') clearFindFuture(turn);
      lookupCoordinator(turn);
    }
    ownHeartbeat(turn).looksAgainAtMs = looksAgainAtMs;
    return;
  }
  const heartbeat = ownHeartbeat(turn);
  heartbeat.looksAgainAtMs = null;
  if (heartbeat.sessionDueMs <= nowMs) {
    heartbeat.looksAgainAtMs = nowMs;
    markCoordinatorUnknown(turn, 'session timed out without receiving a heartbeat response');
    return runHeartbeat(turn, isLookingForCoordinator);
  }
  if (heartbeat.pollDueMs <= nowMs) {
    maybeLeaveGroup(turn, POLL_TOO_SELDOM);
    ownHeartbeat(turn).isEnabled = false;
  } else if (heartbeat.heartbeatDueMs <= nowMs) sendHeartbeat(turn);
}

function sendHeartbeat(turn: ConsumerTurn): void {
  const { groupId, groupInstanceId, heartbeatIntervalMs } = turn.state.config;
  const { generation, node } = turn.state.coordinator;
  ownHeartbeat(turn).heartbeatDueMs = turn.env.nowMs + heartbeatIntervalMs;
  const request: RequestBody<HeartbeatRequest> = {
    type: 'HeartbeatRequest',
    groupId: groupId!,
    generationId: generation.generationId,
    memberId: generation.memberId,
    groupInstanceId,
  };
  send(turn, node!, request, { kind: 'heartbeat', generation });
}

export function takeHeartbeat(
  turn: ConsumerTurn,
  sent: SentGeneration,
  { errorCode }: HeartbeatResponse,
): void {
  switch (errorCode) {
    case 'NONE':
      return receiveHeartbeat(turn);
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR': {
      const { node } = turn.state.coordinator;
      const where = node === null ? 'null' : nodeText(node);
      const text = `Attempt to heartbeat failed since coordinator ${where} is either not started or not valid`;
      log(turn, 'INFO', 'AbstractCoordinator', text);
      markCoordinatorUnknown(turn, `error response ${errorCode}`);
      return failHeartbeat(turn, protocolFailure(errorCode));
    }
    case 'REBALANCE_IN_PROGRESS':
      // It goes on beating: the coordinator keeps the member while it waits for it to join again.
      if (memberState(turn) === 'STABLE') {
        const text = 'Attempt to heartbeat failed since group is rebalancing';
        log(turn, 'INFO', 'AbstractCoordinator', text);
        requestRejoin(turn);
      }
      return receiveHeartbeat(turn);
    case 'ILLEGAL_GENERATION':
    case 'UNKNOWN_MEMBER_ID':
    case 'FENCED_INSTANCE_ID':
      return takeStaleHeartbeat(turn, sent, errorCode);
    case 'GROUP_AUTHORIZATION_FAILED':
      return failHeartbeat(turn, groupUnauthorized(turn.state.config.groupId!));
    default: {
      const text = `Unexpected error in heartbeat response: ${ERRORS[errorCode].message}`;
      failHeartbeat(turn, kafkaFailure(text));
    }
  }
}

function takeStaleHeartbeat(
  turn: ConsumerTurn,
  sent: SentGeneration,
  errorCode: 'ILLEGAL_GENERATION' | 'UNKNOWN_MEMBER_ID' | 'FENCED_INSTANCE_ID',
): void {
  const { groupInstanceId } = turn.state.config;
  const instance = groupInstanceId === null ? 'Optional.empty' : `Optional[${groupInstanceId}]`;
  const who = `${generationText(sent)} and group instance id ${instance} failed due to ${errorCode}`;
  if (isGenerationUnchanged(turn, sent)) {
    const text = `Attempt to heartbeat with ${who}, resetting generation`;
    log(turn, 'INFO', 'AbstractCoordinator', text);
    resetStateAndRejoin(turn);
    return failHeartbeat(turn, protocolFailure(errorCode));
  }
  const text = `Attempt to heartbeat with stale ${who}, ignoring the error`;
  log(turn, 'INFO', 'AbstractCoordinator', text);
  receiveHeartbeat(turn);
}

/** Heartbeat.receiveHeartbeat. */
function receiveHeartbeat(turn: ConsumerTurn): void {
  ownHeartbeat(turn).sessionDueMs = turn.env.nowMs + turn.state.config.sessionTimeoutMs;
}

export function failHeartbeatRequest(turn: ConsumerTurn, reason: Failure): void {
  noteRequestFailure(turn, reason);
  failHeartbeat(turn, reason);
}

function failHeartbeat(turn: ConsumerTurn, reason: Failure): void {
  if (reason.error === 'FENCED_INSTANCE_ID') {
    const { groupInstanceId } = turn.state.config;
    const text =
      `Caught fenced group.instance.id Optional[${groupInstanceId ?? ''}] ` +
      'error in heartbeat thread';
    log(turn, 'ERROR', 'AbstractCoordinator', text);
    ownHeartbeat(turn).failure = reason;
    return;
  }
  ownHeartbeat(turn).heartbeatDueMs = turn.env.nowMs + turn.state.config.retryBackoffMs;
}

export function takeLeaveGroup(
  turn: ConsumerTurn,
  sent: SentGeneration,
  { errorCode, members }: LeaveGroupResponse,
): void {
  const error = errorCode === 'NONE' ? (members[0]?.errorCode ?? 'NONE') : errorCode;
  if (error === 'NONE') return;
  const text =
    `LeaveGroup request with ${generationText(sent)} ` +
    `failed with error: ${ERRORS[error].message}`;
  log(turn, 'ERROR', 'AbstractCoordinator', text);
}
