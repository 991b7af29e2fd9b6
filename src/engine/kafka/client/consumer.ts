/**
 * The consumer, as pure functions for any program. Like upstream's it works inside `poll` only (but for
 * heartbeats): who does not poll for max.poll.interval.ms leaves its group.
 *
 *     const turn = openConsumer({ name: 'consumer', properties, seed }, env);
 *     consumerSubscribe(turn, ['t']);
 *     consumerPoll(turn, 1000);
 *     // keep turn.state; for every event: consumerEvent(consumerTurn(state, env), event)
 *
 * What upstream's methods throw at once (a second kind of subscription, a partition that is not assigned)
 * is thrown as ConsumerError; what calls that wait end with is an outcome.
 *
 * Mirrors: org.apache.kafka.clients.consumer.KafkaConsumer, 2.8.0.
 * Departs: rebalance listeners are outcomes, told when all of a step is done; interceptors are left out.
 * Read next: consumer/poll.ts, consumer/consumer-state.ts.
 */
import type { Env } from '../../kernel/behavior.ts';
import type { Effect } from '../../kernel/effects.ts';
import type { NodeEvent } from '../../kernel/events.ts';
import { ownState } from '../../kernel/turn.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { ConsumerGroupMetadata, OffsetAndMetadata } from './consumer-types.ts';
import { closing } from './consumer/close.ts';
import { commitSync } from './consumer/commit-sync.ts';
import {
  ConsumerError,
  illegalArgument,
  illegalState,
  protocolFailure,
} from './consumer/consumer-error.ts';
import { log } from './consumer/consumer-log.ts';
import {
  addTransientTopics,
  leaderOf,
  noteLeaderEpoch,
  requestMetadataForNewTopics,
} from './consumer/consumer-metadata.ts';
import type { ConsumerState, ConsumerTurn } from './consumer/consumer-state.ts';
import { advance, keepNetwork, newTurn, wakeTimerOf } from './consumer/consumer-step.ts';
import { maybeLeaveGroup } from './consumer/coordinator.ts';
import { fetchCommitted } from './consumer/fetch-committed.ts';
import { keepBufferedOf } from './consumer/fetched-records.ts';
import { prepareLeave } from './consumer/group-assignment.ts';
import { PARTITION_KEYS, asHashSet } from './consumer/hash-table.ts';
import { EARLIEST_TIMESTAMP, LATEST_TIMESTAMP } from './consumer/list-offsets.ts';
import {
  commitOffsetsAsync,
  maybeAutoCommitAsync,
  offsetsText,
} from './consumer/offset-commits.ts';
import { offsetsByTimes } from './consumer/offsets-by-times.ts';
import { ownerCall } from './consumer/owner-call.ts';
import { requestOffsetReset } from './consumer/position-reset.ts';
import { positionOf } from './consumer/position.ts';
import {
  allConsumed,
  assignFromUser,
  assignedPartitions,
  assignedState,
  changeSubscription,
  setPartitionState,
  setSubscriptionType,
  unsubscribe,
} from './consumer/subscription-state.ts';
import { updatePatternSubscription } from './consumer/subscription-metadata.ts';
import type { Frame, OwnerFrame } from './consumer/thread-state.ts';
import { enter } from './consumer/thread.ts';
import { seekUnvalidated, withPaused } from './consumer/topic-partition-state.ts';
import { topicMetadata } from './consumer/topic-metadata.ts';
import { ownSubscriptions } from './consumer/consumer-copies.ts';
import { topicInfo } from './metadata-cluster.ts';
import { networkEvent } from './network-client.ts';

export { ConsumerError } from './consumer/consumer-error.ts';
export { openConsumer } from './consumer/open-consumer.ts';
export type { ConsumerOptions } from './consumer/consumer-config.ts';
export type { ConsumerState, ConsumerTurn } from './consumer/consumer-state.ts';

const CLOSE_TIMEOUT_MS = 30_000;

export function consumerTurn(state: ConsumerState, env: Env, effects: Effect[] = []): ConsumerTurn {
  return newTurn(state, env, effects);
}

