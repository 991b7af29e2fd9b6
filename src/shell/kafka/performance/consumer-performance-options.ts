/**
 * The options of kafka-consumer-perf-test.sh.
 *
 * Mirrors: kafka.tools.PerfConfig, ConsumerPerformance.ConsumerPerfConfig, 2.8.0.
 */
import type { Frames } from '../java/exception.ts';
import { illegalArgument, inFrames } from '../java/exception.ts';
import { javaRandom, nextInt } from '../java/random.ts';
import { formatDate } from '../java/simple-date-format.ts';
import { flag, optionalArg, requiredArg } from '../joptsimple/option-spec.ts';
import { INTEGER, LONG, STRING } from '../joptsimple/value-types.ts';
import { HELP, VERSION, readOrDie } from '../tool/command-line.ts';
import { loadGivenProperties } from '../tool/files.ts';
import type { ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';

const SOURCE = 'ConsumerPerformance.scala';
export const CLASS = 'kafka.tools.ConsumerPerformance';

export function mainFrames(line: number): Frames {
  return [`${CLASS}$.main(${SOURCE}:${line})`, `${CLASS}.main(${SOURCE})`];
}

/** The group that nobody named has a number by chance. */
function optionsOf(seed: number) {
  const [number] = nextInt(javaRandom(seed >>> 0), 100_000);
  const brokerList = requiredArg(
    'broker-list',
    'DEPRECATED, use --bootstrap-server instead; ignored if --bootstrap-server is specified.  The broker list string in the form HOST1:PORT1,HOST2:PORT2.',
    { describedAs: 'broker-list', type: STRING },
  );
  return {
    help: HELP,
    version: VERSION,
    ...PERFORMANCE_OPTIONS,
    brokerList,
    bootstrapServer: requiredArg(
      'bootstrap-server',
      'REQUIRED unless --broker-list(deprecated) is specified. The server(s) to connect to.',
      { describedAs: 'server to connect to', type: STRING, requiredUnless: brokerList },
    ),
    topic: requiredArg('topic', 'REQUIRED: The topic to consume from.', {
      describedAs: 'topic',
      type: STRING,
    }),
    group: requiredArg('group', 'The group id to consume on.', {
      describedAs: 'gid',
      type: STRING,
      defaultsTo: `perf-consumer-${number}`,
    }),
    fetchSize: requiredArg('fetch-size', 'The amount of data to fetch in a single request.', {
      describedAs: 'size',
      type: INTEGER,
      defaultsTo: 1_048_576,
    }),
    fromLatest: flag(
      'from-latest',
      'If the consumer does not already have an established offset to consume from, start with the latest message present in the log rather than the earliest message.',
    ),
    socketBufferSize: requiredArg('socket-buffer-size', 'The size of the tcp RECV size.', {
      describedAs: 'size',
      type: INTEGER,
      defaultsTo: 2_097_152,
    }),
    threads: requiredArg('threads', 'DEPRECATED AND IGNORED: Number of processing threads.', {
      describedAs: 'count',
      type: INTEGER,
      defaultsTo: 10,
    }),
    fetchThreads: requiredArg(
      'num-fetch-threads',
      'DEPRECATED AND IGNORED: Number of fetcher threads.',
      { describedAs: 'count', type: INTEGER, defaultsTo: 1 },
    ),
    consumerConfig: requiredArg('consumer.config', 'Consumer config properties file.', {
      describedAs: 'config file',
      type: STRING,
    }),
    printMetrics: flag('print-metrics', 'Print out the metrics.'),
    showDetailedStats: flag(
      'show-detailed-stats',
      'If set, stats are reported for each reporting interval as configured by reporting-interval',
    ),
    timeout: optionalArg(
      'timeout',
      'The maximum allowed time in milliseconds between returned records.',
      { describedAs: 'milliseconds', type: LONG, defaultsTo: 10_000 },
    ),
  };
}

const PERFORMANCE_OPTIONS = {
  messages: requiredArg('messages', 'REQUIRED: The number of messages to send or consume', {
    describedAs: 'count',
    type: LONG,
  }),
  reportingInterval: requiredArg(
    'reporting-interval',
    'Interval in milliseconds at which to print progress info.',
    { describedAs: 'interval_ms', type: INTEGER, defaultsTo: 5000 },
  ),
  dateFormat: requiredArg(
    'date-format',
    'The date format to use for formatting the time field. See java.text.SimpleDateFormat for options.',
    { describedAs: 'date format', type: STRING, defaultsTo: 'yyyy-MM-dd HH:mm:ss:SSS' },
  ),
  hideHeader: flag('hide-header', 'If set, skips printing the header for the stats '),
};

export interface ConsumerPerfConfig {
  readonly topic: string;
  readonly numMessages: number;
  readonly reportingIntervalMs: number;
  readonly timeoutMs: number;
  readonly dateFormat: string;
  readonly isDetailed: boolean;
  readonly hidesHeader: boolean;
  readonly properties: Readonly<Record<string, string>>;
}

export function* readConfig(
  input: ToolInput<unknown>,
  output: ToolOutput,
): ToolScript<ConsumerPerfConfig> {
  const O = optionsOf(input.seed);
  const command = readOrDie(Object.values(O), input, output);
  if (command.has(O.threads) || command.has(O.fetchThreads)) {
    output.out(
      'WARNING: option [threads] and [num-fetch-threads] have been deprecated and will be ignored by the test\n',
    );
  }
  command.helpIfNeeded('This tool helps in performance test for the full zookeeper consumer');
  command.require(O.topic, O.messages);
  const file = command.valueOf(O.consumerConfig);
  const loaded = yield* loadGivenProperties(file, [...init(276), ...mainFrames(44)]);
  const servers = command.valueOf(
    command.has(O.bootstrapServer) ? O.bootstrapServer : O.brokerList,
  );
  const reportingIntervalMs = command.valueOf(O.reportingInterval)!;
  const dateFormat = command.valueOf(O.dateFormat)!;
  inFrames([...init(297), ...mainFrames(44)], () => {
    if (reportingIntervalMs > 0) return;
    throw illegalArgument('Reporting interval must be greater than 0.');
  });
  inFrames([...init(299), ...mainFrames(44)], () => formatDate(dateFormat, 0));
  return {
    topic: command.valueOf(O.topic)!,
    numMessages: command.valueOf(O.messages)!,
    reportingIntervalMs,
    timeoutMs: command.valueOf(O.timeout)!,
    dateFormat,
    isDetailed: command.has(O.showDetailedStats),
    hidesHeader: command.has(O.hideHeader),
    properties: {
      ...loaded,
      'bootstrap.servers': servers!,
      'group.id': command.valueOf(O.group)!,
      'receive.buffer.bytes': String(command.valueOf(O.socketBufferSize)),
      'max.partition.fetch.bytes': String(command.valueOf(O.fetchSize)),
      'auto.offset.reset': command.has(O.fromLatest) ? 'latest' : 'earliest',
      'check.crcs': 'false',
    },
  };
}

function init(line: number): Frames {
  return [`${CLASS}$ConsumerPerfConfig.<init>(${SOURCE}:${line})`];
}
