/**
 * state-change.log of 2.2, which tells from TRACE on: every step of every partition.
 *
 * Mirrors: the lines of ReplicaManager.becomeLeaderOrFollower, makeLeaders, makeFollowers, stopReplicas,
 * stopReplica, and Partition.makeLeader's in server.log, 2.2.0.
 * Departs: partitions come in the order that 2.8.0 gives them.
 */
import { exceptionText } from '../protocol/errors.ts';
import type { AskedPartition, ControllerRequest } from './leader-and-isr-turn.ts';
import { ignoreAsked, partitionLine, stateChangeLine } from './replica-lines.ts';
import type { StateChangeLines } from './state-change-lines.ts';

function nothing(): void {}

/** One line for each. */
function trace(
  { turn }: ControllerRequest,
  asked: readonly AskedPartition[],
  textOf: (one: AskedPartition) => string,
): void {
  for (const one of asked) stateChangeLine(turn, 'TRACE', textOf(one));
}

/** PartitionState.toString. */
function stateText({ state }: AskedPartition): string {
  const { controllerEpoch, leader, leaderEpoch, isr, zkVersion, replicas, isNew } = state;
  return (
    `PartitionState(controllerEpoch=${controllerEpoch}, leader=${leader}, leaderEpoch=${leaderEpoch}, ` +
    `isr=${isr.join(',')}, zkVersion=${zkVersion}, replicas=${replicas.join(',')}, isNew=${isNew})`
  );
}

function requestText(request: ControllerRequest): string {
  const { correlationId, controllerId, controllerEpoch } = request;
  return `LeaderAndIsr request correlationId ${correlationId} from controller ${controllerId} epoch ${controllerEpoch}`;
}

function becomeFollowerText(request: ControllerRequest): string {
  const { correlationId, controllerId, controllerEpoch } = request;
  return (
    `as part of become-follower request from controller ${controllerId} ` +
    `epoch ${controllerEpoch} with correlation id ${correlationId}`
  );
}

function withLeader({ name, state }: AskedPartition): string {
  return `partition ${name} with leader ${state.leader}`;
}

export const LINES_OF_2_2: StateChangeLines = {
  received(request, asked) {
    const { correlationId, controllerId, controllerEpoch } = request;
    trace(
      request,
      asked,
      (one) =>
        `Received LeaderAndIsr request ${stateText(one)} correlation id ${correlationId} ` +
        `from controller ${controllerId} epoch ${controllerEpoch} for partition ${one.name}`,
    );
  },

  finished: nothing,

  outdated(request, asked, currentEpoch) {
    const reason =
      `since its associated leader epoch ${asked.state.leaderEpoch} is not higher than the current ` +
      `leader epoch ${currentEpoch}`;
    ignoreAsked(request, asked, 'WARN', reason);
  },

  becomingLeader(request, asked) {
    const text = `Handling ${requestText(request)} starting the become-leader transition`;
    trace(request, asked, ({ name }) => `${text} for partition ${name}`);
  },

  fetchersStoppedToLead: nothing,

  leaderStarts(turn, { partition, leaderEpoch, offset }) {
    const text =
      `${partition.name} starts at Leader Epoch ${leaderEpoch} from ` +
      `offset ${offset}. Previous Leader Epoch was: ${partition.leaderEpoch}`;
    partitionLine(turn, partition, 'INFO', text);
  },

  leaderMade({ turn, controllerId, controllerEpoch, correlationId }, { name, state }) {
    const text =
      `Stopped fetchers as part of become-leader request from controller ${controllerId} ` +
      `epoch ${controllerEpoch} with correlation id ${correlationId} for partition ${name} ` +
      `(last update controller epoch ${state.controllerEpoch})`;
    stateChangeLine(turn, 'TRACE', text);
  },

  becameLeader(request, asked) {
    const text = `Completed ${requestText(request)} for the become-leader transition`;
    trace(request, asked, ({ name }) => `${text} for partition ${name}`);
  },

  becomingFollower(request, asked) {
    const text = `Handling ${requestText(request)} starting the become-follower transition`;
    trace(request, asked, (one) => `${text} for ${withLeader(one)}`);
  },

  followerStarts: nothing,

  fetchersStoppedToFollow(request, made) {
    const { correlationId, controllerId, controllerEpoch } = request;
    const stopped = `Stopped fetchers ${becomeFollowerText(request)}`;
    trace(request, made, (one) => `${stopped} for ${withLeader(one)}`);
    trace(
      request,
      made,
      ({ name, state }) =>
        `Truncated logs and checkpointed recovery boundaries for partition ${name} ` +
        `as part of become-follower request with correlation id ${correlationId} from ` +
        `controller ${controllerId} epoch ${controllerEpoch} with leader ${state.leader}`,
    );
  },

  fetchersStarted(request, made) {
    const text = `Started fetcher to new leader ${becomeFollowerText(request)}`;
    trace(request, made, (one) => `${text} for ${withLeader(one)}`);
  },

  fetchersSkipped(request, made) {
    const { correlationId, controllerId, controllerEpoch } = request;
    const text =
      'Skipped the adding-fetcher step of the become-follower state change with ' +
      `correlation id ${correlationId} from controller ${controllerId} epoch ${controllerEpoch}`;
    trace(request, made, (one) => `${text} for ${withLeader(one)} since it is shutting down`);
  },

  becameFollower(request, asked) {
    const text = `Completed ${requestText(request)} for the become-follower transition`;
    trace(request, asked, (one) => `${text} for ${withLeader(one)}`);
  },

  stopReceived: nothing,

  stopIgnored({ turn, controllerEpoch }, knownEpoch) {
    const text =
      'Received stop replica request from an old controller epoch ' +
      `${controllerEpoch}. Latest known controller epoch is ${knownEpoch}`;
    stateChangeLine(turn, 'WARN', text);
  },

  stopOffline({ turn }, { name, isDeleted }) {
    const handling = `Handling stop replica (delete=${isDeleted}) for partition ${name}`;
    stateChangeLine(turn, 'TRACE', handling);
    const text = `Ignoring stop replica (delete=${isDeleted}) for partition ${name} due to storage exception`;
    const trace = exceptionText('KAFKA_STORAGE_ERROR', `Partition ${name} is on an offline disk`);
    stateChangeLine(turn, 'ERROR', `${text}\n${trace}`);
  },

  stopped({ turn }, { name, isDeleted }, wasHosted) {
    const what = `stop replica (delete=${isDeleted}) for partition ${name}`;
    stateChangeLine(turn, 'TRACE', `Handling ${what}`);
    if (isDeleted && !wasHosted) {
      const text = `Ignoring ${what} as replica doesn't exist on broker`;
      stateChangeLine(turn, 'TRACE', text);
    }
    stateChangeLine(turn, 'TRACE', `Finished handling ${what}`);
  },
};
