/**
 * What a leader knows of a follower from its fetches.
 *
 * Mirrors: kafka.cluster.Replica (updateFetchState, resetLastCaughtUpTime), 2.8.0.
 * Departs: see FollowerState. An empty fetch of a follower that has everything is noted once, at its
 * fetch session, and not at each partition.
 * Read next: fetch-session.ts.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import type { BrokerState } from '../server/broker-state.ts';
import type { FollowerState } from './replica-state.ts';

/** Upstream's time 0: longer ago than any lag. Virtual time begins at 0. */
const LONG_AGO_MS = -1e12;

/** Mirrors a new Replica. */
export function newFollower(brokerId: number): FollowerState {
  return {
    brokerId,
    logEndOffset: -1,
    logStartOffset: -1,
    lastFetchLeaderLogEndOffset: 0,
    lastFetchTimeMs: LONG_AGO_MS,
    lastCaughtUpTimeMs: LONG_AGO_MS,
    sessionId: 0,
  };
}

/** Virtual time of its last fetch. */
export function lastFetchTimeMs({ replicas }: BrokerState, follower: FollowerState): number {
  if (follower.sessionId === 0) return follower.lastFetchTimeMs;
  const session = mapGet(replicas.sessions.sessions, String(follower.sessionId));
  return session?.lastFetchTimeMs ?? follower.lastFetchTimeMs;
}

/** The latest virtual time at which it had all that the leader had. */
export function lastCaughtUpTimeMs({ replicas }: BrokerState, follower: FollowerState): number {
  if (follower.sessionId === 0) return follower.lastCaughtUpTimeMs;
  const session = mapGet(replicas.sessions.sessions, String(follower.sessionId));
  return session?.lastFetchTimeMs ?? follower.lastCaughtUpTimeMs;
}

/** The follower with its times as they are now, whatever becomes of its session. */
export function detached(state: BrokerState, follower: FollowerState): FollowerState {
  if (follower.sessionId === 0) return follower;
  return {
    brokerId: follower.brokerId,
    logEndOffset: follower.logEndOffset,
    logStartOffset: follower.logStartOffset,
    lastFetchLeaderLogEndOffset: follower.lastFetchLeaderLogEndOffset,
    lastFetchTimeMs: lastFetchTimeMs(state, follower),
    lastCaughtUpTimeMs: lastCaughtUpTimeMs(state, follower),
    sessionId: 0,
  };
}

/** What a fetch says of the follower, and what the leader's log was when it came. */
export interface FollowerFetch {
  readonly fetchOffset: number;
  readonly logStartOffset: number;
  readonly timeMs: number;
  readonly leaderEndOffset: number;
  /** 0: the fetch is of no session. */
  readonly sessionId: number;
}

/** Mirrors updateFetchState. */
export function afterFetch(
  state: BrokerState,
  follower: FollowerState,
  fetch: FollowerFetch,
): FollowerState {
  const isCaughtUp = fetch.fetchOffset >= fetch.leaderEndOffset;
  let caughtUpMs = lastCaughtUpTimeMs(state, follower);
  if (isCaughtUp) caughtUpMs = Math.max(caughtUpMs, fetch.timeMs);
  else if (fetch.fetchOffset >= follower.lastFetchLeaderLogEndOffset) {
    caughtUpMs = Math.max(caughtUpMs, lastFetchTimeMs(state, follower));
  }
  return {
    brokerId: follower.brokerId,
    logEndOffset: fetch.fetchOffset,
    logStartOffset: fetch.logStartOffset,
    lastFetchLeaderLogEndOffset: fetch.leaderEndOffset,
    lastFetchTimeMs: fetch.timeMs,
    lastCaughtUpTimeMs: caughtUpMs,
    sessionId: isCaughtUp ? fetch.sessionId : 0,
  };
}

/** A new leader epoch begins. `isNewLeader`: what the follower has is not known yet. */
export function afterElection(
  follower: FollowerState,
  reset: {
    readonly leaderEndOffset: number;
    readonly nowMs: number;
    readonly isInSync: boolean;
    readonly isNewLeader: boolean;
  },
): FollowerState {
  const { leaderEndOffset, nowMs, isInSync, isNewLeader } = reset;
  const caughtUpMs = isInSync ? nowMs : LONG_AGO_MS;
  if (!isNewLeader) {
    return {
      brokerId: follower.brokerId,
      logEndOffset: follower.logEndOffset,
      logStartOffset: follower.logStartOffset,
      lastFetchLeaderLogEndOffset: leaderEndOffset,
      lastFetchTimeMs: nowMs,
      lastCaughtUpTimeMs: caughtUpMs,
      sessionId: 0,
    };
  }
  return {
    brokerId: follower.brokerId,
    logEndOffset: -1,
    logStartOffset: -1,
    lastFetchLeaderLogEndOffset: -1,
    lastFetchTimeMs: LONG_AGO_MS,
    lastCaughtUpTimeMs: caughtUpMs,
    sessionId: 0,
  };
}
