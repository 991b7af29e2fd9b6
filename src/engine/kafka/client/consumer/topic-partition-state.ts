/**
 * What a consumer knows of one of its partitions: where it reads next, and whether it may.
 *
 * Mirrors: SubscriptionState.TopicPartitionState, FetchStates, FetchPosition, 2.8.0.
 * Read next: subscription-state.ts.
 */
import type { LeaderAndEpoch } from '../metadata.ts';
import type { Node } from '../network-client.ts';
import { nodeText } from '../network-client.ts';
import type { ResetStrategy } from './consumer-config.ts';

/**
 * INITIALIZING: nobody has said where to begin. FETCHING: the position is good. AWAIT_RESET: the broker is
 * asked for the beginning or the end. AWAIT_VALIDATION: the leader has changed; it is asked whether the
 * position is still in its log.
 */
export type FetchState = 'INITIALIZING' | 'FETCHING' | 'AWAIT_RESET' | 'AWAIT_VALIDATION';

export interface FetchPosition {
  readonly offset: number;
  /** Of the record before the position; null: not known. */
  readonly offsetEpoch: number | null;
  readonly currentLeader: LeaderAndEpoch;
}

/** Plain data; replaced as a whole. */
export interface TopicPartitionState {
  readonly topic: string;
  readonly partition: number;
  /** `t-0`. */
  readonly name: string;
  readonly fetchState: FetchState;
  readonly position: FetchPosition | null;
  /** -1: not known. */
  readonly highWatermark: number;
  readonly logStartOffset: number;
  readonly lastStableOffset: number;
  readonly isPaused: boolean;
  readonly resetStrategy: ResetStrategy | null;
  /** Virtual time before which no request is sent for it; null: none. */
  readonly nextRetryTimeMs: number | null;
  readonly preferredReadReplica: number | null;
  readonly preferredReadReplicaExpiresAtMs: number | null;
}

type Fields = { -readonly [K in keyof TopicPartitionState]: TopicPartitionState[K] };

export function newPartitionState(
  topic: string,
  partition: number,
  name: string,
): TopicPartitionState {
  return {
    topic,
    partition,
    name,
    fetchState: 'INITIALIZING',
    position: null,
    highWatermark: -1,
    logStartOffset: -1,
    lastStableOffset: -1,
    isPaused: false,
    resetStrategy: null,
    nextRetryTimeMs: null,
    preferredReadReplica: null,
    preferredReadReplicaExpiresAtMs: null,
  };
}

export function copyPartitionState(state: TopicPartitionState): Fields {
  return {
    topic: state.topic,
    partition: state.partition,
    name: state.name,
    fetchState: state.fetchState,
    position: state.position,
    highWatermark: state.highWatermark,
    logStartOffset: state.logStartOffset,
    lastStableOffset: state.lastStableOffset,
    isPaused: state.isPaused,
    resetStrategy: state.resetStrategy,
    nextRetryTimeMs: state.nextRetryTimeMs,
    preferredReadReplica: state.preferredReadReplica,
    preferredReadReplicaExpiresAtMs: state.preferredReadReplicaExpiresAtMs,
  };
}

export function hasValidPosition({ fetchState }: TopicPartitionState): boolean {
  return fetchState === 'FETCHING';
}

export function isFetchable({ isPaused, fetchState }: TopicPartitionState): boolean {
  return !isPaused && fetchState === 'FETCHING';
}

export function isAwaitingRetry({ nextRetryTimeMs }: TopicPartitionState, nowMs: number): boolean {
  return nextRetryTimeMs !== null && nowMs < nextRetryTimeMs;
}

/** A position that is to be read from at once. */
export function seekValidated(
  state: TopicPartitionState,
  position: FetchPosition,
): TopicPartitionState {
  const next = copyPartitionState(state);
  next.fetchState = 'FETCHING';
  next.position = position;
  next.resetStrategy = null;
  next.nextRetryTimeMs = null;
  return next;
}

/** A position that has to be checked first, when an epoch is known. */
export function seekUnvalidated(
  state: TopicPartitionState,
  position: FetchPosition,
): TopicPartitionState {
  return validate(seekValidated(state, position), position);
}

