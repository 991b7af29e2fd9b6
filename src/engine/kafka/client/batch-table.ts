/**
 * The batches of a producer by their ids, and their memory.
 *
 * Mirrors: RecordAccumulator's IncompleteBatches and BufferPool, 2.8.0.
 * Departs: upstream's deques, in-flight lists and bookkeepers hold the same object; here they hold its id.
 */
import { mapDelete, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { own, owns, ownState } from '../../kernel/turn.ts';
import type { NewBatch, ProducerBatch } from './producer-batch.ts';
import { copyBatch, newBatch } from './producer-batch.ts';
import type { ProducerTurn } from './producer-state.ts';
import { ownAccumulator } from './producer-state.ts';

export function batchOf({ state }: ProducerTurn, id: number): ProducerBatch | undefined {
  return mapGet(state.accumulator.batches, String(id));
}

/** A batch that is there, to be changed in place. */
export function ownBatch(turn: ProducerTurn, id: number): Mutable<ProducerBatch> {
  const batch = batchOf(turn, id)!;
  if (owns(turn, batch)) return batch;
  const copy: Mutable<ProducerBatch> = own(turn, copyBatch(batch));
  putBatch(turn, copy);
  return copy;
}

function putBatch(turn: ProducerTurn, batch: ProducerBatch): void {
  const accumulator = ownAccumulator(turn);
  accumulator.batches = mapSet(accumulator.batches, String(batch.id), batch);
}

/** A new batch; its memory is taken, and its time begins. */
export function addBatch(turn: ProducerTurn, from: NewBatch): Mutable<ProducerBatch> {
  const accumulator = ownAccumulator(turn);
  const { compression, deliveryTimeoutMs } = turn.state.settings;
  const id = accumulator.nextBatchId;
  const batch: Mutable<ProducerBatch> = own(turn, newBatch(id, compression, from));
  accumulator.nextBatchId = id + 1;
  accumulator.incomplete++;
  if (!batch.isSplit) accumulator.availableBytes -= batch.capacityBytes;
  const expiresAtMs = batch.createdMs + deliveryTimeoutMs;
  const { expiryCheckAtMs } = accumulator;
  if (expiryCheckAtMs === null || expiresAtMs < expiryCheckAtMs) {
    accumulator.expiryCheckAtMs = expiresAtMs;
  }
  putBatch(turn, batch);
  return batch;
}

/** RecordAccumulator.deallocate. Of a batch that is in flight its answer is still waited for. */
export function deallocate(turn: ProducerTurn, batch: ProducerBatch): void {
  const accumulator = ownAccumulator(turn);
  accumulator.incomplete--;
  if (!batch.isSplit) accumulator.availableBytes += batch.capacityBytes;
  if (!batch.isInFlight) {
    accumulator.batches = mapDelete(accumulator.batches, String(batch.id));
  }
  const { blocked } = turn.state;
  if (blocked?.type === 'flush' && batch.id < blocked.belowId) {
    ownState(turn).blocked = { ...blocked, left: blocked.left - 1 };
  }
}

/** The answer has come: a batch that is done already is forgotten now. */
export function leaveFlight(turn: ProducerTurn, id: number): void {
  const batch = batchOf(turn, id);
  if (batch === undefined) return;
  if (batch.finalState === null) {
    ownBatch(turn, id).isInFlight = false;
    return;
  }
  const accumulator = ownAccumulator(turn);
  accumulator.batches = mapDelete(accumulator.batches, String(id));
}
