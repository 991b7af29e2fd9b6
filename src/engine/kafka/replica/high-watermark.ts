/**
 * How far a partition's records are safe: high watermark, and the low watermark below which they are gone
 * on every replica.
 *
 * Mirrors: Partition.maybeIncrementLeaderHW, lowWatermarkIfLeader, 2.8.0.
 * Read next: isr.ts.
 */
import type { LogState } from '../log/log-state.ts';
import { updateHighWatermark } from '../log/log.ts';
import type { BrokerState, BrokerTurn } from '../server/broker-state.ts';
import { aliveBroker } from '../server/metadata-cache.ts';
import { lastCaughtUpTimeMs } from './follower.ts';
import { leaderLog } from './partition.ts';
import type { PartitionState } from './replica-state.ts';
import { markChanged } from './session-marks.ts';

/** Mirrors IsrState.maximalIsr: what the high watermark waits for. */
export function isInMaximalIsr({ isr, pendingIsr }: PartitionState, replica: number): boolean {
  return isr.includes(replica) || (pendingIsr?.type === 'expand' && pendingIsr.replica === replica);
}

export function maximalIsr({ isr, pendingIsr }: PartitionState): readonly number[] {
  return pendingIsr?.type === 'expand' ? [...isr, pendingIsr.replica] : isr;
}

/**
 * The smallest log end among the in-sync replicas and those that have caught up of late: these are
 * waited for, or they would never be in sync again. True: the high watermark is higher now.
 */
export function maybeIncrementLeaderHW(turn: BrokerTurn, partition: PartitionState): boolean {
  const log = leaderLog(turn.state, partition);
  if (log === undefined) return false;
  const lagMaxMs = turn.state.config.values['replica.lag.time.max.ms'];
  let offset = log.logEndOffset;
  for (const follower of partition.followers) {
    if (follower.logEndOffset >= offset) continue;
    const caughtUpMs = lastCaughtUpTimeMs(turn.state, follower);
    if (turn.env.nowMs - caughtUpMs <= lagMaxMs || isInMaximalIsr(partition, follower.brokerId)) {
      offset = follower.logEndOffset;
    }
  }
  if (offset <= log.highWatermark) return false;
  updateHighWatermark(turn, log, offset);
  markChanged(turn, partition.name);
  return true;
}

/** The smallest log start of all live replicas. */
export function lowWatermark(state: BrokerState, partition: PartitionState, log: LogState): number {
  let lowest = log.logStartOffset;
  for (const { brokerId, logStartOffset } of partition.followers) {
    if (logStartOffset < lowest && aliveBroker(state.metadata, brokerId) !== undefined) {
      lowest = logStartOffset;
    }
  }
  return lowest;
}
