/**
 * KafkaConsumer.poll: everything a consumer does but for heartbeats happens in here. It finds the
 * coordinator, joins, commits when it is time, looks for positions, and gives out what was fetched.
 *
 * Mirrors: KafkaConsumer.poll, updateAssignmentMetadataIfNeeded, updateFetchPositions, pollForFetches,
 * ConsumerCoordinator.poll, 2.8.0.
 */
import { timeToAllowUpdateMs } from '../metadata.ts';
import { isUpdateRequested } from '../metadata.ts';
import { hasReadyNodes } from '../network-client.ts';
import { awaitMetadata } from './await-metadata.ts';
import { illegalState } from './consumer-error.ts';
import { requestMetadataUpdate, throwMetadataTrouble } from './consumer-metadata.ts';
import type { ConsumerTurn, FetchedOffset } from './consumer-state.ts';
import { isCoordinatorUnknown } from './coordinator.ts';
import { ensureCoordinator } from './ensure-coordinator.ts';
import { fetchCommitted } from './fetch-committed.ts';
import { fetchedRecords, hasAvailableFetches } from './fetched-records.ts';
import { nextHeartbeatMs, pollHeartbeat, startHeartbeatThread } from './heartbeat.ts';
import { joinGroup } from './join-group.ts';
import { invokeCompletedCommits, maybeAutoCommitAsync } from './offset-commits.ts';
import { seekToCommitted } from './offset-fetches.ts';
import {
  initializingPartitions,
  resetInitializingPositions,
  resetOffsetsIfNeeded,
} from './position-reset.ts';
import { validateOffsetsIfNeeded } from './position-validation.ts';
import { sendFetches } from './send-fetches.ts';
import {
  isMetadataStale,
  isRejoinNeededOrPending,
  maybeUpdateSubscriptionMetadata,
} from './subscription-metadata.ts';
import { hasAutoAssignedPartitions } from './subscription-state.ts';
import type { Arrival, Move, PollFrame } from './thread-state.ts';
import { call, returns, wait } from './thread-state.ts';
import { throwIfWoken } from './wakeup.ts';

/** Returns records, in the order in which the program gets them. */
export function poll(turn: ConsumerTurn, frame: PollFrame, arrival: Arrival): Move {
  const isGood = arrival.type === 'returned' && arrival.value === true;
  switch (frame.at) {
    case 'iteration':
      throwIfWoken(turn);
      return pollCoordinator(turn, frame);
    case 'coordinator':
      return isGood ? rejoin(turn, frame) : pollForFetches(turn, frame);
    case 'patternMetadata':
      if (!isGood) return pollForFetches(turn, frame);
      maybeUpdateSubscriptionMetadata(turn);
      return join(turn, frame);
    case 'joining':
      return isGood ? finishCoordinator(turn, frame) : pollForFetches(turn, frame);
    case 'manualMetadata':
      return finishCoordinator(turn, frame);
    case 'committed':
      return onCommitted(turn, frame, arrival);
    case 'fetching':
      return onFetched(turn, frame);
  }
}

/** ConsumerCoordinator.poll. */
function pollCoordinator(turn: ConsumerTurn, frame: PollFrame): Move {
  const { config, subscriptions, metadata } = turn.state;
  if (config.groupId === null) return updatePositions(turn, frame);
  maybeUpdateSubscriptionMetadata(turn);
  invokeCompletedCommits(turn);
  if (hasAutoAssignedPartitions(subscriptions)) {
    if (config.protocol === null) {
      throw illegalState(
        'User configured partition.assignment.strategy to empty while trying to subscribe for ' +
          'group protocol to auto assign partitions',
      );
    }
    pollHeartbeat(turn);
    if (isCoordinatorUnknown(turn)) {
      return call({ ...frame, at: 'coordinator' }, ensureCoordinator(frame.deadlineMs));
    }
    return rejoin(turn, frame);
  }
  if (isUpdateRequested(metadata) && !hasReadyNodes(turn.network.client)) {
    return call({ ...frame, at: 'manualMetadata' }, awaitMetadata(frame.deadlineMs));
  }
  return finishCoordinator(turn, frame);
}

