/**
 * kafka-leader-election.sh.
 *
 * Mirrors: kafka.admin.LeaderElectionCommand, 2.8.0.
 * Read next: elect.ts, election-data.ts.
 */
import type { TopicPartition } from '../../../engine/kafka/index.ts';
import { closeAdmin } from '../admin/admin.ts';
import type { Frames } from '../java/exception.ts';
import { inFrames, within } from '../java/exception.ts';
import type { OptionSpec } from '../joptsimple/option-spec.ts';
import { flag, requiredArg } from '../joptsimple/option-spec.ts';
import { INTEGER, STRING, enumeration } from '../joptsimple/value-types.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { HELP, VERSION, readCommandLine } from '../tool/command-line.ts';
import { openAdmin } from '../tool/constructors.ts';
import { loadGivenProperties, readFileAsString } from '../tool/files.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';
import { commandFailed, elect } from './elect.ts';
import { parseElectionData } from './election-data.ts';

const OPTIONS = {
  help: HELP,
  version: VERSION,
  bootstrapServer: requiredArg(
    'bootstrap-server',
    'A hostname and port for the broker to connect to, in the form host:port. Multiple comma separated URLs can be given. REQUIRED.',
    { describedAs: 'host:port', type: STRING },
  ),
  adminConfig: requiredArg(
    'admin.config',
    'Configuration properties files to pass to the admin client',
    { describedAs: 'config file', type: STRING },
  ),
  jsonFile: requiredArg(
    'path-to-json-file',
    'The JSON file with the list  of partition for which leader elections should be performed. This is an example format. \n{"partitions":\n\t[{"topic": "foo", "partition": 1},\n\t {"topic": "foobar", "partition": 2}]\n}\nNot allowed if --all-topic-partitions or --topic flags are specified.',
    { describedAs: 'Path to JSON file', type: STRING },
  ),
  topic: requiredArg(
    'topic',
    'Name of topic for which to perform an election. Not allowed if --path-to-json-file or --all-topic-partitions is specified.',
    { describedAs: 'topic name', type: STRING },
  ),
  partition: requiredArg(
    'partition',
    'Partition id for which to perform an election. REQUIRED if --topic is specified.',
    { describedAs: 'partition id', type: INTEGER },
  ),
  allTopicPartitions: flag(
    'all-topic-partitions',
    'Perform election on all of the eligible topic partitions based on the type of election (see the --election-type flag). Not allowed if --topic or --path-to-json-file is specified.',
  ),
  electionType: requiredArg(
    'election-type',
    'Type of election to attempt. Possible values are "preferred" for preferred leader election or "unclean" for unclean leader election. If preferred election is selection, the election is only performed if the current leader is not the preferred leader for the topic partition. If unclean election is selected, the election is only performed if there are no leader for the topic partition. REQUIRED.',
    { describedAs: 'election type', type: enumeration('PREFERRED', 'UNCLEAN') },
  ),
};

const COMMAND = 'kafka.admin.LeaderElectionCommand$';

function at(method: string, line: number): Frames {
  return [`${COMMAND}.${method}(LeaderElectionCommand.scala:${line})`];
}

const MAIN: Frames = [
  ...at('main', 42),
  'kafka.admin.LeaderElectionCommand.main(LeaderElectionCommand.scala)',
];
const CREATED: Frames = [
  'kafka.admin.LeaderElectionCommandOptions.<init>(LeaderElectionCommand.scala:286)',
  ...at('run', 46),
];
const TIMEOUT_MS = 30_000;
const TEXTS = {
  empty: 'Replica election data is empty',
  noPartitions: 'Replica election data is missing "partitions" field',
  duplicates: 'Replica election data contains duplicate partitions',
};

export const leaderElectionCommand: Tool = {
  name: 'kafka-leader-election.sh',
  mainClass: 'kafka.admin.LeaderElectionCommand',
  *main(input: ToolInput, output: ToolOutput): ToolScript<ToolEnd> {
    yield* within(MAIN, run(input, output));
    return { exit: 0 };
  },
};

function* run(input: ToolInput, output: ToolOutput): ToolScript<void> {
  const command = readCommandLine(Object.values(OPTIONS), input, output, CREATED);
  command.helpIfNeeded(
    'This tool attempts to elect a new leader for a set of topic partitions. The type of elections supported are preferred replicas and unclean replicas.',
  );
  inFrames(at('run', 52), () => validate(command));
  const type = inFrames(at('run', 54), () => command.valueOf(OPTIONS.electionType))!;
  const partitions = yield* wantedPartitions(command);
  const file = command.valueOf(OPTIONS.adminConfig);
  const mapped: Frames = ['scala.Option.map(Option.scala:230)', ...at('run', 75)];
  const properties = yield* loadGivenProperties(file, [...at('$anonfun$run$2', 76), ...mapped]);
  yield* within(
    at('run', 86),
    openAdmin({
      ...properties,
      'bootstrap.servers': command.valueOf(OPTIONS.bootstrapServer)!,
      'default.api.timeout.ms': String(TIMEOUT_MS),
      'request.timeout.ms': String(TIMEOUT_MS / 2),
    }),
  );
  const election = {
    type,
    succeeded: `Successfully completed leader election (${type}) for partitions`,
    needless: 'Valid replica already elected for partitions',
    failed: `Error completing leader election (${type}) for partition`,
    counted: 'replica(s)',
    at: (line: number): Frames => at('electLeaders', line),
    lines: { get: 128, timeout: 135, unauthorized: 139, failed: 174 },
  };
  try {
    yield* within(at('run', 90), elect(election, partitions, output));
  } finally {
    yield* closeAdmin();
  }
}

function* wantedPartitions(command: CommandLine): ToolScript<readonly TopicPartition[] | null> {
  const file = command.valueOf(OPTIONS.jsonFile);
  if (file !== null) {
    const frames: Frames = [
      ...at('$anonfun$run$1', 57),
      'scala.Option.map(Option.scala:230)',
      ...at('run', 56),
    ];
    const text = yield* within(frames, readFileAsString(file));
    const parsed: Frames = [...at('parseReplicaElectionData', 97), ...frames];
    return inFrames(parsed, () => parseElectionData(text, TEXTS));
  }
  const topic = command.valueOf(OPTIONS.topic);
  const partition = inFrames(at('run', 62), () => command.valueOf(OPTIONS.partition));
  return topic === null || partition === null ? null : [{ topic, partition }];
}

function nameOf({ names }: OptionSpec): string {
  return names[0]!;
}

function validate(command: CommandLine): void {
  const O = OPTIONS;
  const refuse = (text: string, line: number): never => {
    throw commandFailed(text, { frames: at('validate', line) });
  };
  const missing = [O.electionType, O.bootstrapServer].filter((spec) => !command.has(spec));
  if (missing.length > 0) {
    refuse(`Missing required option(s): ${missing.map(nameOf).join(', ')}`, 195);
  }
  const exclusive = [O.topic, O.allTopicPartitions, O.jsonFile];
  if (exclusive.filter((spec) => command.has(spec)).length !== 1) {
    refuse(
      `One and only one of the following options is required: ${exclusive.map(nameOf).join(', ')}`,
      210,
    );
  }
  const [hasTopic, hasPartition] = [command.has(O.topic), command.has(O.partition)];
  if (hasTopic && !hasPartition) refuse('Missing required option(s): partition', 221);
  if (!hasTopic && hasPartition) refuse('Option partition is only allowed if topic is used', 225);
}
