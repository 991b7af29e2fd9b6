/**
 * What an error code stands for.
 *
 * Mirrors: org.apache.kafka.common.protocol.Errors, 2.8.0.
 * Read next: errors.ts.
 */

/** One constant of Errors. `exception` is the class in org.apache.kafka.common.errors. */
export interface KafkaError {
  readonly code: number;
  readonly exception: string;
  readonly message: string;
  readonly isRetriable: boolean;
}

export function fatal(code: number, exception: string, message: string): KafkaError {
  return { code, exception, message, isRetriable: false };
}

export function retriable(code: number, exception: string, message: string): KafkaError {
  return { code, exception, message, isRetriable: true };
}
