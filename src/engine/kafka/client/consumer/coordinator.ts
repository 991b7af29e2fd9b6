/**
 * The member's side of its group: which node the coordinator is, and where the member stands.
 *
 * Mirrors: AbstractCoordinator.lookupCoordinator, checkAndGetCoordinator, markCoordinatorUnknown,
 * resetState, maybeLeaveGroup, 2.8.0.
 * Read next: heartbeat.ts, join-group.ts.
 */
import { stepChart } from '../../../kernel/statechart.ts';
import type { FindCoordinatorRequest, FindCoordinatorResponse } from '../../protocol/metadata.ts';
import type { RequestBody } from '../../protocol/messages.ts';
import { leastLoadedNode, nodeText } from '../network-client.ts';
import type { Failure } from './consumer-error.ts';
import { NO_BROKERS, failure, groupUnauthorized, protocolFailure } from './consumer-error.ts';
import { ownCoordinator, ownHeartbeat } from './consumer-copies.ts';
import { log } from './consumer-log.ts';
import { disconnect, isUnavailable, send, tryConnect } from './consumer-network.ts';
import type { ConsumerTurn, Future, Generation } from './consumer-state.ts';
import { NO_GENERATION } from './consumer-state.ts';
import type { GroupMemberEvent } from './group-member.machine.ts';
import { groupMemberMachine } from './group-member.machine.ts';
import type { SentGeneration } from './request-tag.ts';

export type MemberState = 'UNJOINED' | 'PREPARING_REBALANCE' | 'COMPLETING_REBALANCE' | 'STABLE';

/** Connections to a coordinator are apart from those to the broker that it is. */
const COORDINATOR_ID_BASE = 2147483647;

export function memberState({ state }: ConsumerTurn): MemberState {
  return state.coordinator.chart.value as MemberState;
}

export function tellMember(turn: ConsumerTurn, event: GroupMemberEvent): void {
  const { chart } = turn.state.coordinator;
  const step = stepChart(groupMemberMachine, chart, event);
  if (step.hasChanged) ownCoordinator(turn).chart = step.chart;
}

export function hasNotJoinedGroup(turn: ConsumerTurn): boolean {
  const state = memberState(turn);
  return state === 'UNJOINED' || state === 'PREPARING_REBALANCE';
}

export function isRebalanceInProgress(turn: ConsumerTurn): boolean {
  const state = memberState(turn);
  return state === 'PREPARING_REBALANCE' || state === 'COMPLETING_REBALANCE';
}

/** Null: it is not stable. */
export function generationIfStable(turn: ConsumerTurn): Generation | null {
  return memberState(turn) === 'STABLE' ? turn.state.coordinator.generation : null;
}

/** Generation.toString. */
export function generationText({ generationId, memberId, protocolName }: SentGeneration): string {
  return (
    `Generation{generationId=${generationId}, memberId='${memberId}', ` +
    `protocol='${protocolName ?? 'null'}'}`
  );
}

export function isGenerationUnchanged(
  { state }: ConsumerTurn,
  { generationId, memberId, protocolName }: SentGeneration,
): boolean {
  const { generation } = state.coordinator;
  return (
    generation.generationId === generationId &&
    generation.memberId === memberId &&
    generation.protocolName === protocolName
  );
}

/** Forgets that the coordinator is known when its connection is lost. */
export function isCoordinatorUnknown(turn: ConsumerTurn): boolean {
  const { node } = turn.state.coordinator;
  if (node === null) return true;
  if (!isUnavailable(turn, node)) return false;
  markCoordinatorUnknown(turn, 'coordinator unavailable', true);
  return true;
}

export function markCoordinatorUnknown(
  turn: ConsumerTurn,
  cause: string,
  isDisconnected = false,
): void {
  const { node, lastConnectionLossMs } = turn.state.coordinator;
  const { nowMs } = turn.env;
  if (node === null) {
    const durationMs = nowMs - lastConnectionLossMs;
    if (durationMs <= turn.state.config.maxPollIntervalMs) return;
    const text = 'Consumer has been disconnected from the group coordinator for';
    return log(turn, 'WARN', 'AbstractCoordinator', `${text} ${Math.trunc(durationMs)}ms`);
  }
  const text =
    `Group coordinator ${nodeText(node)} is unavailable or invalid due to cause: ${cause}.` +
    `isDisconnected: ${isDisconnected}. Rediscovery will be attempted.`;
  log(turn, 'INFO', 'AbstractCoordinator', text);
  const coordinator = ownCoordinator(turn);
  coordinator.node = null;
  coordinator.lastConnectionLossMs = nowMs;
  if (!isDisconnected) disconnect(turn, node);
}

