/**
 * Sessions that only the server knows which made them: no transaction tells the others. One that
 * wants an ephemeral node is upgraded: from then on it is everybody's.
 *
 * Mirrors: LocalSessionTracker, UpgradeableSessionTracker, 3.8.0.
 * Read next: session-tracker.ts (the global ones), session-upgrade.ts (who needs an upgrade).
 */
import { emptyMap, mapDelete, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import type { SessionId } from '../protocol/records.ts';
import { emptyExpiryQueue, removeExpiry, updateExpiry } from './expiry-queue.ts';
import type { LocalSessions, TrackedSession } from './server-state.ts';

/** Nobody is here yet. */
export function noLocalSessions(tickTimeMs: number, nowMs: number): LocalSessions {
  return {
    sessions: emptyMap(),
    expiryQueue: emptyExpiryQueue(tickTimeMs, Math.floor(nowMs)),
    upgrading: emptyMap(),
  };
}

/** With a new session. */
export function withLocalSession(
  local: LocalSessions,
  key: string,
  sessionId: SessionId,
  timeoutMs: number,
  nowMs: number,
): LocalSessions {
  const session = { sessionId, timeoutMs, isClosing: false, owner: null };
  return {
    ...local,
    sessions: mapSet(local.sessions, key, session),
    expiryQueue: updateExpiry(local.expiryQueue, key, timeoutMs, Math.floor(nowMs)),
  };
}

/** Null: not one of these, or closing. The same object comes back when its bucket does not change. */
export function touchedLocally(
  local: LocalSessions,
  key: string,
  timeoutMs: number,
  nowMs: number,
): LocalSessions | null {
  const session = mapGet(local.sessions, key);
  if (session === undefined || session.isClosing) return null;
  const expiryQueue = updateExpiry(local.expiryQueue, key, timeoutMs, Math.floor(nowMs));
  return expiryQueue === local.expiryQueue ? local : { ...local, expiryQueue };
}

/** OK, or why a request of the session is refused; null: not one of these. */
export function checkedLocally(
  local: LocalSessions,
  key: string,
  owner: number | null,
): number | null {
  const session = mapGet(local.sessions, key);
  if (session === undefined) return null;
  if (session.isClosing) return ErrorCode.SESSIONEXPIRED;
  return session.owner === null || session.owner === owner ? ErrorCode.OK : ErrorCode.SESSIONMOVED;
}

/** With a session changed, where it is one of these. */
export function withLocalChange(
  local: LocalSessions,
  key: string,
  change: Partial<Pick<TrackedSession, 'isClosing' | 'owner'>>,
): LocalSessions {
  const session = mapGet(local.sessions, key);
  if (session === undefined) return local;
  return { ...local, sessions: mapSet(local.sessions, key, { ...session, ...change }) };
}

/** Without a session. */
export function withoutLocalSession(local: LocalSessions, key: string): LocalSessions {
  if (mapGet(local.sessions, key) === undefined) return local;
  return {
    ...local,
    sessions: mapDelete(local.sessions, key),
    expiryQueue: removeExpiry(local.expiryQueue, key),
  };
}
