/**
 * What state-change.log tells of a controller’s requests. The releases differ in it: 2.2 names every step of
 * every partition, 2.8 the steps of a whole request.
 *
 * Read next: state-change-lines-2-8.ts, state-change-lines-2-2.ts.
 */
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import type { AskedPartition, ControllerRequest } from './leader-and-isr-turn.ts';
import type { PartitionState } from './replica-state.ts';

export interface StoppedPartition extends TopicPartition {
  readonly name: string;
  readonly leaderEpoch: number;
  readonly isDeleted: boolean;
}

/** A new epoch begins on this broker, at the end of its log. */
export interface EpochStart {
  /** With its former epoch, and its new replicas. */
  readonly partition: PartitionState;
  readonly leaderEpoch: number;
  readonly offset: number;
  readonly highWatermark: number;
}

type Asked = readonly AskedPartition[];

export interface StateChangeLines {
  received(request: ControllerRequest, asked: Asked): void;
  finished(request: ControllerRequest, count: number, elapsedMs: number): void;
  /** Its leader epoch is not a new one. */
  outdated(request: ControllerRequest, asked: AskedPartition, currentEpoch: number): void;
  becomingLeader(request: ControllerRequest, asked: Asked): void;
  fetchersStoppedToLead(request: ControllerRequest, asked: Asked): void;
  leaderStarts(turn: BrokerTurn, start: EpochStart): void;
  leaderMade(request: ControllerRequest, asked: AskedPartition): void;
  becameLeader(request: ControllerRequest, asked: Asked): void;
  becomingFollower(request: ControllerRequest, asked: Asked): void;
  followerStarts(turn: BrokerTurn, start: EpochStart): void;
  fetchersStoppedToFollow(request: ControllerRequest, made: Asked): void;
  fetchersStarted(request: ControllerRequest, made: Asked): void;
  fetchersSkipped(request: ControllerRequest, made: Asked): void;
  becameFollower(request: ControllerRequest, asked: Asked): void;
  stopReceived(request: ControllerRequest, count: number): void;
  stopIgnored(request: ControllerRequest, knownEpoch: number): void;
  stopOffline(request: ControllerRequest, stopped: StoppedPartition): void;
  stopped(request: ControllerRequest, stopped: StoppedPartition, wasHosted: boolean): void;
}
