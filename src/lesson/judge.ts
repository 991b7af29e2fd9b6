/**
 * Folds the conditions of goals over the events of a run, each event once, and can go back to what
 * it knew at an earlier event when the run is forked there.
 *
 * Mirrors: nothing upstream; runtime monitors.
 * Read next: condition.ts.
 */
import type { Condition, Moment } from './condition.ts';
import type { Goal } from './lesson.ts';
import type { Text } from './text.ts';

interface Known {
  /** Events before this one are folded into `memory`. */
  readonly position: number;
  readonly memory: unknown;
}

/** One condition along one run. */
export class Watch {
  readonly condition: Condition;
  /** Memories by position, only where they changed; the last one is current. */
  #known: Known[];

  constructor(condition: Condition) {
    this.condition = condition;
    this.#known = [{ position: 0, memory: condition.start() }];
  }

  get memory(): unknown {
    return this.#known[this.#known.length - 1]!.memory;
  }

  /** Takes one event; true when the condition holds after it. */
  observe(moment: Moment): boolean {
    const before = this.memory;
    const memory = this.condition.step(before, moment);
    if (!Object.is(memory, before)) {
      this.#known.push({ position: (moment.record?.number ?? -1) + 1, memory });
    }
    return this.condition.isMet(memory, moment);
  }

  /** Forgets everything behind `position` events. */
  forgetAfter(position: number): void {
    const kept = this.#known.filter((known) => known.position <= position);
    this.#known = kept.length > 0 ? kept : this.#known.slice(0, 1);
  }
}

/** A goal with its fold, and the folds of the slips it explains. */
export interface GoalWatch {
  readonly goal: Goal;
  readonly watch: Watch;
  readonly mistakes: readonly { readonly watch: Watch; readonly say: Text }[];
}

export function watchGoal(goal: Goal): GoalWatch {
  const mistakes = (goal.mistakes ?? []).map(({ when, say }) => ({ watch: new Watch(when), say }));
  return { goal, watch: new Watch(goal.when), mistakes };
}
