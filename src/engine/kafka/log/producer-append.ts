/**
 * What a batch does to the state of its producer, and whether it may: epochs, sequences, transactions.
 *
 * Mirrors: kafka.log.ProducerAppendInfo and ProducerStateEntry, DefaultRecordBatch.incrementSequence, 2.8.0.
 * Read next: producer-state-manager.ts.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import type { Mutable } from '../../kernel/turn.ts';
import type { RecordBatch } from '../protocol/record-batch.ts';
import { lastOffset, recordTimestamp } from '../protocol/record-batch.ts';
import { AppendError } from './append-error.ts';
import type {
  BatchMetadata,
  CompletedTxn,
  ProducerStateEntry,
  ProducersState,
  TxnMetadata,
} from './producer-state.ts';

export type AppendOrigin = 'client' | 'coordinator' | 'replication';

const NO_EPOCH = -1;
const NO_SEQUENCE = -1;
const SEQUENCE_MAX = 0x7fffffff;
const BATCHES_RETAINED = 5;

/** What one append does to one producer; it counts when `updatedEntry` is put into the state. */
export interface ProducerAppend {
  /** `t-0` */
  readonly partition: string;
  readonly producerId: number;
  readonly origin: AppendOrigin;
  readonly current: ProducerStateEntry;
  readonly updated: Mutable<ProducerStateEntry>;
  readonly started: TxnMetadata[];
  /** What a replica is warned of instead of refusing it. */
  readonly complaints: { readonly level: 'INFO' | 'WARN'; readonly text: string }[];
}

export function prepareUpdate(
  partition: string,
  producers: ProducersState,
  producerId: number,
  origin: AppendOrigin,
): ProducerAppend {
  const current = mapGet(producers.entries, String(producerId)) ?? emptyEntry(producerId);
  const updated = { ...current, batches: [] };
  return { partition, producerId, origin, current, updated, started: [], complaints: [] };
}

function emptyEntry(producerId: number): ProducerStateEntry {
  return {
    producerId,
    producerEpoch: NO_EPOCH,
    coordinatorEpoch: -1,
    lastTimestamp: -1,
    currentTxnFirstOffset: null,
    batches: [],
  };
}

/**
 * Takes a batch. Gives the transaction that its marker ends. Throws AppendError where a leader refuses
 * it. `place` is how upstream prints where the batch begins.
 */
export function appendBatch(
  append: ProducerAppend,
  batch: RecordBatch,
  place: string,
): CompletedTxn | null {
  if (batch.isControl) return appendEndTxnMarker(append, batch);
  checkProducerEpoch(append, batch.producerEpoch, batch.baseOffset);
  if (append.origin === 'client') checkSequence(append, batch);
  const { updated, producerId } = append;
  const last = lastOffset(batch);
  addBatch(updated, batch.producerEpoch, {
    lastSeq: lastSequence(batch),
    lastOffset: last,
    offsetDelta: batch.lastOffsetDelta,
    timestamp: batch.maxTimestamp,
  });
  updated.lastTimestamp = batch.maxTimestamp;
  if (updated.currentTxnFirstOffset !== null) {
    if (batch.isTransactional) return null;
    throw new AppendError(
      'INVALID_TXN_STATE',
      `Expected transactional write from producer ${producerId} at offset ${place} in partition ` +
        append.partition,
    );
  }
  if (batch.isTransactional) {
    updated.currentTxnFirstOffset = batch.baseOffset;
    append.started.push({ producerId, firstOffset: batch.baseOffset, lastOffset: null });
  }
  return null;
}

function appendEndTxnMarker(append: ProducerAppend, batch: RecordBatch): CompletedTxn | null {
  // An empty control batch: the whole transaction has been cleaned.
  const [record] = batch.records;
  if (record === undefined) return null;
  const { key, value } = record;
  if (key === null || typeof key === 'string' || key.kind !== 'ControlRecordKey') return null;
  if (value === null || typeof value === 'string' || value.kind !== 'EndTransactionMarker') {
    return null;
  }
  const { updated, producerId } = append;
  checkProducerEpoch(append, batch.producerEpoch, batch.baseOffset);
  checkCoordinatorEpoch(append, value.coordinatorEpoch, batch.baseOffset);
  const firstOffset = updated.currentTxnFirstOffset;
  setEpoch(updated, batch.producerEpoch);
  updated.currentTxnFirstOffset = null;
  updated.coordinatorEpoch = value.coordinatorEpoch;
  updated.lastTimestamp = recordTimestamp(batch, record);
  if (firstOffset === null) return null;
  const isAborted = key.controlType === 'ABORT';
  return { producerId, firstOffset, lastOffset: batch.baseOffset, isAborted };
}

