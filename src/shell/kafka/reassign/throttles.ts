/**
 * Throttles of reassignments, on topics and on brokers.
 *
 * Mirrors: clearAllThrottles, modifyReassignmentThrottle, modifyLogDirThrottle, calculateProposedMoveMap of
 * kafka.admin.ReassignPartitionsCommand, 2.8.0.
 */
import type { PartitionReassignment } from '../../../engine/kafka/index.ts';
import {
  describeCluster,
  inImmutableOrder,
  incrementalAlterConfigs,
  intHash,
  stringHash,
} from '../../../engine/kafka/index.ts';
import { get, getAll } from '../admin/admin.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException, within } from '../java/exception.ts';
import type { ToolOutput, ToolScript } from '../tool/tool.ts';
import { at } from './frames.ts';
import type { Assigned, PlacedReplica } from './reassignment-json.ts';
import { nameOf } from './reassignment-json.ts';

export const LEADER_RATE = 'leader.replication.throttled.rate';
export const FOLLOWER_RATE = 'follower.replication.throttled.rate';
const LOG_DIR_RATE = 'replica.alter.log.dirs.io.max.bytes.per.second';
export const BROKER_THROTTLES = [LEADER_RATE, FOLLOWER_RATE, LOG_DIR_RATE];
export const LEADER_REPLICAS = 'leader.replication.throttled.replicas';
export const FOLLOWER_REPLICAS = 'follower.replication.throttled.replicas';
export const TOPIC_THROTTLES = [LEADER_REPLICAS, FOLLOWER_REPLICAS];

/** Which brokers and topics may have throttles, in the order in which upstream lists them. */
export function throttled(
  activeBrokers: readonly number[],
  targets: readonly Assigned[],
): { readonly brokers: readonly number[]; readonly topics: readonly string[] } {
  const all = new Set([...activeBrokers, ...targets.flatMap(({ replicas }) => replicas)]);
  const topics = new Set(targets.map(({ topic }) => topic));
  return {
    brokers: inImmutableOrder([...all], intHash),
    topics: inImmutableOrder([...topics], stringHash),
  };
}

export function clearingText(
  level: 'broker' | 'topic',
  names: readonly (string | number)[],
): string {
  const plural = names.length === 1 ? '' : 's';
  return `Clearing ${level}-level throttles on ${level}${plural} ${names.join(',')}\n`;
}

/** clearAllThrottles. */
export function* clearAllThrottles(
  targets: readonly Assigned[],
  output: ToolOutput,
): ToolScript<void> {
  const { nodes } = yield* within(at('clearAllThrottles', 637), get(describeCluster()));
  const { brokers, topics } = throttled(
    nodes.map(({ id }) => id),
    targets,
  );
  output.out(clearingText('broker', brokers));
  const deletion = (name: string) => ({ op: 'DELETE', name, value: null }) as const;
  yield* within(
    [...at('clearBrokerLevelThrottles', 683), ...at('clearAllThrottles', 641)],
    alter(
      brokers.map((id) => ({
        type: 'BROKER',
        name: String(id),
        ops: BROKER_THROTTLES.map(deletion),
      })),
    ),
  );
  output.out(clearingText('topic', topics));
  yield* within(
    [...at('clearTopicLevelThrottles', 716), ...at('clearAllThrottles', 646)],
    alter(topics.map((name) => ({ type: 'TOPIC', name, ops: TOPIC_THROTTLES.map(deletion) }))),
  );
}

type Alterations = Parameters<typeof incrementalAlterConfigs>[0];

function* alter(alterations: Alterations): ToolScript<void> {
  yield* getAll(incrementalAlterConfigs(alterations));
}

/** Where replicas of a partition come from and go to. */
interface Move {
  readonly sources: readonly number[];
  readonly destinations: readonly number[];
}

/** By topic and partition. */
export type MoveMap = ReadonlyMap<string, ReadonlyMap<number, Move>>;

