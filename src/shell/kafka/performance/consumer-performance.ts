/**
 * kafka-consumer-perf-test.sh.
 *
 * Mirrors: kafka.tools.ConsumerPerformance, 2.8.0.
 * Departs: no metrics are kept, so that --print-metrics prints none.
 * Read next: consumer-performance-options.ts.
 */
import { bytesLength } from '../../../engine/kafka/index.ts';
import type { ConsumerRecord } from '../../../engine/kafka/index.ts';
import { pollFrames } from '../java/consumer-frames.ts';
import { JavaException, within } from '../java/exception.ts';
import { fixedText } from '../java/number-format.ts';
import { formatDate } from '../java/simple-date-format.ts';
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
import type { ConsumerPerfConfig } from './consumer-performance-options.ts';
import { CLASS, mainFrames, readConfig } from './consumer-performance-options.ts';

/** From poll to poll. */
interface Memory {
  readonly config: Omit<ConsumerPerfConfig, 'properties' | 'topic'>;
  readonly startMs: number;
  readonly nowMs: number;
  readonly lastReportMs: number;
  readonly lastConsumedMs: number;
  readonly read: Amount;
  /** At the last report. */
  readonly lastRead: Amount;
}

interface Amount {
  readonly messages: number;
  readonly bytes: number;
}

/** What the rebalance listener measures. */
interface Joining {
  readonly startMs: number;
  readonly totalMs: number;
  readonly sinceReportMs: number;
}

const MB = 1024 * 1024;
const POLL_MS = 100;
const NOTHING: Amount = { messages: 0, bytes: 0 };

export const consumerPerformance: Tool<Memory> = {
  name: 'kafka-consumer-perf-test.sh',
  mainClass: CLASS,
  main,
  onRebalance: measure,
};

function* main(input: ToolInput<Memory>, output: ToolOutput): ToolScript<ToolEnd<Memory>> {
  let memory = input.memory ?? (yield* open(input, output));
  const { numMessages, timeoutMs, isDetailed } = memory.config;
  const isOver = ({ read, nowMs, lastConsumedMs }: Memory): boolean =>
    read.messages >= numMessages || nowMs - lastConsumedMs > timeoutMs;
  if (!isOver(memory)) memory = yield* round(memory, output);
  if (!isOver(memory)) return { goOn: memory };
  if (memory.read.messages < numMessages) {
    output.out(
      `WARNING: Exiting before consuming the expected number of messages: timeout (${timeoutMs} ms) exceeded. You can use the --timeout option to increase the timeout.\n`,
    );
  }
  const endMs = yield* now();
  yield* call({ type: 'consumer.close' }, 'value');
  if (!isDetailed) output.out(totalText(memory, endMs, (yield* joining()).totalMs));
  return { exit: 0 };
}

const FIELDS =
  'data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec, rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec';

function* open(input: ToolInput<Memory>, output: ToolOutput): ToolScript<Memory> {
  const { properties, topic, ...config } = yield* readConfig(input, output);
  const { isDetailed, hidesHeader } = config;
  if (!hidesHeader) {
    output.out(`${isDetailed ? 'time, threadId' : 'start.time, end.time'}, ${FIELDS}\n`);
  }
  yield* within(mainFrames(55), openConsumer(properties, 'properties'));
  const nowMs = yield* now();
  const shared: Joining = { startMs: nowMs, totalMs: 0, sinceReportMs: 0 };
  yield* call({ type: 'share', shared }, 'done');
  yield* call({ type: 'consumer.subscribe', topics: [topic] }, 'done');
  return {
    config,
    startMs: nowMs,
    nowMs,
    lastReportMs: nowMs,
    lastConsumedMs: nowMs,
    read: NOTHING,
    lastRead: NOTHING,
  };
}

function* joining(): ToolScript<Joining> {
  return (yield* call({ type: 'shared' }, 'shared')).shared as Joining;
}

function measure(shared: unknown, { type, nowMs }: RebalanceEvent): Joining {
  const { startMs, totalMs, sinceReportMs } = shared as Joining;
  if (type !== 'assigned') return { startMs: nowMs, totalMs, sinceReportMs };
  const tookMs = nowMs - startMs;
  return { startMs, totalMs: totalMs + tookMs, sinceReportMs: sinceReportMs + tookMs };
}

/** One poll, and a report when it is time for one. */
function* round(memory: Memory, output: ToolOutput): ToolScript<Memory> {
  const records = yield* polled();
  const nowMs = yield* now();
  if (records.length === 0) return { ...memory, nowMs };
  const { config, lastReportMs } = memory;
  const read = {
    messages: memory.read.messages + records.length,
    bytes: memory.read.bytes + records.reduce((sum, record) => sum + sizeOf(record), 0),
  };
  const next = { ...memory, nowMs, lastConsumedMs: nowMs, read };
  if (nowMs - lastReportMs < config.reportingIntervalMs) return next;
  const first = {
    messages: memory.read.messages + 1,
    bytes: memory.read.bytes + sizeOf(records[0]!),
  };
  const shared = yield* joining();
  if (config.isDetailed) output.out(progressText(memory, first, nowMs, shared.sinceReportMs));
  yield* call({ type: 'share', shared: { ...shared, sinceReportMs: 0 } }, 'done');
  return { ...next, lastReportMs: nowMs, lastRead: first };
}

function* polled(): ToolScript<readonly ConsumerRecord[]> {
  try {
    return (yield* call({ type: 'consumer.poll', timeoutMs: POLL_MS }, 'polled')).records;
  } catch (error) {
    if (error instanceof JavaException) {
      error.passThrough([
        ...pollFrames(error.exception),
        `${CLASS}$.consume(ConsumerPerformance.scala:127)`,
        ...mainFrames(57),
      ]);
    }
    throw error;
  }
}

function sizeOf({ key, value }: ConsumerRecord): number {
  return (key === null ? 0 : bytesLength(key)) + (value === null ? 0 : bytesLength(value));
}

/** printConsumerProgress, at the first record behind the end of the interval. */
function progressText(memory: Memory, read: Amount, endMs: number, joinMs: number): string {
  const { config, lastRead, lastReportMs } = memory;
  const elapsedMs = endMs - lastReportMs;
  const mb = (read.bytes - lastRead.bytes) / MB;
  const messages = read.messages - lastRead.messages;
  const fetchMs = elapsedMs - joinMs;
  const rate = (amount: number, ms: number): string =>
    fixedText(ms <= 0 ? 0 : (1000 * amount) / ms, 4);
  const basic = [
    formatDate(config.dateFormat, endMs),
    0,
    fixedText(read.bytes / MB, 4),
    rate(mb, elapsedMs),
    read.messages,
    rate(messages, elapsedMs),
  ];
  return `${[...basic, joinMs, fetchMs, rate(mb, fetchMs), rate(messages, fetchMs)].join(', ')}\n`;
}

function totalText({ config, startMs, read }: Memory, endMs: number, joinMs: number): string {
  const seconds = (endMs - startMs) / 1000;
  const fetchMs = endMs - startMs - joinMs;
  const mb = read.bytes / MB;
  return `${[
    formatDate(config.dateFormat, startMs),
    formatDate(config.dateFormat, endMs),
    fixedText(mb, 4),
    fixedText(mb / seconds, 4),
    read.messages,
    fixedText(read.messages / seconds, 4),
    joinMs,
    fetchMs,
    fixedText(mb / (fetchMs / 1000), 4),
    fixedText(read.messages / (fetchMs / 1000), 4),
  ].join(', ')}\n`;
}
