/**
 * A request that cannot be carried out, thrown where upstream throws an ApiException.
 *
 * Mirrors: org.apache.kafka.common.requests.ApiError, 2.8.0.
 */
import type { ErrorName } from './errors.ts';

export class ApiFailure extends Error {
  readonly error: ErrorName;
  constructor(error: ErrorName, message: string) {
    super(message);
    this.error = error;
  }
}
