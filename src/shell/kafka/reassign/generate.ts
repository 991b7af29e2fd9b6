/**
 * kafka-reassign-partitions.sh --generate.
 *
 * Mirrors: generateAssignment, calculateAssignment, parseGenerateAssignmentArgs of
 * kafka.admin.ReassignPartitionsCommand, 2.8.0.
 * Read next: reassignment-json.ts.
 */
import { splitStream } from '../../../engine/index.ts';
import {
  assignReplicas,
  describeCluster,
  describeTopics,
  drawStart,
  inImmutableOrder,
  stringHash,
} from '../../../engine/kafka/index.ts';
import { get, getAll } from '../admin/admin.ts';
import type { Frames } from '../java/exception.ts';
import { inFrames, within } from '../java/exception.ts';
import { parseInteger } from '../java/number-format.ts';
import { ARRAY_MAP, TO_INT } from '../java/scala-frames.ts';
import type { ToolOutput, ToolScript } from '../tool/tool.ts';
import { asJava } from '../zk/zk-client.ts';
import { at, commandFailed, operationFailed } from './frames.ts';
import type { Assigned } from './reassignment-json.ts';
import { byPartition, duplicates, parseTopics, reassignmentText } from './reassignment-json.ts';

export interface Generation {
  readonly jsonText: string;
  readonly brokerList: string;
  readonly isRackAware: boolean;
  readonly seed: number;
  readonly output: ToolOutput;
}

export interface PlacementBroker {
  readonly id: number;
  readonly rack: string | null;
}

export function* generateAssignment(generation: Generation): ToolScript<void> {
  const { brokers, topics } = inFrames(at('generateAssignment', 752), () =>
    parseGeneration(generation),
  );
  const current = yield* within(
    [...at('getReplicaAssignmentForTopics', 826), ...at('generateAssignment', 753)],
    assignmentOf(topics),
  );
  const metadatas = yield* within(
    at('generateAssignment', 754),
    brokerMetadata(brokers, generation.isRackAware),
  );
  printPlan(generation, current, metadatas);
}

/** Replicas of all partitions of topics. */
export function* assignmentOf(topics: readonly string[]): ToolScript<readonly Assigned[]> {
  const described = yield* getAll(describeTopics([...new Set(topics)]));
  return described.flatMap(({ name, partitions }) =>
    partitions.map(({ partition, replicas }) => ({
      topic: name,
      partition,
      replicas: replicas.map(({ id }) => id),
    })),
  );
}

/** parseGenerateAssignmentArgs. */
export function parseGeneration({ jsonText, brokerList }: Generation): {
  readonly brokers: readonly number[];
  readonly topics: readonly string[];
} {
  const method = 'parseGenerateAssignmentArgs';
  const frames: Frames = [
    ...TO_INT,
    ...at(`$anonfun$${method}$1`, 923),
    ...at(`$anonfun$${method}$1$adapted`, 923),
    ...ARRAY_MAP,
    ...at(method, 923),
  ];
  const words = brokerList.replace(/,+$/, '').split(',');
  const brokers = inFrames(frames, () => words.map((word) => parseInteger(word)));
  const doubled = duplicates(brokers);
  if (doubled.length > 0) {
    const text = `Broker list contains duplicate entries: ${doubled.join(',')}`;
    throw commandFailed(text, at(method, 927));
  }
  const topics = inFrames(at(method, 928), () => parseTopics(jsonText));
  const doubledTopics = duplicates(topics);
  if (doubledTopics.length > 0) {
    const text = `List of topics to reassign contains duplicate entries: ${doubledTopics.join(',')}`;
    throw commandFailed(text, at(method, 932));
  }
  return { brokers, topics };
}

function* brokerMetadata(
  wanted: readonly number[],
  isRackAware: boolean,
): ToolScript<readonly PlacementBroker[]> {
  const { nodes } = yield* within(at('getBrokerMetadata', 874), get(describeCluster()));
  const found = nodes
    .filter(({ id }) => wanted.includes(id))
    .map(({ id, rack }) => ({ id, rack: isRackAware ? (rack ?? null) : null }));
  const rackless = found.filter(({ rack }) => rack === null).length;
  if (isRackAware && rackless !== 0 && rackless !== found.length) {
    const text =
      'Not all brokers have rack information. Add --disable-rack-aware in command line to make replica assignment without rack information.';
    throw operationFailed(text, at('getBrokerMetadata', 885));
  }
  return found;
}

/** Prints what is, and what might be instead. */
export function printPlan(
  { seed, output }: Generation,
  current: readonly Assigned[],
  brokers: readonly PlacementBroker[],
): void {
  const proposed = propose(current, brokers, seed);
  output.out(`Current partition replica assignment\n${reassignmentText(current)}\n\n`);
  output.out(`Proposed partition reassignment configuration\n${reassignmentText(proposed)}\n`);
}

/** calculateAssignment. */
function propose(
  current: readonly Assigned[],
  brokers: readonly PlacementBroker[],
  seed: number,
): readonly Assigned[] {
  const topics = inImmutableOrder([...new Set(current.map(({ topic }) => topic))], stringHash);
  return topics.flatMap((topic) => {
    const partitions = current.filter((one) => one.topic === topic).sort(byPartition);
    const start = drawStart(splitStream(seed, `placement ${topic}`), brokers.length);
    const factor = partitions[0]!.replicas.length;
    const assigned = asJava(() => assignReplicas(brokers, partitions.length, factor, start));
    return [...assigned].map(([partition, replicas]) => ({ topic, partition, replicas }));
  });
}
