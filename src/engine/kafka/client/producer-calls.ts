/**
 * What upstream's caller does on its own thread: it sends, flushes, ends transactions, and stands still
 * where upstream's methods block. Whatever it asks for meanwhile waits its turn.
 *
 * Mirrors: KafkaProducer.doSend, waitOnMetadata, flush, close and the transaction methods, BufferPool.allocate,
 * TransactionalRequestResult.await, 2.8.0.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import { queueDrop, queueFirst, queuePush, queueSize } from '../../kernel/persistent-queue.ts';
import { ownState } from '../../kernel/turn.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { ClientException } from './client-exception.ts';
import {
  apiException,
  illegalArgument,
  illegalState,
  kafkaException,
  Thrown,
  timeoutException,
} from './client-exception.ts';
import type { ConsumerGroupMetadata } from './consumer-types.ts';
import { takeTrouble } from './metadata.ts';
import { partitionCount, topicInfo } from './metadata-cluster.ts';
import { choosePartition, minds, onNewBatch } from './partitioner.ts';
import { isSurelyWithin, upperBoundBytes } from './producer-batch.ts';
import { startClosing, wakeIn } from './producer-loop.ts';
import type { BlockedCall, ProducerCall, ProducerTurn } from './producer-state.ts';
import { clockMs, logProducer, ownAccumulator } from './producer-state.ts';
import { addTopic, requestUpdateForTopic } from './producer-topics.ts';
import type { ProducerRecord } from './producer-types.ts';
import type { Append, AppendResult } from './record-accumulator.ts';
import { append } from './record-accumulator.ts';
import {
  beginAbort,
  beginCommit,
  beginTransaction,
  failIfNotReadyForSend,
  initializeTransactions,
  maybeAddPartition,
  sendOffsets,
} from './transaction-manager.ts';
import { releaseResult } from './transaction-state.ts';

type Send = ProducerCall & { readonly type: 'send' };
type Blocked<T extends BlockedCall['type']> = BlockedCall & { readonly type: T };

/** Does it now, or once what blocks the caller is over. */
export function call(turn: ProducerTurn, asked: ProducerCall): void {
  const { blocked, calls } = turn.state;
  if (blocked === null && queueSize(calls) === 0) return perform(turn, asked);
  ownState(turn).calls = queuePush(calls, asked);
}

/** Goes on with what is blocked, and with what waits behind it. */
export function advanceCalls(turn: ProducerTurn): void {
  for (;;) {
    const { blocked } = turn.state;
    if (blocked !== null) {
      goOn(turn, blocked);
      // Blocked anew, by the same or by something else: it waits for the next event.
      if (turn.state.blocked !== null) return;
      continue;
    }
    const next = queueFirst(turn.state.calls);
    if (next === undefined) return;
    ownState(turn).calls = queueDrop(turn.state.calls);
    perform(turn, next);
  }
}

/** Milliseconds until the caller gives up waiting; Infinity: it waits for ever, or not at all. */
export function blockedDelayMs(turn: ProducerTurn): number {
  const { blocked, settings } = turn.state;
  switch (blocked?.type) {
    case 'metadata':
      return Math.max(blocked.startedMs + settings.maxBlockMs - clockMs(turn), 0);
    case 'memory':
    case 'result':
      return Math.max(blocked.untilMs - clockMs(turn), 0);
    default:
      return Infinity;
  }
}

function perform(turn: ProducerTurn, asked: ProducerCall): void {
  if (asked.type === 'send') return send(turn, asked);
  try {
    performOther(turn, asked);
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
    turn.outcomes.push({ type: 'done', tag: asked.tag, exception: error.exception });
  }
}

