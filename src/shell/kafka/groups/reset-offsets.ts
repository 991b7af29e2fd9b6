/**
 * kafka-consumer-groups.sh --reset-offsets.
 *
 * Mirrors: ConsumerGroupService.resetOffsets, getPartitionsToReset, printOffsetsToReset,
 * exportOffsetsToCsv, 2.8.0; 2.2 has no column GROUP.
 * Read next: reset-scenarios.ts, reset-plan.ts.
 */
import type { ConsumerGroupDescription, TopicPartition } from '../../../engine/kafka/index.ts';
import {
  alterConsumerGroupOffsets,
  apiException,
  describeConsumerGroups,
  describeTopics,
  inImmutableOrder,
  partitionHash,
} from '../../../engine/kafka/index.ts';
import { executionException, get, getAll, run, thrownBy, valueOf } from '../admin/admin.ts';
import { columns } from '../java/columns.ts';
import type { Frames } from '../java/exception.ts';
import { inFrames, within } from '../java/exception.ts';
import { parseInteger } from '../java/number-format.ts';
import { FOLD_LEFT, TO_INT } from '../java/scala-frames.ts';
import type { ToolScript } from '../tool/tool.ts';
import type { GroupService } from './group-service.ts';
import { at, committedOffsets, printError, timeoutOf, wantedGroups } from './group-service.ts';
import { OPTIONS } from './options.ts';
import type { NewOffset } from './reset-plan.ts';
import { prepareOffsets } from './reset-scenarios.ts';

/** New offsets by group. */
export type ResetPlan = ReadonlyMap<string, readonly NewOffset[]>;

export function* resetOffsets(service: GroupService): ToolScript<ResetPlan> {
  const groupIds = yield* wantedGroups(service, at('resetOffsets', 424));
  const results = yield* run(describeConsumerGroups([...new Set(groupIds)], timeoutOf(service)));
  const plan = new Map<string, readonly NewOffset[]>();
  const folded = (line: number): Frames => [
    ...at('$anonfun$resetOffsets$1', line),
    ...FOLD_LEFT,
    ...at('resetOffsets', 433),
  ];
  for (const { key, result } of results) {
    const group = inFrames(folded(435), () => valueOf(result));
    plan.set(key, yield* within(folded(438), resetGroup(service, group)));
  }
  return plan;
}

function* resetGroup(
  service: GroupService,
  { groupId, state }: ConsumerGroupDescription,
): ToolScript<readonly NewOffset[]> {
  const { command, output } = service;
  if (state !== 'Empty' && state !== 'Dead') {
    const text = `Assignments can only be reset if the group '${groupId}' is inactive, but the current state is ${state}.`;
    printError(output, text);
    return [];
  }
  const partitions = yield* partitionsToReset(service, groupId);
  const offsets = yield* prepareOffsets(service, groupId, partitions);
  const ordered = inImmutableOrder(offsets, partitionHash);
  const isDry = command.has(OPTIONS.dryRun) || !command.has(OPTIONS.execute);
  if (!isDry) yield* alterOffsets(service, groupId, ordered);
  return ordered;
}

function* alterOffsets(
  service: GroupService,
  groupId: string,
  offsets: readonly NewOffset[],
): ToolScript<void> {
  const entries = offsets.map((one) => ({ ...one, leaderEpoch: null, metadata: '' }));
  const errors = yield* get(alterConsumerGroupOffsets(groupId, entries, timeoutOf(service)));
  const failed = errors.find(({ error }) => error !== 'NONE');
  if (failed !== undefined) throw executionException(thrownBy(apiException(failed.error)));
}

/** getPartitionsToReset. */
function* partitionsToReset(
  service: GroupService,
  groupId: string,
): ToolScript<readonly TopicPartition[]> {
  const { command } = service;
  if (command.has(OPTIONS.allTopics)) {
    const committed = yield* committedOffsets(service, groupId);
    return committed.map(({ topic, partition }) => ({ topic, partition }));
  }
  if (command.has(OPTIONS.topic)) {
    const partitions: TopicPartition[] = [];
    for (const topic of command.valuesOf(OPTIONS.topic)) {
      partitions.push(...(yield* partitionsOf(service, topic)));
    }
    return partitions;
  }
  if (command.has(OPTIONS.fromFile)) return [];
  return command.die('One of the reset scopes should be defined: --all-topics, --topic.');
}

/** `t`: all of its partitions; `t:0,1`: these. */
function* partitionsOf(service: GroupService, text: string): ToolScript<readonly TopicPartition[]> {
  if (!text.includes(':')) {
    const [topic] = yield* getAll(describeTopics([text], timeoutOf(service)));
    return topic!.partitions.map(({ partition }) => ({ topic: text, partition }));
  }
  const [topic, list = ''] = text.split(':');
  return inFrames(TO_INT, () =>
    list.split(',').map((number) => ({ topic: topic!, partition: parseInteger(number) })),
  );
}

const WIDTHS = [30, 30, 10, 15];

/** printOffsetsToReset. */
export function printOffsets({ output, release }: GroupService, plan: ResetPlan): void {
  if (plan.size === 0) return;
  const hasGroup = release === '2.8.0';
  const line = (texts: readonly string[]): string =>
    hasGroup ? columns(texts, WIDTHS) : columns(texts.slice(1), WIDTHS.slice(1));
  output.out(`\n${line(['GROUP', 'TOPIC', 'PARTITION', 'NEW-OFFSET'])}\n`);
  for (const [groupId, offsets] of plan) {
    for (const { topic, partition, offset } of offsets) {
      output.out(`${line([groupId, topic, String(partition), String(offset)])}\n`);
    }
  }
}

/** exportOffsetsToCsv. */
export function exportOffsets({ command, output }: GroupService, plan: ResetPlan): void {
  const isSingle = command.valuesOf(OPTIONS.group).length === 1;
  for (const [groupId, offsets] of plan) {
    for (const { topic, partition, offset } of offsets) {
      const fields = [...(isSingle ? [] : [groupId]), topic, partition, offset];
      output.out(`${fields.join(',')}\n`);
    }
  }
  output.out('\n');
}
