/**
 * The file that tells a broker after its next start how far its replicas were safe.
 *
 * Mirrors: ReplicaManager.checkpointHighWatermarks, LazyOffsetCheckpoints, 2.8.0.
 * Departs: a file that would come out the same is not written again.
 */
import type { DiskView } from '../../kernel/disk.ts';
import { readFile } from '../../kernel/disk.ts';
import { mapValues } from '../../kernel/persistent-map.ts';
import type { OffsetEntry } from '../log/checkpoint-file.ts';
import {
  CheckpointError,
  readOffsetCheckpoint,
  writeOffsetCheckpoint,
} from '../log/checkpoint-file.ts';
import { inCheckpointOrder } from '../log/partition-order.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { localLog } from './partition.ts';
import { ownReplicas } from './replica-changes.ts';

export const CHECKPOINT_TIMER = 'replica:highwatermark-checkpoint';

const FILE = 'replication-offset-checkpoint';

function pathOf({ state }: BrokerTurn): string {
  return `${state.config.logDir}/${FILE}`;
}

/** Makes the file if there is none, so that it can be read. */
export function createCheckpoint(turn: BrokerTurn): void {
  const path = pathOf(turn);
  if (readFile(turn.env.host.disk, path) !== undefined) return;
  turn.effects.push({ type: 'writeFile', path, chunks: [] });
}

/** High watermarks by partition's name, as they were written last. */
export function readHighWatermarks(turn: BrokerTurn): ReadonlyMap<string, number> {
  try {
    return readOffsetCheckpoint(turn.env.host.disk as DiskView, pathOf(turn));
  } catch (error) {
    if (error instanceof CheckpointError) return new Map();
    throw error;
  }
}

export function checkpointHighWatermarks(turn: BrokerTurn): void {
  const entries: OffsetEntry[] = [];
  for (const partition of mapValues(turn.state.replicas.partitions)) {
    const log = partition.isOffline ? undefined : localLog(turn.state, partition);
    if (log === undefined) continue;
    const { topic, partition: index } = partition;
    entries.push({ topic, partition: index, offset: log.highWatermark });
  }
  const ordered = inCheckpointOrder(entries);
  const text = ordered.map(({ topic, partition, offset }) => `${topic} ${partition} ${offset}`);
  const checkpointed = text.join('\n');
  if (checkpointed === turn.state.replicas.checkpointed) return;
  ownReplicas(turn).checkpointed = checkpointed;
  writeOffsetCheckpoint(turn.effects, pathOf(turn), ordered);
}

/** Now and then from the first LeaderAndIsr on: before, partitions would be missing. */
export function startCheckpointing(turn: BrokerTurn): void {
  if (turn.state.replicas.isCheckpointing) return;
  ownReplicas(turn).isCheckpointing = true;
  setCheckpointTimer(turn, 0);
}

export function setCheckpointTimer(
  turn: BrokerTurn,
  delayMs = turn.state.config.values['replica.high.watermark.checkpoint.interval.ms'],
): void {
  turn.effects.push({ type: 'setTimer', name: CHECKPOINT_TIMER, delayMs });
}
