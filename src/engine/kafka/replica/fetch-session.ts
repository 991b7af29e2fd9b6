/**
 * Beginning, changing and ending followers' fetch sessions.
 *
 * Mirrors: kafka.server.FetchManager.newContext, FetchSession.update, FetchSessionCache, 2.8.0.
 * Departs: only followers get a session (upstream's cache may be full for consumers, too); a follower's
 * new session ends its old one, so that none is ever evicted.
 * Read next: session-marks.ts, fetch.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { mapDelete, mapGet, mapSet, mapValues } from '../../kernel/persistent-map.ts';
import { nextInteger } from '../../kernel/random.ts';
import type { FetchRequest } from '../protocol/produce-fetch.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import type { CachedPartition, FetchSession } from './fetch-session-state.ts';
import { detached } from './follower.ts';
import type { PartitionFetch } from './purgatory-state.ts';
import { ownPartition, ownReplicaPart, ownReplicas, partitionNamed } from './replica-changes.ts';
import type { RequestRef } from '../server/request-ref.ts';
import { ownSession, sessionOf, setSession } from './session-marks.ts';

const INITIAL_EPOCH = 0;
const FINAL_EPOCH = -1;

export type FetchContext =
  | { readonly type: 'sessionless' }
  /** The session's first fetch. */
  | { readonly type: 'full'; readonly sessionId: number }
  | { readonly type: 'incremental'; readonly sessionId: number }
  | {
      readonly type: 'error';
      readonly error: 'FETCH_SESSION_ID_NOT_FOUND' | 'INVALID_FETCH_SESSION_EPOCH';
    };

export function nextSessionEpoch(epoch: number): number {
  if (epoch < 0) return FINAL_EPOCH;
  return epoch === 2147483647 ? 1 : epoch + 1;
}

/** Partitions of a fetch in their order. */
export function fetchesOf({ topics }: FetchRequest): readonly PartitionFetch[] {
  if (topics.length === 0) return [];
  return topics.flatMap(({ topic, partitions }) =>
    partitions.map((fetch) => ({ topic, name: partitionName(topic, fetch.partition), fetch })),
  );
}

export function fetchContext(
  turn: BrokerTurn,
  request: FetchRequest,
  ref: RequestRef,
  fetches: readonly PartitionFetch[],
): FetchContext {
  const { sessionId, sessionEpoch, replicaId } = request;
  if (sessionEpoch === INITIAL_EPOCH || sessionEpoch === FINAL_EPOCH) {
    endSession(turn, sessionId);
    if (sessionEpoch === FINAL_EPOCH || replicaId < 0) return { type: 'sessionless' };
    return { type: 'full', sessionId: beginSession(turn, replicaId, ref, fetches) };
  }
  const session = sessionOf(turn, sessionId);
  if (session === undefined) return { type: 'error', error: 'FETCH_SESSION_ID_NOT_FOUND' };
  if (session.epoch !== sessionEpoch) {
    return { type: 'error', error: 'INVALID_FETCH_SESSION_EPOCH' };
  }
  const updated = updateSession(turn, session, request, fetches);
  if (updated.partitions.size > 0) return { type: 'incremental', sessionId };
  endSession(turn, sessionId);
  return { type: 'sessionless' };
}

function beginSession(
  turn: BrokerTurn,
  replicaId: number,
  { clientId }: RequestRef,
  fetches: readonly PartitionFetch[],
): number {
  endSession(turn, mapGet(turn.state.replicas.sessions.ofClient, clientId) ?? 0);
  const id = newSessionId(turn);
  let partitions: PersistentMap<CachedPartition> = { size: 0, root: null };
  for (const asked of fetches) partitions = mapSet(partitions, asked.name, newCached(asked));
  const { nowMs } = turn.env;
  setSession(turn, {
    id,
    clientId,
    replicaId,
    epoch: nextSessionEpoch(INITIAL_EPOCH),
    partitions,
    changed: [],
    isAllChanged: true,
    lastFetchTimeMs: nowMs,
    scannedAtMs: nowMs,
    waiting: 0,
  });
  for (const { name } of fetches) watch(turn, name, id);
  const sessions = ownReplicaPart(turn, 'sessions');
  sessions.ofClient = mapSet(sessions.ofClient, clientId, id);
  return id;
}

/** A random id from 1 on that no session has. */
function newSessionId(turn: BrokerTurn): number {
  for (;;) {
    const [drawn, random] = nextInteger(turn.state.replicas.random, 2147483646);
    ownReplicas(turn).random = random;
    if (sessionOf(turn, drawn + 1) === undefined) return drawn + 1;
  }
}

function newCached({ topic, name, fetch }: PartitionFetch): CachedPartition {
  return { topic, name, fetch, highWatermark: -1, logStartOffset: -1 };
}

/** Takes what the follower has changed; gives the session as it is now. */
function updateSession(
  turn: BrokerTurn,
  session: FetchSession,
  { forgottenTopicsData }: FetchRequest,
  fetches: readonly PartitionFetch[],
): FetchSession {
  const changing = ownSession(turn, session);
  changing.epoch = nextSessionEpoch(changing.epoch);
  let { partitions, changed } = changing;
  for (const asked of fetches) {
    const cached = mapGet(partitions, asked.name);
    if (cached === undefined) watch(turn, asked.name, session.id);
    const { highWatermark, logStartOffset } = cached ?? newCached(asked);
    const { topic, name, fetch } = asked;
    partitions = mapSet(partitions, name, { topic, name, fetch, highWatermark, logStartOffset });
    if (!changed.includes(name)) changed = [...changed, name];
  }
  for (const { topic, partitions: forgotten } of forgottenTopicsData) {
    for (const partition of forgotten) {
      const name = partitionName(topic, partition);
      if (mapGet(partitions, name) === undefined) continue;
      partitions = mapDelete(partitions, name);
      forget(turn, name, session);
    }
  }
  changing.partitions = partitions;
  changing.changed = changed;
  return changing;
}

export function endSession(turn: BrokerTurn, id: number): void {
  const session = sessionOf(turn, id);
  if (session === undefined) return;
  for (const { name } of mapValues(session.partitions)) forget(turn, name, session);
  const sessions = ownReplicaPart(turn, 'sessions');
  sessions.sessions = mapDelete(sessions.sessions, String(id));
  if (mapGet(sessions.ofClient, session.clientId) === id) {
    sessions.ofClient = mapDelete(sessions.ofClient, session.clientId);
  }
}

function watch(turn: BrokerTurn, name: string, id: number): void {
  const sessions = ownReplicaPart(turn, 'sessions');
  const others = mapGet(sessions.watchers, name) ?? [];
  sessions.watchers = mapSet(sessions.watchers, name, [...others, id]);
}

/** The session fetches a partition no more: what it says of the follower's times stays as it is. */
function forget(turn: BrokerTurn, name: string, { id, replicaId }: FetchSession): void {
  const sessions = ownReplicaPart(turn, 'sessions');
  const others = (mapGet(sessions.watchers, name) ?? []).filter((other) => other !== id);
  sessions.watchers =
    others.length === 0
      ? mapDelete(sessions.watchers, name)
      : mapSet(sessions.watchers, name, others);
  const partition = partitionNamed(turn.state, name);
  const follower = partition?.followers.find(({ brokerId }) => brokerId === replicaId);
  if (follower?.sessionId !== id) return;
  const changing = ownPartition(turn, name);
  changing.followers = changing.followers.map((other) =>
    other === follower ? detached(turn.state, other) : other,
  );
}
