/**
 * What the actions of kafka-consumer-groups.sh share.
 *
 * Mirrors: kafka.admin.ConsumerGroupCommand.ConsumerGroupService, 2.8.0.
 */
import type {
  ConsumerGroupDescription,
  KafkaRelease,
  OffsetAndMetadata,
  TopicPartition,
} from '../../../engine/kafka/index.ts';
import {
  describeConsumerGroups,
  listConsumerGroupOffsets,
  listConsumerGroups,
  listOffsets,
  partitionName,
} from '../../../engine/kafka/index.ts';
import { executionException, get, run, thrownBy, valueOf } from '../admin/admin.ts';
import type { Frames } from '../java/exception.ts';
import { inFrames, within } from '../java/exception.ts';
import { MAP } from '../java/scala-frames.ts';
import type { CommandLine } from '../tool/command-line.ts';
import type { ToolOutput, ToolScript } from '../tool/tool.ts';
import { OPTIONS } from './options.ts';

export interface GroupService {
  readonly command: CommandLine;
  readonly output: ToolOutput;
  readonly release: KafkaRelease;
}

export const SERVICE = 'kafka.admin.ConsumerGroupCommand$ConsumerGroupService';
export const MISSING = '-';

/** A method of the service, in traces. */
export function at(method: string, line: number): Frames {
  return [`${SERVICE}.${method}(ConsumerGroupCommand.scala:${line})`];
}

/** printError. */
export function printError(output: ToolOutput, text: string): void {
  output.out(`\nError: ${text}\n`);
}

/** withTimeoutMs. */
export function timeoutOf({ command }: GroupService): { readonly timeoutMs: number } {
  return inFrames(at('withTimeoutMs', 702), () => ({
    timeoutMs: command.valueOf(OPTIONS.timeout)!,
  }));
}

/** Ids of all groups; `states` empty: in any state. */
export function* groupListings(
  service: GroupService,
  states: readonly string[],
): ToolScript<readonly { readonly groupId: string; readonly state: string | null }[]> {
  const { groups, errors } = yield* run(listConsumerGroups(states, timeoutOf(service)));
  const [error] = errors;
  if (error !== undefined) throw executionException(thrownBy(error));
  return groups;
}

/** The groups that the command line names. */
export function* wantedGroups(service: GroupService, line: Frames): ToolScript<readonly string[]> {
  const { command } = service;
  if (!command.has(OPTIONS.allGroups)) return command.valuesOf(OPTIONS.group);
  const frames = [...at('listConsumerGroups', 204), ...line];
  const listings = yield* within(frames, groupListings(service, []));
  return listings.map(({ groupId }) => groupId);
}

/** Sorted by group. */
export function* describedGroups(
  service: GroupService,
  groupIds: readonly string[],
): ToolScript<readonly ConsumerGroupDescription[]> {
  const options = inFrames(at('describeConsumerGroups', 548), () => timeoutOf(service));
  const results = yield* run(describeConsumerGroups([...new Set(groupIds)], options));
  const frames = [
    ...at('$anonfun$describeConsumerGroups$1', 550),
    ...MAP,
    ...at('describeConsumerGroups', 549),
  ];
  const described = results.map(({ result }) => inFrames(frames, () => valueOf(result)));
  return [...described].sort((a, b) => (a.groupId < b.groupId ? -1 : 1));
}

/** A partition with what its group has committed. */
export type CommittedPartition = TopicPartition & { readonly committed: OffsetAndMetadata | null };

/** In the order of upstream's map. */
export function* committedOffsets(
  service: GroupService,
  groupId: string,
): ToolScript<readonly CommittedPartition[]> {
  return yield* within(
    at('getCommittedOffsets', 742),
    get(listConsumerGroupOffsets(groupId, null, timeoutOf(service))),
  );
}

/** By partition's name. `timestamp`: -1 the end, -2 the beginning, else milliseconds. */
export function* offsetsAt(
  service: GroupService,
  partitions: readonly TopicPartition[],
  timestamp: number,
): ToolScript<ReadonlyMap<string, number>> {
  const queries = partitions.map(({ topic, partition }) => ({ topic, partition, timestamp }));
  const results = yield* run(listOffsets(queries, timeoutOf(service)));
  return new Map(
    results.map(({ key, result }) => [
      partitionName(key.topic, key.partition),
      valueOf(result).offset,
    ]),
  );
}

/** getLogEndOffsets. */
export function* endOffsets(
  service: GroupService,
  partitions: readonly TopicPartition[],
): ToolScript<ReadonlyMap<string, number>> {
  return yield* within(at('getLogEndOffsets', 646), offsetsAt(service, partitions, -1));
}

/** getLogStartOffsets. */
export function* startOffsets(
  service: GroupService,
  partitions: readonly TopicPartition[],
): ToolScript<ReadonlyMap<string, number>> {
  return yield* within(at('getLogStartOffsets', 662), offsetsAt(service, partitions, -2));
}
