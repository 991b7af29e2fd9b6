/**
 * kafka-replica-verification.sh: reads all replicas of partitions and compares them.
 *
 * Mirrors: kafka.tools.ReplicaVerificationTool, 2.8.0.
 * Departs: the fetches of all brokers go through one client, whose answers are waited for together.
 * Read next: replica-comparison.ts.
 */
import type { AdminAnswer, AdminCall, FetchResponse } from '../../../engine/kafka/index.ts';
import {
  describeCluster,
  describeTopics,
  listTopics,
  partitionName,
} from '../../../engine/kafka/index.ts';
import { closeAdmin, get, getAll } from '../admin/admin.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, inFrames, within } from '../java/exception.ts';
import { formatDate } from '../java/simple-date-format.ts';
import { topicFilter } from '../java/topic-filter.ts';
import { flag, requiredArg } from '../joptsimple/option-spec.ts';
import { INTEGER, LONG, STRING } from '../joptsimple/value-types.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { HELP, readCommandLine, validatePorts, versionText } from '../tool/command-line.ts';
import { openAdmin, openConsumer } from '../tool/constructors.ts';
import type { Tool, ToolEnd, ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';
import { call, exitTool, now } from '../tool/tool.ts';
import type { ReplicaData, VerifiedPartition } from './replica-comparison.ts';
import { compareReplicas } from './replica-comparison.ts';

const O = {
  brokerList: requiredArg(
    'broker-list',
    'REQUIRED: The list of hostname and port of the server to connect to.',
    { describedAs: 'hostname:port,...,hostname:port', type: STRING },
  ),
  fetchSize: requiredArg('fetch-size', 'The fetch size of each request.', {
    describedAs: 'bytes',
    type: INTEGER,
    defaultsTo: 1_048_576,
  }),
  maxWaitMs: requiredArg('max-wait-ms', 'The max amount of time each fetch request waits.', {
    describedAs: 'ms',
    type: INTEGER,
    defaultsTo: 1000,
  }),
  topicWhiteList: requiredArg(
    'topic-white-list',
    'White list of topics to verify replica consistency. Defaults to all topics.',
    { describedAs: 'Java regex (String)', type: STRING, defaultsTo: '.*' },
  ),
  time: requiredArg('time', 'Timestamp for getting the initial offsets.', {
    describedAs: 'timestamp/-1(latest)/-2(earliest)',
    type: LONG,
    defaultsTo: -1,
  }),
  reportInterval: requiredArg('report-interval-ms', 'The reporting interval.', {
    describedAs: 'ms',
    type: LONG,
    defaultsTo: 30_000,
  }),
  help: HELP,
  version: flag('version', 'Print version information and exit.', { isForHelp: true }),
};

/** From fetch to fetch. */
interface Memory {
  readonly maxWaitMs: number;
  readonly fetchSize: number;
  readonly reportIntervalMs: number;
  readonly lastReportMs: number;
  /** In the order in which they are compared. */
  readonly partitions: readonly VerifiedPartition[];
  readonly brokers: readonly number[];
}

const TOOL = 'kafka.tools.ReplicaVerificationTool';
const DEBUGGING_CONSUMER = -2;
const SOCKET_TIMEOUT_MS = 30_000;
const INT_MAX = 2 ** 31 - 1;

function main(line: number): Frames {
  return [
    `${TOOL}$.main(ReplicaVerificationTool.scala:${line})`,
    `${TOOL}.main(ReplicaVerificationTool.scala)`,
  ];
}

export const replicaVerificationTool: Tool<Memory> = {
  name: 'kafka-replica-verification.sh',
  mainClass: TOOL,
  *main(input: ToolInput<Memory>, output: ToolOutput): ToolScript<ToolEnd<Memory>> {
    const memory = input.memory ?? (yield* open(input, output));
    return { goOn: yield* round(memory, output) };
  },
};

function readOptions(input: ToolInput<Memory>, output: ToolOutput): CommandLine {
  const command = readCommandLine(Object.values(O), input, output, main(112));
  if (input.words.length === 0 || command.has(O.help)) {
    command.die('Validate that all replicas for a set of topics have the same data.');
  }
  if (command.has(O.version)) {
    output.out(versionText(input));
    exitTool(0);
  }
  command.require(O.brokerList);
  return command;
}

function* open(input: ToolInput<Memory>, output: ToolOutput): ToolScript<Memory> {
  const command = readOptions(input, output);
  const servers = command.valueOf(O.brokerList)!;
  const isWanted = inFrames(main(125), () => topicFilter(command.valueOf(O.topicWhiteList)!));
  const [fetchSize, maxWaitMs] = [command.valueOf(O.fetchSize)!, command.valueOf(O.maxWaitMs)!];
  const [time, reportIntervalMs] = [command.valueOf(O.time)!, command.valueOf(O.reportInterval)!];
  validatePorts(command, servers);
  const created = [`${TOOL}$.createAdminClient(ReplicaVerificationTool.scala:224)`, ...main(142)];
  yield* within(created, openAdmin({ 'bootstrap.servers': servers }));
  const { partitions, alive } = yield* replicasOf(isWanted);
  if (partitions.length === 0) {
    const text =
      'No topics found. [topic-white-list] if specified, is either filtering out all topics or there is no topic.';
    output.log('ERROR', text, `${TOOL}$`);
    yield* closeAdmin();
    return exitTool(1);
  }
  const verified = yield* initialOffsets(servers, partitions, time);
  const brokers = [...new Set(partitions.flatMap(({ replicas }) => replicas))];
  const missing = brokers.find((id) => !alive.includes(id));
  if (missing !== undefined) {
    const text = `key not found: ${missing}`;
    throw new JavaException('java.util.NoSuchElementException', text, { frames: main(187) });
  }
  const startMs = yield* now();
  output.out(`${timeText(startMs)}: verification process is started.\n`);
  const lastReportMs = startMs;
  return { maxWaitMs, fetchSize, reportIntervalMs, lastReportMs, partitions: verified, brokers };
}

type Replicated = Omit<VerifiedPartition, 'offset'>;

function* replicasOf(
  isWanted: (topic: string) => boolean,
): ToolScript<{ readonly partitions: readonly Replicated[]; readonly alive: readonly number[] }> {
  const listed = [`${TOOL}$.listTopicsMetadata(ReplicaVerificationTool.scala:213)`, ...main(143)];
  const described = [
    `${TOOL}$.listTopicsMetadata(ReplicaVerificationTool.scala:214)`,
    ...main(143),
  ];
  const details = [`${TOOL}$.brokerDetails(ReplicaVerificationTool.scala:218)`, ...main(143)];
  const listings = yield* within(listed, get(listTopics({ listInternal: true })));
  const names = listings.map(({ name }) => name);
  const topics = yield* within(described, getAll(describeTopics(names)));
  const { nodes } = yield* within(details, get(describeCluster()));
  const partitions = topics
    .filter(({ name }) => isWanted(name))
    .flatMap((topic) =>
      topic.partitions.map(({ partition, replicas }) => ({
        topic: topic.name,
        partition,
        replicas: replicas.map(({ id }) => id),
      })),
    );
  return { partitions, alive: nodes.map(({ id }) => id) };
}

const EARLIEST = -2;
const LATEST = -1;

function* initialOffsets(
  servers: string,
  partitions: readonly Replicated[],
  time: number,
): ToolScript<readonly VerifiedPartition[]> {
  const at = (line: number): Frames => [
    `${TOOL}$.initialOffsets(ReplicaVerificationTool.scala:${line})`,
    ...main(182),
  ];
  const created = [`${TOOL}$.createConsumer(ReplicaVerificationTool.scala:252)`, ...at(229)];
  const properties = { 'bootstrap.servers': servers, 'group.id': 'ReplicaVerification' };
  yield* within(created, openConsumer(properties, 'properties'));
  const where = time === EARLIEST ? 'beginning' : time === LATEST ? 'end' : time;
  const line = time === LATEST ? 232 : time === EARLIEST ? 234 : 237;
  const { value } = yield* within(
    at(line),
    call({ type: 'consumer.offsets', where, partitions }, 'value'),
  );
  yield* call({ type: 'consumer.close' }, 'value');
  const offsets = value as readonly (number | null)[];
  return partitions.map((partition, index) => {
    const offset = offsets[index] ?? null;
    if (offset !== null) return { ...partition, offset };
    throw new JavaException('java.lang.NullPointerException', null, { frames: at(237) });
  });
}

/** One fetch from each of the brokers, and what they hold compared. */
function* round(memory: Memory, output: ToolOutput): ToolScript<Memory> {
  const { brokers, reportIntervalMs } = memory;
  const { answers } = yield* call(
    { type: 'admin.calls', calls: brokers.map((id) => fetchOf(memory, id)) },
    'answers',
  );
  const fetched = new Map<string, ReplicaData[]>();
  for (const [index, id] of brokers.entries()) note(fetched, id, answers[index]!);
  const nowMs = yield* now();
  const print = (text: string): void => output.out(`${timeText(nowMs)}: ${text}\n`);
  const { partitions, lag } = compareReplicas(memory.partitions, fetched, print);
  if (lag === null) return exitTool(1);
  if (nowMs - memory.lastReportMs <= reportIntervalMs) return { ...memory, partitions };
  const { maxLag, partition, offset } = lag;
  print(
    `max lag is ${maxLag} for partition ${partition} at offset ${offset} among ${partitions.length} partitions`,
  );
  return { ...memory, partitions, lastReportMs: nowMs };
}

function fetchOf({ partitions, maxWaitMs, fetchSize }: Memory, broker: number): AdminCall {
  const own = partitions.filter(({ replicas }) => replicas.includes(broker));
  const topics = [...new Set(own.map(({ topic }) => topic))];
  return {
    name: 'fetch',
    target: { to: 'broker', id: broker },
    timeoutMs: SOCKET_TIMEOUT_MS,
    request: {
      type: 'FetchRequest',
      clusterId: null,
      replicaId: DEBUGGING_CONSUMER,
      maxWaitMs,
      minBytes: 1,
      maxBytes: INT_MAX,
      isolationLevel: 0,
      sessionId: 0,
      sessionEpoch: -1,
      topics: topics.map((topic) => ({
        topic,
        partitions: own
          .filter((each) => each.topic === topic)
          .map(({ partition, offset }) => ({
            partition,
            currentLeaderEpoch: -1,
            fetchOffset: offset,
            lastFetchedEpoch: -1,
            logStartOffset: 0,
            partitionMaxBytes: fetchSize,
          })),
      })),
      forgottenTopicsData: [],
      rackId: '',
    },
  };
}

/** A broker that does not answer gives nothing. */
function note(fetched: Map<string, ReplicaData[]>, broker: number, answer: AdminAnswer): void {
  if (answer.type === 'failed') return;
  for (const { topic, partitionResponses } of (answer.response as FetchResponse).responses) {
    for (const { partition, highWatermark, recordSet } of partitionResponses) {
      const name = partitionName(topic, partition);
      const data = { broker, highWatermark, batches: recordSet };
      fetched.set(name, [...(fetched.get(name) ?? []), data]);
    }
  }
}

function timeText(ms: number): string {
  return formatDate('yyyy-MM-dd HH:mm:ss,SSS', ms);
}
