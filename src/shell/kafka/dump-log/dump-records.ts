/**
 * A `.log` file as kafka-dump-log.sh prints it.
 *
 * Mirrors: DumpLogSegments.dumpLog, printBatchLevel and its parsers, 2.8.0; 2.2 has other lines.
 * Departs: the bytes of a batch are always whole.
 */
import type {
  Bytes,
  KafkaRecord,
  LogFileView,
  PlacedBatch,
  RecordBatch,
} from '../../../engine/kafka/index.ts';
import { batchCrc, bytesLength, lastOffset, recordTimestamp } from '../../../engine/kafka/index.ts';
import type { Frames } from '../java/exception.ts';
import { inFrames } from '../java/exception.ts';
import { FOREACH } from '../java/scala-frames.ts';
import { decodeOffsets, decodeTransaction } from '../records/internal-records.ts';
import { textOfBytes } from '../records/text-bytes.ts';
import type { CommandLine } from '../tool/command-line.ts';
import type { ToolOutput } from '../tool/tool.ts';
import { OPTIONS, isDeep, printsData } from './options.ts';

/** Two offsets of which the second should follow the first at once. */
export type OffsetPair = readonly [first: number, second: number];

const TOOL = 'kafka.tools.DumpLogSegments$';
const PARSED: Frames = [
  `${TOOL}.$anonfun$dumpLog$2(DumpLogSegments.scala:298)`,
  `${TOOL}.$anonfun$dumpLog$2$adapted(DumpLogSegments.scala:261)`,
  ...FOREACH,
  `${TOOL}.$anonfun$dumpLog$1(DumpLogSegments.scala:261)`,
  `${TOOL}.$anonfun$dumpLog$1$adapted(DumpLogSegments.scala:258)`,
  ...FOREACH,
  `${TOOL}.dumpLog(DumpLogSegments.scala:258)`,
];

export interface DumpOptions {
  readonly command: CommandLine;
  readonly output: ToolOutput;
  readonly isOld: boolean;
}

/** Gives the pairs of offsets that do not follow each other. */
export function dumpRecords(
  { batches, trailingBytes }: LogFileView,
  fileName: string,
  options: DumpOptions,
): readonly OffsetPair[] {
  const { command, output, isOld } = options;
  const gaps: OffsetPair[] = [];
  let last = -1;
  for (const placed of batches) {
    output.out(batchLine(placed, isOld));
    if (!isDeep(command)) continue;
    for (const record of placed.batch.records) {
      const offset = placed.batch.baseOffset + record.offsetDelta;
      if (last !== -1 && offset !== last + 1) gaps.unshift([last, offset]);
      last = offset;
      dumpRecord(placed, record, options);
    }
  }
  if (trailingBytes > 0) {
    output.out(`Found ${trailingBytes} invalid bytes at the end of ${fileName}\n`);
  }
  return gaps;
}

const SEQUENCES = 2 ** 31;

/** DefaultRecordBatch.incrementSequence. */
function sequenceOf({ baseSequence }: RecordBatch, delta: number): number {
  return baseSequence === -1 ? -1 : (baseSequence + delta) % SEQUENCES;
}

function codec({ compression }: RecordBatch): string {
  return compression.toUpperCase();
}

function batchLine({ batch, position }: PlacedBatch, isOld: boolean): string {
  const count = `count: ${batch.records.length} `;
  const control = ` isControl: ${batch.isControl}`;
  return (
    `baseOffset: ${batch.baseOffset} lastOffset: ${lastOffset(batch)} ${count}` +
    `baseSequence: ${batch.baseSequence} lastSequence: ${sequenceOf(batch, batch.lastOffsetDelta)} ` +
    `producerId: ${batch.producerId} producerEpoch: ${batch.producerEpoch} ` +
    `partitionLeaderEpoch: ${batch.partitionLeaderEpoch} isTransactional: ${batch.isTransactional}${control} ` +
    `position: ${position} ${batch.timestampType}: ${batch.maxTimestamp}` +
    (isOld
      ? ` isvalid: true size: ${batch.bytes} magic: 2 compresscodec: ${codec(batch)} crc: ${batchCrc(batch)}\n`
      : ` size: ${batch.bytes} magic: 2 compresscodec: ${codec(batch)} crc: ${batchCrc(batch)} isvalid: true\n`)
  );
}

