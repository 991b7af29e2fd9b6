/**
 * Numbers that stand for no broker.
 *
 * Mirrors: kafka.api.LeaderAndIsr, 2.8.0.
 */

/** LeaderAndIsr.NoLeader: nobody leads the partition. */
export const NO_LEADER = -1;

/** LeaderAndIsr.LeaderDuringDelete: the partition's topic is being deleted. */
export const LEADER_DURING_DELETE = -2;

/** LeaderAndIsr.EpochDuringDelete: stops a replica whatever its epoch. */
export const EPOCH_DURING_DELETE = -2;