function performOther(turn: ProducerTurn, asked: Exclude<ProducerCall, Send>): void {
  const { tag } = asked;
  if (asked.type === 'flush') return flush(turn, tag);
  if (asked.type === 'close') return close(turn, tag, asked.timeoutMs);
  if (asked.type === 'sendOffsets') checkGroup(asked.group);
  if (turn.state.transactions === null) {
    throw new Thrown(
      illegalState(
        'Cannot use transactional methods without enabling transactions by setting the transactional.id configuration property',
      ),
    );
  }
  throwIfClosed(turn);
  switch (asked.type) {
    case 'beginTransaction':
      beginTransaction(turn);
      turn.outcomes.push({ type: 'done', tag, exception: null });
      return;
    case 'initTransactions':
      return awaitResult(turn, tag, initializeTransactions(turn));
    case 'commit':
      return awaitResult(turn, tag, beginCommit(turn));
    case 'abort':
      logProducer(turn, 'INFO', 'Aborting incomplete transaction', 'producer.KafkaProducer');
      return awaitResult(turn, tag, beginAbort(turn));
    case 'sendOffsets':
      return awaitResult(turn, tag, sendOffsets(turn, asked.offsets, asked.group));
  }
}

function checkGroup({ groupId, generationId, memberId, groupInstanceId }: ConsumerGroupMetadata) {
  if (generationId <= 0 || memberId !== '') return;
  const group = `GroupMetadata(groupId = ${groupId}, generationId = ${generationId}, memberId = ${memberId}, groupInstanceId = ${groupInstanceId ?? ''})`;
  const text = `Passed in group metadata ${group} has generationId > 0 but member.id `;
  throw new Thrown(illegalArgument(text));
}

function throwIfClosed({ state }: ProducerTurn): void {
  if (state.sender.isRunning) return;
  throw new Thrown(illegalState('Cannot perform operation after producer has been closed'));
}

function awaitResult(turn: ProducerTurn, tag: unknown, resultId: number): void {
  const untilMs = clockMs(turn) + turn.state.settings.maxBlockMs;
  ownState(turn).blocked = { type: 'result', tag, resultId, untilMs };
  goOn(turn, turn.state.blocked!);
  if (turn.state.blocked !== null) wakeIn(turn, 0);
}

function flush(turn: ProducerTurn, tag: unknown): void {
  const { incomplete, nextBatchId } = turn.state.accumulator;
  if (incomplete === 0) {
    turn.outcomes.push({ type: 'done', tag, exception: null });
    return;
  }
  ownAccumulator(turn).flushesInProgress++;
  ownState(turn).blocked = { type: 'flush', tag, belowId: nextBatchId, left: incomplete };
  wakeIn(turn, 0);
}

function close(turn: ProducerTurn, tag: unknown, timeoutMs: number | null): void {
  if (turn.state.sender.isOver) {
    turn.outcomes.push({ type: 'done', tag, exception: null });
    return;
  }
  startClosing(turn, tag, timeoutMs);
  ownState(turn).blocked = { type: 'closing' };
  wakeIn(turn, 0);
}

/** KafkaProducer.doSend. */
function send(turn: ProducerTurn, { record, tag }: Send): void {
  try {
    checkRecord(record);
    throwIfClosed(turn);
    const { cluster } = turn.state.metadata;
    if (cluster.invalidTopics.includes(record.topic)) {
      throw new Thrown(apiException('INVALID_TOPIC_EXCEPTION', record.topic));
    }
    addTopic(turn, record.topic);
    if (isPartitionKnown(turn, record)) return sendTo(turn, record, tag, 0);
    const version = requestUpdateForTopic(turn, record.topic);
    const startedMs = clockMs(turn);
    ownState(turn).blocked = { type: 'metadata', record, tag, startedMs, version };
    wakeIn(turn, 0);
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
    fail(turn, tag, error.exception);
  }
}

/** What the constructor of ProducerRecord refuses. */
function checkRecord({ partition, timestamp }: ProducerRecord): void {
  if (timestamp != null && timestamp < 0) {
    const rule = 'Timestamp should always be non-negative or null.';
    throw new Thrown(illegalArgument(`Invalid timestamp: ${timestamp}. ${rule}`));
  }
  if (partition != null && partition < 0) {
    const rule = 'Partition number should always be non-negative or null.';
    throw new Thrown(illegalArgument(`Invalid partition: ${partition}. ${rule}`));
  }
}

function isPartitionKnown({ state }: ProducerTurn, { topic, partition }: ProducerRecord): boolean {
  const count = partitionCount(state.metadata.cluster, topic);
  return count !== null && (partition == null || partition < count);
}

