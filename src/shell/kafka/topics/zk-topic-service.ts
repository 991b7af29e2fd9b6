/**
 * kafka-topics.sh --zookeeper.
 *
 * Mirrors: kafka.admin.TopicCommand.ZookeeperTopicService and what it uses of kafka.zk.AdminZkClient, 2.8.0.
 * Read next: ../zk/zk-client.ts, descriptions.ts.
 */
import { splitStream } from '../../../engine/index.ts';
import type { KafkaRelease } from '../../../engine/kafka/index.ts';
import {
  NO_TOPIC_ID,
  adminZk,
  assignReplicas,
  drawStart,
  topicZnodes,
  zkScripts,
} from '../../../engine/kafka/index.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, illegalArgument, inFrames, within } from '../java/exception.ts';
import { inJavaMapOrder } from '../java/map-order.ts';
import { FOREACH } from '../java/scala-frames.ts';
import { isInternalTopic } from '../java/topic-filter.ts';
import type { CommandLine } from '../tool/command-line.ts';
import type { ToolInput, ToolOutput, ToolScript } from '../tool/tool.ts';
import { asJava, closeZk, openZk, zk } from '../zk/zk-client.ts';
import { brokerMetadatas, liveBrokers } from '../zk/live-brokers.ts';
import { describeOptions, headerLine, isReported, partitionLine } from './descriptions.ts';
import { validateLogConfig } from './log-config.ts';
import { OPTIONS } from './options.ts';
import type { CommandTopic, TopicService } from './topic-service.ts';
import { commandTopic, ensureTopicExists, selectTopics } from './topic-service.ts';

type TopicZnode = topicZnodes.TopicIdReplicaAssignment;

const SERVICE = 'kafka.admin.TopicCommand$ZookeeperTopicService';

/** Opens a session. */
export function* zkTopicService(
  command: CommandLine,
  input: Pick<ToolInput, 'installation' | 'seed'>,
  output: ToolOutput,
): ToolScript<TopicService> {
  yield* within(
    [`${SERVICE}$.apply(TopicCommand.scala:378)`],
    openZk(command.valueOf(OPTIONS.zookeeper)!),
  );
  return new ZookeeperTopicService(command, input, output);
}

function at(method: string, line: number): Frames {
  return [`${SERVICE}.${method}(TopicCommand.scala:${line})`];
}

/** `topics.foreach`: the body is at `own`, the loop at `line`. */
function inLoop(name: string, own: number, line: number, method: string): Frames {
  return [
    ...at(`$anonfun$${name}`, own),
    ...at(`$anonfun$${name}$adapted`, line),
    ...FOREACH,
    ...at(method, line),
  ];
}

class ZookeeperTopicService implements TopicService {
  readonly frame = { name: 'ZookeeperTopicService', line: 382 };
  readonly #command: CommandLine;
  readonly #release: KafkaRelease;
  readonly #seed: number;
  readonly #output: ToolOutput;

  constructor(
    command: CommandLine,
    { installation, seed }: Pick<ToolInput, 'installation' | 'seed'>,
    output: ToolOutput,
  ) {
    this.#command = command;
    this.#release = installation.release;
    this.#seed = seed;
    this.#output = output;
  }

  *createTopic(topic: CommandTopic): ToolScript<void> {
    try {
      yield* this.#create(topic);
    } catch (error) {
      const isThere =
        error instanceof JavaException && /\.TopicExistsException$/.test(error.exception);
      if (isThere && topic.ifNotExists) return;
      throw error;
    }
    this.#output.out(`Created topic ${topic.name}.\n`);
  }

  *#create(topic: CommandTopic): ToolScript<void> {
    const { name, replicaAssignment, configsToAdd } = topic;
    const assignment =
      replicaAssignment === null
        ? yield* within(at('createTopic', 390), this.#placement(topic))
        : new Map(replicaAssignment.entries());
    const line = replicaAssignment === null ? 390 : 388;
    yield* within(
      at('createTopic', line),
      zk(adminZk.validateTopicCreate(name, assignment, configsToAdd)),
    );
    const version = this.#release === '2.8.0' ? 3 : 1;
    yield* zk(adminZk.createTopic(name, configsToAdd, assignment, null, version));
  }

