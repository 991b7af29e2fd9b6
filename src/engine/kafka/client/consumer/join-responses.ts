/**
 * JoinGroup and SyncGroup: sending them, and what their answers mean.
 *
 * Mirrors: AbstractCoordinator.sendJoinGroupRequest, JoinGroupResponseHandler, onJoinLeader,
 * onJoinFollower, SyncGroupResponseHandler, 2.8.0.
 * Read next: group-assignment.ts.
 */
import type { ConsumerProtocolAssignment } from '../../protocol/consumer-protocol.ts';
import { EMPTY_ASSIGNMENT } from '../../protocol/consumer-protocol.ts';
import type { ErrorName } from '../../protocol/errors.ts';
import { ERRORS } from '../../protocol/errors.ts';
import type {
  JoinGroupRequest,
  JoinGroupResponse,
  SyncGroupRequest,
  SyncGroupRequestAssignment,
  SyncGroupResponse,
} from '../../protocol/groups.ts';
import type { RequestBody } from '../../protocol/messages.ts';
import { nodeText } from '../network-client.ts';
import type { Failure } from './consumer-error.ts';
import {
  COORDINATOR_NOT_AVAILABLE,
  ConsumerError,
  failure,
  groupUnauthorized,
  kafkaFailure,
  protocolFailure,
} from './consumer-error.ts';
import { ownCoordinator } from './consumer-copies.ts';
import { log } from './consumer-log.ts';
import { requestMetadataUpdate } from './consumer-metadata.ts';
import { send } from './consumer-network.ts';
import type { ConsumerTurn } from './consumer-state.ts';
import { NO_GENERATION } from './consumer-state.ts';
import {
  generationText,
  isCoordinatorUnknown,
  isGenerationUnchanged,
  markCoordinatorUnknown,
  memberState,
  noteRequestFailure,
  requestRejoin,
  resetStateAndRejoin,
  tellMember,
} from './coordinator.ts';
import { joinProtocols, performAssignment, subscribeGroup } from './group-assignment.ts';
import { enableHeartbeat } from './heartbeat.ts';
import type { SentGeneration } from './request-tag.ts';
import { isMetadataStale } from './subscription-metadata.ts';

const PROTOCOL_TYPE = 'consumer';
/** More than the coordinator takes. */
const JOIN_GROUP_TIMEOUT_LAPSE_MS = 5000;

const UNJOINED: Failure = failure(
  'org.apache.kafka.clients.consumer.internals.AbstractCoordinator$UnjoinedGroupException',
  '',
  true,
);

export function initiateJoinGroup(turn: ConsumerTurn): void {
  if (turn.state.coordinator.joinFuture !== null) return;
  tellMember(turn, { type: 'join.sent' });
  ownCoordinator(turn).joinFuture = { status: 'pending' };
  if (isCoordinatorUnknown(turn)) return failJoin(turn, COORDINATOR_NOT_AVAILABLE);
  const { groupId, groupInstanceId, sessionTimeoutMs, maxPollIntervalMs, requestTimeoutMs } =
    turn.state.config;
  log(turn, 'INFO', 'AbstractCoordinator', '(Re-)joining group');
  const protocols = joinProtocols(turn);
  const { generation, node } = turn.state.coordinator;
  const request: RequestBody<JoinGroupRequest> = {
    type: 'JoinGroupRequest',
    groupId: groupId!,
    sessionTimeoutMs,
    rebalanceTimeoutMs: maxPollIntervalMs,
    memberId: generation.memberId,
    groupInstanceId,
    protocolType: PROTOCOL_TYPE,
    protocols,
  };
  const timeoutMs = Math.max(requestTimeoutMs, maxPollIntervalMs + JOIN_GROUP_TIMEOUT_LAPSE_MS);
  send(turn, node!, request, { kind: 'joinGroup', generation }, timeoutMs);
}

function failJoin(turn: ConsumerTurn, reason: Failure): void {
  if (turn.state.coordinator.joinFuture !== null) {
    ownCoordinator(turn).joinFuture = { status: 'failed', failure: reason };
  }
}

/** The connection is lost, or time is over. */
export function failJoinRequest(turn: ConsumerTurn, reason: Failure): void {
  noteRequestFailure(turn, reason);
  failJoin(turn, reason);
}

