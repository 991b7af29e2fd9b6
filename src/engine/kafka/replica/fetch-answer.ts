/**
 * Answers to fetches.
 *
 * Mirrors: KafkaApis.handleFetchRequest (processResponseCallback), the FetchContexts'
 * updateAndGenerateResponseData, CachedPartition.maybeUpdateResponseData, 2.8.0.
 * Departs: partitions of a session that are known to be as they were last told are not read again; all are
 * every five seconds.
 * Read next: fetch-session.ts.
 */
import { mapGet, mapSet, mapValues } from '../../kernel/persistent-map.ts';
import type {
  FetchResponse,
  FetchablePartitionResponse,
  FetchableTopicResponse,
} from '../protocol/produce-fetch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { respond } from '../server/respond.ts';
import type { CachedPartition, FetchSession } from './fetch-session-state.ts';
import type { DelayedFetch, PartitionFetch } from './purgatory-state.ts';
import type { LogReadResult } from './read-from-log.ts';
import { failedRead, partitionResponse, readFromLocalLog } from './read-from-log.ts';
import { ownSession, sessionOf } from './session-marks.ts';

/** A log may get another start without a word: so often all partitions of a session are looked at. */
const SCAN_INTERVAL_MS = 5000;

const NO_RESPONSES: readonly FetchableTopicResponse[] = [];

export function limitsOf({ isolation, replicaId, ref, maxBytes }: DelayedFetch) {
  return { isolation, onlyFromLeader: replicaId >= 0 || ref.apiVersion < 11, maxBytes };
}

/** Of a fetch without session: everything it asked for. */
export function answerFetch(turn: BrokerTurn, fetch: DelayedFetch): void {
  sendResults(turn, fetch, readFromLocalLog(turn, fetch.partitions, limitsOf(fetch)));
}

export function sendResults(
  turn: BrokerTurn,
  { ref, unknown }: DelayedFetch,
  results: readonly LogReadResult[],
): void {
  const responses = byTopic([...results, ...unknownResults(unknown)]);
  sendFetchResponse(turn, ref, 0, responses);
}

function unknownResults(unknown: readonly PartitionFetch[]): readonly LogReadResult[] {
  return unknown.map((asked) => failedRead(asked, 'UNKNOWN_TOPIC_OR_PARTITION'));
}

function sendFetchResponse(
  turn: BrokerTurn,
  ref: DelayedFetch['ref'],
  sessionId: number,
  responses: readonly FetchableTopicResponse[],
): void {
  const type = 'FetchResponse';
  respond<FetchResponse>(turn, ref, { type, errorCode: 'NONE', sessionId, responses });
}

/**
 * Of a session's fetch that has waited: what is to be told now. Marks stay: what they say of the follower
 * itself is looked at with its next fetch.
 */
export function answerSessionFetch(
  turn: BrokerTurn,
  session: FetchSession,
  fetch: DelayedFetch,
  isOver: boolean,
): void {
  const asked = fetch.isFull ? fetch.partitions : changedPartitions(turn, session, isOver);
  const results = readFromLocalLog(turn, withoutUnknown(asked, fetch), limitsOf(fetch));
  sendSessionResults(turn, session.id, fetch, results);
}

/** With a new fetch: the changed partitions; what is marked from now on is another change. */
export function takeChanged(turn: BrokerTurn, session: FetchSession): readonly CachedPartition[] {
  const asked = changedPartitions(turn, session, true);
  const { isAllChanged, changed } = session;
  if (!isAllChanged && changed.length === 0) return asked;
  const changing = ownSession(turn, sessionOf(turn, session.id)!);
  changing.changed = [];
  changing.isAllChanged = false;
  return asked;
}

/** Those that are marked, or all of them now and then. */
function changedPartitions(
  turn: BrokerTurn,
  session: FetchSession,
  mayScan: boolean,
): readonly CachedPartition[] {
  const { isAllChanged, changed, partitions, scannedAtMs } = session;
  const { nowMs } = turn.env;
  if (isAllChanged || (mayScan && nowMs - scannedAtMs >= SCAN_INTERVAL_MS)) {
    ownSession(turn, session).scannedAtMs = nowMs;
    return [...mapValues(partitions)];
  }
  const asked: CachedPartition[] = [];
  for (const name of changed) {
    const cached = mapGet(partitions, name);
    if (cached !== undefined) asked.push(cached);
  }
  return asked;
}

