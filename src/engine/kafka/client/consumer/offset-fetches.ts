/**
 * Asking the coordinator for committed offsets.
 *
 * Mirrors: ConsumerCoordinator.sendOffsetFetchRequest, OffsetFetchResponseHandler, the applying part of
 * refreshCommittedOffsetsIfNeeded, 2.8.0.
 * Read next: fetch-committed.ts.
 */
import { ownState } from '../../../kernel/turn.ts';
import { ERRORS } from '../../protocol/errors.ts';
import type { OffsetFetchRequest, OffsetFetchResponse } from '../../protocol/groups.ts';
import type { RequestBody } from '../../protocol/messages.ts';
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import { partitionName } from '../../protocol/topic-partition.ts';
import type { Failure } from './consumer-error.ts';
import {
  COORDINATOR_NOT_AVAILABLE,
  groupUnauthorized,
  kafkaFailure,
  protocolFailure,
  topicsUnauthorized,
} from './consumer-error.ts';
import { ownCoordinator } from './consumer-copies.ts';
import { listText, log } from './consumer-log.ts';
import { leaderOf, noteLeaderEpoch } from './consumer-metadata.ts';
import { send } from './consumer-network.ts';
import type { ConsumerTurn, FetchedOffset, Future, Generation } from './consumer-state.ts';
import { isCoordinatorUnknown, markCoordinatorUnknown, noteRequestFailure } from './coordinator.ts';
import { HashTable, PARTITION_KEYS, groupedByTopic } from './hash-table.ts';
import { partitionState, setPartitionState } from './subscription-state.ts';
import { positionText, seekUnvalidated } from './topic-partition-state.ts';

type OffsetFuture = Future<readonly FetchedOffset[]>;

/** The request under way is taken when it is for the same partitions and the same generation. */
export function fetchOffsets(
  turn: ConsumerTurn,
  partitions: readonly TopicPartition[],
  generation: Generation | null,
): void {
  const names = partitions
    .map(({ topic, partition }) => partitionName(topic, partition))
    .sort()
    .join(' ');
  const known = turn.state.coordinator.offsetFetch;
  if (known !== null && known.names === names && isSame(known.generation, generation)) return;
  const state = ownState(turn);
  const id = state.nextRequestId;
  state.nextRequestId = id + 1;
  const begin = (future: OffsetFuture): void => {
    ownCoordinator(turn).offsetFetch = { id, names, generation, future };
  };
  if (isCoordinatorUnknown(turn)) {
    return begin({ status: 'failed', failure: COORDINATOR_NOT_AVAILABLE });
  }
  begin({ status: 'pending' });
  const request: RequestBody<OffsetFetchRequest> = {
    type: 'OffsetFetchRequest',
    groupId: turn.state.config.groupId!,
    topics: groupedByTopic(partitions).map(([name, group]) => ({
      name,
      partitionIndexes: group.map(({ partition }) => partition),
    })),
    requireStable: true,
  };
  send(turn, turn.state.coordinator.node!, request, { kind: 'offsetFetch', id });
}

function isSame(a: Generation | null, b: Generation | null): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  return (
    a.generationId === b.generationId &&
    a.memberId === b.memberId &&
    a.protocolName === b.protocolName
  );
}

function settle(turn: ConsumerTurn, id: number, future: OffsetFuture): void {
  const known = turn.state.coordinator.offsetFetch;
  if (known === null || known.id !== id) return;
  const { names, generation } = known;
  ownCoordinator(turn).offsetFetch = { id, names, generation, future };
}

export function failOffsetFetch(turn: ConsumerTurn, id: number, reason: Failure): void {
  noteRequestFailure(turn, reason);
  settle(turn, id, { status: 'failed', failure: reason });
}

