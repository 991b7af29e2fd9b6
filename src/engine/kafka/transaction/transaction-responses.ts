/**
 * Answers to producers, in words that their version knows.
 *
 * Mirrors: the callbacks of kafka.server.KafkaApis (handleInitProducerIdRequest, handleEndTxnRequest), 2.8.0.
 */
import type { ErrorName } from '../protocol/errors.ts';
import type { EndTxnResponse, InitProducerIdResponse } from '../protocol/transactions.ts';
import type { BrokerTurn, RequestRef } from '../server/broker-state.ts';
import { respond } from '../server/respond.ts';

export function answerInit(
  turn: BrokerTurn,
  ref: RequestRef,
  producerId: number,
  producerEpoch: number,
): void {
  const type = 'InitProducerIdResponse';
  respond<InitProducerIdResponse>(turn, ref, {
    type,
    errorCode: 'NONE',
    producerId,
    producerEpoch,
  });
}

/** Clients before version 4 do not know PRODUCER_FENCED. */
export function refuseInit(turn: BrokerTurn, ref: RequestRef, error: ErrorName): void {
  respond<InitProducerIdResponse>(turn, ref, {
    type: 'InitProducerIdResponse',
    errorCode: knownError(error, ref.apiVersion < 4),
    producerId: -1,
    producerEpoch: -1,
  });
}

/** Clients before version 2 do not know PRODUCER_FENCED. */
export function answerEnd(turn: BrokerTurn, ref: RequestRef, error: ErrorName): void {
  const errorCode = knownError(error, ref.apiVersion < 2);
  respond<EndTxnResponse>(turn, ref, { type: 'EndTxnResponse', errorCode });
}

/** Older clients know only that their epoch is too old. */
export function knownError(error: ErrorName, isOld: boolean): ErrorName {
  return isOld && error === 'PRODUCER_FENCED' ? 'INVALID_PRODUCER_EPOCH' : error;
}
