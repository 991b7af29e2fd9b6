/**
 * Another broker leads a partition from now on.
 *
 * Mirrors: Partition.makeFollower, 2.8.0.
 * Read next: fetcher-manager.ts.
 */
import type { LeaderAndIsrPartitionState } from '../protocol/controller.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { clearPendingIsr } from './alter-isr-manager.ts';
import { updateAssignmentAndIsr } from './make-leader.ts';
import { createLogIfNotExists, loadReplicas } from './partition-log.ts';
import { ownPartition, stepPartition } from './replica-changes.ts';
import { markChanged } from './session-marks.ts';
import { stateChangeLines } from './release-lines.ts';

/** False: leader and epoch are as they were, and nothing has to be done. */
export function makeFollower(
  turn: BrokerTurn,
  name: string,
  state: LeaderAndIsrPartitionState,
  highWatermarks: ReadonlyMap<string, number>,
): boolean {
  loadReplicas(turn, name, state.replicas, highWatermarks);
  updateAssignmentAndIsr(turn, name, state, []);
  const { logEndOffset, highWatermark } = createLogIfNotExists(turn, name, highWatermarks);
  const partition = ownPartition(turn, name);
  const { leaderEpoch: oldEpoch, leaderId: oldLeader } = partition;
  const { leaderEpoch } = state;
  const start = { partition, leaderEpoch, offset: logEndOffset, highWatermark };
  stateChangeLines(turn).followerStarts(turn, start);
  partition.leaderEpoch = state.leaderEpoch;
  partition.leaderEpochStartOffset = null;
  partition.zkVersion = state.zkVersion;
  clearPendingIsr(turn, name);
  markChanged(turn, name);
  if (oldLeader === state.leader && state.leaderEpoch === oldEpoch) return false;
  partition.isLeader = false;
  partition.leaderId = state.leader;
  stepPartition(partition, { type: 'follower.made' });
  return true;
}