export function withoutUnknown<P extends PartitionFetch>(
  asked: readonly P[],
  { unknown }: Pick<DelayedFetch, 'unknown'>,
): readonly P[] {
  if (unknown.length === 0) return asked;
  return asked.filter(({ name }) => !unknown.some((other) => other.name === name));
}

/** Tells what is new. */
export function sendSessionResults(
  turn: BrokerTurn,
  sessionId: number,
  fetch: DelayedFetch,
  read: readonly LogReadResult[],
): void {
  const results = [...read, ...unknownResults(fetch.unknown)];
  const told: LogReadResult[] = [];
  const { partitions: before } = sessionOf(turn, sessionId)!;
  let partitions = before;
  for (const result of results) {
    const cached = mapGet(partitions, result.asked.name);
    if (cached === undefined) continue;
    const isNew = isToBeTold(cached, result);
    if (isNew || fetch.isFull) told.push(result);
    if (isNew) partitions = mapSet(partitions, cached.name, toldOf(cached, result));
  }
  if (partitions !== before) ownSession(turn, sessionOf(turn, sessionId)!).partitions = partitions;
  keepChanged(turn, sessionId, results);
  sendFetchResponse(turn, fetch.ref, sessionId, byTopic(told));
}

/**
 * What is not told, or not read to its end, has to be looked at with the next fetch. What gave records
 * goes to the end, so that others have their turn when an answer is full.
 */
export function keepChanged(
  turn: BrokerTurn,
  sessionId: number,
  results: readonly LogReadResult[],
): void {
  const session = sessionOf(turn, sessionId)!;
  if (session.isAllChanged) return;
  const changed: string[] = [];
  const last: string[] = [];
  for (const result of results) {
    const cached = mapGet(session.partitions, result.asked.name);
    if (cached === undefined) continue;
    if (result.bytes > 0) last.push(cached.name);
    else if (session.changed.includes(cached.name)) continue;
    else if (!isQuiet(result) || isToBeTold(cached, result)) changed.push(cached.name);
  }
  if (changed.length + last.length === 0) return;
  const before = last.length === 0 ? session.changed : without(session.changed, last);
  ownSession(turn, session).changed = [...before, ...changed, ...last];
}

function without(names: readonly string[], others: readonly string[]): readonly string[] {
  return names.length === 0 ? names : names.filter((name) => !others.includes(name));
}

/** Mirrors maybeUpdateResponseData. */
function isToBeTold(cached: CachedPartition, result: LogReadResult): boolean {
  return (
    result.bytes > 0 ||
    result.error !== 'NONE' ||
    result.divergingEpoch !== null ||
    cached.highWatermark !== result.highWatermark ||
    cached.logStartOffset !== result.logStartOffset
  );
}

/** After an error the next answer tells the partition anew. */
function toldOf({ topic, name, fetch }: CachedPartition, result: LogReadResult): CachedPartition {
  const highWatermark = result.error === 'NONE' ? result.highWatermark : -1;
  return { topic, name, fetch, highWatermark, logStartOffset: result.logStartOffset };
}

/** Nothing more comes of it until something happens to the partition. */
function isQuiet({ error, divergingEpoch, asked, logEndOffset }: LogReadResult): boolean {
  return error === 'NONE' && divergingEpoch === null && asked.fetch.fetchOffset === logEndOffset;
}

/** Neighbours of one topic stand together. */
function byTopic(results: readonly LogReadResult[]): readonly FetchableTopicResponse[] {
  if (results.length === 0) return NO_RESPONSES;
  const topics: { topic: string; partitionResponses: FetchablePartitionResponse[] }[] = [];
  for (const result of results) {
    const { topic } = result.asked;
    const last = topics.at(-1);
    if (last?.topic === topic) last.partitionResponses.push(partitionResponse(result));
    else topics.push({ topic, partitionResponses: [partitionResponse(result)] });
  }
  return topics;
}
