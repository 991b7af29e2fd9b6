/**
 * A lesson's run behind its opening: kept, shared and played again. The opening itself (servers up,
 * terminals open, earlier steps solved) is the lesson's own and is not written down.
 */
import type { JournalEntry } from '../../engine/index.ts';
import { LessonPlayer, ProgressBook, startWorld } from '../../lesson/index.ts';
import type { Lesson, Place } from '../../lesson/index.ts';
import { exactActions, placeActions, playActions } from './placed-journal.ts';
import type { Run } from './run-code.ts';

/** Where a lesson's present world was opened, and how many actions that took. */
export interface Opening {
  readonly at: Place;
  readonly actions: number;
}

/** What the player's world, just opened, is. */
export function openingOf(player: LessonPlayer): Opening {
  return { at: player.place, actions: player.timeline.journal.length };
}

/** The run as it is now; with `isShort` its actions are placed by time, which plays it once. */
export function lessonRun(
  lesson: Lesson,
  opening: Opening,
  place: Place,
  journal: readonly JournalEntry[],
  isShort: boolean,
): Run {
  const own = journal.slice(opening.actions);
  const of = { kind: 'lesson', lesson: { id: lesson.id, openedAt: opening.at, place } } as const;
  if (!isShort) return { of, actions: exactActions(own) };
  const book = new ProgressBook({ getItem: () => null, setItem: () => undefined });
  const player = new LessonPlayer({ lesson, book, startWorld });
  openAt(player, opening.at);
  return { of, actions: placeActions(player, own) };
}

/**
 * Opens the lesson's world and plays a run into it. What the learner has reached stays as it was.
 * Null when the run does not fit the lesson (any more).
 */
export function resumeLesson(player: LessonPlayer, run: Run, clockMs: number): Opening | null {
  if (run.of.kind !== 'lesson' || run.of.lesson.id !== player.lesson.id) return null;
  const { openedAt, place } = run.of.lesson;
  const before = player.progress;
  try {
    openAt(player, openedAt);
    const opening = openingOf(player);
    playActions(player, run.actions, clockMs);
    if (typeof place === 'number' && openedAt !== 'challenge') player.goTo(place);
    return opening;
  } catch {
    return null;
  } finally {
    const { step } = player.progress;
    player.book.change(player.lesson.id, { ...before, ...(step === undefined ? {} : { step }) });
  }
}

function openAt(player: LessonPlayer, place: Place): void {
  if (place === 'challenge') player.openChallenge();
  else player.prepare(place);
}
