/**
 * Answers that members of a group wait for.
 *
 * Mirrors: JoinGroupResult and SyncGroupResult of kafka.coordinator.group, and how
 * kafka.server.KafkaApis makes responses of them, 2.8.0.
 */
import type { ConsumerProtocolAssignment } from '../protocol/consumer-protocol.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type {
  JoinGroupResponse,
  JoinGroupResponseMember,
  SyncGroupResponse,
} from '../protocol/groups.ts';
import type { BrokerTurn, RequestRef } from '../server/broker-state.ts';
import { respond } from '../server/respond.ts';

export interface JoinGroupResult {
  readonly members: readonly JoinGroupResponseMember[];
  readonly memberId: string;
  readonly generationId: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leaderId: string;
  readonly error: ErrorName;
}

export interface SyncGroupResult {
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignment: ConsumerProtocolAssignment | null;
  readonly error: ErrorName;
}

/** JoinGroupRequest.UNKNOWN_MEMBER_ID. */
export const UNKNOWN_MEMBER_ID = '';

export function failedJoin(memberId: string, error: ErrorName): JoinGroupResult {
  return {
    members: [],
    memberId,
    generationId: -1,
    protocolType: null,
    protocolName: null,
    leaderId: '',
    error,
  };
}

export function failedSync(error: ErrorName): SyncGroupResult {
  return { protocolType: null, protocolName: null, assignment: null, error };
}

/** Clients before version 7 get no null as the protocol's name. */
export function answerJoinGroup(turn: BrokerTurn, ref: RequestRef, result: JoinGroupResult): void {
  respond<JoinGroupResponse>(turn, ref, {
    type: 'JoinGroupResponse',
    errorCode: result.error,
    generationId: result.generationId,
    protocolType: result.protocolType,
    protocolName: result.protocolName ?? (ref.apiVersion >= 7 ? null : ''),
    leader: result.leaderId,
    memberId: result.memberId,
    members: result.members,
  });
}

export function answerSyncGroup(turn: BrokerTurn, ref: RequestRef, result: SyncGroupResult): void {
  respond<SyncGroupResponse>(turn, ref, {
    type: 'SyncGroupResponse',
    errorCode: result.error,
    protocolType: result.protocolType,
    protocolName: result.protocolName,
    assignment: result.assignment,
  });
}
