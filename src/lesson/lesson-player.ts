/**
 * Runs one lesson around a timeline: which step is read, which goals are reached, what is missing,
 * hints, predictions, solutions, the challenge, and the progress that is kept.
 *
 * For the page (no DOM and no Svelte here): construct it, call `subscribe`; after every change
 * `version` has grown and the callback runs. All getters are cheap and give plain data.
 *
 *     const player = new LessonPlayer({ lesson, book, startWorld, seed: 1 });
 *     player.begin();                           // opens the world at the step that was read last
 *     player.advance({ untilMs });              // instead of timeline.advance: judges each event
 *     player.act(action);                       // instead of timeline.act
 *     player.seek(n); player.fork();            // progress stays; what was undone is judged anew
 *     player.goals(); player.hints(); player.answer('dies-first', 'at-once');
 *     const playback = player.showSolution();   // call playback.next() when playback.isReady
 *
 * Whoever moves `player.timeline` without it must call `player.observe(record)` for each event.
 *
 * Read next: judge.ts, playback.ts, progress.ts.
 */
import type { EventRecord, OperatorAction, Timeline } from '../engine/index.ts';
import type { LessonAction } from './actions.ts';
import { openTerminals } from './actions.ts';
import type { GoalView, PredictionView } from './goal-view.ts';
import { goalView } from './goal-view.ts';
import { waitForService } from './opening.ts';
import type { Moment } from './condition.ts';
import type { GoalWatch, Watch } from './judge.ts';
import { watchGoal } from './judge.ts';
import { allGoals, stepGoals } from './lesson.ts';
import type { Choice, Goal, Lesson, Step } from './lesson.ts';
import type { AdvanceLimits } from './playback.ts';
import { Playback } from './playback.ts';
import type { GoalProgress, LessonProgress, ProgressBook } from './progress.ts';
import { ShownGoals } from './shown-goals.ts';
import type { Text } from './text.ts';
import type { StartWorld, WorldSpec } from './world-spec.ts';

export type { GoalView, PredictionView } from './goal-view.ts';

export interface LessonPlayerOptions {
  readonly lesson: Lesson;
  readonly book: ProgressBook;
  readonly startWorld: StartWorld;
  readonly seed?: number;
}

/** Where the learner is: a step's index, or the challenge. */
export type Place = number | 'challenge';
const NO_WORLD: WorldSpec = {};

export class LessonPlayer {
  readonly lesson: Lesson;
  /** Where progress goes; another one while a run is only played again. */
  book: ProgressBook;
  /** Grows with every change. */
  version = 0;
  timeline: Timeline;
  /** Acting commands since the challenge was opened. */
  commands = 0;
  /** Whether the fault of an impossible challenge is planted. */
  isPlanted = false;
  #place: Place = 0;
  #watches: GoalWatch[] = [];
  /** Events before this one have been judged. */
  #judged = 0;
  #terminals = new Map<string, number>();
  #spec: WorldSpec = NO_WORLD;
  #isShowing = false;
  readonly #shown = new ShownGoals();
  /** Events before the solution that is or was shown last. */
  #showsSince = 0;
  #playback: Playback | null = null;
  readonly #startWorld: StartWorld;
  readonly #seed: number;
  readonly #listeners = new Set<() => void>();

  constructor({ lesson, book, startWorld, seed = 1 }: LessonPlayerOptions) {
    this.lesson = lesson;
    this.book = book;
    this.#startWorld = startWorld;
    this.#seed = seed;
    this.timeline = this.#open(0);
  }

  /** Calls back after every change; gives the way to stop. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Goes to the step that was read last, with everything before it already done. */
  begin(): void {
    const index = this.lesson.steps.findIndex(({ id }) => id === this.progress.step);
    if (index > 0) this.prepare(index);
    else this.restart();
  }

  get progress(): LessonProgress {
    return this.book.of(this.lesson.id);
  }

  get place(): Place {
    return this.#place;
  }

  /** The step that is read; undefined in the challenge. */
  get step(): Step | undefined {
    return this.#place === 'challenge' ? undefined : this.lesson.steps[this.#place];
  }

  /** The cluster of the present world. */
  get spec(): WorldSpec {
    return this.#spec;
  }

  /** Names of terminals with their numbers in the world. */
  get terminals(): ReadonlyMap<string, number> {
    return this.#terminals;
  }

