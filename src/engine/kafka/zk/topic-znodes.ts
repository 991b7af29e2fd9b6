/**
 * What a broker writes into the znodes of topics, partitions, controller and administrative requests, and
 * reads from them.
 *
 * Mirrors: kafka.zk.ZkData (TopicZNode, TopicPartitionStateZNode, ControllerZNode, ReassignPartitionsZNode …)
 * and kafka.api.LeaderAndIsr, kafka.controller.ReplicaAssignment, 2.8.0; keys in the order of Scala 2.12.
 * Departs: data are texts. Decoders throw JsonException where upstream's throw.
 * Read next: json-node.ts, scala-order.ts, topic-paths.ts.
 */
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { JsonNode, JsonObject } from './json-node.ts';
import {
  JsonException,
  asInt,
  asInts,
  asItems,
  asObject,
  asText,
  field,
  neededField,
} from './json-node.ts';
import { parseJson } from './json-text.ts';
import {
  byteswap32,
  inImmutableOrder,
  inMutableMapOrder,
  partitionHash,
  stringHash,
} from './scala-order.ts';

export * from './topic-paths.ts';

/** Who holds a partition. While it is reassigned, `replicas` has both those it gains and those it loses. */
export interface ReplicaAssignment {
  readonly replicas: readonly number[];
  readonly addingReplicas: readonly number[];
  readonly removingReplicas: readonly number[];
}

export interface LeaderAndIsr {
  /** -1: none; -2 in metadata: the topic is being deleted. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly isr: readonly number[];
  /** dataVersion of the partition's state znode. */
  readonly zkVersion: number;
}

export interface LeaderIsrAndControllerEpoch {
  readonly leaderAndIsr: LeaderAndIsr;
  readonly controllerEpoch: number;
}

/** A partition of a topic with its replicas. */
export type AssignedPartition = readonly [partition: number, assignment: ReplicaAssignment];

/** A topic as its znode says it. */
export interface TopicIdReplicaAssignment {
  readonly topic: string;
  /** 22 characters; null: it has none. */
  readonly topicId: string | null;
  /** In the order in which upstream's map gives them. */
  readonly assignment: readonly AssignedPartition[];
}

/** Which fields a topic's znode has: 1 up to 2.3, 2 up to 2.7, 3 in 2.8. */
export type TopicZNodeVersion = 1 | 2 | 3;

export function plainAssignment(replicas: readonly number[]): ReplicaAssignment {
  return { replicas, addingReplicas: [], removingReplicas: [] };
}

/**
 * The data of /brokers/topics/T. `assignment` comes in the order of the map that upstream encodes; who
 * makes a new topic passes it through newTopicOrder first.
 */
export function encodeTopic(
  version: TopicZNodeVersion,
  topicId: string | null,
  assignment: readonly AssignedPartition[],
): string {
  if (version === 1) {
    const ordered = inImmutableOrder(assignment, partitionKeyHash);
    return `{"version":1,"partitions":${replicasByPartition(ordered, 'replicas')}}`;
  }
  const partitions = replicasInOrder(assignment, 'replicas');
  const adding = replicasInOrder(assignment, 'addingReplicas');
  const removing = replicasInOrder(assignment, 'removingReplicas');
  if (version === 2) {
    return `{"version":2,"partitions":${partitions},"adding_replicas":${adding},"removing_replicas":${removing}}`;
  }
  const id = topicId === null ? '' : `"topic_id":${JSON.stringify(topicId)},`;
  return `{"removing_replicas":${removing},"partitions":${partitions},${id}"adding_replicas":${adding},"version":3}`;
}

/** As a map from partitions of a topic gives them that was made of these, in this order. */
export function newTopicOrder(
  topic: string,
  assignment: readonly AssignedPartition[],
): readonly AssignedPartition[] {
  return inImmutableOrder(assignment, ([partition]) => partitionHash({ topic, partition }));
}

function partitionKeyHash([partition]: AssignedPartition): number {
  return stringHash(String(partition));
}

