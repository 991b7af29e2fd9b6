/**
 * Records that wait to be sent: a queue of batches for each partition.
 *
 * Mirrors: org.apache.kafka.clients.producer.internals.RecordAccumulator, 2.8.0.
 * Departs: a queue that is empty is not kept.
 * Read next: accumulator-drain.ts (what is ready, and taking it), sender.ts.
 */
import { mapDelete, mapGet, mapSet, mapValues } from '../../kernel/persistent-map.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { addBatch, batchOf, deallocate, ownBatch } from './batch-table.ts';
import type { ClientException } from './client-exception.ts';
import { illegalArgument, Thrown } from './client-exception.ts';
import type { ProducerBatch } from './producer-batch.ts';
import {
  compressionRatio,
  hasSequence,
  isFull,
  markReenqueued,
  setSequence,
  tryAppend,
  upperBoundBytes,
} from './producer-batch.ts';
import type { PartitionQueue, ProducerTurn } from './producer-state.ts';
import { clockMs, ownAccumulator } from './producer-state.ts';
import type { ProducerRecord } from './producer-types.ts';
import { addInFlightBatch } from './transaction-sequences.ts';

/** Where a record goes to, and who wants to hear of it. */
export interface Append {
  readonly record: ProducerRecord;
  readonly partition: number;
  /** `t-0`. */
  readonly name: string;
  readonly timestamp: number;
  readonly tag: unknown;
}

/**
 * `kept`: in a batch that was there; `woken`: and the sender has to look at it, since a batch is full or
 * new; `newBatch`: not yet, it would open a batch; `noMemory`: not yet.
 */
export type AppendResult = 'kept' | 'woken' | 'newBatch' | 'noMemory';

/** RecordAccumulator.append. Throws what its caller gets. */
export function append(
  turn: ProducerTurn,
  what: Append,
  abortsOnNewBatch: boolean,
  mayTakeMemory = true,
): AppendResult {
  const result = appendToLast(turn, what);
  if (result !== null) return result;
  if (abortsOnNewBatch) return 'newBatch';
  const { batchSizeBytes, bufferMemoryBytes } = turn.state.settings;
  const sizeBytes = Math.max(batchSizeBytes, upperBoundBytes(what.record));
  if (sizeBytes > bufferMemoryBytes) {
    throw new Thrown(
      illegalArgument(
        `Attempt to allocate ${sizeBytes} bytes, but there is a hard limit of ${bufferMemoryBytes} on memory allocations.`,
      ),
    );
  }
  if (!mayTakeMemory || turn.state.accumulator.availableBytes < sizeBytes) return 'noMemory';
  const batch = addBatch(turn, {
    topic: what.record.topic,
    partition: what.partition,
    name: what.name,
    createdMs: clockMs(turn),
    isSplit: false,
    capacityBytes: sizeBytes,
    estimatedRatio: mapGet(turn.state.accumulator.ratios, what.record.topic) ?? 1,
  });
  tryAppend(batch, what.record, what.timestamp, what.tag, clockMs(turn));
  enqueueLast(turn, batch);
  return 'woken';
}

/** RecordAccumulator.tryAppend; null: the newest batch of the partition takes no more. */
function appendToLast(turn: ProducerTurn, what: Append): AppendResult | null {
  const queue = mapGet(turn.state.accumulator.queues, what.name);
  if (queue === undefined) return null;
  const lastId = queue.ids[queue.ids.length - 1]!;
  if (batchOf(turn, lastId)!.isClosedForAppends) return null;
  const last = ownBatch(turn, lastId);
  if (!tryAppend(last, what.record, what.timestamp, what.tag, clockMs(turn))) {
    last.isClosedForAppends = true;
    return null;
  }
  return queue.ids.length > 1 || isFull(last) ? 'woken' : 'kept';
}

function enqueueLast(turn: ProducerTurn, batch: ProducerBatch): void {
  const queue = mapGet(turn.state.accumulator.queues, batch.name);
  setQueue(turn, batch, queue === undefined ? [batch.id] : [...queue.ids, batch.id]);
}

/** Deque.addFirst. */
function enqueueFirst(turn: ProducerTurn, batch: ProducerBatch): void {
  const queue = mapGet(turn.state.accumulator.queues, batch.name);
  setQueue(turn, batch, queue === undefined ? [batch.id] : [batch.id, ...queue.ids]);
}

export function setQueue(
  turn: ProducerTurn,
  { name, topic, partition }: Pick<ProducerBatch, 'name' | 'topic' | 'partition'>,
  ids: readonly number[],
): void {
  const accumulator = ownAccumulator(turn);
  const queue: PartitionQueue = { topic, partition, ids };
  accumulator.queues =
    ids.length === 0
      ? mapDelete(accumulator.queues, name)
      : mapSet(accumulator.queues, name, queue);
}

