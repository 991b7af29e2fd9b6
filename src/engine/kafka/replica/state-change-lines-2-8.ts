/**
 * state-change.log of 2.8: a line for each step of a request, and one for each partition that starts an epoch.
 *
 * Mirrors: the lines of ReplicaManager.becomeLeaderOrFollower, makeLeaders, makeFollowers, stopReplicas,
 * Partition.makeLeader and makeFollower from INFO on, 2.8.0.
 */
import { ignoreAsked, stateChangeLine } from './replica-lines.ts';
import type { StateChangeLines } from './state-change-lines.ts';

function nothing(): void {}

export const LINES_OF_2_8: StateChangeLines = {
  received({ turn, controllerId, correlationId }, asked) {
    const text =
      `Handling LeaderAndIsr request correlationId ${correlationId} from controller ` +
      `${controllerId} for ${asked.length} partitions`;
    stateChangeLine(turn, 'INFO', text);
  },

  finished({ turn, controllerId, correlationId }, count, elapsedMs) {
    const text =
      `Finished LeaderAndIsr request in ${elapsedMs}ms correlationId ` +
      `${correlationId} from controller ${controllerId} for ${count} partitions`;
    stateChangeLine(turn, 'INFO', text);
  },

  outdated(request, asked, currentEpoch) {
    const { leaderEpoch } = asked.state;
    const since = `since its associated leader epoch ${leaderEpoch}`;
    if (leaderEpoch < currentEpoch) {
      const reason = `${since} is smaller than the current leader epoch ${currentEpoch}`;
      ignoreAsked(request, asked, 'WARN', reason);
    } else ignoreAsked(request, asked, 'INFO', `${since} matches the current leader epoch`);
  },

  becomingLeader: nothing,

  fetchersStoppedToLead({ turn, controllerId, controllerEpoch, correlationId }, asked) {
    const text =
      `Stopped fetchers as part of LeaderAndIsr request correlationId ${correlationId} from ` +
      `controller ${controllerId} epoch ${controllerEpoch} as part of the become-leader transition for ` +
      `${asked.length} partitions`;
    stateChangeLine(turn, 'INFO', text);
  },

  leaderStarts(turn, { partition, leaderEpoch, offset, highWatermark }) {
    const { name, isr, addingReplicas, removingReplicas } = partition;
    stateChangeLine(
      turn,
      'INFO',
      `Leader ${name} starts at leader epoch ${leaderEpoch} from ` +
        `offset ${offset} with high watermark ${highWatermark} ISR [${isr.join(',')}] ` +
        `addingReplicas [${addingReplicas.join(',')}] removingReplicas [${removingReplicas.join(',')}]. ` +
        `Previous leader epoch was ${partition.leaderEpoch}.`,
    );
  },

  leaderMade: nothing,
  becameLeader: nothing,
  becomingFollower: nothing,

  followerStarts(turn, { partition, leaderEpoch, offset, highWatermark }) {
    const text =
      `Follower ${partition.name} starts at leader epoch ${leaderEpoch} from ` +
      `offset ${offset} with high watermark ${highWatermark}. ` +
      `Previous leader epoch was ${partition.leaderEpoch}.`;
    stateChangeLine(turn, 'INFO', text);
  },

  fetchersStoppedToFollow({ turn, controllerId, controllerEpoch, correlationId }, made) {
    const text =
      `Stopped fetchers as part of become-follower request from controller ${controllerId} ` +
      `epoch ${controllerEpoch} with correlation id ${correlationId} for ${made.length} partitions`;
    stateChangeLine(turn, 'INFO', text);
  },

  fetchersStarted: nothing,
  fetchersSkipped: nothing,
  becameFollower: nothing,

  stopReceived({ turn, controllerId, correlationId }, count) {
    const text =
      `Handling StopReplica request correlationId ${correlationId} from controller ` +
      `${controllerId} for ${count} partitions`;
    stateChangeLine(turn, 'INFO', text);
  },

  stopIgnored({ turn, controllerId, controllerEpoch, correlationId }, knownEpoch) {
    const text =
      `Ignoring StopReplica request from controller ${controllerId} with correlation id ${correlationId} ` +
      `since its controller epoch ${controllerEpoch} is old. Latest known controller epoch is ${knownEpoch}`;
    stateChangeLine(turn, 'WARN', text);
  },

  stopOffline({ turn, controllerId, controllerEpoch, correlationId }, { name, isDeleted }) {
    const text =
      `Ignoring StopReplica request (delete=${isDeleted}) from ` +
      `controller ${controllerId} with correlation id ${correlationId} ` +
      `epoch ${controllerEpoch} for partition ${name} ` +
      'as the local replica for the partition is in an offline log directory';
    stateChangeLine(turn, 'WARN', text);
  },

  stopped: nothing,
};
