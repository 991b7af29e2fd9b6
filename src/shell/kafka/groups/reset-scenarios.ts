/**
 * Where the offsets of a group are set to.
 *
 * Mirrors: ConsumerGroupService.prepareOffsetsToReset, checkOffsetsRange, getLogTimestampOffsets, 2.8.0.
 * Read next: reset-plan.ts.
 */
import type { TopicPartition } from '../../../engine/kafka/index.ts';
import { inImmutableOrder, partitionHash, partitionName } from '../../../engine/kafka/index.ts';
import type { Frames } from '../java/exception.ts';
import { illegalArgument, inFrames, within } from '../java/exception.ts';
import { parseDateTime, parseDuration } from '../java/date-times.ts';
import type { ToolScript } from '../tool/tool.ts';
import { now } from '../tool/tool.ts';
import type { GroupService } from './group-service.ts';
import {
  at,
  committedOffsets,
  endOffsets,
  offsetsAt,
  printError,
  startOffsets,
} from './group-service.ts';
import { OPTIONS } from './options.ts';
import type { NewOffset } from './reset-plan.ts';
import { readResetPlan } from './reset-plan.ts';

const LOGGER = 'kafka.admin.ConsumerGroupCommand$';

function prepare(line: number): Frames {
  return at('prepareOffsetsToReset', line);
}

export function* prepareOffsets(
  service: GroupService,
  groupId: string,
  partitions: readonly TopicPartition[],
): ToolScript<readonly NewOffset[]> {
  const { command } = service;
  const O = OPTIONS;
  if (command.has(O.toOffset)) {
    const offset = command.valueOf(O.toOffset)!;
    const requested = partitions.map((one) => ({ ...one, offset }));
    return yield* within(prepare(780), inRange(service, requested));
  }
  if (command.has(O.toEarliest)) {
    const starts = yield* within(prepare(784), startOffsets(service, partitions));
    return known(service, partitions, starts, 'starting offset');
  }
  if (command.has(O.toLatest)) {
    const ends = yield* within(prepare(792), endOffsets(service, partitions));
    return known(service, partitions, ends, 'ending offset');
  }
  if (command.has(O.shiftBy)) return yield* shifted(service, groupId, partitions);
  if (command.has(O.toDatetime)) {
    const text = command.valueOf(O.toDatetime)!;
    const timestamp = inFrames(prepare(811), () => parseDateTime(text));
    return yield* within(prepare(812), atTime(service, partitions, timestamp));
  }
  if (command.has(O.byDuration)) {
    const text = command.valueOf(O.byDuration)!;
    const duration = inFrames(prepare(822), () => parseDuration(text));
    const timestamp = (yield* now()) - duration;
    return yield* within(prepare(826), atTime(service, partitions, timestamp));
  }
  if (command.has(O.fromFile)) return yield* planned(service, groupId);
  if (command.has(O.toCurrent)) return yield* current(service, groupId, partitions);
  return command.die(
    "Option '[reset-offsets]' requires one of the following scenarios: Set([to-datetime], [to-earliest], [by-duration], [to-latest], [from-file], [shift-by], [to-offset], [to-current])",
  );
}

function nameOf({ topic, partition }: TopicPartition): string {
  return partitionName(topic, partition);
}

/** Partitions with the offset that was found for each. */
function known(
  { command }: GroupService,
  partitions: readonly TopicPartition[],
  offsets: ReadonlyMap<string, number>,
  what: string,
): readonly NewOffset[] {
  return partitions.map(({ topic, partition }) => {
    const name = partitionName(topic, partition);
    const offset = offsets.get(name);
    if (offset === undefined) {
      return command.die(`Error getting ${what} of topic partition: ${name}`);
    }
    return { topic, partition, offset };
  });
}

function* shifted(
  service: GroupService,
  groupId: string,
  partitions: readonly TopicPartition[],
): ToolScript<readonly NewOffset[]> {
  const committed = yield* within(prepare(800), committedByName(service, groupId));
  const requested = partitions.map((one) => {
    const shiftBy = service.command.valueOf(OPTIONS.shiftBy)!;
    const offset = committed.get(nameOf(one));
    if (offset === undefined) {
      throw illegalArgument(
        `Cannot shift offset for partition ${nameOf(one)} since there is no current committed offset`,
      );
    }
    return { ...one, offset: offset + shiftBy };
  });
  return yield* within(prepare(807), inRange(service, requested));
}

function* committedByName(
  service: GroupService,
  groupId: string,
): ToolScript<ReadonlyMap<string, number>> {
  const committed = yield* committedOffsets(service, groupId);
  return new Map(committed.map((one) => [nameOf(one), one.committed?.offset ?? -1]));
}

/** getLogTimestampOffsets: behind the last record it is the end. */
function* atTime(
  service: GroupService,
  partitions: readonly TopicPartition[],
  timestamp: number,
): ToolScript<readonly NewOffset[]> {
  const frames = at('getLogTimestampOffsets', 678);
  const found = yield* within(frames, offsetsAt(service, partitions, timestamp));
  const later = partitions.filter((one) => found.get(nameOf(one)) === -1);
  const ends = yield* endOffsets(service, later);
  return known(service, partitions, new Map([...found, ...ends]), 'offset by timestamp');
}

function* planned(service: GroupService, groupId: string): ToolScript<readonly NewOffset[]> {
  const plan = yield* within(
    [...at('resetPlanFromFile', 180), ...prepare(834)],
    readResetPlan(service),
  );
  const requested = plan.get(groupId);
  if (requested !== undefined) {
    return yield* within([...prepare(839), ...prepare(834)], inRange(service, requested));
  }
  printError(service.output, `No reset plan for group ${groupId} found`);
  return [];
}

function* current(
  service: GroupService,
  groupId: string,
  partitions: readonly TopicPartition[],
): ToolScript<readonly NewOffset[]> {
  const committed = yield* within(prepare(849), committedByName(service, groupId));
  const without = partitions.filter((one) => !committed.has(nameOf(one)));
  const ends = yield* within(prepare(860), endOffsets(service, without));
  const own = partitions.filter((one) => committed.has(nameOf(one)));
  return known(service, [...own, ...without], new Map([...committed, ...ends]), 'ending offset');
}

/** checkOffsetsRange: what lies beyond a log is drawn to its nearer end. */
function* inRange(
  service: GroupService,
  requested: readonly NewOffset[],
): ToolScript<readonly NewOffset[]> {
  const ordered = inImmutableOrder(requested, partitionHash);
  const starts = yield* within(at('checkOffsetsRange', 872), startOffsets(service, ordered));
  const ends = yield* within(at('checkOffsetsRange', 873), endOffsets(service, ordered));
  return inFrames(at('checkOffsetsRange', 874), () =>
    ordered.map((one) => {
      const name = nameOf(one);
      const [start, end] = [starts.get(name), ends.get(name)!];
      const warn = (side: string, bound: number): NewOffset => {
        const text = `New offset (${one.offset}) is ${side} offset for topic partition ${name}. Value will be set to ${bound}`;
        service.output.log('WARN', text, LOGGER);
        return { ...one, offset: bound };
      };
      if (one.offset > end) return warn('higher than latest', end);
      if (start !== undefined && one.offset < start) return warn('lower than earliest', start);
      return one;
    }),
  );
}
