/**
 * What becomes of batches once their leader has answered, or did not.
 *
 * Mirrors: Sender.handleProduceResponse, completeBatch, failBatch, canRetry, ProducerBatch.done, 2.8.0.
 */
import { mapDelete } from '../../kernel/persistent-map.ts';
import { ownState } from '../../kernel/turn.ts';
import type { ErrorName } from '../protocol/errors.ts';
import { ERRORS } from '../protocol/errors.ts';
import type { PartitionProduceResponse, ProduceResponse } from '../protocol/produce-fetch.ts';
import { batchOf, deallocate, leaveFlight, ownBatch } from './batch-table.ts';
import type { ClientException } from './client-exception.ts';
import { apiException, exceptionText } from './client-exception.ts';
import { requestUpdate } from './metadata.ts';
import { INVALID_METADATA_ERRORS } from './metadata-updater.ts';
import type { NetworkOutcome } from './network-client.ts';
import type { ProducerBatch } from './producer-batch.ts';
import type { ProducerTurn } from './producer-state.ts';
import { clockMs, logProducer, ownAccumulator } from './producer-state.ts';
import { reenqueue, removeFromQueue, splitAndReenqueue } from './record-accumulator.ts';
import { canRetryBatch, noteFailed } from './transaction-batches.ts';
import { markSequenceUnresolved, noteAcked, removeInFlightBatch } from './transaction-sequences.ts';

const SENDER_LOGGER = 'producer.internals.Sender';

/** What a Produce request is tagged with: its batches, in the order of the request. */
export interface ProduceTag {
  readonly type: 'produce';
  readonly ids: readonly number[];
}

export function isProduceTag(tag: unknown): tag is ProduceTag {
  return typeof tag === 'object' && (tag as { readonly type?: unknown } | null)?.type === 'produce';
}

/** What a leader says of one partition. */
interface PartitionAnswer {
  readonly error: ErrorName;
  readonly errorMessage: string | null;
  readonly baseOffset: number;
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
}

const NO_ANSWER: PartitionAnswer = {
  error: 'NONE',
  errorMessage: null,
  baseOffset: -1,
  logAppendTimeMs: -1,
  logStartOffset: -1,
};

/** handleProduceResponse. */
export function takeProduceOutcome(
  turn: ProducerTurn,
  { ids }: ProduceTag,
  outcome: NetworkOutcome & { readonly type: 'response' | 'failed' },
): void {
  const { correlationId } = outcome.request;
  if (outcome.type === 'response') {
    takeResponse(turn, ids, outcome.response as ProduceResponse);
  } else {
    const isUnsupported = outcome.reason === 'unsupported';
    const answer: PartitionAnswer = {
      ...NO_ANSWER,
      error: isUnsupported ? 'UNSUPPORTED_VERSION' : 'NETWORK_EXCEPTION',
      errorMessage: isUnsupported ? null : `Disconnected from node ${outcome.nodeId}`,
    };
    for (const id of ids) complete(turn, id, answer, correlationId);
  }
  for (const id of ids) leaveFlight(turn, id);
}

/** A request with acks=0 was sent: that is all that is ever known of it. */
export function completeUnacknowledged(turn: ProducerTurn, ids: readonly number[]): void {
  for (const id of ids) {
    complete(turn, id, NO_ANSWER, -1);
    leaveFlight(turn, id);
  }
}

function takeResponse(
  turn: ProducerTurn,
  ids: readonly number[],
  { responses, correlationId }: ProduceResponse,
): void {
  let at = 0;
  for (const { name, partitionResponses } of responses) {
    for (const response of partitionResponses) {
      // Leaders answer in the order of the request: the next one is it, nearly always.
      const id = isAbout(turn, ids[at], name, response.index)
        ? ids[at]
        : ids.find((other) => isAbout(turn, other, name, response.index));
      at++;
      if (id !== undefined) complete(turn, id, answerOf(response), correlationId);
    }
  }
}

function isAbout(
  turn: ProducerTurn,
  id: number | undefined,
  topic: string,
  partition: number,
): boolean {
  const batch = id === undefined ? undefined : batchOf(turn, id);
  return batch?.topic === topic && batch.partition === partition;
}

function answerOf(response: PartitionProduceResponse): PartitionAnswer {
  return {
    error: response.errorCode,
    errorMessage: response.errorMessage,
    baseOffset: response.baseOffset,
    logAppendTimeMs: response.logAppendTimeMs,
    logStartOffset: response.logStartOffset,
  };
}

/** Sender.completeBatch: done, failed, tried again, or split. */
function complete(
  turn: ProducerTurn,
  id: number,
  answer: PartitionAnswer,
  correlationId: number,
): void {
  const batch = batchOf(turn, id);
  if (batch === undefined) return;
  const { error } = answer;
  if (error === 'NONE') succeed(turn, batch, answer);
  else if (error === 'MESSAGE_TOO_LARGE' && batch.records.length > 1 && batch.finalState === null) {
    splitBatch(turn, batch, answer, correlationId);
  } else takeError(turn, batch, answer, correlationId);
  if (turn.state.settings.maxInFlight === 1) {
    const accumulator = ownAccumulator(turn);
    accumulator.muted = mapDelete(accumulator.muted, batch.name);
  }
}

