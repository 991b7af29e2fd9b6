/**
 * The consumer, as pure functions for any program. Like upstream's it works inside `poll` only (but for
 * heartbeats): who does not poll for max.poll.interval.ms leaves its group.
 *
 *     const turn = openConsumer({ name: 'consumer', properties, seed }, env);
 *     consumerSubscribe(turn, ['t']);
 *     consumerPoll(turn, 1000);
 *     // keep turn.state; for every event: consumerEvent(consumerTurn(state, env), event)
 *
 * Mirrors: org.apache.kafka.clients.consumer.KafkaConsumer, 2.8.0.
 */
import type { Env } from '../../kernel/behavior.ts';
import type { Effect } from '../../kernel/effects.ts';
import type { NodeEvent } from '../../kernel/events.ts';
import type { OwningTurn } from '../../kernel/turn.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { KafkaRelease } from '../server/kafka-config.ts';
import type {
  ConsumerGroupMetadata,
  ConsumerOutcome,
  OffsetAndMetadata,
} from './consumer-types.ts';

export interface ConsumerOptions {
  /** Unique among the clients of one program. */
  readonly name: string;
  /** consumer.properties as texts. */
  readonly properties: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly release?: KafkaRelease;
}

/** Plain data; the consumer's own. */
export interface ConsumerState {
  readonly options: ConsumerOptions;
  readonly clientId: string;
}

export interface ConsumerTurn extends OwningTurn<ConsumerState> {
  readonly outcomes: ConsumerOutcome[];
}

/** Throws ConfigException for properties that upstream's constructor refuses. */
export function openConsumer(
  _options: ConsumerOptions,
  _env: Env,
  _effects: Effect[] = [],
): ConsumerTurn {
  throw new Error('unwritten');
}

export function consumerTurn(
  _state: ConsumerState,
  _env: Env,
  _effects: Effect[] = [],
): ConsumerTurn {
  throw new Error('unwritten');
}

export function consumerSubscribe(_turn: ConsumerTurn, _topics: readonly string[]): void {
  throw new Error('unwritten');
}

/** subscribe(Pattern): a regular expression in Java's syntax. */
export function consumerSubscribePattern(_turn: ConsumerTurn, _pattern: string): void {
  throw new Error('unwritten');
}

export function consumerAssign(_turn: ConsumerTurn, _partitions: readonly TopicPartition[]): void {
  throw new Error('unwritten');
}

export function consumerUnsubscribe(_turn: ConsumerTurn): void {
  throw new Error('unwritten');
}

/** poll(timeout). `polled` or `thrown` follows; another poll may be asked for only after that. */
export function consumerPoll(_turn: ConsumerTurn, _timeoutMs: number): void {
  throw new Error('unwritten');
}

/** wakeup(): a poll under way throws WakeupException, else the next one does. */
export function consumerWakeup(_turn: ConsumerTurn): void {
  throw new Error('unwritten');
}

export function consumerSeek(_turn: ConsumerTurn, _at: TopicPartition, _offset: number): void {
  throw new Error('unwritten');
}

export function consumerSeekTo(
  _turn: ConsumerTurn,
  _where: 'beginning' | 'end',
  _partitions: readonly TopicPartition[],
): void {
  throw new Error('unwritten');
}

export function consumerPause(_turn: ConsumerTurn, _partitions: readonly TopicPartition[]): void {
  throw new Error('unwritten');
}

export function consumerResume(_turn: ConsumerTurn, _partitions: readonly TopicPartition[]): void {
  throw new Error('unwritten');
}

/** commitSync (waits and retries) or commitAsync; without offsets: all positions. `done` follows. */
export function consumerCommit(
  _turn: ConsumerTurn,
  _mode: 'sync' | 'async',
  _offsets: readonly (TopicPartition & OffsetAndMetadata)[] | null,
  _tag: unknown,
): void {
  throw new Error('unwritten');
}

/** committed(): the value is a list of OffsetAndMetadata or null, in the order asked for. */
export function consumerCommitted(
  _turn: ConsumerTurn,
  _partitions: readonly TopicPartition[],
  _tag: unknown,
): void {
  throw new Error('unwritten');
}

/** position(): the value is the offset. */
export function consumerPosition(_turn: ConsumerTurn, _at: TopicPartition, _tag: unknown): void {
  throw new Error('unwritten');
}

/** partitionsFor(): the value is a list of partition numbers, or null. */
export function consumerPartitionsFor(_turn: ConsumerTurn, _topic: string, _tag: unknown): void {
  throw new Error('unwritten');
}

/** beginningOffsets, endOffsets, offsetsForTimes (a time in milliseconds): a list of offsets or null. */
export function consumerOffsets(
  _turn: ConsumerTurn,
  _where: 'beginning' | 'end' | number,
  _partitions: readonly TopicPartition[],
  _tag: unknown,
): void {
  throw new Error('unwritten');
}

/** close(): commits when it commits by itself, leaves the group, closes connections. `done` follows. */
export function consumerClose(_turn: ConsumerTurn, _tag: unknown, _timeoutMs?: number): void {
  throw new Error('unwritten');
}

export function consumerAssignment(_state: ConsumerState): readonly TopicPartition[] {
  throw new Error('unwritten');
}

export function consumerGroupMetadata(_state: ConsumerState): ConsumerGroupMetadata {
  throw new Error('unwritten');
}

/** Handles an event of the process; false when it is not this consumer's. */
export function consumerEvent(_turn: ConsumerTurn, _event: NodeEvent): boolean {
  throw new Error('unwritten');
}
