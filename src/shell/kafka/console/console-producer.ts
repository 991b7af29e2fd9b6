/**
 * kafka-console-producer.sh.
 *
 * Mirrors: kafka.tools.ConsoleProducer, its LineMessageReader, ErrorLoggingCallback, 2.8.0.
 * Departs: a line reader of one's own cannot be loaded.
 * Read next: producer-options.ts.
 */
import type { ProducerRecord } from '../../../engine/kafka/index.ts';
import { castFailure, classNotFound } from '../java/class-loading.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, inFrames, within } from '../java/exception.ts';
import { isOptionException } from '../joptsimple/option-parser.ts';
import type { ThrownException } from '../tool/calls.ts';
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
import { Interrupted, call, exceptionOf } from '../tool/tool.ts';
import type { ProducerCommand } from './producer-options.ts';
import { OPTIONS, producerProperties, readProducerCommand } from './producer-options.ts';

/** What is remembered from one read of standard input to the next. */
interface Memory {
  readonly topic: string;
  readonly isSync: boolean;
  readonly reader: LineReader;
  /** Of the lines that were read. */
  readonly lineNumber: number;
}

/** LineMessageReader. */
interface LineReader {
  readonly parseKey: boolean;
  readonly keySeparator: string;
  readonly ignoreError: boolean;
}

const MAIN: Frames = ['kafka.tools.ConsoleProducer.main(ConsoleProducer.scala)'];
const LINE_READER = 'kafka.tools.ConsoleProducer$LineMessageReader';

function mainFrames(line: number): Frames {
  return [`kafka.tools.ConsoleProducer$.main(ConsoleProducer.scala:${line})`, ...MAIN];
}

export const consoleProducer: Tool<Memory> = {
  name: 'kafka-console-producer.sh',
  mainClass: 'kafka.tools.ConsoleProducer',
  main,
  onSignal: 'interrupt',
  onSent: logFailure,
  reads: true,
};

function* main(input: ToolInput<Memory>, output: ToolOutput): ToolScript<ToolEnd<Memory>> {
  try {
    const memory = input.memory ?? (yield* open(input, output));
    const next = yield* readRound(input, output, memory);
    if (next !== null) return { goOn: next };
  } catch (error) {
    if (error instanceof Interrupted) yield* close();
    else if (error instanceof JavaException) return yield* fail(error, output);
    else throw error;
  }
  yield* close();
  return { exit: 0 };
}

/** Exit.exit(1), whose shutdown hook closes the producer. */
function* fail(error: JavaException, output: ToolOutput): ToolScript<ToolEnd<Memory>> {
  output.err(isOptionException(error) ? `${error.text ?? ''}\n` : error.stackTrace);
  yield* close();
  return { exit: 1 };
}

function* close(): ToolScript<void> {
  yield* call({ type: 'producer.close' }, 'done');
}

function* open(input: ToolInput<Memory>, output: ToolOutput): ToolScript<Memory> {
  const config = inFrames(mainFrames(41), () => readProducerCommand(input, output));
  checkReader(config.readerClass);
  const reader = lineReader(config.readerProperties);
  const properties = yield* within(mainFrames(45), propertiesOf(config));
  yield* within(mainFrames(45), openProducer(properties));
  return { topic: config.topic, isSync: config.isSync, reader, lineNumber: 0 };
}

function* propertiesOf(config: ProducerCommand): ToolScript<Readonly<Record<string, string>>> {
  const file = config.command.valueOf(OPTIONS.producerConfig);
  const frames = ['kafka.tools.ConsoleProducer$.producerProps(ConsoleProducer.scala:84)'];
  const properties = yield* loadGivenProperties(file, frames);
  return producerProperties(config, properties);
}

function checkReader(name: string): void {
  if (name === LINE_READER) return;
  const failure = name.startsWith('java.')
    ? castFailure(name, 'kafka.common.MessageReader')
    : classNotFound(name);
  failure.passThrough(mainFrames(42));
  throw failure;
}

function lineReader(properties: Readonly<Record<string, string>>): LineReader {
  const isTrue = (name: string): boolean =>
    (properties[name] ?? '').trim().toLowerCase() === 'true';
  return {
    parseKey: isTrue('parse.key'),
    keySeparator: properties['key.separator'] ?? '\t',
    ignoreError: isTrue('ignore.error'),
  };
}

