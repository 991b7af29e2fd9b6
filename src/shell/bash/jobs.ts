/**
 * Children: starts them, follows their ends, and tells which one gets what is typed.
 *
 * Mirrors: bash's `jobs.c`.
 * Departs: there is no Ctrl-Z, so no job is stopped from the keyboard.
 * Read next: launch.ts.
 */
import type { Frame } from './frames.ts';
import { freeProcesses } from './limits.ts';
import { complain, write } from './messages.ts';
import type { Job, JobPlan, JobProcess } from './resources.ts';
import type { ShellState, ShellTurn } from './state.ts';
import { change, popFrame, pushFrame } from './state.ts';

const NO_PLACE = 'Resource temporarily unavailable';

const FORK_WAIT_MAX_S = 16;

/** Starts the processes of a job, as soon as there is a place for them, and waits as the plan says. */
export function startJob(turn: ShellTurn, plan: JobPlan): void {
  if (freeProcesses(turn) >= plan.spawns.length) return start(turn, plan);
  pushFrame(turn, { type: 'fork', plan, waitsS: 1 });
  waitForPlace(turn, 1);
}

function waitForPlace(turn: ShellTurn, seconds: number): void {
  complain(turn, `fork: retry: ${NO_PLACE}`);
  turn.effects.push({ type: 'setTimer', name: 'fork', delayMs: seconds * 1000 });
}

/** Tries again; false when it was the last time. */
export function retryFork(turn: ShellTurn, frame: Frame & { readonly type: 'fork' }): boolean {
  const waitsS = frame.waitsS * 2;
  popFrame(turn);
  if (freeProcesses(turn) >= frame.plan.spawns.length) start(turn, frame.plan);
  else if (waitsS < FORK_WAIT_MAX_S) {
    pushFrame(turn, { ...frame, waitsS });
    waitForPlace(turn, waitsS);
  } else {
    complain(turn, `fork: ${NO_PLACE}`);
    return false;
  }
  return true;
}

/** Ended jobs whose end has not been told; of more, as of too many children, the oldest are lost. */
const ENDED_MAX = 200;

function start(turn: ShellTurn, plan: JobPlan): void {
  const { nextKey } = turn.state;
  const ended = turn.state.jobs.filter((job) => job.number > 0 && hasEnded(job));
  const lost = new Set(ended.length > ENDED_MAX * 2 ? ended.slice(0, -ENDED_MAX) : []);
  const jobs = turn.state.jobs.filter((job) => !lost.has(job));
  const processes = plan.spawns.map((spawn, i): JobProcess => {
    const token = `${nextKey}.${i}`;
    turn.effects.push({ type: 'spawn', token, ...spawn });
    return { token, pid: null, code: null };
  });
  const isSubstitution = plan.isSubstitution === true;
  const number = plan.isForeground ? 0 : Math.max(0, ...jobs.map((job) => job.number)) + 1;
  const job: Job = {
    key: nextKey,
    number,
    processes,
    text: plan.text,
    isForeground: plan.isForeground,
    ownsTerminal: plan.isForeground && plan.readsTerminal && turn.state.ownsTerminal,
    output: '',
    isStopped: false,
  };
  change(turn, { jobs: [...jobs, job], nextKey: nextKey + 1 });
  if (isSubstitution) pushFrame(turn, { type: 'substitution', key: job.key });
  else {
    const until = plan.isForeground ? 'ended' : 'started';
    pushFrame(turn, { type: 'job', key: job.key, until });
  }
}

export function jobByKey(state: ShellState, key: number): Job | undefined {
  return state.jobs.find((job) => job.key === key);
}

/** Whether all processes have ended. */
export function hasEnded({ processes }: Job): boolean {
  return processes.every(({ code }) => code !== null);
}

/** Status of a job: its last process's, or with `pipefail` the last that is not 0. */
export function jobStatus({ processes }: Job, isPipeFail: boolean): number {
  const codes = processes.map(({ code }) => code ?? 0);
  const last = codes[codes.length - 1] ?? 0;
  return isPipeFail ? (codes.findLast((code) => code !== 0) ?? 0) : last;
}

export function forgetJob(turn: ShellTurn, key: number): void {
  change(turn, { jobs: turn.state.jobs.filter((job) => job.key !== key) });
}

export function changeJob(turn: ShellTurn, key: number, part: Partial<Job>): void {
  const jobs = turn.state.jobs.map((job) => (job.key === key ? { ...job, ...part } : job));
  change(turn, { jobs });
}

