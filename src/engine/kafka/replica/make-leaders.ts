/**
 * Taking up the leadership of some partitions, and following others.
 *
 * Mirrors: ReplicaManager.makeLeaders, makeFollowers, initialFetchOffset, 2.8.0.
 * Read next: make-leader.ts, make-follower.ts, fetcher-manager.ts.
 */
import { latestEpoch } from '../log/log.ts';
import type { LogState } from '../log/log-state.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { aliveBroker } from '../server/metadata-cache.ts';
import { completeFetchesAndProduces } from './delayed-operations.ts';
import type { InitialFetch } from './fetcher-manager.ts';
import { addFetchers, removeFetchers } from './fetcher-manager.ts';
import { isTruncationOnFetchSupported } from './ibp.ts';
import type { AskedPartition, LeaderAndIsrTurn } from './leader-and-isr-turn.ts';
import { makeFollower } from './make-follower.ts';
import { makeLeader } from './make-leader.ts';
import { localLog } from './partition.ts';
import { createLogIfNotExists } from './partition-log.ts';
import { inImmutableNameOrder, inNameSetOrder, inPartitionSetOrder } from './partition-order.ts';
import { partitionNamed } from './replica-changes.ts';
import { isShuttingDown } from './replica-lifecycle.ts';
import { stateChangeLine } from './replica-lines.ts';
import { stateChangeLines } from './release-lines.ts';

/** Gives those that this broker did not lead before. */
export function makeLeaders(
  change: LeaderAndIsrTurn,
  partitions: readonly AskedPartition[],
): readonly AskedPartition[] {
  const { turn, controllerId, controllerEpoch, correlationId, errors, highWatermarks } = change;
  const lines = stateChangeLines(turn);
  lines.becomingLeader(change, partitions);
  for (const { name } of partitions) errors.set(name, 'NONE');
  removeFetchers(turn, partitions.length <= 4 ? partitions : inImmutableNameOrder(partitions));
  lines.fetchersStoppedToLead(change, partitions);
  const made: AskedPartition[] = [];
  for (const asked of partitions) {
    const { name, state } = asked;
    if (makeLeader(turn, name, state, highWatermarks)) {
      made.push(asked);
      lines.leaderMade(change, asked);
    } else {
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
  lines.becameLeader(change, partitions);
  return inPartitionSetOrder(made);
}

/** Gives those whose leader or epoch is new; they are fetched from now on. */
export function makeFollowers(
  change: LeaderAndIsrTurn,
  partitions: readonly AskedPartition[],
): readonly AskedPartition[] {
  const { turn, errors } = change;
  const lines = stateChangeLines(turn);
  lines.becomingFollower(change, partitions);
  for (const { name } of partitions) errors.set(name, 'NONE');
  const made = inPartitionSetOrder(partitions.filter((asked) => follow(change, asked)));
  removeFetchers(turn, inNameSetOrder(made));
  lines.fetchersStoppedToFollow(change, made);
  for (const { name } of made) completeFetchesAndProduces(turn, name);
  if (isShuttingDown(turn.state)) lines.fetchersSkipped(change, made);
  else {
    addFetchers(
      turn,
      inImmutableNameOrder(made).map((asked) => initialFetch(turn, asked)),
    );
    lines.fetchersStarted(change, made);
  }
  lines.becameFollower(change, partitions);
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
