/**
 * kafka-reassign-partitions.sh --zookeeper.
 *
 * Mirrors: verifyAssignment, generateAssignment, executeAssignment by KafkaZkClient of
 * kafka.admin.ReassignPartitionsCommand, 2.8.0.
 * Read next: verify.ts, generate.ts, execute.ts, ../zk/zk-client.ts.
 */
import {
  adminZk,
  inImmutableOrder,
  intHash,
  partitionHash,
  topicZnodes,
  zkScripts,
} from '../../../engine/kafka/index.ts';
import { inFrames } from '../java/exception.ts';
import type { ToolOutput, ToolScript } from '../tool/tool.ts';
import { brokerMetadatas, liveBrokers } from '../zk/live-brokers.ts';
import { zk } from '../zk/zk-client.ts';
import { EXISTING, RUN_VERIFY, currentText, startedText } from './execute.ts';
import { at, commandFailed, terseFailure } from './frames.ts';
import type { Generation } from './generate.ts';
import { parseGeneration, printPlan } from './generate.ts';
import type { Assigned } from './reassignment-json.ts';
import { nameOf, parseExecution, parseReassignment } from './reassignment-json.ts';
import {
  BROKER_THROTTLES,
  FOLLOWER_RATE,
  FOLLOWER_REPLICAS,
  LEADER_RATE,
  LEADER_REPLICAS,
  TOPIC_THROTTLES,
  clearingText,
  moveMap,
  reassigningBrokers,
  throttled,
  topicThrottles,
} from './throttles.ts';
import { statesText } from './verify.ts';

const NEEDS_BROKER =
  'bootstrap-server needs to be provided when replica reassignments are present.';

/** getReplicaAssignmentForTopics. */
function* assignmentOf(topics: readonly string[]): ToolScript<readonly Assigned[]> {
  const found: Assigned[] = [];
  for (const topic of new Set(topics)) {
    const znode = yield* zk(adminZk.readTopic(topic));
    for (const [partition, { replicas }] of znode?.assignment ?? []) {
      found.push({ topic, partition, replicas });
    }
  }
  return found;
}

/** Partitions in /admin/reassign_partitions. */
function* inProgress(): ToolScript<readonly Assigned[]> {
  const znode = yield* zk(zkScripts.getData(topicZnodes.REASSIGN_PARTITIONS_PATH));
  if (znode === null) return [];
  const decoded = topicZnodes.decodeReassignPartitions(znode.data);
  return 'partitions' in decoded ? decoded.partitions : [];
}

export function* verifyWithZk(
  text: string,
  preservesThrottles: boolean,
  output: ToolOutput,
): ToolScript<void> {
  const { partitions, logDirs } = inFrames(at('verifyAssignment', 361), () =>
    parseReassignment(text),
  );
  if (logDirs.length > 0) throw commandFailed(NEEDS_BROKER, at('verifyAssignment', 363));
  output.out(
    'Warning: because you are using the deprecated --zookeeper option, the results may be incomplete.  Use --bootstrap-server instead for more accurate results.\n',
  );
  const ongoing = yield* inProgress();
  const current = yield* assignmentOf(partitions.map(({ topic }) => topic));
  const find = (list: readonly Assigned[], one: Assigned): Assigned | undefined =>
    list.find((each) => nameOf(each) === nameOf(one));
  const states = partitions.map((target) => ({
    target,
    currentReplicas: find(current, target)?.replicas ?? [],
    isDone: find(ongoing, target) === undefined,
  }));
  output.out(`${statesText(states)}\n`);
  if (ongoing.length > 0 || preservesThrottles) return;
  yield* clearThrottles(partitions, output);
}

function* clearThrottles(partitions: readonly Assigned[], output: ToolOutput): ToolScript<void> {
  const active = (yield* liveBrokers()).map(({ id }) => id);
  const { brokers, topics } = throttled(active, partitions);
  output.out(clearingText('broker', brokers));
  for (const id of brokers) yield* clear('brokers', String(id), BROKER_THROTTLES);
  output.out(clearingText('topic', topics));
  for (const topic of topics) yield* clear('topics', topic, TOPIC_THROTTLES);
}

