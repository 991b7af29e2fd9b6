/**
 * kafka-topics.sh --bootstrap-server.
 *
 * Mirrors: kafka.admin.TopicCommand.AdminClientTopicService, 2.8.0.
 * Read next: ../admin/topics.ts.
 */
import type { KafkaRelease } from '../../../engine/kafka/index.ts';
import { partitionName } from '../../../engine/kafka/index.ts';
import { closeAdmin, get, openAdmin } from '../admin/admin.ts';
import { describeCluster } from '../admin/cluster.ts';
import type { ConfigEntry } from '../admin/configs.ts';
import { describeConfigs } from '../admin/configs.ts';
import type { PartitionReassignment } from '../admin/reassignments.ts';
import { listPartitionReassignments } from '../admin/reassignments.ts';
import type { TopicDescription } from '../admin/topics.ts';
import * as admin from '../admin/topics.ts';
import { JavaException, illegalArgument, within } from '../java/exception.ts';
import { inJavaMapOrder, inMapOrderOfResults } from '../java/map-order.ts';
import type { CommandLine } from '../tool/command-line.ts';
import { loadProperties } from '../tool/files.ts';
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
  const properties =
    file === null
      ? {}
      : yield* within(
          ['kafka.admin.TopicCommand$TopicCommandOptions.commandConfig(TopicCommand.scala:709)'],
          loadProperties(file),
        );
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
    try {
      yield* admin.createTopic({
        name,
        numPartitions: replicaAssignment === null ? (partitions ?? -1) : -1,
        replicationFactor: replicaAssignment === null ? (factor ?? -1) : -1,
        assignments: (replicaAssignment ?? []).map((brokerIds, partitionIndex) => ({
          partitionIndex,
          brokerIds,
        })),
        configs: inJavaMapOrder(Object.keys(topic.configsToAdd)).map((key) => ({
          name: key,
          value: topic.configsToAdd[key]!,
        })),
      });
    } catch (error) {
      if (!(error instanceof JavaException)) throw error;
      const exists = error.exception.endsWith('.TopicExistsException');
      if (exists && topic.ifNotExists) return;
      throw error;
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
    const described = yield* admin.describeTopics(names);
    const { replicaAssignment } = topic;
    const requests = names.map((name) => {
      const answer = described.get(name)!;
      if (replicaAssignment === null) return { name, count: topic.partitions!, assignments: null };
      if (answer.type === 'failed') throw answer.exception;
      const assignments = replicaAssignment
        .slice(answer.topic.partitions.length)
        .map((brokerIds) => ({ brokerIds }));
      return { name, count: topic.partitions!, assignments };
    });
    yield* get(admin.createPartitions(requests));
  }

  *describeTopic(): ToolScript<void> {
    const command = this.#command;
    const names = yield* this.#topics();
    this.#ensure(names, 'describeTopic', 317);
    if (names.length === 0) return;
    const configs = yield* get(
      describeConfigs(names.map((name) => ({ type: 'TOPIC', name }) as const)),
    );
    const { nodes } = yield* get(describeCluster());
    const topics = yield* get(admin.describeAllTopics(names));
    const partitions = topics.flatMap(({ name, partitions: all }) =>
      all.map(({ partition }) => ({ topic: name, partition })),
    );
    const reassignments = yield* get(listPartitionReassignments(partitions));
    const liveBrokers = nodes.map(({ id }) => id);
    for (const name of inMapOrderOfResults(names)) {
      const topic = topics.find((each) => each.name === name)!;
      const entries = configs[names.indexOf(name)]!;
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
    reassignments: ReadonlyMap<string, PartitionReassignment>,
  ): void {
    const { describesConfigs, onlyOverridden } = describeOptions(this.#command);
    const configs = entries
      .filter(({ source }) => source !== 'DEFAULT_CONFIG')
      .map(({ name, value }) => [name, value ?? 'null'] as const);
    if (!describesConfigs || (onlyOverridden && configs.length === 0)) return;
    const { name, topicId, partitions } = topic;
    const first = partitions[0]!;
    const reassignment = reassignments.get(partitionName(name, first.partition)) ?? null;
    const header = {
      topic: name,
      topicId,
      partitionCount: partitions.length,
      replicationFactor: replicationFactor(first, reassignment),
      configs,
      isMarkedForDeletion: false,
    };
    this.#output.out(headerLine(header, this.#release));
  }

  *deleteTopic(): ToolScript<void> {
    const names = yield* this.#topics();
    this.#ensure(names, 'deleteTopic', 359);
    yield* get(admin.deleteTopics(names));
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
    const listings = yield* get(admin.listTopics(!excludesInternal));
    const sorted = listings.map(({ name }) => name).sort();
    return selectTopics(sorted, this.#command.valueOf(OPTIONS.topic), excludesInternal);
  }
}

function partitionLines(
  { name, partitions }: TopicDescription,
  entries: readonly ConfigEntry[],
  reassignments: ReadonlyMap<string, PartitionReassignment>,
): readonly PartitionLine[] {
  const minIsr = entries.find((entry) => entry.name === 'min.insync.replicas')?.value;
  return partitions.map((partition) => ({
    ...partition,
    topic: name,
    minIsr: minIsr == null ? null : Number(minIsr),
    isMarkedForDeletion: false,
    reassignment: reassignments.get(partitionName(name, partition.partition)) ?? null,
  }));
}
