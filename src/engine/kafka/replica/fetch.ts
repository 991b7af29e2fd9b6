/**
 * Fetch: from followers, whose position it tells, and from consumers.
 *
 * Mirrors: KafkaApis.handleFetchRequest, ReplicaManager.fetchMessages, 2.8.0.
 * Departs: consumers get no fetch session; client quotas throttle nothing.
 * Read next: fetch-session.ts, follower-fetch.ts, delayed-fetch.ts.
 */
import type { FetchRequest, FetchResponse } from '../protocol/produce-fetch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { cachedPartition } from '../server/metadata-cache.ts';
import { respond } from '../server/respond.ts';
import { delayFetch } from './delayed-fetch.ts';
import {
  keepChanged,
  limitsOf,
  sendResults,
  sendSessionResults,
  takeChanged,
  withoutUnknown,
} from './fetch-answer.ts';
import { fetchContext, fetchesOf } from './fetch-session.ts';
import { updateFollowers } from './follower-fetch.ts';
import { nextOperationId } from './purgatory.ts';
import type { DelayedFetch, FetchIsolation, PartitionFetch } from './purgatory-state.ts';
import type { LogReadResult } from './read-from-log.ts';
import { readFromLocalLog } from './read-from-log.ts';
import type { RequestRef } from '../server/request-ref.ts';
import { ownSession, sessionOf } from './session-marks.ts';

export function handleFetch(turn: BrokerTurn, request: FetchRequest, ref: RequestRef): void {
  const fetches = fetchesOf(request);
  const context = fetchContext(turn, request, ref, fetches);
  if (context.type === 'error') {
    respond<FetchResponse>(turn, ref, {
      type: 'FetchResponse',
      errorCode: context.error,
      sessionId: 0,
      responses: [],
    });
    return;
  }
  if (context.type === 'sessionless') fetchWithoutSession(turn, request, ref, fetches);
  else {
    const isFull = context.type === 'full';
    fetchWithSession(turn, request, ref, context.sessionId, isFull ? fetches : null);
  }
}

function fetchWithoutSession(
  turn: BrokerTurn,
  request: FetchRequest,
  ref: RequestRef,
  fetches: readonly PartitionFetch[],
): void {
  const unknown = unknownOf(turn, fetches);
  const partitions = withoutUnknown(fetches, { unknown });
  const fetch = newFetch(turn, request, ref, { sessionId: 0, isFull: true, partitions, unknown });
  let results: readonly LogReadResult[] = readFromLocalLog(turn, partitions, limitsOf(fetch));
  if (request.replicaId >= 0) results = updateFollowers(turn, request.replicaId, results, 0);
  if (isDue(request, fetch, results, partitions.length === 0)) sendResults(turn, fetch, results);
  else delayFetch(turn, fetch);
}

/** `full`: what the session's first fetch asks for. */
function fetchWithSession(
  turn: BrokerTurn,
  request: FetchRequest,
  ref: RequestRef,
  sessionId: number,
  full: readonly PartitionFetch[] | null,
): void {
  const changed = takeChanged(turn, sessionOf(turn, sessionId)!);
  const all = full ?? changed;
  const unknown = unknownOf(turn, all);
  const partitions = withoutUnknown(all, { unknown });
  const isFull = full !== null;
  const fetch = newFetch(turn, request, ref, {
    sessionId,
    isFull,
    partitions: isFull ? partitions : [],
    unknown,
  });
  const read = readFromLocalLog(turn, partitions, limitsOf(fetch));
  const results = updateFollowers(turn, request.replicaId, read, sessionId);
  // Behind what is told of each partition: its times before this fetch were those of the session.
  ownSession(turn, sessionOf(turn, sessionId)!).lastFetchTimeMs = turn.env.nowMs;
  const isEmpty = unknown.length === sessionOf(turn, sessionId)!.partitions.size;
  if (isDue(request, fetch, results, isEmpty)) sendSessionResults(turn, sessionId, fetch, results);
  else {
    keepChanged(turn, sessionId, results);
    delayFetch(turn, fetch);
  }
}

/** What the metadata do not know. */
function unknownOf({ state }: BrokerTurn, fetches: readonly PartitionFetch[]): PartitionFetch[] {
  return fetches.filter(
    ({ topic, fetch }) => cachedPartition(state.metadata, topic, fetch.partition) === undefined,
  );
}

function newFetch(
  turn: BrokerTurn,
  request: FetchRequest,
  ref: RequestRef,
  asked: Pick<DelayedFetch, 'sessionId' | 'isFull' | 'partitions' | 'unknown'>,
): DelayedFetch {
  const maxBytes = Math.min(request.maxBytes, turn.state.config.values['fetch.max.bytes']);
  return {
    type: 'fetch',
    id: nextOperationId(turn),
    delayMs: request.maxWaitMs,
    ref,
    replicaId: request.replicaId,
    sessionId: asked.sessionId,
    isFull: asked.isFull,
    partitions: asked.partitions,
    unknown: asked.unknown,
    isolation: isolationOf(request),
    minBytes: Math.min(request.minBytes, maxBytes),
    maxBytes,
  };
}

function isolationOf({ replicaId, isolationLevel }: FetchRequest): FetchIsolation {
  if (replicaId >= 0) return 'logEnd';
  return isolationLevel === 1 ? 'txnCommitted' : 'highWatermark';
}

/** Whether the answer goes out at once. */
function isDue(
  { maxWaitMs }: FetchRequest,
  { minBytes }: DelayedFetch,
  results: readonly LogReadResult[],
  isEmpty: boolean,
): boolean {
  if (maxWaitMs <= 0 || isEmpty) return true;
  let bytes = 0;
  for (const result of results) {
    if (result.error !== 'NONE' || result.divergingEpoch !== null) return true;
    bytes += result.bytes;
  }
  return bytes >= minBytes;
}
