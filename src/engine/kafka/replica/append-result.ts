/**
 * What becomes of an append: the same shapes as in server/broker-state.ts, which itself imports this
 * folder's state.
 *
 * Mirrors: ProduceResponse.PartitionResponse and the callbacks of ReplicaManager.appendRecords, 2.8.0.
 */
import type { ErrorName } from '../protocol/errors.ts';

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
