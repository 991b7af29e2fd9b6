/**
 * The options of kafka-console-producer.sh, and the properties that it gives its producer.
 *
 * Mirrors: kafka.tools.ConsoleProducer.ProducerConfig, getReaderProps, producerProps, 2.8.0.
 * Read next: console-producer.ts.
 */
import type { OptionSpec } from '../joptsimple/option-spec.ts';
import { flag, optionalArg, requiredArg, specText } from '../joptsimple/option-spec.ts';
import { INTEGER, LONG, STRING } from '../joptsimple/value-types.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { HELP, VERSION, keyValues, readOrDie, validatePorts } from '../tool/command-line.ts';
import type { ToolInput, ToolOutput } from '../tool/tool.ts';

const brokerList = requiredArg(
  'broker-list',
  'DEPRECATED, use --bootstrap-server instead; ignored if --bootstrap-server is specified.  The broker list string in the form HOST1:PORT1,HOST2:PORT2.',
  { describedAs: 'broker-list', type: STRING },
);
const producerProperty = requiredArg(
  'producer-property',
  'A mechanism to pass user-defined properties in the form key=value to the producer. ',
  { describedAs: 'producer_prop', type: STRING },
);

export const OPTIONS = {
  help: HELP,
  version: VERSION,
  topic: requiredArg('topic', 'REQUIRED: The topic id to produce messages to.', {
    describedAs: 'topic',
    type: STRING,
  }),
  brokerList,
  bootstrapServer: requiredArg(
    'bootstrap-server',
    'REQUIRED unless --broker-list(deprecated) is specified. The server(s) to connect to. The broker list string in the form HOST1:PORT1,HOST2:PORT2.',
    { describedAs: 'server to connect to', type: STRING, requiredUnless: brokerList },
  ),
  sync: flag(
    'sync',
    'If set message send requests to the brokers are synchronously, one at a time as they arrive.',
  ),
  compressionCodec: optionalArg(
    'compression-codec',
    "The compression codec: either 'none', 'gzip', 'snappy', 'lz4', or 'zstd'.If specified without value, then it defaults to 'gzip'",
    { describedAs: 'compression-codec', type: STRING },
  ),
  batchSize: requiredArg(
    'batch-size',
    'Number of messages to send in a single batch if they are not being sent synchronously.',
    { describedAs: 'size', type: INTEGER, defaultsTo: 200 },
  ),
  messageSendMaxRetries: requiredArg(
    'message-send-max-retries',
    'Brokers can fail receiving the message for multiple reasons, and being unavailable transiently is just one of them. This property specifies the number of retries before the producer give up and drop this message.',
    { type: INTEGER, defaultsTo: 3 },
  ),
  retryBackoffMs: requiredArg(
    'retry-backoff-ms',
    'Before each retry, the producer refreshes the metadata of relevant topics. Since leader election takes a bit of time, this property specifies the amount of time that the producer waits before refreshing the metadata.',
    { type: INTEGER, defaultsTo: 100 },
  ),
  timeout: requiredArg(
    'timeout',
    'If set and the producer is running in asynchronous mode, this gives the maximum amount of time a message will queue awaiting sufficient batch size. The value is given in ms.',
    { describedAs: 'timeout_ms', type: INTEGER, defaultsTo: 1000 },
  ),
  requestRequiredAcks: requiredArg(
    'request-required-acks',
    'The required acks of the producer requests',
    { describedAs: 'request required acks', type: STRING, defaultsTo: '1' },
  ),
  requestTimeoutMs: requiredArg(
    'request-timeout-ms',
    'The ack timeout of the producer requests. Value must be non-negative and non-zero',
    { describedAs: 'request timeout ms', type: INTEGER, defaultsTo: 1500 },
  ),
  metadataExpiryMs: requiredArg(
    'metadata-expiry-ms',
    "The period of time in milliseconds after which we force a refresh of metadata even if we haven't seen any leadership changes.",
    { describedAs: 'metadata expiration interval', type: LONG, defaultsTo: 300_000 },
  ),
  maxBlockMs: requiredArg(
    'max-block-ms',
    'The max time that the producer will block for during a send request',
    { describedAs: 'max block on send', type: LONG, defaultsTo: 60_000 },
  ),
  maxMemoryBytes: requiredArg(
    'max-memory-bytes',
    'The total memory used by the producer to buffer records waiting to be sent to the server.',
    { describedAs: 'total memory in bytes', type: LONG, defaultsTo: 33_554_432 },
  ),
  maxPartitionMemoryBytes: requiredArg(
    'max-partition-memory-bytes',
    'The buffer size allocated for a partition. When records are received which are smaller than this size the producer will attempt to optimistically group them together until this size is reached.',
    { describedAs: 'memory in bytes per partition', type: LONG, defaultsTo: 16_384 },
  ),
  lineReader: requiredArg(
    'line-reader',
    'The class name of the class to use for reading lines from standard in. By default each line is read as a separate message.',
    {
      describedAs: 'reader_class',
      type: STRING,
      defaultsTo: 'kafka.tools.ConsoleProducer$LineMessageReader',
    },
  ),
  socketBufferSize: requiredArg('socket-buffer-size', 'The size of the tcp RECV size.', {
    describedAs: 'size',
    type: INTEGER,
    defaultsTo: 102_400,
  }),
  property: requiredArg(
    'property',
    'A mechanism to pass user-defined properties in the form key=value to the message reader. This allows custom configuration for a user-defined message reader. Default properties include:\n\tparse.key=true|false\n\tkey.separator=<key.separator>\n\tignore.error=true|false',
    { describedAs: 'prop', type: STRING },
  ),
  producerProperty,
  producerConfig: requiredArg(
    'producer.config',
    `Producer config properties file. Note that ${specText(producerProperty)} takes precedence over this config.`,
    { describedAs: 'config file', type: STRING },
  ),
};

