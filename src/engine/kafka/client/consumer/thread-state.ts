/**
 * The methods that the owner's call is in, as data: upstream's thread blocks in the innermost one. A frame
 * knows where its method stands and what it has to remember.
 *
 * Mirrors: the stack of a thread inside KafkaConsumer, 2.8.0.
 * Read next: thread.ts.
 */
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import type { OffsetAndMetadata } from '../consumer-types.ts';
import type { Failure } from './consumer-error.ts';

interface Timed {
  /** Virtual time; Infinity: as long as it takes. */
  readonly deadlineMs: number;
}

/** KafkaConsumer.poll. */
export interface PollFrame extends Timed {
  readonly method: 'poll';
  readonly at:
    | 'iteration'
    | 'coordinator'
    | 'patternMetadata'
    | 'joining'
    | 'manualMetadata'
    | 'committed'
    | 'fetching';
  readonly untilMs: number;
}

/** AbstractCoordinator.ensureCoordinatorReady: true when the coordinator is known. */
export interface EnsureCoordinatorFrame extends Timed {
  readonly method: 'ensureCoordinatorReady';
  readonly at: 'start' | 'looking' | 'metadata' | 'sleeping';
  readonly untilMs: number;
}

/** ConsumerNetworkClient.awaitMetadataUpdate: true when an update has come. */
export interface AwaitMetadataFrame extends Timed {
  readonly method: 'awaitMetadataUpdate';
  /** Null: not asked for yet. */
  readonly version: number | null;
}

/** AbstractCoordinator.joinGroupIfNeeded: true when the member is in the group. */
export interface JoinGroupFrame extends Timed {
  readonly method: 'joinGroupIfNeeded';
  readonly at: 'start' | 'coordinator' | 'preparing' | 'joining' | 'sleeping';
  /** Of the generation that is left. */
  readonly generationId: number;
  readonly memberId: string;
  readonly untilMs: number;
}

/** ConsumerCoordinator.commitOffsetsSync: true when the offsets are committed. */
export interface CommitSyncFrame extends Timed {
  readonly method: 'commitOffsetsSync';
  readonly at: 'start' | 'coordinator' | 'committing' | 'sleeping';
  readonly offsets: readonly (TopicPartition & OffsetAndMetadata)[];
  readonly id: number;
  readonly untilMs: number;
}

/** ConsumerCoordinator.maybeAutoCommitOffsetsSync: failures are logged. */
export interface AutoCommitFrame extends Timed {
  readonly method: 'maybeAutoCommitOffsetsSync';
  readonly at: 'start' | 'committing';
  readonly offsets: readonly (TopicPartition & OffsetAndMetadata)[];
}

/** ConsumerCoordinator.fetchCommittedOffsets: a list, or null when time is over. */
export interface FetchCommittedFrame extends Timed {
  readonly method: 'fetchCommittedOffsets';
  readonly at: 'start' | 'coordinator' | 'fetching' | 'sleeping';
  readonly partitions: readonly TopicPartition[];
  readonly untilMs: number;
}

/** Fetcher.fetchOffsetsByTimes. */
export interface ListOffsetsFrame extends Timed {
  readonly method: 'fetchOffsetsByTimes';
  readonly at: 'start' | 'asking' | 'metadata';
  readonly startedMs: number;
  readonly queries: readonly TimeQuery[];
  /** Of those that are left, what cannot be asked yet. */
  readonly again: readonly TopicPartition[];
  readonly found: readonly FoundOffset[];
  /** One for each leader that is asked. */
  readonly ids: readonly number[];
}

export interface TimeQuery extends TopicPartition {
  readonly timestamp: number;
}

export interface FoundOffset extends TopicPartition {
  readonly offset: number;
  readonly timestamp: number;
  readonly leaderEpoch: number | null;
}

/** Fetcher.getTopicMetadata of one topic: its partitions, or null. */
export interface TopicMetadataFrame extends Timed {
  readonly method: 'getTopicMetadata';
  readonly at: 'start' | 'asking' | 'sleeping';
  /** Null: all. */
  readonly topic: string | null;
  readonly id: number;
  readonly untilMs: number;
}

/** KafkaConsumer.position. */
export interface PositionFrame extends Timed {
  readonly method: 'position';
  readonly at: 'start' | 'committed' | 'polling';
  readonly topic: string;
  readonly partition: number;
  readonly timeoutMs: number;
  readonly untilMs: number;
}

/** KafkaConsumer.close. */
export interface CloseFrame extends Timed {
  readonly method: 'close';
  readonly at: 'start' | 'committing' | 'pendingCommits' | 'pending';
}

/** A call of the owner's that ends with `done`, once what it calls has ended. */
export interface OwnerFrame {
  readonly method: 'owner';
  readonly at: 'start' | 'running';
  readonly tag: unknown;
  readonly body: Frame;
  readonly result:
    | { readonly kind: 'position' | 'partitions' | 'close' }
    | { readonly kind: 'commit'; readonly timeoutMs: number; readonly text: string }
    | {
        readonly kind: 'committed';
        readonly timeoutMs: number;
        readonly partitions: readonly TopicPartition[];
      }
    | { readonly kind: 'offsets'; readonly partitions: readonly TopicPartition[] };
}

export type Frame =
  | PollFrame
  | EnsureCoordinatorFrame
  | AwaitMetadataFrame
  | JoinGroupFrame
  | CommitSyncFrame
  | AutoCommitFrame
  | FetchCommittedFrame
  | ListOffsetsFrame
  | TopicMetadataFrame
  | PositionFrame
  | CloseFrame
  | OwnerFrame;

/** The answer to a request that a frame waits for. */
export interface AwaitedResult {
  readonly id: number;
  readonly result:
    | null
    | { readonly value: unknown; readonly failure: null }
    | { readonly value: null; readonly failure: Failure };
}

export interface ThreadState {
  /** The innermost method last. Empty: the owner is in none. */
  readonly frames: readonly Frame[];
  /** Virtual time at which the innermost one goes on at the latest. */
  readonly untilMs: number;
  readonly awaited: readonly AwaitedResult[];
}

/** What a frame is told when it goes on. */
export type Arrival =
  /** It begins, or something has happened. */
  | { readonly type: 'go' }
  /** What it called has returned. */
  | { readonly type: 'returned'; readonly value: unknown }
  /** What it called has thrown. */
  | { readonly type: 'thrown'; readonly failure: Failure };

/** What a frame does. It may also throw ConsumerError. */
export type Move =
  | { readonly type: 'wait'; readonly frame: Frame; readonly untilMs: number }
  | { readonly type: 'call'; readonly frame: Frame; readonly callee: Frame }
  | { readonly type: 'return'; readonly value: unknown };

export function wait(frame: Frame, untilMs: number): Move {
  return { type: 'wait', frame, untilMs };
}

export function call(frame: Frame, callee: Frame): Move {
  return { type: 'call', frame, callee };
}

export function returns(value: unknown): Move {
  return { type: 'return', value };
}
