/**
 * The thread that compacts logs.
 *
 * Mirrors: kafka.log.LogCleaner, 2.8.0.
 */
import { ownPart } from '../server/broker-changes.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { makeFile } from './log-dir.ts';
import { CLEANER_CHECKPOINT } from './log-file-names.ts';
import { cleanerLine } from './log-line.ts';
import { scheduleLogTask } from './log-tasks.ts';

const THREAD = 'kafka-log-cleaner-thread-0';

export function startCleaner(turn: BrokerTurn): void {
  makeFile(turn, CLEANER_CHECKPOINT);
  const logs = ownPart(turn, 'logs');
  logs.cleaner = { ...logs.cleaner, isRunning: true };
  cleanerLine(turn, 'INFO', 'Starting the log cleaner');
  cleanerLine(turn, 'INFO', `[${THREAD}]: Starting`);
  scheduleLogTask(turn, { name: THREAD, atMs: turn.env.nowMs });
}

export function shutdownCleaner(turn: BrokerTurn): void {
  cleanerLine(turn, 'INFO', 'Shutting down the log cleaner.');
  cleanerLine(turn, 'INFO', `[${THREAD}]: Shutting down`);
  cleanerLine(turn, 'INFO', `[${THREAD}]: Stopped`);
  cleanerLine(turn, 'INFO', `[${THREAD}]: Shutdown completed`);
  const logs = ownPart(turn, 'logs');
  logs.cleaner = { ...logs.cleaner, isRunning: false };
}

/** One round of the thread; sleeps when there was nothing to clean. */
export function runCleaner(turn: BrokerTurn): void {
  const backOffMs = turn.state.config.values['log.cleaner.backoff.ms'];
  scheduleLogTask(turn, { name: THREAD, atMs: turn.env.nowMs + backOffMs });
}
