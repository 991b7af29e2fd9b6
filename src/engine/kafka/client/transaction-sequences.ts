/**
 * Sequence numbers of an idempotent producer, for each partition.
 *
 * Mirrors: TransactionManager (TopicPartitionBookkeeper and the methods around it), 2.8.0.
 * Read next: transaction-manager.ts.
 */
import { mapDelete, mapGet, mapHas, mapSet } from '../../kernel/persistent-map.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { batchOf, ownBatch } from './batch-table.ts';
import type { ProducerBatch } from './producer-batch.ts';
import { lastSequence, setSequence } from './producer-batch.ts';
import type { PartitionSequences, ProducerTurn } from './producer-state.ts';
import { logProducer, ownTransactions } from './producer-state.ts';

/** Where a partition is named and numbered. */
type Place = Pick<ProducerBatch, 'name' | 'topic' | 'partition'>;

const SEQUENCE_MAX = 2147483647;

/** getOrCreatePartition; what was never set is not kept. */
function sequencesOf({ state }: ProducerTurn, { name, topic, partition }: Place) {
  return (
    mapGet(state.transactions!.sequences, name) ?? {
      topic,
      partition,
      producerId: -1,
      producerEpoch: -1,
      nextSequence: 0,
      lastAckedSequence: -1,
      lastAckedOffset: -1,
      inFlight: [],
    }
  );
}

function change(
  turn: ProducerTurn,
  place: Place,
  changes: Partial<Mutable<PartitionSequences>>,
): void {
  const transactions = ownTransactions(turn);
  const next = { ...sequencesOf(turn, place), ...changes };
  transactions.sequences = mapSet(transactions.sequences, place.name, next);
}

export function isTransactional({ state }: ProducerTurn): boolean {
  return state.settings.transactionalId !== null;
}

/** isSendToPartitionAllowed. */
export function isSendAllowed({ state }: ProducerTurn, name: string): boolean {
  const transactions = state.transactions!;
  if (transactions.state === 'FATAL_ERROR') return false;
  return state.settings.transactionalId === null || mapHas(transactions.partitions, name);
}

export function hasInFlightBatches(turn: ProducerTurn, place: Place): boolean {
  return sequencesOf(turn, place).inFlight.length > 0;
}

/** Whether the partition's numbers belong to another producer id or epoch than the present one. */
export function hasStaleProducerId(turn: ProducerTurn, place: Place): boolean {
  const { producerId, producerEpoch } = turn.state.transactions!;
  const sequences = sequencesOf(turn, place);
  return sequences.producerId !== producerId || sequences.producerEpoch !== producerEpoch;
}

export function hasUnresolvedSequence({ state }: ProducerTurn, name: string): boolean {
  return mapGet(state.transactions!.unresolved, name) !== undefined;
}

/** -1: none is in flight. */
export function firstInFlightSequence(turn: ProducerTurn, place: Place): number {
  const [first] = sequencesOf(turn, place).inFlight;
  return first === undefined ? -1 : batchOf(turn, first)!.baseSequence;
}

export function nextSequence(turn: ProducerTurn, place: Place): number {
  return sequencesOf(turn, place).nextSequence;
}

export function lastAckedSequence(turn: ProducerTurn, place: Place): number {
  return sequencesOf(turn, place).lastAckedSequence;
}

/** A batch is about to be sent for the first time: it gets the partition's next numbers. */
export function assignSequence(turn: ProducerTurn, batch: Mutable<ProducerBatch>): void {
  if (hasStaleProducerId(turn, batch) && !hasInFlightBatches(turn, batch)) {
    startSequencesAtBeginning(turn, batch);
  }
  const { producerId, producerEpoch } = turn.state.transactions!;
  const base = nextSequence(turn, batch);
  setSequence(batch, producerId, producerEpoch, base);
  batch.isTransactional = isTransactional(turn);
  change(turn, batch, { nextSequence: incrementSequence(base, batch.records.length) });
  addInFlightBatch(turn, batch);
}

/** DefaultRecordBatch.incrementSequence: 0 follows the largest number. */
function incrementSequence(sequence: number, increment: number): number {
  if (sequence > SEQUENCE_MAX - increment) return increment - (SEQUENCE_MAX - sequence) - 1;
  return sequence + increment;
}

export function addInFlightBatch(turn: ProducerTurn, batch: ProducerBatch): void {
  const { inFlight } = sequencesOf(turn, batch);
  const at = inFlight.findIndex((id) => batchOf(turn, id)!.baseSequence > batch.baseSequence);
  const place = at < 0 ? inFlight.length : at;
  const added = [...inFlight.slice(0, place), batch.id, ...inFlight.slice(place)];
  change(turn, batch, { inFlight: added });
}