function replicasInOrder(
  assignment: readonly AssignedPartition[],
  which: keyof ReplicaAssignment,
): string {
  const listed =
    which === 'replicas' ? assignment : assignment.filter(([, entry]) => entry[which].length > 0);
  return replicasByPartition(inMutableMapOrder(listed, partitionKeyHash), which);
}

function replicasByPartition(
  assignment: readonly AssignedPartition[],
  which: keyof ReplicaAssignment,
): string {
  return `{${assignment.map(([partition, entry]) => `"${partition}":[${entry[which].join(',')}]`).join(',')}}`;
}

/** Reads /brokers/topics/T. A text that is no JSON counts as a topic without partitions. */
export function decodeTopic(topic: string, data: string | null): TopicIdReplicaAssignment {
  const node = parsed(data);
  if (node === null) return { topic, topicId: null, assignment: [] };
  const object = asObject(node);
  const id = field(object, 'topic_id');
  const topicId = id === undefined ? null : asText(id);
  const adding = optionalObject(object, 'adding_replicas');
  const removing = optionalObject(object, 'removing_replicas');
  const partitions = optionalObject(object, 'partitions')?.fields ?? [];
  const assignment = partitions.map(([key, replicas]): AssignedPartition => [
    partitionNumber(key),
    {
      replicas: asInts(replicas),
      addingReplicas: replicasOf(adding, key),
      removingReplicas: replicasOf(removing, key),
    },
  ]);
  return { topic, topicId, assignment: newTopicOrder(topic, assignment) };
}

function optionalObject(object: JsonObject, name: string): JsonObject | undefined {
  const node = field(object, name);
  return node === undefined ? undefined : asObject(node);
}

function replicasOf(object: JsonObject | undefined, key: string): readonly number[] {
  const node = object === undefined ? undefined : field(object, key);
  return node === undefined ? [] : asInts(node);
}

function partitionNumber(key: string): number {
  if (/^[+-]?\d+$/.test(key)) return Number(key);
  throw new JsonException('java.lang.NumberFormatException', `For input string: "${key}"`);
}

/** Null: it is no JSON. Null data throw. */
function parsed(data: string | null): JsonNode | null {
  try {
    return parseJson(data);
  } catch (error) {
    if (error instanceof JsonException && error.className.startsWith('com.fasterxml.')) return null;
    throw error;
  }
}

/** The data of …/partitions/P/state. */
export function encodePartitionState(state: LeaderIsrAndControllerEpoch): string {
  const { leader, leaderEpoch, isr } = state.leaderAndIsr;
  return `{"controller_epoch":${state.controllerEpoch},"leader":${leader},"version":1,"leader_epoch":${leaderEpoch},"isr":[${isr.join(',')}]}`;
}

/** Reads …/partitions/P/state; null: it is no JSON. */
export function decodePartitionState(
  data: string | null,
  dataVersion: number,
): LeaderIsrAndControllerEpoch | null {
  const node = parsed(data);
  if (node === null) return null;
  const object = asObject(node);
  const leader = asInt(neededField(object, 'leader'));
  const leaderEpoch = asInt(neededField(object, 'leader_epoch'));
  const isr = asInts(neededField(object, 'isr'));
  const controllerEpoch = asInt(neededField(object, 'controller_epoch'));
  return { leaderAndIsr: { leader, leaderEpoch, isr, zkVersion: dataVersion }, controllerEpoch };
}

/** The data of /controller. */
export function encodeController(brokerId: number, wallClockMs: number): string {
  return `{"version":1,"brokerid":${brokerId},"timestamp":"${wallClockMs}"}`;
}

/** Reads /controller; null: it is no JSON. */
export function decodeController(data: string | null): number | null {
  const node = parsed(data);
  return node === null ? null : asInt(neededField(asObject(node), 'brokerid'));
}

/** Reads /controller_epoch, a plain number. */
export function decodeControllerEpoch(data: string | null): number {
  if (data === null) throw new JsonException('java.lang.NullPointerException', '');
  if (/^[+-]?\d+$/.test(data)) return Number(data);
  throw new JsonException('java.lang.NumberFormatException', `For input string: "${data}"`);
}

