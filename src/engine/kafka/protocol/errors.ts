/**
 * The error codes that travel in responses.
 *
 * Mirrors: org.apache.kafka.common.protocol.Errors, 2.8.0.
 * Read next: older-errors.ts, newer-errors.ts.
 */
import { NEWER_ERRORS } from './newer-errors.ts';
import { OLDER_ERRORS } from './older-errors.ts';

export const ERRORS = { ...OLDER_ERRORS, ...NEWER_ERRORS } as const;

/** Upstream's constant: `NONE`, `NOT_LEADER_OR_FOLLOWER` … */
export type ErrorName = keyof typeof ERRORS;

/** The exception as Java prints it with a message of its own, or with the default one. */
export function exceptionText(error: ErrorName, message?: string | null): string {
  const { exception, message: usual } = ERRORS[error];
  return `${exceptionClass(exception)}: ${message ?? usual}`;
}

/** The full name of an exception's class. */
export function exceptionClass(exception: string): string {
  return `org.apache.kafka.common.errors.${exception}`;
}
