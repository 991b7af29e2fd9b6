/**
 * What comes from brokers, to whoever has asked.
 *
 * Mirrors: the response handlers of AbstractCoordinator, ConsumerCoordinator and Fetcher, 2.8.0.
 */
import type { KafkaResponse, ResponseOf } from '../../protocol/messages.ts';
import type { NetworkOutcome } from '../network-client.ts';
import { metadataOutcome } from '../metadata-updater.ts';
import { failResult, succeedResult } from './awaited.ts';
import type { Failure } from './consumer-error.ts';
import { DISCONNECTED, protocolFailure } from './consumer-error.ts';
import { withMetadata } from './consumer-metadata.ts';
import type { ConsumerTurn } from './consumer-state.ts';
import { failFindCoordinator, noteRequestFailure, takeFindCoordinator } from './coordinator.ts';
import { failHeartbeatRequest, takeHeartbeat, takeLeaveGroup } from './heartbeat.ts';
import { failJoinRequest, goOnAssigning, takeJoinGroup, takeSyncGroup } from './join-responses.ts';
import { readListOffsets } from './list-offsets.ts';
import { failOffsetCommit, releaseWaitingCommits, takeOffsetCommit } from './offset-commits.ts';
import { failOffsetFetch, takeOffsetFetch } from './offset-fetches.ts';
import { failResetOffsets, takeResetOffsets } from './position-reset.ts';
import { failLeaderEpochs, takeLeaderEpochs } from './position-validation.ts';
import type { RequestTag } from './request-tag.ts';
import { failFetch, takeFetch } from './send-fetches.ts';

/** Until nothing more has come. */
export function takeOutcomes(turn: ConsumerTurn): void {
  const { outcomes } = turn.network;
  for (;;) {
    const outcome = outcomes.shift();
    if (outcome !== undefined) takeOutcome(turn, outcome);
    else {
      const unsent = turn.failures.shift();
      if (unsent === undefined) break;
      takeFailure(turn, unsent.tag, unsent.failure);
    }
  }
  goOnAssigning(turn);
}

function takeOutcome(turn: ConsumerTurn, outcome: NetworkOutcome): void {
  if (withMetadata(turn, (metadata) => metadataOutcome(metadata, outcome))) return;
  switch (outcome.type) {
    case 'log':
      turn.outcomes.push(outcome);
      return;
    case 'response':
      return takeResponse(turn, outcome.tag as RequestTag, outcome.response);
    case 'failed': {
      const isUnsupported = outcome.reason === 'unsupported';
      const reason = isUnsupported ? protocolFailure('UNSUPPORTED_VERSION') : DISCONNECTED;
      return takeFailure(turn, outcome.tag as RequestTag, reason);
    }
    case 'ready':
    case 'disconnected':
  }
}

type Answer<T extends `${string}Request`> = ResponseOf<{ readonly type: T }>;

function takeResponse(turn: ConsumerTurn, tag: RequestTag, response: KafkaResponse): void {
  switch (tag.kind) {
    case 'findCoordinator': {
      const found = response as Answer<'FindCoordinatorRequest'>;
      takeFindCoordinator(turn, found);
      const isFound = found.errorCode === 'NONE';
      return releaseWaitingCommits(turn, isFound ? null : protocolFailure(found.errorCode));
    }
    case 'joinGroup':
      return takeJoinGroup(turn, tag.generation, response as Answer<'JoinGroupRequest'>);
    case 'syncGroup':
      return takeSyncGroup(turn, tag.generation, response as Answer<'SyncGroupRequest'>);
    case 'heartbeat':
      return takeHeartbeat(turn, tag.generation, response as Answer<'HeartbeatRequest'>);
    case 'leaveGroup':
      return takeLeaveGroup(turn, tag.generation, response as Answer<'LeaveGroupRequest'>);
    case 'offsetCommit':
      return takeOffsetCommit(turn, tag, response as Answer<'OffsetCommitRequest'>);
    case 'offsetFetch':
      return takeOffsetFetch(turn, tag.id, response as Answer<'OffsetFetchRequest'>);
    case 'fetch':
      return takeFetch(turn, tag.nodeId, tag.offsets, response as Answer<'FetchRequest'>);
    case 'listOffsets': {
      const listed = response as Answer<'ListOffsetsRequest'>;
      if (tag.id === null) return takeResetOffsets(turn, tag.queries, listed);
      const result = readListOffsets(turn, listed);
      if (result.failure !== null) return failResult(turn, tag.id, result.failure);
      return succeedResult(turn, tag.id, result);
    }
    case 'leaderEpochs': {
      const epochs = response as Answer<'OffsetForLeaderEpochRequest'>;
      return takeLeaderEpochs(turn, tag.positions, epochs);
    }
    case 'topicMetadata':
      return succeedResult(turn, tag.id, response);
  }
}

function takeFailure(turn: ConsumerTurn, tag: RequestTag, reason: Failure): void {
  switch (tag.kind) {
    case 'findCoordinator':
      failFindCoordinator(turn, reason);
      return releaseWaitingCommits(turn, reason);
    case 'joinGroup':
    case 'syncGroup':
      return failJoinRequest(turn, reason);
    case 'heartbeat':
      return failHeartbeatRequest(turn, reason);
    case 'leaveGroup':
      return noteRequestFailure(turn, reason);
    case 'offsetCommit':
      return failOffsetCommit(turn, tag, reason);
    case 'offsetFetch':
      return failOffsetFetch(turn, tag.id, reason);
    case 'fetch':
      return failFetch(turn, tag.nodeId, reason);
    case 'listOffsets':
      if (tag.id === null) return failResetOffsets(turn, tag.queries, reason);
      return failResult(turn, tag.id, reason);
    case 'leaderEpochs':
      return failLeaderEpochs(turn, tag.positions, reason);
    case 'topicMetadata':
      return failResult(turn, tag.id, reason);
  }
}
