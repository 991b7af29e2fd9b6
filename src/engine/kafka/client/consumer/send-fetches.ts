/**
 * Fetching ahead: one request at a time to each node, for all its partitions of which nothing waits to be
 * given out.
 *
 * Mirrors: Fetcher.sendFetches, prepareFetchRequests, selectReadReplica, 2.8.0.
 * Departs: no fetch sessions: every request names all its partitions.
 */
import { mapGet, mapSet } from '../../../kernel/persistent-map.ts';
import type { RequestBody } from '../../protocol/messages.ts';
import type {
  FetchPartition,
  FetchRequest,
  FetchResponse,
  FetchTopic,
} from '../../protocol/produce-fetch.ts';
import { partitionName } from '../../protocol/topic-partition.ts';
import { nodeById, partitionInfo } from '../metadata-cluster.ts';
import type { Node } from '../network-client.ts';
import { completedFetch } from './completed-fetch.ts';
import { ownFetcher } from './consumer-copies.ts';
import type { Failure } from './consumer-error.ts';
import { failureText } from './consumer-error.ts';
import { log } from './consumer-log.ts';
import { requestMetadataUpdate } from './consumer-metadata.ts';
import { isUnavailable, send } from './consumer-network.ts';
import type { CompletedFetch, ConsumerTurn, LastFetch } from './consumer-state.ts';
import { clearPreferredReadReplica } from './fetched-records.ts';
import { validatePositionsOnMetadataChange } from './position-validation.ts';
import type { SentOffset } from './request-tag.ts';
import { assignedPartitions } from './subscription-state.ts';
import type { TopicPartitionState } from './topic-partition-state.ts';
import { isFetchable } from './topic-partition-state.ts';

/** FetchMetadata.LEGACY: not in a session, and none is wanted. */
const NO_SESSION = { sessionId: 0, sessionEpoch: -1 } as const;
const SESSION_TEXT = '(sessionId=INVALID, epoch=FINAL)';

interface NodeFetch {
  readonly node: Node;
  readonly states: TopicPartitionState[];
}

/** Gives how many were sent. */
export function sendFetches(turn: ConsumerTurn): number {
  validatePositionsOnMetadataChange(turn);
  const fetches = prepareFetches(turn);
  if (fetches.length === 0) return 0;
  const { fetcher, config } = turn.state;
  let { lastFetches } = fetcher;
  for (const { node, states } of fetches) {
    const last = lastFetchFor(mapGet(lastFetches, String(node.id)), states, config);
    lastFetches = mapSet(lastFetches, String(node.id), last);
    const request: RequestBody<FetchRequest> = {
      type: 'FetchRequest',
      clusterId: null,
      replicaId: -1,
      maxWaitMs: config.fetchMaxWaitMs,
      minBytes: config.fetchMinBytes,
      maxBytes: config.fetchMaxBytes,
      isolationLevel: config.isReadCommitted ? 1 : 0,
      ...NO_SESSION,
      topics: last.topics,
      forgottenTopicsData: [],
      rackId: config.clientRack,
    };
    send(turn, node, request, { kind: 'fetch', nodeId: node.id, offsets: last.offsets });
  }
  const owned = ownFetcher(turn);
  owned.lastFetches = lastFetches;
  owned.pendingNodes = [...fetcher.pendingNodes, ...fetches.map(({ node }) => node.id)];
  return fetches.length;
}

function prepareFetches(turn: ConsumerTurn): readonly NodeFetch[] {
  const { subscriptions, fetcher } = turn.state;
  const { completed, nextInLine, pendingNodes } = fetcher;
  const buffered = new Set(completed.map(({ name }) => name));
  if (nextInLine !== null && !nextInLine.isConsumed) buffered.add(nextInLine.name);
  const fetches = new Map<number, NodeFetch>();
  for (const state of assignedPartitions(subscriptions)) {
    if (!isFetchable(state) || buffered.has(state.name)) continue;
    const { leader } = state.position!.currentLeader;
    if (leader === null) {
      requestMetadataUpdate(turn);
      continue;
    }
    const node = readReplica(turn, state, leader);
    if (pendingNodes.includes(node.id) || isUnavailable(turn, node)) continue;
    const known = fetches.get(node.id);
    if (known === undefined) fetches.set(node.id, { node, states: [state] });
    else known.states.push(state);
  }
  return [...fetches.values()];
}

