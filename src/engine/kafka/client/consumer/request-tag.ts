/**
 * What a request was sent for: comes back with its answer.
 */
import type { ListOffsetsPartition } from '../../protocol/produce-fetch.ts';
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import type { OffsetAndMetadata } from '../consumer-types.ts';
import type { FetchPosition } from './topic-partition-state.ts';

export type RequestTag =
  | { readonly kind: 'findCoordinator' }
  | { readonly kind: 'joinGroup'; readonly generation: SentGeneration }
  | { readonly kind: 'syncGroup'; readonly generation: SentGeneration }
  | { readonly kind: 'heartbeat'; readonly generation: SentGeneration }
  | { readonly kind: 'leaveGroup'; readonly generation: SentGeneration }
  | OffsetCommitTag
  | { readonly kind: 'offsetFetch'; readonly id: number }
  | { readonly kind: 'fetch'; readonly nodeId: number; readonly offsets: readonly SentOffset[] }
  | { readonly kind: 'listOffsets'; readonly id: number | null; readonly queries: readonly Query[] }
  | { readonly kind: 'leaderEpochs'; readonly positions: readonly SentPosition[] }
  | { readonly kind: 'topicMetadata'; readonly id: number };

/** As AbstractCoordinator.Generation. */
export interface SentGeneration {
  readonly generationId: number;
  readonly memberId: string;
  readonly protocolName: string | null;
}

export interface OffsetCommitTag {
  readonly kind: 'offsetCommit';
  /** Of the call that waits for it; null: none does. */
  readonly id: number | null;
  /** The owner's, of commitAsync; null: none. */
  readonly tag: { readonly tag: unknown } | null;
  readonly offsets: readonly (TopicPartition & OffsetAndMetadata)[];
  readonly generation: SentGeneration;
}

export interface SentOffset {
  /** `t-0`. */
  readonly name: string;
  readonly position: FetchPosition;
}

export interface Query extends TopicPartition {
  readonly query: ListOffsetsPartition;
}

export interface SentPosition extends TopicPartition {
  readonly position: FetchPosition;
}
