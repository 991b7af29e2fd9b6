/**
 * What is thrown inside a routine of the controller, and how Java prints it.
 *
 * Mirrors: org.apache.kafka.common.errors.ControllerMovedException, kafka.common.StateChangeFailedException,
 * org.apache.zookeeper.KeeperException and others that the controller throws or catches, 2.8.0.
 */
import { ErrorCode, codeMessage, keeperExceptionMessage } from '../../zookeeper/client/index.ts';
import type { Frames } from '../../java/exception.ts';
import { JavaException } from '../../java/exception.ts';
import type { ErrorName } from '../protocol/errors.ts';
import { ERRORS, exceptionClass } from '../protocol/errors.ts';

export class StateChangeFailedException extends JavaException {
  constructor(message: string, frames: Frames = []) {
    super('kafka.common.StateChangeFailedException', message, { frames });
  }
}

export class IllegalStateException extends JavaException {
  constructor(message: string) {
    super('java.lang.IllegalStateException', message);
  }
}

/** One of org.apache.kafka.common.errors that has an error code. */
export class ApiException extends JavaException {
  readonly error: ErrorName;

  constructor(error: ErrorName, message: string) {
    super(exceptionClass(ERRORS[error].exception), message === '' ? null : message);
    this.error = error;
  }
}

/** Another controller has been elected: whoever meets this gives up being one. */
export class ControllerMovedException extends ApiException {
  constructor(message: string) {
    super('STALE_CONTROLLER_EPOCH', message);
  }
}

/** ZooKeeper refused a request. */
export class KeeperException extends JavaException {
  readonly code: number;

  constructor(code: number, path: string | null = null) {
    super(keeperClass(code), keeperExceptionMessage(code, path));
    this.code = code;
  }
}

const KEEPER_NAMES: Readonly<Record<number, string>> = {
  [ErrorCode.NOTEMPTY]: 'NotEmpty',
  [ErrorCode.SESSIONEXPIRED]: 'SessionExpired',
  [ErrorCode.SESSIONMOVED]: 'SessionMoved',
};

function keeperClass(code: number): string {
  return `org.apache.zookeeper.KeeperException$${KEEPER_NAMES[code] ?? codeMessage(code)}Exception`;
}

/** `java.lang.IllegalStateException: text`, as the first line of a stack trace. */
export function throwableText(error: unknown): string {
  return throwableOf(error).toString();
}

/** As it stands in a log. */
export function stackTrace(error: unknown): string {
  return throwableOf(error).trace;
}

function throwableOf(error: unknown): JavaException {
  if (error instanceof JavaException) return error;
  if (!(error instanceof Error)) return new JavaException('java.lang.Throwable', String(error));
  const { className = `java.lang.${error.name}`, message } = error as Error & {
    readonly className?: string;
  };
  return new JavaException(className, message === '' ? null : message);
}

/** ApiError.fromThrowable: what a client is told. */
export function errorOf(error: unknown): {
  readonly error: ErrorName;
  readonly message: string | null;
} {
  if (error instanceof ApiException) {
    const isUsual = ERRORS[error.error].message === error.message;
    return { error: error.error, message: isUsual ? null : error.message };
  }
  return { error: 'UNKNOWN_SERVER_ERROR', message: null };
}
