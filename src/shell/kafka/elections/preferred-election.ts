/**
 * kafka-preferred-replica-election.sh.
 *
 * Mirrors: kafka.admin.PreferredReplicaLeaderElectionCommand, 2.8.0.
 * Read next: elect.ts, election-data.ts, ../zk/zk-client.ts.
 */
import type { TopicPartition } from '../../../engine/kafka/index.ts';
import {
  adminZk,
  inImmutableOrder,
  partitionHash,
  partitionName,
  topicZnodes,
  zkScripts,
} from '../../../engine/kafka/index.ts';
import { closeAdmin } from '../admin/admin.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, inFrames, within } from '../java/exception.ts';
import { requiredArg, specText } from '../joptsimple/option-spec.ts';
import { STRING } from '../joptsimple/value-types.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { HELP, VERSION, readCommandLine } from '../tool/command-line.ts';
import { openAdmin } from '../tool/constructors.ts';
import { loadGivenProperties, readFileAsString } from '../tool/files.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';
import { closeZk, openZk, zk } from '../zk/zk-client.ts';
import { commandFailed, elect } from './elect.ts';
import { parseElectionData } from './election-data.ts';

const BOOTSTRAP_SERVER = requiredArg(
  'bootstrap-server',
  'A hostname and port for the broker to connect to, in the form host:port. Multiple comma-separated URLs can be given. REQUIRED unless --zookeeper is given.',
  { describedAs: 'host:port', type: STRING },
);

const OPTIONS = {
  help: HELP,
  version: VERSION,
  jsonFile: requiredArg(
    'path-to-json-file',
    'The JSON file with the list of partitions for which preferred replica leader election should be done, in the following format - \n{"partitions":\n\t[{"topic": "foo", "partition": 1},\n\t {"topic": "foobar", "partition": 2}]\n}\nDefaults to all existing partitions',
    {
      describedAs:
        'list of partitions for which preferred replica leader election needs to be triggered',
      type: STRING,
    },
  ),
  zookeeper: requiredArg(
    'zookeeper',
    'DEPRECATED. The connection string for the zookeeper connection in the form host:port. Multiple URLS can be given to allow fail-over. Replaced by --bootstrap-server, REQUIRED unless --bootstrap-server is given.',
    { describedAs: 'urls', type: STRING },
  ),
  bootstrapServer: BOOTSTRAP_SERVER,
  adminConfig: requiredArg(
    'admin.config',
    'Admin client config properties file to pass to the admin client when --bootstrap-server is given.',
    { describedAs: 'config file', type: STRING, availableIf: [BOOTSTRAP_SERVER] },
  ),
};

const FILE = 'PreferredReplicaLeaderElectionCommand.scala';
const COMMAND = 'kafka.admin.PreferredReplicaLeaderElectionCommand';

function at(method: string, line: number): Frames {
  return [`${COMMAND}$${method}(${FILE}:${line})`];
}

const MAIN: Frames = [...at('.main', 44), `${COMMAND}.main(${FILE})`];
const CREATED: Frames = [
  ...at('PreferredReplicaLeaderElectionCommandOptions.<init>', 156),
  ...at('.run', 49),
];
const EMPTY = 'Preferred replica election data is empty';
const TEXTS = {
  empty: EMPTY,
  noPartitions: EMPTY,
  duplicates: 'Preferred replica election data contains duplicate partitions',
};
const TIMEOUT_MS = 30_000;

export const preferredElectionCommand: Tool = {
  name: 'kafka-preferred-replica-election.sh',
  mainClass: COMMAND,
  *main(input: ToolInput, output: ToolOutput): ToolScript<ToolEnd> {
    output.out(
      'This tool is deprecated. Please use kafka-leader-election tool. Tracking issue: KAFKA-8405\n',
    );
    yield* within(MAIN, run(input, output));
    return { exit: 0 };
  },
};

function* run(input: ToolInput, output: ToolOutput): ToolScript<void> {
  const { bootstrapServer, zookeeper, jsonFile } = OPTIONS;
  const command = readCommandLine(Object.values(OPTIONS), input, output, CREATED, {
    mutuallyExclusive: [zookeeper, bootstrapServer],
  });
  command.helpIfNeeded(
    "This tool helps to causes leadership for each partition to be transferred back to the 'preferred replica', it can be used to balance leadership among the servers.",
  );
  if (command.has(bootstrapServer) === command.has(zookeeper)) {
    command.die(
      `Exactly one of '${specText(bootstrapServer)}' or '${specText(zookeeper)}' must be provided`,
    );
  }
  const file = command.valueOf(jsonFile);
  let partitions: readonly TopicPartition[] | null = null;
  if (file !== null) {
    const text = yield* within(at('.run', 61), readFileAsString(file));
    const frames: Frames = [...at('.parsePreferredReplicaElectionData', 92), ...at('.run', 61)];
    partitions = inFrames(frames, () => parseElectionData(text, TEXTS));
  }
  yield* command.has(zookeeper)
    ? electByZk(command, partitions, output)
    : electByAdmin(command, partitions, output);
}

