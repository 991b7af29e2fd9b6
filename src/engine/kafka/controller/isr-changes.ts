/**
 * AlterIsr: a leader asks for another ISR, the controller writes it.
 *
 * Mirrors: KafkaController: alterIsrs, processAlterIsr, processPartitionReassignmentIsrChange, 2.8.0.
 */
import type { AlterIsrPartitionResult, AlterIsrResponse } from '../protocol/controller.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { KafkaResponse, ResponseBody } from '../protocol/messages.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import {
  inImmutableOrder,
  inMutableMapOrder,
  partitionHash,
  stringHash,
} from '../zk/scala-order.ts';
import type { LeaderAndIsr } from '../zk/topic-znodes.ts';
import type { Caller } from './caller.ts';
import { distinct } from './context-queries.ts';
import {
  isBeingReassigned,
  keyOf,
  leadershipOf,
  liveOrShuttingDownBroker,
} from './controller-context.ts';
import type { AlterIsrReceived, IsrToAlter } from './controller-event.ts';
import { debug, info, log } from './controller-log.ts';
import type { ControllerRun, Work } from './controller-run.ts';
import { isActive } from './controller-run.ts';
import { errorOf } from './exceptions.ts';
import { sendUpdateMetadataToAll } from './metadata-updates.ts';
import { updateLeaderAndIsrCache } from './notifications.ts';
import { maybeCompleteReassignment } from './reassignment.ts';
import { hasValue, updateLeaderAndIsr } from './zk-partition-states.ts';

/** What a partition is answered: its ISR now, or why it is not changed. */
type Answer = TopicPartition &
  ({ readonly leaderAndIsr: LeaderAndIsr } | { readonly error: ErrorName });

export function* processAlterIsr(run: ControllerRun, event: AlterIsrReceived): Work<void> {
  const { ref, brokerId, brokerEpoch } = event;
  if (!isActive(run)) return answer(run, ref, 'NOT_CONTROLLER', []);
  const known = liveOrShuttingDownBroker(run.context, brokerId);
  if (known === undefined) {
    info(run, `Ignoring AlterIsr due to unknown broker ${brokerId}`);
    return answer(run, ref, 'STALE_BROKER_EPOCH', []);
  }
  if (known.epoch !== brokerEpoch) {
    const text = `Ignoring AlterIsr due to stale broker epoch ${brokerEpoch} for broker ${brokerId}`;
    info(run, text);
    return answer(run, ref, 'STALE_BROKER_EPOCH', []);
  }
  const isrsToAlter = inMutableMapOrder(event.isrsToAlter, ({ partition }) =>
    partitionHash(partition),
  );
  let answers: readonly Answer[];
  try {
    answers = yield* alterIsrs(run, isrsToAlter);
  } catch (error) {
    const keys = isrsToAlter.map(({ partition }) => keyOf(partition)).join(', ');
    const text = `Error when processing AlterIsr for partitions: Vector(${keys})`;
    log(run, 'controller', 'ERROR', text, error);
    return answer(run, ref, 'UNKNOWN_SERVER_ERROR', []);
  }
  answer(run, ref, 'NONE', answers);
  // The new ISR may be what a reassignment has waited for.
  for (const each of answers) {
    if ('error' in each || !isBeingReassigned(run.context, each)) continue;
    yield* maybeCompleteReassignment(run, { topic: each.topic, partition: each.partition });
  }
}

function* alterIsrs(
  run: ControllerRun,
  isrsToAlter: readonly IsrToAlter[],
): Work<readonly Answer[]> {
  const answers: Answer[] = [];
  const toWrite = isrsToAlter.filter((each) => {
    const decided = decidedWithoutWriting(run, each);
    if (decided !== null) answers.push(decided);
    return decided === null;
  });
  const adjusted = inImmutableOrder(toWrite, ({ partition }) => partitionHash(partition));
  debug(
    run,
    `Updating ISRs for partitions: Set(${adjusted.map(({ partition }) => keyOf(partition)).join(', ')}).`,
  );
  const { finished, toRetry } = yield* updateLeaderAndIsr(run, adjusted);
  const updated: TopicPartition[] = [];
  for (const result of finished) {
    const { partition } = result;
    if (hasValue(result)) {
      const { isr, zkVersion } = result.value;
      const text = `ISR for partition ${keyOf(partition)} updated to [${isr.join(',')}] and zkVersion updated to [${zkVersion}]`;
      debug(run, text);
      answers.push({ ...partition, leaderAndIsr: result.value });
      updated.push(partition);
    } else {
      const text = `Failed to update ISR for partition ${keyOf(partition)}`;
      log(run, 'controller', 'WARN', text, result.error);
      answers.push({ ...partition, error: errorOf(result.error).error });
    }
  }
  for (const partition of toRetry) {
    debug(run, `Failed to update ISR for partition ${keyOf(partition)}, bad ZK version`);
    answers.push({ ...partition, error: 'INVALID_UPDATE_VERSION' });
  }
  yield* updateLeaderAndIsrCache(run, updated);
  const partitions = isrsToAlter.map(({ partition }) => partition);
  yield* sendUpdateMetadataToAll(run, partitions);
  return inMutableMapOrder(answers, (each) => partitionHash(each));
}

/** Refused, or so already; null: it has to be written. */
function decidedWithoutWriting(
  { context }: ControllerRun,
  { partition, leaderAndIsr }: IsrToAlter,
): Answer | null {
  const current = leadershipOf(context, partition)?.leaderAndIsr;
  if (current === undefined) return { ...partition, error: 'UNKNOWN_TOPIC_OR_PARTITION' };
  if (leaderAndIsr.leaderEpoch < current.leaderEpoch) {
    return { ...partition, error: 'FENCED_LEADER_EPOCH' };
  }
  const isSame =
    leaderAndIsr.leader === current.leader &&
    leaderAndIsr.leaderEpoch === current.leaderEpoch &&
    leaderAndIsr.isr.join() === current.isr.join();
  return isSame ? { ...partition, leaderAndIsr: current } : null;
}

function answer(
  run: ControllerRun,
  ref: Caller,
  errorCode: ErrorName,
  answers: readonly Answer[],
): void {
  const names = distinct(answers.map(({ topic }) => topic));
  const body: ResponseBody<AlterIsrResponse> = {
    type: 'AlterIsrResponse',
    errorCode,
    topics: inImmutableOrder(names, stringHash).map((name) => ({
      name,
      partitions: answers.filter(({ topic }) => topic === name).map(partitionResult),
    })),
  };
  run.emit({ type: 'answer', ref, body: body as ResponseBody<KafkaResponse> });
}

function partitionResult(each: Answer): AlterIsrPartitionResult {
  const partitionIndex = each.partition;
  if ('error' in each) {
    const nothing = { leaderId: 0, leaderEpoch: 0, isr: [], currentIsrVersion: 0 };
    return { partitionIndex, errorCode: each.error, ...nothing };
  }
  const { leader, leaderEpoch, isr, zkVersion } = each.leaderAndIsr;
  return {
    partitionIndex,
    errorCode: 'NONE',
    leaderId: leader,
    leaderEpoch,
    isr,
    currentIsrVersion: zkVersion,
  };
}

/** The state of a partition that is reassigned was written by its leader. */
export function* processPartitionReassignmentIsrChange(
  run: ControllerRun,
  partition: TopicPartition,
): Work<void> {
  if (!isActive(run)) return;
  if (isBeingReassigned(run.context, partition)) yield* maybeCompleteReassignment(run, partition);
}
