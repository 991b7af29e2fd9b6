/**
 * What a broker keeps of the partitions it has a replica of.
 *
 * Mirrors: the fields of kafka.server.ReplicaManager, kafka.cluster.Partition and Replica, 2.8.0.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';

export interface ReplicaManagerState {
  readonly controllerEpoch: number;
  /** By partition's name. */
  readonly partitions: PersistentMap<PartitionState>;
}

/** Mirrors kafka.cluster.Partition. */
export interface PartitionState {
  readonly topic: string;
  readonly partition: number;
  readonly isLeader: boolean;
  /** -1: none. */
  readonly leaderId: number;
  readonly leaderEpoch: number;
  readonly leaderEpochStartOffset: number | null;
  readonly controllerEpoch: number;
  readonly zkVersion: number;
  readonly assignment: readonly number[];
  /** As far as it is confirmed. */
  readonly isr: readonly number[];
}
