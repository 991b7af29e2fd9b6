/**
 * Copies of two runs that go through virtual time together. The runs themselves stay where they
 * are; the copies may even run on beyond their ends, to see what would come of each.
 */
import type { Timeline } from '../../engine/index.ts';
import type { Outcome, Parting } from './compare-runs.ts';
import { outcomeOf, partingOf } from './compare-runs.ts';

/** Enough for minutes of a small cluster; a wild run must not hold up the page. */
const MOST_EVENTS = 30_000;

export class RunPair {
  readonly left: Timeline;
  readonly right: Timeline;
  readonly parting: Parting;
  /** Virtual time of the last common event. */
  readonly partedAtMs: number;
  /** Latest moment that both copies know. */
  endMs: number;

  constructor(left: Timeline, right: Timeline) {
    this.left = copyOf(left);
    this.right = copyOf(right);
    this.parting = partingOf(this.left, this.right);
    this.partedAtMs = this.left.recordBefore(this.parting.common)?.atMs ?? 0;
    this.endMs = Math.max(this.left.clockMs, this.right.clockMs);
    this.#reach(this.endMs);
  }

  /** Lets both go on beyond their ends. */
  runOn(forMs: number): void {
    this.endMs += forMs;
    this.#reach(this.endMs);
  }

  /** What both look like at a moment. */
  outcomeAt(atMs: number): Outcome {
    for (const run of [this.left, this.right]) run.seekTime(atMs);
    return outcomeOf(this.left.world, this.right.world);
  }

  #reach(atMs: number): void {
    for (const run of [this.left, this.right]) {
      run.seek(run.length);
      run.advance({ untilMs: atMs, maxEvents: MOST_EVENTS });
    }
  }
}

/** A copy of the whole run, also of what lies behind its cursor. */
function copyOf(run: Timeline): Timeline {
  const { position, clockMs, isLive } = run;
  if (!isLive) run.seek(run.length);
  const copy = run.fork();
  if (!isLive) {
    run.seek(position);
    run.clockMs = clockMs;
  }
  return copy;
}
