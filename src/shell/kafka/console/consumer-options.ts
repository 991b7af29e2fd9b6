/**
 * The options of kafka-console-consumer.sh, and the properties that it gives its consumer.
 *
 * Mirrors: kafka.tools.ConsoleConsumer.ConsumerConfig, consumerProps, setAutoOffsetResetValue, 2.8.0.
 * Read next: console-consumer.ts.
 */
import { nextInteger, splitStream } from '../../../engine/index.ts';
import { javaLong } from '../../../engine/kafka/index.ts';
import { inFrames } from '../java/exception.ts';
import { flag, requiredArg, specText } from '../joptsimple/option-spec.ts';
import { INTEGER, STRING } from '../joptsimple/value-types.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { HELP, VERSION, keyValues, readOrDie } from '../tool/command-line.ts';
import { loadGivenProperties } from '../tool/files.ts';
import type { ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';
import { exitTool } from '../tool/tool.ts';
import type { Formatter } from './formatters.ts';
import { DEFAULT_FORMATTER, checkFormatter, checkFormatterClass } from './formatters.ts';

const consumerProperty = requiredArg(
  'consumer-property',
  'A mechanism to pass user-defined properties in the form key=value to the consumer.',
  { describedAs: 'consumer_prop', type: STRING },
);

export const OPTIONS = {
  help: HELP,
  version: VERSION,
  topic: requiredArg('topic', 'The topic id to consume on.', {
    describedAs: 'topic',
    type: STRING,
  }),
  whitelist: requiredArg(
    'whitelist',
    'Regular expression specifying whitelist of topics to include for consumption.',
    { describedAs: 'whitelist', type: STRING },
  ),
  partition: requiredArg(
    'partition',
    "The partition to consume from. Consumption starts from the end of the partition unless '--offset' is specified.",
    { describedAs: 'partition', type: INTEGER },
  ),
  offset: requiredArg(
    'offset',
    "The offset id to consume from (a non-negative number), or 'earliest' which means from beginning, or 'latest' which means from end",
    { describedAs: 'consume offset', type: STRING, defaultsTo: 'latest' },
  ),
  consumerProperty,
  consumerConfig: requiredArg(
    'consumer.config',
    `Consumer config properties file. Note that ${specText(consumerProperty)} takes precedence over this config.`,
    { describedAs: 'config file', type: STRING },
  ),
  formatter: requiredArg(
    'formatter',
    'The name of a class to use for formatting kafka messages for display.',
    { describedAs: 'class', type: STRING, defaultsTo: DEFAULT_FORMATTER },
  ),
  property: requiredArg(
    'property',
    [
      'The properties to initialize the message formatter. Default properties include:',
      ' print.timestamp=true|false',
      ' print.key=true|false',
      ' print.offset=true|false',
      ' print.partition=true|false',
      ' print.headers=true|false',
      ' print.value=true|false',
      ' key.separator=<key.separator>',
      ' line.separator=<line.separator>',
      ' headers.separator=<line.separator>',
      ' null.literal=<null.literal>',
      ' key.deserializer=<key.deserializer>',
      ' value.deserializer=<value.deserializer>',
      ' header.deserializer=<header.deserializer>',
      '',
      "Users can also pass in customized properties for their formatter; more specifically, users can pass in properties keyed with 'key.deserializer.', 'value.deserializer.' and 'headers.deserializer.' prefixes to configure their deserializers.",
    ].join('\n'),
    { describedAs: 'prop', type: STRING },
  ),
  fromBeginning: flag(
    'from-beginning',
    'If the consumer does not already have an established offset to consume from, start with the earliest message present in the log rather than the latest message.',
  ),
  maxMessages: requiredArg(
    'max-messages',
    'The maximum number of messages to consume before exiting. If not set, consumption is continual.',
    { describedAs: 'num_messages', type: INTEGER },
  ),
  timeoutMs: requiredArg(
    'timeout-ms',
    'If specified, exit if no message is available for consumption for the specified interval.',
    { describedAs: 'timeout_ms', type: INTEGER },
  ),
  skipMessageOnError: flag(
    'skip-message-on-error',
    'If there is an error when processing a message, skip it instead of halt.',
  ),
  bootstrapServer: requiredArg('bootstrap-server', 'REQUIRED: The server(s) to connect to.', {
    describedAs: 'server to connect to',
    type: STRING,
  }),
  keyDeserializer: requiredArg('key-deserializer', '', {
    describedAs: 'deserializer for key',
    type: STRING,
  }),
  valueDeserializer: requiredArg('value-deserializer', '', {
    describedAs: 'deserializer for values',
    type: STRING,
  }),
  enableSystestEvents: flag(
    'enable-systest-events',
    'Log lifecycle events of the consumer in addition to logging consumed messages. (This is specific for system tests.)',
  ),
  isolationLevel: requiredArg(
    'isolation-level',
    'Set to read_committed in order to filter out transactional messages which are not committed. Set to read_uncommitted to read all messages.',
    { type: STRING, defaultsTo: 'read_uncommitted' },
  ),
  group: requiredArg('group', 'The consumer group id of the consumer.', {
    describedAs: 'consumer group id',
    type: STRING,
  }),
};

/** Where the reading of one partition begins. */
export type StartOffset = 'earliest' | 'latest' | number;

/** What the constructor of ConsumerConfig reads. */
export interface ConsumerCommand {
  readonly topic: string | null;
  readonly whitelist: string | null;
  readonly partition: number | null;
  readonly offset: StartOffset;
  readonly formatter: Formatter;
  /** -1: all. */
  readonly maxMessages: number;
  /** -1: for ever. */
  readonly timeoutMs: number;
  readonly skipsMessageOnError: boolean;
  readonly logsSystestEvents: boolean;
  /** What consumer.config and the options say, without the addresses. */
  readonly fileProperties: Readonly<Record<string, string>>;
  readonly extraProperties: Readonly<Record<string, string>>;
  readonly command: CommandLine;
}

const CONFIG = 'kafka.tools.ConsoleConsumer$ConsumerConfig.<init>(ConsoleConsumer.scala';

function at<V>(line: number, read: () => V): V {
  return inFrames([`${CONFIG}:${line})`], read);
}

export function* readConsumerCommand(
  input: ToolInput<unknown>,
  output: ToolOutput,
): ToolScript<ConsumerCommand> {
  const O = OPTIONS;
  const command = readOrDie(Object.values(O), input, output);
  command.helpIfNeeded(
    'This tool helps to read data from Kafka topics and outputs it to standard output.',
  );
  const extraProperties = keyValues(command.valuesOf(O.consumerProperty));
  const file = at(295, () => command.valueOf(O.consumerConfig));
  const fileProperties = yield* loadGivenProperties(file, [`${CONFIG}:295)`]);
  const integer = (spec: typeof O.partition, line: number): number | null =>
    command.has(spec) ? at(line, () => command.valueOf(spec)) : null;
  const partition = integer(O.partition, 299);
  const className = at(301, () => command.valueOf(O.formatter)!);
  at(301, () => checkFormatterClass(className));
  const maxMessages = integer(O.maxMessages, 303) ?? -1;
  const timeoutMs = integer(O.timeoutMs, 304) ?? -1;
  at(305, () => command.valueOf(O.bootstrapServer));
  const formatter = formatterOf(command, className, input);
  at(317, () => checkFormatter(formatter));
  const offset = checkTopics(command, partition);
  command.require(O.bootstrapServer);
  const { properties, isGroupGiven } = groupProperties(
    command,
    fileProperties,
    extraProperties,
    input,
  );
  if (isGroupGiven && partition !== null) {
    command.die('Options group and partition cannot be specified together.');
  }
  return {
    topic: command.valueOf(O.topic),
    whitelist: command.valueOf(O.whitelist),
    partition,
    offset,
    formatter,
    maxMessages,
    timeoutMs,
    skipsMessageOnError: command.has(O.skipMessageOnError),
    logsSystestEvents: command.has(O.enableSystestEvents),
    fileProperties: properties,
    extraProperties,
    command,
  };
}

function formatterOf(
  command: CommandLine,
  className: string,
  { installation }: ToolInput<unknown>,
): Formatter {
  const O = OPTIONS;
  const properties = { ...keyValues(command.valuesOf(O.property)) };
  const key = at(306, () => command.valueOf(O.keyDeserializer));
  const value = at(307, () => command.valueOf(O.valueDeserializer));
  if (key !== null && key !== '') properties['key.deserializer'] = key;
  if (value !== null && value !== '') properties['value.deserializer'] = value;
  return { className, properties, release: installation.release };
}

/** One of topic and whitelist; offset and partition as they go together. */
function checkTopics(command: CommandLine, partition: number | null): StartOffset {
  const O = OPTIONS;
  if (command.has(O.topic) === command.has(O.whitelist)) {
    command.die('Exactly one of whitelist/topic is required.');
  }
  at(322, () => command.valueOf(O.topic));
  at(323, () => command.valueOf(O.whitelist));
  const fromBeginning = command.has(O.fromBeginning);
  if (partition !== null) {
    if (!command.has(O.topic)) command.die('The topic is required when partition is specified.');
    if (fromBeginning && command.has(O.offset)) {
      command.die('Options from-beginning and offset cannot be specified together.');
    }
  } else if (command.has(O.offset)) {
    command.die('The partition is required when offset is specified.');
  }
  if (!command.has(O.offset)) return fromBeginning ? 'earliest' : 'latest';
  const text = command.valueOf(O.offset)!.toLowerCase();
  if (text === 'earliest' || text === 'latest') return text;
  const offset = javaLong(text);
  if (offset === null || offset < 0n) {
    command.die(
      `The provided offset value '${text}' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long.`,
    );
  }
  return Number(offset);
}

/** The group id: one, wherever it was given; else a random one that commits nothing. */
function groupProperties(
  command: CommandLine,
  file: Readonly<Record<string, string>>,
  extra: Readonly<Record<string, string>>,
  { seed }: ToolInput<unknown>,
): { readonly properties: Readonly<Record<string, string>>; readonly isGroupGiven: boolean } {
  const given = [command.valueOf(OPTIONS.group), file['group.id'], extra['group.id']];
  const groups = [...new Set(given.filter((group) => group != null))];
  if (groups.length > 1) {
    command.die(
      "The group ids provided in different places (directly using '--group', via '--consumer-property', or via '--consumer.config') do not match. " +
        `Detected group ids: '${groups.join("', '")}'`,
    );
  }
  const [group] = groups;
  if (group !== undefined)
    return { properties: { ...file, 'group.id': group }, isGroupGiven: true };
  const [number] = nextInteger(splitStream(seed, 'console consumer group'), 100_000);
  const properties: Record<string, string> = { ...file, 'group.id': `console-consumer-${number}` };
  properties['enable.auto.commit'] ??= 'false';
  return { properties, isGroupGiven: false };
}

const DESERIALIZER = 'org.apache.kafka.common.serialization.ByteArrayDeserializer';

/** consumerProps; ends the tool when auto.offset.reset contradicts --from-beginning. */
export function consumerProperties(
  { command, fileProperties, extraProperties }: ConsumerCommand,
  output: ToolOutput,
): Readonly<Record<string, string>> {
  const O = OPTIONS;
  const properties: Record<string, string> = { ...fileProperties, ...extraProperties };
  const reset = properties['auto.offset.reset'];
  const fromBeginning = command.has(O.fromBeginning);
  if (reset !== undefined && fromBeginning && reset !== 'earliest') {
    output.err(
      `Can't simultaneously specify --from-beginning and 'auto.offset.reset=${reset}', please remove one option\n`,
    );
    exitTool(1);
  }
  properties['auto.offset.reset'] ??= fromBeginning ? 'earliest' : 'latest';
  properties['bootstrap.servers'] = command.valueOf(O.bootstrapServer)!;
  properties['key.deserializer'] = DESERIALIZER;
  properties['value.deserializer'] = DESERIALIZER;
  if (command.has(O.isolationLevel) || properties['isolation.level'] === undefined) {
    properties['isolation.level'] = command.valueOf(O.isolationLevel)!;
  }
  return properties;
}
