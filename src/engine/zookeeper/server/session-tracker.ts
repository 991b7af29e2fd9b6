/**
 * Global sessions as the server that owns them tracks them: standalone and leader. Learners only
 * remember which sessions they heard since their last ping (`touchTable`). Local sessions, where
 * they are allowed, are asked for first.
 *
 * Mirrors: SessionTrackerImpl, LeaderSessionTracker, 3.8.0; LearnerSessionTracker for session ids.
 * Read next: expiry-queue.ts, local-sessions.ts, zookeeper-server.ts (timer `sessionTracker`).
 */
import { emptyMap, mapDelete, mapEntries, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { sessionIdOf, sessionKey } from '../data/database.ts';
import { CONTAINER_EPHEMERAL_OWNER } from '../data/ephemeral-type.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import type { SessionId } from '../protocol/records.ts';
import { emptyExpiryQueue, removeExpiry, updateExpiry } from './expiry-queue.ts';
import {
  checkedLocally,
  touchedLocally,
  withLocalChange,
  withLocalSession,
  withoutLocalSession,
} from './local-sessions.ts';
import type {
  LocalSessions,
  ServerTurn,
  SessionTrackerState,
  TrackedSession,
} from './server-state.ts';
import { ownTracker } from './state-changes.ts';

/** Top byte the server's id, then 40 bits of its start time, then a counter from 0. */
function initializeNextSessionId(serverId: number, nowMs: number): SessionId {
  const time = (BigInt.asUintN(64, BigInt(Math.floor(nowMs)) << 24n) >> 8n) & ((1n << 56n) - 1n);
  const id = BigInt.asIntN(64, time | (BigInt(serverId) << 56n));
  return id === CONTAINER_EPHEMERAL_OWNER ? id + 1n : id;
}

/** A tracker that gives every known session a full timeout from now. */
export function createSessionTracker(
  serverId: number,
  sessionsWithTimeouts: PersistentMap<number>,
  tickTimeMs: number,
  nowMs: number,
  local: LocalSessions | null = null,
): SessionTrackerState {
  const tracker: SessionTrackerState = {
    nextSessionId: initializeNextSessionId(serverId, nowMs),
    sessions: emptyMap(),
    expiryQueue: emptyExpiryQueue(tickTimeMs, Math.floor(nowMs)),
    touchTable: emptyMap(),
    local,
  };
  for (const [key, timeoutMs] of mapEntries(sessionsWithTimeouts)) {
    track(tracker, sessionIdOf(key), timeoutMs, nowMs);
  }
  return tracker;
}

/** The id of a session that is to be made. */
export function takeSessionId(turn: ServerTurn): SessionId {
  const { nextSessionId } = turn.state.server!.sessions;
  ownTracker(turn).nextSessionId = nextSessionId + 1n;
  return nextSessionId;
}

/** Starts tracking a session, or touches it when it is tracked. */
export function trackSession(turn: ServerTurn, sessionId: SessionId, timeoutMs: number): void {
  track(ownTracker(turn), sessionId, timeoutMs, turn.env.nowMs);
  armSessionTimer(turn);
}

/** Starts tracking a session that no other server hears of. */
export function trackLocalSession(turn: ServerTurn, sessionId: SessionId, timeoutMs: number): void {
  const local = turn.state.server!.sessions.local!;
  const key = sessionKey(sessionId);
  setLocal(turn, withLocalSession(local, key, sessionId, timeoutMs, turn.env.nowMs));
  armSessionTimer(turn);
}

/** Whether the whole ensemble knows the session. */
export function isGlobalSession(turn: ServerTurn, sessionId: SessionId): boolean {
  return mapGet(turn.state.server!.sessions.sessions, sessionKey(sessionId)) !== undefined;
}

/** Whether only this server knows the session. */
export function isLocalSession(turn: ServerTurn, sessionId: SessionId): boolean {
  const { local } = turn.state.server!.sessions;
  return local !== null && mapGet(local.sessions, sessionKey(sessionId)) !== undefined;
}

/** Touches a local session. False: there is no such one, or it is closing. */
export function touchLocalSession(
  turn: ServerTurn,
  sessionId: SessionId,
  timeoutMs: number,
): boolean {
  const { local } = turn.state.server!.sessions;
  if (local === null) return false;
  const touched = touchedLocally(local, sessionKey(sessionId), timeoutMs, turn.env.nowMs);
  if (touched === null) return false;
  if (touched !== local) setLocal(turn, touched);
  return true;
}

/** Takes a session out of the local ones to make it everybody's; its timeout, or null. */
export function takeForUpgrade(turn: ServerTurn, sessionId: SessionId): number | null {
  const { local } = turn.state.server!.sessions;
  const key = sessionKey(sessionId);
  const session = local === null ? undefined : mapGet(local.sessions, key);
  if (local === null || session === undefined) return null;
  const { timeoutMs } = session;
  const upgrading = mapSet(local.upgrading, key, timeoutMs);
  setLocal(turn, { ...withoutLocalSession(local, key), upgrading });
  return timeoutMs;
}

/** Whether the session's upgrade has not been committed yet. */
export function isUpgradingSession(turn: ServerTurn, sessionId: SessionId): boolean {
  const { local } = turn.state.server!.sessions;
  return local !== null && mapGet(local.upgrading, sessionKey(sessionId)) !== undefined;
}

/** A session is everybody's now. */
export function finishUpgrading(turn: ServerTurn, sessionId: SessionId): void {
  const { local } = turn.state.server!.sessions;
  if (local === null) return;
  const key = sessionKey(sessionId);
  const upgrading = mapDelete(local.upgrading, key);
  setLocal(turn, { ...withoutLocalSession(local, key), upgrading });
}

/** False: the session is unknown or closing. */
export function touchSession(turn: ServerTurn, sessionId: SessionId, timeoutMs: number): boolean {
  const tracker = turn.state.server!.sessions;
  if (tracker.local !== null && touchLocalSession(turn, sessionId, timeoutMs)) return true;
  const key = sessionKey(sessionId);
  const session = mapGet(tracker.sessions, key);
  if (session === undefined || session.isClosing) return false;
  const nowMs = Math.floor(turn.env.nowMs);
  const expiryQueue = updateExpiry(tracker.expiryQueue, key, timeoutMs, nowMs);
  if (expiryQueue !== tracker.expiryQueue) ownTracker(turn).expiryQueue = expiryQueue;
  return true;
}

/** From now on its requests fail with SESSIONEXPIRED. */
export function setSessionClosing(turn: ServerTurn, sessionId: SessionId): void {
  const key = sessionKey(sessionId);
  const { sessions, local } = turn.state.server!.sessions;
  if (local !== null) setLocal(turn, withLocalChange(local, key, { isClosing: true }));
  const session = mapGet(sessions, key);
  if (session !== undefined && !session.isClosing) {
    setSession(turn, key, { ...session, isClosing: true });
  }
}

/** Forgets a session whose closeSession was applied. */
export function removeTrackedSession(turn: ServerTurn, sessionId: SessionId): void {
  const key = sessionKey(sessionId);
  removeLocalSession(turn, key);
  if (mapGet(turn.state.server!.sessions.sessions, key) === undefined) return;
  const tracker = ownTracker(turn);
  tracker.sessions = mapDelete(tracker.sessions, key);
  tracker.expiryQueue = removeExpiry(tracker.expiryQueue, key);
}

/** Forgets a local session that was closed. */
export function removeLocalSession(turn: ServerTurn, key: string): void {
  const { local } = turn.state.server!.sessions;
  if (local !== null) setLocal(turn, withoutLocalSession(local, key));
}

/**
 * OK, or why a request of the session is refused. The first request decides who owns the session;
 * another owner means that the session has moved. Where sessions may be local, one that is unknown
 * may be another server's.
 */
export function checkSession(turn: ServerTurn, sessionId: SessionId, owner: number | null): number {
  const { local } = turn.state.server!.sessions;
  if (local === null) return checkTracked(turn, sessionId, owner);
  const key = sessionKey(sessionId);
  const verdict = checkedLocally(local, key, owner);
  const isFirst = verdict === ErrorCode.OK && mapGet(local.sessions, key)!.owner === null;
  if (isFirst) setLocal(turn, withLocalChange(local, key, { owner }));
  if (verdict !== null) return verdict;
  const code = checkTracked(turn, sessionId, owner);
  if (code !== ErrorCode.UNKNOWNSESSION) return code;
  const isOwn = Number(sessionId >> 56n) === turn.state.config.serverId;
  return isOwn ? ErrorCode.SESSIONEXPIRED : ErrorCode.OK;
}

function checkTracked(turn: ServerTurn, sessionId: SessionId, owner: number | null): number {
  const key = sessionKey(sessionId);
  const session = mapGet(turn.state.server!.sessions.sessions, key);
  if (session === undefined) return ErrorCode.UNKNOWNSESSION;
  if (session.isClosing) return ErrorCode.SESSIONEXPIRED;
  if (session.owner === owner) return ErrorCode.OK;
  if (session.owner !== null) return ErrorCode.SESSIONMOVED;
  setSession(turn, key, { ...session, owner });
  return ErrorCode.OK;
}

/** As `checkSession`, where the session must be known to the whole ensemble. */
export function checkGlobalSession(
  turn: ServerTurn,
  sessionId: SessionId,
  owner: number | null,
): number {
  const code = checkTracked(turn, sessionId, owner);
  return code === ErrorCode.UNKNOWNSESSION ? ErrorCode.SESSIONEXPIRED : code;
}

/** The client is at this owner now. SESSIONEXPIRED when there is no such session. */
export function setSessionOwner(
  turn: ServerTurn,
  sessionId: SessionId,
  owner: number | null,
): number {
  const key = sessionKey(sessionId);
  const { sessions, local } = turn.state.server!.sessions;
  if (local !== null && mapGet(local.sessions, key)?.isClosing === false) {
    setLocal(turn, withLocalChange(local, key, { owner }));
    return ErrorCode.OK;
  }
  const session = mapGet(sessions, key);
  if (session === undefined || session.isClosing) return ErrorCode.SESSIONEXPIRED;
  if (session.owner !== owner) setSession(turn, key, { ...session, owner });
  return ErrorCode.OK;
}

/** Name of the timer that looks for expired sessions. */
export const SESSION_TIMER = 'sessionTracker';

/** Wakes the tracker at the next bucket; nothing to wake for while there is no session. */
export function armSessionTimer(turn: ServerTurn): void {
  const { sessions, expiryQueue, local } = turn.state.server!.sessions;
  let next = sessions.size === 0 ? Infinity : expiryQueue.nextExpirationMs;
  if (local !== null && local.sessions.size > 0) {
    next = Math.min(next, local.expiryQueue.nextExpirationMs);
  }
  if (next === Infinity) return;
  const delayMs = next - turn.env.nowMs;
  turn.effects.push({ type: 'setTimer', name: SESSION_TIMER, delayMs });
}

function setLocal(turn: ServerTurn, local: LocalSessions): void {
  if (local !== turn.state.server!.sessions.local) ownTracker(turn).local = local;
}

function setSession(turn: ServerTurn, key: string, session: TrackedSession): void {
  const tracker = ownTracker(turn);
  tracker.sessions = mapSet(tracker.sessions, key, session);
}

function track(
  tracker: Mutable<SessionTrackerState>,
  sessionId: SessionId,
  timeoutMs: number,
  nowMs: number,
): void {
  const key = sessionKey(sessionId);
  if (mapGet(tracker.sessions, key) === undefined) {
    const session = { sessionId, timeoutMs, isClosing: false, owner: null };
    tracker.sessions = mapSet(tracker.sessions, key, session);
  }
  tracker.expiryQueue = updateExpiry(tracker.expiryQueue, key, timeoutMs, Math.floor(nowMs));
}