export function consumerSubscribe(turn: ConsumerTurn, topics: readonly string[]): void {
  ensureOpen(turn);
  ensureGroup(turn);
  if (topics.length === 0) return consumerUnsubscribe(turn);
  if (topics.some((topic) => topic.trim() === '')) {
    throw illegalArgument('Topic collection to subscribe to cannot contain null or empty topic');
  }
  ensureAssignors(turn);
  const wanted = assignedPartitions(turn.state.subscriptions).filter(({ topic }) =>
    topics.includes(topic),
  );
  keepBufferedOf(turn, wanted);
  log(turn, 'INFO', 'KafkaConsumer', `Subscribed to topic(s): ${topics.join(', ')}`);
  setSubscriptionType(turn, 'AUTO_TOPICS');
  if (changeSubscription(turn, topics)) requestMetadataForNewTopics(turn);
}

/** subscribe(Pattern): a regular expression in Java's syntax. */
export function consumerSubscribePattern(turn: ConsumerTurn, pattern: string): void {
  ensureGroup(turn);
  if (pattern === '') throw illegalArgument('Topic pattern to subscribe to cannot be empty');
  ensureOpen(turn);
  ensureAssignors(turn);
  log(turn, 'INFO', 'KafkaConsumer', `Subscribed to pattern: '${pattern}'`);
  setSubscriptionType(turn, 'AUTO_PATTERN');
  ownSubscriptions(turn).pattern = pattern;
  updatePatternSubscription(turn);
  requestMetadataForNewTopics(turn);
}

export function consumerAssign(turn: ConsumerTurn, partitions: readonly TopicPartition[]): void {
  ensureOpen(turn);
  if (partitions.length === 0) return consumerUnsubscribe(turn);
  if (partitions.some(({ topic }) => topic.trim() === '')) {
    throw illegalArgument('Topic partitions to assign to cannot have null or empty topic');
  }
  keepBufferedOf(turn, partitions);
  if (turn.state.config.groupId !== null) maybeAutoCommitAsync(turn);
  const names = partitions.map(({ topic, partition }) => partitionName(topic, partition));
  log(turn, 'INFO', 'KafkaConsumer', `Subscribed to partition(s): ${names.join(', ')}`);
  if (assignFromUser(turn, partitions)) requestMetadataForNewTopics(turn);
  keepNetwork(turn);
}

export function consumerUnsubscribe(turn: ConsumerTurn): void {
  ensureOpen(turn);
  keepBufferedOf(turn, []);
  if (turn.state.config.groupId !== null) {
    prepareLeave(turn);
    maybeLeaveGroup(turn, 'the consumer unsubscribed from all topics');
  }
  unsubscribe(turn);
  const text = 'Unsubscribed all topics or patterns and assigned partitions';
  log(turn, 'INFO', 'KafkaConsumer', text);
  advance(turn);
}

/** poll(timeout). `polled` or `thrown` follows; another poll may be asked for only after that. */
export function consumerPoll(turn: ConsumerTurn, timeoutMs: number): void {
  const refuse = ({ failure }: ConsumerError): void => {
    turn.outcomes.push({ type: 'thrown', exception: failure });
  };
  if (turn.state.isClosed) return refuse(closedError());
  if (turn.state.subscriptions.type === 'NONE') {
    return refuse(
      illegalState('Consumer is not subscribed to any topics or assigned any partitions'),
    );
  }
  const deadlineMs = turn.env.nowMs + timeoutMs;
  enter(turn, { method: 'poll', at: 'iteration', deadlineMs, untilMs: 0 });
  advance(turn);
}

/** wakeup(): a poll under way throws WakeupException, else the next one does. */
export function consumerWakeup(turn: ConsumerTurn): void {
  if (turn.state.isClosed) return;
  ownState(turn).isWakeupPending = true;
  advance(turn);
}

export function consumerSeek(turn: ConsumerTurn, at: TopicPartition, offset: number): void {
  if (offset < 0) throw illegalArgument('seek offset must not be a negative number');
  ensureOpen(turn);
  const name = partitionName(at.topic, at.partition);
  log(turn, 'INFO', 'KafkaConsumer', `Seeking to offset ${offset} for partition ${name}`);
  const position = { offset, offsetEpoch: null, currentLeader: leaderOf(turn, at) };
  setPartitionState(turn, seekUnvalidated(assignedState(turn, at), position));
}

