/**
 * What a topic command does by either of its two ways.
 *
 * Mirrors: kafka.admin.TopicCommand.TopicService, CommandTopicPartition and its parsing, 2.8.0.
 * Read next: admin-topic-service.ts.
 */
import type { Frames } from '../java/exception.ts';
import { JavaException, illegalArgument, inFrames, within } from '../java/exception.ts';
import { parseInteger } from '../java/number-format.ts';
import { hasCollisionChars, isInternalTopic, topicFilter } from '../java/topic-filter.ts';
import type { OptionSpec } from '../joptsimple/option-spec.ts';
import type { CommandLine } from '../tool/command-line.ts';
import type { ToolOutput, ToolScript } from '../tool/tool.ts';
import { validateLogConfig, validateNames } from './log-config.ts';
import { OPTIONS } from './options.ts';

export interface TopicService {
  /** `AdminClientTopicService`, or `ZookeeperTopicService`: its name and the line of createTopic in traces. */
  readonly frame: { readonly name: string; readonly line: number };
  createTopic(topic: CommandTopic): ToolScript<void>;
  alterTopic(): ToolScript<void>;
  listTopics(): ToolScript<void>;
  describeTopic(): ToolScript<void>;
  deleteTopic(): ToolScript<void>;
  close(): ToolScript<void>;
}

/** CommandTopicPartition. */
export interface CommandTopic {
  readonly name: string;
  readonly partitions: number | null;
  readonly replicationFactor: number | null;
  /** Replicas by partition. */
  readonly replicaAssignment: readonly (readonly number[])[] | null;
  readonly configsToAdd: Readonly<Record<string, string>>;
  readonly configsToDelete: readonly string[];
  readonly ifNotExists: boolean;
}

const COMMAND = 'kafka.admin.TopicCommand$';

/** TopicService.createTopic(opts). */
export function* createTopic(
  service: TopicService,
  command: CommandLine,
  output: ToolOutput,
): ToolScript<void> {
  const { name, line } = service.frame;
  const callers = (own: number): Frames => [
    `${COMMAND}TopicService.createTopic(TopicCommand.scala:${own})`,
    `${COMMAND}TopicService.createTopic$(TopicCommand.scala:208)`,
    `${COMMAND}${name}.createTopic(TopicCommand.scala:${line})`,
  ];
  const topic = inFrames(callers(209), () => commandTopic(command, output));
  if (hasCollisionChars(topic.name)) {
    output.out(
      "WARNING: Due to limitations in metric names, topics with a period ('.') or underscore ('_') could collide. To avoid issues it is best to use either, but not both.\n",
    );
  }
  yield* within(callers(213), service.createTopic(topic));
}

/** valueAsOption. */
function valueAsOption<V>(command: CommandLine, spec: OptionSpec<V>, caller: string): V | null {
  const frames = [`${COMMAND}TopicCommandOptions.valueAsOption(TopicCommand.scala:698)`, caller];
  return command.has(spec) ? inFrames(frames, () => command.valueOf(spec)) : null;
}

/** What the constructor of CommandTopicPartition reads. */
export function commandTopic(command: CommandLine, output: ToolOutput): CommandTopic {
  const at = <V>(line: number, read: () => V): V =>
    inFrames([`${COMMAND}CommandTopicPartition.<init>(TopicCommand.scala:${line})`], read);
  const option = <V>(spec: OptionSpec<V>, name: string, line: number): V | null =>
    valueAsOption(
      command,
      spec,
      `${COMMAND}TopicCommandOptions.${name}(TopicCommand.scala:${line})`,
    );
  const O = OPTIONS;
  return {
    name: at(94, () => option(O.topic, 'topic', 710))!,
    partitions: at(95, () => option(O.partitions, 'partitions', 711)),
    replicationFactor: at(96, () => option(O.replicationFactor, 'replicationFactor', 712)),
    replicaAssignment: at(97, () => replicaAssignment(command)),
    configsToAdd: at(98, () => configsToAdd(command, output)),
    configsToDelete: at(99, () => configsToDelete(command)),
    ifNotExists: command.has(O.ifNotExists),
  };
}

function replicaAssignment(command: CommandLine): readonly (readonly number[])[] | null {
  const text = command.valueOf(OPTIONS.replicaAssignment);
  if (text === null || text === '') return null;
  return inFrames([`${COMMAND}TopicCommandOptions.replicaAssignment(TopicCommand.scala:715)`], () =>
    parseReplicaAssignment(text),
  );
}

