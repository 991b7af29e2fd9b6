/**
 * `jobs`, `fg`, `bg`, `wait`, `kill`, `disown`.
 *
 * Mirrors: bash's `jobs.def`, `fg_bg.def`, `wait.def`, `kill.def`.
 * Departs: a signal that the simulation does not know is refused.
 */
import type { Signal } from '../../../engine/index.ts';
import { forgetJob, changeJob, describeJob, hasEnded } from '../jobs.ts';
import { complain, write } from '../messages.ts';
import type { Job } from '../resources.ts';
import type { ShellState, ShellTurn } from '../state.ts';
import { change, pushFrame } from '../state.ts';
import { SIGNAL_LIST, signalOf } from '../../program/signals.ts';

export function jobs(turn: ShellTurn, words: readonly string[]): number {
  const all = turn.state.jobs.filter(({ number }) => number > 0);
  const withPids = words.includes('-l');
  for (const job of all) {
    if (words.includes('-p')) write(turn, 1, `${job.processes[0]?.pid ?? ''}\n`);
    else write(turn, 1, describeJob(job, all, withPids));
  }
  change(turn, { jobs: turn.state.jobs.filter((job) => job.number === 0 || !hasEnded(job)) });
  return 0;
}

/** The job for `%1`, `%+`, `%name`; undefined when there is none. */
function jobFor(state: ShellState, spec: string | undefined): Job | undefined {
  const numbered = state.jobs.filter(({ number }) => number > 0);
  const name = (spec ?? '%+').replace(/^%/, '');
  if (name === '' || name === '+' || name === '%') return numbered[numbered.length - 1];
  if (name === '-') return numbered[numbered.length - 2] ?? numbered[numbered.length - 1];
  if (/^\d+$/.test(name)) return numbered.find(({ number }) => number === Number(name));
  if (name.startsWith('?')) return numbered.find(({ text }) => text.includes(name.slice(1)));
  return numbered.find(({ text }) => text.startsWith(name));
}

export function fg(turn: ShellTurn, words: readonly string[]): number | undefined {
  const job = jobFor(turn.state, words[1]);
  if (job === undefined) {
    complain(turn, `fg: ${words[1] ?? 'current'}: no such job`);
    return 1;
  }
  write(turn, 1, `${job.text}\n`);
  changeJob(turn, job.key, { number: 0, isForeground: true });
  for (const { pid, code } of job.processes) {
    if (pid !== null && code === null) turn.effects.push({ type: 'signal', pid, signal: 'CONT' });
  }
  const living = job.processes.find(({ pid, code }) => pid !== null && code === null);
  if (turn.state.ownsTerminal && living !== undefined && living.pid !== null) {
    turn.effects.push({ type: 'foreground', pid: living.pid });
  }
  pushFrame(turn, { type: 'job', key: job.key, until: 'ended' });
  return undefined;
}

export function bg(turn: ShellTurn, words: readonly string[]): number {
  const job = jobFor(turn.state, words[1]);
  if (job === undefined) {
    complain(turn, `bg: ${words[1] ?? 'current'}: no such job`);
    return 1;
  }
  complain(turn, `bg: job ${job.number} already in background`);
  return 0;
}

export function disown(turn: ShellTurn, words: readonly string[]): number {
  const job = jobFor(turn.state, words[1]);
  if (job === undefined) {
    complain(turn, `disown: ${words[1] ?? 'current'}: no such job`);
    return 1;
  }
  forgetJob(turn, job.key);
  return 0;
}

export function wait(turn: ShellTurn, words: readonly string[]): number | undefined {
  const operands = words.slice(1).filter((word) => !word.startsWith('-'));
  if (operands.length === 0) {
    const keys = turn.state.jobs.filter(({ number }) => number > 0).map(({ key }) => key);
    if (keys.length === 0) return 0;
    pushFrame(turn, { type: 'wait', keys });
    return undefined;
  }
  const keys: number[] = [];
  for (const operand of operands) {
    const job = operand.startsWith('%')
      ? jobFor(turn.state, operand)
      : turn.state.jobs.find(({ processes }) =>
          processes.some(({ pid }) => pid === Number(operand)),
        );
    if (job === undefined) {
      const message = operand.startsWith('%')
        ? `${operand}: no such job`
        : /^\d+$/.test(operand)
          ? `pid ${operand} is not a child of this shell`
          : `\`${operand}': not a pid or valid job spec`;
      complain(turn, `wait: ${message}`);
      return 127;
    }
    keys.push(job.key);
  }
  pushFrame(turn, { type: 'wait', keys });
  return undefined;
}

const KILL_USAGE =
  'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n';

export function kill(turn: ShellTurn, words: readonly string[]): number {
  let rest = words.slice(1);
  let signal: Signal | 0 | undefined = 'TERM';
  const first = rest[0];
  if (first === undefined) {
    write(turn, 2, KILL_USAGE);
    return 2;
  }
  if (first === '-l' || first === '-L') {
    write(turn, 1, SIGNAL_LIST);
    return 0;
  }
  if (first === '-s' || first === '-n') {
    signal = signalOf(rest[1] ?? '');
    if (signal === undefined) return badSignal(turn, rest[1] ?? '');
    rest = rest.slice(2);
  } else if (/^-./.test(first) && first !== '--') {
    signal = signalOf(first.slice(1));
    if (signal === undefined) return badSignal(turn, first.slice(1));
    rest = rest.slice(1);
  } else if (first === '--') rest = rest.slice(1);
  if (rest.length === 0) {
    write(turn, 2, KILL_USAGE);
    return 2;
  }
  return rest.map((target) => killOne(turn, target, signal)).some(Boolean) ? 1 : 0;
}

function badSignal(turn: ShellTurn, name: string): number {
  complain(turn, `kill: ${name}: invalid signal specification`);
  return 1;
}

/** True when it failed. */
function killOne(turn: ShellTurn, target: string, signal: Signal | 0): boolean {
  const pids: number[] = [];
  if (target.startsWith('%')) {
    const job = jobFor(turn.state, target);
    if (job === undefined) {
      complain(turn, `kill: ${target}: no such job`);
      return true;
    }
    for (const { pid, code } of job.processes) if (pid !== null && code === null) pids.push(pid);
  } else if (!/^-?\d+$/.test(target)) {
    complain(turn, `kill: ${target}: arguments must be process or job IDs`);
    return true;
  } else pids.push(Math.abs(Number(target)));
  const living = new Set(turn.env.host.processes().map(({ pid }) => pid));
  for (const pid of pids) {
    if (!living.has(pid)) {
      complain(turn, `kill: (${pid}) - No such process`);
      return true;
    }
    if (signal !== 0) turn.effects.push({ type: 'signal', pid, signal });
  }
  return false;
}
