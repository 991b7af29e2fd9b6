/**
 * What is thrown inside a routine of the controller, and how Java prints it.
 *
 * Mirrors: org.apache.kafka.common.errors.ControllerMovedException, kafka.common.StateChangeFailedException,
 * org.apache.zookeeper.KeeperException and others that the controller throws or catches, 2.8.0.
 */
import { ErrorCode, codeMessage, keeperExceptionMessage } from '../../zookeeper/client/index.ts';
import type { ErrorName } from '../protocol/errors.ts';
import { ERRORS, exceptionClass } from '../protocol/errors.ts';

/** An exception with the Java class that it stands for. */
export class JavaException extends Error {
  readonly className: string;

  constructor(className: string, message: string) {
    super(message);
    this.className = className;
  }
}

export class StateChangeFailedException extends JavaException {
  /** Where it was thrown, innermost first; none: not known. */
  readonly frames: readonly string[];

  constructor(message: string, frames: readonly string[] = []) {
    super('kafka.common.StateChangeFailedException', message);
    this.frames = frames;
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
    super(exceptionClass(ERRORS[error].exception), message);
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
  const { className, message } = javaOf(error);
  return message === '' ? className : `${className}: ${message}`;
}

/** As it stands in a log. */
export function stackTrace(error: unknown): string {
  const frames = error instanceof StateChangeFailedException ? error.frames : [];
  return [throwableText(error), ...frames.map((frame) => `\tat ${frame}`)].join('\n');
}

function javaOf(error: unknown): { readonly className: string; readonly message: string } {
  if (!(error instanceof Error))
    return { className: 'java.lang.Throwable', message: String(error) };
  const { className } = error as Error & { readonly className?: string };
  return { className: className ?? `java.lang.${error.name}`, message: error.message };
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
