/**
 * Why batches were not appended.
 *
 * Mirrors: the exceptions that kafka.log.Log.append throws, 2.8.0.
 */
import type { ErrorName } from '../protocol/errors.ts';

export interface RecordError {
  readonly index: number;
  readonly message: string | null;
}

/** Thrown inside this folder; the doors give it back as a value. */
export class AppendError extends Error {
  readonly error: ErrorName;
  readonly recordErrors: readonly RecordError[];

  constructor(error: ErrorName, message: string, recordErrors: readonly RecordError[] = []) {
    super(message);
    this.error = error;
    this.recordErrors = recordErrors;
  }
}
