/**
 * kafka.tools.GetOffsetShell: where the partitions of a topic begin and end.
 *
 * Mirrors: kafka.tools.GetOffsetShell, 2.8.0.
 */
import type { ListedTopic } from '../../../engine/kafka/index.ts';
import { inImmutableOrder, intHash } from '../../../engine/kafka/index.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, inFrames, within } from '../java/exception.ts';
import { parseInteger } from '../java/number-format.ts';
import { requiredArg } from '../joptsimple/option-spec.ts';
import { INTEGER, LONG, STRING } from '../joptsimple/value-types.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { readCommandLine, validatePorts } from '../tool/command-line.ts';
import { openConsumer } from '../tool/constructors.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';
import { call, exitTool } from '../tool/tool.ts';

const OPTIONS = {
  brokerList: requiredArg(
    'broker-list',
    'REQUIRED: The list of hostname and port of the server to connect to.',
    { describedAs: 'hostname:port,...,hostname:port', type: STRING },
  ),
  topic: requiredArg('topic', 'REQUIRED: The topic to get offset from.', {
    describedAs: 'topic',
    type: STRING,
  }),
  partitions: requiredArg(
    'partitions',
    'comma separated list of partition ids. If not specified, it will find offsets for all partitions',
    { describedAs: 'partition ids', type: STRING, defaultsTo: '' },
  ),
  time: requiredArg(
    'time',
    'timestamp of the offsets before that. [Note: No offset is returned, if the timestamp greater than recently commited record timestamp is given.]',
    { describedAs: 'timestamp/-1(latest)/-2(earliest)', type: LONG, defaultsTo: -1 },
  ),
  offsets: requiredArg('offsets', 'DEPRECATED AND IGNORED: number of offsets returned', {
    describedAs: 'count',
    type: INTEGER,
    defaultsTo: 1,
  }),
  maxWait: requiredArg(
    'max-wait-ms',
    'DEPRECATED AND IGNORED: The max amount of time each fetch request waits.',
    { describedAs: 'ms', type: INTEGER, defaultsTo: 1000 },
  ),
};

const TOOL = 'kafka.tools.GetOffsetShell';

function main(line: number): Frames {
  return [`${TOOL}$.main(GetOffsetShell.scala:${line})`, `${TOOL}.main(GetOffsetShell.scala)`];
}

export const getOffsetShell: Tool = {
  name: 'kafka-run-class.sh',
  mainClass: TOOL,
  *main(input: ToolInput, output: ToolOutput): ToolScript<ToolEnd> {
    const command = read(input, output);
    const servers = command.valueOf(OPTIONS.brokerList)!;
    validatePorts(command, servers);
    const topic = command.valueOf(OPTIONS.topic)!;
    const requested = requestedPartitions(command, output);
    const time = inFrames(main(90), () => command.valueOf(OPTIONS.time)!);
    yield* within(
      main(95),
      openConsumer({ 'bootstrap.servers': servers, 'client.id': 'GetOffsetShell' }),
    );
    const partitions = yield* wantedPartitions(topic, requested, output);
    for (const { partition, offset } of yield* offsetsOf(topic, partitions, time)) {
      output.out(`${topic}:${partition}:${offset ?? ''}\n`);
    }
    return { exit: 0 };
  },
};

function read(input: ToolInput, output: ToolOutput): CommandLine {
  const specs = Object.values(OPTIONS);
  if (input.words.length === 0) {
    const empty = readCommandLine(specs, input, output, []);
    empty.die('An interactive shell for getting topic offsets.');
  }
  const command = readCommandLine(specs, input, output, main(68));
  command.require(OPTIONS.brokerList, OPTIONS.topic);
  return command;
}

function requestedPartitions(command: CommandLine, output: ToolOutput): readonly number[] {
  const text = command.valueOf(OPTIONS.partitions)!;
  if (text === '') return [];
  const words = text.replace(/,+$/, '').split(',');
  const numbers = words.map((word) => {
    try {
      return parseInteger(word);
    } catch (error) {
      if (!(error instanceof JavaException)) throw error;
      output.err(
        `--partitions expects a comma separated list of numeric partition ids, but received: ${text}\n`,
      );
      return exitTool(1);
    }
  });
  return inImmutableOrder([...new Set(numbers)], intHash);
}

/** Numbers of partitions that have a leader. */
function* wantedPartitions(
  topic: string,
  requested: readonly number[],
  { err }: ToolOutput,
): ToolScript<readonly number[]> {
  const { value } = yield* within(
    [
      'org.apache.kafka.clients.consumer.KafkaConsumer.listTopics(KafkaConsumer.java:2020)',
      `${TOOL}$.listPartitionInfos(GetOffsetShell.scala:150)`,
      ...main(97),
    ],
    call({ type: 'consumer.listTopics' }, 'value'),
  );
  const found = (value as readonly ListedTopic[]).find((each) => each.topic === topic);
  if (found === undefined || found.partitions.length === 0) {
    err(`Topic ${topic} does not exist\n`);
    return exitTool(1);
  }
  const known = found.partitions.map(({ partition }) => partition);
  const wanted = found.partitions.filter(
    ({ partition }) => requested.length === 0 || requested.includes(partition),
  );
  if (wanted.length === 0) {
    err(`Topic ${topic} does not have any of the requested partitions ${requested.join(',')}\n`);
    return exitTool(1);
  }
  for (const partition of requested) {
    if (!known.includes(partition)) err(`Error: partition ${partition} does not exist\n`);
  }
  const sorted = [...wanted].sort((a, b) => a.partition - b.partition);
  return sorted.flatMap(({ partition, leader }) => {
    if (leader !== null) return [partition];
    err(`Error: partition ${partition} does not have a leader. Skip getting offsets\n`);
    return [];
  });
}

const EARLIEST = -2;
const LATEST = -1;

function* offsetsOf(
  topic: string,
  partitions: readonly number[],
  time: number,
): ToolScript<readonly { readonly partition: number; readonly offset: number | null }[]> {
  if (partitions.length === 0) return [];
  const where = time === EARLIEST ? 'beginning' : time === LATEST ? 'end' : time;
  const line = time === EARLIEST ? 131 : time === LATEST ? 132 : 135;
  const asked = partitions.map((partition) => ({ topic, partition }));
  const { value } = yield* within(
    main(line),
    call({ type: 'consumer.offsets', where, partitions: asked }, 'value'),
  );
  const offsets = value as readonly (number | null)[];
  return partitions.map((partition, index) => ({ partition, offset: offsets[index] ?? null }));
}
