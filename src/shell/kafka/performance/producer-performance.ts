/**
 * kafka-producer-perf-test.sh.
 *
 * Mirrors: org.apache.kafka.tools.ProducerPerformance, 2.8.0.
 * Departs: no metrics are kept, so that --print-metrics prints none.
 * Read next: producer-performance-options.ts, producer-stats.ts, throughput-throttler.ts.
 */
import { textOf } from '../../../engine/index.ts';
import type { ProducerRecord } from '../../../engine/kafka/index.ts';
import type { Namespace } from '../argparse/arg-parser.ts';
import { failParsing, parseArgs, printHelp } from '../argparse/arg-parser.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, illegalArgument, within } from '../java/exception.ts';
import type { JavaRandom } from '../java/random.ts';
import { javaRandom, nextInt } from '../java/random.ts';
import { openProducer } from '../tool/constructors.ts';
import { loadGivenProperties } from '../tool/files.ts';
import type {
  SendOutcome,
  Tool,
  ToolEnd,
  ToolInput,
  ToolOutput,
  ToolScript,
} from '../tool/tool.ts';
import { call, exceptionOf, now } from '../tool/tool.ts';
import { pause } from './pause.ts';
import { PRODUCER_PERFORMANCE } from './producer-performance-options.ts';
import type { Stats } from './producer-stats.ts';
import { newStats, record, totalText } from './producer-stats.ts';
import type { Throttler } from './throughput-throttler.ts';
import { nextBatch } from './throughput-throttler.ts';

/** From one batch to the next. */
interface Memory {
  readonly topic: string;
  readonly numRecords: number;
  readonly numSent: number;
  /** What is sent: always the same, or one of the file's. */
  readonly payloads: readonly string[];
  readonly random: JavaRandom;
  readonly throttler: Throttler;
  /** 0: none. */
  readonly transactionMs: number;
  /** Of the transaction under way; null: there is none. */
  readonly transactionStartMs: number | null;
}

const CLASS = 'org.apache.kafka.tools.ProducerPerformance';
const MOST_PER_MS = 100;

function main(line: number): Frames {
  return [`${CLASS}.main(ProducerPerformance.java:${line})`];
}

export const producerPerformance: Tool<Memory> = {
  name: 'kafka-producer-perf-test.sh',
  mainClass: CLASS,
  main: run,
  onSent: recordOutcome,
};

function* run(input: ToolInput<Memory>, output: ToolOutput): ToolScript<ToolEnd<Memory>> {
  const memory = input.memory ?? (yield* open(input, output));
  const after = yield* sendBatch(memory);
  if (after.numSent < after.numRecords) return { goOn: after };
  if (after.transactionStartMs !== null) yield* transaction('commit', 157);
  yield* call({ type: 'producer.close' }, 'done');
  const { shared } = yield* call({ type: 'shared' }, 'shared');
  output.out(totalText(shared as Stats, yield* now()));
  return { exit: 0 };
}

function* open(input: ToolInput<Memory>, output: ToolOutput): ToolScript<Memory> {
  if (input.words.length === 0) printHelp(PRODUCER_PERFORMANCE, output);
  const { values } = parseArgs(PRODUCER_PERFORMANCE, input.words, output);
  if (values.get('producerConfig') === null && values.get('producerConfigFile') === null) {
    const text = 'Either --producer-props or --producer.config must be specified.';
    failParsing(PRODUCER_PERFORMANCE, text, output);
  }
  const lines = yield* payloadLines(values, input.cwd, output);
  const transactionMs = values.get('transactionDurationMs') as number;
  const properties = yield* propertiesOf(values, transactionMs > 0);
  yield* within(main(108), openProducer(properties));
  if (transactionMs > 0) yield* transaction('init', 111);
  const numRecords = values.get('numRecords') as number;
  if (numRecords === 0) {
    throw new JavaException('java.lang.ArithmeticException', '/ by zero', {
      frames: [`${CLASS}$Stats.<init>(ProducerPerformance.java:319)`, ...main(122)],
    });
  }
  const startMs = yield* now();
  yield* call({ type: 'share', shared: newStats(numRecords, startMs) }, 'done');
  const [payload, random] = randomPayload((values.get('recordSize') as number | null) ?? 0);
  return {
    topic: values.get('topic') as string,
    numRecords,
    numSent: 0,
    payloads: lines ?? [payload],
    random,
    throttler: { targetThroughput: values.get('throughput') as number, startMs, deficitNs: 0 },
    transactionMs,
    transactionStartMs: null,
  };
}