/** The leader, unless it has sent the consumer to a replica that is nearer. */
function readReplica(turn: ConsumerTurn, state: TopicPartitionState, leader: Node): Node {
  const { preferredReadReplica, preferredReadReplicaExpiresAtMs } = state;
  if (preferredReadReplica === null) return leader;
  const isExpired = turn.env.nowMs > (preferredReadReplicaExpiresAtMs ?? Infinity);
  const { cluster } = turn.state.metadata;
  const info = partitionInfo(cluster, state.topic, state.partition);
  const isOnline =
    info !== undefined &&
    info.replicaIds.includes(preferredReadReplica) &&
    !info.offlineReplicaIds.includes(preferredReadReplica);
  const node = isExpired || !isOnline ? null : nodeById(cluster, preferredReadReplica);
  if (node !== null) return node;
  clearPreferredReadReplica(turn, state);
  return leader;
}

/** The last one again when nothing has moved since. */
function lastFetchFor(
  last: LastFetch | undefined,
  states: readonly TopicPartitionState[],
  { maxPartitionFetchBytes }: { readonly maxPartitionFetchBytes: number },
): LastFetch {
  const isSame =
    last !== undefined &&
    last.offsets.length === states.length &&
    states.every(({ name, position }, i) => {
      const sent = last.offsets[i]!;
      return sent.name === name && sent.position === position;
    });
  if (isSame) return last;
  const topics: { readonly topic: string; readonly partitions: FetchPartition[] }[] = [];
  const offsets: SentOffset[] = [];
  for (const { topic, partition, name, position } of states) {
    offsets.push({ name, position: position! });
    // Neighbours of one topic share its entry.
    let group = topics[topics.length - 1];
    if (group?.topic !== topic) topics.push((group = { topic, partitions: [] }));
    group.partitions.push({
      partition,
      currentLeaderEpoch: position!.currentLeader.epoch ?? -1,
      fetchOffset: position!.offset,
      lastFetchedEpoch: -1,
      logStartOffset: -1,
      partitionMaxBytes: maxPartitionFetchBytes,
    });
  }
  return { topics: topics satisfies readonly FetchTopic[], offsets };
}

function nodeIsFree(turn: ConsumerTurn, nodeId: number): void {
  const { pendingNodes } = turn.state.fetcher;
  ownFetcher(turn).pendingNodes = pendingNodes.filter((id) => id !== nodeId);
}

export function takeFetch(
  turn: ConsumerTurn,
  nodeId: number,
  offsets: readonly SentOffset[],
  response: FetchResponse,
): void {
  nodeIsFree(turn, nodeId);
  if (response.errorCode !== 'NONE') {
    const what = `was unable to process the fetch request with ${SESSION_TEXT}`;
    log(turn, 'INFO', 'FetchSessionHandler', `Node ${nodeId} ${what}: ${response.errorCode}.`);
    return;
  }
  const came: CompletedFetch[] = [];
  // Partitions come in the order in which they were asked for.
  let at = 0;
  for (const { topic, partitionResponses } of response.responses) {
    for (const data of partitionResponses) {
      const name = partitionName(topic, data.partition);
      let sent = offsets[at++];
      if (sent?.name !== name) {
        at = offsets.findIndex((other) => other.name === name) + 1;
        sent = offsets[at - 1];
      }
      if (sent !== undefined) came.push(completedFetch(topic, name, data, sent.position.offset));
    }
  }
  const fetcher = ownFetcher(turn);
  fetcher.completed = fetcher.completed.length === 0 ? came : [...fetcher.completed, ...came];
}

export function failFetch(turn: ConsumerTurn, nodeId: number, failure: Failure): void {
  nodeIsFree(turn, nodeId);
  const text = `Error sending fetch request ${SESSION_TEXT} to node ${nodeId}:`;
  log(turn, 'INFO', 'FetchSessionHandler', `${text}\n${failureText(failure)}`);
}
