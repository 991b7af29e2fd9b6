/**
 * Records as bytes, before they are compressed.
 *
 * Mirrors: org.apache.kafka.common.record.DefaultRecord.writeTo, 2.8.0.
 * Read next: internal-record-bytes.ts.
 */
import type { Bytes8 } from './byte-writer.ts';
import { pushInt8, pushText, pushVarBytes } from './byte-writer.ts';
import { internalBytes } from './internal-record-bytes.ts';
import type { Bytes, KafkaRecord } from './record-batch.ts';
import { pushVarint } from './varint.ts';

/** The records one behind the other, not compressed. */
export function recordsBytes(records: readonly KafkaRecord[]): Uint8Array {
  const bytes: Bytes8 = [];
  for (const record of records) pushVarBytes(bytes, recordBody(record));
  return Uint8Array.from(bytes);
}

function recordBody(record: KafkaRecord): readonly number[] {
  const bytes: Bytes8 = [];
  pushInt8(bytes, 0);
  pushVarint(bytes, record.timestampDelta);
  pushVarint(bytes, record.offsetDelta);
  pushVarBytes(bytes, partBytes(record.key));
  pushVarBytes(bytes, partBytes(record.value));
  pushVarint(bytes, record.headers.length);
  for (const { key, value } of record.headers) {
    pushVarBytes(bytes, partBytes(key));
    pushVarBytes(bytes, partBytes(value));
  }
  return bytes;
}

function partBytes(part: Bytes | null): readonly number[] | null {
  if (part === null) return null;
  if (typeof part !== 'string') return internalBytes(part);
  const bytes: Bytes8 = [];
  pushText(bytes, part);
  return bytes;
}