/** What the file of --payload-file holds; null: none was given. */
function* payloadLines(
  values: Namespace,
  cwd: string,
  output: ToolOutput,
): ToolScript<readonly string[] | null> {
  const path = values.get('payloadFile') as string | null;
  if (path === null) return null;
  const { content } = yield* call({ type: 'file', path }, 'file');
  const absolute = path.startsWith('/') ? path : `${cwd}/${path}`;
  output.out(`Reading payloads from: ${absolute}\n`);
  if (content === null || textOf(content) === '') {
    throw illegalArgument('File does not exist or empty file provided.', main(79));
  }
  const delimiter = values.get('payloadDelimiter') as string;
  const parts = textOf(content).split(delimiter === '\\n' ? '\n' : new RegExp(delimiter));
  while (parts.length > 1 && parts.at(-1) === '') parts.pop();
  output.out(`Number of messages read: ${parts.length}\n`);
  return parts;
}

function* propertiesOf(
  values: Namespace,
  hasTransactions: boolean,
): ToolScript<Readonly<Record<string, string>>> {
  const file = values.get('producerConfigFile') as string | null;
  const properties: Record<string, string> = {
    ...(yield* loadGivenProperties(file, main(93))),
  };
  for (const text of (values.get('producerConfig') as readonly string[] | null) ?? []) {
    const pieces = text.replace(/=+$/, '').split('=');
    if (pieces.length !== 2) throw illegalArgument(`Invalid property: ${text}`, main(99));
    properties[pieces[0]!] = pieces[1]!;
  }
  const transactionalId = values.get('transactionalId') as string;
  return hasTransactions ? { ...properties, 'transactional.id': transactionalId } : properties;
}

/** The letters of a payload of so many bytes. */
function randomPayload(size: number): readonly [string, JavaRandom] {
  let random = javaRandom(0);
  let text = '';
  for (let index = 0; index < size; index++) {
    const [letter, next] = nextInt(random, 26);
    text += String.fromCharCode(65 + letter);
    random = next;
  }
  return [text, random];
}

function* sendBatch(memory: Memory): ToolScript<Memory> {
  const { transactionMs, transactionStartMs, numSent, numRecords } = memory;
  const nowMs = yield* now();
  const isFirst = transactionMs > 0 && transactionStartMs === null;
  if (isFirst) yield* transaction('begin', 131);
  const startMs = isFirst ? nowMs : transactionStartMs;
  const isLast = startMs !== null && transactionMs <= nowMs - startMs;
  const most = isLast ? 1 : MOST_PER_MS;
  const batch = nextBatch(memory.throttler, numSent, numRecords - numSent, nowMs, most);
  const { count, pauseMs, throttler } = batch;
  const [records, random] = recordsOf(memory, count);
  yield* within(main(143), call({ type: 'producer.send', records }, 'done'));
  if (isLast) yield* transaction('commit', 147);
  yield* pause(pauseMs);
  return {
    ...memory,
    throttler,
    random,
    numSent: numSent + count,
    transactionStartMs: isLast ? null : startMs,
  };
}

function recordsOf(
  { topic, payloads, random }: Memory,
  count: number,
): readonly [readonly ProducerRecord[], JavaRandom] {
  let next = random;
  const records = Array.from({ length: count }, () => {
    let index = 0;
    if (payloads.length > 1) [index, next] = nextInt(next, payloads.length);
    return { topic, key: null, value: payloads[index]! };
  });
  return [records, next];
}

function* transaction(step: 'init' | 'begin' | 'commit', line: number): ToolScript<void> {
  yield* within(main(line), call({ type: 'producer.transaction', step }, 'done'));
}

function recordOutcome(shared: unknown, outcome: SendOutcome, output: ToolOutput): Stats {
  const { number, sentAtMs, nowMs, valueBytes, exception } = outcome;
  const latencyMs = nowMs - sentAtMs;
  const [stats, text] = record(shared as Stats, number, latencyMs, valueBytes, nowMs);
  output.out(text);
  if (exception !== null) output.err(exceptionOf(exception).stackTrace);
  return stats;
}
