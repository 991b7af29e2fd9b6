/**
 * Who is in sync: the leader asks for followers to be taken in when they have caught up, and out when they
 * have lagged too long. Until that is written the larger set counts.
 *
 * Mirrors: Partition.maybeExpandIsr, maybeShrinkIsr, getOutOfSyncReplicas, sendAlterIsrRequest,
 * handleAlterIsrResponse, 2.8.0; updateIsr, 2.2.0.
 * Departs: an unexpected error of the controller is tried again, as its line says; 2.8.0 fails to queue
 * the request a second time and ends the broker.
 * Read next: alter-isr-manager.ts, isr.machine.ts.
 */
import { mapValues } from '../../kernel/persistent-map.ts';
import { stepChart } from '../../kernel/statechart.ts';
import type { Mutable } from '../../kernel/turn.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { inImmutableOrder, intHash } from '../zk/scala-order.ts';
import { submitIsr } from './alter-isr-manager.ts';
import type { AlterIsrItem, PendingIsr } from './alter-isr-state.ts';
import { completeDelayedRequests } from './delayed-operations.ts';
import { lastCaughtUpTimeMs } from './follower.ts';
import { maybeIncrementLeaderHW } from './high-watermark.ts';
import { leaderLog } from './partition.ts';
import { isOlderRelease } from './ibp.ts';
import type { IsrEvent } from './isr.machine.ts';
import { isrMachine } from './isr.machine.ts';
import { ownPartition, partitionNamed } from './replica-changes.ts';
import { partitionLine } from './replica-lines.ts';
import type { FollowerState, PartitionState } from './replica-state.ts';
import { markChanged } from './session-marks.ts';

/** Replicas as upstream's set of them gives them. */
export function isrSet(replicas: readonly number[]): readonly number[] {
  return inImmutableOrder(replicas, intHash);
}

/** What LeaderAndIsr says is written already: a change under way counts no more. */
export function commitIsr(partition: Mutable<PartitionState>, isr: readonly number[]): void {
  partition.isr = isrSet(isr);
  partition.pendingIsr = null;
  stepIsr(partition, { type: 'isr.committed' });
}

function stepIsr(partition: Mutable<PartitionState>, event: IsrEvent): void {
  partition.isrChart = stepChart(isrMachine, partition.isrChart, event).chart;
}

/** The follower has fetched: it joins when it has all that is committed, and this epoch's start. */
export function maybeExpandIsr(turn: BrokerTurn, name: string, follower: FollowerState): void {
  const partition = partitionNamed(turn.state, name)!;
  if (partition.pendingIsr !== null || partition.isr.includes(follower.brokerId)) return;
  const log = leaderLog(turn.state, partition);
  const { leaderEpochStartOffset: start } = partition;
  if (log === undefined || start === null) return;
  if (follower.logEndOffset < log.highWatermark || follower.logEndOffset < start) return;
  askForIsr(turn, name, { type: 'expand', replica: follower.brokerId });
}

/** Of every partition that this broker leads. */
export function maybeShrinkIsrs(turn: BrokerTurn): void {
  for (const partition of [...mapValues(turn.state.replicas.partitions)]) {
    if (partition.isLeader && partition.pendingIsr === null) maybeShrinkIsr(turn, partition);
  }
}

function maybeShrinkIsr(turn: BrokerTurn, partition: PartitionState): void {
  const log = leaderLog(turn.state, partition);
  if (log === undefined) return;
  const outOfSync = outOfSyncReplicas(turn, partition, log.logEndOffset);
  if (outOfSync.length === 0) return;
  const { isr, name } = partition;
  const replicas = outOfSync.map(({ brokerId }) => brokerId);
  const newIsr = isr.filter((replica) => !replicas.includes(replica));
  const laggards = outOfSync.map(
    ({ brokerId, logEndOffset }) => `(brokerId: ${brokerId}, endOffset: ${logEndOffset})`,
  );
  partitionLine(
    turn,
    partition,
    'INFO',
    `Shrinking ISR from ${isr.join(',')} to ${newIsr.join(',')}. ` +
      `Leader: (highWatermark: ${log.highWatermark}, endOffset: ${log.logEndOffset}). ` +
      `Out of sync replicas: ${laggards.join(' ')}.`,
  );
  askForIsr(turn, name, { type: 'shrink', replicas });
  if (maybeIncrementLeaderHW(turn, partitionNamed(turn.state, name)!)) {
    completeDelayedRequests(turn, name);
  }
}

/** In-sync followers that have not been caught up within replica.lag.time.max.ms. */
function outOfSyncReplicas(
  { state, env }: BrokerTurn,
  { isr, followers }: PartitionState,
  leaderEndOffset: number,
): readonly FollowerState[] {
  const lagMaxMs = state.config.values['replica.lag.time.max.ms'];
  return isr.flatMap((replica) => {
    const follower = followers.find(({ brokerId }) => brokerId === replica);
    if (follower === undefined || follower.logEndOffset === leaderEndOffset) return [];
    return env.nowMs - lastCaughtUpTimeMs(state, follower) > lagMaxMs ? [follower] : [];
  });
}

