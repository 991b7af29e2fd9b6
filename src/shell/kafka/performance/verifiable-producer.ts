/**
 * kafka-verifiable-producer.sh: growing numbers, and what became of each.
 *
 * Mirrors: org.apache.kafka.tools.VerifiableProducer, 2.8.0.
 * Read next: verifiable-options.ts, throughput-throttler.ts.
 */
import type { ProducerRecord } from '../../../engine/kafka/index.ts';
import type { Namespace } from '../argparse/arg-parser.ts';
import { parseArgs, printHelp } from '../argparse/arg-parser.ts';
import type { Frames } from '../java/exception.ts';
import { within } from '../java/exception.ts';
import type { ThrownException } from '../tool/calls.ts';
import { openProducer } from '../tool/constructors.ts';
import type {
  SendOutcome,
  Tool,
  ToolEnd,
  ToolInput,
  ToolOutput,
  ToolScript,
} from '../tool/tool.ts';
import { Interrupted, call, now } from '../tool/tool.ts';
import { pause } from './pause.ts';
import type { Throttler } from './throughput-throttler.ts';
import { nextBatch } from './throughput-throttler.ts';
import { Double, printEvent } from './verifiable-events.ts';
import { VERIFIABLE_PRODUCER, configFile } from './verifiable-options.ts';

/** From one batch to the next. */
interface Memory {
  readonly topic: string;
  /** Negative: without end. */
  readonly maxMessages: number;
  readonly valuePrefix: number | null;
  readonly repeatingKeys: number | null;
  /** Of the next message; null: when it is sent. */
  readonly createTime: number | null;
  readonly startMs: number;
  readonly throttler: Throttler;
  readonly numSent: number;
}

/** What the callbacks count. */
interface Acks {
  readonly numAcked: number;
}

const CLASS = 'org.apache.kafka.tools.VerifiableProducer';
const CREATE: Frames = [
  `${CLASS}.createFromArgs(VerifiableProducer.java:262)`,
  `${CLASS}.main(VerifiableProducer.java:536)`,
];
const MOST_PER_MS = 10;

export const verifiableProducer: Tool<Memory> = {
  name: 'kafka-verifiable-producer.sh',
  mainClass: CLASS,
  main,
  onSignal: 'interrupt',
  onSent: printOutcome,
};

function isLeft({ maxMessages, numSent }: Memory): boolean {
  return maxMessages < 0 || numSent < maxMessages;
}

function* main(input: ToolInput<Memory>, output: ToolOutput): ToolScript<ToolEnd<Memory>> {
  let memory = input.memory ?? (yield* open(input, output));
  try {
    if (isLeft(memory)) {
      const batch = yield* plan(memory);
      memory = batch.after;
      yield* send(batch.records, output);
      yield* pause(batch.pauseMs);
    }
    if (isLeft(memory)) return { goOn: memory };
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
  yield* shutDown(memory, output);
  return { exit: 0 };
}

function* open(input: ToolInput<Memory>, output: ToolOutput): ToolScript<Memory> {
  if (input.words.length === 0) printHelp(VERIFIABLE_PRODUCER, output);
  const { values } = parseArgs(VERIFIABLE_PRODUCER, input.words, output);
  const file = yield* configFile(VERIFIABLE_PRODUCER, values, output);
  yield* within(CREATE, openProducer({ ...propertiesOf(values), ...file }, 'serializers'));
  const startMs = yield* now();
  printEvent(output, startMs, 'startup_complete');
  const createTime = values.get('createTime') as number;
  return {
    topic: values.get('topic') as string,
    maxMessages: values.get('maxMessages') as number,
    valuePrefix: values.get('valuePrefix') as number | null,
    repeatingKeys: values.get('repeatingKeys') as number | null,
    createTime: createTime === -1 ? null : createTime,
    startMs,
    throttler: { targetThroughput: values.get('throughput') as number, startMs, deficitNs: 0 },
    numSent: 0,
  };
}

function propertiesOf(values: Namespace): Readonly<Record<string, string>> {
  const servers = values.get('bootstrapServer') ?? values.get('brokerList');
  return {
    'bootstrap.servers': servers as string,
    acks: String(values.get('acks')),
    retries: '0',
  };
}

interface Batch {
  readonly records: readonly ProducerRecord[];
  readonly pauseMs: number;
  readonly after: Memory;
}

function* plan(memory: Memory): ToolScript<Batch> {
  const { maxMessages, numSent, createTime, startMs } = memory;
  const nowMs = yield* now();
  const left = maxMessages < 0 ? Infinity : maxMessages - numSent;
  const batch = nextBatch(memory.throttler, numSent, left, nowMs, MOST_PER_MS);
  const { count, pauseMs, throttler } = batch;
  const step = nowMs - startMs;
  const records = Array.from({ length: count }, (_, index) => ({
    topic: memory.topic,
    key: keyOf(memory, numSent + index),
    value: valueOf(memory, numSent + index),
    ...(createTime === null ? {} : { timestamp: createTime + index * step }),
  }));
  const after = {
    ...memory,
    throttler,
    numSent: numSent + count,
    createTime: createTime === null ? null : createTime + count * step,
  };
  return { records, pauseMs, after };
}

function keyOf({ repeatingKeys }: Memory, index: number): string | null {
  if (repeatingKeys === null) return null;
  return String(repeatingKeys > 0 ? index % repeatingKeys : index);
}

function valueOf({ valuePrefix }: Memory, index: number): string {
  return valuePrefix === null ? String(index) : `${valuePrefix}.${index}`;
}

/** What send itself throws is told as what it does later. */
function* send(records: readonly ProducerRecord[], output: ToolOutput): ToolScript<void> {
  const result = yield { type: 'producer.send', records };
  if (result.type === 'interrupted') throw new Interrupted();
  if (result.type !== 'thrown') return;
  const nowMs = yield* now();
  for (const record of records) printFailure(record, result.exception, nowMs, output);
}

function printOutcome(shared: unknown, outcome: SendOutcome, output: ToolOutput): Acks {
  const numAcked = (shared as Acks | null)?.numAcked ?? 0;
  const { topic, key, value, nowMs, metadata, exception } = outcome;
  if (exception !== null) {
    printFailure(outcome, exception, nowMs, output);
    return { numAcked };
  }
  const { offset, partition } = metadata!;
  printEvent(output, nowMs, 'producer_send_success', { key, value, offset, topic, partition });
  return { numAcked: numAcked + 1 };
}

function printFailure(
  { topic, key, value }: Pick<ProducerRecord, 'topic' | 'key' | 'value'>,
  { exception, message }: ThrownException,
  nowMs: number,
  output: ToolOutput,
): void {
  const fields = { topic, key, value, exception: `class ${exception}`, message };
  printEvent(output, nowMs, 'producer_send_error', fields);
}

/** The shutdown hook. */
function* shutDown({ startMs, throttler, numSent }: Memory, output: ToolOutput): ToolScript<void> {
  yield* call({ type: 'producer.close' }, 'done');
  const stopMs = yield* now();
  printEvent(output, stopMs, 'shutdown_complete');
  const { shared } = yield* call({ type: 'shared' }, 'shared');
  const acked = (shared as Acks | null)?.numAcked ?? 0;
  printEvent(output, stopMs, 'tool_data', {
    sent: numSent,
    acked,
    target_throughput: throttler.targetThroughput,
    avg_throughput: new Double(1000 * (acked / (stopMs - startMs))),
  });
}
