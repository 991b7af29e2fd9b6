/**
 * How long records are once a producer has compressed them.
 *
 * Mirrors: CompressionType (the codecs of gzip, snappy, lz4, zstd), 2.8.0.
 */
import type { CompressionType, KafkaRecord } from './record-batch.ts';

/** Length of the compressed records, without the batch's header. */
export function compressedBytes(
  _records: readonly KafkaRecord[],
  _compression: CompressionType,
): number {
  throw new Error('unwritten');
}