  /** Reads another step; the world stays as it is. */
  goTo(index: number): void {
    if (this.#place === 'challenge') return this.prepare(index);
    this.#place = Math.max(0, Math.min(index, this.lesson.steps.length - 1));
    this.#remember();
  }

  /** A fresh world at the start of the lesson (or of the challenge). Progress stays. */
  restart(): void {
    this.timeline = this.#open(this.#place === 'challenge' ? 'challenge' : 0);
    this.#judgeStart();
    this.#changed();
  }

  /** A fresh world in which the solutions of all steps before this one have been played. */
  prepare(index: number): void {
    this.#place = Math.max(0, Math.min(index, this.lesson.steps.length - 1));
    this.timeline = this.#open(this.#place);
    this.#judgeStart();
    for (const step of this.lesson.steps.slice(0, this.#place)) this.#play(step.solution).finish();
    this.#remember();
  }

  /** Opens the challenge in its own fresh world; an impossible one with its fault, when asked to. */
  openChallenge({ isPlanted = false } = {}): void {
    if (this.lesson.challenge === undefined) return;
    this.isPlanted = isPlanted;
    this.#place = 'challenge';
    this.timeline = this.#open('challenge');
    this.#judgeStart();
    this.#changed();
  }

  /** Goals of a step (default: of the place that is read). */
  goals(step?: Step): readonly GoalView[] {
    const wanted = step?.goals ?? this.#goalsHere();
    return wanted.map((goal) =>
      goalView(goal, this.progress.goals[goal.id], this.#watches, this.momentOf(null)),
    );
  }

  isDone(step: Step): boolean {
    return step.goals.every(({ id }) => this.progress.goals[id] !== undefined);
  }

  get isChallengeDone(): boolean {
    const goals = this.lesson.challenge?.goals ?? [];
    return goals.length > 0 && goals.every(({ id }) => this.progress.goals[id] === 'reached');
  }

  /** Goals reached by the learner, and all there are, challenge included. */
  get score(): { readonly reached: number; readonly all: number } {
    const ids = allGoals(this.lesson).map(({ id }) => id);
    const reached = ids.filter((id) => this.progress.goals[id] === 'reached').length;
    return { reached, all: ids.length };
  }

  /** The hints that are open, and whether there are more. */
  hints(): { readonly open: readonly Text[]; readonly hasMore: boolean } {
    const all = this.#hintsHere();
    const count = this.progress.hints[this.#placeId()] ?? 0;
    return { open: all.slice(0, count), hasMore: count < all.length };
  }

  openHint(): void {
    const id = this.#placeId();
    const count = Math.min((this.progress.hints[id] ?? 0) + 1, this.#hintsHere().length);
    this.#keep({ hints: { ...this.progress.hints, [id]: count } });
  }

  get prediction(): PredictionView | null {
    const prediction = this.step?.prediction;
    if (prediction === undefined) return null;
    const answer = this.progress.answers[prediction.id];
    return { prediction, chosen: prediction.choices.find(({ id }) => id === answer) ?? null };
  }

  /** Predicts. The first answer is kept; the choice carries its explanation. */
  answer(predictionId: string, choiceId: string): Choice | undefined {
    const prediction = this.lesson.steps
      .map((step) => step.prediction)
      .find((candidate) => candidate?.id === predictionId);
    const choice = prediction?.choices.find(({ id }) => id === choiceId);
    if (choice === undefined || this.progress.answers[predictionId] !== undefined) return choice;
    this.#keep({ answers: { ...this.progress.answers, [predictionId]: choiceId } });
    return choice;
  }

  /** Plays the solution of the place that is read, from the world as it is; see playback.ts. */
  showSolution(): Playback {
    return this.#play(this.#solutionHere());
  }

  /** Plays any actions as if a learner did them (tests, miniatures). */
  play(actions: readonly LessonAction[]): Playback {
    this.#playback = new Playback(this, actions);
    return this.#playback;
  }

  advance(limits: AdvanceLimits): number {
    const { stop } = limits;
    const version = this.version;
    const count = this.timeline.advance({
      ...limits,
      stop: (record) => {
        this.observe(record);
        return stop?.(record) === true;
      },
    });
    if (count > 0 && version === this.version) this.#changed();
    return count;
  }

  /** Does something, now. In the past this is refused by the timeline: fork first. */
  act(action: OperatorAction): EventRecord {
    const record = this.timeline.act(action);
    if (!this.#isShowing && this.#place === 'challenge') this.commands++;
    this.observe(record);
    this.#changed();
    return record;
  }

  seek(position: number): void {
    this.timeline.seek(position);
    this.#changed();
  }

  seekTime(atMs: number): void {
    this.timeline.seekTime(atMs);
    this.#changed();
  }

  /** Goes on from the cursor in a run of its own; what happened behind it is forgotten. */
  fork(): void {
    this.adopt(this.timeline.fork());
  }

  /** Uses a run that the page forked itself, at the same past. */
  adopt(timeline: Timeline): void {
    this.#shown.follow(this.timeline, timeline);
    this.timeline = timeline;
    if (timeline.length < this.#judged) {
      this.#judged = timeline.length;
      for (const watch of this.#allWatches()) watch.forgetAfter(this.#judged);
    }
    this.#changed();
  }

  /** Judges one event. Events that were judged before are passed over. */
  observe(record: EventRecord): void {
    if (record.number < this.#judged) return;
    this.#judged = record.number + 1;
    const moment = this.momentOf(record);
    this.#playback?.observe(moment);
    this.#judge(moment);
  }

  /** The world at the cursor as conditions see it. */
  momentOf(record: EventRecord | null): Moment {
    return {
      record,
      world: this.timeline.world,
      terminalOf: (name) => this.#terminals.get(name),
    };
  }

  nameTerminal(name: string, terminal: number): void {
    this.#terminals.set(name, terminal);
  }

  /** After a run was played again: nothing was earned by that, and what had been shown still is. */
  restore(before: LessonProgress): void {
    const { goals, step } = this.progress;
    for (const [id, how] of Object.entries(before.goals)) {
      if (how === 'shown' && goals[id] === 'reached') this.#shown.add(this.timeline, id, 0);
    }
    this.#keep({ ...before, ...(step === undefined ? {} : { step }) });
  }

  /** Forgets what was reached in this lesson and starts over. */
  reset(): void {
    this.book.reset(this.lesson.id);
    this.#place = 0;
    this.restart();
  }

  #play(actions: readonly LessonAction[]): Playback {
    this.#isShowing = true;
    this.#showsSince = this.timeline.position;
    this.#playback = new Playback(this, actions, () => {
      this.#isShowing = false;
    });
    return this.#playback;
  }

  #open(place: Place): Timeline {
    const settings =
      place === 'challenge' ? { ...this.lesson, ...this.lesson.challenge } : this.lesson;
    const { impossible } = this.lesson.challenge ?? {};
    const world = settings.world ?? NO_WORLD;
    const isPlanted = place === 'challenge' && this.isPlanted && impossible !== undefined;
    this.#spec = isPlanted ? impossible.plantedIn(world) : world;
    this.timeline = this.#startWorld(this.#spec, this.#seed);
    this.#terminals = new Map();
    this.#judged = 0;
    this.commands = 0;
    this.#watches = [];
    this.#isShowing = true;
    const typed = openTerminals(settings.terminals ?? []);
    this.play([...waitForService(), ...typed]).finish();
    this.#isShowing = false;
    this.#judged = this.timeline.length;
    return this.timeline;
  }

  /** Conditions see the start as one moment without an event. */
  #judgeStart(): void {
    const { challenge } = this.lesson;
    const isChallenge = this.#place === 'challenge';
    const goals = isChallenge ? (challenge?.goals ?? []) : stepGoals(this.lesson);
    this.#watches = goals.map(watchGoal);
    this.#judge(this.momentOf(null));
  }

  #judge(moment: Moment): void {
    for (const { goal, watch, mistakes } of this.#watches) {
      for (const mistake of mistakes) mistake.watch.observe(moment);
      const status = this.progress.goals[goal.id];
      if (!watch.observe(moment) || status === 'reached') continue;
      const { timeline } = this;
      if (this.#isShowing) this.#shown.add(timeline, goal.id, this.#showsSince);
      const how: GoalProgress = this.#shown.has(timeline, goal.id) ? 'shown' : 'reached';
      if (status === how) continue;
      this.#keep({ goals: { ...this.progress.goals, [goal.id]: how } });
      if (this.isChallengeDone && this.#place === 'challenge') this.#keepBest();
    }
  }

  #keepBest(): void {
    const best = Math.min(this.progress.best ?? Infinity, this.commands);
    this.#keep({ best });
  }

  #allWatches(): readonly Watch[] {
    return this.#watches.flatMap(({ watch, mistakes }) => [watch, ...mistakes.map((m) => m.watch)]);
  }

  #goalsHere(): readonly Goal[] {
    return this.step?.goals ?? this.lesson.challenge?.goals ?? [];
  }

  #hintsHere(): readonly Text[] {
    return this.step?.hints ?? this.lesson.challenge?.hints ?? [];
  }

  #solutionHere(): readonly LessonAction[] {
    return this.step?.solution ?? this.lesson.challenge?.solution ?? [];
  }

  #placeId(): string {
    return this.step?.id ?? 'challenge';
  }

  #remember(): void {
    const { step } = this;
    if (step !== undefined) this.#keep({ step: step.id });
  }

  #keep(change: Partial<LessonProgress>): void {
    this.book.change(this.lesson.id, change);
    this.#changed();
  }

  #changed(): void {
    this.version++;
    for (const listener of this.#listeners) listener();
  }
}
