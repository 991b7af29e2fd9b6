/**
 * Which partitions are fetched from whom: a thread for each leader and fetcher id.
 *
 * Mirrors: kafka.server.AbstractFetcherManager, ReplicaFetcherManager, AbstractFetcherThread.addPartitions,
 * 2.8.0.
 * Departs: threads of one fetcher id share a network client, with a node for each leader.
 * Read next: fetcher-thread.ts.
 */
import { emptyMap, mapDelete, mapGet, mapSet, mapValues } from '../../kernel/persistent-map.ts';
import { splitStream } from '../../kernel/random.ts';
import { startChart, stepChart } from '../../kernel/statechart.ts';
import type { NetworkClientState, Node } from '../client/network-client.ts';
import { brokerClient } from '../server/broker-client.ts';
import { closeNetworkClient, networkTurn } from '../client/network-client.ts';
import { latestEpoch, logOf } from '../log/log.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { stringHash } from '../zk/scala-order.ts';
import {
  dropFetchState,
  ownThread,
  setFetchState,
  setThread,
  threadAt,
} from './fetcher-changes.ts';
import { closeThread, runThread, threadTimer, wakeThread } from './fetcher-thread.ts';
import type { PartitionFetchState } from './fetcher-state.ts';
import { isOlderRelease, isTruncationOnFetchSupported } from './ibp.ts';
import { ownReplicaPart } from './replica-changes.ts';
import { replicaFetcherMachine } from './replica-fetcher.machine.ts';
import { fetcherLine, fetcherManagerLine } from './replica-lines.ts';

/** Mirrors InitialFetchState. */
export interface InitialFetch extends TopicPartition {
  readonly name: string;
  readonly leader: Node;
  readonly leaderEpoch: number;
  readonly offset: number;
}

