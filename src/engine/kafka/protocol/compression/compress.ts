/**
 * What each codec makes of bytes.
 *
 * Mirrors: org.apache.kafka.common.record.CompressionType.wrapForOutput, 2.8.0.
 * Read next: gzip.ts, snappy.ts, lz4.ts, zstd.ts.
 */
import type { CompressionType } from '../record-batch.ts';
import { gzip } from './gzip.ts';
import { lz4 } from './lz4.ts';
import { snappy } from './snappy.ts';
import { zstd } from './zstd.ts';

export function compress(
  bytes: Uint8Array,
  compression: Exclude<CompressionType, 'none'>,
): Uint8Array {
  switch (compression) {
    case 'gzip':
      return gzip(bytes);
    case 'snappy':
      return snappy(bytes);
    case 'lz4':
      return lz4(bytes);
    case 'zstd':
      return zstd(bytes);
  }
}
