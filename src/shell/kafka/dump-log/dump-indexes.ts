/**
 * Indexes, transactions and producers of a segment as kafka-dump-log.sh prints and checks them.
 *
 * Mirrors: DumpLogSegments.dumpIndex, dumpTimeIndex, dumpTxnIndex, dumpProducerIdSnapshot, 2.8.0.
 * Departs: an index that another entry would be looked up in is read from its first batch on.
 */
import type {
  AbortedTxn,
  IndexView,
  LogFileView,
  PlacedBatch,
  ProducerStateEntry,
} from '../../../engine/kafka/index.ts';
import { lastOffset, recordTimestamp } from '../../../engine/kafka/index.ts';
import { JavaException } from '../java/exception.ts';
import type { CommandLine } from '../tool/command-line.ts';
import type { ToolOutput } from '../tool/tool.ts';
import { OPTIONS } from './options.ts';

/** What an index is checked with. */
export interface IndexDump<Entry> {
  /** As it was named. */
  readonly path: string;
  readonly baseOffset: number;
  readonly index: IndexView<Entry>;
  readonly log: LogFileView;
  readonly command: CommandLine;
  readonly output: ToolOutput;
}

/** Two numbers that do not fit: that of the index first. */
export type Mismatch = readonly [indexed: number, found: number];

/**
 * Entries up to the first empty one. Behind those that were written an index under append is full of
 * zeros; where none was written, the first of these is taken for one.
 */
function entriesOf<Entry>({ index }: IndexDump<Entry>, empty: Entry): readonly Entry[] {
  const { entries, entryCount } = index;
  return entries.length === 0 && entryCount > 0 ? [empty] : entries;
}

type OffsetEntry = { readonly offset: number; readonly position: number };

/** Gives mismatches, the last one first. */
export function dumpOffsetIndex(dump: IndexDump<OffsetEntry>): readonly Mismatch[] {
  const { path, baseOffset, log, command, output } = dump;
  if (dump.index.entryCount === 0) {
    output.out(`${path} is empty.\n`);
    return [];
  }
  if (command.has(OPTIONS.indexSanity)) {
    output.out(`${path} passed sanity check.\n`);
    return [];
  }
  const mismatches: Mismatch[] = [];
  for (const { offset, position } of entriesOf(dump, { offset: baseOffset, position: 0 })) {
    const batch = log.batches.find((placed) => placed.position >= position);
    if (batch === undefined) throw new JavaException('java.util.NoSuchElementException', null);
    const found = lastOffset(batch.batch);
    if (found !== offset) mismatches.unshift([offset, found]);
    if (!command.has(OPTIONS.verify)) output.out(`offset: ${offset} position: ${position}\n`);
  }
  return mismatches;
}

type TimeEntry = { readonly timestamp: number; readonly offset: number };

/** TimeIndexDumpErrors of a file. */
export interface TimeIndexErrors {
  readonly mismatches: readonly Mismatch[];
  readonly outOfOrder: readonly Mismatch[];
  readonly notFound: readonly Mismatch[];
}

export function dumpTimeIndex(dump: IndexDump<TimeEntry>): TimeIndexErrors {
  const { baseOffset, log, command, output } = dump;
  const mismatches: Mismatch[] = [];
  const outOfOrder: Mismatch[] = [];
  const notFound: Mismatch[] = [];
  if (command.has(OPTIONS.indexSanity)) {
    checkTimeIndex(dump);
    return { mismatches, outOfOrder, notFound };
  }
  let previous = -1;
  for (const { timestamp, offset } of entriesOf(dump, { timestamp: 0, offset: baseOffset })) {
    const found = log.batches.find(({ batch }) => lastOffset(batch) >= offset);
    if (found === undefined) notFound.push([offset, -1]);
    else if (lastOffset(found.batch) !== offset) notFound.push([offset, lastOffset(found.batch)]);
    else {
      const latest = latestTimestamp(found);
      if (latest !== timestamp) mismatches.push([timestamp, latest]);
      if (previous >= timestamp) outOfOrder.push([timestamp, previous]);
    }
    if (!command.has(OPTIONS.verify)) {
      output.out(`timestamp: ${timestamp} offset: ${offset}\n`);
    }
    previous = timestamp;
  }
  return { mismatches, outOfOrder, notFound };
}

function latestTimestamp({ batch }: PlacedBatch): number {
  return Math.max(-1, ...batch.records.map((record) => recordTimestamp(batch, record)));
}

/** TimeIndex.sanityCheck: the zeros of an index under append are taken for its last entry. */
function checkTimeIndex({ path, index, output }: IndexDump<TimeEntry>): void {
  const { entries, entryCount } = index;
  const [first] = entries;
  if (first !== undefined && entryCount > entries.length && first.timestamp > 0) {
    const text = `Corrupt time index found, time index file (${path}) has non-zero size but the last timestamp is 0 which is less than the first timestamp ${first.timestamp}`;
    throw new JavaException('kafka.log.CorruptIndexException', text, {
      frames: ['kafka.log.TimeIndex.sanityCheck(TimeIndex.scala:214)'],
    });
  }
  output.out(`${path} passed sanity check.\n`);
}

export function dumpTransactions(transactions: readonly AbortedTxn[], output: ToolOutput): void {
  for (const { producerId, firstOffset, lastOffset: last, lastStableOffset } of transactions) {
    output.out(
      `version: 0 producerId: ${producerId} firstOffset: ${firstOffset} lastOffset: ${last} lastStableOffset: ${lastStableOffset}\n`,
    );
  }
}

export function dumpProducers(producers: readonly ProducerStateEntry[], output: ToolOutput): void {
  for (const { producerId, producerEpoch, coordinatorEpoch, ...rest } of producers) {
    const { currentTxnFirstOffset: first } = rest;
    const [batch] = rest.batches;
    const metadata =
      batch === undefined
        ? ''
        : `firstSequence: ${batch.lastSeq - batch.offsetDelta} lastSequence: ${batch.lastSeq} ` +
          `lastOffset: ${batch.lastOffset} offsetDelta: ${batch.offsetDelta} timestamp: ${batch.timestamp}`;
    output.out(
      `producerId: ${producerId} producerEpoch: ${producerEpoch} coordinatorEpoch: ${coordinatorEpoch} ` +
        `currentTxnFirstOffset: ${first === null ? 'None' : `Some(${first})`} ${metadata}\n`,
    );
  }
}
