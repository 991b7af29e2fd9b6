/**
 * Copies of the parts of a consumer's state, field by field, and the functions that make a part this step's
 * own.
 *
 * Read next: consumer-state.ts.
 */
import { own, ownState, owns } from '../../../kernel/turn.ts';
import type {
  ConsumerState,
  ConsumerTurn,
  CoordinatorState,
  FetcherState,
  HeartbeatState,
  Mutable,
  Subscriptions,
} from './consumer-state.ts';

export function copyConsumer(state: ConsumerState): Mutable<ConsumerState> {
  return {
    options: state.options,
    clientId: state.clientId,
    config: state.config,
    network: state.network,
    unsent: state.unsent,
    metadata: state.metadata,
    subscriptions: state.subscriptions,
    coordinator: state.coordinator,
    fetcher: state.fetcher,
    thread: state.thread,
    nextRequestId: state.nextRequestId,
    isWakeupPending: state.isWakeupPending,
    areWakeupsDisabled: state.areWakeupsDisabled,
    isClosed: state.isClosed,
    wakeAtMs: state.wakeAtMs,
  };
}

function copySubscriptions(part: Subscriptions): Mutable<Subscriptions> {
  return {
    type: part.type,
    pattern: part.pattern,
    topics: part.topics,
    groupTopics: part.groupTopics,
    transientTopics: part.transientTopics,
    assignment: part.assignment,
    order: part.order,
    invalidCount: part.invalidCount,
  };
}

export function ownSubscriptions(turn: ConsumerTurn): Mutable<Subscriptions> {
  const { subscriptions } = turn.state;
  if (owns(turn, subscriptions)) return subscriptions;
  return (ownState(turn).subscriptions = own(turn, copySubscriptions(subscriptions)));
}

function copyCoordinator(part: CoordinatorState): Mutable<CoordinatorState> {
  return {
    chart: part.chart,
    node: part.node,
    generation: part.generation,
    isRejoinNeeded: part.isRejoinNeeded,
    needsJoinPrepare: part.needsJoinPrepare,
    joinFuture: part.joinFuture,
    findFuture: part.findFuture,
    fatalFindFailure: part.fatalFindFailure,
    lastConnectionLossMs: part.lastConnectionLossMs,
    waitingAssignment: part.waitingAssignment,
    isLeader: part.isLeader,
    joinedTopics: part.joinedTopics,
    metadataSnapshot: part.metadataSnapshot,
    assignmentSnapshot: part.assignmentSnapshot,
    groupMetadata: part.groupMetadata,
    memory: part.memory,
    heartbeat: part.heartbeat,
    nextAutoCommitMs: part.nextAutoCommitMs,
    completions: part.completions,
    waitingCommits: part.waitingCommits,
    offsetFetch: part.offsetFetch,
    isAsyncCommitFenced: part.isAsyncCommitFenced,
  };
}

export function ownCoordinator(turn: ConsumerTurn): Mutable<CoordinatorState> {
  const { coordinator } = turn.state;
  if (owns(turn, coordinator)) return coordinator;
  return (ownState(turn).coordinator = own(turn, copyCoordinator(coordinator)));
}

function copyHeartbeat(part: HeartbeatState): Mutable<HeartbeatState> {
  return {
    isStarted: part.isStarted,
    isEnabled: part.isEnabled,
    failure: part.failure,
    heartbeatDueMs: part.heartbeatDueMs,
    sessionDueMs: part.sessionDueMs,
    pollDueMs: part.pollDueMs,
    looksAgainAtMs: part.looksAgainAtMs,
  };
}

export function ownHeartbeat(turn: ConsumerTurn): Mutable<HeartbeatState> {
  const { heartbeat } = turn.state.coordinator;
  if (owns(turn, heartbeat)) return heartbeat;
  return (ownCoordinator(turn).heartbeat = own(turn, copyHeartbeat(heartbeat)));
}

function copyFetcher(part: FetcherState): Mutable<FetcherState> {
  return {
    completed: part.completed,
    nextInLine: part.nextInLine,
    pendingNodes: part.pendingNodes,
    metadataVersion: part.metadataVersion,
    listOffsetsFailure: part.listOffsetsFailure,
    leaderEpochFailure: part.leaderEpochFailure,
    lastFetches: part.lastFetches,
  };
}

export function ownFetcher(turn: ConsumerTurn): Mutable<FetcherState> {
  const { fetcher } = turn.state;
  if (owns(turn, fetcher)) return fetcher;
  return (ownState(turn).fetcher = own(turn, copyFetcher(fetcher)));
}
