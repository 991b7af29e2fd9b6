/**
 * The state of one consumer: what upstream keeps in KafkaConsumer and in the objects below it.
 *
 * Mirrors: the fields of KafkaConsumer, SubscriptionState, AbstractCoordinator, ConsumerCoordinator,
 * Heartbeat, Fetcher, ConsumerNetworkClient, 2.8.0.
 * Departs: upstream's thread stands in a method while it waits; here the methods it is in are data
 * (thread-state.ts), and what its heartbeat thread does is done when its timer says so.
 * Read next: thread.ts (how calls go on), responses.ts (what comes from brokers).
 */
import type { PersistentMap } from '../../../kernel/persistent-map.ts';
import type { Chart } from '../../../kernel/statechart.ts';
import type { Mutable, OwningTurn } from '../../../kernel/turn.ts';
import type {
  AssignorUserData,
  ConsumerProtocolAssignment,
} from '../../protocol/consumer-protocol.ts';
import type { JoinGroupResponse } from '../../protocol/groups.ts';
import type { RequestBody } from '../../protocol/messages.ts';
import type { FetchablePartitionResponse, FetchTopic } from '../../protocol/produce-fetch.ts';
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import type {
  ConsumerGroupMetadata,
  ConsumerOutcome,
  OffsetAndMetadata,
} from '../consumer-types.ts';
import type { MetadataState } from '../metadata.ts';
import type { NetworkClientState, NetworkTurn, Node } from '../network-client.ts';
import type { ConsumerConfig, ConsumerOptions } from './consumer-config.ts';
import type { Failure } from './consumer-error.ts';
import type { RequestTag, SentOffset } from './request-tag.ts';
import type { ThreadState } from './thread-state.ts';
import type { TopicPartitionState } from './topic-partition-state.ts';

export type SubscriptionType = 'NONE' | 'AUTO_TOPICS' | 'AUTO_PATTERN' | 'USER_ASSIGNED';

export interface Subscriptions {
  readonly type: SubscriptionType;
  /** Java's syntax. */
  readonly pattern: string | null;
  /** In the order of upstream's set. */
  readonly topics: readonly string[];
  /** Of all members, when this one is the leader. */
  readonly groupTopics: readonly string[];
  /** Asked for by offsetsForTimes and the like. */
  readonly transientTopics: readonly string[];
  /** By name of the partition. */
  readonly assignment: PersistentMap<TopicPartitionState>;
  /** Names in the order in which they are fetched. */
  readonly order: readonly string[];
  /** How many of them cannot be fetched, for want of a valid position. */
  readonly invalidCount: number;
}

/** A request's answer that somebody waits for. */
export type Future<T> =
  | { readonly status: 'pending' }
  | { readonly status: 'succeeded'; readonly value: T }
  | { readonly status: 'failed'; readonly failure: Failure };

/** AbstractCoordinator.Generation. */
export interface Generation {
  readonly generationId: number;
  readonly memberId: string;
  readonly protocolName: string | null;
}

export const NO_GENERATION: Generation = { generationId: -1, memberId: '', protocolName: null };

/** ConsumerCoordinator.MetadataSnapshot. */
export interface MetadataSnapshot {
  readonly version: number;
  readonly partitionsPerTopic: readonly (readonly [topic: string, count: number])[];
}

/** Heartbeat and HeartbeatThread. Deadlines are virtual times. */
export interface HeartbeatState {
  /** The thread has been started. */
  readonly isStarted: boolean;
  readonly isEnabled: boolean;
  readonly failure: Failure | null;
  readonly heartbeatDueMs: number;
  readonly sessionDueMs: number;
  readonly pollDueMs: number;
  /** It looks again at this time; null: at the earliest of the others. */
  readonly looksAgainAtMs: number | null;
}

/** An offset commit that is over and was not told yet. */
export interface CommitCompletion {
  /** Null: the automatic commit's. */
  readonly tag: { readonly tag: unknown } | null;
  readonly offsets: CommittedOffsets;
  readonly failure: Failure | null;
}

export type CommittedOffsets = readonly (TopicPartition & OffsetAndMetadata)[];

/** An asynchronous commit that waits for the coordinator to be found. */
export interface WaitingCommit {
  readonly tag: { readonly tag: unknown } | null;
  readonly offsets: CommittedOffsets;
}

export interface WaitingAssignment {
  readonly response: JoinGroupResponse;
  /** Of the metadata that are to be replaced first. */
  readonly version: number;
}

