/**
 * kafka-consumer-groups.sh --describe: offsets, members, states.
 *
 * Mirrors: ConsumerGroupService.describeGroups, collectGroupsOffsets, collectGroupsMembers,
 * collectGroupsState and what prints them, 2.8.0; 2.2 has no column GROUP.
 * Read next: group-service.ts.
 */
import type {
  ConsumerGroupDescription,
  MemberDescription,
  TopicPartition,
} from '../../../engine/kafka/index.ts';
import { inImmutableOrder, partitionHash, partitionName } from '../../../engine/kafka/index.ts';
import { columns, widest } from '../java/columns.ts';
import { JavaException, within } from '../java/exception.ts';
import type { ToolScript } from '../tool/tool.ts';
import type { CommittedPartition, GroupService } from './group-service.ts';
import {
  MISSING,
  at,
  committedOffsets,
  describedGroups,
  endOffsets,
  printError,
  wantedGroups,
} from './group-service.ts';
import { OPTIONS } from './options.ts';

export function* describeGroups(service: GroupService): ToolScript<void> {
  const { command } = service;
  const groupIds = yield* wantedGroups(service, at('describeGroups', 360));
  const ofMembers = command.has(OPTIONS.members);
  if (command.has(OPTIONS.offsets) || (!ofMembers && !command.has(OPTIONS.state))) {
    const frames = at('describeGroups', 368);
    for (const rows of yield* within(frames, groupsOffsets(service, groupIds))) {
      printGroupOffsets(service, rows);
    }
  } else if (ofMembers) {
    const frames = [...at('collectGroupsMembers', 606), ...at('describeGroups', 371)];
    const groups = yield* within(frames, describedGroups(service, groupIds));
    for (const group of groups) printMembers(service, group);
  } else {
    const frames = [...at('collectGroupsState', 628), ...at('describeGroups', 374)];
    const groups = yield* within(frames, describedGroups(service, groupIds));
    for (const group of groups) printState(service, group);
  }
}

/** PartitionAssignmentState. */
interface OffsetRow {
  readonly topic: string;
  readonly partition: string;
  readonly currentOffset: string;
  readonly logEndOffset: string;
  readonly lag: string;
  readonly consumerId: string;
  readonly host: string;
  readonly clientId: string;
}

interface GroupOffsets {
  readonly group: ConsumerGroupDescription;
  readonly rows: readonly OffsetRow[];
}

function* groupsOffsets(
  service: GroupService,
  groupIds: readonly string[],
): ToolScript<readonly GroupOffsets[]> {
  const frames = at('collectGroupsOffsets', 565);
  const groups = yield* within(frames, describedGroups(service, groupIds));
  const all: GroupOffsets[] = [];
  for (const group of groups) all.push({ group, rows: yield* offsetRows(service, group) });
  return all;
}

function* offsetRows(
  service: GroupService,
  { groupId, members }: ConsumerGroupDescription,
): ToolScript<readonly OffsetRow[]> {
  const committed = yield* committedOffsets(service, groupId);
  const rows: OffsetRow[] = [];
  const assigned = new Set<string>();
  const busy = members.filter(({ assignment }) => assignment.length > 0);
  for (const member of [...busy].sort((a, b) => b.assignment.length - a.assignment.length)) {
    for (const one of member.assignment) assigned.add(partitionName(one.topic, one.partition));
    const { memberId: consumerId, host, clientId } = member;
    rows.push(
      ...(yield* partitionRows(service, member.assignment, committed, {
        consumerId,
        host,
        clientId,
      })),
    );
  }
  const nobody = { consumerId: MISSING, host: MISSING, clientId: MISSING };
  for (const one of committed) {
    if (assigned.has(partitionName(one.topic, one.partition))) continue;
    rows.push(...(yield* partitionRows(service, [one], committed, nobody)));
  }
  return rows;
}

/** describePartitions: by partition, then in the order of a map of their offsets. */
function* partitionRows(
  service: GroupService,
  partitions: readonly TopicPartition[],
  committed: readonly CommittedPartition[],
  consumer: Pick<OffsetRow, 'consumerId' | 'host' | 'clientId'>,
): ToolScript<readonly OffsetRow[]> {
  const sorted = [...partitions].sort((a, b) => a.partition - b.partition);
  const ends = yield* endOffsets(service, sorted);
  return inImmutableOrder(sorted, partitionHash).map(({ topic, partition }) => {
    const found = committed.find((one) => one.topic === topic && one.partition === partition);
    const offset = found?.committed?.offset;
    const end = ends.get(partitionName(topic, partition));
    const hasLag = offset !== undefined && offset !== -1 && end !== undefined;
    return {
      topic,
      partition: String(partition),
      currentOffset: offset === undefined ? MISSING : String(offset),
      logEndOffset: end === undefined ? MISSING : String(end),
      lag: hasLag ? String(end - offset) : MISSING,
      ...consumer,
    };
  });
}

