/**
 * How long records are once a producer has compressed them.
 *
 * Mirrors: what org.apache.kafka.common.record.MemoryRecordsBuilder.close comes to, 2.8.0.
 * Read next: compression/compress.ts.
 */
import { compress } from './compression/compress.ts';
import type { CompressionType, KafkaRecord } from './record-batch.ts';
import { recordsBytes } from './record-body.ts';

/** Length of the compressed records, without the batch's header. */
export function compressedBytes(
  records: readonly KafkaRecord[],
  compression: Exclude<CompressionType, 'none'>,
): number {
  return compress(recordsBytes(records), compression).length;
}
