/**
 * What handling one LeaderAndIsr request takes along.
 *
 * Read next: become-leader-or-follower.ts.
 */
import type { LeaderAndIsrPartitionState } from '../protocol/controller.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';

/** A partition of a LeaderAndIsr request. */
export interface AskedPartition extends TopicPartition {
  readonly name: string;
  readonly state: LeaderAndIsrPartitionState;
}

/** Whose request it is. */
export interface ControllerRequest {
  readonly turn: BrokerTurn;
  readonly controllerId: number;
  readonly controllerEpoch: number;
  readonly correlationId: number;
}

export interface LeaderAndIsrTurn extends ControllerRequest {
  /** By partition's name; filled on the way. */
  readonly errors: Map<string, ErrorName>;
  /** As they were noted, by partition's name. */
  readonly highWatermarks: ReadonlyMap<string, number>;
}