function* clear(
  type: 'brokers' | 'topics',
  name: string,
  throttles: readonly string[],
): ToolScript<void> {
  const configs = { ...(yield* zk(adminZk.fetchEntityConfig(type, name))) };
  const set = throttles.filter((throttle) => configs[throttle] !== undefined);
  if (set.length === 0) return;
  for (const throttle of set) delete configs[throttle];
  yield* zk(adminZk.changeEntityConfig(type, name, configs));
}

export function* generateWithZk(generation: Generation): ToolScript<void> {
  const { brokers, topics } = inFrames(at('generateAssignment', 780), () =>
    parseGeneration(generation),
  );
  const current = yield* assignmentOf(topics);
  const metadatas = yield* brokerMetadatas(generation.isRackAware);
  printPlan(
    generation,
    current,
    metadatas.filter(({ id }) => brokers.includes(id)),
  );
}

export function* executeWithZk(
  text: string,
  throttle: number,
  output: ToolOutput,
): ToolScript<void> {
  const { partitions, logDirs } = inFrames(at('executeAssignment', 1103), () =>
    parseExecution(text),
  );
  if (logDirs.length > 0) throw commandFailed(NEEDS_BROKER, at('executeAssignment', 1105));
  const current = yield* assignmentOf(partitions.map(({ topic }) => topic));
  yield* verifyKnown(partitions, current);
  const path = topicZnodes.REASSIGN_PARTITIONS_PATH;
  if (yield* zk(zkScripts.pathExists(path))) throw terseFailure(EXISTING);
  output.out(currentText(partitions, current));
  if (throttle >= 0) {
    output.out(RUN_VERIFY);
    yield* setThrottles(partitions, current, throttle);
    output.out(`The inter-broker throttle limit was set to ${throttle} B/s\n`);
  }
  const ordered = inImmutableOrder(partitions, partitionHash);
  yield* zk(zkScripts.createRecursive(path, topicZnodes.encodeReassignPartitions(ordered)));
  output.out(startedText(partitions));
}

/** verifyReplicasAndBrokersInAssignment. */
function* verifyKnown(
  partitions: readonly Assigned[],
  current: readonly Assigned[],
): ToolScript<void> {
  const method = 'verifyReplicasAndBrokersInAssignment';
  const caller = at('executeAssignment', 1108);
  const known = new Set(current.map(nameOf));
  const ordered = inImmutableOrder(partitions, partitionHash);
  const missing = ordered.map(nameOf).filter((name) => !known.has(name));
  if (missing.length > 0) {
    const text = `The proposed assignment contains non-existent partitions: List(${missing.join(', ')})`;
    throw commandFailed(text, [...at(method, 1173), ...caller]);
  }
  const brokers = (yield* liveBrokers()).map(({ id }) => id);
  const ids = new Set(ordered.flatMap(({ replicas }) => replicas));
  const unknown = [...ids].filter((id) => !brokers.includes(id));
  if (unknown.length === 0) return;
  const list = inImmutableOrder(unknown, intHash).join(',');
  const text = `The proposed assignment contains non-existent brokerIDs: ${list}`;
  throw commandFailed(text, [...at(method, 1180), ...caller]);
}

function* setThrottles(
  partitions: readonly Assigned[],
  current: readonly Assigned[],
  throttle: number,
): ToolScript<void> {
  const moves = moveMap([], partitions, current);
  for (const { topic, leaders, followers } of topicThrottles(moves)) {
    const configs = yield* zk(adminZk.fetchEntityConfig('topics', topic));
    const changed = { ...configs, [LEADER_REPLICAS]: leaders, [FOLLOWER_REPLICAS]: followers };
    yield* zk(adminZk.changeEntityConfig('topics', topic, changed));
  }
  const rate = String(throttle);
  for (const id of reassigningBrokers(moves)) {
    const configs = yield* zk(adminZk.fetchEntityConfig('brokers', String(id)));
    const changed = { ...configs, [LEADER_RATE]: rate, [FOLLOWER_RATE]: rate };
    yield* zk(adminZk.changeEntityConfig('brokers', String(id), changed));
  }
}
