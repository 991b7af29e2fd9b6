/**
 * Exceptions of the client library as plain data, for outcomes and states; `Thrown` carries one out of
 * the functions that upstream's caller calls.
 *
 * Mirrors: org.apache.kafka.common.errors, KafkaException and what Java itself throws, 2.8.0.
 */
import { ConfigException } from '../config/config-def.ts';
import type { ErrorName } from '../protocol/errors.ts';
import { ERRORS } from '../protocol/errors.ts';
import type { ClientLogLine } from './network-state.ts';

/** An exception of the client library. */
export interface ClientException {
  /** In full: `org.apache.kafka.common.errors.TimeoutException`. */
  readonly exception: string;
  readonly message: string;
  /** The protocol's error behind it, if there is one. */
  readonly error: ErrorName | null;
  /** Behind `Caused by:`, if there is one. */
  readonly cause?: ClientException;
}

/** What a public function throws; its caller gets the exception as an outcome. */
export class Thrown extends Error {
  readonly exception: ClientException;

  constructor(exception: ClientException) {
    super(exception.message);
    this.exception = exception;
  }
}

/**
 * A client could not be made: upstream wraps what its constructor meets in a KafkaException (`text`),
 * whose cause is the ConfigException that this is.
 */
export class ConstructionException extends ConfigException {
  /** `Failed to construct kafka producer`. */
  readonly text: string;
  /** What was logged before. */
  readonly lines: readonly ClientLogLine[];

  constructor(text: string, cause: Error, lines: readonly ClientLogLine[]) {
    super(cause.message);
    this.text = text;
    this.lines = lines;
  }
}

const ERRORS_PACKAGE = 'org.apache.kafka.common.errors.';

/** Errors.exception: with the error's own text where the broker sent none. */
export function apiException(error: ErrorName, message: string | null = null): ClientException {
  const known = ERRORS[error];
  return {
    exception: ERRORS_PACKAGE + known.exception,
    message: message ?? known.message,
    error,
  };
}

/** One of org.apache.kafka.common.errors that no error of the protocol stands behind. */
export function errorsException(name: string, message: string): ClientException {
  return { exception: ERRORS_PACKAGE + name, message, error: null };
}

export function timeoutException(message: string): ClientException {
  return errorsException('TimeoutException', message);
}

export function kafkaException(message: string, cause?: ClientException): ClientException {
  const exception = 'org.apache.kafka.common.KafkaException';
  return cause === undefined
    ? { exception, message, error: null }
    : { exception, message, error: null, cause };
}

export function illegalState(message: string): ClientException {
  return { exception: 'java.lang.IllegalStateException', message, error: null };
}

export function illegalArgument(message: string): ClientException {
  return { exception: 'java.lang.IllegalArgumentException', message, error: null };
}

/** Throwable.toString. */
export function exceptionText({ exception, message }: ClientException): string {
  return `${exception}: ${message}`;
}