/** The data of /admin/reassign_partitions. */
export function encodeReassignPartitions(
  reassignment: readonly (TopicPartition & { readonly replicas: readonly number[] })[],
): string {
  const partitions = reassignment.map(
    ({ topic, partition, replicas }) =>
      `{"topic":${JSON.stringify(topic)},"partition":${partition},"replicas":[${replicas.join(',')}]}`,
  );
  return `{"version":1,"partitions":[${partitions.join(',')}]}`;
}

/**
 * Reads /admin/reassign_partitions, a partition that is named twice once. `invalid`: it is no JSON, or
 * has a key that does not belong there; the text is the library's.
 */
export function decodeReassignPartitions(
  data: string | null,
):
  | { readonly partitions: readonly (TopicPartition & { readonly replicas: readonly number[] })[] }
  | { readonly invalid: string } {
  try {
    const object = asObject(parseJson(data));
    refuseOthers(object, 'LegacyPartitionAssignment', ['version', 'partitions']);
    const listed = asItems(neededField(object, 'partitions')).map((node) => {
      const entry = asObject(node);
      refuseOthers(entry, 'ReplicaAssignment', ['topic', 'partition', 'replicas']);
      const topic = asText(neededField(entry, 'topic'));
      const partition = asInt(neededField(entry, 'partition'));
      return { topic, partition, replicas: asInts(neededField(entry, 'replicas')) };
    });
    const byName = new Map(listed.map((entry) => [`${entry.topic}-${entry.partition}`, entry]));
    return { partitions: inImmutableOrder([...byName.values()], partitionHash) };
  } catch (error) {
    if (error instanceof JsonException && error.className.startsWith('com.fasterxml.')) {
      return { invalid: error.message };
    }
    throw error;
  }
}

function refuseOthers(object: JsonObject, name: string, known: readonly string[]): void {
  const other = object.fields.find(([key]) => !known.includes(key))?.[0];
  if (other === undefined) return;
  const names = known.map((key) => `"${key}"`).join(', ');
  const className = `kafka.zk.ReassignPartitionsZNode$${name}`;
  throw new JsonException(
    'com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException',
    `Unrecognized field "${other}" (class ${className}), not marked as ignorable (${known.length} known properties: ${names}])`,
  );
}

/** The data of /admin/preferred_replica_election and of /isr_change_notification/isr_change_N. */
export function encodePartitions(partitions: readonly TopicPartition[]): string {
  const listed = inImmutableOrder(partitions, jsonEntryHash).map(
    ({ topic, partition }) => `{"topic":${JSON.stringify(topic)},"partition":${partition}}`,
  );
  return `{"version":1,"partitions":[${listed.join(',')}]}`;
}

/** hashCode of the map from "topic" and "partition" that stands for a partition. */
function jsonEntryHash({ topic, partition }: TopicPartition): number {
  return (entryHash('topic', stringHash(topic)) + entryHash('partition', partition)) | 0;
}

function entryHash(key: string, valueHash: number): number {
  return (byteswap32(stringHash(key)) + (byteswap32(valueHash) << 16)) | 0;
}

/** Reads both; a text that is no JSON names none. In the order of upstream's set. */
export function decodePartitions(data: string | null): readonly TopicPartition[] {
  const node = parsed(data);
  if (node === null) return [];
  const listed = asItems(neededField(asObject(node), 'partitions')).map((item): TopicPartition => {
    const entry = asObject(item);
    const topic = asText(neededField(entry, 'topic'));
    return { topic, partition: asInt(neededField(entry, 'partition')) };
  });
  const byName = new Map(listed.map((entry) => [`${entry.topic}-${entry.partition}`, entry]));
  return inImmutableOrder([...byName.values()], partitionHash);
}

/** The data of /log_dir_event_notification/log_dir_event_N: a log folder of this broker has failed. */
export function encodeLogDirEvent(brokerId: number): string {
  return `{"version":1,"broker":${brokerId},"event":1}`;
}

/** The broker of a log_dir_event; null: it is no JSON. */
export function decodeLogDirEvent(data: string | null): number | null {
  const node = parsed(data);
  return node === null ? null : asInt(neededField(asObject(node), 'broker'));
}
