/**
 * What a fetcher thread asks its leader: the next records, the end of an epoch, or where the log begins
 * and ends.
 *
 * Mirrors: ReplicaFetcherThread.buildFetch, fetchEpochEndOffsets, fetchOffsetFromLeader,
 * FetchSessionHandler.Builder.build, 2.8.0.
 * Departs: a partition is looked at when its fetch state has changed, not with each request; a log start
 * that moves by itself is told with the next such change.
 * Read next: fetcher-response.ts.
 */
import { emptyMap, mapDelete, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import { latestEpoch, logOf } from '../log/log.ts';
import type { RequestBody } from '../protocol/messages.ts';
import type {
  FetchPartition,
  FetchRequest,
  FetchTopic,
  ForgottenTopic,
  ListOffsetsRequest,
  OffsetForLeaderEpochRequest,
} from '../protocol/produce-fetch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { isReadyForFetch, ownThread, threadAt } from './fetcher-changes.ts';
import type { FetcherThread, PartitionFetchState, SessionPartition } from './fetcher-state.ts';
import { isTruncationOnFetchSupported } from './ibp.ts';

const NO_TOPICS: readonly FetchTopic[] = [];
const NO_FORGOTTEN: readonly ForgottenTopic[] = [];
const LATEST_TIMESTAMP = -1;
const EARLIEST_TIMESTAMP = -2;

/** A full one for a new session, else what has changed since the last. */
export function fetchRequest(turn: BrokerTurn, key: string): RequestBody<FetchRequest> {
  const { session } = threadAt(turn, key)!;
  const { brokerId, values } = turn.state.config;
  const changes = session.epoch === 0 ? allPartitions(turn, key) : alteredPartitions(turn, key);
  return {
    type: 'FetchRequest',
    clusterId: null,
    replicaId: brokerId,
    maxWaitMs: values['replica.fetch.wait.max.ms'],
    minBytes: values['replica.fetch.min.bytes'],
    maxBytes: values['replica.fetch.response.max.bytes'],
    isolationLevel: 0,
    sessionId: session.sessionId,
    sessionEpoch: session.epoch,
    topics: changes.topics,
    forgottenTopicsData: changes.forgotten,
    rackId: '',
  };
}

interface SessionChanges {
  readonly topics: readonly FetchTopic[];
  readonly forgotten: readonly ForgottenTopic[];
}

function allPartitions(turn: BrokerTurn, key: string): SessionChanges {
  const { order, partitions } = threadAt(turn, key)!;
  let sent = emptyMap<SessionPartition>();
  const asked: SessionPartition[] = [];
  for (const name of order) {
    const state = mapGet(partitions, name)!;
    if (!isReadyForFetch(state)) continue;
    const one = { topic: state.topic, fetch: partitionFetch(turn, state) };
    asked.push(one);
    sent = mapSet(sent, name, one);
  }
  const thread = ownThread(turn, key);
  thread.sessionPartitions = sent;
  thread.altered = [];
  return { topics: byTopic(asked), forgotten: NO_FORGOTTEN };
}

const NOTHING: SessionChanges = { topics: NO_TOPICS, forgotten: NO_FORGOTTEN };

function alteredPartitions(turn: BrokerTurn, key: string): SessionChanges {
  const { altered, partitions } = threadAt(turn, key)!;
  if (altered.length === 0) return NOTHING;
  const thread = ownThread(turn, key);
  const asked: SessionPartition[] = [];
  const forgotten: { topic: string; partitions: number[] }[] = [];
  for (const name of altered) {
    const state = mapGet(partitions, name);
    const before = mapGet(thread.sessionPartitions, name);
    if (state !== undefined && isReadyForFetch(state)) {
      const fetch = partitionFetch(turn, state);
      if (before !== undefined && isSameFetch(before.fetch, fetch)) continue;
      const one = { topic: state.topic, fetch };
      asked.push(one);
      thread.sessionPartitions = mapSet(thread.sessionPartitions, name, one);
    } else if (before !== undefined) {
      const last = forgotten.at(-1);
      if (last?.topic === before.topic) last.partitions.push(before.fetch.partition);
      else forgotten.push({ topic: before.topic, partitions: [before.fetch.partition] });
      thread.sessionPartitions = mapDelete(thread.sessionPartitions, name);
    }
  }
  thread.altered = [];
  return { topics: byTopic(asked), forgotten };
}

function partitionFetch({ state }: BrokerTurn, fetch: PartitionFetchState): FetchPartition {
  const { topic, partition, fetchOffset, currentLeaderEpoch, lastFetchedEpoch } = fetch;
  const isOnFetch = isTruncationOnFetchSupported(state.config);
  return {
    partition,
    currentLeaderEpoch,
    fetchOffset,
    lastFetchedEpoch: isOnFetch ? (lastFetchedEpoch ?? -1) : -1,
    logStartOffset: logOf(state, topic, partition)?.logStartOffset ?? -1,
    partitionMaxBytes: state.config.values['replica.fetch.max.bytes'],
  };
}

function isSameFetch(a: FetchPartition, b: FetchPartition): boolean {
  return (
    a.fetchOffset === b.fetchOffset &&
    a.logStartOffset === b.logStartOffset &&
    a.currentLeaderEpoch === b.currentLeaderEpoch &&
    a.lastFetchedEpoch === b.lastFetchedEpoch &&
    a.partitionMaxBytes === b.partitionMaxBytes
  );
}

/** Neighbours of one topic stand together. */
function byTopic(asked: readonly SessionPartition[]): readonly FetchTopic[] {
  if (asked.length === 0) return NO_TOPICS;
  const topics: { topic: string; partitions: FetchPartition[] }[] = [];
  for (const { topic, fetch } of asked) {
    const last = topics.at(-1);
    if (last?.topic === topic) last.partitions.push(fetch);
    else topics.push({ topic, partitions: [fetch] });
  }
  return topics;
}

/** Where the leader's part of this replica's last epoch ends. */
export function epochsRequest(
  turn: BrokerTurn,
  key: string,
): RequestBody<OffsetForLeaderEpochRequest> {
  const { truncating, partitions } = threadAt(turn, key)!;
  const topics = new Map<
    string,
    OffsetForLeaderEpochRequest['topics'][number]['partitions'][0][]
  >();
  for (const name of truncating) {
    const { topic, partition, currentLeaderEpoch } = mapGet(partitions, name)!;
    const log = logOf(turn.state, topic, partition);
    const leaderEpoch = log === undefined ? -1 : (latestEpoch(log) ?? -1);
    const asked = { partition, currentLeaderEpoch, leaderEpoch };
    const others = topics.get(topic);
    if (others === undefined) topics.set(topic, [asked]);
    else others.push(asked);
  }
  return {
    type: 'OffsetForLeaderEpochRequest',
    replicaId: turn.state.config.brokerId,
    topics: [...topics].map(([topic, asked]) => ({ topic, partitions: asked })),
  };
}

/** The end of the leader's log, or its start when the end is known. */
export function offsetRequest(turn: BrokerTurn, key: string): RequestBody<ListOffsetsRequest> {
  const thread: FetcherThread = threadAt(turn, key)!;
  const { name, leaderEndOffset } = thread.lookups[0]!;
  const { topic, partition, currentLeaderEpoch } = mapGet(thread.partitions, name)!;
  const timestamp = leaderEndOffset === null ? LATEST_TIMESTAMP : EARLIEST_TIMESTAMP;
  return {
    type: 'ListOffsetsRequest',
    replicaId: turn.state.config.brokerId,
    isolationLevel: 0,
    topics: [
      {
        name: topic,
        partitions: [{ partitionIndex: partition, currentLeaderEpoch, timestamp }],
      },
    ],
  };
}
