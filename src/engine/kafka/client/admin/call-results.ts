/**
 * What calls come to: an answer, a failure, another try, or the next call on the way.
 *
 * Mirrors: KafkaAdminClient.Call.fail, AdminClientRunnable.handleResponses, getFindCoordinatorCall,
 * rescheduleFindCoordinatorTask, 2.8.0.
 * Read next: answer-errors.ts.
 */
import { ownState } from '../../../kernel/turn.ts';
import type { ErrorName } from '../../protocol/errors.ts';
import { ERRORS } from '../../protocol/errors.ts';
import type { KafkaRequest, KafkaResponse } from '../../protocol/messages.ts';
import type {
  DescribeClusterResponse,
  FindCoordinatorRequest,
  FindCoordinatorResponse,
  MetadataRequest,
  MetadataResponse,
} from '../../protocol/metadata.ts';
import type { Node } from '../network-client.ts';
import type { AdminCall, AdminException } from './admin-method.ts';
import { apiException } from './admin-method.ts';
import {
  adminUpdateFailed,
  clearController,
  requestAdminUpdate,
  takeAdminUpdate,
} from './admin-metadata.ts';
import type { Call } from './admin-state.ts';
import type { AdminWork } from './admin-work.ts';
import { enqueue, timedOut, unassignUnsent } from './admin-work.ts';
import { judge } from './answer-errors.ts';
import { metadataRequest } from './topic-methods.ts';

/** Call.fail: another try, or the end. */
export function failCall(
  work: AdminWork,
  failedCall: Call,
  exception: AdminException,
  isRetriable: boolean,
): void {
  const { nowMs } = work.turn.env;
  const { retryBackoffMs, retries } = work.turn.state.config;
  const tries = failedCall.tries + 1;
  if (failedCall.isAborted) {
    const call = { ...failedCall, tries };
    return giveUp(work, call, timedOut(work, call, exception));
  }
  const call = { ...failedCall, tries, nextAllowedTryMs: nowMs + retryBackoffMs };
  if (call.deadlineMs < nowMs) return giveUp(work, call, timedOut(work, call, exception));
  if (!isRetriable) return giveUp(work, call, exception);
  if (tries > retries) return giveUp(work, call, timedOut(work, call, exception));
  enqueue(work, call);
}

function giveUp({ turn }: AdminWork, { purpose, tag }: Call, exception: AdminException): void {
  if (purpose === 'metadata') return adminUpdateFailed(turn);
  turn.outcomes.push({ type: 'failed', tag, exception });
}

/** The connection was lost under it. */
export function failDisconnected(
  work: AdminWork,
  call: Call,
  node: Node,
  correlationId: number,
): void {
  const message =
    `Cancelled ${call.call.name} request with correlation id ${correlationId} ` +
    `due to node ${node.id} being disconnected`;
  const exception = 'org.apache.kafka.common.errors.DisconnectException';
  failCall(work, call, { exception, message, error: 'NETWORK_EXCEPTION' }, true);
}

