/**
 * Every operation that administration runs in ZooKeeper, by name: what a reply goes on with.
 *
 * Read next: admin-runner.ts.
 */
import type { ZkContinuation, ZkReply } from '../zk/zk-state.ts';
import { ALTER_CONFIGS } from './admin-configs.ts';
import { ALTER_QUOTAS, ALTER_SCRAM, DESCRIBE_QUOTAS, DESCRIBE_SCRAM } from './admin-quotas.ts';
import type { AdminOperation } from './admin-runner.ts';
import { resumeAdmin } from './admin-runner.ts';
import { CREATE_PARTITIONS, CREATE_TOPICS, DELETE_TOPICS } from './admin-topics.ts';
import { AUTO_CREATE_TOPICS } from './auto-topic-creation.ts';
import type { BrokerTurn } from './broker-state.ts';

type AnyOperation = AdminOperation<never, never>;

const OPERATIONS: Readonly<Record<string, AnyOperation>> = Object.fromEntries(
  [
    CREATE_TOPICS,
    CREATE_PARTITIONS,
    DELETE_TOPICS,
    AUTO_CREATE_TOPICS,
    ALTER_CONFIGS,
    DESCRIBE_QUOTAS,
    ALTER_QUOTAS,
    DESCRIBE_SCRAM,
    ALTER_SCRAM,
  ].map((operation) => [operation.name, operation as unknown as AnyOperation]),
);

/** Replies for `to: 'admin'`. */
export function onAdminReplies(
  turn: BrokerTurn,
  then: ZkContinuation,
  replies: readonly ZkReply[],
): void {
  resumeAdmin(turn, OPERATIONS, then.data as number, replies);
}
