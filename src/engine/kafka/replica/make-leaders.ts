/**
 * Taking up the leadership of some partitions, and following others.
 *
 * Mirrors: ReplicaManager.makeLeaders, makeFollowers, initialFetchOffset, 2.8.0.
 * Read next: make-leader.ts, make-follower.ts, fetcher-manager.ts.
 */
import { latestEpoch } from '../log/log.ts';
import type { LogState } from '../log/log-state.ts';
import type { LeaderAndIsrPartitionState } from '../protocol/controller.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { TopicPartition } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { aliveBroker } from '../server/metadata-cache.ts';
import { completeFetchesAndProduces } from './delayed-operations.ts';
import type { InitialFetch } from './fetcher-manager.ts';
import { addFetchers, removeFetchers } from './fetcher-manager.ts';
import { isTruncationOnFetchSupported } from './ibp.ts';
import { makeFollower } from './make-follower.ts';
import { makeLeader } from './make-leader.ts';
import { localLog } from './partition.ts';
import { createLogIfNotExists } from './partition-log.ts';
import { inImmutableNameOrder, inNameSetOrder, inPartitionSetOrder } from './partition-order.ts';
import { partitionNamed } from './replica-changes.ts';
import { isShuttingDown } from './replica-lifecycle.ts';
import { stateChangeLine } from './replica-lines.ts';

/** A partition of a LeaderAndIsr request. */
export interface AskedPartition extends TopicPartition {
  readonly name: string;
  readonly state: LeaderAndIsrPartitionState;
}

/** What handling one LeaderAndIsr request needs. */
export interface LeaderAndIsrTurn {
  readonly turn: BrokerTurn;
  readonly controllerId: number;
  readonly controllerEpoch: number;
  readonly correlationId: number;
  /** By partition's name; filled on the way. */
  readonly errors: Map<string, ErrorName>;
  /** As they were noted, by partition's name. */
  readonly highWatermarks: ReadonlyMap<string, number>;
}

/** Gives those that this broker did not lead before. */
export function makeLeaders(
  change: LeaderAndIsrTurn,
  partitions: readonly AskedPartition[],
): readonly AskedPartition[] {
  const { turn, controllerId, controllerEpoch, correlationId, errors, highWatermarks } = change;
  for (const { name } of partitions) errors.set(name, 'NONE');
  removeFetchers(turn, partitions.length <= 4 ? partitions : inImmutableNameOrder(partitions));
  stateChangeLine(
    turn,
    'INFO',
    `Stopped fetchers as part of LeaderAndIsr request correlationId ${correlationId} from ` +
      `controller ${controllerId} epoch ${controllerEpoch} as part of the become-leader transition for ` +
      `${partitions.length} partitions`,
  );
  const made: AskedPartition[] = [];
  for (const asked of partitions) {
    const { name, state } = asked;
    if (makeLeader(turn, name, state, highWatermarks)) made.push(asked);
    else {
      stateChangeLine(
        turn,
        'INFO',
        'Skipped the become-leader state change after marking its ' +
          `partition as leader with correlation id ${correlationId} from controller ${controllerId} ` +
          `epoch ${controllerEpoch} for partition ${name} ` +
          `(last update controller epoch ${state.controllerEpoch}) ` +
          'since it is already the leader for the partition.',
      );
    }
  }
  return inPartitionSetOrder(made);
}

/** Gives those whose leader or epoch is new; they are fetched from now on. */
export function makeFollowers(
  change: LeaderAndIsrTurn,
  partitions: readonly AskedPartition[],
): readonly AskedPartition[] {
  const { turn, controllerId, controllerEpoch, correlationId, errors } = change;
  for (const { name } of partitions) errors.set(name, 'NONE');
  const made = inPartitionSetOrder(partitions.filter((asked) => follow(change, asked)));
  removeFetchers(turn, inNameSetOrder(made));
  stateChangeLine(
    turn,
    'INFO',
    `Stopped fetchers as part of become-follower request from controller ${controllerId} ` +
      `epoch ${controllerEpoch} with correlation id ${correlationId} for ${made.length} partitions`,
  );
  for (const { name } of made) completeFetchesAndProduces(turn, name);
  if (!isShuttingDown(turn.state)) {
    addFetchers(
      turn,
      inImmutableNameOrder(made).map((asked) => initialFetch(turn, asked)),
    );
  }
  return made;
}

function follow(
  { turn, controllerId, controllerEpoch, correlationId, highWatermarks }: LeaderAndIsrTurn,
  { name, state }: AskedPartition,
): boolean {
  if (aliveBroker(turn.state.metadata, state.leader) === undefined) {
    stateChangeLine(
      turn,
      'ERROR',
      `Received LeaderAndIsrRequest with correlation id ${correlationId} from ` +
        `controller ${controllerId} epoch ${controllerEpoch} for partition ${name} ` +
        `(last update controller epoch ${state.controllerEpoch}) ` +
        `but cannot become follower since the new leader ${state.leader} is unavailable.`,
    );
    // Its high watermark has to stay in the checkpoint.
    createLogIfNotExists(turn, name, highWatermarks);
    return false;
  }
  if (makeFollower(turn, name, state, highWatermarks)) return true;
  stateChangeLine(
    turn,
    'INFO',
    'Skipped the become-follower state change after marking its partition as ' +
      `follower with correlation id ${correlationId} from controller ${controllerId} ` +
      `epoch ${controllerEpoch} for partition ${name} (last update ` +
      `controller epoch ${state.controllerEpoch}) ` +
      `since the new leader ${state.leader} is the same as the old leader`,
  );
  return false;
}

function initialFetch(
  turn: BrokerTurn,
  { topic, partition, name, state }: AskedPartition,
): InitialFetch {
  const { id, host, port } = aliveBroker(turn.state.metadata, state.leader)!;
  const log = localLog(turn.state, partitionNamed(turn.state, name)!)!;
  return {
    topic,
    partition,
    name,
    leader: { id, host, port },
    leaderEpoch: state.leaderEpoch,
    offset: initialFetchOffset(turn, log),
  };
}

/** From 2.7 on the leader's answer says where to cut; before, the high watermark is where to begin. */
function initialFetchOffset({ state }: BrokerTurn, log: LogState): number {
  return isTruncationOnFetchSupported(state.config) && latestEpoch(log) !== null
    ? log.logEndOffset
    : log.highWatermark;
}