export function removeInFlightBatch(turn: ProducerTurn, batch: ProducerBatch): void {
  const { inFlight } = sequencesOf(turn, batch);
  if (!inFlight.includes(batch.id)) return;
  change(turn, batch, { inFlight: inFlight.filter((id) => id !== batch.id) });
}

/** Batches that are in flight get numbers from 0 of the present producer id and epoch. */
export function startSequencesAtBeginning(turn: ProducerTurn, place: Place): void {
  const { producerId, producerEpoch } = turn.state.transactions!;
  let sequence = 0;
  for (const id of sequencesOf(turn, place).inFlight) {
    const batch = resetSequence(turn, id, producerId, producerEpoch, sequence);
    sequence += batch.records.length;
  }
  change(turn, place, {
    producerId,
    producerEpoch,
    nextSequence: sequence,
    lastAckedSequence: -1,
  });
}

/** ProducerBatch.resetProducerState. */
function resetSequence(
  turn: ProducerTurn,
  id: number,
  producerId: number,
  producerEpoch: number,
  sequence: number,
): ProducerBatch {
  const batch = ownBatch(turn, id);
  // Upstream's batch logs by itself, without the client's prefix.
  turn.outcomes.push({
    type: 'log',
    level: 'INFO',
    text: `Resetting sequence number of batch with current sequence ${batch.baseSequence} for partition ${batch.name} to ${sequence}`,
    logger: 'org.apache.kafka.clients.producer.internals.ProducerBatch',
  });
  setSequence(batch, producerId, producerEpoch, sequence);
  batch.isReopened = true;
  return batch;
}

/** adjustSequencesDueToFailedBatch: what stood behind a batch that failed for good moves up. */
export function closeGap(turn: ProducerTurn, failed: ProducerBatch): void {
  if (!mapHas(turn.state.transactions!.sequences, failed.name)) return;
  const count = failed.records.length;
  const sequences = sequencesOf(turn, failed);
  change(turn, failed, { nextSequence: sequences.nextSequence - count });
  for (const id of sequences.inFlight) {
    const batch = batchOf(turn, id)!;
    if (batch.baseSequence < failed.baseSequence) continue;
    const moved = batch.baseSequence - count;
    logProducer(
      turn,
      'INFO',
      `Resetting sequence number of batch with current sequence ${batch.baseSequence} for partition ${failed.name} to ${moved}`,
      'producer.internals.TransactionManager',
    );
    resetSequence(turn, id, batch.producerId, batch.producerEpoch, moved);
  }
}

/** handleCompletedBatch. */
export function noteAcked(turn: ProducerTurn, batch: ProducerBatch, baseOffset: number): void {
  const sequences = sequencesOf(turn, batch);
  const changes: Partial<Mutable<PartitionSequences>> = {
    lastAckedSequence: Math.max(sequences.lastAckedSequence, lastSequence(batch)),
    inFlight: sequences.inFlight.filter((id) => id !== batch.id),
  };
  if (baseOffset !== -1) {
    const last = baseOffset + batch.records.length - 1;
    changes.lastAckedOffset = Math.max(sequences.lastAckedOffset, last);
  }
  change(turn, batch, changes);
}

export function lastAckedOffset(turn: ProducerTurn, place: Place): number {
  return sequencesOf(turn, place).lastAckedOffset;
}

/** isNextSequence: the number follows the last one that was acknowledged. */
export function isNextSequence(turn: ProducerTurn, place: Place, sequence: number): boolean {
  return sequence - lastAckedSequence(turn, place) === 1;
}

/** resetSequenceForPartition. */
export function forgetSequences(turn: ProducerTurn, name: string): void {
  const transactions = ownTransactions(turn);
  transactions.sequences = mapDelete(transactions.sequences, name);
  transactions.unresolved = mapDelete(transactions.unresolved, name);
}

/** A batch that may have been written expired: nothing new is sent before its fate is known. */
export function markSequenceUnresolved(turn: ProducerTurn, batch: ProducerBatch): void {
  const transactions = ownTransactions(turn);
  const next = lastSequence(batch) + 1;
  const known = mapGet(transactions.unresolved, batch.name);
  const sequence = known === undefined ? next : Math.max(known, next);
  transactions.unresolved = mapSet(transactions.unresolved, batch.name, sequence);
}

/** Whether a batch stands right behind the one whose fate is not known. */
export function followsUnresolved(turn: ProducerTurn, batch: ProducerBatch): boolean {
  return mapGet(turn.state.transactions!.unresolved, batch.name) === batch.baseSequence;
}
