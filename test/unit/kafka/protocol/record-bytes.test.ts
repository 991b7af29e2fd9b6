/** Batches as upstream's own classes write them, byte for byte; recorded from kafka-clients 2.8.0. */
import { describe, expect, test } from 'vitest';
import type {
  CompressionType,
  RecordBatch,
} from '../../../../src/engine/kafka/protocol/record-batch.ts';
import { batchBytes, batchCrc } from '../../../../src/engine/kafka/protocol/record-bytes.ts';
import type { NewRecord } from '../../../../src/engine/kafka/protocol/record-size.ts';
import { controlBatch, makeBatch } from '../../../../src/engine/kafka/protocol/record-size.ts';
import recorded from './record-vectors.json';

/** Too long to be kept: made by the same rule as when they were recorded. */
const LONG_SETS: Readonly<Record<string, readonly NewRecord[]>> = {
  'long value': [{ timestamp: 1600000000000, key: 'big', value: 'y'.repeat(20000) }],
  'long run': [{ timestamp: 1600000000000, key: 'big', value: 'y'.repeat(20000) }],
  large: Array.from({ length: 400 }, (_, i) => {
    const text = 'lorem ipsum dolor sit amet consectetur '.repeat(1 + (i % 9));
    const value = `line ${i} ${text}${(i * 7919) % 10007}`;
    return { timestamp: 1600000300000 + i, key: `key${i}`, value };
  }),
};

const SETS: Readonly<Record<string, readonly NewRecord[]>> = { ...recorded.sets, ...LONG_SETS };

function batchOf(vector: (typeof recorded.vectors)[number]): RecordBatch {
  const compression = vector.compression as CompressionType;
  if (vector.name.startsWith('marker')) {
    const controlType = vector.name.endsWith('ABORT') ? 'ABORT' : 'COMMIT';
    const at = { timestamp: 1600000000000, producerId: 9, producerEpoch: 2, coordinatorEpoch: 5 };
    return { ...controlBatch({ ...at, controlType }), baseOffset: 12, partitionLeaderEpoch: 3 };
  }
  const batch = makeBatch(SETS[vector.name]!, { ...vector, compression });
  if (vector.timestampType === 'CreateTime') return batch;
  return { ...batch, timestampType: 'LogAppendTime', maxTimestamp: 1700000000123 };
}

describe('a batch is as long as upstream makes it, and has its bytes and its checksum', () => {
  test.each(recorded.vectors)('$name, $compression', (vector) => {
    const batch = batchOf(vector);
    expect(batch.bytes).toBe(vector.bytes);
    const bytes = batchBytes(batch);
    expect(bytes.length).toBe(vector.bytes);
    expect(batchCrc(batch)).toBe(vector.crc);
    const { hex } = vector as { hex?: string };
    if (hex !== undefined) expect(Buffer.from(bytes).toString('hex')).toBe(hex);
  });
});
