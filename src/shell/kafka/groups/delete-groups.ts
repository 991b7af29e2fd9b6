/**
 * kafka-consumer-groups.sh --delete and --delete-offsets.
 *
 * Mirrors: ConsumerGroupService.deleteGroups, deleteOffsets, 2.8.0.
 */
import type {
  ErrorName,
  Keyed,
  TopicDescription,
  TopicPartition,
} from '../../../engine/kafka/index.ts';
import {
  ERRORS,
  apiException,
  deleteConsumerGroupOffsets,
  deleteConsumerGroups,
  describeTopics,
  exceptionClass,
  partitionName,
} from '../../../engine/kafka/index.ts';
import { executionException, run, thrownBy } from '../admin/admin.ts';
import { columns } from '../java/columns.ts';
import type { JavaException } from '../java/exception.ts';
import { inFrames } from '../java/exception.ts';
import { parseInteger } from '../java/number-format.ts';
import { TO_INT } from '../java/scala-frames.ts';
import type { ToolOutput, ToolScript } from '../tool/tool.ts';
import type { GroupService } from './group-service.ts';
import { at, printError, timeoutOf, wantedGroups } from './group-service.ts';
import { OPTIONS } from './options.ts';

export function* deleteGroups(service: GroupService): ToolScript<void> {
  const { output } = service;
  const groupIds = yield* wantedGroups(service, at('deleteGroups', 912));
  const results = yield* run(deleteConsumerGroups(groupIds, timeoutOf(service)));
  const deleted = results.filter(({ result }) => result.exception === null);
  const names = `'${deleted.map(({ key }) => key).join("', '")}'`;
  if (deleted.length === results.length) {
    output.out(`Deletion of requested consumer groups (${names}) was successful.\n`);
    return;
  }
  printError(output, 'Deletion of some consumer groups failed:');
  for (const { key, result } of results) {
    if (result.exception === null) continue;
    const error = executionException(thrownBy(result.exception));
    output.out(`* Group '${key}' could not be deleted due to: ${error.toString()}\n`);
  }
  if (deleted.length > 0) {
    output.out(`\nThese consumer groups were deleted successfully: ${names}\n`);
  }
}

/** What became of a partition; -1: of a topic that could not be described. */
type PartitionResult = TopicPartition & { readonly error: JavaException | null };

export function* deleteOffsets(service: GroupService): ToolScript<void> {
  const { command, output } = service;
  const groupId = command.valueOf(OPTIONS.group)!;
  const topics = command.valuesOf(OPTIONS.topic);
  const known = inFrames(TO_INT, () => topics.filter(hasPartitions).flatMap(partitionsIn));
  const whole = topics.filter((topic) => !hasPartitions(topic));
  const described = yield* run(describeTopics(whole, timeoutOf(service)));
  const results: PartitionResult[] = described.flatMap(failedTopic);
  const partitions = [...known, ...described.flatMap(partitionsOf)];
  const deleted = yield* run(deleteConsumerGroupOffsets(groupId, partitions, timeoutOf(service)));
  let topLevel: ErrorName = 'NONE';
  if (deleted.exception !== null) topLevel = errorOf(deleted.exception);
  for (const { topic, partition } of partitions) {
    const name = partitionName(topic, partition);
    const found = deleted.value?.find((one) => partitionName(one.topic, one.partition) === name);
    const error =
      deleted.exception ??
      (found === undefined || found.error === 'NONE' ? null : apiException(found.error));
    if (topLevel === 'NONE' && found !== undefined) topLevel = found.error;
    results.push({
      topic,
      partition,
      error: error === null ? null : executionException(thrownBy(error)),
    });
  }
  printTopLevel(output, topLevel, groupId, topics);
  printResults(output, results);
}

function hasPartitions(topic: string): boolean {
  return topic.includes(':');
}

function partitionsIn(text: string): readonly TopicPartition[] {
  const [topic, list = ''] = text.split(':');
  return list.split(',').map((number) => ({ topic: topic!, partition: parseInteger(number) }));
}

function partitionsOf({ key, result }: Keyed<string, TopicDescription>): readonly TopicPartition[] {
  return (result.value?.partitions ?? []).map(({ partition }) => ({ topic: key, partition }));
}

function failedTopic({ key, result }: Keyed<string, TopicDescription>): readonly PartitionResult[] {
  if (result.exception === null) return [];
  return [{ topic: key, partition: -1, error: executionException(thrownBy(result.exception)) }];
}

/** Errors.forException. */
function errorOf({
  exception,
  error,
}: {
  readonly exception: string;
  readonly error: ErrorName | null;
}): ErrorName {
  if (error !== null) return error;
  const names = Object.keys(ERRORS) as ErrorName[];
  return (
    names.find((name) => exceptionClass(ERRORS[name].exception) === exception) ??
    'UNKNOWN_SERVER_ERROR'
  );
}

const PARTITION_LEVEL: ReadonlySet<ErrorName> = new Set([
  'GROUP_SUBSCRIBED_TO_TOPIC',
  'TOPIC_AUTHORIZATION_FAILED',
  'UNKNOWN_TOPIC_OR_PARTITION',
]);

function printTopLevel(
  output: ToolOutput,
  error: ErrorName,
  groupId: string,
  topics: readonly string[],
): void {
  if (error === 'NONE') {
    const names = topics.join(', ');
    output.out(`Request succeed for deleting offsets with topic ${names} group ${groupId}\n`);
  } else if (error === 'INVALID_GROUP_ID') printError(output, `'${groupId}' is not valid.`);
  else if (error === 'GROUP_ID_NOT_FOUND') printError(output, `'${groupId}' does not exist.`);
  else if (error === 'GROUP_AUTHORIZATION_FAILED') {
    printError(output, `Access to '${groupId}' is not authorized.`);
  } else if (error === 'NON_EMPTY_GROUP') {
    printError(
      output,
      `Deleting offsets of a consumer group '${groupId}' is forbidden if the group is not empty.`,
    );
  } else if (PARTITION_LEVEL.has(error)) {
    printError(output, 'Encounter some partition level error, see the follow-up details:');
  } else printError(output, `Encounter some unknown error: ${error}`);
}

function printResults(output: ToolOutput, results: readonly PartitionResult[]): void {
  const widths = [30, 15, 15];
  output.out(`\n${columns(['TOPIC', 'PARTITION', 'STATUS'], widths)}\n`);
  const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}${partition}`;
  for (const { topic, partition, error } of [...results].sort((a, b) =>
    keyOf(a) < keyOf(b) ? -1 : 1,
  )) {
    const number = partition >= 0 ? String(partition) : 'Not Provided';
    const status = error === null ? 'Successful' : `Error: ${error.text ?? 'null'}`;
    output.out(`${columns([topic, number, status], widths)}\n`);
  }
}