export function takeJoinGroup(
  turn: ConsumerTurn,
  sent: SentGeneration,
  response: JoinGroupResponse,
): void {
  const { errorCode, protocolType } = response;
  if (errorCode !== 'NONE') return takeJoinError(turn, sent, errorCode, response);
  if (protocolType !== null && protocolType !== PROTOCOL_TYPE) {
    const text =
      `JoinGroup failed: Inconsistent Protocol Type, received ${protocolType} ` +
      `but expected ${PROTOCOL_TYPE}`;
    log(turn, 'ERROR', 'AbstractCoordinator', text);
    return failJoin(turn, protocolFailure('INCONSISTENT_GROUP_PROTOCOL'));
  }
  if (memberState(turn) !== 'PREPARING_REBALANCE') return failJoin(turn, UNJOINED);
  tellMember(turn, { type: 'join.answered' });
  enableHeartbeat(turn);
  const { generationId, memberId, protocolName, leader } = response;
  const generation = { generationId, memberId, protocolName };
  ownCoordinator(turn).generation = generation;
  const text = `Successfully joined group with generation ${generationText(generation)}`;
  log(turn, 'INFO', 'AbstractCoordinator', text);
  if (leader !== memberId) return sendSyncGroup(turn, []);
  subscribeGroup(turn, response);
  if (isMetadataStale(turn)) {
    const version = requestMetadataUpdate(turn);
    ownCoordinator(turn).waitingAssignment = { response, version };
  } else assignAndSync(turn, response);
}

/** The leader has waited for metadata, which have come. */
export function goOnAssigning(turn: ConsumerTurn): void {
  const { waitingAssignment, generation } = turn.state.coordinator;
  if (waitingAssignment === null) return;
  if (turn.state.metadata.updateVersion === waitingAssignment.version) return;
  ownCoordinator(turn).waitingAssignment = null;
  const { response } = waitingAssignment;
  const isCurrent =
    memberState(turn) === 'COMPLETING_REBALANCE' &&
    generation.generationId === response.generationId;
  if (isCurrent) assignAndSync(turn, response);
  else failJoin(turn, protocolFailure('ILLEGAL_GENERATION'));
}

function assignAndSync(turn: ConsumerTurn, response: JoinGroupResponse): void {
  try {
    sendSyncGroup(turn, performAssignment(turn, response));
  } catch (error) {
    if (!(error instanceof ConsumerError)) throw error;
    failJoin(turn, error.failure);
  }
}

function sendSyncGroup(
  turn: ConsumerTurn,
  assignments: readonly SyncGroupRequestAssignment[],
): void {
  if (isCoordinatorUnknown(turn)) return failJoin(turn, COORDINATOR_NOT_AVAILABLE);
  const { groupId, groupInstanceId } = turn.state.config;
  const { generation, node } = turn.state.coordinator;
  const request: RequestBody<SyncGroupRequest> = {
    type: 'SyncGroupRequest',
    groupId: groupId!,
    generationId: generation.generationId,
    memberId: generation.memberId,
    groupInstanceId,
    protocolType: PROTOCOL_TYPE,
    protocolName: generation.protocolName,
    assignments,
  };
  send(turn, node!, request, { kind: 'syncGroup', generation });
}

function takeJoinError(
  turn: ConsumerTurn,
  sent: SentGeneration,
  errorCode: ErrorName,
  response: JoinGroupResponse,
): void {
  const { message } = ERRORS[errorCode];
  const info = (text: string): void => log(turn, 'INFO', 'AbstractCoordinator', text);
  const error = (text: string): void => log(turn, 'ERROR', 'AbstractCoordinator', text);
  const sentText = `Sent generation was ${generationText(sent)}`;
  switch (errorCode) {
    case 'COORDINATOR_LOAD_IN_PROGRESS': {
      const { node } = turn.state.coordinator;
      const where = node === null ? 'null' : nodeText(node);
      info(`JoinGroup failed: Coordinator ${where} is loading the group.`);
      break;
    }
    case 'UNKNOWN_MEMBER_ID':
      info(`JoinGroup failed: ${message} Need to re-join the group. ${sentText}`);
      if (isGenerationUnchanged(turn, sent)) resetStateAndRejoin(turn);
      break;
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      markCoordinatorUnknown(turn, `error response ${errorCode}`);
      info(`JoinGroup failed: ${message} Marking coordinator unknown. ${sentText}`);
      break;
    case 'FENCED_INSTANCE_ID':
      error(
        `JoinGroup failed: The group instance id ${instanceText(turn)} ` +
          `has been fenced by another instance. ${sentText}`,
      );
      break;
    case 'GROUP_MAX_SIZE_REACHED':
    case 'GROUP_AUTHORIZATION_FAILED':
    case 'INCONSISTENT_GROUP_PROTOCOL':
    case 'INVALID_SESSION_TIMEOUT':
    case 'INVALID_GROUP_ID':
      error(`JoinGroup failed due to fatal error: ${message}`);
      return failJoin(turn, fatalJoinFailure(turn, errorCode));
    case 'UNSUPPORTED_VERSION':
      error(
        'JoinGroup failed due to unsupported version error. Please unset field group.instance.id ' +
          'and retry to see if the problem resolves',
      );
      break;
    case 'MEMBER_ID_REQUIRED':
      ownCoordinator(turn).generation = { ...NO_GENERATION, memberId: response.memberId };
      break;
    case 'REBALANCE_IN_PROGRESS':
      info(
        'JoinGroup failed due to non-fatal error: REBALANCE_IN_PROGRESS, which could indicate a ' +
          'replication timeout on the broker. Will retry.',
      );
      break;
    default:
      error(`JoinGroup failed due to unexpected error: ${message}`);
      return failJoin(turn, kafkaFailure(`Unexpected error in join group response: ${message}`));
  }
  failJoin(turn, protocolFailure(errorCode));
}