/** calculateProposedMoveMap. */
export function moveMap(
  ongoing: readonly PartitionReassignment[],
  proposed: readonly Assigned[],
  current: readonly Assigned[],
): MoveMap {
  const moves = new Map<string, Map<number, Move>>();
  const ofTopic = (topic: string): Map<number, Move> => {
    const known = moves.get(topic) ?? new Map<number, Move>();
    moves.set(topic, known);
    return known;
  };
  for (const { topic, partition, replicas, addingReplicas } of ongoing) {
    const sources = replicas.filter((id) => !addingReplicas.includes(id));
    ofTopic(topic).set(partition, { sources, destinations: addingReplicas });
  }
  for (const one of proposed) {
    const known = ofTopic(one.topic);
    const sources = known.get(one.partition)?.sources ?? currentReplicas(one, current);
    const destinations = one.replicas.filter((id) => !sources.includes(id));
    known.set(one.partition, { sources, destinations });
  }
  return moves;
}

function currentReplicas(one: Assigned, current: readonly Assigned[]): readonly number[] {
  const found = current.find((each) => nameOf(each) === nameOf(one));
  if (found !== undefined) return found.replicas;
  const text = `Trying to reassign a topic partition ${nameOf(one)} with 0 replicas`;
  throw new JavaException('java.lang.RuntimeException', text);
}

/** calculateLeaderThrottles, calculateFollowerThrottles: by topic. */
export function topicThrottles(
  moves: MoveMap,
): readonly { readonly topic: string; readonly leaders: string; readonly followers: string }[] {
  const listed = (ofTopic: ReadonlyMap<number, Move>, side: keyof Move): string =>
    [...ofTopic]
      .flatMap(([partition, move]) => move[side].map((id) => `${partition}:${id}`))
      .sort()
      .join(',');
  return [...moves].map(([topic, ofTopic]) => ({
    topic,
    leaders: listed(ofTopic, 'sources'),
    followers: listed(ofTopic, 'destinations'),
  }));
}

/** calculateReassigningBrokers. */
export function reassigningBrokers(moves: MoveMap): readonly number[] {
  const ids = new Set<number>();
  for (const ofTopic of moves.values()) {
    for (const { sources, destinations } of ofTopic.values()) {
      for (const id of [...sources, ...destinations]) ids.add(id);
    }
  }
  return [...ids].sort((a, b) => a - b);
}

/** modifyReassignmentThrottle. */
export function* throttleMoves(
  moves: MoveMap,
  throttle: number,
  output: ToolOutput,
): ToolScript<void> {
  const set = (name: string, value: string) => ({ op: 'SET', name, value }) as const;
  const called = (line: number): Frames => at('modifyReassignmentThrottle', line);
  yield* within(
    [...at('modifyTopicThrottles', 1382), ...called(1409)],
    alter(
      topicThrottles(moves).map(({ topic, leaders, followers }) => ({
        type: 'TOPIC',
        name: topic,
        ops: [set(LEADER_REPLICAS, leaders), set(FOLLOWER_REPLICAS, followers)],
      })),
    ),
  );
  const rate = String(throttle);
  yield* within(
    [...at('modifyInterBrokerThrottle', 1435), ...called(1412)],
    alter(
      reassigningBrokers(moves).map((id) => ({
        type: 'BROKER',
        name: String(id),
        ops: [set(LEADER_RATE, rate), set(FOLLOWER_RATE, rate)],
      })),
    ),
  );
  output.out(`The inter-broker throttle limit was set to ${throttle} B/s\n`);
}

/** modifyLogDirThrottle. */
export function* throttleLogDirs(
  replicas: readonly PlacedReplica[],
  throttle: number,
  output: ToolOutput,
): ToolScript<void> {
  const brokers = [...new Set(replicas.map(({ brokerId }) => brokerId))];
  yield* within(
    at('modifyLogDirThrottle', 1457),
    alter(
      brokers.map((id) => ({
        type: 'BROKER',
        name: String(id),
        ops: [{ op: 'SET', name: LOG_DIR_RATE, value: String(throttle) }],
      })),
    ),
  );
  output.out(`The replica-alter-dir throttle limit was set to ${throttle} B/s\n`);
}
