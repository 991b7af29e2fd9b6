/**
 * A fetch offset that the leader does not have: its end and start tell where to go on.
 *
 * Mirrors: AbstractFetcherThread.handleOutOfRangeError, fetchOffsetAndTruncate, 2.8.0.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import { latestEpoch, logOf, truncateFullyAndStartAt } from '../log/log.ts';
import type { LogState } from '../log/log-state.ts';
import type { ErrorName } from '../protocol/errors.ts';
import { ERRORS, exceptionText } from '../protocol/errors.ts';
import type { ListOffsetsResponse } from '../protocol/produce-fetch.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import {
  changeFetchState,
  delayPartitions,
  markPartitionFailed,
  ownThread,
  threadAt,
} from './fetcher-changes.ts';
import { onPartitionFenced } from './fetcher-response.ts';
import type { OffsetLookup, PartitionFetchState } from './fetcher-state.ts';
import { truncateLog } from './fetcher-truncation.ts';
import { fetcherLine } from './replica-lines.ts';

export function onOffsetResponse(
  turn: BrokerTurn,
  key: string,
  response: ListOffsetsResponse,
): void {
  const thread = ownThread(turn, key);
  const [lookup, ...others] = thread.lookups;
  const topic = response.topics[0];
  const answer = topic?.partitions[0];
  // The partition may have been taken away while it was asked for.
  if (lookup === undefined || topic === undefined || answer === undefined) return;
  if (lookup.name !== partitionName(topic.name, answer.partitionIndex)) return;
  const state = mapGet(thread.partitions, lookup.name);
  const log = state === undefined ? undefined : logOf(turn.state, state.topic, state.partition);
  if (state === undefined) return;
  if (log === undefined) {
    thread.lookups = others;
    return markPartitionFailed(turn, key, lookup.name);
  }
  if (answer.errorCode !== 'NONE') {
    thread.lookups = others;
    return takeError(turn, key, lookup, answer.errorCode);
  }
  const { offset } = answer;
  if (lookup.leaderEndOffset !== null) {
    thread.lookups = others;
    startAt(turn, key, state, log, { endOffset: lookup.leaderEndOffset, startOffset: offset });
  } else if (offset < log.logEndOffset) {
    thread.lookups = others;
    cutAt(turn, key, state, log, offset);
  } else thread.lookups = [{ ...lookup, leaderEndOffset: offset }, ...others];
}

function takeError(
  turn: BrokerTurn,
  key: string,
  { name, requestEpoch }: OffsetLookup,
  error: ErrorName,
): void {
  const thread = threadAt(turn, key)!;
  if (error === 'FENCED_LEADER_EPOCH') {
    if (onPartitionFenced(turn, key, name, requestEpoch)) delayPartitions(turn, key, [name]);
    return;
  }
  const { message } = ERRORS[error];
  const isExpected =
    error === 'UNKNOWN_TOPIC_OR_PARTITION' ||
    error === 'UNKNOWN_LEADER_EPOCH' ||
    error === 'NOT_LEADER_OR_FOLLOWER';
  if (isExpected) {
    const text = `Could not fetch offset for ${name} due to error: ${message}`;
    fetcherLine(turn, thread, 'INFO', text);
  } else {
    const text = `Error getting offset for partition ${name}`;
    fetcherLine(turn, thread, 'ERROR', `${text}\n${exceptionText(error)}`);
  }
  delayPartitions(turn, key, [name]);
}

/** The leader's log ends before this one: what it does not have goes. */
function cutAt(
  turn: BrokerTurn,
  key: string,
  state: PartitionFetchState,
  { logEndOffset }: LogState,
  leaderEndOffset: number,
): void {
  const { name, fetchOffset } = state;
  fetcherLine(
    turn,
    threadAt(turn, key)!,
    'WARN',
    `Reset fetch offset for partition ${name} from ${logEndOffset} to current ` +
      `leader's latest offset ${leaderEndOffset}`,
  );
  if (!truncateLog(turn, key, name, leaderEndOffset)) return;
  goOnAt(turn, key, state, leaderEndOffset, 0);
  logReset(turn, key, name, fetchOffset, leaderEndOffset);
}

/** The leader's log may begin behind the end of this one: then nothing of this one is of use. */
function startAt(
  turn: BrokerTurn,
  key: string,
  state: PartitionFetchState,
  log: LogState,
  leader: { readonly endOffset: number; readonly startOffset: number },
): void {
  const { name, fetchOffset } = state;
  const { logEndOffset } = log;
  fetcherLine(
    turn,
    threadAt(turn, key)!,
    'WARN',
    `Reset fetch offset for partition ${name} from ${logEndOffset} to current ` +
      `leader's start offset ${leader.startOffset}`,
  );
  const offset = Math.max(leader.startOffset, logEndOffset);
  if (leader.startOffset > logEndOffset) truncateFullyAndStartAt(turn, log, leader.startOffset);
  goOnAt(turn, key, state, offset, leader.endOffset - offset);
  logReset(turn, key, name, fetchOffset, offset);
}

function goOnAt(
  turn: BrokerTurn,
  key: string,
  { topic, partition, name }: PartitionFetchState,
  fetchOffset: number,
  lag: number,
): void {
  const lastFetchedEpoch = latestEpoch(logOf(turn.state, topic, partition)!);
  changeFetchState(turn, key, name, { fetchOffset, lag, lastFetchedEpoch });
}

function logReset(turn: BrokerTurn, key: string, name: string, from: number, to: number): void {
  fetcherLine(
    turn,
    threadAt(turn, key)!,
    'INFO',
    `Current offset ${from} for partition ${name} is ` +
      `out of range, which typically implies a leader change. Reset fetch offset to ${to}`,
  );
}
