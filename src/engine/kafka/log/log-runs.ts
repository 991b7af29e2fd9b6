/**
 * Carrying out what is due.
 *
 * Mirrors: kafka.log.LogManager (cleanupLogs, flushDirtyLogs, the checkpoints' tasks), 2.8.0.
 * Departs: what is due at one moment is done one after the other, upstream on several threads.
 * Read next: log-tasks.ts, log-retention.ts.
 */
import { mapGet, mapValues } from '../../kernel/persistent-map.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { ownLog } from './log-changes.ts';
import { writeLogStarts, writeRecoveryPoints } from './log-checkpoints.ts';
import { runCleaner } from './log-cleaner.ts';
import { deleteLogs } from './log-creation.ts';
import { flushLog } from './log-flush.ts';
import { deleteOldSegments } from './log-retention.ts';
import type { LogTask, PeriodicTask } from './log-task.ts';
import { scheduleLogTask, setTaskTimer, takeDueTasks } from './log-tasks.ts';
import { isCompact } from './log-validator.ts';
import { expiredProducers, removeProducers } from './producer-state-manager.ts';
import { deleteRenamed } from './segment-deletion.ts';
import { clockMs } from './segment.ts';

const PRODUCER_CHECK_PERIOD_MS = 600_000;

/** Does what is due and sets the timer for the rest. */
export function runDueTasks(turn: BrokerTurn): void {
  if (turn.state.logs.isOffline) return;
  for (const task of takeDueTasks(turn)) run(turn, task);
  setTaskTimer(turn);
}

function run(turn: BrokerTurn, task: LogTask): void {
  switch (task.name) {
    case 'flush-log': {
      const log = mapGet(turn.state.logs.logs, task.log);
      if (log !== undefined) flushLog(turn, log, Math.min(task.offset, log.logEndOffset));
      return;
    }
    case 'delete-file': {
      const log = mapGet(turn.state.logs.logs, task.log);
      if (log === undefined) return;
      deleteRenamed(turn, ownLog(turn, log), task.segments, task.withSnapshots);
      return;
    }
    case 'kafka-delete-logs':
      deleteLogs(turn);
      return;
    case 'kafka-log-cleaner-thread-0':
      runCleaner(turn);
      return;
    default:
      runPeriodic(turn, task.name);
      scheduleLogTask(turn, { name: task.name, atMs: turn.env.nowMs + periodMs(turn, task.name) });
  }
}

function periodMs(turn: BrokerTurn, name: PeriodicTask): number {
  const { values } = turn.state.config;
  switch (name) {
    case 'kafka-log-retention':
      return values['log.retention.check.interval.ms'];
    case 'kafka-log-flusher':
      return values['log.flush.scheduler.interval.ms'];
    case 'kafka-recovery-point-checkpoint':
      return values['log.flush.offset.checkpoint.interval.ms'];
    case 'kafka-log-start-offset-checkpoint':
      return values['log.flush.start.offset.checkpoint.interval.ms'];
    default:
      return PRODUCER_CHECK_PERIOD_MS;
  }
}

function runPeriodic(turn: BrokerTurn, name: PeriodicTask): void {
  switch (name) {
    case 'kafka-log-retention':
      return cleanupLogs(turn);
    case 'kafka-log-flusher':
      return flushDirtyLogs(turn);
    case 'kafka-recovery-point-checkpoint':
      return writeRecoveryPoints(turn);
    case 'kafka-log-start-offset-checkpoint':
      return writeLogStarts(turn);
    default:
      return expireProducers(turn);
  }
}

/** Compacted logs are left to the cleaner. */
function cleanupLogs(turn: BrokerTurn): void {
  for (const log of [...mapValues(turn.state.logs.logs)]) {
    if (!isCompact(log.config)) deleteOldSegments(turn, log);
  }
}

function flushDirtyLogs(turn: BrokerTurn): void {
  const nowMs = clockMs(turn);
  for (const log of [...mapValues(turn.state.logs.logs)]) {
    if (nowMs - log.lastFlushedAtMs >= log.config['flush.ms']) {
      flushLog(turn, log, log.logEndOffset);
    }
  }
}

function expireProducers(turn: BrokerTurn): void {
  for (const log of [...mapValues(turn.state.logs.logs)]) {
    if (log.producers.entries.size === 0) continue;
    const expired = expiredProducers(turn, log);
    if (expired.length > 0) removeProducers(turn, ownLog(turn, log), expired);
  }
}
