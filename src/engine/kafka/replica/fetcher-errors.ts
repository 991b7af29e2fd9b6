/**
 * What a fetcher thread writes when a leader cannot be asked.
 *
 * Mirrors: the lines and stack traces of AbstractFetcherThread.processFetchRequest,
 * ReplicaFetcherThread.fetchEpochEndOffsets, FetchSessionHandler.handleError and
 * NetworkClientUtils.sendAndReceive, 2.8.0 and 2.2.0.
 */
import type { Frames } from '../../java/exception.ts';
import { JavaException } from '../../java/exception.ts';
import { mapGet } from '../../kernel/persistent-map.ts';
import type { Node } from '../client/network-client.ts';
import { nodeText } from '../client/network-client.ts';
import type { FetchPartition } from '../protocol/produce-fetch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import type { FetchMetadata, FetcherThread } from './fetcher-state.ts';
import { isOlderRelease } from './ibp.ts';
import { fetcherLine } from './replica-lines.ts';

/** How it went wrong: never connected, or the connection was lost before the answer. */
export type SendFailure = 'unreachable' | 'disconnected' | 'shutdown';

const SESSION_LOGGER = 'org.apache.kafka.clients.FetchSessionHandler';

const UTILS = 'org.apache.kafka.clients.NetworkClientUtils';
const BLOCKING =
  'kafka.server.ReplicaFetcherBlockingSend.sendRequest(ReplicaFetcherBlockingSend.scala';
const REPLICA = 'kafka.server.ReplicaFetcherThread';
const ABSTRACT = 'kafka.server.AbstractFetcherThread';

type Asked = 'fetch' | 'epochs' | 'offset';

/** Where a release's sources call one another. */
interface SourceLines {
  /** In ReplicaFetcherBlockingSend: where it waits for the connection, and where for the answer. */
  readonly awaitReady: number;
  readonly sendAndReceive: number;
  readonly frames: Readonly<Record<Asked, readonly string[]>>;
}

const LINES_OF_2_8: SourceLines = {
  awaitReady: 105,
  sendAndReceive: 110,
  frames: {
    fetch: [
      `${REPLICA}.fetchFromLeader(ReplicaFetcherThread.scala:217)`,
      `${ABSTRACT}.processFetchRequest(AbstractFetcherThread.scala:317)`,
      `${ABSTRACT}.$anonfun$maybeFetch$3(AbstractFetcherThread.scala:141)`,
      `${ABSTRACT}.$anonfun$maybeFetch$3$adapted(AbstractFetcherThread.scala:140)`,
      'scala.Option.foreach(Option.scala:407)',
      `${ABSTRACT}.maybeFetch(AbstractFetcherThread.scala:140)`,
      `${ABSTRACT}.doWork(AbstractFetcherThread.scala:123)`,
      'kafka.utils.ShutdownableThread.run(ShutdownableThread.scala:96)',
    ],
    epochs: [
      `${REPLICA}.fetchEpochEndOffsets(ReplicaFetcherThread.scala:355)`,
      `${ABSTRACT}.truncateToEpochEndOffsets(AbstractFetcherThread.scala:216)`,
      `${ABSTRACT}.maybeTruncate(AbstractFetcherThread.scala:181)`,
      `${ABSTRACT}.doWork(AbstractFetcherThread.scala:122)`,
      'kafka.utils.ShutdownableThread.run(ShutdownableThread.scala:96)',
    ],
    offset: [
      `${REPLICA}.fetchOffsetFromLeader(ReplicaFetcherThread.scala:250)`,
      `${REPLICA}.fetchLatestOffsetFromLeader(ReplicaFetcherThread.scala:236)`,
      `${ABSTRACT}.fetchOffsetAndTruncate(AbstractFetcherThread.scala:646)`,
      `${ABSTRACT}.handleOutOfRangeError(AbstractFetcherThread.scala:609)`,
    ],
  },
};

