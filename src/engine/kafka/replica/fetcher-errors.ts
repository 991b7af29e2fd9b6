/**
 * What a fetcher thread writes when a leader cannot be asked.
 *
 * Mirrors: the lines and stack traces of AbstractFetcherThread.processFetchRequest,
 * ReplicaFetcherThread.fetchEpochEndOffsets, FetchSessionHandler.handleError and
 * NetworkClientUtils.sendAndReceive, 2.8.0.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import type { Node } from '../client/network-client.ts';
import { nodeText } from '../client/network-client.ts';
import type { FetchPartition } from '../protocol/produce-fetch.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import type { FetchMetadata, FetcherThread } from './fetcher-state.ts';
import { fetcherLine } from './replica-lines.ts';

/** How it went wrong: never connected, or the connection was lost before the answer. */
export type SendFailure = 'unreachable' | 'disconnected' | 'shutdown';

const SESSION_LOGGER = 'org.apache.kafka.clients.FetchSessionHandler';

const UTILS = 'org.apache.kafka.clients.NetworkClientUtils';
const BLOCKING =
  'kafka.server.ReplicaFetcherBlockingSend.sendRequest(ReplicaFetcherBlockingSend.scala';
const REPLICA = 'kafka.server.ReplicaFetcherThread';
const ABSTRACT = 'kafka.server.AbstractFetcherThread';

const FETCH_FRAMES = [
  `${REPLICA}.fetchFromLeader(ReplicaFetcherThread.scala:217)`,
  `${ABSTRACT}.processFetchRequest(AbstractFetcherThread.scala:317)`,
  `${ABSTRACT}.$anonfun$maybeFetch$3(AbstractFetcherThread.scala:141)`,
  `${ABSTRACT}.$anonfun$maybeFetch$3$adapted(AbstractFetcherThread.scala:140)`,
  'scala.Option.foreach(Option.scala:407)',
  `${ABSTRACT}.maybeFetch(AbstractFetcherThread.scala:140)`,
  `${ABSTRACT}.doWork(AbstractFetcherThread.scala:123)`,
  'kafka.utils.ShutdownableThread.run(ShutdownableThread.scala:96)',
];

const EPOCHS_FRAMES = [
  `${REPLICA}.fetchEpochEndOffsets(ReplicaFetcherThread.scala:355)`,
  `${ABSTRACT}.truncateToEpochEndOffsets(AbstractFetcherThread.scala:216)`,
  `${ABSTRACT}.maybeTruncate(AbstractFetcherThread.scala:181)`,
  `${ABSTRACT}.doWork(AbstractFetcherThread.scala:122)`,
  'kafka.utils.ShutdownableThread.run(ShutdownableThread.scala:96)',
];

const OFFSET_FRAMES = [
  `${REPLICA}.fetchOffsetFromLeader(ReplicaFetcherThread.scala:250)`,
  `${REPLICA}.fetchLatestOffsetFromLeader(ReplicaFetcherThread.scala:236)`,
  `${ABSTRACT}.fetchOffsetAndTruncate(AbstractFetcherThread.scala:646)`,
  `${ABSTRACT}.handleOutOfRangeError(AbstractFetcherThread.scala:609)`,
];

interface FailureText {
  message(leader: Node): string;
  /** Where in NetworkClientUtils it was thrown, and where in ReplicaFetcherBlockingSend. */
  readonly frame: string;
  readonly lines: readonly [number, number];
}

const FAILURES: Readonly<Record<SendFailure, FailureText>> = {
  unreachable: {
    message: (leader) => `Connection to ${nodeText(leader)} failed.`,
    frame: 'awaitReady',
    lines: [71, 105],
  },
  disconnected: {
    message: ({ id }) => `Connection to ${id} was disconnected before the response was read`,
    frame: 'sendAndReceive',
    lines: [100, 110],
  },
  shutdown: {
    message: () => 'Client was shutdown before response was read',
    frame: 'sendAndReceive',
    lines: [109, 110],
  },
};

function stackTrace(
  { leader }: FetcherThread,
  failure: SendFailure,
  frames: readonly string[],
): string {
  const { message, frame, lines } = FAILURES[failure];
  const all = [
    `${UTILS}.${frame}(NetworkClientUtils.java:${lines[0]})`,
    `${BLOCKING}:${lines[1]})`,
    ...frames,
  ];
  return [`java.io.IOException: ${message(leader)}`, ...all.map((one) => `\tat ${one}`)].join('\n');
}

export function logFetchError(turn: BrokerTurn, thread: FetcherThread, failure: SendFailure): void {
  const trace = stackTrace(thread, failure, FETCH_FRAMES);
  logSessionError(turn, thread, trace);
  const request = fetchRequestText(turn, thread);
  fetcherLine(turn, thread, 'WARN', `Error in response for fetch request ${request}\n${trace}`);
}

/** A thread that is shut down says less. */
export function logShutdownError(turn: BrokerTurn, thread: FetcherThread): void {
  logSessionError(turn, thread, stackTrace(thread, 'shutdown', FETCH_FRAMES));
}

function logSessionError(turn: BrokerTurn, thread: FetcherThread, trace: string): void {
  const { leader, session } = thread;
  const text = `Error sending fetch request ${metadataText(session)} to node ${leader.id}:`;
  fetcherLine(turn, thread, 'INFO', `${text}\n${trace}`, SESSION_LOGGER);
}

export function logEpochsError(
  turn: BrokerTurn,
  thread: FetcherThread,
  failure: SendFailure,
): void {
  const asked = thread.truncating.map((name) => {
    const state = mapGet(thread.partitions, name)!;
    const { partition, currentLeaderEpoch, lastFetchedEpoch } = state;
    return (
      `${name} -> OffsetForLeaderPartition(partition=${partition}, ` +
      `currentLeaderEpoch=${currentLeaderEpoch}, leaderEpoch=${lastFetchedEpoch ?? -1})`
    );
  });
  const trace = stackTrace(thread, failure, EPOCHS_FRAMES);
  const text = `Error when sending leader epoch request for Map(${asked.join(', ')})`;
  fetcherLine(turn, thread, 'WARN', `${text}\n${trace}`);
}

export function logOffsetError(
  turn: BrokerTurn,
  thread: FetcherThread,
  name: string,
  failure: SendFailure,
): void {
  const trace = stackTrace(thread, failure, OFFSET_FRAMES);
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
      if (sent !== undefined) data.push(`${name}=${partitionDataText(sent.fetch)}`);
    }
  }
  const { brokerId, values } = state.config;
  return (
    `(type=FetchRequest, replicaId=${brokerId}, maxWait=${values['replica.fetch.wait.max.ms']}, ` +
    `minBytes=${values['replica.fetch.min.bytes']}, ` +
    `maxBytes=${values['replica.fetch.response.max.bytes']}, fetchData={${data.join(', ')}}, ` +
    `isolationLevel=READ_UNCOMMITTED, toForget=, metadata=${metadataText(session)}, rackId=)`
  );
}

function partitionDataText(fetch: FetchPartition): string {
  const { fetchOffset, logStartOffset, partitionMaxBytes: maxBytes } = fetch;
  return (
    `PartitionData(fetchOffset=${fetchOffset}, logStartOffset=${logStartOffset}, ` +
    `maxBytes=${maxBytes}, currentLeaderEpoch=${optionalText(fetch.currentLeaderEpoch)}, ` +
    `lastFetchedEpoch=${optionalText(fetch.lastFetchedEpoch)})`
  );
}

function optionalText(epoch: number): string {
  return epoch < 0 ? 'Optional.empty' : `Optional[${epoch}]`;
}
