/**
 * Telling brokers something outside of a change of state.
 *
 * Mirrors: KafkaController.sendUpdateMetadataRequest and the like, 2.8.0.
 */
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { IllegalStateException } from './exceptions.ts';
import type { RequestBatch } from './request-batch.ts';
import { addUpdateMetadata, newBatch, sendBatch } from './request-batch.ts';
import { handleIllegalState } from './resignation.ts';

/** Sends what is put into the batch; a request that cannot be made costs the role. */
export function* sendOrResign(run: ControllerRun, fill: (batch: RequestBatch) => void): Work<void> {
  try {
    const batch = newBatch();
    fill(batch);
    sendBatch(run, batch);
  } catch (error) {
    if (!(error instanceof IllegalStateException)) throw error;
    yield* handleIllegalState(run, error);
  }
}

/** Who is alive, and how these partitions stand. */
export function* sendUpdateMetadata(
  run: ControllerRun,
  brokerIds: readonly number[],
  partitions: readonly TopicPartition[],
): Work<void> {
  yield* sendOrResign(run, (batch) => addUpdateMetadata(run, batch, brokerIds, partitions));
}

/** The same to all that are registered. */
export function* sendUpdateMetadataToAll(
  run: ControllerRun,
  partitions: readonly TopicPartition[] = [],
): Work<void> {
  yield* sendUpdateMetadata(run, run.context.brokerOrder, partitions);
}
