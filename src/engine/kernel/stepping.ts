/**
 * One step of one process: its event is written down, its program asked, what it wants carried out, and
 * every invariant shown what happened.
 *
 * Read next: effect-runner.ts, invariant-check.ts.
 */
import { promptCount } from './behind-sync.ts';
import type { Core } from './core.ts';
import { runEffects } from './effect-runner.ts';
import type { Effect } from './effects.ts';
import { isLightStep } from './event-weight.ts';
import type { NodeEvent } from './events.ts';
import { envOf } from './host-view.ts';
import { observeChange, recordViolation } from './invariant-check.ts';
import { endProcess } from './process-table.ts';
import { hasToWait, wait } from './waiting.ts';
import type { Process } from './world-state.ts';

/** Lets a process take one step. */
export function dispatch(core: Core, process: Process, event: NodeEvent, cause: number): void {
  if (process.status === 'exited') return;
  if (hasToWait(process)) wait(core, process, { event, effects: [], cause });
  else tell(core, process, event, cause);
}

/** The step itself, whatever waits. */
export function tell(core: Core, process: Process, event: NodeEvent, cause: number): void {
  const number = core.record(process.info.pid, cause, event);
  const before = process.state;
  const behavior = core.behaviorOf(process);
  try {
    const [after, effects] = behavior.step(before, event, envOf(core, process.info.host));
    process.state = after;
    const { weightOf } = core.options;
    if (weightOf !== undefined && isLightStep(weightOf, event, effects)) core.lighten();
    carryOut(core, process, number, event, before, effects);
  } catch (error) {
    crash(core, process, number, error);
  }
}

/** First step of a process. */
export function begin(core: Core, process: Process, cause: number): void {
  const number = core.record(process.info.pid, cause, { type: 'process.started' });
  process.status = 'running';
  try {
    const env = envOf(core, process.info.host);
    const [state, effects] = core.behaviorOf(process).start(process.info, env);
    process.state = state;
    carryOut(core, process, number, null, undefined, effects);
  } catch (error) {
    crash(core, process, number, error);
  }
}

/** Carries out what waited for a sync. */
export function goOn(
  core: Core,
  process: Process,
  effects: readonly Effect[],
  cause: number,
): void {
  if (effects.length === 0) return;
  core.cause = cause;
  carryOut(core, process, cause, null, process.state, effects);
}

/** Carries out what needs not wait, and shows the invariants just that. */
function carryOut(
  core: Core,
  process: Process,
  number: number,
  event: NodeEvent | null,
  before: unknown,
  effects: readonly Effect[],
): void {
  const count = promptCount(process, effects);
  const prompt = count === effects.length ? effects : effects.slice(0, count);
  observeChange(core, process, number, event, before, prompt);
  runEffects(core, process, effects, count);
}

const PROGRAMS_DO_NOT_THROW = {
  name: 'ProgramsDoNotThrow',
  claim: 'No program of the simulation fails by an error of ours.',
};

function crash(core: Core, process: Process, number: number, error: unknown): void {
  if (core.options.isStrict === true) throw error;
  const detail = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error);
  recordViolation(core, process, number, PROGRAMS_DO_NOT_THROW, `${process.key}: ${detail}`);
  endProcess(core, process, 134);
}
