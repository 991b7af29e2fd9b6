/**
 * Files that say which partitions are to go where, and which topics to plan for.
 *
 * Mirrors: parsePartitionReassignmentData, parseExecuteAssignmentArgs, parseTopicsData,
 * formatAsReassignmentJson of kafka.admin.ReassignPartitionsCommand, 2.8.0.
 */
import type { TopicPartition } from '../../../engine/kafka/index.ts';
import { json, parseJson, partitionName } from '../../../engine/kafka/index.ts';
import { JavaException, inFrames } from '../java/exception.ts';
import { parseFull, readJson } from '../java/json-data.ts';
import { at, commandFailed, operationFailed } from './frames.ts';

/** A partition with its replicas. */
export interface Assigned extends TopicPartition {
  readonly replicas: readonly number[];
}

/** A replica with the log folder it is to be in. */
export interface PlacedReplica extends TopicPartition {
  readonly brokerId: number;
  readonly logDir: string;
}

export interface Reassignment {
  /** As the file lists them. */
  readonly partitions: readonly Assigned[];
  readonly logDirs: readonly PlacedReplica[];
}

const ANY_LOG_DIR = 'any';

export function nameOf({ topic, partition }: TopicPartition): string {
  return partitionName(topic, partition);
}

/** compareTopicPartitions. */
export function byPartition(a: TopicPartition, b: TopicPartition): number {
  if (a.topic !== b.topic) return a.topic < b.topic ? -1 : 1;
  return a.partition - b.partition;
}

/** parsePartitionReassignmentData. */
export function parseReassignment(text: string): Reassignment {
  const data = inFrames(at('parsePartitionReassignmentData', 1623), () => tryParse(text));
  return readJson(() => {
    const object = json.asObject(data);
    checkVersion(object, at('parsePartitionReassignmentData', 1654));
    const partitions: Assigned[] = [];
    const logDirs: PlacedReplica[] = [];
    const list = json.field(object, 'partitions');
    for (const item of list === undefined ? [] : json.asItems(list)) {
      const { assigned, dirs } = readPartition(json.asObject(item));
      partitions.push(assigned);
      for (const [index, brokerId] of assigned.replicas.entries()) {
        const logDir = dirs[index]!;
        const { topic, partition } = assigned;
        if (logDir !== ANY_LOG_DIR) logDirs.push({ topic, partition, brokerId, logDir });
      }
    }
    return { partitions, logDirs };
  });
}

/** Json.tryParseFull. */
function tryParse(text: string): json.JsonNode {
  try {
    if (text.trim() !== '') return parseJson(text);
  } catch (error) {
    if (!(error instanceof json.JsonException)) throw error;
    throw wrongJson(error.className, error.message);
  }
  throw wrongJson(
    'com.fasterxml.jackson.core.JsonParseException',
    "The input string shouldn't be empty",
  );
}

function wrongJson(className: string, text: string): JavaException {
  const cause = new JavaException(className, text);
  return new JavaException('kafka.admin.AdminOperationException', text, { cause });
}

function checkVersion(object: json.JsonObject, frames: ReturnType<typeof at>): void {
  const node = json.field(object, 'version');
  const version = node === undefined ? 1 : json.asInt(node);
  if (version !== 1) throw operationFailed(`Not supported version field value ${version}`, frames);
}

function readPartition(entry: json.JsonObject): {
  readonly assigned: Assigned;
  readonly dirs: readonly string[];
} {
  const topic = json.asText(json.neededField(entry, 'topic'));
  const partition = json.asInt(json.neededField(entry, 'partition'));
  const replicas = json.asInts(json.neededField(entry, 'replicas'));
  const listed = json.field(entry, 'log_dirs');
  const dirs =
    listed === undefined
      ? replicas.map(() => ANY_LOG_DIR)
      : json.asItems(listed).map((each) => json.asText(each));
  if (dirs.length !== replicas.length) {
    throw commandFailed(
      `Size of replicas list ${vectorText(replicas)} is different from size of log dirs list ${vectorText(dirs)} for partition ${partitionName(topic, partition)}`,
      [
        ...at('$anonfun$parsePartitionReassignmentData$2', 1646),
        ...at('$anonfun$parsePartitionReassignmentData$1', 1634),
      ],
    );
  }
  return { assigned: { topic, partition, replicas }, dirs };
}

function vectorText(items: readonly (number | string)[]): string {
  return `Vector(${items.join(', ')})`;
}

/** parseExecuteAssignmentArgs. */
export function parseExecution(text: string): Reassignment {
  const reassignment = inFrames(at('parseExecuteAssignmentArgs', 1490), () =>
    parseReassignment(text),
  );
  const refuse = (message: string, line: number): never => {
    throw commandFailed(message, at('parseExecuteAssignmentArgs', line));
  };
  const { partitions } = reassignment;
  if (partitions.length === 0) refuse('Partition reassignment list cannot be empty', 1492);
  if (partitions.some(({ replicas }) => replicas.length === 0)) {
    refuse('Partition replica list cannot be empty', 1494);
  }
  const doubled = duplicates(partitions.map(nameOf));
  if (doubled.length > 0) {
    refuse(
      `Partition reassignment contains duplicate topic partitions: ${doubled.join(',')}`,
      1498,
    );
  }
  const entries = partitions.flatMap((one) => {
    const found = duplicates(one.replicas);
    return found.length === 0
      ? []
      : [`${nameOf(one)} contains multiple entries for ${found.join(',')}`];
  });
  if (entries.length > 0) {
    const message = `Partition replica lists may not contain duplicate entries: ${entries.join('. ')}`;
    refuse(message, 1506);
  }
  return reassignment;
}

/** CoreUtils.duplicates. */
export function duplicates<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items.filter((item, index) => items.indexOf(item) < index))];
}

/** parseTopicsData. */
export function parseTopics(text: string): readonly string[] {
  const data = parseFull(text);
  if (data === null) {
    throw operationFailed('The input string is not a valid JSON', at('parseTopicsData', 1599));
  }
  return readJson(() => {
    const object = json.asObject(data);
    checkVersion(object, at('parseTopicsData', 1610));
    const list = json.field(object, 'topics');
    const items = list === undefined ? [] : json.asItems(list);
    return items.map((item) => json.asText(json.neededField(json.asObject(item), 'topic')));
  });
}

/** formatAsReassignmentJson. */
export function reassignmentText(partitions: readonly Assigned[]): string {
  const entries = [...partitions].sort(byPartition).map(({ topic, partition, replicas }) => ({
    topic,
    partition,
    replicas,
    log_dirs: replicas.map(() => ANY_LOG_DIR),
  }));
  return JSON.stringify({ version: 1, partitions: entries });
}