  *#placement({
    partitions,
    replicationFactor,
  }: CommandTopic): ToolScript<ReadonlyMap<number, readonly number[]>> {
    const isRackAware = !this.#command.has(OPTIONS.disableRackAware);
    const brokers = yield* brokerMetadatas(isRackAware);
    const start = drawStart(splitStream(this.#seed, 'placement'), brokers.length);
    return asJava(() => assignReplicas(brokers, partitions!, replicationFactor!, start));
  }

  *listTopics(): ToolScript<void> {
    for (const topic of yield* this.#topics()) {
      const isMarked = yield* isMarkedForDeletion(topic);
      this.#output.out(isMarked ? `${topic} - marked for deletion\n` : `${topic}\n`);
    }
  }

  *alterTopic(): ToolScript<void> {
    const topics = yield* this.#topics();
    const topic = inFrames(at('alterTopic', 409), () => commandTopic(this.#command, this.#output));
    this.#ensure(topics, 'alterTopic', 410);
    for (const name of topics) {
      const loop = (line: number): Frames => inLoop('alterTopic$3', line, 412, 'alterTopic');
      const { config, deleteConfig } = OPTIONS;
      if (this.#command.has(config) || this.#command.has(deleteConfig)) {
        yield* within(loop(421), this.#alterConfig(name, topic));
      }
      if (topic.partitions !== null) {
        if (isInternalTopic(name)) {
          const text = `The number of partitions for the internal topic ${name} cannot be changed.`;
          throw illegalArgument(text, loop(427));
        }
        yield* within(loop(439), this.#addPartitions(name, topic));
      }
    }
  }

  *#alterConfig(name: string, topic: CommandTopic): ToolScript<void> {
    const { out } = this.#output;
    const configs = { ...(yield* zk(adminZk.fetchEntityConfig('topics', name))) };
    out(
      'WARNING: Altering topic configuration from this script has been deprecated and may be removed in future releases.\n',
    );
    out('         Going forward, please use kafka-configs.sh for this functionality\n');
    Object.assign(configs, topic.configsToAdd);
    for (const key of topic.configsToDelete) delete configs[key];
    validateLogConfig(configs);
    yield* zk(adminZk.changeEntityConfig('topics', name, configs));
    out(`Updated config for topic ${name}.\n`);
  }

  *#addPartitions(name: string, topic: CommandTopic): ToolScript<void> {
    const { out } = this.#output;
    out(
      'WARNING: If partitions are increased for a topic that has a key, the partition logic or ordering of the messages will be affected\n',
    );
    const found = (yield* zk(adminZk.readTopic(name)))!;
    const existing = new Map(
      found.assignment.map(([partition, { replicas }]) => [partition, replicas]),
    );
    const wanted = [...(topic.replicaAssignment ?? []).entries()].slice(existing.size);
    const brokers = yield* brokerMetadatas(true);
    const version = this.#release === '2.8.0' ? 3 : 1;
    yield* zk(addPartitions(found, brokers, topic.partitions!, wanted, version));
    out('Adding partitions succeeded!\n');
  }

  *describeTopic(): ToolScript<void> {
    const command = this.#command;
    const topics = yield* this.#topics();
    this.#ensure(topics, 'describeTopic', 447);
    const brokers = (yield* liveBrokers()).map(({ id }) => id);
    const { describesConfigs, describesPartitions, onlyOverridden } = describeOptions(command);
    for (const name of topics) {
      const topic = yield* zk(adminZk.readTopic(name));
      if (topic === null) {
        this.#output.out(`Topic ${name} doesn't exist!\n`);
        continue;
      }
      const isMarked = yield* isMarkedForDeletion(name);
      if (describesConfigs) yield* this.#describe(topic, isMarked, onlyOverridden);
      if (!describesPartitions) continue;
      for (const [partition, { replicas }] of [...topic.assignment].sort(([a], [b]) => a - b)) {
        const state = yield* partitionState(name, partition);
        const line = {
          ...{ topic: name, partition, replicas, isMarkedForDeletion: isMarked },
          leader: state === null || state.leader === -1 ? null : state.leader,
          isr: state?.isr ?? [],
          minIsr: null,
          reassignment: null,
        };
        if (isReported(command, line, brokers)) this.#output.out(partitionLine(line));
      }
    }
  }

  *#describe(
    { topic, topicId, assignment }: TopicZnode,
    isMarkedForDeletion: boolean,
    onlyOverridden: boolean,
  ): ToolScript<void> {
    const found = yield* zk(adminZk.fetchEntityConfig('topics', topic));
    const configs = inJavaMapOrder(Object.keys(found)).map((key) => [key, found[key]!] as const);
    if (onlyOverridden && configs.length === 0) return;
    const header = {
      topic,
      topicId: topicId ?? NO_TOPIC_ID,
      partitionCount: assignment.length,
      replicationFactor: assignment[0]![1].replicas.length,
      configs,
      isMarkedForDeletion,
    };
    this.#output.out(headerLine(header, this.#release));
  }

  *deleteTopic(): ToolScript<void> {
    const topics = yield* this.#topics();
    this.#ensure(topics, 'deleteTopic', 500);
    for (const topic of topics) {
      if (isInternalTopic(topic)) {
        const text = `Topic ${topic} is a kafka internal topic and is not allowed to be marked for deletion.`;
        throw new JavaException('kafka.admin.AdminOperationException', text, {
          frames: inLoop('deleteTopic$1', 504, 501, 'deleteTopic'),
        });
      }
      this.#output.out(yield* markForDeletion(topic));
    }
  }

  *close(): ToolScript<void> {
    yield* closeZk();
  }

  #ensure(topics: readonly string[], method: string, line: number): void {
    inFrames(at(method, line), () => ensureTopicExists(topics, this.#command));
  }

  /** getTopics. */
  *#topics(): ToolScript<readonly string[]> {
    const all = yield* zk(zkScripts.getChildren(topicZnodes.TOPICS_PATH));
    const excludesInternal = this.#command.has(OPTIONS.excludeInternal);
    return selectTopics([...all].sort(), this.#command.valueOf(OPTIONS.topic), excludesInternal);
  }
}

function* isMarkedForDeletion(topic: string): ToolScript<boolean> {
  return yield* zk(zkScripts.pathExists(topicZnodes.deleteTopicPath(topic)));
}

function* partitionState(
  topic: string,
  partition: number,
): ToolScript<topicZnodes.LeaderAndIsr | null> {
  const found = yield* zk(zkScripts.getData(topicZnodes.partitionStatePath({ topic, partition })));
  if (found === null) return null;
  return topicZnodes.decodePartitionState(found.data, found.version)?.leaderAndIsr ?? null;
}

/** What is said of it. */
function* markForDeletion(topic: string): ToolScript<string> {
  try {
    yield* zk(zkScripts.createRecursive(topicZnodes.deleteTopicPath(topic), null));
  } catch (error) {
    if (!(error instanceof JavaException)) throw error;
    if (error.exception.endsWith('NodeExistsException')) {
      return `Topic ${topic} is already marked for deletion.\n`;
    }
    const text = `Error while deleting topic ${topic}`;
    throw new JavaException('kafka.admin.AdminOperationException', text, { cause: error });
  }
  return (
    `Topic ${topic} is marked for deletion.\n` +
    'Note: This will have no impact if delete.topic.enable is not set to true.\n'
  );
}

/** AdminZkClient.addPartitions. */
function* addPartitions(
  topic: TopicZnode,
  brokers: readonly { readonly id: number; readonly rack: string | null }[],
  partitions: number,
  wanted: readonly (readonly [number, readonly number[]])[],
  version: topicZnodes.TopicZNodeVersion,
): ReturnType<typeof adminZk.updateTopic> {
  const existing = new Map(
    topic.assignment.map(([partition, { replicas }]) => [partition, replicas]),
  );
  const added = adminZk.newPartitionsAssignment(
    topic.topic,
    existing,
    brokers,
    partitions,
    wanted.length === 0 ? null : new Map(wanted),
  );
  const assignment = topicZnodes.newTopicOrder(topic.topic, [
    ...topic.assignment,
    ...[...added].map(
      ([partition, replicas]) => [partition, topicZnodes.plainAssignment(replicas)] as const,
    ),
  ]);
  yield* adminZk.updateTopic({ ...topic, assignment }, version);
}
