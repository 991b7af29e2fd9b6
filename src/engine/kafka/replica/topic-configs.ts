/**
 * Configurations of topics that a broker gets its first log of.
 *
 * Mirrors: kafka.server.metadata.ZkConfigRepository, LogManager.fetchLogConfig, 2.8.0.
 * Read next: become-leader-or-follower.ts.
 */
import { mapDelete, mapGet, mapHas, mapSet } from '../../kernel/persistent-map.ts';
import { ownState } from '../../kernel/turn.ts';
import type { LeaderAndIsrRequest } from '../protocol/controller.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { zkCall } from '../zk/broker-zk.ts';
import { topicConfigPath } from '../zk/topic-paths.ts';
import type { ZkReply } from '../zk/zk-state.ts';
import { localLog } from './partition.ts';
import { hostedPartition, ownReplicas } from './replica-changes.ts';
import type { AwaitingConfigs } from './replica-state.ts';
import type { RequestRef } from '../server/request-ref.ts';
import type { ReplicaZkPurpose } from './zk-isr-manager.ts';

/** True: ZooKeeper is asked, and the request goes on with its answer. */
export function askForConfigs(
  turn: BrokerTurn,
  request: LeaderAndIsrRequest,
  ref: RequestRef,
): boolean {
  const topics = request.topicStates.flatMap(({ topicName, partitionStates }) => {
    if (mapHas(turn.state.topicConfigs, topicName)) return [];
    const isNew = partitionStates.some(({ partitionIndex }) => {
      const partition = hostedPartition(turn.state, topicName, partitionIndex);
      return partition === undefined || localLog(turn.state, partition) === undefined;
    });
    return isNew ? [topicName] : [];
  });
  if (topics.length === 0) return false;
  const replicas = ownReplicas(turn);
  const awaiting = replicas.nextAwaiting++;
  const waiting: AwaitingConfigs = { request, ref, topics, sinceMs: turn.env.nowMs };
  replicas.awaitingConfigs = mapSet(replicas.awaitingConfigs, String(awaiting), waiting);
  const purpose: ReplicaZkPurpose = { type: 'configs', awaiting };
  zkCall(
    turn,
    topics.map((topic) => ({
      type: 'GetDataRequest' as const,
      path: topicConfigPath(topic),
      watch: false,
    })),
    { to: 'replicas', data: purpose },
  );
  return true;
}

/** Keeps what ZooKeeper says of the topics; gives the request that waited for it. */
export function takeConfigs(
  turn: BrokerTurn,
  awaiting: number,
  replies: readonly ZkReply[],
): AwaitingConfigs | null {
  const waiting = mapGet(turn.state.replicas.awaitingConfigs, String(awaiting));
  if (waiting === undefined) return null;
  const replicas = ownReplicas(turn);
  replicas.awaitingConfigs = mapDelete(replicas.awaitingConfigs, String(awaiting));
  const state = ownState(turn);
  for (const [index, topic] of waiting.topics.entries()) {
    // A change may have brought it meanwhile.
    if (mapHas(state.topicConfigs, topic)) continue;
    const overrides = configIn(replies[index]?.reply?.data ?? null);
    state.topicConfigs = mapSet(state.topicConfigs, topic, overrides);
  }
  return waiting;
}

/** The topic is deleted here: another one of its name may have another configuration. */
export function forgetConfig(turn: BrokerTurn, topic: string): void {
  if (!mapHas(turn.state.topicConfigs, topic)) return;
  ownState(turn).topicConfigs = mapDelete(turn.state.topicConfigs, topic);
}

/** `{"version":1,"config":{"retention.ms":"1000"}}`; what cannot be read is none. */
function configIn(data: string | null): Readonly<Record<string, string>> {
  if (data === null) return {};
  try {
    const { config } = JSON.parse(data) as { readonly config?: Readonly<Record<string, unknown>> };
    return Object.fromEntries(
      Object.entries(config ?? {}).map(([key, value]) => [key, String(value)]),
    );
  } catch {
    return {};
  }
}