function* electByAdmin(
  command: CommandLine,
  partitions: readonly TopicPartition[] | null,
  output: ToolOutput,
): ToolScript<void> {
  const file = command.valueOf(OPTIONS.adminConfig);
  const properties = yield* loadGivenProperties(file, at('.run', 73));
  yield* within(
    [...at('AdminClientCommand.<init>', 215), ...at('.run', 79)],
    openAdmin({
      ...properties,
      'bootstrap.servers': command.valueOf(OPTIONS.bootstrapServer)!,
      'request.timeout.ms': String(TIMEOUT_MS),
      'default.api.timeout.ms': String(TIMEOUT_MS * 2),
    }),
  );
  const election = {
    type: 'PREFERRED',
    succeeded: 'Successfully completed preferred leader election for partitions',
    needless: 'Preferred replica already elected for partitions',
    failed: 'Error completing preferred leader election for partition',
    counted: 'preferred replica(s)',
    at: (line: number): Frames => at('AdminClientCommand.electPreferredLeaders', line),
    lines: { get: 225, timeout: 231, unauthorized: 234, failed: 272 },
  } as const;
  try {
    yield* within(at('.run', 83), elect(election, partitions, output));
  } finally {
    yield* closeAdmin();
  }
}

function* electByZk(
  command: CommandLine,
  partitions: readonly TopicPartition[] | null,
  output: ToolOutput,
): ToolScript<void> {
  output.out(
    'Warning: --zookeeper is deprecated and will be removed in a future version of Kafka.\n' +
      'Use --bootstrap-server instead to specify a broker to connect to.\n',
  );
  yield* within(
    [...at('ZkCommand.<init>', 173), ...at('.run', 67)],
    openZk(command.valueOf(OPTIONS.zookeeper)!),
  );
  try {
    yield* startElection(partitions, output);
  } catch (error) {
    if (!(error instanceof JavaException)) throw error;
    const frames: Frames = [...at('ZkCommand.electPreferredLeaders', 201), ...at('.run', 83)];
    throw commandFailed('Admin command failed', { cause: error, frames });
  } finally {
    yield* closeZk();
  }
}

function nameOf({ topic, partition }: TopicPartition): string {
  return partitionName(topic, partition);
}

function* startElection(
  asked: readonly TopicPartition[] | null,
  output: ToolOutput,
): ToolScript<void> {
  const known = yield* allPartitions(asked);
  const names = new Set(known.map(nameOf));
  const valid = asked === null ? known : asked.filter((one) => names.has(nameOf(one)));
  const invalid = asked === null ? [] : asked.filter((one) => !names.has(nameOf(one)));
  yield* write(valid);
  output.out(`Created preferred replica election path with ${valid.map(nameOf).join(',')}\n`);
  const list = valid.map(nameOf).join(', ');
  output.out(`Successfully started preferred replica election for partitions Set(${list})\n`);
  for (const one of invalid) {
    output.out(
      `Skipping preferred replica leader election for partition ${nameOf(one)} since it doesn't exist.\n`,
    );
  }
}

/** getAllPartitions; of the topics that are named getPartitionsForTopics. */
function* allPartitions(
  asked: readonly TopicPartition[] | null,
): ToolScript<readonly TopicPartition[]> {
  const found: TopicPartition[] = [];
  if (asked === null) {
    for (const topic of yield* zk(zkScripts.getChildren(topicZnodes.TOPICS_PATH))) {
      const path = topicZnodes.topicPartitionsPath(topic);
      const numbers = yield* zk(zkScripts.getChildren(path));
      for (const number of numbers) found.push({ topic, partition: Number(number) });
    }
  } else {
    for (const topic of new Set(asked.map((one) => one.topic))) {
      const znode = yield* zk(adminZk.readTopic(topic));
      for (const [partition] of znode?.assignment ?? []) found.push({ topic, partition });
    }
  }
  return inImmutableOrder(found, partitionHash);
}

/** writePreferredReplicaElectionData. */
function* write(partitions: readonly TopicPartition[]): ToolScript<void> {
  const path = topicZnodes.PREFERRED_REPLICA_ELECTION_PATH;
  try {
    yield* zk(zkScripts.createRecursive(path, topicZnodes.encodePartitions(partitions)));
  } catch (error) {
    if (!(error instanceof JavaException)) throw error;
    if (!error.exception.endsWith('NodeExistsException')) {
      throw new JavaException('kafka.admin.AdminOperationException', error.toString());
    }
    const znode = yield* zk(zkScripts.getData(path));
    const current = topicZnodes
      .decodePartitions(znode?.data ?? null)
      .map(nameOf)
      .join(',');
    const text = `Preferred replica leader election currently in progress for ${current}. Aborting operation`;
    throw new JavaException('kafka.admin.AdminOperationException', text);
  }
}