export function takeOffsetFetch(
  turn: ConsumerTurn,
  id: number,
  { errorCode, topics }: OffsetFetchResponse,
): void {
  const fail = (failure: Failure): void => settle(turn, id, { status: 'failed', failure });
  if (errorCode !== 'NONE') return fail(groupFailure(turn, errorCode));
  const offsets = new HashTable<TopicPartition, FetchedOffset>(PARTITION_KEYS);
  const unauthorized = new Set<string>();
  const unstable: string[] = [];
  for (const { name, partitions } of topics) {
    for (const partition of partitions) {
      const at = { topic: name, partition: partition.partitionIndex };
      const text = partitionName(name, partition.partitionIndex);
      const { committedOffset, committedLeaderEpoch, metadata } = partition;
      const { message } = ERRORS[partition.errorCode];
      switch (partition.errorCode) {
        case 'NONE':
          if (committedOffset >= 0) {
            const leaderEpoch = committedLeaderEpoch < 0 ? null : committedLeaderEpoch;
            const committed = { offset: committedOffset, leaderEpoch, metadata: metadata ?? '' };
            offsets.put(at, { ...at, committed });
          } else {
            const none = `Found no committed offset for partition ${text}`;
            log(turn, 'INFO', 'ConsumerCoordinator', none);
            offsets.put(at, { ...at, committed: null });
          }
          break;
        case 'UNKNOWN_TOPIC_OR_PARTITION':
          return fail(kafkaFailure(`Topic or Partition ${text} does not exist`));
        case 'TOPIC_AUTHORIZATION_FAILED':
          unauthorized.add(name);
          break;
        case 'UNSTABLE_OFFSET_COMMIT':
          unstable.push(text);
          break;
        default: {
          const what = `Unexpected error in fetch offset response for partition ${text}`;
          return fail(kafkaFailure(`${what}: ${message}`));
        }
      }
    }
  }
  if (unauthorized.size > 0) return fail(topicsUnauthorized([...unauthorized]));
  if (unstable.length > 0) return fail(unstableFailure(turn, unstable));
  settle(turn, id, { status: 'succeeded', value: offsets.values() });
}

function groupFailure(turn: ConsumerTurn, errorCode: keyof typeof ERRORS): Failure {
  switch (errorCode) {
    case 'COORDINATOR_LOAD_IN_PROGRESS':
      return protocolFailure(errorCode);
    case 'NOT_COORDINATOR':
      markCoordinatorUnknown(turn, `error response ${errorCode}`);
      return protocolFailure(errorCode);
    case 'GROUP_AUTHORIZATION_FAILED':
      return groupUnauthorized(turn.state.config.groupId!);
    default: {
      const { message } = ERRORS[errorCode];
      return kafkaFailure(`Unexpected error in fetch offset response: ${message}`);
    }
  }
}

function unstableFailure(turn: ConsumerTurn, unstable: readonly string[]): Failure {
  const text =
    'The following partitions still have unstable offsets which are not cleared on the broker side: ' +
    `${listText(unstable)}, this could be either transactional offsets waiting for completion, or ` +
    'normal offsets waiting for replication after appending to local log';
  log(turn, 'INFO', 'ConsumerCoordinator', text);
  const message = 'There are unstable offsets for the requested topic partitions';
  return protocolFailure('UNSTABLE_OFFSET_COMMIT', message);
}

/** Partitions begin where their group has left off. */
export function seekToCommitted(turn: ConsumerTurn, offsets: readonly FetchedOffset[]): void {
  for (const { topic, partition, committed } of offsets) {
    if (committed === null) continue;
    const at = { topic, partition };
    const name = partitionName(topic, partition);
    noteLeaderEpoch(turn, at, committed.leaderEpoch);
    const state = partitionState(turn, name);
    if (state === undefined) {
      const { offset, leaderEpoch, metadata } = committed;
      const text =
        `Ignoring the returned OffsetAndMetadata{offset=${offset}, ` +
        `leaderEpoch=${leaderEpoch ?? 'null'}, metadata='${metadata}'} ` +
        `since its partition ${name} is no longer assigned`;
      log(turn, 'INFO', 'ConsumerCoordinator', text);
      continue;
    }
    const position = {
      offset: committed.offset,
      offsetEpoch: committed.leaderEpoch,
      currentLeader: leaderOf(turn, at),
    };
    setPartitionState(turn, seekUnvalidated(state, position));
    const text = `Setting offset for partition ${name} to the committed offset`;
    log(turn, 'INFO', 'ConsumerCoordinator', `${text} ${positionText(position)}`);
  }
}
