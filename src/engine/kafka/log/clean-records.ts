/**
 * Which records of a compacted log stay: the last of each key, and deletions for a while.
 *
 * Mirrors: kafka.log.Cleaner (buildOffsetMap, cleanInto, shouldRetainRecord), SkimpyOffsetMap,
 * MemoryRecords.filterTo, 2.8.0.
 * Departs: keys are compared, not their MD5.
 * Read next: clean-transactions.ts, clean-segments.ts.
 */
import { listItems } from '../../kernel/persistent-list.ts';
import { readFile } from '../../kernel/disk.ts';
import { mapGet } from '../../kernel/persistent-map.ts';
import type { Bytes, KafkaRecord, RecordBatch } from '../protocol/record-batch.ts';
import { lastOffset, recordTimestamp } from '../protocol/record-batch.ts';
import { BATCH_OVERHEAD_BYTES, batchSizeBytes } from '../protocol/record-size.ts';
import type { CleanedTransactions } from './clean-transactions.ts';
import { onBatchRead, onControlBatchRead } from './clean-transactions.ts';
import type { ProducersState } from './producer-state.ts';
import { isRecordBatch } from './segment-chunks.ts';
import type { ReadingTurn } from './segment-reader.ts';
import type { SegmentState } from './segment-state.ts';

/** The last offset of each key in the part of the log that is not clean yet. */
export interface OffsetMap {
  readonly offsets: Map<string, number>;
  /** Most keys that it takes. */
  readonly sizeMax: number;
  latestOffset: number;
  bytesRead: number;
}

const ENTRY_BYTES = 24;

export function emptyOffsetMap(bufferBytes: number, loadFactor: number): OffsetMap {
  const sizeMax = Math.trunc(slotsOf(bufferBytes) * loadFactor);
  return { offsets: new Map(), sizeMax, latestOffset: -1, bytesRead: 0 };
}

export function slotsOf(bufferBytes: number): number {
  return Math.floor(bufferBytes / ENTRY_BYTES);
}

/** A text tells keys apart as their bytes would. */
function keyText(key: Bytes): string {
  return typeof key === 'string' ? key : JSON.stringify(key);
}

/** The batches of a segment that lies whole on the disk. */
export function* segmentBatches(turn: ReadingTurn, segment: SegmentState): Generator<RecordBatch> {
  const content = readFile(turn.env.host.disk, segment.logPath);
  if (content === undefined) return;
  for (const chunk of listItems(content.chunks)) {
    if (!isRecordBatch(chunk)) return;
    yield chunk;
  }
}

/** Puts a segment's keys into the map. True: it is full, and the segment only partly in it. */
export function mapSegment(
  turn: ReadingTurn,
  map: OffsetMap,
  segment: SegmentState,
  range: { readonly start: number; readonly nextSegmentStart: number },
  transactions: CleanedTransactions,
): boolean {
  const { start, nextSegmentStart } = range;
  for (const batch of segmentBatches(turn, segment)) {
    if (lastOffset(batch) < start) continue;
    if (batch.isControl) onControlBatchRead(transactions, batch);
    else if (!onBatchRead(transactions, batch) && !mapBatch(map, batch, start)) return true;
    map.latestOffset = lastOffset(batch);
    map.bytesRead += batch.bytes;
  }
  map.latestOffset = nextSegmentStart - 1;
  return false;
}

/** False: there is no room left. */
function mapBatch(map: OffsetMap, batch: RecordBatch, start: number): boolean {
  for (const { key, offsetDelta } of batch.records) {
    const offset = batch.baseOffset + offsetDelta;
    if (key === null || offset < start) continue;
    if (map.offsets.size >= map.sizeMax) return false;
    map.offsets.set(keyText(key), offset);
    map.latestOffset = offset;
  }
  return true;
}

export interface BatchFilter {
  readonly map: OffsetMap;
  readonly transactions: CleanedTransactions;
  /** Deletions and markers stay. */
  readonly retainsDeletes: boolean;
  readonly producers: ProducersState;
  /** Records read, and those without a key among them. */
  readonly count: { messages: number; invalid: number };
}

export interface FilteredBatch {
  /** null: nothing of it stays. */
  readonly batch: RecordBatch | null;
  readonly messagesRetained: number;
}

const GONE: FilteredBatch = { batch: null, messagesRetained: 0 };

/** What stays of a batch. */
export function filterBatch(batch: RecordBatch, filter: BatchFilter): FilteredBatch {
  const { transactions, retainsDeletes, producers, count } = filter;
  const isDiscarded = batch.isControl
    ? onControlBatchRead(transactions, batch) && !retainsDeletes
    : onBatchRead(transactions, batch);
  const isLast = batch.producerId >= 0 && isLastOfProducer(producers, batch);
  if (isDiscarded && !isLast) return GONE;
  count.messages += batch.records.length;
  const records = isDiscarded
    ? []
    : batch.records.filter((record) => shouldRetain(batch, record, filter));
  if (records.length > 0) {
    const isWhole = records.length === batch.records.length;
    const messagesRetained = records.length;
    return { batch: isWhole ? batch : rebuilt(batch, records), messagesRetained };
  }
  return isLast ? { batch: emptied(batch), messagesRetained: 0 } : GONE;
}

/** The batch that holds what is known of a producer: its last sequence, or its last epoch. */
function isLastOfProducer(producers: ProducersState, batch: RecordBatch): boolean {
  const entry = mapGet(producers.entries, String(batch.producerId));
  if (entry === undefined) return false;
  const last = entry.batches.at(-1);
  if (last !== undefined) return last.lastOffset === lastOffset(batch);
  return batch.isControl && batch.producerEpoch === entry.producerEpoch;
}

function shouldRetain(batch: RecordBatch, record: KafkaRecord, filter: BatchFilter): boolean {
  const { map, retainsDeletes, count } = filter;
  const offset = batch.baseOffset + record.offsetDelta;
  if (offset > map.latestOffset) return true;
  if (record.key === null) {
    count.invalid++;
    return false;
  }
  const latest = map.offsets.get(keyText(record.key)) ?? -1;
  return offset >= latest && (record.value !== null || retainsDeletes);
}

/** Offsets stay, times are counted from the first record that is left. */
function rebuilt(batch: RecordBatch, kept: readonly KafkaRecord[]): RecordBatch {
  const isAppendTime = batch.timestampType === 'LogAppendTime';
  const firstTimestamp = recordTimestamp(batch, kept[0]!);
  let maxTimestamp = -1;
  const records = kept.map((record) => {
    const timestamp = recordTimestamp(batch, record);
    maxTimestamp = Math.max(maxTimestamp, timestamp);
    return { ...record, timestampDelta: timestamp - firstTimestamp };
  });
  return {
    ...batch,
    bytes: batchSizeBytes(records, batch.compression),
    firstTimestamp,
    maxTimestamp: isAppendTime ? batch.maxTimestamp : maxTimestamp,
    records,
  };
}

/** Mirrors DefaultRecordBatch.writeEmptyHeader. */
function emptied(batch: RecordBatch): RecordBatch {
  return {
    ...batch,
    bytes: BATCH_OVERHEAD_BYTES,
    compression: 'none',
    firstTimestamp: -1,
    records: [],
  };
}