/** What the constructor of ProducerConfig reads. */
export interface ProducerCommand {
  readonly command: CommandLine;
  readonly topic: string;
  readonly isSync: boolean;
  readonly compressionCodec: string;
  readonly readerClass: string;
  readonly readerProperties: Readonly<Record<string, string>>;
  readonly extraProperties: Readonly<Record<string, string>>;
}

export function readProducerCommand(
  input: ToolInput<unknown>,
  output: ToolOutput,
): ProducerCommand {
  const O = OPTIONS;
  const command = readOrDie(Object.values(O), input, output);
  command.helpIfNeeded('This tool helps to read data from standard input and publish it to Kafka.');
  command.require(O.topic);
  const topic = command.valueOf(O.topic)!;
  command.valueOf(O.bootstrapServer);
  command.valueOf(O.brokerList);
  validatePorts(command, serversOf(command));
  const codec = command.valueOf(O.compressionCodec);
  command.valueOf(O.batchSize);
  return {
    command,
    topic,
    isSync: command.has(O.sync),
    compressionCodec: command.has(O.compressionCodec) ? codec || 'gzip' : 'none',
    readerClass: command.valueOf(O.lineReader)!,
    readerProperties: keyValues(command.valuesOf(O.property)),
    extraProperties: keyValues(command.valuesOf(O.producerProperty)),
  };
}

function serversOf(command: CommandLine): string {
  const { bootstrapServer, brokerList: list } = OPTIONS;
  return command.valueOf(command.has(bootstrapServer) ? bootstrapServer : list) ?? '';
}

/** Options over the property of the same meaning, in the order in which upstream merges them. */
const MERGED: readonly (readonly [key: string, spec: OptionSpec<string | number>])[] = [
  ['linger.ms', OPTIONS.timeout],
  ['acks', OPTIONS.requestRequiredAcks],
  ['request.timeout.ms', OPTIONS.requestTimeoutMs],
  ['retries', OPTIONS.messageSendMaxRetries],
  ['retry.backoff.ms', OPTIONS.retryBackoffMs],
  ['send.buffer.bytes', OPTIONS.socketBufferSize],
  ['buffer.memory', OPTIONS.maxMemoryBytes],
  ['batch.size', OPTIONS.maxPartitionMemoryBytes],
  ['metadata.max.age.ms', OPTIONS.metadataExpiryMs],
  ['max.block.ms', OPTIONS.maxBlockMs],
];

const SERIALIZER = 'org.apache.kafka.common.serialization.ByteArraySerializer';

/** producerProps; `file` is what producer.config holds. */
export function producerProperties(
  { command, compressionCodec, extraProperties }: ProducerCommand,
  file: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const properties: Record<string, string> = {
    ...file,
    ...extraProperties,
    'bootstrap.servers': serversOf(command),
    'compression.type': compressionCodec,
    'key.serializer': SERIALIZER,
    'value.serializer': SERIALIZER,
  };
  properties['client.id'] ??= 'console-producer';
  for (const [key, spec] of MERGED) {
    if (command.has(spec) || properties[key] === undefined) {
      properties[key] = String(command.valueOf(spec)!);
    }
  }
  return properties;
}
