/**
 * kafka-verifiable-consumer.sh: what a member of a group gets, and what happens to it.
 *
 * Mirrors: org.apache.kafka.tools.VerifiableConsumer, 2.8.0.
 * Read next: verifiable-options.ts, verifiable-events.ts.
 */
import type {
  ConsumerRecord,
  OffsetAndMetadata,
  TopicPartition,
} from '../../../engine/kafka/index.ts';
import { exceptionClass, partitionName } from '../../../engine/kafka/index.ts';
import type { Namespace } from '../argparse/arg-parser.ts';
import { parseArgs, printHelp } from '../argparse/arg-parser.ts';
import { pollFrames } from '../java/consumer-frames.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, within } from '../java/exception.ts';
import { textOfBytes } from '../records/text-bytes.ts';
import { openConsumer } from '../tool/constructors.ts';
import type {
  RebalanceEvent,
  Tool,
  ToolEnd,
  ToolInput,
  ToolOutput,
  ToolScript,
} from '../tool/tool.ts';
import { call, now } from '../tool/tool.ts';
import { printEvent } from './verifiable-events.ts';
import { VERIFIABLE_CONSUMER, configFile } from './verifiable-options.ts';

/** From poll to poll. */
interface Memory {
  /** Negative: without end. */
  readonly maxMessages: number;
  readonly useAutoCommit: boolean;
  readonly isVerbose: boolean;
  readonly consumedMessages: number;
}

type Offsets = readonly (TopicPartition & OffsetAndMetadata)[];

const CLASS = 'org.apache.kafka.tools.VerifiableConsumer';
const SOURCE = 'VerifiableConsumer.java';
const WAKEUP = exceptionClass('WakeupException');
const FENCED = exceptionClass('FencedInstanceIdException');

function mainFrames(line: number): Frames {
  return [`${CLASS}.main(${SOURCE}:${line})`];
}

export const verifiableConsumer: Tool<Memory> = {
  name: 'kafka-verifiable-consumer.sh',
  mainClass: CLASS,
  main,
  onSignal: 'wakeup',
  onRebalance: printRebalance,
};

function* main(input: ToolInput<Memory>, output: ToolOutput): ToolScript<ToolEnd<Memory>> {
  let memory = input.memory ?? (yield* open(input, output));
  try {
    if (!isFinished(memory)) memory = yield* round(memory, output);
    if (!isFinished(memory)) return { goOn: memory };
  } catch (error) {
    if (!(error instanceof JavaException)) throw error;
    if (error.exception !== WAKEUP) {
      error.passThrough(mainFrames(674));
      const text = 'Error during processing, terminating consumer process: ';
      output.log('ERROR', text, CLASS, error);
    }
  }
  yield* call({ type: 'consumer.close' }, 'value');
  printEvent(output, yield* now(), 'shutdown_complete');
  return { exit: 0 };
}

function isFinished({ maxMessages, consumedMessages }: Memory): boolean {
  return maxMessages >= 0 && consumedMessages >= maxMessages;
}

function* open(input: ToolInput<Memory>, output: ToolOutput): ToolScript<Memory> {
  if (input.words.length === 0) printHelp(VERIFIABLE_CONSUMER, output);
  const { values } = parseArgs(VERIFIABLE_CONSUMER, input.words, output);
  const file = yield* configFile(VERIFIABLE_CONSUMER, values, output);
  const frames = [`${CLASS}.createFromArgs(${SOURCE}:646)`, ...mainFrames(670)];
  yield* within(frames, openConsumer({ ...file, ...propertiesOf(values) }));
  printEvent(output, yield* now(), 'startup_complete');
  const topic = values.get('topic') as string;
  yield* call({ type: 'consumer.subscribe', topics: [topic] }, 'done');
  return {
    maxMessages: values.get('maxMessages') as number,
    useAutoCommit: values.get('useAutoCommit') as boolean,
    isVerbose: values.get('verbose') as boolean,
    consumedMessages: 0,
  };
}

function propertiesOf(values: Namespace): Readonly<Record<string, string>> {
  const instance = values.get('groupInstanceId') as string | null;
  return {
    'group.id': values.get('groupId') as string,
    ...(instance === null ? {} : { 'group.instance.id': instance }),
    'bootstrap.servers': (values.get('bootstrapServer') ?? values.get('brokerList')) as string,
    'enable.auto.commit': String(values.get('useAutoCommit')),
    'auto.offset.reset': values.get('resetPolicy') as string,
    'session.timeout.ms': String(values.get('sessionTimeout')),
    'partition.assignment.strategy': values.get('assignmentStrategy') as string,
  };
}

