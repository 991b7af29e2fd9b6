/**
 * Which batches of transactions a cleaner may drop: those of aborted ones at once, markers when nothing of
 * their transaction is left.
 *
 * Mirrors: kafka.log.CleanedTransactionMetadata, 2.8.0.
 */
import type { RecordBatch } from '../protocol/record-batch.ts';
import { lastOffset } from '../protocol/record-batch.ts';
import type { AbortedTxn } from './segment-state.ts';

/** What is known while a log is read from its start; it changes as batches are read. */
export interface CleanedTransactions {
  readonly committed: Set<number>;
  /** By producer id; `isSeen`: a batch of it was read. */
  readonly aborted: Map<number, { readonly txn: AbortedTxn; isSeen: boolean }>;
  /** Those that begin further on, by their first offset. */
  waiting: AbortedTxn[];
  /** Aborted transactions whose markers stay: the new segment's index. */
  kept: AbortedTxn[];
}

export function noTransactions(): CleanedTransactions {
  return { committed: new Set(), aborted: new Map(), waiting: [], kept: [] };
}

export function addAborted(known: CleanedTransactions, txns: readonly AbortedTxn[]): void {
  known.waiting = [...known.waiting, ...txns].sort((a, b) => a.firstOffset - b.firstOffset);
}

/** A batch of records; true: its transaction was aborted. */
export function onBatchRead(known: CleanedTransactions, batch: RecordBatch): boolean {
  takeBegun(known, lastOffset(batch));
  if (!batch.isTransactional) return false;
  const aborted = known.aborted.get(batch.producerId);
  if (aborted === undefined) {
    known.committed.add(batch.producerId);
    return false;
  }
  aborted.isSeen = true;
  return true;
}

/** A marker; true: nothing of its transaction was read. */
export function onControlBatchRead(known: CleanedTransactions, batch: RecordBatch): boolean {
  takeBegun(known, lastOffset(batch));
  const key = batch.records[0]?.key ?? null;
  if (key === null || typeof key === 'string' || key.kind !== 'ControlRecordKey') return true;
  if (key.controlType === 'COMMIT') return !known.committed.delete(batch.producerId);
  const aborted = known.aborted.get(batch.producerId);
  known.aborted.delete(batch.producerId);
  if (aborted?.isSeen !== true) return true;
  known.kept.push(aborted.txn);
  return false;
}

function takeBegun(known: CleanedTransactions, offset: number): void {
  for (;;) {
    const [first] = known.waiting;
    if (first === undefined || first.firstOffset > offset) return;
    known.waiting = known.waiting.slice(1);
    if (!known.aborted.has(first.producerId)) {
      known.aborted.set(first.producerId, { txn: first, isSeen: false });
    }
  }
}
