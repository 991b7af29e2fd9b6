/**
 * The producers' state of a log as it was at some offset: a snapshot, and what came behind it.
 *
 * Mirrors: kafka.log.Log.rebuildProducerState and loadProducersFromRecords, 2.8.0.
 */
import type { Mutable } from '../../kernel/turn.ts';
import type { RecordBatch } from '../protocol/record-batch.ts';
import { nextOffset } from '../protocol/record-batch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import { partitionLine } from './log-line.ts';
import type { LogState } from './log-state.ts';
import type { ProducerAppend } from './producer-append.ts';
import { appendBatch, prepareUpdate } from './producer-append.ts';
import type { CompletedTxn } from './producer-state.ts';
import {
  completeTxn,
  takeSnapshot,
  truncateAndReload,
  updateProducers,
} from './producer-state-manager.ts';
import { batchesFrom } from './segment-reader.ts';
import type { SegmentState } from './segment-state.ts';

/**
 * Brings the producers of a log to an offset. `segments` are all of the log's, oldest first; while a log
 * is being loaded it does not have them yet.
 */
export function rebuildProducerState(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  lastOffset: number,
  segments: readonly SegmentState[],
  reloadFromCleanShutdown: boolean,
): void {
  const toSnapshot = [segments.at(-2)?.baseOffset, segments.at(-1)?.baseOffset, lastOffset];
  const loading = `Loading producer state till offset ${lastOffset} with message format version 2`;
  partitionLine(turn, log, 'INFO', loading);
  if (log.producers.snapshots.length === 0 && reloadFromCleanShutdown) {
    // A clean log without any snapshot is one of an older broker: nothing is read.
    for (const offset of toSnapshot) {
      if (offset === undefined) continue;
      log.producersEndOffset = offset;
      takeSnapshot(turn, log);
    }
    return;
  }
  const { entries, unreplicatedTxns } = log.producers;
  const isIdle = entries.size === 0 && unreplicatedTxns.length === 0;
  const wasEmpty = isIdle && log.producersEndOffset >= lastOffset;
  truncateAndReload(turn, log, log.logStartOffset, lastOffset);
  if (lastOffset > log.producersEndOffset && !wasEmpty) {
    for (const segment of segmentsBetween(segments, log.producersEndOffset, lastOffset)) {
      const start = Math.max(segment.baseOffset, log.producersEndOffset, log.logStartOffset);
      log.producersEndOffset = start;
      if (toSnapshot.includes(segment.baseOffset)) takeSnapshot(turn, log);
      loadProducersFrom(turn, log, segment, start, lastOffset);
    }
  }
  log.producersEndOffset = lastOffset;
  takeSnapshot(turn, log);
}

/** Mirrors Log.logSegments(from, to): from the one that holds the first offset. */
export function segmentsBetween(
  segments: readonly SegmentState[],
  from: number,
  to: number,
): readonly SegmentState[] {
  if (from === to) return [];
  const first = segments.findLastIndex(({ baseOffset }) => baseOffset <= from);
  return segments.slice(Math.max(0, first)).filter(({ baseOffset }) => baseOffset < to);
}

function loadProducersFrom(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  segment: SegmentState,
  start: number,
  end: number,
): void {
  const appends = new Map<number, ProducerAppend>();
  const completed: CompletedTxn[] = [];
  for (const { batch } of batchesFrom(turn, segment, start)) {
    if (nextOffset(batch) > end) break;
    if (batch.producerId < 0) continue;
    const txn = replay(turn, log, batch, appends);
    if (txn !== null) completed.push(txn);
  }
  if (appends.size > 0) updateProducers(turn, log, appends.values());
  for (const txn of completed) completeTxn(turn, log, txn);
}

/** Takes a batch that a leader has accepted. */
export function replay(
  turn: BrokerTurn,
  log: LogState,
  batch: RecordBatch,
  appends: Map<number, ProducerAppend>,
): CompletedTxn | null {
  const { producerId } = batch;
  let append = appends.get(producerId);
  if (append === undefined) {
    append = prepareUpdate(log.name, log.producers, producerId, 'replication');
    appends.set(producerId, append);
  }
  const place = `(offset=${batch.baseOffset} segment=[-1:-1])`;
  const completed = appendBatch(append, batch, place);
  complain(turn, append);
  return completed;
}

/** Writes what a producer's batches gave reason to complain of. */
export function complain(turn: BrokerTurn, { complaints }: ProducerAppend): void {
  for (const { level, text } of complaints.splice(0)) {
    kafkaLog(turn, 'server', level, text, 'kafka.log.ProducerAppendInfo');
  }
}
