/**
 * A log from its start to its end, as a coordinator reads it when it begins to lead the partition.
 *
 * Mirrors: the loops of GroupMetadataManager.doLoadGroupsAndOffsets and
 * TransactionStateManager.loadTransactionMetadata, 2.8.0.
 */
import type { RecordBatch } from '../protocol/record-batch.ts';
import { nextOffset } from '../protocol/record-batch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { readLog } from './log.ts';
import type { LogState } from './log-state.ts';

/** `maxBytes`: the size of the buffer that is read into at a time. */
export function* batchesOf(
  turn: BrokerTurn,
  log: LogState,
  maxBytes: number,
): Generator<RecordBatch, void> {
  for (let at = log.logStartOffset; at < log.logEndOffset;) {
    const { records } = readLog(turn, log, {
      startOffset: at,
      maxBytes,
      maxOffset: log.logEndOffset,
      minOneMessage: true,
      isReadCommitted: false,
    });
    if (records.length === 0) return;
    for (const batch of records) {
      yield batch;
      at = nextOffset(batch);
    }
  }
}