function askForIsr(turn: BrokerTurn, name: string, pending: PendingIsr): void {
  const partition = ownPartition(turn, name);
  const { isr } = partition;
  const newIsr =
    pending.type === 'expand'
      ? isrSet([...isr, pending.replica])
      : isr.filter((replica) => !pending.replicas.includes(replica));
  if (pending.type === 'expand' && isOlderRelease(turn.state.config)) {
    const text = `Expanding ISR from ${isr.join(',')} to ${newIsr.join(',')}`;
    partitionLine(turn, partition, 'INFO', text);
  }
  partition.pendingIsr = pending;
  stepIsr(partition, { type: pending.type === 'expand' ? 'expand.asked' : 'shrink.asked' });
  submitIsr(turn, {
    topic: partition.topic,
    partition: partition.partition,
    name,
    leaderEpoch: partition.leaderEpoch,
    newIsr,
    zkVersion: partition.zkVersion,
    controllerEpoch: partition.controllerEpoch,
    isr,
    pending,
  });
}

/** What became of a change that was asked for. */
export type IsrResult =
  | {
      readonly error: 'NONE';
      readonly leaderEpoch: number;
      readonly isr: readonly number[];
      readonly zkVersion: number;
    }
  | { readonly error: Exclude<ErrorName, 'NONE'> };

/** With these it is given up: new metadata will tell. */
const FINAL_ERRORS: readonly ErrorName[] = [
  'UNKNOWN_TOPIC_OR_PARTITION',
  'FENCED_LEADER_EPOCH',
  'INVALID_UPDATE_VERSION',
];

/** Mirrors handleAlterIsrResponse. */
export function onIsrResult(turn: BrokerTurn, item: AlterIsrItem, result: IsrResult): void {
  const partition = partitionNamed(turn.state, item.name);
  // It was decided anew meanwhile, for example by an election.
  if (partition === undefined || !isProposed(partition, item)) return;
  if (isOlderRelease(turn.state.config)) return onOlderIsrResult(turn, item, result);
  if (result.error !== 'NONE') {
    if (FINAL_ERRORS.includes(result.error)) return;
    const text = `Failed to update ISR to ${proposalText(item)} due to unexpected ${result.error}. Retrying.`;
    partitionLine(turn, partition, 'WARN', text);
    askForIsr(turn, item.name, item.pending);
    return;
  }
  if (result.leaderEpoch !== partition.leaderEpoch) return;
  if (result.zkVersion <= partition.zkVersion) return;
  const changing = ownPartition(turn, item.name);
  commitIsr(changing, result.isr);
  changing.zkVersion = result.zkVersion;
  const text = `ISR updated to ${changing.isr.join(',')} and version updated to [${changing.zkVersion}]`;
  partitionLine(turn, changing, 'INFO', text);
  // Who was taken out may have come back: its next fetch has to be looked at.
  markChanged(turn, item.name);
}

/** 2.2 writes and goes on: a refusal is forgotten, and the next fetch tries again. */
function onOlderIsrResult(turn: BrokerTurn, item: AlterIsrItem, result: IsrResult): void {
  const changing = ownPartition(turn, item.name);
  if (result.error === 'NONE') {
    commitIsr(changing, result.isr);
    changing.zkVersion = result.zkVersion;
  } else {
    commitIsr(changing, changing.isr);
    const text = `Cached zkVersion [${changing.zkVersion}] not equal to that in zookeeper, skip updating ISR`;
    partitionLine(turn, changing, 'INFO', text);
  }
  markChanged(turn, item.name);
  if (maybeIncrementLeaderHW(turn, partitionNamed(turn.state, item.name)!)) {
    completeDelayedRequests(turn, item.name);
  }
}

function isProposed({ isr, pendingIsr }: PartitionState, item: AlterIsrItem): boolean {
  return (
    pendingIsr !== null &&
    isr.join() === item.isr.join() &&
    replicasOf(pendingIsr) === replicasOf(item.pending)
  );
}

function replicasOf(pending: PendingIsr): string {
  return pending.type === 'expand' ? `+${pending.replica}` : `-${pending.replicas.join()}`;
}

/** As upstream's case classes print. */
function proposalText({ isr, pending }: AlterIsrItem): string {
  const set = `isr=Set(${isr.join(', ')})`;
  return pending.type === 'expand'
    ? `PendingExpandIsr(${set}, newInSyncReplicaId=${pending.replica})`
    : `PendingShrinkIsr(${set}, outOfSyncReplicaIds=Set(${pending.replicas.join(', ')}))`;
}
