/**
 * What becomes of an append once it is acknowledged: the answer to a producer, or the owner's next task.
 *
 * Mirrors: the callbacks that ReplicaManager.appendRecords takes (KafkaApis.handleProduceRequest), 2.8.0.
 */
import { mapDelete } from '../../kernel/persistent-map.ts';
import { ownState } from '../../kernel/turn.ts';
import { ERRORS, exceptionClass } from '../protocol/errors.ts';
import type {
  PartitionProduceResponse,
  ProduceResponse,
  TopicProduceResponse,
} from '../protocol/produce-fetch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import { endRequest, respond } from '../server/respond.ts';
import type { RequestRef } from '../server/request-ref.ts';
import type { PartitionAppendResult, AppendContinuation } from './append-result.ts';

/** What a Produce request's continuation holds. */
export interface ProduceContext {
  readonly ref: RequestRef;
  readonly acks: number;
  /** Partitions that were not appended to at all. */
  readonly rejected: readonly PartitionAppendResult[];
}

export function acknowledge(
  turn: BrokerTurn,
  then: AppendContinuation,
  results: readonly PartitionAppendResult[],
): void {
  if (then.to === 'produce') answerProduce(turn, then.data as ProduceContext, results);
  else turn.tasks.push({ type: 'appended', then, results });
}

function answerProduce(
  turn: BrokerTurn,
  { ref, acks, rejected }: ProduceContext,
  appended: readonly PartitionAppendResult[],
): void {
  const results = rejected.length === 0 ? appended : [...appended, ...rejected];
  if (acks !== 0) {
    respond<ProduceResponse>(turn, ref, { type: 'ProduceResponse', responses: byTopic(results) });
  } else if (results.every(({ error }) => error === 'NONE')) endRequest(turn, ref);
  else closeForError(turn, ref, results);
}

/** A producer that waits for no answer learns of an error by the loss of its connection. */
function closeForError(
  turn: BrokerTurn,
  ref: RequestRef,
  results: readonly PartitionAppendResult[],
): void {
  const summary = results.map(
    ({ topic, partition, error }) =>
      `${topic}-${partition} -> ${exceptionClass(ERRORS[error].exception)}`,
  );
  const text =
    `[KafkaApi-${turn.state.config.brokerId}] Closing connection due to error during produce request ` +
    `with correlation id ${ref.correlationId} from client id ${ref.clientId} with ack=0\n` +
    `Topic and partition to exceptions: ${summary.join(', ')}`;
  kafkaLog(turn, 'server', 'INFO', text, 'kafka.server.KafkaApis');
  turn.effects.push({ type: 'close', connection: ref.connection });
  ownState(turn).sockets = mapDelete(turn.state.sockets, String(ref.connection));
}

function byTopic(results: readonly PartitionAppendResult[]): readonly TopicProduceResponse[] {
  if (results.length === 1) {
    return [{ name: results[0]!.topic, partitionResponses: [partitionResponse(results[0]!)] }];
  }
  const topics = new Map<string, PartitionProduceResponse[]>();
  for (const result of results) {
    const responses = topics.get(result.topic);
    if (responses === undefined) topics.set(result.topic, [partitionResponse(result)]);
    else responses.push(partitionResponse(result));
  }
  return [...topics].map(([name, partitionResponses]) => ({ name, partitionResponses }));
}

function partitionResponse(result: PartitionAppendResult): PartitionProduceResponse {
  return {
    index: result.partition,
    errorCode: result.error,
    baseOffset: result.baseOffset,
    logAppendTimeMs: result.logAppendTimeMs,
    logStartOffset: result.logStartOffset,
    recordErrors: result.recordErrors.map(({ index, message }) => ({
      batchIndex: index,
      batchIndexErrorMessage: message,
    })),
    errorMessage: result.errorMessage,
  };
}
