/**
 * Who becomes leader, by what strategy, and what the ISR is then.
 *
 * Mirrors: kafka.controller.{Election, PartitionLeaderElectionAlgorithms, PartitionLeaderElectionStrategy},
 * 2.8.0.
 */
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { LeaderAndIsr } from '../zk/topic-znodes.ts';
import {
  fullAssignment,
  isReplicaOnline,
  isShuttingDown,
  replicasOf,
} from './controller-context.ts';
import type { ControllerContext } from './controller-state.ts';
import { nextEpoch } from './zk-partition-states.ts';

export type ElectionStrategy =
  | { readonly type: 'OfflinePartition'; readonly allowUnclean: boolean }
  | {
      readonly type:
        'ReassignPartition' | 'PreferredReplicaPartition' | 'ControlledShutdownPartition';
    };

/** As the case class prints itself; that of 2.2 has no argument. */
export function strategyText(strategy: ElectionStrategy, isOld = false): string {
  const hasArgument = strategy.type === 'OfflinePartition' && !isOld;
  const arguments_ = hasArgument ? `(${strategy.allowUnclean})` : '';
  return `${strategy.type}LeaderElectionStrategy${arguments_}`;
}

export const OFFLINE: ElectionStrategy = { type: 'OfflinePartition', allowUnclean: false };

export interface ElectionResult {
  readonly partition: TopicPartition;
  /** Null: nobody can lead. */
  readonly leaderAndIsr: LeaderAndIsr | null;
  /** Who is told. */
  readonly recipients: readonly number[];
}

/** The first replica of the ISR that is alive; else, if that is allowed, the first that is alive at all. */
export function leaderForOffline(
  context: ControllerContext,
  partition: TopicPartition,
  leaderAndIsr: LeaderAndIsr | null,
  isUncleanAllowed: boolean,
): ElectionResult {
  const assigned = replicasOf(context, partition);
  const isOnline = (id: number): boolean => isReplicaOnline(context, id, partition);
  const recipients = assigned.filter(isOnline);
  if (leaderAndIsr === null) return { partition, leaderAndIsr: null, recipients };
  const { isr } = leaderAndIsr;
  const inSync = recipients.find((id) => isr.includes(id));
  const leader = inSync ?? (isUncleanAllowed ? recipients[0] : undefined);
  if (leader === undefined) return { partition, leaderAndIsr: null, recipients };
  const newIsr = isr.includes(leader) ? isr.filter(isOnline) : [leader];
  return { partition, leaderAndIsr: nextEpoch(leaderAndIsr, leader, newIsr), recipients };
}

/** The first of the target replicas that is alive and in the ISR. */
export function leaderForReassign(
  context: ControllerContext,
  partition: TopicPartition,
  leaderAndIsr: LeaderAndIsr,
): ElectionResult {
  const { replicas, removingReplicas } = fullAssignment(context, partition);
  const target = replicas.filter((id) => !removingReplicas.includes(id));
  const leader = target.find(
    (id) => isReplicaOnline(context, id, partition) && leaderAndIsr.isr.includes(id),
  );
  const elected = leader === undefined ? null : nextEpoch(leaderAndIsr, leader);
  return { partition, leaderAndIsr: elected, recipients: target };
}

/** The first replica, if it is alive and in the ISR. */
export function leaderForPreferredReplica(
  context: ControllerContext,
  partition: TopicPartition,
  leaderAndIsr: LeaderAndIsr,
): ElectionResult {
  const recipients = replicasOf(context, partition);
  const canLead = canPreferredReplicaLead(context, partition, leaderAndIsr.isr);
  const elected = canLead ? nextEpoch(leaderAndIsr, recipients[0]!) : null;
  return { partition, leaderAndIsr: elected, recipients };
}

export function canPreferredReplicaLead(
  context: ControllerContext,
  partition: TopicPartition,
  isr: readonly number[],
): boolean {
  const preferred = replicasOf(context, partition)[0];
  if (preferred === undefined) return false;
  return isReplicaOnline(context, preferred, partition) && isr.includes(preferred);
}

/** The first replica of the ISR that stays; those that are shutting down leave the ISR. */
export function leaderForControlledShutdown(
  context: ControllerContext,
  partition: TopicPartition,
  leaderAndIsr: LeaderAndIsr,
): ElectionResult {
  const recipients = replicasOf(context, partition).filter((id) =>
    isReplicaOnline(context, id, partition, true),
  );
  const { isr } = leaderAndIsr;
  const leader = recipients.find((id) => isr.includes(id) && !isShuttingDown(context, id));
  const newIsr = isr.filter((id) => !isShuttingDown(context, id));
  const elected = leader === undefined ? null : nextEpoch(leaderAndIsr, leader, newIsr);
  return { partition, leaderAndIsr: elected, recipients };
}