function checkProducerEpoch(append: ProducerAppend, epoch: number, offset: number): void {
  const { producerId, partition, updated } = append;
  if (epoch >= updated.producerEpoch) return;
  const text =
    `Epoch of producer ${producerId} at offset ${offset} in ${partition} is ${epoch}, which is ` +
    `smaller than the last seen epoch ${updated.producerEpoch}`;
  if (append.origin !== 'replication') throw new AppendError('INVALID_PRODUCER_EPOCH', text);
  append.complaints.push({ level: 'WARN', text });
}

function checkCoordinatorEpoch(append: ProducerAppend, epoch: number, offset: number): void {
  const { producerId, partition, updated } = append;
  const known = updated.coordinatorEpoch;
  if (known <= epoch) return;
  const at = `for producerId ${producerId} at offset ${offset} in partition ${partition}: ${epoch}`;
  if (append.origin !== 'replication') {
    const text = `Invalid coordinator epoch ${at} (zombie), ${known} (current)`;
    throw new AppendError('TRANSACTION_COORDINATOR_FENCED', text);
  }
  const text =
    `Detected invalid coordinator epoch ${at} is older than previously known coordinator ` +
    `epoch ${known}`;
  append.complaints.push({ level: 'INFO', text });
}

function checkSequence(append: ProducerAppend, batch: RecordBatch): void {
  const { producerId, partition, updated, current } = append;
  const { producerEpoch, baseSequence, baseOffset } = batch;
  if (producerEpoch !== updated.producerEpoch) {
    if (baseSequence === 0 || updated.producerEpoch === NO_EPOCH) return;
    throw new AppendError(
      'OUT_OF_ORDER_SEQUENCE_NUMBER',
      `Invalid sequence number for new epoch of producer ${producerId} at offset ${baseOffset} in ` +
        `partition ${partition}: ${producerEpoch} (request epoch), ${baseSequence} (seq. number), ` +
        `${updated.producerEpoch} (current producer epoch)`,
    );
  }
  const known = updated.batches.at(-1) ?? current.batches.at(-1);
  const lastSeq = known?.lastSeq ?? NO_SEQUENCE;
  // Nothing is known of it any more: any sequence is good.
  if (current.producerEpoch === NO_EPOCH || isInSequence(lastSeq, baseSequence)) return;
  throw new AppendError(
    'OUT_OF_ORDER_SEQUENCE_NUMBER',
    `Out of order sequence number for producer ${producerId} at offset ${baseOffset} in partition ` +
      `${partition}: ${baseSequence} (incoming seq. number), ${lastSeq} (current end sequence number)`,
  );
}

function isInSequence(last: number, next: number): boolean {
  return next === last + 1 || (next === 0 && last === SEQUENCE_MAX);
}

function addBatch(
  entry: Mutable<ProducerStateEntry>,
  producerEpoch: number,
  batch: BatchMetadata,
): void {
  setEpoch(entry, producerEpoch);
  entry.batches = [...entry.batches, batch].slice(-BATCHES_RETAINED);
}

/** The batches of an older epoch are forgotten. */
function setEpoch(entry: Mutable<ProducerStateEntry>, producerEpoch: number): void {
  if (entry.producerEpoch === producerEpoch) return;
  entry.batches = [];
  entry.producerEpoch = producerEpoch;
}

/** The producer's entry once the append has been made. */
export function updatedEntry({ current, updated }: ProducerAppend): ProducerStateEntry {
  if (current.producerEpoch !== updated.producerEpoch) return updated;
  const batches = [...current.batches, ...updated.batches].slice(-BATCHES_RETAINED);
  return { ...updated, batches };
}

/** One of the last five batches with the same sequences: it was appended before. */
export function findDuplicate(
  producers: ProducersState,
  batch: RecordBatch,
): BatchMetadata | undefined {
  const entry = mapGet(producers.entries, String(batch.producerId));
  if (entry === undefined || entry.producerEpoch !== batch.producerEpoch) return undefined;
  const last = lastSequence(batch);
  return entry.batches.find(
    (known) => firstSequence(known) === batch.baseSequence && known.lastSeq === last,
  );
}

/** The sequence of a batch's last record; -1: it has none. */
export function lastSequence({ baseSequence, lastOffsetDelta }: RecordBatch): number {
  if (baseSequence === NO_SEQUENCE) return NO_SEQUENCE;
  const last = baseSequence + lastOffsetDelta;
  return last > SEQUENCE_MAX ? last - SEQUENCE_MAX - 1 : last;
}

function firstSequence({ lastSeq, offsetDelta }: BatchMetadata): number {
  return lastSeq < offsetDelta ? SEQUENCE_MAX - (offsetDelta - lastSeq) + 1 : lastSeq - offsetDelta;
}