const LINES_OF_2_2: SourceLines = {
  awaitReady: 95,
  sendAndReceive: 100,
  frames: {
    fetch: [
      `${REPLICA}.fetchFromLeader(ReplicaFetcherThread.scala:193)`,
      `${ABSTRACT}.processFetchRequest(AbstractFetcherThread.scala:280)`,
      `${ABSTRACT}.$anonfun$maybeFetch$3(AbstractFetcherThread.scala:132)`,
      `${ABSTRACT}.$anonfun$maybeFetch$3$adapted(AbstractFetcherThread.scala:131)`,
      'scala.Option.foreach(Option.scala:274)',
      `${ABSTRACT}.maybeFetch(AbstractFetcherThread.scala:131)`,
      `${ABSTRACT}.doWork(AbstractFetcherThread.scala:113)`,
      'kafka.utils.ShutdownableThread.run(ShutdownableThread.scala:82)',
    ],
    epochs: [
      `${REPLICA}.fetchEpochEndOffsets(ReplicaFetcherThread.scala:306)`,
      `${ABSTRACT}.truncateToEpochEndOffsets(AbstractFetcherThread.scala:187)`,
      `${ABSTRACT}.maybeTruncate(AbstractFetcherThread.scala:170)`,
      `${ABSTRACT}.doWork(AbstractFetcherThread.scala:112)`,
      'kafka.utils.ShutdownableThread.run(ShutdownableThread.scala:82)',
    ],
    offset: [
      `${REPLICA}.fetchOffsetFromLeader(ReplicaFetcherThread.scala:222)`,
      `${REPLICA}.fetchLatestOffsetFromLeader(ReplicaFetcherThread.scala:211)`,
      `${ABSTRACT}.fetchOffsetAndTruncate(AbstractFetcherThread.scala:552)`,
      `${ABSTRACT}.handleOutOfRangeError(AbstractFetcherThread.scala:513)`,
    ],
  },
};

interface FailureText {
  message(leader: Node): string;
  /** Where in NetworkClientUtils it was thrown. */
  readonly method: 'awaitReady' | 'sendAndReceive';
  readonly line: number;
}

const FAILURES: Readonly<Record<SendFailure, FailureText>> = {
  unreachable: {
    message: (leader) => `Connection to ${nodeText(leader)} failed.`,
    method: 'awaitReady',
    line: 71,
  },
  disconnected: {
    message: ({ id }) => `Connection to ${id} was disconnected before the response was read`,
    method: 'sendAndReceive',
    line: 100,
  },
  shutdown: {
    message: () => 'Client was shutdown before response was read',
    method: 'sendAndReceive',
    line: 109,
  },
};

function failureOf(
  { leader }: FetcherThread,
  failure: SendFailure,
  frames: Frames = [],
): JavaException {
  return new JavaException('java.io.IOException', FAILURES[failure].message(leader), { frames });
}

function stackTrace(
  { state }: BrokerTurn,
  thread: FetcherThread,
  failure: SendFailure,
  asked: Asked,
): string {
  const { method, line } = FAILURES[failure];
  const source = isOlderRelease(state.config) ? LINES_OF_2_2 : LINES_OF_2_8;
  const frames = [
    `${UTILS}.${method}(NetworkClientUtils.java:${line})`,
    `${BLOCKING}:${source[method]})`,
    ...source.frames[asked],
  ];
  return failureOf(thread, failure, frames).trace;
}

export function logFetchError(turn: BrokerTurn, thread: FetcherThread, failure: SendFailure): void {
  logSessionError(turn, thread, failure);
  const request = fetchRequestText(turn, thread);
  const trace = stackTrace(turn, thread, failure, 'fetch');
  fetcherLine(turn, thread, 'WARN', `Error in response for fetch request ${request}\n${trace}`);
}

/** A thread that is shut down says less. */
export function logShutdownError(turn: BrokerTurn, thread: FetcherThread): void {
  logSessionError(turn, thread, 'shutdown');
}