/** Begins to fetch partitions, or goes on in a new epoch. */
export function addFetchers(turn: BrokerTurn, partitions: readonly InitialFetch[]): void {
  const groups = new Map<string, InitialFetch[]>();
  for (const initial of partitions) {
    const key = `${initial.leader.id}-${fetcherIdOf(turn, initial)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [initial]);
    else group.push(initial);
  }
  for (const [key, group] of groups) {
    const [{ leader }] = group as [InitialFetch];
    const isNew = startThread(turn, key, fetcherIdOf(turn, group[0]!), leader);
    for (const initial of group) addPartition(turn, key, initial);
    fetcherManagerLine(turn, 'INFO', addedText(turn, leader, group));
    if (isNew) runThread(turn, key);
    else wakeThread(turn, key);
  }
}

function addedText(
  { state }: BrokerTurn,
  { id, host, port }: Node,
  group: readonly InitialFetch[],
): string {
  const isOlder = isOlderRelease(state.config);
  const endPoint = `BrokerEndPoint(id=${id}, host=${host}:${port})`;
  const states = group.map(({ name, leaderEpoch, offset }) =>
    isOlder
      ? `${name} -> (offset=${offset}, leaderEpoch=${leaderEpoch})`
      : `${name} -> InitialFetchState(${endPoint},${leaderEpoch},${offset})`,
  );
  const broker = isOlder ? endPoint : String(id);
  return `Added fetcher to broker ${broker} for partitions Map(${states.join(', ')})`;
}

/** Mirrors getFetcherId. */
function fetcherIdOf({ state }: BrokerTurn, { topic, partition }: TopicPartition): number {
  const hash = (Math.imul(31, stringHash(topic)) + partition) | 0;
  const magnitude = hash === -2147483648 ? 0 : Math.abs(hash);
  return magnitude % state.config.values['num.replica.fetchers'];
}

/** True: there was none for this leader at this address. */
function startThread(turn: BrokerTurn, key: string, fetcherId: number, leader: Node): boolean {
  const current = threadAt(turn, key);
  if (current !== undefined) {
    const { id, host, port } = current.leader;
    if (id === leader.id && host === leader.host && port === leader.port) return false;
    shutdownThread(turn, key);
  }
  ensureClient(turn, fetcherId);
  const thread = {
    key,
    fetcherId,
    leader,
    partitions: emptyMap<PartitionFetchState>(),
    order: [],
    truncating: [],
    delayed: [],
    session: { sessionId: 0, epoch: 0 },
    sessionPartitions: emptyMap<never>(),
    altered: [],
    lookups: [],
    waitsFor: { type: 'partitions' as const },
  };
  setThread(turn, thread);
  fetcherLine(turn, thread, 'INFO', 'Starting');
  return true;
}

function ensureClient(turn: BrokerTurn, fetcherId: number): void {
  const { clients } = turn.state.replicas.fetchers;
  if (clients.length > fetcherId) return;
  const added: NetworkClientState[] = [];
  for (let id = clients.length; id <= fetcherId; id++) added.push(newClient(turn, id));
  ownReplicaPart(turn, 'fetchers').clients = [...clients, ...added];
}

function newClient({ state }: BrokerTurn, fetcherId: number): NetworkClientState {
  const { brokerId, values } = state.config;
  const name = `replica-fetcher${fetcherId === 0 ? '' : `-${fetcherId}`}`;
  return brokerClient(
    state,
    {
      name,
      clientId: `broker-${brokerId}-fetcher-${fetcherId}`,
      logPrefix: `[ReplicaFetcher replicaId=${brokerId}, leaderId={node}, fetcherId=${fetcherId}]`,
      seed: splitStream(state.process.seed, name),
    },
    { connectionsMaxIdleMs: values['connections.max.idle.ms'] },
  );
}

/** Mirrors partitionFetchState: of an epoch that is fetched already nothing changes. */
function addPartition(turn: BrokerTurn, key: string, initial: InitialFetch): void {
  const { topic, partition, name, leaderEpoch, offset } = initial;
  const fetchers = ownReplicaPart(turn, 'fetchers');
  fetchers.failed = fetchers.failed.filter((other) => other !== name);
  fetchers.threadOf = mapSet(fetchers.threadOf, name, key);
  const thread = ownThread(turn, key);
  if (mapGet(thread.partitions, name)?.currentLeaderEpoch === leaderEpoch) return;
  const log = logOf(turn.state, topic, partition);
  const isOnFetch = isTruncationOnFetchSupported(turn.state.config);
  const epoch = log === undefined || !isOnFetch ? null : latestEpoch(log);
  const fetching = startChart(replicaFetcherMachine).chart;
  setFetchState(thread, {
    topic,
    partition,
    name,
    chart:
      epoch === null
        ? stepChart(replicaFetcherMachine, fetching, { type: 'truncation.needed' }).chart
        : fetching,
    fetchOffset: offset,
    lag: null,
    currentLeaderEpoch: leaderEpoch,
    lastFetchedEpoch: epoch,
    delayedUntilMs: null,
  });
}

/** Stops to fetch partitions, whoever they were fetched from. */
export function removeFetchers(
  turn: BrokerTurn,
  partitions: readonly { readonly name: string }[],
): void {
  if (partitions.length === 0 && !isOlderRelease(turn.state.config)) return;
  for (const { name } of partitions) {
    const key = mapGet(turn.state.replicas.fetchers.threadOf, name);
    if (key !== undefined) dropFetchState(turn, key, name);
  }
  const { failed } = turn.state.replicas.fetchers;
  if (failed.length > 0) {
    const names = new Set(partitions.map(({ name }) => name));
    ownReplicaPart(turn, 'fetchers').failed = failed.filter((name) => !names.has(name));
  }
  const names = partitions.map(({ name }) => name).join(', ');
  fetcherManagerLine(turn, 'INFO', `Removed fetcher for partitions Set(${names})`);
}

/** Those that have nothing to fetch end. */
export function shutdownIdleFetchers(turn: BrokerTurn): void {
  for (const { key, partitions } of [...mapValues(turn.state.replicas.fetchers.threads)]) {
    if (partitions.size === 0) shutdownThread(turn, key);
  }
}

function shutdownThread(turn: BrokerTurn, key: string): void {
  closeThread(turn, key);
  const fetchers = ownReplicaPart(turn, 'fetchers');
  fetchers.threads = mapDelete(fetchers.threads, key);
}

/** Mirrors shutdown. */
export function shutdownFetcherManager(turn: BrokerTurn): void {
  fetcherManagerLine(turn, 'INFO', 'shutting down');
  for (const { key } of [...mapValues(turn.state.replicas.fetchers.threads)]) {
    shutdownThread(turn, key);
    turn.effects.push({ type: 'cancelTimer', name: threadTimer(key) });
  }
  for (const client of turn.state.replicas.fetchers.clients) {
    closeNetworkClient(networkTurn(client, turn.env, turn.effects));
  }
  const fetchers = ownReplicaPart(turn, 'fetchers');
  fetchers.clients = [];
  fetchers.threadOf = emptyMap();
  fetcherManagerLine(turn, 'INFO', 'shutdown completed');
}