function rejoin(turn: ConsumerTurn, frame: PollFrame): Move {
  if (!isRejoinNeededOrPending(turn)) return finishCoordinator(turn, frame);
  if (turn.state.subscriptions.type !== 'AUTO_PATTERN') return join(turn, frame);
  // All members should see a new topic before one of them joins for it.
  if (timeToAllowUpdateMs(turn.state.metadata, turn.env.nowMs) === 0) requestMetadataUpdate(turn);
  if (isMetadataStale(turn)) {
    return call({ ...frame, at: 'patternMetadata' }, awaitMetadata(frame.deadlineMs));
  }
  maybeUpdateSubscriptionMetadata(turn);
  return join(turn, frame);
}

/** The group is not waited for: fetching goes on while others join. */
function join(turn: ConsumerTurn, frame: PollFrame): Move {
  startHeartbeatThread(turn);
  return call({ ...frame, at: 'joining' }, joinGroup(turn.env.nowMs));
}

function finishCoordinator(turn: ConsumerTurn, frame: PollFrame): Move {
  maybeAutoCommitAsync(turn);
  return updatePositions(turn, frame);
}

/** KafkaConsumer.updateFetchPositions. */
function updatePositions(turn: ConsumerTurn, frame: PollFrame): Move {
  validateOffsetsIfNeeded(turn);
  if (turn.state.subscriptions.invalidCount === 0) return pollForFetches(turn, frame);
  if (turn.state.config.groupId !== null) {
    const partitions = initializingPartitions(turn);
    if (partitions.length > 0) {
      return call({ ...frame, at: 'committed' }, fetchCommitted(partitions, frame.deadlineMs));
    }
  }
  return resetPositions(turn, frame);
}

function onCommitted(turn: ConsumerTurn, frame: PollFrame, arrival: Arrival): Move {
  if (arrival.type !== 'returned' || arrival.value === null) return pollForFetches(turn, frame);
  seekToCommitted(turn, arrival.value as readonly FetchedOffset[]);
  return resetPositions(turn, frame);
}

function resetPositions(turn: ConsumerTurn, frame: PollFrame): Move {
  resetInitializingPositions(turn);
  resetOffsetsIfNeeded(turn);
  return pollForFetches(turn, frame);
}

function pollForFetches(turn: ConsumerTurn, frame: PollFrame): Move {
  const records = fetchedRecords(turn);
  if (records.length > 0) return deliver(turn, records);
  sendFetches(turn);
  if (hasAvailableFetches(turn)) return onFetched(turn, frame);
  const untilMs = waitUntilMs(turn, frame);
  if (untilMs <= turn.env.nowMs) return onFetched(turn, frame);
  return wait({ ...frame, at: 'fetching', untilMs }, untilMs);
}

/** Until a heartbeat, an automatic commit or another look at positions is due. */
function waitUntilMs(turn: ConsumerTurn, { deadlineMs }: PollFrame): number {
  const { config, coordinator, subscriptions } = turn.state;
  const { nowMs } = turn.env;
  let untilMs = deadlineMs;
  if (config.groupId !== null) {
    untilMs = Math.min(untilMs, nextHeartbeatMs(turn));
    if (config.isAutoCommitting) untilMs = Math.min(untilMs, coordinator.nextAutoCommitMs);
  }
  if (subscriptions.invalidCount > 0) untilMs = Math.min(untilMs, nowMs + config.retryBackoffMs);
  return Math.max(untilMs, Math.min(deadlineMs, nowMs + 1));
}

function onFetched(turn: ConsumerTurn, frame: PollFrame): Move {
  throwIfWoken(turn);
  throwMetadataTrouble(turn);
  const records = fetchedRecords(turn);
  if (records.length > 0) return deliver(turn, records);
  if (turn.env.nowMs >= frame.deadlineMs) return returns([]);
  return pollCoordinator(turn, { ...frame, at: 'iteration' });
}

/** While the program looks at them, more are on their way. */
function deliver(turn: ConsumerTurn, records: readonly unknown[]): Move {
  sendFetches(turn);
  return returns(records);
}
