/**
 * The real bytes of a batch, for who prints its checksum or looks at a file's bytes.
 *
 * Mirrors: org.apache.kafka.common.record.DefaultRecordBatch.writeHeader, 2.8.0.
 * Read next: record-body.ts, compression/compress.ts.
 */
import type { Bytes8 } from './byte-writer.ts';
import { pushAll, pushInt16, pushInt32, pushInt64, pushInt8 } from './byte-writer.ts';
import { compress } from './compression/compress.ts';
import { crc32c } from './crc32c.ts';
import type { CompressionType, RecordBatch } from './record-batch.ts';
import { recordsBytes } from './record-body.ts';

const MAGIC = 2;
/** Where the checksum stands, and from where on it counts. */
const CRC_AT = 17;
const ATTRIBUTES_AT = 21;
/** Base offset and length come before what the length counts. */
const LOG_OVERHEAD_BYTES = 12;

const COMPRESSION_IDS: Readonly<Record<CompressionType, number>> = {
  none: 0,
  gzip: 1,
  snappy: 2,
  lz4: 3,
  zstd: 4,
};

/** All bytes of a batch, as many as `bytes` says. */
export function batchBytes(batch: RecordBatch): Uint8Array {
  const records = recordsBytes(batch.records);
  const body = batch.compression === 'none' ? records : compress(records, batch.compression);
  const bytes: Bytes8 = [];
  pushInt64(bytes, batch.baseOffset);
  pushInt32(bytes, 61 - LOG_OVERHEAD_BYTES + body.length);
  pushInt32(bytes, batch.partitionLeaderEpoch);
  pushInt8(bytes, MAGIC);
  pushInt32(bytes, 0);
  pushInt16(bytes, attributes(batch));
  pushInt32(bytes, batch.lastOffsetDelta);
  pushInt64(bytes, batch.firstTimestamp);
  pushInt64(bytes, batch.maxTimestamp);
  pushInt64(bytes, batch.producerId);
  pushInt16(bytes, batch.producerEpoch);
  pushInt32(bytes, batch.baseSequence);
  pushInt32(bytes, batch.records.length);
  pushAll(bytes, body);
  const result = Uint8Array.from(bytes);
  const crc: Bytes8 = [];
  pushInt32(crc, crc32c(result, ATTRIBUTES_AT));
  result.set(crc, CRC_AT);
  return result;
}

/** The checksum that stands in a batch: an unsigned number of 32 bits. */
export function batchCrc(batch: RecordBatch): number {
  return crc32c(batchBytes(batch), ATTRIBUTES_AT);
}

function attributes(batch: RecordBatch): number {
  let value = COMPRESSION_IDS[batch.compression];
  if (batch.timestampType === 'LogAppendTime') value |= 0x08;
  if (batch.isTransactional) value |= 0x10;
  return batch.isControl ? value | 0x20 : value;
}
