/**
 * What a partition remembers of its idempotent and transactional producers.
 *
 * Mirrors: the fields of kafka.log.ProducerStateManager, ProducerStateEntry, BatchMetadata and
 * TxnMetadata, 2.8.0.
 * Read next: producer-append.ts (what an append may do), producer-state-manager.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';

export interface ProducersState {
  /** By producer id. */
  readonly entries: PersistentMap<ProducerStateEntry>;
  /** Transactions that are open, by their first offset. */
  readonly ongoingTxns: readonly TxnMetadata[];
  /** Transactions that are decided, with markers above the high watermark, by their first offset. */
  readonly unreplicatedTxns: readonly TxnMetadata[];
  /** The offset that the last snapshot was taken at or loaded from. */
  readonly lastSnapOffset: number;
  /** Offsets of the snapshots on the disk, ascending. */
  readonly snapshots: readonly number[];
}

export interface ProducerStateEntry {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly coordinatorEpoch: number;
  readonly lastTimestamp: number;
  readonly currentTxnFirstOffset: number | null;
  /** The last five batches, oldest first. */
  readonly batches: readonly BatchMetadata[];
}

export interface BatchMetadata {
  readonly lastSeq: number;
  readonly lastOffset: number;
  readonly offsetDelta: number;
  readonly timestamp: number;
}

export interface TxnMetadata {
  readonly producerId: number;
  readonly firstOffset: number;
  /** null: it is open. */
  readonly lastOffset: number | null;
}

export interface CompletedTxn {
  readonly producerId: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
  readonly isAborted: boolean;
}

export const NO_PRODUCERS: ProducersState = {
  entries: { size: 0, root: null },
  ongoingTxns: [],
  unreplicatedTxns: [],
  lastSnapOffset: 0,
  snapshots: [],
};
