/**
 * Joins a lesson's player to a session: the session lets time pass, the player judges every event,
 * and a solution that is shown is typed while time goes on.
 */
import type { GoalView, Lesson, Place, Playback } from '../../lesson/index.ts';
import { LessonPlayer, ProgressBook, startWorld } from '../../lesson/index.ts';
import { course } from '../home/course.svelte.ts';
import type { Replay } from '../session/replay.svelte.ts';
import { Session } from '../session/session.svelte.ts';
import type { Timeline } from '../../engine/index.ts';
import { partAndWhole, shareOf, sleepingBranches } from '../share/kept-branches.ts';
import { lessonRun, openingOf, resumingLesson, shortLessonRun } from '../share/lesson-run-code.ts';
import type { Opening } from '../share/lesson-run-code.ts';
import { UNLIMITED } from '../share/placed-journal.ts';
import type { PlayLimits } from '../share/placed-journal.ts';
import { replayShown } from '../share/replay-shown.ts';
import type { Run } from '../share/run-code.ts';
import type { RunFlaw } from '../share/run-flaw.ts';
import type { SavedRun } from '../share/saved-run.ts';

/** What costs nothing in a challenge: looking for a word, opening a window. */
const FREE = new Set([
  'operator.complete',
  'operator.clearScreen',
  'operator.openTerminal',
  'operator.closeTerminal',
]);

/** How many of a run's actions count, as far as it has been played. */
function countedActions({ of, actions }: Run, opening: Opening, timeline: Timeline): number {
  const kept = of.kind === 'lesson' ? (of.lesson.kept ?? opening.actions.length) : 0;
  const played = actions.slice(0, timeline.journal.length - kept);
  return played.filter(({ action }) => !FREE.has(action.type)).length;
}

/** A player with its world open, at the start or where a run had come to. */
export interface OpenedLesson {
  readonly player: LessonPlayer;
  readonly saved?: SavedRun;
  /** Where the run began; null without one. */
  readonly opening: Opening | null;
  /** It was stopped on its way. */
  readonly isPart: boolean;
}

/** A lesson from its start, or from the step that was read last. */
export function freshLesson(lesson: Lesson): OpenedLesson {
  const player = new LessonPlayer({ lesson, book: course.book, startWorld });
  return { player, opening: null, isPart: false };
}

/**
 * Opens a lesson and plays a run that was kept or shared into it, bit by bit; the flaw when it does
 * not fit, undefined when nobody waits for it any more. Nothing that is played again counts as reached
 * once more.
 */
export async function resumedLesson(
  lesson: Lesson,
  saved: SavedRun,
  limits: PlayLimits,
  watched: { replay: Replay; isWanted(): boolean; onlong(): void },
): Promise<OpenedLesson | RunFlaw | undefined> {
  const book = new ProgressBook({ getItem: () => null, setItem: () => undefined });
  book.change(lesson.id, course.book.of(lesson.id));
  const player = new LessonPlayer({ lesson, book, startWorld });
  const { run, clockMs } = saved;
  const { replay } = watched;
  const isStopped = () => replay.isStopped;
  const work = resumingLesson(player, run, clockMs, { limits, isStopped });
  const opening = await replayShown(work, {
    ...watched,
    replay,
    share: () => shareOf(player.timeline, run.actions, clockMs),
    onprogress: () => undefined,
  });
  if (opening === undefined || typeof opening === 'string') return opening;
  player.book = course.book;
  const { step } = player;
  if (step !== undefined) player.book.change(lesson.id, { step: step.id });
  return { player, saved, opening, isPart: isStopped() };
}

export class LessonRun {
  readonly player: LessonPlayer;
  readonly session: Session;
  /** Grows when the player has something new to show. */
  version = $state(0);
  isShowing = $state(false);
  /** The terminal that something was typed into by other means than its own keyboard. */
  shownTerminal = $state.raw<{ readonly id: number }>();
  #playback: Playback | null = null;
  /** Shown once more from the step's own start, because the learner's world did not fit. */
  #isSecondShow = false;
  #stop: () => void;

  #opening: Opening;

