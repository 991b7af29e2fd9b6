/**
 * A list of timed steps that is played into a run: each gives ordinary operator actions when its
 * time, or what it waits for, has come. Pure but for its own place in the list; whoever lets time
 * pass asks `next` again and again.
 */
import type { OperatorAction, World } from '../../engine/index.ts';
import type { Step } from '../systems/system-ui.ts';

const PATIENCE_MS = 60_000;

export class ScriptRun {
  readonly steps: readonly Step[];
  /** Index of the step that comes next. */
  index = 0;
  #sinceMs: number;

  constructor(steps: readonly Step[], clockMs: number) {
    this.steps = steps;
    this.#sinceMs = clockMs;
  }

  get isDone(): boolean {
    return this.index >= this.steps.length;
  }

  get current(): Step | undefined {
    return this.steps[this.index];
  }

  /** Actions of the next step if it is due; null when nothing is. */
  next(world: World, clockMs: number): readonly OperatorAction[] | null {
    const step = this.steps[this.index];
    if (step === undefined) return null;
    const waitedMs = clockMs - this.#sinceMs;
    if (waitedMs < (step.afterMs ?? 0)) return null;
    const isPatient = waitedMs < (step.afterMs ?? 0) + (step.atMostMs ?? PATIENCE_MS);
    if (step.until !== undefined && isPatient && !step.until(world)) return null;
    this.index++;
    this.#sinceMs = clockMs;
    return step.actions(world);
  }
}