/** shouldPrintMemberState: says what state a group is in; whether its rows are printed. */
function shouldPrint(
  { output }: GroupService,
  group: ConsumerGroupDescription,
  rows: number,
): boolean {
  const { groupId, state } = group;
  switch (state) {
    case 'Dead':
      printError(output, `Consumer group '${groupId}' does not exist.`);
      return false;
    case 'Empty':
      output.err(`\nConsumer group '${groupId}' has no active members.\n`);
      break;
    case 'PreparingRebalance':
    case 'CompletingRebalance':
      output.err(`\nWarning: Consumer group '${groupId}' is rebalancing.\n`);
      break;
    case 'Stable':
      break;
    default: {
      const text = `Expected a valid consumer group state, but found '${state}'.`;
      throw new JavaException('org.apache.kafka.common.KafkaException', text);
    }
  }
  return rows > 0;
}

function printGroupOffsets(service: GroupService, { group, rows }: GroupOffsets): void {
  if (!shouldPrint(service, group, rows.length)) return;
  const { output, release } = service;
  const { groupId } = group;
  const hasGroup = release === '2.8.0';
  const widthOf = (key: keyof OffsetRow): number =>
    widest(
      rows.map((row) => row[key]),
      15,
    );
  const widths = [
    ...(hasGroup ? [widest([groupId], 15)] : []),
    widthOf('topic'),
    10,
    15,
    15,
    15,
    widthOf('consumerId'),
    widthOf('host'),
    null,
  ];
  const head = [
    ...(hasGroup ? ['GROUP'] : []),
    ...'TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG CONSUMER-ID HOST CLIENT-ID'.split(' '),
  ];
  output.out(`\n${columns(head, widths)}\n`);
  for (const row of rows) {
    const texts = [
      ...(hasGroup ? [groupId] : []),
      row.topic,
      row.partition,
      row.currentOffset,
      row.logEndOffset,
      row.lag,
      row.consumerId,
      row.host,
      row.clientId,
    ];
    output.out(`${columns(texts, widths)}\n`);
  }
}

function printMembers(service: GroupService, group: ConsumerGroupDescription): void {
  const { command, output, release } = service;
  const { groupId, members } = group;
  if (!shouldPrint(service, group, members.length)) return;
  const isVerbose = command.has(OPTIONS.verbose);
  const hasGroup = release === '2.8.0';
  const hasInstances = members.some(({ groupInstanceId }) => (groupInstanceId ?? '') !== '');
  const widthOf = (text: (member: MemberDescription) => string, least = 15): number =>
    widest(members.map(text), least);
  const widths = [
    ...(hasGroup ? [widest([groupId], 15)] : []),
    widthOf(({ memberId }) => memberId),
    ...(hasInstances ? [widthOf(({ groupInstanceId }) => groupInstanceId ?? '', 17)] : []),
    widthOf(({ host }) => host),
    widthOf(({ clientId }) => clientId),
    15,
    null,
  ];
  const head = [
    ...(hasGroup ? ['GROUP'] : []),
    'CONSUMER-ID',
    ...(hasInstances ? ['GROUP-INSTANCE-ID'] : []),
    'HOST',
    'CLIENT-ID',
    '#PARTITIONS',
    isVerbose ? 'ASSIGNMENT' : '',
  ];
  output.out(`\n${columns(head, widths)}\n`);
  for (const member of members) {
    const texts = [
      ...(hasGroup ? [groupId] : []),
      member.memberId,
      ...(hasInstances ? [member.groupInstanceId ?? ''] : []),
      member.host,
      member.clientId,
      String(member.assignment.length),
      isVerbose ? assignmentText(member.assignment) : '',
    ];
    output.out(`${columns(texts, widths)}\n`);
  }
}

/** `ev(0,1), t1(2)`. */
function assignmentText(assignment: readonly TopicPartition[]): string {
  if (assignment.length === 0) return MISSING;
  const topics = [...new Set(assignment.map(({ topic }) => topic))];
  const texts = topics.map((name) => {
    const numbers = assignment
      .filter(({ topic }) => topic === name)
      .map(({ partition }) => partition);
    return `${name}(${numbers.sort((a, b) => a - b).join(',')})`;
  });
  return texts.sort().join(', ');
}

function printState(service: GroupService, group: ConsumerGroupDescription): void {
  if (!shouldPrint(service, group, 1)) return;
  const { groupId, coordinator, partitionAssignor, state, members } = group;
  const { host, port, id } = coordinator;
  const text = `${host}:${port} (${id})`;
  const hasGroup = service.release === '2.8.0';
  const widths = [...(hasGroup ? [widest([text], 25)] : []), 25, 20, 15, null];
  const head = ['COORDINATOR (ID)', 'ASSIGNMENT-STRATEGY', 'STATE', '#MEMBERS'];
  const row = [text, partitionAssignor, state, String(members.length)];
  const withGroup = (name: string, texts: readonly string[]): string =>
    columns(hasGroup ? [name, ...texts] : texts, widths);
  service.output.out(`\n${withGroup('GROUP', head)}\n${withGroup(groupId, row)}\n`);
}
