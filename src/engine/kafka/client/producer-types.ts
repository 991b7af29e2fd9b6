/**
 * What a producer takes and gives.
 *
 * Mirrors: ProducerRecord, RecordMetadata, 2.8.0.
 */
import type { RecordHeader } from '../protocol/record-batch.ts';
import type { KafkaRelease } from '../release.ts';
import type { ClientException } from './client-exception.ts';
import type { ClientLogLine } from './network-state.ts';

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

export type ProducerOutcome =
  | { readonly type: 'sent'; readonly tag: unknown; readonly metadata: RecordMetadata }
  | {
      readonly type: 'failed';
      readonly tag: unknown;
      readonly exception: ClientException;
      /** Out of send() itself, not to its callback. */
      readonly isThrown?: true;
    }
  /** flush, initTransactions, beginTransaction, commitTransaction …, close: done (null) or thrown. */
  | {
      readonly type: 'done';
      readonly tag: unknown;
      readonly exception: ClientException | null;
    }
  | ClientLogLine;
