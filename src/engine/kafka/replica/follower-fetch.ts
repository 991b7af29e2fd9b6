/**
 * A follower's fetch tells how far it has come: its in-sync replicas may grow by it, and the high
 * watermark may move.
 *
 * Mirrors: ReplicaManager.updateFollowerFetchState, Partition.updateFollowerFetchState, 2.8.0.
 * Read next: isr.ts.
 */
import { mapHas } from '../../kernel/persistent-map.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { completeDelayedRequests } from './delayed-operations.ts';
import { afterFetch, detached } from './follower.ts';
import { lowWatermark, maybeIncrementLeaderHW } from './high-watermark.ts';
import { maybeExpandIsr } from './isr.ts';
import { leaderLog } from './partition.ts';
import type { LogReadResult } from './read-from-log.ts';
import { ownPartition, partitionNamed } from './replica-changes.ts';
import { replicaManagerLine } from './replica-lines.ts';
import type { FollowerState, PartitionState } from './replica-state.ts';

const NOTHING = { records: [], bytes: 0 } as const;

/** What was read, but for partitions that the follower is no replica of: of these nothing is shown. */
export function updateFollowers(
  turn: BrokerTurn,
  followerId: number,
  results: readonly LogReadResult[],
  sessionId: number,
): readonly LogReadResult[] {
  if (results.length === 0) return results;
  return results.map((result) => {
    if (result.error !== 'NONE') {
      detachFrom(turn, followerId, result);
      return result;
    }
    if (updateFollower(turn, followerId, result, sessionId)) return result;
    const { name, fetch } = result.asked;
    const replicas = partitionNamed(turn.state, name)?.assignment.join(',') ?? '';
    replicaManagerLine(
      turn,
      'WARN',
      `Leader ${turn.state.config.brokerId} failed to record follower ${followerId}'s position ` +
        `${fetch.fetchOffset}, and last sent HW since the replica is not recognized to be one of the ` +
        `assigned replicas ${replicas} for partition ${name}. Empty records will be returned for this partition.`,
    );
    return { ...result, ...NOTHING };
  });
}

/** False: it is no replica of the partition. */
function updateFollower(
  turn: BrokerTurn,
  followerId: number,
  { asked, logEndOffset }: LogReadResult,
  sessionId: number,
): boolean {
  const { name, fetch } = asked;
  const partition = partitionNamed(turn.state, name);
  const before = partition?.followers.find(({ brokerId }) => brokerId === followerId);
  if (partition === undefined || before === undefined) return false;
  const isWatched = mapHas(turn.state.replicas.purgatory.deleteWatchers, name);
  const lowBefore = isWatched ? lowWatermarkOf(turn, partition) : -1;
  const after = afterFetch(turn.state, before, {
    fetchOffset: fetch.fetchOffset,
    logStartOffset: fetch.logStartOffset,
    timeMs: turn.env.nowMs,
    leaderEndOffset: logEndOffset,
    sessionId,
  });
  setFollower(turn, name, after);
  const isLowHigher = isWatched && lowWatermarkOf(turn, current(turn, name)) > lowBefore;
  maybeExpandIsr(turn, name, after);
  const isHighHigher =
    before.logEndOffset !== after.logEndOffset && maybeIncrementLeaderHW(turn, current(turn, name));
  if (isLowHigher || isHighHigher) completeDelayedRequests(turn, name);
  return true;
}

function current(turn: BrokerTurn, name: string): PartitionState {
  return partitionNamed(turn.state, name)!;
}

function lowWatermarkOf(turn: BrokerTurn, partition: PartitionState): number {
  const log = leaderLog(turn.state, partition);
  return log === undefined ? -1 : lowWatermark(turn.state, partition, log);
}

function setFollower(turn: BrokerTurn, name: string, follower: FollowerState): void {
  const partition = ownPartition(turn, name);
  const followers = partition.followers.slice();
  followers[followers.findIndex(({ brokerId }) => brokerId === follower.brokerId)] = follower;
  partition.followers = followers;
}

/** A fetch that failed says nothing of the follower: its times stay as they are. */
function detachFrom(turn: BrokerTurn, followerId: number, { asked }: LogReadResult): void {
  const follower = partitionNamed(turn.state, asked.name)?.followers.find(
    ({ brokerId }) => brokerId === followerId,
  );
  if (follower === undefined || follower.sessionId === 0) return;
  setFollower(turn, asked.name, detached(turn.state, follower));
}