function takeError(
  turn: ProducerTurn,
  batch: ProducerBatch,
  answer: PartitionAnswer,
  correlationId: number,
): void {
  const { error } = answer;
  const { retries } = turn.state.settings;
  if (canRetry(turn, batch, answer)) {
    const left = retries - batch.attempts - 1;
    const what = `Got error produce response with correlation id ${correlationId} on topic-partition ${batch.name}`;
    const text = `${what}, retrying (${left} attempts left). Error: ${errorText(turn, answer)}`;
    logProducer(turn, 'WARN', text, SENDER_LOGGER);
    ownBatch(turn, batch.id).isInFlight = false;
    reenqueue(turn, batch.id);
  } else if (error === 'DUPLICATE_SEQUENCE_NUMBER') succeed(turn, batch, answer);
  else failBatch(turn, batch, exceptionOf(batch, answer), batch.attempts < retries);
  if (INVALID_METADATA_ERRORS.has(error)) {
    logProducer(turn, 'WARN', invalidMetadataText(batch, answer), SENDER_LOGGER);
    ownState(turn).metadata = requestUpdate(turn.state.metadata);
  }
}

function invalidMetadataText(
  batch: ProducerBatch,
  { error, errorMessage }: PartitionAnswer,
): string {
  if (error === 'UNKNOWN_TOPIC_OR_PARTITION') {
    const what = `Received unknown topic or partition error in produce request on partition ${batch.name}`;
    return `${what}. The topic-partition may not exist or the user may not have Describe access to it`;
  }
  const why = exceptionText(apiException(error, errorMessage));
  const what = `Received invalid metadata error in produce request on partition ${batch.name}`;
  return `${what} due to ${why}. Going to request metadata update now`;
}

function exceptionOf(batch: ProducerBatch, { error, errorMessage }: PartitionAnswer) {
  if (error === 'TOPIC_AUTHORIZATION_FAILED') {
    return apiException(error, `Not authorized to access topics: [${batch.topic}]`);
  }
  if (error === 'CLUSTER_AUTHORIZATION_FAILED') {
    return apiException(error, 'The producer is not authorized to do idempotent sends');
  }
  return apiException(error, errorMessage);
}

function splitBatch(
  turn: ProducerTurn,
  batch: ProducerBatch,
  answer: PartitionAnswer,
  correlationId: number,
): void {
  const left = turn.state.settings.retries - batch.attempts;
  const what = `Got error produce response in correlation id ${correlationId} on topic-partition ${batch.name}`;
  const text = `${what}, splitting and retrying (${left} attempts left). Error: ${errorText(turn, answer)}`;
  logProducer(turn, 'WARN', text, SENDER_LOGGER);
  if (turn.state.transactions !== null) removeInFlightBatch(turn, batch);
  splitAndReenqueue(turn, batch);
  const big = ownBatch(turn, batch.id);
  big.finalState = 'FAILED';
  deallocate(turn, big);
}

/** Sender.formatErrMsg: `NETWORK_EXCEPTION. Error Message: Disconnected from node 0`; 2.2 names the error alone. */
function errorText(turn: ProducerTurn, { error, errorMessage }: PartitionAnswer): string {
  const isOld = (turn.state.options.release ?? '2.8.0') !== '2.8.0';
  const isEmpty = errorMessage === null || errorMessage === '';
  return isOld || isEmpty ? error : `${error}. Error Message: ${errorMessage}`;
}

function canRetry(turn: ProducerTurn, batch: ProducerBatch, answer: PartitionAnswer): boolean {
  const { deliveryTimeoutMs, retries } = turn.state.settings;
  if (deliveryTimeoutMs <= clockMs(turn) - batch.createdMs) return false;
  if (batch.attempts >= retries || batch.finalState !== null) return false;
  return turn.state.transactions === null
    ? ERRORS[answer.error].isRetriable
    : canRetryBatch(turn, batch, answer.error, answer.logStartOffset);
}

function succeed(turn: ProducerTurn, batch: ProducerBatch, answer: PartitionAnswer): void {
  if (turn.state.transactions !== null) noteAcked(turn, batch, answer.baseOffset);
  if (batch.finalState !== null) return;
  const { baseOffset, logAppendTimeMs } = answer;
  const { topic, partition, firstTimestamp, records, tags } = batch;
  for (let i = 0; i < records.length; i++) {
    const offset = baseOffset === -1 ? -1 : baseOffset + i;
    const timestamp =
      logAppendTimeMs === -1 ? firstTimestamp + records[i]!.timestampDelta : logAppendTimeMs;
    const metadata = { topic, partition, offset, timestamp };
    turn.outcomes.push({ type: 'sent', tag: tags[i], metadata });
  }
  finish(turn, batch, 'SUCCEEDED');
}

/** Sender.failBatch. */
function failBatch(
  turn: ProducerTurn,
  batch: ProducerBatch,
  exception: ClientException,
  adjustsSequences: boolean,
): void {
  if (turn.state.transactions !== null) noteFailed(turn, batch, exception, adjustsSequences);
  if (batch.finalState !== null) return;
  for (const tag of batch.tags) turn.outcomes.push({ type: 'failed', tag, exception });
  finish(turn, batch, 'FAILED');
}

function finish(
  turn: ProducerTurn,
  { id }: ProducerBatch,
  finalState: 'SUCCEEDED' | 'FAILED',
): void {
  const batch = ownBatch(turn, id);
  batch.finalState = finalState;
  batch.isClosedForAppends = true;
  deallocate(turn, batch);
}

/** A batch whose delivery timeout is over, as sendProducerData fails it. */
export function expireBatch(turn: ProducerTurn, id: number): void {
  const batch = batchOf(turn, id)!;
  removeFromQueue(turn, batch);
  const passedMs = clockMs(turn) - batch.createdMs;
  const count = batch.records.length;
  const text = `Expiring ${count} record(s) for ${batch.name}:${passedMs} ms has passed since batch creation`;
  const exception = {
    exception: 'org.apache.kafka.common.errors.TimeoutException',
    message: text,
    error: null,
  };
  failBatch(turn, batch, exception, false);
  if (turn.state.transactions !== null && batch.attempts > 0) markSequenceUnresolved(turn, batch);
}
