/**
 * What a broker keeps of administration: work in ZooKeeper that is under way, and requests that wait for
 * the controller to carry it out.
 *
 * Mirrors: kafka.server.ZkAdminManager and its topic purgatory, DefaultAutoTopicCreationManager, 2.8.0.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { emptyMap } from '../../kernel/persistent-map.ts';
import type { RoutineRun } from '../../kernel/routine.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { ZkReply } from '../zk/zk-state.ts';
import type { RequestRef } from './request-ref.ts';

export interface AdminState {
  /** By number. */
  readonly runs: PersistentMap<AdminRun>;
  readonly nextNumber: number;
  /** By number. */
  readonly delayed: PersistentMap<DelayedTopicOperation>;
  /** Topics whose automatic creation is under way. */
  readonly creating: readonly string[];
  /** Levels of loggers that were changed since the start. */
  readonly loggers: PersistentMap<string>;
}

/** A routine of admin-operations.ts that waits for ZooKeeper. */
export interface AdminRun {
  readonly operation: string;
  readonly run: RoutineRun<unknown, readonly ZkReply[]>;
}

/** Mirrors DelayedCreatePartitions and DelayedDeleteTopics. */
export interface DelayedTopicOperation {
  readonly number: number;
  readonly kind: 'create' | 'delete';
  readonly deadlineMs: number;
  readonly ref: RequestRef;
  readonly results: readonly TopicResult[];
  /** Which response it is answered with. */
  readonly response: 'CreateTopicsResponse' | 'CreatePartitionsResponse' | 'DeleteTopicsResponse';
}

export interface TopicResult {
  readonly topic: string;
  readonly topicId: string;
  readonly error: ErrorName;
  readonly message: string | null;
  /** Those that need a leader before the request is answered. */
  readonly partitions: readonly number[];
  readonly replicationFactor: number;
}

export const NO_ADMIN: AdminState = {
  runs: emptyMap(),
  nextNumber: 0,
  delayed: emptyMap(),
  creating: [],
  loggers: emptyMap(),
};
