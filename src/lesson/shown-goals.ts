/**
 * Which goals a shown solution has met, run by run. In a run that holds any part of the solution,
 * what becomes or stays true is not the learner's deed; a run that was forked before it holds none.
 */
import type { Timeline } from '../engine/index.ts';

export class ShownGoals {
  /** By goal: events of the run before its solution began. */
  readonly #since = new WeakMap<Timeline, Map<string, number>>();

  has(run: Timeline, goal: string): boolean {
    return this.#since.get(run)?.has(goal) === true;
  }

  add(run: Timeline, goal: string, since: number): void {
    if (this.has(run, goal)) return;
    this.#since.set(run, new Map(this.#since.get(run)).set(goal, since));
  }

  /** A fork has what it shares; a run that was left and is taken up again has kept its own. */
  follow(run: Timeline, next: Timeline): void {
    if (this.#since.has(next)) return;
    const shared = [...(this.#since.get(run) ?? [])].filter(([, since]) => since < next.position);
    this.#since.set(next, new Map(shared));
  }
}
