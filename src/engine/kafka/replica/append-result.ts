/**
 * What becomes of an append.
 *
 * Mirrors: ProduceResponse.PartitionResponse and the callbacks of ReplicaManager.appendRecords, 2.8.0.
 */
import type { ErrorName } from '../protocol/errors.ts';

/** Who goes on when an append is acknowledged as it was asked. `data` is the owner's own. */
export interface AppendContinuation {
  readonly to: 'produce' | 'groups' | 'transactions' | 'markers';
  readonly data: unknown;
}

export interface PartitionAppendResult {
  readonly topic: string;
  readonly partition: number;
  readonly error: ErrorName;
  readonly errorMessage: string | null;
  readonly recordErrors: readonly { readonly index: number; readonly message: string | null }[];
  /** -1 when it failed. */
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** -1 with CreateTime. */
  readonly logAppendTimeMs: number;
  readonly logStartOffset: number;
}