  constructor({ player, saved, opening, isPart }: OpenedLesson) {
    this.player = player;
    if (opening === null) this.player.begin();
    // A challenge counts what is done, not what is looked up.
    else this.player.commands = countedActions(saved!.run, opening, player.timeline);
    this.#opening = opening ?? openingOf(this.player);
    this.session = new Session(this.player.timeline);
    if (saved !== undefined && opening !== null) this.#takeUp(saved, isPart);
    this.session.observer = {
      observe: (record, isAction) => {
        const isCounted = isAction && !FREE.has(record.event.type);
        if (isCounted && this.player.place === 'challenge') this.player.commands++;
        try {
          this.player.observe(record);
        } catch (error) {
          // A judge that fails does not end the run.
          reportError(error);
        }
        this.version++;
      },
      adopt: (timeline) => this.player.adopt(timeline),
    };
    this.#stop = this.player.subscribe(() => {
      this.version++;
      course.changed();
    });
  }

  get lesson(): Lesson {
    return this.player.lesson;
  }

  readonly place: Place = $derived.by(() => {
    void this.version;
    return this.player.place;
  });

  readonly goals: readonly GoalView[] = $derived.by(() => {
    void this.version;
    void this.session.version;
    return this.player.goals();
  });

  readonly isPlaceDone = $derived(
    this.goals.length > 0 && this.goals.every(({ status }) => status !== 'open'),
  );

  readonly hints = $derived.by(() => {
    void this.version;
    return this.player.hints();
  });

  readonly prediction = $derived.by(() => {
    void this.version;
    return this.player.prediction;
  });

  /** Acting commands since the challenge was opened. */
  readonly commands = $derived.by(() => {
    void this.version;
    return this.player.commands;
  });

  /** Fewest acting commands with which the challenge was done. */
  readonly best = $derived.by(() => {
    void this.version;
    return this.player.progress.best;
  });

  isStepDone(index: number): boolean {
    void this.version;
    const step = this.lesson.steps[index];
    return step !== undefined && this.player.isDone(step);
  }

  readonly isFinished = $derived.by(() => {
    void this.version;
    return this.lesson.steps.every((step) => this.player.isDone(step));
  });

  goTo(place: Place): void {
    this.#endShow();
    const wasChallenge = this.player.place === 'challenge';
    // Who reads the end, or comes back from it, finds the challenge as it was left.
    const isOpening = wasChallenge !== (place === 'challenge');
    if (place !== 'challenge') this.player.goTo(place);
    else if (isOpening) this.player.openChallenge();
    if (isOpening) this.#showOpened();
    if (this.isFinished) course.markDone(this.lesson.id);
  }

  /** A fresh world in which everything before this step is done. */
  restartStep(): void {
    this.#endShow();
    const { place } = this.player;
    if (place === 'challenge' || place === 0) this.player.restart();
    else this.player.prepare(place);
    this.#showOpened();
  }

  /** Whether the fault of an impossible challenge is planted. */
  readonly isPlanted = $derived.by(() => {
    void this.version;
    return this.player.isPlanted && this.player.place === 'challenge';
  });

  /** The impossible challenge again, in a world in which it is possible. */
  plantFault(): void {
    this.#endShow();
    this.player.openChallenge({ isPlanted: true });
    this.#showOpened();
  }

  showSolution(): void {
    this.#isSecondShow = false;
    if (!this.session.isLive) this.session.goLive();
    this.#playback = this.player.showSolution();
    this.isShowing = true;
    this.session.play();
  }

  /** Called once a frame: plays the next action when its time has come. */
  tick(): void {
    const playback = this.#playback;
    if (playback === null) return;
    if (playback.isDone) return this.#afterShow();
    if (!playback.isReady || !this.session.isLive) return;
    const action = playback.next();
    if (action?.do === 'type') this.showTerminal(this.player.terminals.get(action.terminal) ?? 0);
    this.session.settle();
    this.session.refresh();
    if (!this.session.isPlaying) this.session.play();
  }

  /** A world in which the solution leads nowhere any more is left for a fresh one, once. */
  #afterShow(): void {
    this.#endShow();
    if (this.isPlaceDone || this.#isSecondShow) return;
    if (this.isPlanted) this.plantFault();
    else this.restartStep();
    this.showSolution();
    this.#isSecondShow = true;
  }

  showTerminal(id: number): void {
    this.shownTerminal = { id };
  }

  /** Actions in the journal, the opening's included. */
  get actionCount(): number {
    return this.session.timeline.journal.length;
  }

  /** A run behind the lesson's opening; see lesson-run-code.ts. */
  runOf({ journal }: Timeline): Run {
    return lessonRun(this.#opening, this.#told(journal));
  }

  /** The present run for a link. */
  shortRun(): Generator<void, Run> {
    const told = this.#told([...this.session.timeline.journal]);
    return shortLessonRun(this.lesson, this.#opening, told);
  }

  #told(journal: Timeline['journal']) {
    return { id: this.lesson.id, place: this.player.place, journal };
  }

  #takeUp(saved: SavedRun, isPart: boolean): void {
    const { kept, name } = isPart
      ? partAndWhole(saved, this.session)
      : { kept: saved, name: saved.runName };
    const { bookmarks = [], branches = [] } = kept;
    const { actions } = this.#opening;
    this.session.takeUp(name, bookmarks, sleepingBranches(actions, branches, UNLIMITED));
  }

  destroy(): void {
    this.#endShow();
    this.#stop();
    this.session.destroy();
  }

  #showOpened(): void {
    this.#opening = openingOf(this.player);
    this.session.replace(this.player.timeline);
  }

  #endShow(): void {
    this.#playback?.stop();
    this.#playback = null;
    this.isShowing = false;
  }
}