function printRebalance(
  shared: unknown,
  { type, partitions, nowMs }: RebalanceEvent,
  output: ToolOutput,
): unknown {
  const name = type === 'assigned' ? 'partitions_assigned' : 'partitions_revoked';
  const data = partitions.map(({ topic, partition }) => ({ topic, partition }));
  printEvent(output, nowMs, name, { partitions: data });
  return shared;
}

/** One poll: its records are told, and committed. */
function* round(memory: Memory, output: ToolOutput): ToolScript<Memory> {
  const run = `${CLASS}.run(${SOURCE}`;
  const { records } = yield* polled([`${run}:232)`]);
  const nowMs = yield* now();
  const { offsets, count } = tell(memory, records, nowMs, output);
  if (!memory.useAutoCommit) yield* within([`${run}:239)`], commit(offsets, output));
  return { ...memory, consumedMessages: memory.consumedMessages + count };
}

function* polled(frames: Frames) {
  try {
    return yield* call({ type: 'consumer.poll', timeoutMs: Infinity }, 'polled');
  } catch (error) {
    if (error instanceof JavaException)
      error.passThrough([...pollFrames(error.exception), ...frames]);
    throw error;
  }
}

/** onRecordsReceived. */
function tell(
  { maxMessages, isVerbose, consumedMessages }: Memory,
  records: readonly ConsumerRecord[],
  nowMs: number,
  output: ToolOutput,
): { readonly offsets: Offsets; readonly count: number } {
  const summaries = [];
  const offsets: (TopicPartition & OffsetAndMetadata)[] = [];
  let left = maxMessages < 0 ? Infinity : maxMessages - consumedMessages;
  let count = 0;
  for (const all of byPartition(records)) {
    const own = all.slice(0, left);
    left -= own.length;
    count += own.length;
    const { topic, partition, offset: minOffset } = own[0]!;
    const maxOffset = own.at(-1)!.offset;
    offsets.push({ topic, partition, offset: maxOffset + 1, leaderEpoch: null, metadata: '' });
    summaries.push({ topic, partition, count: own.length, minOffset, maxOffset });
    if (isVerbose) for (const record of own) printRecord(record, nowMs, output);
    if (left === 0) break;
  }
  const fields = { count: records.length, partitions: summaries };
  printEvent(output, nowMs, 'records_consumed', fields);
  return { offsets, count };
}

/** ConsumerRecords.partitions: they come partition after partition. */
function byPartition(records: readonly ConsumerRecord[]): readonly (readonly ConsumerRecord[])[] {
  const found = new Map<string, ConsumerRecord[]>();
  for (const record of records) {
    const name = partitionName(record.topic, record.partition);
    const own = found.get(name);
    if (own === undefined) found.set(name, [record]);
    else own.push(record);
  }
  return [...found.values()];
}

function printRecord(record: ConsumerRecord, nowMs: number, output: ToolOutput): void {
  const { key, value, topic, partition, offset } = record;
  const text = (bytes: typeof key): string | null => (bytes === null ? null : textOfBytes(bytes));
  const fields = { key: text(key), value: text(value), topic, partition, offset };
  printEvent(output, nowMs, 'record_data', fields);
}

/** commitSync: a second time when a signal came meanwhile. */
function* commit(offsets: Offsets, output: ToolOutput): ToolScript<void> {
  try {
    yield* call({ type: 'consumer.commit', mode: 'sync', offsets }, 'value');
    yield* tellCommit(offsets, null, output);
  } catch (error) {
    if (!(error instanceof JavaException)) throw error;
    if (error.exception === WAKEUP) yield* commit(offsets, output);
    if (error.exception === WAKEUP || error.exception === FENCED) throw error;
    yield* tellCommit(offsets, error, output);
  }
}

/** onComplete. */
function* tellCommit(
  offsets: Offsets,
  error: JavaException | null,
  output: ToolOutput,
): ToolScript<void> {
  const data = offsets.map(({ topic, partition, offset }) => ({ topic, partition, offset }));
  const why = error === null || error.text === null ? {} : { error: error.text };
  const fields = { offsets: data, ...why, success: error === null };
  printEvent(output, yield* now(), 'offsets_committed', fields);
}