function fatalJoinFailure({ state }: ConsumerTurn, errorCode: ErrorName): Failure {
  const groupId = state.config.groupId!;
  if (errorCode === 'GROUP_AUTHORIZATION_FAILED') return groupUnauthorized(groupId);
  if (errorCode !== 'GROUP_MAX_SIZE_REACHED') return protocolFailure(errorCode);
  const message = `Consumer group ${groupId} already has the configured maximum number of members.`;
  return protocolFailure(errorCode, message);
}

function instanceText({ state }: ConsumerTurn): string {
  const { groupInstanceId } = state.config;
  return groupInstanceId === null ? 'Optional.empty' : `Optional[${groupInstanceId}]`;
}

export function takeSyncGroup(
  turn: ConsumerTurn,
  sent: SentGeneration,
  response: SyncGroupResponse,
): void {
  const { errorCode, protocolType, protocolName, assignment } = response;
  if (errorCode !== 'NONE') return takeSyncError(turn, sent, errorCode);
  const inconsistent = (what: string, received: string, expected: string | null): void => {
    const text =
      `SyncGroup failed due to inconsistent Protocol ${what}, ` +
      `received ${received} but expected ${expected ?? 'null'}`;
    log(turn, 'ERROR', 'AbstractCoordinator', text);
    failJoin(turn, protocolFailure('INCONSISTENT_GROUP_PROTOCOL'));
  };
  if (protocolType !== null && protocolType !== PROTOCOL_TYPE) {
    return inconsistent('Type', protocolType, PROTOCOL_TYPE);
  }
  const { generation } = turn.state.coordinator;
  if (memberState(turn) !== 'COMPLETING_REBALANCE') {
    const text =
      `Generation data was cleared by heartbeat thread to ${generationText(generation)} ` +
      `and state is now ${memberState(turn)} before receiving SyncGroup response, ` +
      'marking this rebalance as failed and retry';
    log(turn, 'INFO', 'AbstractCoordinator', text);
    return failJoin(turn, protocolFailure('ILLEGAL_GENERATION'));
  }
  if (protocolName !== null && protocolName !== generation.protocolName) {
    return inconsistent('Name', protocolName, generation.protocolName);
  }
  const text = `Successfully synced group in generation ${generationText(generation)}`;
  log(turn, 'INFO', 'AbstractCoordinator', text);
  tellMember(turn, { type: 'sync.answered' });
  ownCoordinator(turn).isRejoinNeeded = false;
  succeedJoin(turn, assignment ?? EMPTY_ASSIGNMENT);
}

function succeedJoin(turn: ConsumerTurn, value: ConsumerProtocolAssignment): void {
  if (turn.state.coordinator.joinFuture !== null) {
    ownCoordinator(turn).joinFuture = { status: 'succeeded', value };
  }
}

function takeSyncError(turn: ConsumerTurn, sent: SentGeneration, errorCode: ErrorName): void {
  requestRejoin(turn);
  const { message } = ERRORS[errorCode];
  const info = (text: string): void => log(turn, 'INFO', 'AbstractCoordinator', text);
  const sentText = `Sent generation was ${generationText(sent)}`;
  switch (errorCode) {
    case 'GROUP_AUTHORIZATION_FAILED':
      return failJoin(turn, groupUnauthorized(turn.state.config.groupId!));
    case 'REBALANCE_IN_PROGRESS':
      info(
        'SyncGroup failed: The group began another rebalance. Need to re-join the group. ' +
          sentText,
      );
      break;
    case 'FENCED_INSTANCE_ID':
      log(
        turn,
        'ERROR',
        'AbstractCoordinator',
        `SyncGroup failed: The group instance id ${instanceText(turn)} ` +
          `has been fenced by another instance. ${sentText}`,
      );
      break;
    case 'UNKNOWN_MEMBER_ID':
    case 'ILLEGAL_GENERATION':
      info(`SyncGroup failed: ${message} Need to re-join the group. ${sentText}`);
      if (isGenerationUnchanged(turn, sent)) resetStateAndRejoin(turn);
      break;
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      info(`SyncGroup failed: ${message} Marking coordinator unknown. ${sentText}`);
      markCoordinatorUnknown(turn, `error response ${errorCode}`);
      break;
    default:
      return failJoin(turn, kafkaFailure(`Unexpected error from SyncGroup: ${message}`));
  }
  failJoin(turn, protocolFailure(errorCode));
}