export interface CoordinatorState {
  /** Where the machine of group-member.machine.ts stands. */
  readonly chart: Chart;
  readonly node: Node | null;
  readonly generation: Generation;
  readonly isRejoinNeeded: boolean;
  readonly needsJoinPrepare: boolean;
  readonly joinFuture: Future<ConsumerProtocolAssignment> | null;
  readonly findFuture: Future<null> | null;
  /** Thrown by the next call that looks for the coordinator. */
  readonly fatalFindFailure: Failure | null;
  readonly lastConnectionLossMs: number;
  /** The leader waits for metadata before it assigns. */
  readonly waitingAssignment: WaitingAssignment | null;
  readonly isLeader: boolean;
  readonly joinedTopics: readonly string[] | null;
  readonly metadataSnapshot: MetadataSnapshot;
  readonly assignmentSnapshot: MetadataSnapshot | null;
  readonly groupMetadata: ConsumerGroupMetadata;
  /** What sticky assignors remember of the last assignment. */
  readonly memory: AssignorUserData | null;
  readonly heartbeat: HeartbeatState;
  readonly nextAutoCommitMs: number;
  readonly completions: readonly CommitCompletion[];
  readonly waitingCommits: readonly WaitingCommit[];
  /** ConsumerCoordinator.PendingCommittedOffsetRequest. */
  readonly offsetFetch: OffsetFetch | null;
  readonly isAsyncCommitFenced: boolean;
}

/** The committed offsets of these partitions are asked for. */
export interface OffsetFetch {
  readonly id: number;
  /** Sorted, joined by blanks. */
  readonly names: string;
  /** Null: it was not stable. */
  readonly generation: Generation | null;
  readonly future: Future<readonly FetchedOffset[]>;
}

/** Null: none is committed. */
export interface FetchedOffset extends TopicPartition {
  readonly committed: OffsetAndMetadata | null;
}

/** Fetcher.CompletedFetch: a partition's part of a response, as far as it was read. */
export interface CompletedFetch extends TopicPartition {
  readonly name: string;
  readonly data: FetchablePartitionResponse;
  readonly nextFetchOffset: number;
  readonly lastEpoch: number | null;
  /** Places in `data.recordSet` and in that batch's records. */
  readonly batchIndex: number;
  readonly recordIndex: number;
  /** Aborted transactions that have begun, by producer id. */
  readonly abortedProducerIds: readonly number[];
  /** How many of `data.abortedTransactions`, by their first offset, are among them. */
  readonly abortedCount: number;
  readonly hasReadBytes: boolean;
  readonly isInitialized: boolean;
  readonly isConsumed: boolean;
}

export interface FetcherState {
  readonly completed: readonly CompletedFetch[];
  readonly nextInLine: CompletedFetch | null;
  /** Nodes whose answer to a fetch is awaited. */
  readonly pendingNodes: readonly number[];
  /** Of the metadata for which all positions were looked at. */
  readonly metadataVersion: number;
  /** Thrown by the next call that looks for positions. */
  readonly listOffsetsFailure: Failure | null;
  readonly leaderEpochFailure: Failure | null;
  /** The last request to each node, to be sent again as it is when nothing has moved. */
  readonly lastFetches: PersistentMap<LastFetch>;
}

export interface LastFetch {
  readonly offsets: readonly SentOffset[];
  readonly topics: readonly FetchTopic[];
}

/** ConsumerNetworkClient's queue. */
export interface UnsentRequest {
  readonly node: Node;
  readonly request: RequestBody;
  readonly tag: RequestTag;
  /** Given when it was made, as upstream does. */
  readonly correlationId: number;
  readonly createdMs: number;
  readonly timeoutMs: number;
}

/** Plain data; the consumer's own. */
export interface ConsumerState {
  readonly options: ConsumerOptions;
  readonly clientId: string;
  readonly config: ConsumerConfig;
  readonly network: NetworkClientState;
  readonly unsent: readonly UnsentRequest[];
  readonly metadata: MetadataState;
  readonly subscriptions: Subscriptions;
  readonly coordinator: CoordinatorState;
  readonly fetcher: FetcherState;
  readonly thread: ThreadState;
  readonly nextRequestId: number;
  readonly isWakeupPending: boolean;
  readonly areWakeupsDisabled: boolean;
  readonly isClosed: boolean;
  /** Virtual time for which the timer is set; null: it is not. */
  readonly wakeAtMs: number | null;
}

/** A request that was given up before it was sent. */
export interface UnsentFailure {
  readonly tag: RequestTag;
  readonly failure: Failure;
}

export interface ConsumerTurn extends OwningTurn<ConsumerState> {
  readonly outcomes: ConsumerOutcome[];
  /** The network client while the step lasts. */
  readonly network: NetworkTurn;
  /** Whoever waits for them is told before the step ends. */
  readonly failures: UnsentFailure[];
}

export type { Mutable };