/** The node does not know the API. */
export function failUnsupported(work: AdminWork, call: Call, request: KafkaRequest): void {
  if (request.type === 'DescribeClusterRequest') {
    return enqueue(work, { ...call, call: { ...call.call, request: metadataRequest([], true) } });
  }
  const api = request.type
    .replace(/Request$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
    .toUpperCase();
  const message = `The broker does not support ${api}`;
  failCall(work, call, apiException('UNSUPPORTED_VERSION', message), false);
}

export function takeAnswer(work: AdminWork, call: Call, node: Node, response: KafkaResponse): void {
  const verdict = judge(call, response);
  if (verdict === 'answer') return takeGoodAnswer(work, call, node, response);
  if ('fails' in verdict) return failCall(work, call, apiException(verdict.fails), false);
  if (verdict.why === 'coordinator') return findCoordinatorAnew(work, call);
  if (verdict.why === 'controller') {
    clearController(work.turn);
    requestAdminUpdate(work.turn);
  }
  failCall(work, call, apiException(verdict.again), ERRORS[verdict.again].isRetriable);
}

function takeGoodAnswer(work: AdminWork, call: Call, node: Node, response: KafkaResponse): void {
  const { turn } = work;
  switch (call.purpose) {
    case 'metadata':
      takeAdminUpdate(turn, response as MetadataResponse);
      return unassignUnsent(work, () => true);
    case 'coordinator': {
      const { nodeId } = response as FindCoordinatorResponse;
      return goOn(work, call, nodeId);
    }
    case 'leader':
      return takeLeader(work, call, response as MetadataResponse);
    case 'owner': {
      const { tag, deadlineMs } = call;
      const answer = asAsked(call, response);
      turn.outcomes.push({ type: 'answered', tag, response: answer, node, deadlineMs });
    }
  }
}

/** A broker that is too old for DescribeCluster was asked for its metadata. */
function asAsked({ goal }: Call, response: KafkaResponse): KafkaResponse {
  if (goal.request.type !== 'DescribeClusterRequest' || response.type !== 'MetadataResponse') {
    return response;
  }
  const { correlationId, clusterId, controllerId, brokers } = response;
  const described: DescribeClusterResponse = {
    type: 'DescribeClusterResponse',
    correlationId,
    errorCode: 'NONE',
    errorMessage: null,
    clusterId: clusterId ?? '',
    controllerId,
    brokers: brokers.map(({ nodeId, host, port, rack }) => ({
      brokerId: nodeId,
      host,
      port,
      rack,
    })),
    clusterAuthorizedOperations: 0,
  };
  return described;
}

function takeLeader(work: AdminWork, call: Call, { topics }: MetadataResponse): void {
  const { target } = call.goal;
  if (target.to !== 'leader') return;
  const topic = topics.find(({ name }) => name === target.topic);
  const error: ErrorName = topic?.errorCode ?? 'UNKNOWN_TOPIC_OR_PARTITION';
  if (error !== 'NONE') return failCall(work, call, apiException(error), false);
  const found = topic?.partitions.find(({ partitionIndex }) => partitionIndex === target.partition);
  if (found === undefined || found.leaderId < 0) {
    return failCall(work, call, apiException('LEADER_NOT_AVAILABLE'), false);
  }
  goOn(work, call, found.leaderId);
}

/** The broker is found: the owner's call goes there. */
function goOn(work: AdminWork, call: Call, brokerId: number): void {
  enqueue(work, {
    ...call,
    purpose: 'owner',
    call: { ...call.goal, target: { to: 'broker', id: brokerId } },
    tries: call.goalTries,
    nextAllowedTryMs: call.goalNextAllowedTryMs,
  });
}

function findCoordinatorAnew(work: AdminWork, call: Call): void {
  const { config } = work.turn.state;
  const goalNextAllowedTryMs = work.turn.env.nowMs + config.retryBackoffMs;
  enqueue(work, firstCall({ ...call, goalTries: call.tries + 1, goalNextAllowedTryMs }));
}

/** The call that an owner's call begins with: to a coordinator or a leader that is still to be found. */
export function firstCall(call: Call): Call {
  const { target } = call.goal;
  const fresh = { ...call, tries: 0, nextAllowedTryMs: null };
  if (target.to === 'coordinator') {
    const request: AdminCall<FindCoordinatorRequest>['request'] = {
      type: 'FindCoordinatorRequest',
      key: target.groupId,
      keyType: 0,
    };
    const found: AdminCall = { name: 'findCoordinator', target: { to: 'any' }, request };
    return { ...fresh, purpose: 'coordinator', call: found };
  }
  if (target.to === 'leader') {
    const request: AdminCall<MetadataRequest>['request'] = metadataRequest([target.topic], false);
    const found: AdminCall = { name: 'topicsMetadata', target: { to: 'any' }, request };
    return { ...fresh, purpose: 'leader', call: found };
  }
  return fresh;
}

export function dropInFlight({ turn }: AdminWork, id: number): void {
  const state = ownState(turn);
  state.inFlight = state.inFlight.filter(({ call }) => call.id !== id);
}
