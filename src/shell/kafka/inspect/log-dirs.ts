/**
 * kafka-log-dirs.sh.
 *
 * Mirrors: kafka.admin.LogDirsCommand, 2.8.0.
 */
import type { DescribeLogDirsResult } from '../../../engine/kafka/index.ts';
import {
  ERRORS,
  describeCluster,
  describeLogDirs,
  exceptionClass,
  inMutableMapOrder,
  inPartitionOrder,
  intHash,
  partitionName,
} from '../../../engine/kafka/index.ts';
import { closeAdmin, get, getAll } from '../admin/admin.ts';
import type { Frames } from '../java/exception.ts';
import { inFrames, within } from '../java/exception.ts';
import { inJavaMapOrder } from '../java/map-order.ts';
import { parseInteger } from '../java/number-format.ts';
import { ARRAY_MAP, TO_INT } from '../java/scala-frames.ts';
import { flag, requiredArg } from '../joptsimple/option-spec.ts';
import { STRING } from '../joptsimple/value-types.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { HELP, VERSION, readCommandLine } from '../tool/command-line.ts';
import { openAdmin } from '../tool/constructors.ts';
import { loadGivenProperties } from '../tool/files.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';

const OPTIONS = {
  help: HELP,
  version: VERSION,
  bootstrapServer: requiredArg(
    'bootstrap-server',
    'REQUIRED: the server(s) to use for bootstrapping',
    { describedAs: 'The server(s) to use for bootstrapping', type: STRING },
  ),
  commandConfig: requiredArg(
    'command-config',
    'Property file containing configs to be passed to Admin Client.',
    { describedAs: 'Admin client property file', type: STRING },
  ),
  describe: flag('describe', 'Describe the specified log directories on the specified brokers.'),
  topicList: requiredArg(
    'topic-list',
    'The list of topics to be queried in the form "topic1,topic2,topic3". All topics will be queried if no topic list is specified',
    { describedAs: 'Topic list', defaultsTo: '', type: STRING },
  ),
  brokerList: requiredArg(
    'broker-list',
    'The list of brokers to be queried in the form "0,1,2". All brokers in the cluster will be queried if no broker list is specified',
    { describedAs: 'Broker list', type: STRING },
  ),
};

function at(method: string, line: number): Frames {
  return [`kafka.admin.LogDirsCommand$.${method}(LogDirsCommand.scala:${line})`];
}

const MAIN: Frames = [...at('main', 36), 'kafka.admin.LogDirsCommand.main(LogDirsCommand.scala)'];

export const logDirsCommand: Tool = {
  name: 'kafka-log-dirs.sh',
  mainClass: 'kafka.admin.LogDirsCommand',
  *main(input: ToolInput, output: ToolOutput): ToolScript<ToolEnd> {
    yield* within(MAIN, describe(input, output));
    return { exit: 0 };
  },
};

function* describe(input: ToolInput, output: ToolOutput): ToolScript<void> {
  const command = readCommandLine(Object.values(OPTIONS), input, output, [
    'kafka.admin.LogDirsCommand$LogDirsCommandOptions.<init>(LogDirsCommand.scala:116)',
    ...at('describe', 40),
  ]);
  command.helpIfNeeded('This tool helps to query log directory usage on the specified brokers.');
  command.require(OPTIONS.bootstrapServer, OPTIONS.describe);
  yield* open(command);
  const topics = command
    .valueOf(OPTIONS.topicList)!
    .split(',')
    .filter((topic) => topic !== '');
  const brokers = yield* wantedBrokers(command);
  output.out('Querying brokers for log directories information\n');
  const ids = [...new Set(brokers)];
  const dirs = yield* within(at('describe', 50), getAll(describeLogDirs(ids)));
  output.out(`Received log directory information from brokers ${brokers.join(',')}\n`);
  const byBroker = ids.map((broker, index) => ({ broker, dirs: dirs[index]! }));
  output.out(`${reportText(byBroker, topics)}\n`);
  yield* closeAdmin();
}

function* open(command: CommandLine): ToolScript<void> {
  const file = command.valueOf(OPTIONS.commandConfig);
  const frames = (line: number): Frames => [
    ...at('createAdminClient', line),
    ...at('describe', 41),
  ];
  const properties = yield* loadGivenProperties(file, frames(86));
  const servers = command.valueOf(OPTIONS.bootstrapServer)!;
  yield* within(
    frames(91),
    openAdmin({ 'client.id': 'log-dirs-tool', ...properties, 'bootstrap.servers': servers }),
  );
}

function* wantedBrokers(command: CommandLine): ToolScript<readonly number[]> {
  const text = command.valueOf(OPTIONS.brokerList);
  if (text === null) {
    const { nodes } = yield* within(at('describe', 45), get(describeCluster()));
    return nodes.map(({ id }) => id);
  }
  const frames = [
    ...TO_INT,
    ...at('$anonfun$describe$3', 44),
    ...at('$anonfun$describe$3$adapted', 44),
    ...ARRAY_MAP,
    ...at('describe', 44),
  ];
  const words = text.split(',').filter((word) => word !== '');
  return inFrames(frames, () => words.map((word) => parseInteger(word)));
}

interface BrokerDirs {
  readonly broker: number;
  readonly dirs: readonly DescribeLogDirsResult[];
}

/** formatAsJson. */
function reportText(byBroker: readonly BrokerDirs[], topics: readonly string[]): string {
  const brokers = inMutableMapOrder(byBroker, ({ broker }) => intHash(broker)).map(
    ({ broker, dirs }) => ({ broker, logDirs: inDirOrder(dirs).map((dir) => dirOf(dir, topics)) }),
  );
  return JSON.stringify({ version: 1, brokers });
}

function inDirOrder(dirs: readonly DescribeLogDirsResult[]): readonly DescribeLogDirsResult[] {
  const names = inJavaMapOrder(
    dirs.map(({ logDir }) => logDir),
    dirs.length,
  );
  return names.map((name) => dirs.find(({ logDir }) => logDir === name)!);
}

function dirOf(
  { logDir, errorCode, topics }: DescribeLogDirsResult,
  wanted: readonly string[],
): object {
  const replicas = topics.flatMap(({ name, partitions }) =>
    partitions.map((replica) => ({ topic: name, partition: replica.partitionIndex, replica })),
  );
  return {
    logDir,
    error: errorCode === 'NONE' ? null : exceptionClass(ERRORS[errorCode].exception),
    partitions: inPartitionOrder(replicas)
      .filter(({ topic }) => wanted.length === 0 || wanted.includes(topic))
      .map(({ topic, partition, replica }) => ({
        partition: partitionName(topic, partition),
        size: replica.partitionSize,
        offsetLag: replica.offsetLag,
        isFuture: replica.isFutureKey,
      })),
  };
}
