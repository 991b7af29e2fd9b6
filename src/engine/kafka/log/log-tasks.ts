/**
 * The list of what the log manager has to do later, and the one timer that is set to the earliest of it.
 *
 * Mirrors: kafka.utils.KafkaScheduler, 2.8.0.
 * Read next: log-manager.ts, which carries the tasks out.
 */
import { ownPart } from '../server/broker-changes.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import type { LogTask } from './log-task.ts';

export const LOG_TIMER = 'log:tasks';

/** Puts a task behind those that are due at the same time or earlier. */
export function scheduleLogTask(turn: BrokerTurn, task: LogTask): void {
  if (!Number.isFinite(task.atMs)) return;
  const logs = ownPart(turn, 'logs');
  const { tasks } = logs;
  const found = tasks.findIndex(({ atMs }) => atMs > task.atMs);
  const index = found < 0 ? tasks.length : found;
  logs.tasks = [...tasks.slice(0, index), task, ...tasks.slice(index)];
  if (index === 0) setTaskTimer(turn);
}

/** Takes the tasks out that are due now. */
export function takeDueTasks(turn: BrokerTurn): readonly LogTask[] {
  const { tasks } = turn.state.logs;
  const count = tasks.findIndex(({ atMs }) => atMs > turn.env.nowMs);
  const due = count < 0 ? tasks : tasks.slice(0, count);
  if (due.length > 0) ownPart(turn, 'logs').tasks = tasks.slice(due.length);
  return due;
}

/**
 * Sets the timer to the first task. It stands before everything else in the list: behind a sync it would
 * come late, and undo what a later step has set meanwhile.
 */
export function setTaskTimer(turn: BrokerTurn): void {
  const [first] = turn.state.logs.tasks;
  if (first === undefined) return;
  const delayMs = Math.max(0, first.atMs - turn.env.nowMs);
  const { effects } = turn;
  const [earlier] = effects;
  if (earlier?.type === 'setTimer' && earlier.name === LOG_TIMER) effects.shift();
  effects.unshift({ type: 'setTimer', name: LOG_TIMER, delayMs });
}
