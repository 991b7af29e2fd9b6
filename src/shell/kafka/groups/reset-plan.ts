/**
 * Offsets from a file: `topic,partition,offset`, or with the group in front.
 *
 * Mirrors: ConsumerGroupService.parseResetPlan and Jackson's CsvMapper, 2.8.0.
 * Departs: of Jackson's exceptions the message for a word where a number should be.
 */
import type { TopicPartition } from '../../../engine/kafka/index.ts';
import { javaLong } from '../../../engine/kafka/index.ts';
import { JavaException, within } from '../java/exception.ts';
import { readFileAsString } from '../tool/files.ts';
import type { ToolScript } from '../tool/tool.ts';
import type { GroupService } from './group-service.ts';
import { at } from './group-service.ts';
import { OPTIONS } from './options.ts';

/** A partition with what is committed next for it. */
export interface NewOffset extends TopicPartition {
  readonly offset: number;
}

/** By group. */
export type FilePlan = ReadonlyMap<string, readonly NewOffset[]>;

export function* readResetPlan({ command }: GroupService): ToolScript<FilePlan> {
  const path = command.valueOf(OPTIONS.fromFile)!;
  const frames = at('resetPlanFromFile$lzycompute', 183);
  const text = yield* within(frames, readFileAsString(path));
  const lines = withoutEmptyEnd(text.split('\n'));
  const groups = command.valuesOf(OPTIONS.group);
  const isOldFormat = groups.length === 1 && isWithoutGroup(lines[0] ?? '');
  const plan = new Map<string, NewOffset[]>();
  for (const line of lines) {
    const fields = fieldsOf(line);
    const [group, topic, partition, offset] = isOldFormat ? [groups[0]!, ...fields] : fields;
    const entry = {
      topic: topic ?? '',
      partition: numberOf(partition, 'partition'),
      offset: numberOf(offset, 'offset'),
    };
    const entries = plan.get(group ?? '') ?? [];
    const same = entries.findIndex(
      (one) => one.topic === entry.topic && one.partition === entry.partition,
    );
    if (same === -1) entries.push(entry);
    else entries[same] = entry;
    plan.set(group ?? '', entries);
  }
  return plan;
}

/** String.split drops what is empty at the end. */
function withoutEmptyEnd(lines: readonly string[]): readonly string[] {
  let end = lines.length;
  while (end > 1 && lines[end - 1] === '') end--;
  return lines.slice(0, end);
}

function fieldsOf(line: string): readonly string[] {
  return line.split(',').map((field) => field.replace(/^"(.*)"$/, '$1'));
}

function isWithoutGroup(line: string): boolean {
  const fields = fieldsOf(line);
  return fields.length <= 3 && fields.slice(1).every((field) => isNumber(field));
}

function isNumber(field: string): boolean {
  return field.trim() === '' || javaLong(field.trim()) !== null;
}

/** What is missing is 0. */
function numberOf(field: string | undefined, name: string): number {
  const text = (field ?? '').trim();
  if (text === '') return 0;
  const value = javaLong(text);
  if (value !== null) return Number(value);
  const type = name === 'partition' ? 'int' : 'long';
  const message =
    `Cannot deserialize value of type \`${type}\` from String "${text}": not a valid \`${type}\` value\n` +
    ' at [Source: (StringReader); line: 1, column: 3] (through reference chain: ' +
    `kafka.admin.ConsumerGroupCommand$CsvRecordWithGroup["${name}"])`;
  const exception = 'com.fasterxml.jackson.databind.exc.InvalidFormatException';
  throw new JavaException(exception, message);
}
