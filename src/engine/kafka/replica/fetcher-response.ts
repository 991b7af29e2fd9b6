/**
 * A leader's answer to a fetch: records are appended, watermarks follow, errors make a partition wait.
 *
 * Mirrors: AbstractFetcherThread.processFetchRequest (from its answer on), onPartitionFenced,
 * ReplicaFetcherThread.processPartitionData, FetchSessionHandler.handleResponse,
 * Partition.appendRecordsToFollowerOrFutureReplica, 2.8.0.
 * Read next: fetcher-append.ts, fetcher-truncation.ts, fetcher-lookup.ts.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import type { ErrorName } from '../protocol/errors.ts';
import { ERRORS, exceptionText } from '../protocol/errors.ts';
import type {
  EpochEndOffset,
  FetchResponse,
  FetchablePartitionResponse,
} from '../protocol/produce-fetch.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { nextSessionEpoch } from './fetch-session.ts';
import { appendFetched } from './fetcher-append.ts';
import {
  delayPartitions,
  isReadyForFetch,
  markPartitionFailed,
  ownThread,
  threadAt,
} from './fetcher-changes.ts';
import { metadataText } from './fetcher-errors.ts';
import type { PartitionFetchState, SessionPartition } from './fetcher-state.ts';
import { truncateToEpochEnd } from './fetcher-truncation.ts';
import { isOlderRelease } from './ibp.ts';
import { fetcherLine } from './replica-lines.ts';

const SESSION_LOGGER = 'org.apache.kafka.clients.FetchSessionHandler';

export function onFetchResponse(turn: BrokerTurn, key: string, response: FetchResponse): void {
  if (!continueSession(turn, key, response)) return;
  const diverging: (readonly [string, EpochEndOffset])[] = [];
  const failed: string[] = [];
  for (const { topic, partitionResponses } of response.responses) {
    for (const one of partitionResponses) {
      const name = partitionName(topic, one.partition);
      const outcome = takePartition(turn, key, name, one);
      if (outcome === 'failed') failed.push(name);
      else if (outcome !== null) diverging.push([name, outcome]);
    }
  }
  for (const [name, end] of diverging) truncateToEpochEnd(turn, key, name, end);
  delayPartitions(turn, key, failed);
}

/** Mirrors handleResponse; false: there is nothing to take, and the next fetch begins a session. */
function continueSession(
  turn: BrokerTurn,
  key: string,
  { errorCode, sessionId }: FetchResponse,
): boolean {
  const thread = ownThread(turn, key);
  const { session } = thread;
  if (errorCode !== 'NONE') {
    const text =
      `Node ${thread.leader.id} was unable to process the fetch request with ` +
      `${metadataText(session)}: ${errorCode}.`;
    fetcherLine(turn, thread, 'INFO', text, SESSION_LOGGER);
    const isUnknown = errorCode === 'FETCH_SESSION_ID_NOT_FOUND';
    thread.session = { sessionId: isUnknown ? 0 : session.sessionId, epoch: 0 };
    return false;
  }
  if (sessionId === 0) thread.session = { sessionId: 0, epoch: 0 };
  else thread.session = { sessionId, epoch: nextSessionEpoch(session.epoch) };
  return true;
}

/** Where the logs part; or `failed`: it has to wait; null: all is done. */
function takePartition(
  turn: BrokerTurn,
  key: string,
  name: string,
  response: FetchablePartitionResponse,
): EpochEndOffset | 'failed' | null {
  const thread = threadAt(turn, key)!;
  const state = mapGet(thread.partitions, name);
  const sent = mapGet(thread.sessionPartitions, name);
  // It may have been taken away, added again or cut while the fetch was under way.
  if (state === undefined || sent === undefined || !isReadyForFetch(state)) return null;
  if (sent.fetch.fetchOffset !== state.fetchOffset) return null;
  if (response.errorCode !== 'NONE') return takeError(turn, key, state, sent, response);
  if (!appendFetched(turn, key, state, response)) return 'failed';
  return response.divergingEpoch;
}

/** Null: it is taken care of. */
function takeError(
  turn: BrokerTurn,
  key: string,
  state: PartitionFetchState,
  { fetch }: SessionPartition,
  { errorCode }: FetchablePartitionResponse,
): 'failed' | null {
  const { name } = state;
  const thread = threadAt(turn, key)!;
  switch (errorCode) {
    case 'OFFSET_OUT_OF_RANGE': {
      const lookup = { name, requestEpoch: fetch.currentLeaderEpoch, leaderEndOffset: null };
      ownThread(turn, key).lookups = [...thread.lookups, lookup];
      return null;
    }
    case 'UNKNOWN_LEADER_EPOCH':
    case 'NOT_LEADER_OR_FOLLOWER':
      return 'failed';
    case 'FENCED_LEADER_EPOCH':
      return onPartitionFenced(turn, key, name, fetch.currentLeaderEpoch) ? 'failed' : null;
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      if (isOlderRelease(turn.state.config)) return takeOtherError(turn, key, state, errorCode);
      fetcherLine(
        turn,
        thread,
        'WARN',
        `Received ${errorCode} from the leader for partition ${name}. ` +
          'This error may be returned transiently when the partition is being created or deleted, but it is not ' +
          'expected to persist.',
      );
      return 'failed';
    default:
      return takeOtherError(turn, key, state, errorCode);
  }
}

function takeOtherError(
  turn: BrokerTurn,
  key: string,
  { name, fetchOffset }: PartitionFetchState,
  error: ErrorName,
): 'failed' {
  const text = `Error for partition ${name} at offset ${fetchOffset}`;
  const trace = exceptionText(error, ERRORS[error].message);
  fetcherLine(turn, threadAt(turn, key)!, 'ERROR', `${text}\n${trace}`);
  return 'failed';
}

/** True: the epoch is new meanwhile, and the partition is tried again later. */
export function onPartitionFenced(
  turn: BrokerTurn,
  key: string,
  name: string,
  requestEpoch: number,
): boolean {
  const thread = threadAt(turn, key)!;
  const state = mapGet(thread.partitions, name);
  if (state === undefined) return false;
  const { currentLeaderEpoch } = state;
  if (requestEpoch !== currentLeaderEpoch) {
    const text = `Partition ${name} has an new epoch (${currentLeaderEpoch}) than the current leader. retry the partition later`;
    fetcherLine(turn, thread, 'INFO', text);
    return true;
  }
  const text =
    `Partition ${name} has an older epoch (${currentLeaderEpoch}) than the current leader. Will await ` +
    'the new LeaderAndIsr state before resuming fetching.';
  fetcherLine(turn, thread, 'INFO', text);
  markPartitionFailed(turn, key, name);
  return false;
}