function validate(state: TopicPartitionState, position: FetchPosition): TopicPartitionState {
  const next = copyPartitionState(state);
  const isChecked = position.offsetEpoch === null || position.currentLeader.epoch === null;
  next.fetchState = isChecked ? 'FETCHING' : 'AWAIT_VALIDATION';
  next.position = position;
  next.nextRetryTimeMs = null;
  return next;
}

export function resetPosition(
  state: TopicPartitionState,
  strategy: ResetStrategy,
): TopicPartitionState {
  const next = copyPartitionState(state);
  next.fetchState = 'AWAIT_RESET';
  next.position = null;
  next.resetStrategy = strategy;
  next.nextRetryTimeMs = null;
  return next;
}

/** The leader or its epoch may have changed: the position is checked against the new one. */
export function maybeValidate(
  state: TopicPartitionState,
  current: LeaderAndEpoch,
): TopicPartitionState {
  const { fetchState, position } = state;
  if (fetchState === 'AWAIT_RESET' || current.leader === null || position === null) return state;
  if (isSameLeader(position.currentLeader, current)) return state;
  const { offset, offsetEpoch } = position;
  const next = copyPartitionState(validate(state, { offset, offsetEpoch, currentLeader: current }));
  next.preferredReadReplica = null;
  return next;
}

/** The new leader is too old to check a position: it is taken as it is. */
export function updateLeaderUnchecked(
  state: TopicPartitionState,
  current: LeaderAndEpoch,
): TopicPartitionState {
  const { position, fetchState } = state;
  if (position === null || fetchState === 'AWAIT_RESET') return state;
  if (fetchState === 'FETCHING' && isSameLeader(position.currentLeader, current)) return state;
  const { offset, offsetEpoch } = position;
  const next = copyPartitionState(state);
  next.fetchState = 'FETCHING';
  next.position = { offset, offsetEpoch, currentLeader: current };
  next.nextRetryTimeMs = null;
  return next;
}

export function completeValidation(state: TopicPartitionState): TopicPartitionState {
  if (state.position === null) return state;
  const next = copyPartitionState(state);
  next.fetchState = 'FETCHING';
  next.nextRetryTimeMs = null;
  return next;
}

export function withNextRetry(state: TopicPartitionState, atMs: number): TopicPartitionState {
  const next = copyPartitionState(state);
  next.nextRetryTimeMs = atMs;
  return next;
}

export function withPaused(state: TopicPartitionState, isPaused: boolean): TopicPartitionState {
  if (state.isPaused === isPaused) return state;
  const next = copyPartitionState(state);
  next.isPaused = isPaused;
  return next;
}

function isSameLeader(a: LeaderAndEpoch, b: LeaderAndEpoch): boolean {
  return a.epoch === b.epoch && isSameNode(a.leader, b.leader);
}

function isSameNode(a: Node | null, b: Node | null): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  return (
    a.id === b.id && a.host === b.host && a.port === b.port && (a.rack ?? null) === (b.rack ?? null)
  );
}

export function isSamePosition(a: FetchPosition, b: FetchPosition): boolean {
  return (
    a.offset === b.offset &&
    a.offsetEpoch === b.offsetEpoch &&
    isSameLeader(a.currentLeader, b.currentLeader)
  );
}

export function optionalText(value: number | null): string {
  return value === null ? 'Optional.empty' : `Optional[${value}]`;
}

/** FetchPosition.toString. */
export function positionText({ offset, offsetEpoch, currentLeader }: FetchPosition): string {
  const { leader, epoch } = currentLeader;
  const leaderText = leader === null ? 'Optional.empty' : `Optional[${nodeText(leader)}]`;
  const epochText = epoch === null ? 'absent' : String(epoch);
  return (
    `FetchPosition{offset=${offset}, offsetEpoch=${optionalText(offsetEpoch)}, ` +
    `currentLeader=LeaderAndEpoch{leader=${leaderText}, epoch=${epochText}}}`
  );
}