/** 2.2 gives the exception without its stack. */
function logSessionError(turn: BrokerTurn, thread: FetcherThread, failure: SendFailure): void {
  const { leader, session } = thread;
  const cause = isOlderRelease(turn.state.config)
    ? ` ${failureOf(thread, failure).toString()}.`
    : `\n${stackTrace(turn, thread, failure, 'fetch')}`;
  const text = `Error sending fetch request ${metadataText(session)} to node ${leader.id}:${cause}`;
  fetcherLine(turn, thread, 'INFO', text, SESSION_LOGGER);
}

export function logEpochsError(
  turn: BrokerTurn,
  thread: FetcherThread,
  failure: SendFailure,
): void {
  const isOlder = isOlderRelease(turn.state.config);
  const asked = thread.truncating.map((name) => {
    const { partition, currentLeaderEpoch, lastFetchedEpoch } = mapGet(thread.partitions, name)!;
    const epoch = lastFetchedEpoch ?? -1;
    return isOlder
      ? `${name} -> (currentLeaderEpoch=${optionalText(currentLeaderEpoch)}, leaderEpoch=${epoch})`
      : `${name} -> OffsetForLeaderPartition(partition=${partition}, ` +
          `currentLeaderEpoch=${currentLeaderEpoch}, leaderEpoch=${epoch})`;
  });
  const trace = stackTrace(turn, thread, failure, 'epochs');
  const text = `Error when sending leader epoch request for Map(${asked.join(', ')})`;
  fetcherLine(turn, thread, 'WARN', `${text}\n${trace}`);
}

export function logOffsetError(
  turn: BrokerTurn,
  thread: FetcherThread,
  name: string,
  failure: SendFailure,
): void {
  const trace = stackTrace(turn, thread, failure, 'offset');
  fetcherLine(turn, thread, 'ERROR', `Error getting offset for partition ${name}\n${trace}`);
}

/** FetchMetadata.toString. */
export function metadataText({ sessionId, epoch }: FetchMetadata): string {
  const id = sessionId === 0 ? 'INVALID' : String(sessionId);
  return `(sessionId=${id}, epoch=${epoch === 0 ? 'INITIAL' : epoch})`;
}

/** FetchRequest.Builder.toString: what a full request, or one that names nothing, says. */
function fetchRequestText({ state }: BrokerTurn, thread: FetcherThread): string {
  const { session, sessionPartitions, order } = thread;
  const data: string[] = [];
  if (session.epoch === 0) {
    for (const name of order) {
      const sent = mapGet(sessionPartitions, name);
      if (sent !== undefined) data.push(`${name}=${partitionDataText(state, sent.fetch)}`);
    }
  }
  const { brokerId, values } = state.config;
  const rack = isOlderRelease(state.config) ? '' : ', rackId=';
  return (
    `(type=FetchRequest, replicaId=${brokerId}, maxWait=${values['replica.fetch.wait.max.ms']}, ` +
    `minBytes=${values['replica.fetch.min.bytes']}, ` +
    `maxBytes=${values['replica.fetch.response.max.bytes']}, fetchData={${data.join(', ')}}, ` +
    `isolationLevel=READ_UNCOMMITTED, toForget=, metadata=${metadataText(session)}${rack})`
  );
}

function partitionDataText({ config }: BrokerTurn['state'], fetch: FetchPartition): string {
  const { fetchOffset, logStartOffset, partitionMaxBytes: maxBytes } = fetch;
  const text =
    `(fetchOffset=${fetchOffset}, logStartOffset=${logStartOffset}, ` +
    `maxBytes=${maxBytes}, currentLeaderEpoch=${optionalText(fetch.currentLeaderEpoch)}`;
  if (isOlderRelease(config)) return `${text})`;
  return `PartitionData${text}, lastFetchedEpoch=${optionalText(fetch.lastFetchedEpoch)})`;
}

function optionalText(epoch: number): string {
  return epoch < 0 ? 'Optional.empty' : `Optional[${epoch}]`;
}
