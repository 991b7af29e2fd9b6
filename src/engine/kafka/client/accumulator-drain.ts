/**
 * Which nodes have something ready to be sent to them, and taking it out of the queues.
 *
 * Mirrors: RecordAccumulator.ready, drain, expiredBatches, 2.8.0.
 */
import { mapGet, mapHas, mapSet, mapValues } from '../../kernel/persistent-map.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { batchOf, ownBatch } from './batch-table.ts';
import { leaderFor } from './metadata-cluster.ts';
import type { Node } from './network-state.ts';
import type { ProducerBatch } from './producer-batch.ts';
import {
  closeBatch,
  compressionRatio,
  estimatedSizeBytes,
  hasSequence,
  isFull,
  nextRatio,
  waitedMs,
} from './producer-batch.ts';
import type { PartitionQueue, ProducerTurn } from './producer-state.ts';
import { clockMs, ownAccumulator } from './producer-state.ts';
import { removeFromQueue, setQueue } from './record-accumulator.ts';
import {
  assignSequence,
  firstInFlightSequence,
  hasInFlightBatches,
  hasStaleProducerId,
  hasUnresolvedSequence,
  isSendAllowed,
} from './transaction-sequences.ts';

export interface ReadyCheck {
  readonly nodes: Node[];
  /** Milliseconds until a partition that is not ready will be; Infinity: none waits. */
  delayMs: number;
  readonly unknownLeaderTopics: string[];
}

/** RecordAccumulator.ready. */
export function readyCheck(turn: ProducerTurn): ReadyCheck {
  const { accumulator, metadata } = turn.state;
  const check: ReadyCheck = { nodes: [], delayMs: Infinity, unknownLeaderTopics: [] };
  for (const queue of mapValues(accumulator.queues)) {
    const { topic, partition } = queue;
    const leader = leaderFor(metadata.cluster, topic, partition);
    if (leader === null) {
      if (!check.unknownLeaderTopics.includes(topic)) check.unknownLeaderTopics.push(topic);
    } else if (!check.nodes.includes(leader)) checkQueue(turn, queue, leader, check);
  }
  return check;
}

function checkQueue(
  turn: ProducerTurn,
  queue: PartitionQueue,
  leader: Node,
  check: ReadyCheck,
): void {
  const { accumulator, settings } = turn.state;
  const batch = batchOf(turn, queue.ids[0]!)!;
  if (mapHas(accumulator.muted, batch.name)) return;
  const waited = waitedMs(batch, clockMs(turn));
  const isBackingOff = batch.attempts > 0 && waited < settings.retryBackoffMs;
  const toWaitMs = isBackingOff ? settings.retryBackoffMs : settings.lingerMs;
  const isSendable =
    queue.ids.length > 1 ||
    isFull(batch) ||
    waited >= toWaitMs ||
    accumulator.isExhausted ||
    accumulator.isClosed ||
    accumulator.flushesInProgress > 0;
  if (isSendable && !isBackingOff) check.nodes.push(leader);
  else check.delayMs = Math.min(check.delayMs, Math.max(toWaitMs - waited, 0));
}

/** RecordAccumulator.drainBatchesForOneNode: ids of batches for one request to the node. */
export function drainForNode(turn: ProducerTurn, node: Node): readonly number[] {
  const { settings, metadata } = turn.state;
  const partitions = metadata.cluster.byLeader[node.id] ?? [];
  const drained: number[] = [];
  if (partitions.length === 0) return drained;
  let sizeBytes = 0;
  let index = turn.state.accumulator.drainIndex % partitions.length;
  const start = index;
  do {
    const { name } = partitions[index]!;
    index = (index + 1) % partitions.length;
    const first = firstToDrain(turn, name);
    if (first === null) continue;
    const isTooMuch = sizeBytes + estimatedSizeBytes(first) > settings.maxRequestSizeBytes;
    if (isTooMuch && drained.length > 0) break;
    if (turn.state.transactions !== null && hasToWait(turn, first)) break;
    sizeBytes += drainFirst(turn, first.id);
    drained.push(first.id);
  } while (index !== start);
  ownAccumulator(turn).drainIndex = index;
  return drained;
}

/** The first batch of a partition, if it may be sent now. */
function firstToDrain(turn: ProducerTurn, name: string): ProducerBatch | null {
  const { accumulator, settings } = turn.state;
  const queue = mapGet(accumulator.queues, name);
  if (queue === undefined || mapHas(accumulator.muted, name)) return null;
  const first = batchOf(turn, queue.ids[0]!)!;
  const isBackingOff =
    first.attempts > 0 && waitedMs(first, clockMs(turn)) < settings.retryBackoffMs;
  return isBackingOff ? null : first;
}

/** shouldStopDrainBatchesForPartition: sequence numbers have to reach the leader in their order. */
function hasToWait(turn: ProducerTurn, first: ProducerBatch): boolean {
  if (!isSendAllowed(turn, first.name)) return true;
  if (turn.state.transactions!.producerId === -1) return true;
  if (!hasSequence(first)) {
    if (hasInFlightBatches(turn, first) && hasStaleProducerId(turn, first)) return true;
    if (hasUnresolvedSequence(turn, first.name)) return true;
  }
  const inFlight = firstInFlightSequence(turn, first);
  return inFlight !== -1 && hasSequence(first) && first.baseSequence !== inFlight;
}

/** Takes the batch out of its queue and closes it. Gives its bytes. */
function drainFirst(turn: ProducerTurn, id: number): number {
  const batch = ownBatch(turn, id);
  const queue = mapGet(turn.state.accumulator.queues, batch.name)!;
  setQueue(turn, batch, queue.ids.slice(1));
  batch.isClosedForAppends = true;
  if (turn.state.transactions !== null && !hasSequence(batch)) assignSequence(turn, batch);
  const { bytes } = closeBatch(batch);
  batch.isInFlight = true;
  if (batch.compression !== 'none') noteRatio(turn, batch);
  return bytes;
}

function noteRatio(turn: ProducerTurn, batch: Mutable<ProducerBatch>): void {
  const accumulator = ownAccumulator(turn);
  const estimated = mapGet(accumulator.ratios, batch.topic) ?? 1;
  const ratio = nextRatio(estimated, compressionRatio(batch));
  if (ratio !== estimated) accumulator.ratios = mapSet(accumulator.ratios, batch.topic, ratio);
}

/**
 * RecordAccumulator.expiredBatches and Sender.getExpiredInflightBatches: ids of batches whose delivery
 * timeout is over, those that were not sent first. They are out of their queues then. Looks at batches
 * only when one may be due.
 */
export function takeExpired(turn: ProducerTurn): readonly number[] {
  const { expiryCheckAtMs, batches } = turn.state.accumulator;
  const nowMs = clockMs(turn);
  if (expiryCheckAtMs === null || nowMs < expiryCheckAtMs) return [];
  const { deliveryTimeoutMs } = turn.state.settings;
  let nextMs: number | null = null;
  const expired: ProducerBatch[] = [];
  for (const batch of mapValues(batches)) {
    if (batch.finalState !== null) continue;
    const atMs = batch.createdMs + deliveryTimeoutMs;
    if (atMs <= nowMs) expired.push(batch);
    else if (nextMs === null || atMs < nextMs) nextMs = atMs;
  }
  ownAccumulator(turn).expiryCheckAtMs = nextMs;
  expired.sort((a, b) => Number(a.isInFlight) - Number(b.isInFlight) || a.id - b.id);
  for (const batch of expired) removeFromQueue(turn, batch);
  return expired.map(({ id }) => id);
}