/** Exceptions of the API go to the callback, all others out of send() itself. */
function fail(turn: ProducerTurn, tag: unknown, exception: ClientException): void {
  const isForCallback =
    exception.exception.startsWith('org.apache.kafka.common.errors.') ||
    exception.exception.endsWith('.BufferExhaustedException');
  if (isForCallback) turn.outcomes.push({ type: 'failed', tag, exception });
  else turn.outcomes.push({ type: 'failed', tag, exception, isThrown: true });
}

/** doSend from where the metadata are there. */
function sendTo(turn: ProducerTurn, record: ProducerRecord, tag: unknown, waitedMs: number): void {
  const topic = topicInfo(turn.state.metadata.cluster, record.topic)!;
  const choose = (): number => {
    if (record.partition != null) return record.partition;
    const [partition, partitioner] = choosePartition(turn.state.partitioner, topic, record.key);
    if (partitioner !== turn.state.partitioner) ownState(turn).partitioner = partitioner;
    return partition;
  };
  let partition = choose();
  ensureValidSize(turn, record);
  const timestamp = record.timestamp ?? turn.env.wallClockMs;
  if (turn.state.settings.transactionalId !== null) failIfNotReadyForSend(turn);
  let what = appendOf(record, partition, timestamp, tag);
  let result = append(turn, what, minds(turn.state.partitioner));
  if (result === 'newBatch') {
    const partitioner = onNewBatch(turn.state.partitioner, topic, partition);
    if (partitioner !== turn.state.partitioner) ownState(turn).partitioner = partitioner;
    partition = choose();
    what = appendOf(record, partition, timestamp, tag);
    result = append(turn, what, false);
  }
  if (result !== 'noMemory') return noteAppended(turn, what, result);
  const waitMs = Math.max(0, turn.state.settings.maxBlockMs - waitedMs);
  const sizeBytes = Math.max(turn.state.settings.batchSizeBytes, upperBoundBytes(record));
  const untilMs = clockMs(turn) + waitMs;
  const waiting = { record, tag, partition, timestamp, sizeBytes, waitMs, untilMs };
  ownState(turn).blocked = { type: 'memory', ...waiting };
  ownAccumulator(turn).isExhausted = true;
  wakeIn(turn, 0);
}

function appendOf(
  record: ProducerRecord,
  partition: number,
  timestamp: number,
  tag: unknown,
): Append {
  const name = partitionName(record.topic, partition);
  return { record, partition, name, timestamp, tag };
}

function noteAppended(turn: ProducerTurn, { name }: Append, result: AppendResult): void {
  if (turn.state.settings.transactionalId !== null) maybeAddPartition(turn, name);
  if (result === 'woken') wakeIn(turn, 0);
}

function ensureValidSize(turn: ProducerTurn, record: ProducerRecord): void {
  const { maxRequestSizeBytes, bufferMemoryBytes } = turn.state.settings;
  if (isSurelyWithin(record, Math.min(maxRequestSizeBytes, bufferMemoryBytes))) return;
  const bytes = upperBoundBytes(record);
  const what = `The message is ${bytes} bytes when serialized which is larger than`;
  if (bytes > maxRequestSizeBytes) {
    const limit = `${maxRequestSizeBytes}, which is the value of the max.request.size configuration.`;
    throw new Thrown(recordTooLarge(`${what} ${limit}`));
  }
  if (bytes > bufferMemoryBytes) {
    const limit =
      'the total memory buffer you have configured with the buffer.memory configuration.';
    throw new Thrown(recordTooLarge(`${what} ${limit}`));
  }
}

function recordTooLarge(message: string): ClientException {
  const exception = 'org.apache.kafka.common.errors.RecordTooLargeException';
  return { exception, message, error: 'MESSAGE_TOO_LARGE' };
}

/** What is waited for may be there now, or the time be over. */
function goOn(turn: ProducerTurn, blocked: BlockedCall): void {
  switch (blocked.type) {
    case 'metadata':
      return goOnMetadata(turn, blocked);
    case 'memory':
      return goOnMemory(turn, blocked);
    case 'flush': {
      if (blocked.left > 0 && !turn.state.sender.isOver) return;
      ownAccumulator(turn).flushesInProgress--;
      ownState(turn).blocked = null;
      turn.outcomes.push({ type: 'done', tag: blocked.tag, exception: null });
      return;
    }
    case 'result':
      return goOnResult(turn, blocked);
    case 'closing':
      if (turn.state.sender.isOver) ownState(turn).blocked = null;
  }
}

