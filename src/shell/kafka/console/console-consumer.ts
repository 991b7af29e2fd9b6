/**
 * kafka-console-consumer.sh.
 *
 * Mirrors: kafka.tools.ConsoleConsumer, 2.8.0.
 * Read next: consumer-options.ts, formatters.ts.
 */
import type { ConsumerRecord, TopicPartition } from '../../../engine/kafka/index.ts';
import { exceptionClass, partitionName } from '../../../engine/kafka/index.ts';
import { pollFrames } from '../java/consumer-frames.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, within } from '../java/exception.ts';
import { openConsumer } from '../tool/constructors.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';
import { call, exceptionOf } from '../tool/tool.ts';
import type { ConsumerCommand } from './consumer-options.ts';
import { consumerProperties, readConsumerCommand } from './consumer-options.ts';
import type { Formatter } from './formatters.ts';
import { writeRecord } from './formatters.ts';

/** What is remembered from poll to poll. */
interface Memory {
  readonly formatter: Formatter;
  readonly maxMessages: number;
  readonly timeoutMs: number;
  readonly skipsMessageOnError: boolean;
  readonly logsSystestEvents: boolean;
  readonly messageCount: number;
}

const LOGGER = 'kafka.tools.ConsoleConsumer$';
const MAIN: Frames = ['kafka.tools.ConsoleConsumer.main(ConsoleConsumer.scala)'];
const WAKEUP = exceptionClass('WakeupException');

function mainFrames(line: number): Frames {
  return [`kafka.tools.ConsoleConsumer$.main(ConsoleConsumer.scala:${line})`, ...MAIN];
}

function runFrames(line: number): Frames {
  return [`kafka.tools.ConsoleConsumer$.run(ConsoleConsumer.scala:${line})`, ...mainFrames(53)];
}

export const consoleConsumer: Tool<Memory> = {
  name: 'kafka-console-consumer.sh',
  mainClass: 'kafka.tools.ConsoleConsumer',
  main,
  onSignal: 'wakeup',
};

function* main(input: ToolInput<Memory>, output: ToolOutput): ToolScript<ToolEnd<Memory>> {
  let { memory } = input;
  if (memory === null) {
    const config = yield* within(mainFrames(51), readConsumerCommand(input, output));
    try {
      memory = yield* open(config, output);
    } catch (error) {
      return unknownError(error, output);
    }
  }
  return yield* receive(memory, output);
}

function unknownError(error: unknown, output: ToolOutput): ToolEnd<Memory> {
  if (!(error instanceof JavaException)) throw error;
  output.log('ERROR', 'Unknown error when running consumer: ', LOGGER, error);
  return { exit: 1 };
}

/** The begin of run: the consumer and what it reads. */
function* open(config: ConsumerCommand, output: ToolOutput): ToolScript<Memory> {
  yield* within(runFrames(66), openConsumer(consumerProperties(config, output)));
  const { topic, whitelist, partition, offset } = config;
  if (partition !== null) yield* seek({ topic: topic!, partition }, offset);
  else if (topic !== null) {
    yield* call({ type: 'consumer.subscribe', topics: [topic] }, 'done');
  } else yield* call({ type: 'consumer.subscribePattern', pattern: whitelist! }, 'done');
  const { formatter, maxMessages, timeoutMs, skipsMessageOnError, logsSystestEvents } = config;
  return {
    formatter,
    maxMessages,
    timeoutMs,
    skipsMessageOnError,
    logsSystestEvents,
    messageCount: 0,
  };
}

function* seek(at: TopicPartition, offset: ConsumerCommand['offset']): ToolScript<void> {
  yield* call({ type: 'consumer.assign', partitions: [at] }, 'done');
  if (typeof offset === 'number') {
    yield* call({ type: 'consumer.seek', at, offset }, 'done');
    return;
  }
  const where = offset === 'earliest' ? 'beginning' : 'end';
  yield* call({ type: 'consumer.seekTo', where, partitions: [at] }, 'done');
}

/** One poll, and its records printed. */
function* receive(memory: Memory, output: ToolOutput): ToolScript<ToolEnd<Memory>> {
  const { maxMessages, timeoutMs, messageCount } = memory;
  if (maxMessages !== -1 && messageCount >= maxMessages) {
    return yield* finish(memory, messageCount, [], output);
  }
  const result = yield { type: 'consumer.poll', timeoutMs: timeoutMs >= 0 ? timeoutMs : Infinity };
  if (result.type === 'thrown') {
    const error = exceptionOf(result.exception);
    if (error.exception !== WAKEUP) terminate(withPollFrames(error), output);
    return yield* finish(memory, messageCount, [], output);
  }
  const records = result.type === 'polled' ? result.records : [];
  if (records.length === 0) {
    const timeout = new JavaException(exceptionClass('TimeoutException'), null, {
      isTraceless: true,
    });
    terminate(timeout, output);
    return yield* finish(memory, messageCount, [], output);
  }
  return yield* process(memory, records, output);
}

function withPollFrames(error: JavaException): JavaException {
  error.passThrough([
    ...pollFrames(error.exception),
    'kafka.tools.ConsoleConsumer$ConsumerWrapper.receive(ConsoleConsumer.scala:443)',
    'kafka.tools.ConsoleConsumer$.process(ConsoleConsumer.scala:102)',
    ...runFrames(76),
  ]);
  return error;
}

function terminate(error: JavaException, output: ToolOutput): void {
  output.log('ERROR', 'Error processing message, terminating consumer process: ', LOGGER, error);
}

function* process(
  memory: Memory,
  records: readonly ConsumerRecord[],
  output: ToolOutput,
): ToolScript<ToolEnd<Memory>> {
  const { formatter, maxMessages, skipsMessageOnError } = memory;
  let { messageCount } = memory;
  for (const [index, record] of records.entries()) {
    if (maxMessages !== -1 && messageCount >= maxMessages) {
      return yield* finish(memory, messageCount, records.slice(index), output);
    }
    messageCount++;
    try {
      writeRecord(formatter, record, output);
    } catch (error) {
      if (!(error instanceof JavaException)) throw error;
      if (!skipsMessageOnError) {
        yield* finish(memory, messageCount, records.slice(index + 1), output);
        return unknownError(error, output);
      }
      const text = 'Error processing message, skipping this message: ';
      output.log('ERROR', text, LOGGER, error);
    }
  }
  return { goOn: { ...memory, messageCount } };
}

/** cleanup and reportRecordCount: what was polled and not printed is not committed. */
function* finish(
  memory: Memory,
  messageCount: number,
  unconsumed: readonly ConsumerRecord[],
  output: ToolOutput,
): ToolScript<ToolEnd<Memory>> {
  const seen = new Set<string>();
  for (const { topic, partition, offset } of unconsumed) {
    const name = partitionName(topic, partition);
    if (seen.has(name)) continue;
    seen.add(name);
    yield* call({ type: 'consumer.seek', at: { topic, partition }, offset }, 'done');
  }
  yield* call({ type: 'consumer.close' }, 'value');
  output.err(`Processed a total of ${messageCount} messages\n`);
  if (memory.logsSystestEvents) output.out('shutdown_complete\n');
  return { exit: 0 };
}
