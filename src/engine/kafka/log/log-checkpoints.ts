/**
 * The checkpoints of all logs of the log folder.
 *
 * Mirrors: kafka.log.LogManager.checkpointRecoveryOffsetsInDir and checkpointLogStartOffsetsInDir, 2.8.0.
 * Read next: checkpoint-file.ts, partition-order.ts.
 */
import { mapValues } from '../../kernel/persistent-map.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { writeOffsetCheckpoint } from './checkpoint-file.ts';
import type { OffsetEntry } from './checkpoint-file.ts';
import { LOG_START_CHECKPOINT, RECOVERY_POINT_CHECKPOINT } from './log-file-names.ts';
import type { LogState } from './log-state.ts';
import { inCheckpointOrder, inImmutableMapOrder } from './partition-order.ts';

export function writeRecoveryPoints(turn: BrokerTurn): void {
  const entries = logsInOrder(turn).map((log) => entryOf(log, log.recoveryPoint));
  write(turn, RECOVERY_POINT_CHECKPOINT, entries);
}

/** Only of logs that begin inside of their first segment. */
export function writeLogStarts(turn: BrokerTurn): void {
  const logs = logsInOrder(turn).filter((log) => {
    const first = log.segments[0] ?? log.active;
    return log.logStartOffset > first.baseOffset;
  });
  const entries = logs.map((log) => entryOf(log, log.logStartOffset));
  write(turn, LOG_START_CHECKPOINT, entries);
}

function logsInOrder(turn: BrokerTurn): readonly LogState[] {
  return inCheckpointOrder([...mapValues(turn.state.logs.logs)]);
}

function entryOf({ topic, partition }: LogState, offset: number): OffsetEntry {
  return { topic, partition, offset };
}

function write(turn: BrokerTurn, file: string, entries: readonly OffsetEntry[]): void {
  const path = `${turn.state.config.logDir}/${file}`;
  writeOffsetCheckpoint(turn.effects, path, inImmutableMapOrder(entries));
}
