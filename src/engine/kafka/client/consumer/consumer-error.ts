/**
 * What a consumer throws, as data and, within a step, as an exception.
 *
 * Mirrors: org.apache.kafka.common.errors, org.apache.kafka.clients.consumer's exceptions, 2.8.0.
 */
import type { ErrorName } from '../../protocol/errors.ts';
import { ERRORS, exceptionClass } from '../../protocol/errors.ts';

/** Plain data. */
export interface Failure {
  /** In full: `org.apache.kafka.common.errors.WakeupException`. */
  readonly exception: string;
  /** Empty: Java's is null. */
  readonly message: string;
  /** The protocol's error behind it, if there is one. */
  readonly error: ErrorName | null;
  /** It is a RetriableException. */
  readonly isRetriable: boolean;
}

/** Thrown within a step; never leaves it but from the calls that upstream's would throw from at once. */
export class ConsumerError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Errors.exception(message). */
export function protocolFailure(error: ErrorName, message?: string): Failure {
  const { exception, message: usual, isRetriable } = ERRORS[error];
  return { exception: exceptionClass(exception), message: message ?? usual, error, isRetriable };
}

/** An exception of the client library that has no error of the protocol behind it. */
export function failure(exception: string, message: string, isRetriable = false): Failure {
  return { exception, message, error: null, isRetriable };
}

export function illegalState(message: string): ConsumerError {
  return new ConsumerError(failure('java.lang.IllegalStateException', message));
}

export function illegalArgument(message: string): ConsumerError {
  return new ConsumerError(failure('java.lang.IllegalArgumentException', message));
}

export function kafkaFailure(message: string): Failure {
  return failure('org.apache.kafka.common.KafkaException', message);
}

export function timeoutError(message: string): ConsumerError {
  return new ConsumerError(
    failure('org.apache.kafka.common.errors.TimeoutException', message, true),
  );
}

/** DisconnectException.INSTANCE. */
export const DISCONNECTED: Failure = failure(
  'org.apache.kafka.common.errors.DisconnectException',
  '',
  true,
);

/** RequestFuture.noBrokersAvailable. */
export const NO_BROKERS: Failure = failure(
  'org.apache.kafka.clients.consumer.internals.NoAvailableBrokersException',
  '',
  true,
);

/** RequestFuture.coordinatorNotAvailable. */
export const COORDINATOR_NOT_AVAILABLE: Failure = protocolFailure('COORDINATOR_NOT_AVAILABLE');

export const WAKEUP: Failure = failure('org.apache.kafka.common.errors.WakeupException', '');

/** GroupAuthorizationException.forGroupId. */
export function groupUnauthorized(groupId: string): Failure {
  const message = `Not authorized to access group: ${groupId}`;
  return protocolFailure('GROUP_AUTHORIZATION_FAILED', message);
}

export function topicsUnauthorized(topics: readonly string[]): Failure {
  const message = `Not authorized to access topics: [${topics.join(', ')}]`;
  return protocolFailure('TOPIC_AUTHORIZATION_FAILED', message);
}

export const COMMIT_FAILED_MESSAGE =
  'Commit cannot be completed since the group has already rebalanced and assigned the partitions to ' +
  'another member. This means that the time between subsequent calls to poll() was longer than the ' +
  'configured max.poll.interval.ms, which typically implies that the poll loop is spending too much ' +
  'time message processing. You can address this either by increasing max.poll.interval.ms or by ' +
  'reducing the maximum size of batches returned in poll() with max.poll.records.';

export function commitFailed(message: string = COMMIT_FAILED_MESSAGE): Failure {
  return failure('org.apache.kafka.clients.consumer.CommitFailedException', message);
}

/** Throwable.toString. */
export function failureText({ exception, message }: Failure): string {
  return message === '' ? exception : `${exception}: ${message}`;
}