function goOnMetadata(turn: ProducerTurn, blocked: Blocked<'metadata'>): void {
  const { record, tag } = blocked;
  try {
    const waitedMs = awaitMetadata(turn, blocked);
    if (waitedMs === null) return;
    ownState(turn).blocked = null;
    sendTo(turn, record, tag, waitedMs);
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
    ownState(turn).blocked = null;
    fail(turn, tag, error.exception);
  }
}

/** The loop of waitOnMetadata: milliseconds that it took; null: it is not over. */
function awaitMetadata(turn: ProducerTurn, blocked: Blocked<'metadata'>): number | null {
  const { record, startedMs, version } = blocked;
  const { settings, sender, metadata } = turn.state;
  if (sender.isOver) {
    const cause = kafkaException('Requested metadata update after close');
    throw new Thrown(kafkaException('Producer closed while send in progress', cause));
  }
  const elapsedMs = clockMs(turn) - startedMs;
  const isLate = elapsedMs >= settings.maxBlockMs;
  if (metadata.updateVersion <= version) {
    if (!isLate) return null;
    throw new Thrown(notPresent(turn, record.topic));
  }
  const count = partitionCount(metadata.cluster, record.topic);
  if (isLate) {
    if (count === null) throw new Thrown(notPresent(turn, record.topic));
    const what = `Partition ${record.partition} of topic ${record.topic} with partition count ${count}`;
    const text = `${what} is not present in metadata after ${settings.maxBlockMs} ms.`;
    throw new Thrown(timeoutException(text));
  }
  const [trouble, told] = takeTrouble(metadata, record.topic);
  if (told !== metadata) ownState(turn).metadata = told;
  if (trouble !== null) throw new Thrown(trouble);
  if (isPartitionKnown(turn, record)) return elapsedMs;
  addTopic(turn, record.topic);
  const next = requestUpdateForTopic(turn, record.topic);
  ownState(turn).blocked = { ...blocked, version: next };
  wakeIn(turn, 0);
  return null;
}

function notPresent({ state }: ProducerTurn, topic: string): ClientException {
  const { maxBlockMs } = state.settings;
  return timeoutException(`Topic ${topic} not present in metadata after ${maxBlockMs} ms.`);
}

function goOnMemory(turn: ProducerTurn, blocked: Blocked<'memory'>): void {
  const { record, partition, timestamp, tag, sizeBytes, waitMs, untilMs } = blocked;
  const { accumulator, sender } = turn.state;
  const isThere = accumulator.availableBytes >= sizeBytes;
  if (sender.isRunning && !isThere && clockMs(turn) < untilMs) return;
  ownState(turn).blocked = null;
  ownAccumulator(turn).isExhausted = false;
  if (!sender.isRunning) {
    return fail(turn, tag, kafkaException('Producer closed while allocating memory'));
  }
  if (!isThere) {
    const exception = 'org.apache.kafka.clients.producer.BufferExhaustedException';
    const message = `Failed to allocate memory within the configured max blocking time ${waitMs} ms.`;
    return fail(turn, tag, { exception, message, error: null });
  }
  const what = appendOf(record, partition, timestamp, tag);
  noteAppended(turn, what, append(turn, what, false));
}

/** TransactionalRequestResult.await. */
function goOnResult(turn: ProducerTurn, blocked: Blocked<'result'>): void {
  const { tag, resultId, untilMs } = blocked;
  const result = mapGet(turn.state.transactions!.results, String(resultId));
  const isCompleted = result?.isCompleted ?? true;
  if (!isCompleted && clockMs(turn) < untilMs) return;
  ownState(turn).blocked = null;
  if (isCompleted) {
    releaseResult(turn, resultId);
    turn.outcomes.push({ type: 'done', tag, exception: result?.error ?? null });
    return;
  }
  const { maxBlockMs } = turn.state.settings;
  const text = `Timeout expired after ${maxBlockMs} milliseconds while awaiting ${result!.operation}`;
  turn.outcomes.push({ type: 'done', tag, exception: timeoutException(text) });
}
