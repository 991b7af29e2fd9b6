/**
 * What the page shows of a goal or a prediction: plain data, made anew whenever it is asked for.
 */
import type { Moment } from './condition.ts';
import type { GoalWatch } from './judge.ts';
import type { Choice, Goal, Prediction } from './lesson.ts';
import type { GoalProgress } from './progress.ts';
import type { Text } from './text.ts';

/** A goal as the page shows it. */
export interface GoalView {
  readonly id: string;
  readonly text: Text;
  readonly status: 'open' | GoalProgress;
  /** While open: what is missing, never a bare no. */
  readonly missing: Text | null;
  /** While open: the slip that was recognised. */
  readonly mistake: Text | null;
}

export interface PredictionView {
  readonly prediction: Prediction;
  /** The learner's choice, once made. */
  readonly chosen: Choice | null;
}

/** A goal with what is missing at this moment. */
export function goalView(
  { id, text }: Goal,
  status: GoalProgress | 'open' = 'open',
  watches: readonly GoalWatch[],
  moment: Moment,
): GoalView {
  const found = watches.find((candidate) => candidate.goal.id === id);
  if (status !== 'open' || found === undefined) {
    return { id, text, status, missing: null, mistake: null };
  }
  const { watch, mistakes } = found;
  const slip = mistakes.find((one) => one.watch.condition.isMet(one.watch.memory, moment));
  const missing = watch.condition.missing(watch.memory, moment);
  return { id, text, status, missing, mistake: slip?.say ?? null };
}