function dumpRecord(
  placed: PlacedBatch,
  record: KafkaRecord,
  { command, output, isOld }: DumpOptions,
): void {
  const { batch } = placed;
  let prefix = '| ';
  if (isOld || !command.has(OPTIONS.skipRecordMetadata)) {
    output.out(isOld ? oldRecordText(batch, record) : recordText(placed, record));
    if (batch.isControl) output.out(controlText(record));
    prefix = ' ';
  }
  if (printsData(command) && !batch.isControl) {
    const { key, payload } = inFrames(PARSED, () => parse(command, record));
    if (key !== null) {
      output.out(`${prefix}key: ${key}`);
    }
    if (payload !== null) output.out(` payload: ${payload}`);
  }
  output.out('\n');
}

function sizeOf(part: Bytes | null): number {
  return part === null ? -1 : bytesLength(part);
}

function recordText({ batch, position }: PlacedBatch, record: KafkaRecord): string {
  const { offsetDelta, key, value } = record;
  return (
    `| offset: ${batch.baseOffset + offsetDelta} isValid: true crc: null` +
    ` keySize: ${sizeOf(key)} valueSize: ${sizeOf(value)} ${batch.timestampType}: ${recordTimestamp(batch, record)}` +
    ` baseOffset: ${batch.baseOffset} lastOffset: ${lastOffset(batch)} baseSequence: ${batch.baseSequence}` +
    ` lastSequence: ${sequenceOf(batch, batch.lastOffsetDelta)} producerEpoch: ${batch.producerEpoch} partitionLeaderEpoch: ${batch.partitionLeaderEpoch}` +
    ` batchSize: ${batch.bytes} magic: 2 compressType: ${codec(batch)} position: ${position}${sequenceText(batch, record)}`
  );
}

function oldRecordText(batch: RecordBatch, record: KafkaRecord): string {
  const { offsetDelta, key, value } = record;
  return (
    `| offset: ${batch.baseOffset + offsetDelta} ${batch.timestampType}: ${recordTimestamp(batch, record)} ` +
    `keysize: ${sizeOf(key)} valuesize: ${sizeOf(value)}${sequenceText(batch, record)}`
  );
}

function sequenceText(batch: RecordBatch, { offsetDelta, headers }: KafkaRecord): string {
  const keys = headers.map(({ key }) => key).join(',');
  return ` sequence: ${sequenceOf(batch, offsetDelta)} headerKeys: [${keys}]`;
}

function controlText({ key, value }: KafkaRecord): string {
  if (key === null || typeof key === 'string' || key.kind !== 'ControlRecordKey') return '';
  const epoch =
    value !== null && typeof value !== 'string' && value.kind === 'EndTransactionMarker'
      ? value.coordinatorEpoch
      : -1;
  return ` endTxnMarker: ${key.controlType} coordinatorEpoch: ${epoch}`;
}

function parse(
  command: CommandLine,
  { key, value }: KafkaRecord,
): { readonly key: string | null; readonly payload: string | null } {
  const parser = (name: string): Frames => [
    `${TOOL}${name}MessageParser.parse(DumpLogSegments.scala:${name === 'Offsets' ? 387 : 393})`,
  ];
  if (command.has(OPTIONS.offsets)) {
    return inFrames(parser('Offsets'), () => decodeOffsets(key, value));
  }
  if (command.has(OPTIONS.transactionLog)) {
    return inFrames(parser('TransactionLog'), () => decodeTransaction(key, value));
  }
  return {
    key: key === null ? null : textOfBytes(key),
    payload: value === null ? null : textOfBytes(value),
  };
}
