/**
 * This broker leads a partition from now on, or leads it in a new epoch.
 *
 * Mirrors: Partition.makeLeader, updateAssignmentAndIsr, 2.8.0.
 * Read next: isr.ts, high-watermark.ts.
 */
import type { Mutable } from '../../kernel/turn.ts';
import { assignEpochStartOffset } from '../log/log.ts';
import type { LeaderAndIsrPartitionState } from '../protocol/controller.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { clearPendingIsr } from './alter-isr-manager.ts';
import { completeDelayedRequests } from './delayed-operations.ts';
import { afterElection, newFollower } from './follower.ts';
import { maybeIncrementLeaderHW } from './high-watermark.ts';
import { commitIsr } from './isr.ts';
import { createLogIfNotExists, loadReplicas } from './partition-log.ts';
import { ownPartition, partitionNamed, stepPartition } from './replica-changes.ts';
import type { PartitionState } from './replica-state.ts';
import { markChanged } from './session-marks.ts';
import { stateChangeLines } from './release-lines.ts';

/** True: it was not the leader before. */
export function makeLeader(
  turn: BrokerTurn,
  name: string,
  state: LeaderAndIsrPartitionState,
  highWatermarks: ReadonlyMap<string, number>,
): boolean {
  loadReplicas(turn, name, [...state.isr, ...state.replicas], highWatermarks);
  updateAssignmentAndIsr(turn, name, state, state.isr);
  const log = createLogIfNotExists(turn, name, highWatermarks);
  const { logEndOffset: startOffset, highWatermark } = log;
  const partition = ownPartition(turn, name);
  const { isr } = partition;
  const { leaderEpoch } = state;
  const start = { partition, leaderEpoch, offset: startOffset, highWatermark };
  stateChangeLines(turn).leaderStarts(turn, start);
  partition.leaderEpoch = state.leaderEpoch;
  partition.leaderEpochStartOffset = startOffset;
  partition.zkVersion = state.zkVersion;
  clearPendingIsr(turn, name);
  assignEpochStartOffset(turn, log, state.leaderEpoch, startOffset);
  const isNewLeader = !partition.isLeader;
  partition.followers = partition.followers.map((follower) =>
    afterElection(follower, {
      leaderEndOffset: startOffset,
      nowMs: turn.env.nowMs,
      isInSync: isr.includes(follower.brokerId),
      isNewLeader,
    }),
  );
  if (isNewLeader) {
    partition.isLeader = true;
    partition.leaderId = turn.state.config.brokerId;
    stepPartition(partition, { type: 'leader.made' });
  }
  markChanged(turn, name);
  // The in-sync replicas may be down to this one.
  const isHigher = maybeIncrementLeaderHW(turn, partitionNamed(turn.state, name)!);
  if (isHigher) completeDelayedRequests(turn, name);
  return isNewLeader;
}

/** `isr`: empty on a follower. */
export function updateAssignmentAndIsr(
  turn: BrokerTurn,
  name: string,
  state: LeaderAndIsrPartitionState,
  isr: readonly number[],
): void {
  const partition: Mutable<PartitionState> = ownPartition(turn, name);
  partition.controllerEpoch = state.controllerEpoch;
  partition.assignment = state.replicas;
  partition.addingReplicas = state.addingReplicas;
  partition.removingReplicas = state.removingReplicas;
  const { brokerId } = turn.state.config;
  const others = state.replicas.filter((replica) => replica !== brokerId);
  partition.followers = others.map(
    (replica) =>
      partition.followers.find((follower) => follower.brokerId === replica) ?? newFollower(replica),
  );
  commitIsr(partition, isr);
}
