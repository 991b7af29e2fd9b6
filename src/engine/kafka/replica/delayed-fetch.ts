/**
 * Fetches that wait for records, until there are enough or max.wait is over.
 *
 * Mirrors: kafka.server.DelayedFetch, 2.8.0.
 * Departs: what a follower's session fetches is not watched fetch by fetch but as long as the session is
 * there; only the partition to which something happened is looked at.
 * Read next: fetch-answer.ts.
 */
import { mapGet, mapValues } from '../../kernel/persistent-map.ts';
import { isOnOlderSegment, readLog } from '../log/log.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import type { FetchSession } from './fetch-session-state.ts';
import { answerFetch, answerSessionFetch } from './fetch-answer.ts';
import { localLogOrError, partitionOrError } from './partition.ts';
import { addOperation, operationOf, removeOperation } from './purgatory.ts';
import type { DelayedFetch, PartitionFetch } from './purgatory-state.ts';
import { divergenceOf, fetchableEnd } from './read-from-log.ts';
import { ownSession, sessionOf } from './session-marks.ts';

/** Lets a fetch wait, unless it is complete. */
export function delayFetch(turn: BrokerTurn, operation: DelayedFetch): void {
  const session = sessionOf(turn, operation.sessionId);
  if (session !== undefined) {
    addOperation(turn, operation, 'fetchWatchers', []);
    ownSession(turn, session).waiting = operation.id;
  } else if (isSatisfied(turn, operation, operation.partitions)) answerFetch(turn, operation);
  else addOperation(turn, operation, 'fetchWatchers', namesOf(operation));
}

/** Something has happened to a partition: what waits for it may be complete. */
export function checkDelayedFetches(turn: BrokerTurn, name: string): void {
  const { sessions, purgatory } = turn.state.replicas;
  for (const id of mapGet(purgatory.fetchWatchers, name) ?? []) {
    const operation = operationOf(turn, id);
    if (operation?.type !== 'fetch') continue;
    if (isSatisfied(turn, operation, operation.partitions)) completeFetch(turn, operation, false);
  }
  for (const id of mapGet(sessions.watchers, name) ?? []) {
    const session = sessionOf(turn, id);
    if (session === undefined || session.waiting === 0) continue;
    const operation = operationOf(turn, session.waiting);
    if (operation?.type !== 'fetch') continue;
    if (isSatisfied(turn, operation, sessionFetches(session, name, operation.minBytes))) {
      completeFetch(turn, operation, false);
    }
  }
}

/** As much as is needed to say whether a session's fetch is satisfied by what happened to a partition. */
function sessionFetches(
  { partitions }: FetchSession,
  name: string,
  minBytes: number,
): Iterable<PartitionFetch> {
  if (minBytes > 1) return mapValues(partitions);
  const changed = mapGet(partitions, name);
  return changed === undefined ? [] : [changed];
}

/** Answers with what there is. `isOver`: its time is over. */
export function completeFetch(turn: BrokerTurn, operation: DelayedFetch, isOver: boolean): void {
  removeOperation(turn, operation, 'fetchWatchers', namesOf(operation));
  if (operation.sessionId === 0) return answerFetch(turn, operation);
  const session = sessionOf(turn, operation.sessionId);
  // Its follower has begun another one since.
  if (session === undefined) return;
  ownSession(turn, session).waiting = 0;
  answerSessionFetch(turn, sessionOf(turn, session.id)!, operation, isOver);
}

function namesOf({ sessionId, partitions }: DelayedFetch): readonly string[] {
  return sessionId === 0 ? partitions.map(({ name }) => name) : [];
}

/** Mirrors tryComplete, up to forceComplete. */
function isSatisfied(
  turn: BrokerTurn,
  operation: DelayedFetch,
  partitions: Iterable<PartitionFetch>,
): boolean {
  let bytes = 0;
  for (const asked of partitions) {
    const available = availableBytes(turn, operation, asked);
    if (available === 'force') return true;
    bytes += available;
  }
  return bytes >= operation.minBytes;
}

/** `force`: the answer is due, however little it has. */
function availableBytes(
  turn: BrokerTurn,
  { replicaId, ref, isolation, minBytes }: DelayedFetch,
  { topic, fetch }: PartitionFetch,
): number | 'force' {
  const partition = partitionOrError(turn.state, topic, fetch.partition);
  if (typeof partition === 'string') return 'force';
  const needsLeader = replicaId >= 0 || ref.apiVersion < 11;
  const log = localLogOrError(turn.state, partition, fetch.currentLeaderEpoch, needsLeader);
  if (typeof log === 'string') return 'force';
  if (divergenceOf(log, fetch) !== null) return 'force';
  const maxOffset = fetchableEnd(log, isolation);
  const { fetchOffset, partitionMaxBytes } = fetch;
  if (fetchOffset >= maxOffset) return 0;
  if (isOnOlderSegment(log, fetchOffset)) return 'force';
  if (minBytes <= 1) return 1;
  const range = {
    startOffset: fetchOffset,
    maxBytes: partitionMaxBytes,
    maxOffset,
    minOneMessage: true,
    isReadCommitted: false,
  };
  return Math.min(readLog(turn, log, range).bytes, partitionMaxBytes);
}
