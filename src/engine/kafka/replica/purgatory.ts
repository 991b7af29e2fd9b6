/**
 * Keeping delayed operations: by number, by the partitions they watch, and by when their time is over.
 * What an operation is about is not its business.
 *
 * Mirrors: kafka.server.DelayedOperationPurgatory, kafka.utils.timer.SystemTimer, 2.8.0.
 * Departs: one for the three purgatories of produces, fetches and record deletions; one kernel timer for
 * all of them.
 * Read next: delayed-produce.ts, delayed-fetch.ts, delete-records.ts, delayed-operations.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { mapDelete, mapGet, mapSet, mapValues } from '../../kernel/persistent-map.ts';
import { emptyQueue, queueDrop, queueFirst, queuePush } from '../../kernel/persistent-queue.ts';
import type { Mutable } from '../../kernel/turn.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { hasCome } from './due.ts';
import type { DelayedOperation, PurgatoryState } from './purgatory-state.ts';
import { ownReplicaPart } from './replica-changes.ts';

export const PURGATORY_TIMER = 'replica:purgatory';

export type Watchers = 'produceWatchers' | 'fetchWatchers' | 'deleteWatchers';

/** The number of the next operation. */
export function nextOperationId({ state }: BrokerTurn): number {
  return state.replicas.purgatory.nextId;
}

/** Keeps an operation with the next number until it is taken out or its time is over. */
export function addOperation(
  turn: BrokerTurn,
  operation: DelayedOperation,
  watchers: Watchers,
  names: readonly string[],
): void {
  const purgatory = ownReplicaPart(turn, 'purgatory');
  const { id, delayMs } = operation;
  purgatory.nextId = id + 1;
  purgatory.operations = mapSet(purgatory.operations, String(id), operation);
  for (const name of names) {
    purgatory[watchers] = mapSet(purgatory[watchers], name, [
      ...(mapGet(purgatory[watchers], name) ?? []),
      id,
    ]);
  }
  const atMs = turn.env.nowMs + delayMs;
  const key = String(delayMs);
  const queue = mapGet(purgatory.expirations, key) ?? emptyQueue();
  purgatory.expirations = mapSet(purgatory.expirations, key, queuePush(queue, { id, atMs }));
  setTimer(turn, purgatory, atMs);
}

/** A timer that is set for earlier stays: it is set anew when it runs out. */
function setTimer(turn: BrokerTurn, purgatory: Mutable<PurgatoryState>, atMs: number): void {
  if (purgatory.timerAtMs !== null && purgatory.timerAtMs <= atMs) return;
  purgatory.timerAtMs = atMs;
  const delayMs = Math.max(0, atMs - turn.env.nowMs);
  turn.effects.push({ type: 'setTimer', name: PURGATORY_TIMER, delayMs });
}

export function operationOf({ state }: BrokerTurn, id: number): DelayedOperation | undefined {
  return mapGet(state.replicas.purgatory.operations, String(id));
}

/** An operation that has come further, but not to its end. */
export function replaceOperation(turn: BrokerTurn, operation: DelayedOperation): void {
  const purgatory = ownReplicaPart(turn, 'purgatory');
  purgatory.operations = mapSet(purgatory.operations, String(operation.id), operation);
}

/** Takes an operation out: it is complete. */
export function removeOperation(
  turn: BrokerTurn,
  { id, delayMs }: DelayedOperation,
  watchers: Watchers,
  names: readonly string[],
): void {
  const purgatory = ownReplicaPart(turn, 'purgatory');
  purgatory.operations = mapDelete(purgatory.operations, String(id));
  for (const name of names) purgatory[watchers] = withoutWatcher(purgatory[watchers], name, id);
  dropGone(purgatory, String(delayMs));
}

function withoutWatcher(
  watchers: PersistentMap<readonly number[]>,
  name: string,
  id: number,
): PersistentMap<readonly number[]> {
  const left = (mapGet(watchers, name) ?? []).filter((other) => other !== id);
  return left.length === 0 ? mapDelete(watchers, name) : mapSet(watchers, name, left);
}

/** Drops from the head of a queue what has completed. */
function dropGone(purgatory: Mutable<PurgatoryState>, key: string): void {
  let queue = mapGet(purgatory.expirations, key);
  if (queue === undefined) return;
  let first = queueFirst(queue);
  while (first !== undefined && mapGet(purgatory.operations, String(first.id)) === undefined) {
    queue = queueDrop(queue);
    first = queueFirst(queue);
  }
  purgatory.expirations =
    first === undefined
      ? mapDelete(purgatory.expirations, key)
      : mapSet(purgatory.expirations, key, queue);
}

/** Numbers of the operations whose time is over, the first first. Each has to be taken out. */
export function expiredOperations(turn: BrokerTurn): readonly number[] {
  const { nowMs } = turn.env;
  const purgatory = ownReplicaPart(turn, 'purgatory');
  const expired: { id: number; atMs: number }[] = [];
  for (let queue of mapValues(purgatory.expirations)) {
    for (let first = queueFirst(queue); first !== undefined && hasCome(first.atMs, nowMs);) {
      if (mapGet(purgatory.operations, String(first.id)) !== undefined) expired.push(first);
      queue = queueDrop(queue);
      first = queueFirst(queue);
    }
  }
  return expired.sort((a, b) => a.atMs - b.atMs || a.id - b.id).map(({ id }) => id);
}

/** The timer has run out: sets it for what ends next. */
export function renewTimer(turn: BrokerTurn): void {
  const purgatory = ownReplicaPart(turn, 'purgatory');
  purgatory.timerAtMs = null;
  let earliestMs = Infinity;
  for (const queue of mapValues(purgatory.expirations)) {
    earliestMs = Math.min(earliestMs, queueFirst(queue)?.atMs ?? Infinity);
  }
  if (earliestMs < Infinity) setTimer(turn, purgatory, earliestMs);
}
