/**
 * The state znodes of partitions: reading them, making them, and changing those that nobody else changed.
 *
 * Mirrors: kafka.zk.KafkaZkClient: getTopicPartitionStates, createTopicPartitionStatesRaw,
 * updateLeaderAndIsr, 2.8.0.
 */
import { ErrorCode } from '../../zookeeper/client/index.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { LeaderAndIsr, LeaderIsrAndControllerEpoch } from '../zk/topic-znodes.ts';
import {
  decodePartitionState,
  encodePartitionState,
  partitionStatePath,
  topicPartitionPath,
  topicPartitionsPath,
} from '../zk/topic-znodes.ts';
import { distinct } from './context-queries.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { ask } from './controller-run.ts';
import { ControllerMovedException, KeeperException } from './exceptions.ts';
import type { WriteResult } from './zk-requests.ts';
import { createOp, dataOf, getDataRequest, setDataOp, write } from './zk-requests.ts';

/** A value for a partition, or why there is none. */
export type PartitionResult<T> =
  | { readonly partition: TopicPartition; readonly value: T }
  | { readonly partition: TopicPartition; readonly error: unknown };

export function hasValue<T>(
  result: PartitionResult<T>,
): result is { readonly partition: TopicPartition; readonly value: T } {
  return 'value' in result;
}

/** What is read of each partition, one by one: null where there is no znode or no JSON in it. */
export function* readPartitionStates(
  run: ControllerRun,
  partitions: readonly TopicPartition[],
): Work<readonly PartitionResult<LeaderIsrAndControllerEpoch | null>[]> {
  const requests = partitions.map((partition) =>
    getDataRequest(run, partitionStatePath(partition)),
  );
  const replies = yield* ask(run, requests);
  return replies.map((reply, index) => {
    const partition = partitions[index]!;
    if (reply.err !== ErrorCode.OK && reply.err !== ErrorCode.NONODE) {
      return { partition, error: new KeeperException(reply.err, partitionStatePath(partition)) };
    }
    const node = dataOf(reply, partitionStatePath(partition));
    const value = node === null ? null : decodePartitionState(node.data, node.stat.version);
    return { partition, value };
  });
}

/** Those that are there; any other error is thrown. */
export function* getPartitionStates(
  run: ControllerRun,
  partitions: readonly TopicPartition[],
): Work<
  readonly { readonly partition: TopicPartition; readonly value: LeaderIsrAndControllerEpoch }[]
> {
  const results = yield* readPartitionStates(run, partitions);
  return results.flatMap((result) => {
    if (!hasValue(result)) throw result.error;
    const { partition, value } = result;
    return value === null ? [] : [{ partition, value }];
  });
}

export interface PartitionStateToCreate {
  readonly partition: TopicPartition;
  readonly state: LeaderIsrAndControllerEpoch;
}

/** Makes …/partitions, …/P and …/state; the results are those of the last. */
export function* createPartitionStates(
  run: ControllerRun,
  states: readonly PartitionStateToCreate[],
): Work<readonly WriteResult[]> {
  const topics = distinct(states.map(({ partition }) => partition.topic));
  yield* write(
    run,
    topics.map((topic) => createOp(topicPartitionsPath(topic), null)),
  );
  yield* write(
    run,
    states.map(({ partition }) => createOp(topicPartitionPath(partition), null)),
  );
  return yield* write(
    run,
    states.map(({ partition, state }) =>
      createOp(partitionStatePath(partition), encodePartitionState(state)),
    ),
  );
}

interface LeaderAndIsrUpdate {
  readonly partition: TopicPartition;
  /** With the version that the znode must have. */
  readonly leaderAndIsr: LeaderAndIsr;
}

interface UpdateLeaderAndIsrResult {
  /** What is written, with its new version, or why it is not. */
  readonly finished: readonly PartitionResult<LeaderAndIsr>[];
  /** Somebody else has written in between. */
  readonly toRetry: readonly TopicPartition[];
}

/** Writes states of partitions, each only if it has the version that its writer knew. */
export function* updateLeaderAndIsr(
  run: ControllerRun,
  updates: readonly LeaderAndIsrUpdate[],
): Work<UpdateLeaderAndIsrResult> {
  const controllerEpoch = run.context.epoch;
  let results: readonly WriteResult[];
  try {
    results = yield* write(
      run,
      updates.map(({ partition, leaderAndIsr }) => {
        const data = encodePartitionState({ leaderAndIsr, controllerEpoch });
        return setDataOp(partitionStatePath(partition), data, leaderAndIsr.zkVersion);
      }),
    );
  } catch (error) {
    if (error instanceof ControllerMovedException) throw error;
    return { finished: updates.map(({ partition }) => ({ partition, error })), toRetry: [] };
  }
  const finished: PartitionResult<LeaderAndIsr>[] = [];
  const toRetry: TopicPartition[] = [];
  results.forEach(({ code, path, stat }, index) => {
    const { partition, leaderAndIsr } = updates[index]!;
    if (code === ErrorCode.OK) {
      finished.push({ partition, value: { ...leaderAndIsr, zkVersion: stat!.version } });
    } else if (code === ErrorCode.BADVERSION) toRetry.push(partition);
    else finished.push({ partition, error: new KeeperException(code, path) });
  });
  return { finished, toRetry };
}

/** The same leader and ISR in the next leader epoch. */
export function nextEpoch(
  leaderAndIsr: LeaderAndIsr,
  leader = leaderAndIsr.leader,
  isr = leaderAndIsr.isr,
): LeaderAndIsr {
  const { leaderEpoch, zkVersion } = leaderAndIsr;
  return { leader, leaderEpoch: leaderEpoch + 1, isr, zkVersion };
}
