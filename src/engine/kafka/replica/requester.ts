/**
 * Who waits for what: the same shapes as in server/broker-state.ts, which itself imports this folder's state.
 *
 * Mirrors: kafka.network.RequestChannel.Request, ProduceResponse.PartitionResponse, 2.8.0.
 */
import type { ErrorName } from '../protocol/errors.ts';

/** A RequestRef. */
export interface Requester {
  readonly connection: number;
  readonly correlationId: number;
  readonly apiVersion: number;
  readonly clientId: string;
  readonly clientHost: string;
}

/** An AppendContinuation. */
export interface AppendThen {
  readonly to: 'produce' | 'groups' | 'transactions' | 'markers';
  readonly data: unknown;
}

/** A PartitionAppendResult. */
export interface AppendResult {
  readonly topic: string;
  readonly partition: number;
  readonly error: ErrorName;
  readonly errorMessage: string | null;
  readonly recordErrors: readonly { readonly index: number; readonly message: string | null }[];
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
}
