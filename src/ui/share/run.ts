/** What a run is: whose world, and what was done in it. */
import type { ClusterSpec } from '../../engine/index.ts';
import type { PlacedAction } from './placed-journal.ts';

/** Where a lesson's run started and where its reader is; a step's index or the challenge. */
export interface LessonPlace {
  readonly id: string;
  readonly openedAt: number | 'challenge';
  readonly place: number | 'challenge';
  /** The fault of an impossible challenge is planted. */
  readonly isPlanted?: true;
  /** Actions of the opening that the run has, where it left them before their end. */
  readonly kept?: number;
}

export interface Run {
  /** A cluster of its own, or a lesson, whose opening and solutions the actions follow. */
  readonly of:
    | { readonly kind: 'cluster'; readonly spec: ClusterSpec }
    | { readonly kind: 'lesson'; readonly lesson: LessonPlace };
  readonly actions: readonly PlacedAction[];
}

/** The place in a lesson that a value from outside tells, or undefined when it tells none. */
export function checkLessonPlace(value: unknown): LessonPlace | undefined {
  const { id, openedAt, place, isPlanted, kept } = (value ?? {}) as Record<string, unknown>;
  const isCount = (one: unknown) => Number.isSafeInteger(one) && (one as number) >= 0;
  const isPlace = (one: unknown) => one === 'challenge' || isCount(one);
  const isSound =
    typeof id === 'string' &&
    isPlace(openedAt) &&
    isPlace(place) &&
    (kept === undefined || isCount(kept));
  const more = { ...(isPlanted === true ? { isPlanted } : {}), ...(isCount(kept) ? { kept } : {}) };
  return isSound ? ({ id, openedAt, place, ...more } as LessonPlace) : undefined;
}