function changeProcess(
  turn: ShellTurn,
  isThis: (process: JobProcess) => boolean,
  part: Partial<JobProcess>,
): Job | undefined {
  const job = turn.state.jobs.find(({ processes }) => processes.some(isThis));
  if (job === undefined) return undefined;
  const processes = job.processes.map((each) => (isThis(each) ? { ...each, ...part } : each));
  changeJob(turn, job.key, { processes });
  return { ...job, processes };
}

/** The kernel has answered a spawn. */
export function onSpawned(turn: ShellTurn, token: string, pid: number): void {
  const isThis = (process: JobProcess): boolean => process.token === token && process.pid === null;
  const job = changeProcess(turn, isThis, pid === 0 ? { pid, code: 127 } : { pid });
  if (pid === 0 && turn.state.feedsPid === -1) change(turn, { feedsPid: null });
  if (job === undefined || pid === 0) return;
  const isFirst = job.processes[0]?.token === token;
  if (isFirst && job.ownsTerminal) {
    turn.effects.push({ type: 'foreground', pid });
  }
  if (isFirst && job.isForeground && turn.state.feedsPid === -1) {
    change(turn, { feedsPid: pid });
    forwardInput(turn);
  }
  if (!job.isForeground && job.processes.every((each) => each.pid !== null)) {
    const last = job.processes[job.processes.length - 1]!;
    change(turn, { lastBackgroundPid: last.pid });
    if (turn.state.isInteractive) write(turn, 2, `[${job.number}] ${last.pid}\n`);
  }
}

/** Hands input of the shell's own pipe on to the child that reads it. */
export function forwardInput(turn: ShellTurn): void {
  const { feedsPid, input, isInputEnded } = turn.state;
  if (feedsPid === null || feedsPid <= 0) return;
  if (input !== '') turn.effects.push({ type: 'feed', pid: feedsPid, text: input });
  if (isInputEnded) turn.effects.push({ type: 'feedEnd', pid: feedsPid });
  change(turn, { input: '' });
}

/** A child has ended. An interrupted one takes the rest of its pipeline with it. */
export function onExited(turn: ShellTurn, pid: number, code: number): void {
  if (pid === 0) return;
  const isThis = (process: JobProcess): boolean => process.pid === pid && process.code === null;
  if (turn.state.feedsPid === pid) change(turn, { feedsPid: null });
  const job = changeProcess(turn, isThis, { code });
  if (job === undefined || code !== 130) return;
  if (job.isForeground) signalJob(turn, job, 'INT');
}

export function signalJob(
  turn: ShellTurn,
  job: Job,
  signal: 'INT' | 'TERM' | 'HUP' | 'KILL',
): void {
  for (const { pid, code } of job.processes) {
    if (pid !== null && pid !== 0 && code === null) {
      turn.effects.push({ type: 'signal', pid, signal });
    }
  }
}

/** What `jobs` and the notice at the prompt say of a job. */
export function describeJob(job: Job, all: readonly Job[], withPids = false): string {
  const numbered = all.filter(({ number }) => number > 0).map(({ number }) => number);
  const rank = numbered.indexOf(job.number);
  const mark = rank === numbered.length - 1 ? '+' : rank === numbered.length - 2 ? '-' : ' ';
  const last = job.processes[job.processes.length - 1];
  const pid = withPids ? `${last?.pid ?? ''} ` : '';
  const isRunning = !hasEnded(job) && !job.isStopped;
  const end = isRunning ? ' &' : '';
  return `[${job.number}]${mark}  ${pid}${stateWord(job).padEnd(24 - (withPids ? 1 : 0))}${job.text}${end}\n`;
}

function stateWord(job: Job): string {
  if (job.isStopped) return 'Stopped';
  if (!hasEnded(job)) return 'Running';
  const code = jobStatus(job, false);
  if (code === 0) return 'Done';
  return SIGNAL_WORDS.get(code) ?? `Exit ${code}`;
}

/** What bash says of a process that a signal ended, by its status. */
export const SIGNAL_WORDS: ReadonlyMap<number, string> = new Map([
  [129, 'Hangup'],
  [130, 'Interrupt'],
  [134, 'Aborted'],
  [137, 'Killed'],
  [139, 'Segmentation fault'],
  [143, 'Terminated'],
]);

/** Tells of background jobs that ended, and forgets them. */
export function reportEndedJobs(turn: ShellTurn): void {
  const { jobs } = turn.state;
  const ended = jobs.filter((job) => job.number > 0 && hasEnded(job));
  if (ended.length === 0) return;
  for (const job of ended) {
    if (turn.state.isInteractive) write(turn, 2, describeJob(job, jobs));
  }
  change(turn, { jobs: jobs.filter((job) => !ended.includes(job)) });
}
