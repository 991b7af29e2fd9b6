/**
 * A lesson's run behind its opening: kept, shared and played again. The opening itself (servers up,
 * terminals open, earlier steps solved) is the lesson's own and is not written down.
 */
import type { JournalEntry } from '../../engine/index.ts';
import { LessonPlayer, ProgressBook, startWorld } from '../../lesson/index.ts';
import type { Lesson, Place } from '../../lesson/index.ts';
import { atOnce } from '../app/breath.ts';
import { OF_LINKS, exactActions, placingActions, playingActions } from './placed-journal.ts';
import type { PlayLimits } from './placed-journal.ts';
import type { LessonPlace, Run } from './run.ts';
import { flawOf } from './run-flaw.ts';
import type { RunFlaw } from './run-flaw.ts';

/** Where and how a lesson's present world was opened, and what was done for that. */
export interface Opening {
  readonly at: Place;
  readonly isPlanted: boolean;
  readonly actions: readonly JournalEntry[];
}

/** What the player's world, just opened, is. */
export function openingOf(player: LessonPlayer): Opening {
  const isPlanted = player.place === 'challenge' && player.isPlanted;
  return { at: player.place, isPlanted, actions: [...player.timeline.journal] };
}

/** Which lesson it is, where its reader is, and all that was done in its world. */
export interface ToldLesson {
  readonly id: string;
  readonly place: Place;
  readonly journal: readonly JournalEntry[];
}

/** The run as it is now. */
export function lessonRun(opening: Opening, told: ToldLesson): Run {
  const { of, own } = partOf(opening, told);
  return { of, actions: exactActions(own) };
}

/** The same for a link: its actions are placed by time, which plays it once, bit by bit. */
export function* shortLessonRun(
  lesson: Lesson,
  opening: Opening,
  told: ToldLesson,
): Generator<void, Run> {
  const { of, own } = partOf(opening, told);
  const book = new ProgressBook({ getItem: () => null, setItem: () => undefined });
  const player = new LessonPlayer({ lesson, book, startWorld });
  openAt(player, of.lesson);
  return { of, actions: yield* placingActions(player, own, OF_LINKS) };
}

function partOf(opening: Opening, { id, place, journal }: ToldLesson) {
  // Who went back into the opening and acted there has left the rest of it.
  const kept = opening.actions.filter((entry, index) => journal[index] === entry).length;
  const own = journal.slice(kept);
  const told: LessonPlace = {
    ...{ id, openedAt: opening.at, place },
    ...(opening.isPlanted ? { isPlanted: true } : {}),
    ...(kept < opening.actions.length ? { kept } : {}),
  };
  return { of: { kind: 'lesson', lesson: told } as const, own };
}

/**
 * Opens the lesson's world and plays a run into it. What the learner has reached stays as it was.
 * Gives the flaw when the run does not fit the lesson (any more).
 */
export function resumeLesson(player: LessonPlayer, run: Run, clockMs: number): Opening | RunFlaw {
  return atOnce(resumingLesson(player, run, clockMs, { limits: OF_LINKS, isStopped: () => false }));
}

export interface Resuming {
  readonly limits: PlayLimits;
  /** Whether the run is to end where it has come to. */
  isStopped(): boolean;
}

/** The same bit by bit. */
export function* resumingLesson(
  player: LessonPlayer,
  run: Run,
  clockMs: number,
  { limits, isStopped }: Resuming,
): Generator<void, Opening | RunFlaw> {
  if (run.of.kind !== 'lesson' || run.of.lesson.id !== player.lesson.id) return 'otherWorld';
  const { openedAt, place } = run.of.lesson;
  const before = player.progress;
  try {
    const opening = openAt(player, run.of.lesson);
    for (const _ of playingActions(player, run.actions, clockMs, limits)) {
      if (isStopped()) break;
      yield;
    }
    if (typeof place === 'number' && openedAt !== 'challenge') player.goTo(place);
    return opening;
  } catch (error) {
    return flawOf(error);
  } finally {
    player.restore(before);
  }
}

function openAt(player: LessonPlayer, { openedAt, isPlanted, kept }: LessonPlace): Opening {
  if (openedAt === 'challenge') player.openChallenge({ isPlanted: isPlanted === true });
  else player.prepare(openedAt);
  const opening = openingOf(player);
  if (kept !== undefined && kept < opening.actions.length) {
    const last = opening.actions[kept - 1];
    player.timeline.seek(last === undefined ? 0 : last.number + 1);
    player.adopt(player.timeline.fork());
  }
  return opening;
}
