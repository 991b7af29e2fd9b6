/**
 * The producer, as pure functions for any program.
 *
 *     const turn = openProducer({ name: 'producer', properties, seed }, env);
 *     produce(turn, { topic: 't', key: 'k', value: 'v' }, 'my tag');
 *     // keep turn.state, carry out turn.effects, read turn.outcomes; later, for every event:
 *     const next = producerTurn(state, env);
 *     if (producerEvent(next, event)) { … next.outcomes … }
 *
 * Mirrors: org.apache.kafka.clients.producer.KafkaProducer, 2.8.0.
 */
import type { Env } from '../../kernel/behavior.ts';
import type { Effect } from '../../kernel/effects.ts';
import type { NodeEvent } from '../../kernel/events.ts';
import type { OwningTurn } from '../../kernel/turn.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { RecordHeader } from '../protocol/record-batch.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { KafkaRelease } from '../server/kafka-config.ts';
import type { ClientLogLine } from './network-client.ts';
import type { ConsumerGroupMetadata, OffsetAndMetadata } from './consumer-types.ts';

export interface ProducerOptions {
  /** Unique among the clients of one program. */
  readonly name: string;
  /** producer.properties as texts: `bootstrap.servers`, `acks`, `transactional.id` … */
  readonly properties: Readonly<Record<string, string>>;
  readonly seed: number;
  /** Of the client library; 2.2 sends records without a key round robin. Default 2.8.0. */
  readonly release?: KafkaRelease;
}

export interface ProducerRecord {
  readonly topic: string;
  readonly partition?: number | null;
  /** Milliseconds since 1970; default: the wall clock. */
  readonly timestamp?: number | null;
  readonly key: string | null;
  readonly value: string | null;
  readonly headers?: readonly RecordHeader[];
}

/** Mirrors RecordMetadata. */
export interface RecordMetadata {
  readonly topic: string;
  readonly partition: number;
  /** -1 with acks=0. */
  readonly offset: number;
  readonly timestamp: number;
}

/** An exception of the client library. */
export interface ClientException {
  /** In full: `org.apache.kafka.common.errors.TimeoutException`. */
  readonly exception: string;
  readonly message: string;
  /** The protocol's error behind it, if there is one. */
  readonly error: ErrorName | null;
}

export type ProducerOutcome =
  | { readonly type: 'sent'; readonly tag: unknown; readonly metadata: RecordMetadata }
  | { readonly type: 'failed'; readonly tag: unknown; readonly exception: ClientException }
  /** flush, initTransactions, beginTransaction, commitTransaction …, close: done (null) or thrown. */
  | {
      readonly type: 'done';
      readonly tag: unknown;
      readonly exception: ClientException | null;
    }
  | ClientLogLine;

/** Plain data; the producer's own. */
export interface ProducerState {
  readonly options: ProducerOptions;
  readonly clientId: string;
}

export interface ProducerTurn extends OwningTurn<ProducerState> {
  readonly outcomes: ProducerOutcome[];
}

/** Throws ConfigException for properties that upstream's constructor refuses. */
export function openProducer(
  _options: ProducerOptions,
  _env: Env,
  _effects: Effect[] = [],
): ProducerTurn {
  throw new Error('unwritten');
}

export function producerTurn(
  _state: ProducerState,
  _env: Env,
  _effects: Effect[] = [],
): ProducerTurn {
  throw new Error('unwritten');
}

/**
 * KafkaProducer.send: waits for metadata up to max.block.ms (as its caller's thread does: what is sent
 * later waits behind it), chooses the partition, goes into a batch. `sent` or `failed` follows.
 */
export function produce(_turn: ProducerTurn, _record: ProducerRecord, _tag: unknown): void {
  throw new Error('unwritten');
}

/** KafkaProducer.flush. */
export function flushProducer(_turn: ProducerTurn, _tag: unknown): void {
  throw new Error('unwritten');
}

/** KafkaProducer.close(timeout); default: as long as it takes. */
export function closeProducer(_turn: ProducerTurn, _tag: unknown, _timeoutMs?: number): void {
  throw new Error('unwritten');
}

export function initTransactions(_turn: ProducerTurn, _tag: unknown): void {
  throw new Error('unwritten');
}

export function beginTransaction(_turn: ProducerTurn, _tag: unknown): void {
  throw new Error('unwritten');
}

export function commitTransaction(_turn: ProducerTurn, _tag: unknown): void {
  throw new Error('unwritten');
}

export function abortTransaction(_turn: ProducerTurn, _tag: unknown): void {
  throw new Error('unwritten');
}

export function sendOffsetsToTransaction(
  _turn: ProducerTurn,
  _offsets: readonly (TopicPartition & OffsetAndMetadata)[],
  _group: ConsumerGroupMetadata,
  _tag: unknown,
): void {
  throw new Error('unwritten');
}

/** KafkaProducer.partitionsFor; the outcome `partitions` would be the caller's: see metadata.ts. */
export function producerPartitions(_state: ProducerState, _topic: string): number | null {
  throw new Error('unwritten');
}

/** Handles an event of the process; false when it is not this producer's. */
export function producerEvent(_turn: ProducerTurn, _event: NodeEvent): boolean {
  throw new Error('unwritten');
}
