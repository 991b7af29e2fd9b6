/**
 * Taking a replica out of the ISR of its partitions, in ZooKeeper first.
 *
 * Mirrors: ZkReplicaStateMachine: removeReplicasFromIsr, doRemoveReplicasFromIsr,
 * getTopicPartitionStatesFromZk, LeaderIsrAndControllerEpoch.toString, 2.8.0.
 */
import type { TopicPartition } from '../protocol/topic-partition.ts';
import { inImmutableOrder, inMutableMapOrder, partitionHash } from '../zk/scala-order.ts';
import type { LeaderAndIsr, LeaderIsrAndControllerEpoch } from '../zk/topic-znodes.ts';
import {
  isTopicQueuedUpForDeletion,
  keyOf,
  putLeadership,
  replicaStateOf,
} from './controller-context.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { StateChangeFailedException } from './exceptions.ts';
import { logFailedReplicaChange } from './state-change-log.ts';
import type { PartitionResult } from './zk-partition-states.ts';
import {
  hasValue,
  nextEpoch,
  readPartitionStates,
  updateLeaderAndIsr,
} from './zk-partition-states.ts';

interface ChangedLeadership {
  readonly partition: TopicPartition;
  readonly leadership: LeaderIsrAndControllerEpoch;
}

/** `(Leader:1,ISR:1,2,LeaderEpoch:0,ControllerEpoch:1)`. */
export function leadershipText({
  leaderAndIsr,
  controllerEpoch,
}: LeaderIsrAndControllerEpoch): string {
  const { leader, isr, leaderEpoch } = leaderAndIsr;
  return `(Leader:${leader},ISR:${isr.join(',')},LeaderEpoch:${leaderEpoch},ControllerEpoch:${controllerEpoch})`;
}

const hashOf = ({ partition }: { readonly partition: TopicPartition }): number =>
  partitionHash(partition);

/** How the partitions stand now, whether or not the replica was in their ISR. */
export function* removeReplicasFromIsr(
  run: ControllerRun,
  brokerId: number,
  partitions: readonly TopicPartition[],
): Work<readonly ChangedLeadership[]> {
  const results = new Map<string, ChangedLeadership>();
  let remaining = partitions;
  while (remaining.length > 0) {
    const { finished, toRetry } = yield* removeOnce(run, brokerId, remaining);
    remaining = toRetry;
    for (const result of finished) {
      const { partition } = result;
      if (hasValue(result)) {
        results.set(keyOf(partition), { partition, leadership: result.value });
        continue;
      }
      const replica = { partition, replica: brokerId };
      const state = replicaStateOf(run.context, replica);
      logFailedReplicaChange(run, replica, state, 'OfflineReplica', result.error);
    }
  }
  return inImmutableOrder([...results.values()], hashOf);
}

function* removeOnce(
  run: ControllerRun,
  brokerId: number,
  partitions: readonly TopicPartition[],
): Work<{
  readonly finished: readonly PartitionResult<LeaderIsrAndControllerEpoch>[];
  readonly toRetry: readonly TopicPartition[];
}> {
  const { context } = run;
  const { states, missing } = yield* readStates(run, partitions);
  const isMember = (state: PartitionResult<LeaderAndIsr>): boolean =>
    hasValue(state) && state.value.isr.includes(brokerId);
  const updates = states.filter(isMember).flatMap((state) => {
    if (!hasValue(state)) return [];
    const { partition, value } = state;
    const leader = value.leader === brokerId ? -1 : value.leader;
    // The last one stays: it is the only one known to have everything.
    const isr = value.isr.length === 1 ? value.isr : value.isr.filter((id) => id !== brokerId);
    return [{ partition, leaderAndIsr: nextEpoch(value, leader, isr) }];
  });
  const { finished, toRetry } = yield* updateLeaderAndIsr(run, updates);
  const untouched = states.filter((state) => !isMember(state));
  const changed = inImmutableOrder([...untouched, ...finished], hashOf).map((result) => {
    if (!hasValue(result)) return result;
    const value = { leaderAndIsr: result.value, controllerEpoch: context.epoch };
    putLeadership(context, result.partition, value);
    return { partition: result.partition, value };
  });
  return { finished: [...changed, ...failuresOf(run, brokerId, missing)], toRetry };
}

/** Partitions whose making was not finished; a topic under deletion may well have none. */
function failuresOf(
  { context }: ControllerRun,
  brokerId: number,
  missing: readonly TopicPartition[],
): readonly PartitionResult<LeaderIsrAndControllerEpoch>[] {
  return missing
    .filter(({ topic }) => !isTopicQueuedUpForDeletion(context, topic))
    .map((partition) => {
      const text = `Failed to change state of replica ${brokerId} for partition ${keyOf(partition)} since the leader and isr path in zookeeper is empty`;
      return { partition, error: new StateChangeFailedException(text) };
    });
}

function* readStates(
  run: ControllerRun,
  partitions: readonly TopicPartition[],
): Work<{
  readonly states: readonly PartitionResult<LeaderAndIsr>[];
  readonly missing: readonly TopicPartition[];
}> {
  const { context } = run;
  const missing: TopicPartition[] = [];
  const states: PartitionResult<LeaderAndIsr>[] = [];
  for (const result of yield* readPartitionStates(run, partitions)) {
    const { partition } = result;
    if (!hasValue(result)) states.push(result);
    else if (result.value === null) missing.push(partition);
    else if (result.value.controllerEpoch > context.epoch) {
      const text =
        `Leader and isr path written by another controller. This probably${run.settings.isOld ? '' : ' '}means the current ` +
        `controller with epoch ${context.epoch} went through a soft failure and another controller ` +
        `was elected with epoch ${result.value.controllerEpoch}. Aborting state change by this controller`;
      states.push({ partition, error: new StateChangeFailedException(text) });
    } else states.push({ partition, value: result.value.leaderAndIsr });
  }
  return { states: inImmutableOrder(inMutableMapOrder(states, hashOf), hashOf), missing };
}
