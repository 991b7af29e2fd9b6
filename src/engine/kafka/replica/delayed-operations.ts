/**
 * What waits for a partition goes on when something has happened to it, or when its time is over.
 *
 * Mirrors: kafka.cluster.DelayedOperations.checkAndCompleteAll,
 * ReplicaManager.completeDelayedFetchOrProduceRequests, DelayedOperationPurgatory's reaper, 2.8.0.
 */
import type { BrokerTurn } from '../server/broker-state.ts';
import { checkDelayedDeletions, completeDeletion } from './delayed-delete-records.ts';
import { checkDelayedFetches, completeFetch } from './delayed-fetch.ts';
import { checkDelayedProduces, completeProduce } from './delayed-produce.ts';
import { expiredOperations, operationOf, renewTimer } from './purgatory.ts';

/** High or low watermark of the partition have moved. */
export function completeDelayedRequests(turn: BrokerTurn, name: string): void {
  checkDelayedFetches(turn, name);
  checkDelayedProduces(turn, name);
  checkDelayedDeletions(turn, name);
}

/** The partition is another broker's now, or gone. */
export function completeFetchesAndProduces(turn: BrokerTurn, name: string): void {
  checkDelayedProduces(turn, name);
  checkDelayedFetches(turn, name);
}

/** Records were appended. */
export function completeAfterAppend(
  turn: BrokerTurn,
  name: string,
  isHighWatermarkHigher: boolean,
): void {
  if (isHighWatermarkHigher) checkDelayedProduces(turn, name);
  checkDelayedFetches(turn, name);
  if (isHighWatermarkHigher) checkDelayedDeletions(turn, name);
}

/** The timer has run out. */
export function expireOperations(turn: BrokerTurn): void {
  for (const id of expiredOperations(turn)) {
    const operation = operationOf(turn, id);
    if (operation?.type === 'produce') completeProduce(turn, operation);
    else if (operation?.type === 'fetch') completeFetch(turn, operation, true);
    else if (operation?.type === 'deleteRecords') completeDeletion(turn, operation);
  }
  renewTimer(turn);
}