const IN_RANGE: Frames = [
  'scala.collection.immutable.Range.foreach$mVc$sp(Range.scala:158)',
  `${COMMAND}.parseReplicaAssignment(TopicCommand.scala:580)`,
];
const TO_INT: Frames = [
  'scala.collection.immutable.StringLike.toInt(StringLike.scala:304)',
  'scala.collection.immutable.StringLike.toInt$(StringLike.scala:304)',
  'scala.collection.immutable.StringOps.toInt(StringOps.scala:33)',
  `${COMMAND}.$anonfun$parseReplicaAssignment$2(TopicCommand.scala:581)`,
  `${COMMAND}.$anonfun$parseReplicaAssignment$2$adapted(TopicCommand.scala:581)`,
  'scala.collection.TraversableLike.$anonfun$map$1(TraversableLike.scala:286)',
  'scala.collection.IndexedSeqOptimized.foreach(IndexedSeqOptimized.scala:36)',
  'scala.collection.IndexedSeqOptimized.foreach$(IndexedSeqOptimized.scala:33)',
  'scala.collection.mutable.ArrayOps$ofRef.foreach(ArrayOps.scala:198)',
  'scala.collection.TraversableLike.map(TraversableLike.scala:286)',
  'scala.collection.TraversableLike.map$(TraversableLike.scala:279)',
  'scala.collection.mutable.ArrayOps$ofRef.map(ArrayOps.scala:198)',
  `${COMMAND}.$anonfun$parseReplicaAssignment$1(TopicCommand.scala:581)`,
  ...IN_RANGE,
];

function parseReplicaAssignment(text: string): readonly (readonly number[])[] {
  const partitions: number[][] = [];
  const parts = text.replace(/,+$/, '').split(',');
  for (const [partition, part] of parts.entries()) {
    const brokers = inFrames(TO_INT, () =>
      part
        .replace(/:+$/, '')
        .split(':')
        .map((word) => parseInteger(word.trim())),
    );
    const duplicates = brokers.filter((id, i) => brokers.indexOf(id) !== i);
    if (duplicates.length > 0) {
      const message = `Partition replica lists may not contain duplicate entries: ${[...new Set(duplicates)].join(',')}`;
      throw parsing('kafka.common.AdminCommandFailedException', message, 584);
    }
    partitions.push(brokers);
    if (brokers.length !== partitions[0]!.length) {
      // Upstream prints the array itself.
      const message = `Partition ${partition} has different replication factor: [I@${arrayHash(text)}`;
      throw parsing('kafka.admin.AdminOperationException', message, 587);
    }
  }
  return partitions;
}

function parsing(exception: string, message: string, line: number): JavaException {
  return new JavaException(exception, message, {
    frames: [
      `${COMMAND}.$anonfun$parseReplicaAssignment$1(TopicCommand.scala:${line})`,
      ...IN_RANGE,
    ],
  });
}

/** What Object.hashCode might be. */
function arrayHash(text: string): string {
  let hash = 0x2c8b1f5;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) >>> 1;
  return hash.toString(16);
}

function configsToAdd(command: CommandLine, output: ToolOutput): Readonly<Record<string, string>> {
  const pairs = command
    .valuesOf(OPTIONS.config)
    .map((word) => withoutEmptyEnd(word.split(/\s*=\s*/)));
  if (!pairs.every((pair) => pair.length === 2)) {
    throw illegalArgument(
      'requirement failed: Invalid topic config: all configs to be added must be in the format "key=val".',
      [
        'scala.Predef$.require(Predef.scala:281)',
        `${COMMAND}.parseTopicConfigsToBeAdded(TopicCommand.scala:558)`,
      ],
    );
  }
  const properties = Object.fromEntries(pairs.map(([key, value]) => [key!.trim(), value!.trim()]));
  inFrames([`${COMMAND}.parseTopicConfigsToBeAdded(TopicCommand.scala:561)`], () =>
    validateLogConfig(properties),
  );
  const version = properties['message.format.version'];
  if (version !== undefined) {
    output.out(
      `WARNING: The configuration message.format.version=${version} is specified. ` +
        'This configuration will be ignored if the version is newer than the inter.broker.protocol.version specified in the broker.\n',
    );
  }
  return properties;
}

/** String.split drops what is empty at the end. */
function withoutEmptyEnd(parts: readonly string[]): readonly string[] {
  let end = parts.length;
  while (end > 1 && parts[end - 1] === '') end--;
  return parts.slice(0, end);
}

function configsToDelete(command: CommandLine): readonly string[] {
  const names = command.valuesOf(OPTIONS.deleteConfig).map((name) => name.trim());
  validateNames(names);
  return names;
}

/** doGetTopics: of sorted topics those that are meant. */
export function selectTopics(
  sorted: readonly string[],
  wanted: string | null,
  excludesInternal: boolean,
): readonly string[] {
  const visible = sorted.filter((topic) => !(excludesInternal && isInternalTopic(topic)));
  if (wanted === null) return visible;
  return visible.filter(topicFilter(wanted));
}

/** ensureTopicExists. */
export function ensureTopicExists(found: readonly string[], command: CommandLine): void {
  const wanted = command.valueOf(OPTIONS.topic);
  if (wanted === null || found.length > 0 || command.has(OPTIONS.ifExists)) return;
  throw illegalArgument(`Topic '${wanted}' does not exist as expected`, [
    'kafka.admin.TopicCommand$.kafka$admin$TopicCommand$$ensureTopicExists(TopicCommand.scala:542)',
  ]);
}
