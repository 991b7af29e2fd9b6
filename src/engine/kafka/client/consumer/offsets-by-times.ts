/**
 * Offsets of any partitions: of a time, of the beginning, of the end.
 *
 * Mirrors: Fetcher.fetchOffsetsByTimes, sendListOffsetsRequests, 2.8.0.
 */
import { partitionName } from '../../protocol/topic-partition.ts';
import { awaitMetadata } from './await-metadata.ts';
import { awaitResult, dropResult, seeResult } from './awaited.ts';
import { ConsumerError, timeoutError } from './consumer-error.ts';
import { throwMetadataTrouble } from './consumer-metadata.ts';
import type { ConsumerTurn } from './consumer-state.ts';
import type { ListedOffsets } from './list-offsets.ts';
import { groupByLeader, sendListOffsets } from './list-offsets.ts';
import type { ListOffsetsFrame, Move, TimeQuery } from './thread-state.ts';
import { call, returns, wait } from './thread-state.ts';
import { throwIfWoken } from './wakeup.ts';

export function offsetsByTimes(
  queries: readonly TimeQuery[],
  startedMs: number,
  deadlineMs: number,
): ListOffsetsFrame {
  const empty = { again: [], found: [], ids: [] };
  return { method: 'fetchOffsetsByTimes', at: 'start', queries, startedMs, deadlineMs, ...empty };
}

/** Returns a list of FoundOffset; partitions without such an offset are missing. */
export function fetchOffsetsByTimes(turn: ConsumerTurn, frame: ListOffsetsFrame): Move {
  switch (frame.at) {
    case 'start':
      return frame.queries.length === 0 ? returns([]) : ask(turn, frame);
    case 'asking':
      throwIfWoken(turn);
      throwMetadataTrouble(turn);
      return onResults(turn, frame);
    case 'metadata':
      if (turn.env.nowMs < frame.deadlineMs) return ask(turn, frame);
      throw tooLate(turn, frame);
  }
}

function ask(turn: ConsumerTurn, frame: ListOffsetsFrame): Move {
  const { byNode, again } = groupByLeader(turn, frame.queries);
  if (byNode.length === 0) return refresh(frame);
  const ids = byNode.map((group) => {
    const id = awaitResult(turn);
    sendListOffsets(turn, group, id);
    return id;
  });
  return onResults(turn, { ...frame, at: 'asking', again, ids });
}

function refresh(frame: ListOffsetsFrame): Move {
  return call({ ...frame, at: 'metadata' }, awaitMetadata(frame.deadlineMs));
}

function onResults(turn: ConsumerTurn, frame: ListOffsetsFrame): Move {
  const results = frame.ids.map((id) => seeResult(turn, id));
  const failed = results.find((result) => result !== null && result.failure !== null);
  const isOver = failed !== undefined || results.every((result) => result !== null);
  if (!isOver && turn.env.nowMs < frame.deadlineMs) return wait(frame, frame.deadlineMs);
  for (const id of frame.ids) dropResult(turn, id);
  if (!isOver) throw tooLate(turn, frame);
  if (failed !== undefined) {
    if (!failed!.failure!.isRetriable) throw new ConsumerError(failed!.failure!);
    return refresh(frame);
  }
  const listed = results.map((result) => result!.value as ListedOffsets);
  const found = [...frame.found, ...listed.flatMap((part) => part.found)];
  const left = new Set(
    [...frame.again, ...listed.flatMap((part) => part.again)].map((at) =>
      partitionName(at.topic, at.partition),
    ),
  );
  if (left.size === 0) return returns(found);
  const queries = frame.queries.filter((at) => left.has(partitionName(at.topic, at.partition)));
  return refresh({ ...frame, queries, found });
}

function tooLate({ env }: ConsumerTurn, { startedMs }: ListOffsetsFrame): ConsumerError {
  return timeoutError(`Failed to get offsets by times in ${Math.trunc(env.nowMs - startedMs)}ms`);
}
