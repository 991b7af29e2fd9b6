/**
 * What stands in the files beside a segment's records: entries of indexes and snapshots of producers, each
 * with the length that upstream's bytes have.
 *
 * Mirrors: kafka.log.OffsetIndex, TimeIndex, AbortedTxn and ProducerStateManager.writeSnapshot, 2.8.0.
 */
import type { Chunk, RecordChunk } from '../../kernel/disk.ts';
import type { RecordBatch } from '../protocol/record-batch.ts';
import type { ProducerStateEntry } from './producer-state.ts';
import type { AbortedTxn } from './segment-state.ts';

export const OFFSET_ENTRY_BYTES = 8;
export const TIME_ENTRY_BYTES = 12;
const ABORTED_TXN_BYTES = 34;
const SNAPSHOT_HEADER_BYTES = 10;
const SNAPSHOT_ENTRY_BYTES = 46;

/** The head of an index under append: it takes no room, but makes the file as long as it may become. */
export interface IndexSpace extends RecordChunk {
  readonly record: 'IndexSpace';
}

export interface OffsetIndexEntry extends RecordChunk {
  readonly record: 'OffsetIndexEntry';
  readonly offset: number;
  readonly position: number;
}

export interface TimeIndexEntry extends RecordChunk {
  readonly record: 'TimeIndexEntry';
  readonly timestamp: number;
  readonly offset: number;
}

export interface AbortedTxnEntry extends RecordChunk, AbortedTxn {
  readonly record: 'AbortedTxn';
}

export interface ProducerSnapshot extends RecordChunk {
  readonly record: 'ProducerSnapshot';
  readonly entries: readonly ProducerStateEntry[];
}

export function indexSpace(bytes: number): IndexSpace {
  return { record: 'IndexSpace', bytes: 0, preallocates: bytes };
}

export function offsetIndexEntry(offset: number, position: number): OffsetIndexEntry {
  return { record: 'OffsetIndexEntry', bytes: OFFSET_ENTRY_BYTES, offset, position };
}

export function timeIndexEntry(timestamp: number, offset: number): TimeIndexEntry {
  return { record: 'TimeIndexEntry', bytes: TIME_ENTRY_BYTES, timestamp, offset };
}

export function abortedTxnEntry(txn: AbortedTxn): AbortedTxnEntry {
  const { producerId, firstOffset, lastOffset, lastStableOffset } = txn;
  const bytes = ABORTED_TXN_BYTES;
  return { record: 'AbortedTxn', bytes, producerId, firstOffset, lastOffset, lastStableOffset };
}

/** Of a producer's batches only the last one is kept. */
export function producerSnapshot(entries: readonly ProducerStateEntry[]): ProducerSnapshot {
  const bytes = SNAPSHOT_HEADER_BYTES + SNAPSHOT_ENTRY_BYTES * entries.length;
  const kept = entries.map((entry) => ({ ...entry, batches: entry.batches.slice(-1) }));
  return { record: 'ProducerSnapshot', bytes, entries: kept };
}

function isWhole(chunk: Chunk, record: string): boolean {
  return typeof chunk === 'object' && chunk.record === record && chunk.isTorn !== true;
}

export function isRecordBatch(chunk: Chunk): chunk is RecordBatch {
  return isWhole(chunk, 'RecordBatch');
}

export function isOffsetIndexEntry(chunk: Chunk): chunk is OffsetIndexEntry {
  return isWhole(chunk, 'OffsetIndexEntry');
}

export function isTimeIndexEntry(chunk: Chunk): chunk is TimeIndexEntry {
  return isWhole(chunk, 'TimeIndexEntry');
}

export function isAbortedTxnEntry(chunk: Chunk): chunk is AbortedTxnEntry {
  return isWhole(chunk, 'AbortedTxn');
}

export function isProducerSnapshot(chunk: Chunk): chunk is ProducerSnapshot {
  return isWhole(chunk, 'ProducerSnapshot');
}
