/**
 * Writes transactions into the log and lets requests pass only when they are durable. Everything that
 * comes while a flush runs waits for the next one: one flush serves many requests.
 *
 * Mirrors: SyncRequestProcessor, 3.8.0.
 * Departs: no flush delay; a batch is what came during the flush before.
 * Read next: ../persistence/txn-log.ts.
 */
import { emptyQueue, queueItems, queuePush, queueSize } from '../../kernel/persistent-queue.ts';
import type { Txn } from '../protocol/txn.ts';
import { appendTxn, flush, onFlushed } from '../persistence/txn-log.ts';
import { isMutant } from '../mutants.ts';
import { pipelineOf } from './pipelines.ts';
import type { Request } from './request.ts';
import type { ServerTurn, SyncState } from './server-state.ts';
import { snapshotWhenDue } from './snapshots.ts';
import { ownSync } from './state-changes.ts';
import { NO_VALUES, withValue } from './metrics.ts';

const TOKEN = 'log.flush:';

const NOTHING: readonly Request[] = [];

/** Nothing is logged and not flushed. */
export const EMPTY_SYNC: SyncState = {
  toFlush: emptyQueue(),
  flushing: [],
  flushCount: 0,
  batchSizes: NO_VALUES,
};

/**
 * Logs a request that has a transaction. It goes on (`afterSync`) when it is durable; a request
 * without one goes on at once, unless others wait before it.
 */
export function syncRequest(turn: ServerTurn, request: Request): void {
  const { header, txn } = request;
  const { sync } = turn.state.server!;
  if (header === null || txn === null) {
    if (sync.flushing.length === 0 && queueSize(sync.toFlush) === 0) {
      pipelineOf(turn).afterSync(turn, [request]);
      return;
    }
  } else {
    const entry: Txn = { header, body: txn };
    appendTxn(turn, entry);
    snapshotWhenDue(turn);
    // The mutant acknowledges what only the page cache holds.
    if (isMutant(turn.state, 'M1-ack-before-fsync')) {
      pipelineOf(turn).afterSync(turn, [request]);
      return;
    }
  }
  ownSync(turn).toFlush = queuePush(sync.toFlush, request);
}

/**
 * Starts a flush when something waits and none runs. To be called at the very end of a step, because
 * every effect behind a flush waits for it.
 */
export function flushPending(turn: ServerTurn): void {
  const { server } = turn.state;
  if (server === null) return;
  if (server.sync.flushing.length > 0 || queueSize(server.sync.toFlush) === 0) return;
  const sync = ownSync(turn);
  const { toFlush } = sync;
  sync.batchSizes = withValue(sync.batchSizes, queueSize(toFlush));
  sync.flushing = [...queueItems(toFlush)];
  sync.toFlush = emptyQueue();
  sync.flushCount++;
  flush(turn, tokenOf(server.stats.startTimeMs, sync.flushCount));
}

/** Whether the token of a `disk.synced` event is of this file. */
export function isFlushToken(token: string): boolean {
  return token.startsWith(TOKEN);
}

/** A flush has ended: its requests go on. A token of an earlier server is ignored. */
export function onFlushDone(turn: ServerTurn, token: string): void {
  const { server } = turn.state;
  if (server === null) return;
  const { sync, stats } = server;
  if (token !== tokenOf(stats.startTimeMs, sync.flushCount)) return;
  onFlushed(turn);
  const { flushing } = sync;
  ownSync(turn).flushing = NOTHING;
  pipelineOf(turn).afterSync(turn, flushing);
}

function tokenOf(startTimeMs: number, flushCount: number): string {
  return `${TOKEN}${startTimeMs}:${flushCount}`;
}