/** Of all assigned partitions when none are named. */
export function consumerSeekTo(
  turn: ConsumerTurn,
  where: 'beginning' | 'end',
  partitions: readonly TopicPartition[],
): void {
  ensureOpen(turn);
  const strategy = where === 'beginning' ? 'EARLIEST' : 'LATEST';
  const concerned = partitions.length === 0 ? consumerAssignment(turn.state) : partitions;
  for (const at of concerned) {
    const name = partitionName(at.topic, at.partition);
    log(turn, 'INFO', 'SubscriptionState', `Seeking to ${strategy} offset of partition ${name}`);
    requestOffsetReset(turn, at, strategy);
  }
}

export function consumerPause(turn: ConsumerTurn, partitions: readonly TopicPartition[]): void {
  setPaused(turn, partitions, true);
}

export function consumerResume(turn: ConsumerTurn, partitions: readonly TopicPartition[]): void {
  setPaused(turn, partitions, false);
}

function setPaused(
  turn: ConsumerTurn,
  partitions: readonly TopicPartition[],
  isPaused: boolean,
): void {
  ensureOpen(turn);
  for (const at of partitions) {
    setPartitionState(turn, withPaused(assignedState(turn, at), isPaused));
  }
}

/** commitSync (waits and retries) or commitAsync; without offsets: all positions. `done` follows. */
export function consumerCommit(
  turn: ConsumerTurn,
  mode: 'sync' | 'async',
  offsets: readonly (TopicPartition & OffsetAndMetadata)[] | null,
  tag: unknown,
): void {
  ensureOpen(turn);
  ensureGroup(turn);
  const committed =
    offsets === null ? allConsumed(turn.state.subscriptions) : asHashSet(PARTITION_KEYS, offsets);
  for (const at of committed as typeof offsets & object) noteLeaderEpoch(turn, at, at.leaderEpoch);
  const all = committed as readonly (TopicPartition & OffsetAndMetadata)[];
  if (mode === 'async') {
    commitOffsetsAsync(turn, all, { id: null, tag: { tag } });
    return advance(turn);
  }
  const timeoutMs = turn.state.config.defaultApiTimeoutMs;
  const body = commitSync(all, turn.env.nowMs + timeoutMs);
  run(turn, ownerCall(tag, body, { kind: 'commit', timeoutMs, text: offsetsText(all) }));
}

/** committed(): the value is a list of OffsetAndMetadata or null, in the order asked for. */
export function consumerCommitted(
  turn: ConsumerTurn,
  partitions: readonly TopicPartition[],
  tag: unknown,
): void {
  ensureOpen(turn);
  ensureGroup(turn);
  const timeoutMs = turn.state.config.defaultApiTimeoutMs;
  const body = fetchCommitted(partitions, turn.env.nowMs + timeoutMs);
  run(turn, ownerCall(tag, body, { kind: 'committed', timeoutMs, partitions }));
}

/** position(): the value is the offset. */
export function consumerPosition(turn: ConsumerTurn, at: TopicPartition, tag: unknown): void {
  ensureOpen(turn);
  const timeoutMs = turn.state.config.defaultApiTimeoutMs;
  const body = positionOf(at, turn.env.nowMs, timeoutMs);
  run(turn, ownerCall(tag, body, { kind: 'position' }));
}

/** partitionsFor(): the value is a list of partition numbers, or null. */
export function consumerPartitionsFor(turn: ConsumerTurn, topic: string, tag: unknown): void {
  ensureOpen(turn);
  const known = topicInfo(turn.state.metadata.cluster, topic);
  if (known !== undefined) {
    const value = known.partitions.map(({ partition }) => partition);
    turn.outcomes.push({ type: 'done', tag, value, exception: null });
    return;
  }
  const deadlineMs = turn.env.nowMs + turn.state.config.defaultApiTimeoutMs;
  run(turn, ownerCall(tag, topicMetadata(topic, deadlineMs), { kind: 'partitions' }));
}