const PENDING: Future<null> = { status: 'pending' };

/** What somebody who looks for the coordinator waits for. */
export function lookupCoordinator(turn: ConsumerTurn): Future<null> {
  const { findFuture } = turn.state.coordinator;
  if (findFuture !== null) return findFuture;
  const node = leastLoadedNode(turn.network, turn.state.metadata.cluster.nodes);
  if (node === null) return { status: 'failed', failure: NO_BROKERS };
  const request: RequestBody<FindCoordinatorRequest> = {
    type: 'FindCoordinatorRequest',
    key: turn.state.config.groupId!,
    keyType: 0,
  };
  send(turn, node, request, { kind: 'findCoordinator' });
  ownCoordinator(turn).findFuture = PENDING;
  return PENDING;
}

export function takeFindCoordinator(turn: ConsumerTurn, response: FindCoordinatorResponse): void {
  const { errorCode, nodeId, host, port } = response;
  if (errorCode === 'NONE') {
    const node = { id: COORDINATOR_ID_BASE - nodeId, host, port };
    ownCoordinator(turn).node = node;
    log(turn, 'INFO', 'AbstractCoordinator', `Discovered group coordinator ${nodeText(node)}`);
    tryConnect(turn, node);
    const { sessionTimeoutMs } = turn.state.config;
    ownHeartbeat(turn).sessionDueMs = turn.env.nowMs + sessionTimeoutMs;
    return settleFind(turn, { status: 'succeeded', value: null });
  }
  const reason =
    errorCode === 'GROUP_AUTHORIZATION_FAILED'
      ? groupUnauthorized(turn.state.config.groupId!)
      : protocolFailure(errorCode);
  settleFind(turn, { status: 'failed', failure: reason });
}

export function failFindCoordinator(turn: ConsumerTurn, reason: Failure): void {
  if (!reason.isRetriable) ownCoordinator(turn).fatalFindFailure = reason;
  settleFind(turn, { status: 'failed', failure: reason });
}

function settleFind(turn: ConsumerTurn, future: Future<null>): void {
  if (turn.state.coordinator.findFuture !== null) ownCoordinator(turn).findFuture = future;
}

export function clearFindFuture(turn: ConsumerTurn): void {
  if (turn.state.coordinator.findFuture !== null) ownCoordinator(turn).findFuture = null;
}

export function requestRejoin(turn: ConsumerTurn): void {
  if (!turn.state.coordinator.isRejoinNeeded) ownCoordinator(turn).isRejoinNeeded = true;
}

/** AbstractCoordinator.resetStateAndRejoin. */
export function resetStateAndRejoin(turn: ConsumerTurn): void {
  tellMember(turn, { type: 'generation.reset' });
  ownCoordinator(turn).generation = NO_GENERATION;
  requestRejoin(turn);
}

/** Says good-bye if there is somebody to say it to. Static members never do. */
export function maybeLeaveGroup(turn: ConsumerTurn, reason: string): void {
  const { groupInstanceId, groupId } = turn.state.config;
  const { generation } = turn.state.coordinator;
  const isMember = memberState(turn) !== 'UNJOINED' && generation.memberId !== '';
  if (groupInstanceId === null && !isCoordinatorUnknown(turn) && isMember) {
    const node = turn.state.coordinator.node!;
    const { memberId } = generation;
    const text =
      `Member ${memberId} sending LeaveGroup request to coordinator ${nodeText(node)} ` +
      `due to ${reason}`;
    log(turn, 'INFO', 'AbstractCoordinator', text);
    const members = [{ memberId, groupInstanceId: null }];
    send(
      turn,
      node,
      { type: 'LeaveGroupRequest', groupId: groupId!, members },
      { kind: 'leaveGroup', generation },
    );
  }
  resetStateAndRejoin(turn);
}

/** CoordinatorResponseHandler.onFailure. */
export function noteRequestFailure(turn: ConsumerTurn, reason: Failure): void {
  if (reason.exception !== DISCONNECT_EXCEPTION) return;
  markCoordinatorUnknown(turn, reason.message === '' ? 'null' : reason.message, true);
}

const DISCONNECT_EXCEPTION = failure(
  'org.apache.kafka.common.errors.DisconnectException',
  '',
).exception;
