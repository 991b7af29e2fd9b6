/**
 * Joins a lesson's player to a session: the session lets time pass, the player judges every event,
 * and a solution that is shown is typed while time goes on.
 */
import type { GoalView, Lesson, Place, Playback } from '../../lesson/index.ts';
import { LessonPlayer, startWorld } from '../../lesson/index.ts';
import { course } from '../home/course.svelte.ts';
import { Session } from '../session/session.svelte.ts';
import type { Timeline } from '../../engine/index.ts';
import { restoringBranches } from '../share/kept-branches.ts';
import { lessonRun, openingOf, resumeLesson } from '../share/lesson-stage.ts';
import type { Opening } from '../share/lesson-stage.ts';
import { OF_LINKS } from '../share/placed-journal.ts';
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

function countedActions({ actions }: Run): number {
  return actions.filter(({ action }) => !FREE.has(action.type)).length;
}

export class LessonRun {
  readonly player: LessonPlayer;
  readonly session: Session;
  /** Whether the run that was given could be gone on with. */
  readonly isResumed: boolean;
  /** Why not. */
  readonly flaw: RunFlaw | null;
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

  /** Goes on with a run that was kept or shared, when it fits. */
  constructor(lesson: Lesson, saved?: SavedRun) {
    this.player = new LessonPlayer({ lesson, book: course.book, startWorld });
    const resumed =
      saved === undefined ? null : resumeLesson(this.player, saved.run, saved.clockMs);
    const opening = typeof resumed === 'string' ? null : resumed;
    this.isResumed = opening !== null;
    this.flaw = typeof resumed === 'string' ? resumed : null;
    if (opening === null) this.player.begin();
    // A challenge counts what is done, not what is looked up.
    else this.player.commands = countedActions(saved!.run);
    this.#opening = opening ?? openingOf(this.player);
    this.session = new Session(this.player.timeline);
    if (saved !== undefined && opening !== null) this.#takeUp(saved);
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

  /** A run behind the lesson's opening; see lesson-stage.ts. */
  runOf({ journal }: Timeline, isShort: boolean): Run {
    return lessonRun(this.lesson, this.#opening, this.player.place, journal, isShort);
  }

  #takeUp({ runName, bookmarks = [], branches = [] }: SavedRun): void {
    const { actions } = this.#opening;
    const work = restoringBranches(this.session.timeline, actions, branches, OF_LINKS);
    let bit = work.next();
    while (bit.done !== true) bit = work.next();
    this.session.takeUp(runName, bookmarks, bit.value);
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