/** listTopics(): the value is a list of ListedTopic. */
export function consumerListTopics(turn: ConsumerTurn, tag: unknown): void {
  ensureOpen(turn);
  const deadlineMs = turn.env.nowMs + turn.state.config.defaultApiTimeoutMs;
  run(turn, ownerCall(tag, topicMetadata(null, deadlineMs), { kind: 'partitions' }));
}

/** beginningOffsets, endOffsets, offsetsForTimes (a time in milliseconds): a list of offsets or null. */
export function consumerOffsets(
  turn: ConsumerTurn,
  where: 'beginning' | 'end' | number,
  partitions: readonly TopicPartition[],
  tag: unknown,
): void {
  ensureOpen(turn);
  if (typeof where === 'number' && where < 0) {
    const [at] = partitions;
    if (at !== undefined) {
      throw illegalArgument(
        `The target time for partition ${partitionName(at.topic, at.partition)} is ${where}. ` +
          'The target time cannot be negative.',
      );
    }
  }
  const { requestTimeoutMs, defaultApiTimeoutMs } = turn.state.config;
  const timestamp =
    where === 'beginning' ? EARLIEST_TIMESTAMP : where === 'end' ? LATEST_TIMESTAMP : where;
  const timeoutMs = where === 'end' ? requestTimeoutMs : defaultApiTimeoutMs;
  addTransientTopics(
    turn,
    partitions.map(({ topic }) => topic),
  );
  const { nowMs } = turn.env;
  const queries = partitions.map(({ topic, partition }) => ({ topic, partition, timestamp }));
  const body = offsetsByTimes(queries, nowMs, nowMs + timeoutMs);
  run(turn, ownerCall(tag, body, { kind: 'offsets', partitions }));
}

/** close(): commits when it commits by itself, leaves the group, closes connections. `done` follows. */
export function consumerClose(
  turn: ConsumerTurn,
  tag: unknown,
  timeoutMs: number = CLOSE_TIMEOUT_MS,
): void {
  if (turn.state.isClosed) {
    turn.outcomes.push({ type: 'done', tag, value: null, exception: null });
    return;
  }
  const limitMs = Math.min(timeoutMs, turn.state.config.requestTimeoutMs);
  const body = closing(turn.env.nowMs + limitMs);
  run(turn, ownerCall(tag, body, { kind: 'close' }));
}

function run(turn: ConsumerTurn, frame: OwnerFrame & Frame): void {
  enter(turn, frame);
  advance(turn);
}

/** As upstream's set lists them. */
export function consumerAssignment({ subscriptions }: ConsumerState): readonly TopicPartition[] {
  return asHashSet<TopicPartition>(
    PARTITION_KEYS,
    assignedPartitions(subscriptions).map(({ topic, partition }) => ({ topic, partition })),
  );
}

export function consumerGroupMetadata({ coordinator }: ConsumerState): ConsumerGroupMetadata {
  return coordinator.groupMetadata;
}

/** Handles an event of the process; false when it is not this consumer's. */
export function consumerEvent(turn: ConsumerTurn, event: NodeEvent): boolean {
  if (turn.state.isClosed) return false;
  if (event.type === 'timer' && event.name === wakeTimerOf(turn.state.options.name)) {
    ownState(turn).wakeAtMs = null;
  } else if (!networkEvent(turn.network, event)) {
    keepNetwork(turn);
    return false;
  }
  advance(turn);
  return true;
}

function closedError(): ConsumerError {
  return illegalState('This consumer has already been closed.');
}

function ensureOpen({ state }: ConsumerTurn): void {
  if (state.isClosed) throw closedError();
}

function ensureGroup({ state }: ConsumerTurn): void {
  if (state.config.groupId !== null) return;
  const message =
    'To use the group management or offset commit APIs, you must provide a valid group.id ' +
    'in the consumer configuration.';
  throw new ConsumerError(protocolFailure('INVALID_GROUP_ID', message));
}

function ensureAssignors({ state }: ConsumerTurn): void {
  if (state.config.assignors.length > 0) return;
  throw illegalState(
    'Must configure at least one partition assigner class name to partition.assignment.strategy ' +
      'configuration property',
  );
}