/** RecordAccumulator.reenqueue: a batch that failed is tried again before what came after it. */
export function reenqueue(turn: ProducerTurn, id: number): void {
  const batch = ownBatch(turn, id);
  markReenqueued(batch, clockMs(turn));
  if (turn.state.transactions === null) enqueueFirst(turn, batch);
  else insertInSequenceOrder(turn, batch);
}

function insertInSequenceOrder(turn: ProducerTurn, batch: ProducerBatch): void {
  const ids = mapGet(turn.state.accumulator.queues, batch.name)?.ids ?? [];
  let at = 0;
  for (; at < ids.length; at++) {
    const queued = batchOf(turn, ids[at]!)!;
    if (!hasSequence(queued) || queued.baseSequence > batch.baseSequence) break;
  }
  setQueue(turn, batch, [...ids.slice(0, at), batch.id, ...ids.slice(at)]);
}

/** RecordAccumulator.splitAndReenqueue: smaller batches in place of one that the broker refused. */
export function splitAndReenqueue(turn: ProducerTurn, big: ProducerBatch): void {
  const accumulator = ownAccumulator(turn);
  if (big.compression !== 'none') {
    const ratio = Math.max(1, compressionRatio(big));
    accumulator.ratios = mapSet(accumulator.ratios, big.topic, ratio);
  }
  const parts = split(turn, big);
  for (const part of parts.reverse()) {
    if (turn.state.transactions === null) enqueueFirst(turn, part);
    else {
      addInFlightBatch(turn, part);
      insertInSequenceOrder(turn, part);
    }
  }
}

/** ProducerBatch.split: each part as large as batch.size allows, with the sequence that it had. */
function split(turn: ProducerTurn, big: ProducerBatch): Mutable<ProducerBatch>[] {
  const parts: Mutable<ProducerBatch>[] = [];
  let part: Mutable<ProducerBatch> | null = null;
  big.records.forEach(({ key, value, headers, timestampDelta }, index) => {
    const timestamp = big.firstTimestamp + timestampDelta;
    // What producers send is text; structures are the brokers' own.
    const record = { topic: big.topic, key, value, headers } as ProducerRecord;
    if (part !== null && tryAppend(part, record, timestamp, big.tags[index], part.lastAppendMs)) {
      return;
    }
    part = addBatch(turn, {
      topic: big.topic,
      partition: big.partition,
      name: big.name,
      createdMs: big.createdMs,
      isSplit: true,
      capacityBytes: Math.max(turn.state.settings.batchSizeBytes, upperBoundBytes(record)),
      estimatedRatio: mapGet(turn.state.accumulator.ratios, big.topic) ?? 1,
    });
    tryAppend(part, record, timestamp, big.tags[index], part.lastAppendMs);
    parts.push(part);
  });
  let sequence = big.baseSequence;
  for (const each of parts) {
    each.isClosedForAppends = true;
    if (!hasSequence(big)) continue;
    setSequence(each, big.producerId, big.producerEpoch, sequence);
    each.isTransactional = big.isTransactional;
    sequence += each.records.length;
  }
  return parts;
}

/**
 * RecordAccumulator.abortBatches, or abortUndrainedBatches (`undrainedOnly`): they fail with this
 * exception. What is in flight stays there, but nobody minds its answer.
 */
export function abortBatches(
  turn: ProducerTurn,
  exception: ClientException,
  undrainedOnly = false,
): void {
  const ids: number[] = [];
  for (const batch of mapValues(turn.state.accumulator.batches)) {
    if (batch.finalState !== null || (undrainedOnly && isDrained(turn, batch))) continue;
    ids.push(batch.id);
  }
  for (const id of ids.sort((a, b) => a - b)) {
    const batch = ownBatch(turn, id);
    removeFromQueue(turn, batch);
    batch.isClosedForAppends = true;
    batch.finalState = 'ABORTED';
    for (const tag of batch.tags) turn.outcomes.push({ type: 'failed', tag, exception });
    deallocate(turn, batch);
  }
}

function isDrained({ state }: ProducerTurn, batch: ProducerBatch): boolean {
  return state.transactions === null ? batch.built !== null : hasSequence(batch);
}

export function removeFromQueue(turn: ProducerTurn, batch: ProducerBatch): void {
  const queue = mapGet(turn.state.accumulator.queues, batch.name);
  if (queue === undefined || !queue.ids.includes(batch.id)) return;
  const left = queue.ids.filter((id) => id !== batch.id);
  setQueue(turn, batch, left);
}
