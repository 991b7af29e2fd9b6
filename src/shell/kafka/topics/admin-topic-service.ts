/**
 * kafka-topics.sh --bootstrap-server.
 *
 * Mirrors: kafka.admin.TopicCommand.AdminClientTopicService, 2.8.0.
 * Read next: descriptions.ts.
 */
import type {
  ConfigEntry,
  KafkaRelease,
  PartitionReassignment,
  TopicDescription,
} from '../../../engine/kafka/index.ts';
import {
  CONFIG_SOURCES,
  createPartitions,
  createTopics,
  deleteTopics,
  describeCluster,
  describeConfigs,
  describeTopics,
  listPartitionReassignments,
  listTopics,
  partitionName,
} from '../../../engine/kafka/index.ts';
import { closeAdmin, get, getAll, run, thrownBy, valueOf } from '../admin/admin.ts';
import { JavaException, illegalArgument, within } from '../java/exception.ts';
import { inJavaMapOrder, inMapOrderOfResults } from '../java/map-order.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { openAdmin } from '../tool/constructors.ts';
import { loadGivenProperties } from '../tool/files.ts';
import type { ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';
import type { PartitionLine } from './descriptions.ts';
import {
  describeOptions,
  headerLine,
  isReported,
  partitionLine,
  replicationFactor,
} from './descriptions.ts';
import { OPTIONS } from './options.ts';
import type { CommandTopic, TopicService } from './topic-service.ts';
import { commandTopic, ensureTopicExists, selectTopics } from './topic-service.ts';

const SERVICE = 'kafka.admin.TopicCommand$AdminClientTopicService';
const SHORT_MAX = 32_767;

/** Opens the admin client. */
export function* adminTopicService(
  command: CommandLine,
  input: Pick<ToolInput, 'installation'>,
  output: ToolOutput,
): ToolScript<TopicService> {
  const file = command.valueOf(OPTIONS.commandConfig);
  const properties = yield* loadGivenProperties(file, [
    'kafka.admin.TopicCommand$TopicCommandOptions.commandConfig(TopicCommand.scala:709)',
  ]);
  const servers = command.valueOf(OPTIONS.bootstrapServer)!;
  yield* within(
    [
      `${SERVICE}$.createAdminClient(TopicCommand.scala:229)`,
      `${SERVICE}$.apply(TopicCommand.scala:233)`,
    ],
    openAdmin({ ...properties, 'bootstrap.servers': servers }),
  );
  return new AdminClientTopicService(command, input.installation.release, output);
}

class AdminClientTopicService implements TopicService {
  readonly frame = { name: 'AdminClientTopicService', line: 236 };
  readonly #command: CommandLine;
  readonly #release: KafkaRelease;
  readonly #output: ToolOutput;

  constructor(command: CommandLine, release: KafkaRelease, output: ToolOutput) {
    this.#command = command;
    this.#release = release;
    this.#output = output;
  }

  *createTopic(topic: CommandTopic): ToolScript<void> {
    const { name, partitions, replicationFactor: factor, replicaAssignment } = topic;
    if (factor !== null && (factor > SHORT_MAX || factor < 1)) {
      const text = `The replication factor must be between 1 and ${SHORT_MAX} inclusive`;
      throw illegalArgument(text, [`${SERVICE}.createTopic(TopicCommand.scala:240)`]);
    }
    if (partitions !== null && partitions < 1) {
      throw illegalArgument('The partitions must be greater than 0', [
        `${SERVICE}.createTopic(TopicCommand.scala:242)`,
      ]);
    }
    const newTopic = {
      name,
      numPartitions: partitions,
      replicationFactor: factor,
      assignments:
        replicaAssignment?.map((brokerIds, partition) => ({ partition, brokerIds })) ?? null,
      configs: inJavaMapOrder(Object.keys(topic.configsToAdd)).map((key) => ({
        name: key,
        value: topic.configsToAdd[key]!,
      })),
    };
    const [created] = yield* run(createTopics([newTopic]));
    const { exception } = created!.result;
    if (exception !== null) {
      if (exception.error === 'TOPIC_ALREADY_EXISTS' && topic.ifNotExists) return;
      throw thrownBy(exception);
    }
    // 2.4 and older say nothing.
    if (this.#release === '2.8.0') this.#output.out(`Created topic ${name}.\n`);
  }

  *listTopics(): ToolScript<void> {
    this.#output.out(`${(yield* this.#topics()).join('\n')}\n`);
  }

  *alterTopic(): ToolScript<void> {
    const topic = commandTopic(this.#command, this.#output);
    const names = yield* this.#topics();
    this.#ensure(names, 'alterTopic', 280);
    if (names.length === 0) return;
    const described = yield* run(describeTopics(names));
    const { replicaAssignment } = topic;
    const requests = names.map((name) => {
      const totalCount = topic.partitions!;
      if (replicaAssignment === null) return { topic: name, totalCount, assignments: null };
      const answer = described.find(({ key }) => key === name)!;
      const count = valueOf(answer.result).partitions.length;
      return { topic: name, totalCount, assignments: replicaAssignment.slice(count) };
    });
    yield* getAll(createPartitions(requests));
  }

  *describeTopic(): ToolScript<void> {
    const command = this.#command;
    const names = yield* this.#topics();
    this.#ensure(names, 'describeTopic', 317);
    if (names.length === 0) return;
    const resources = names.map((name) => ({ type: 'TOPIC', name }) as const);
    const configs = yield* run(describeConfigs(resources));
    const { nodes } = yield* get(describeCluster());
    const topics = yield* getAll(describeTopics(names));
    const partitions = topics.flatMap(({ name, partitions: all }) =>
      all.map(({ partition }) => ({ topic: name, partition })),
    );
    const reassignments = yield* get(listPartitionReassignments(partitions));
    const liveBrokers = nodes.map(({ id }) => id);
    for (const name of inMapOrderOfResults(names)) {
      const topic = topics.find((each) => each.name === name)!;
      const entries = valueOf(configs[names.indexOf(name)]!.result);
      this.#describe(topic, entries, reassignments);
      if (!describeOptions(command).describesPartitions) continue;
      for (const line of partitionLines(topic, entries, reassignments)) {
        if (isReported(command, line, liveBrokers)) this.#output.out(partitionLine(line));
      }
    }
  }

  /** The line of the topic itself, if it is asked for. */
  #describe(
    topic: TopicDescription,
    entries: readonly ConfigEntry[],
    reassignments: readonly PartitionReassignment[],
  ): void {
    const { describesConfigs, onlyOverridden } = describeOptions(this.#command);
    const configs = entries
      .filter(({ configSource }) => CONFIG_SOURCES[configSource] !== 'DEFAULT_CONFIG')
      .map(({ name, value }) => [name, value ?? 'null'] as const);
    if (!describesConfigs || (onlyOverridden && configs.length === 0)) return;
    const { name, topicId, partitions } = topic;
    const first = partitions[0]!;
    const reassignment = reassignmentOf(reassignments, name, first.partition);
    const header = {
      topic: name,
      topicId,
      partitionCount: partitions.length,
      replicationFactor: replicationFactor(
        first.replicas.map(({ id }) => id),
        reassignment,
      ),
      configs,
      isMarkedForDeletion: false,
    };
    this.#output.out(headerLine(header, this.#release));
  }

  *deleteTopic(): ToolScript<void> {
    const names = yield* this.#topics();
    this.#ensure(names, 'deleteTopic', 359);
    yield* getAll(deleteTopics(names));
  }

  *close(): ToolScript<void> {
    yield* closeAdmin();
  }

  #ensure(names: readonly string[], method: string, line: number): void {
    try {
      ensureTopicExists(names, this.#command);
    } catch (error) {
      if (error instanceof JavaException) {
        error.passThrough([`${SERVICE}.${method}(TopicCommand.scala:${line})`]);
      }
      throw error;
    }
  }

  /** getTopics. */
  *#topics(): ToolScript<readonly string[]> {
    const excludesInternal = this.#command.has(OPTIONS.excludeInternal);
    const listings = yield* get(listTopics({ listInternal: !excludesInternal }));
    const sorted = listings.map(({ name }) => name).sort();
    return selectTopics(sorted, this.#command.valueOf(OPTIONS.topic), excludesInternal);
  }
}

function reassignmentOf(
  reassignments: readonly PartitionReassignment[],
  topic: string,
  partition: number,
): PartitionReassignment | null {
  const name = partitionName(topic, partition);
  return reassignments.find((one) => partitionName(one.topic, one.partition) === name) ?? null;
}

function partitionLines(
  { name, partitions }: TopicDescription,
  entries: readonly ConfigEntry[],
  reassignments: readonly PartitionReassignment[],
): readonly PartitionLine[] {
  const minIsr = entries.find((entry) => entry.name === 'min.insync.replicas')?.value;
  return partitions.map(({ partition, leader, replicas, isr }) => ({
    topic: name,
    partition,
    leader: leader?.id ?? null,
    replicas: replicas.map(({ id }) => id),
    isr: isr.map(({ id }) => id),
    minIsr: minIsr == null ? null : Number(minIsr),
    isMarkedForDeletion: false,
    reassignment: reassignmentOf(reassignments, name, partition),
  }));
}