/** Reads what has come, sends it; null at the end of the input. */
function* readRound(
  { hasConsole }: ToolInput<Memory>,
  output: ToolOutput,
  memory: Memory,
): ToolScript<Memory | null> {
  const { isSync } = memory;
  if (hasConsole) output.out('>');
  const { lines, isEnd } = yield* call({ type: 'lines' }, 'lines');
  const waiting: ProducerRecord[] = [];
  for (const [index, line] of lines.entries()) {
    if (index > 0 && hasConsole) output.out('>');
    const record = recordOf(memory, line, memory.lineNumber + index + 1);
    if (record instanceof JavaException) {
      yield* send(waiting);
      throw record;
    }
    if (isSync) yield* sendSync(record);
    else if (hasConsole) yield* send([record]);
    else waiting.push(record);
  }
  yield* send(waiting);
  if (!isEnd) return { ...memory, lineNumber: memory.lineNumber + lines.length };
  if (hasConsole && lines.length > 0) output.out('>');
  return null;
}

function* send(records: readonly ProducerRecord[]): ToolScript<void> {
  if (records.length > 0) yield* call({ type: 'producer.send', records }, 'done');
}

/** LineMessageReader.readMessage; a line without a separator gives the exception. */
function recordOf(
  { topic, reader }: Memory,
  line: string,
  lineNumber: number,
): ProducerRecord | JavaException {
  if (!reader.parseKey) return { topic, key: null, value: line };
  const { keySeparator, ignoreError } = reader;
  const at = line.indexOf(keySeparator);
  if (at !== -1) {
    return { topic, key: line.slice(0, at), value: line.slice(at + keySeparator.length) };
  }
  if (ignoreError) return { topic, key: null, value: line };
  const text = `No key found on line ${lineNumber}: ${line}`;
  return new JavaException('org.apache.kafka.common.KafkaException', text, {
    frames: [`${LINE_READER}.readMessage(ConsoleProducer.scala:292)`, ...mainFrames(51)],
  });
}

const SENDER: Frames = [
  'kafka.tools.ConsoleProducer$.send(ConsoleProducer.scala:69)',
  ...mainFrames(53),
];

function* sendSync(record: ProducerRecord): ToolScript<void> {
  const result = yield { type: 'producer.sendSync', record };
  if (result.type === 'interrupted') throw new Interrupted();
  if (result.type !== 'unsent') return;
  const failure = futureFailure(result.exception, result.isBlocked);
  failure.passThrough(SENDER);
  throw failure;
}

/** What Future.get throws: it failed within send, or later. */
export function futureFailure(thrown: ThrownException, isBlocked: boolean): JavaException {
  const cause = exceptionOf(thrown);
  const producer = 'org.apache.kafka.clients.producer.KafkaProducer';
  const future = 'org.apache.kafka.clients.producer.internals.FutureRecordMetadata';
  const frames = isBlocked
    ? [
        `${producer}$FutureFailure.<init>(KafkaProducer.java:1316)`,
        `${producer}.doSend(KafkaProducer.java:985)`,
        `${producer}.send(KafkaProducer.java:885)`,
        `${producer}.send(KafkaProducer.java:773)`,
      ]
    : [
        `${future}.valueOrError(FutureRecordMetadata.java:98)`,
        `${future}.get(FutureRecordMetadata.java:67)`,
        `${future}.get(FutureRecordMetadata.java:30)`,
      ];
  return new JavaException('java.util.concurrent.ExecutionException', cause.toString(), {
    cause,
    frames,
  });
}

/** ErrorLoggingCallback. */
function logFailure(shared: unknown, outcome: SendOutcome, output: ToolOutput): unknown {
  const { topic, keyBytes, valueBytes, exception } = outcome;
  if (exception === null) return shared;
  const key = keyBytes === null ? 'null' : `${keyBytes} bytes`;
  const value = valueBytes === -1 ? 'null' : `${valueBytes} bytes`;
  output.log(
    'ERROR',
    `Error when sending message to topic ${topic} with key: ${key}, value: ${value} with error:`,
    'org.apache.kafka.clients.producer.internals.ErrorLoggingCallback',
    exceptionOf(exception),
  );
  return shared;
}
