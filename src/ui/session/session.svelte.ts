/**
 * One running world and the learner's place in it: play, pace, step, seek, act, fork. The engine is
 * plain data behind a Timeline; this class lets it move inside a time budget per frame and tells the
 * components, by a version counter, when to look again.
 *
 * Read next: session-view.svelte.ts, which is what components look at.
 */
import type { EventRecord, OperatorAction, Timeline } from '../../engine/index.ts';
import { notices } from '../app/notices.svelte.ts';
import { settings } from '../app/settings.svelte.ts';
import { t } from '../i18n/i18n.svelte.ts';
import { roundMoment } from '../share/placed-journal.ts';
import { isPlayed } from './branches.ts';
import type { Branch, PlayedBranch, SleepingBranch } from './branches.ts';
import { MarkKeeper } from './marks.ts';
import type { Bookmark, Mark } from './marks.ts';
import { advanceFrame } from './pacing.ts';
import type { Advance, FrameResult } from './pacing.ts';
import { wake } from './replay.svelte.ts';
import type { Replay } from './replay.svelte.ts';
import { SessionView } from './session-view.svelte.ts';
import { isShown } from './shown.ts';

type AdvanceLimits = Parameters<Timeline['advance']>[0];

/** Somebody who must see every event, and every fork. */
export interface Observer {
  observe(record: EventRecord, isAction: boolean): void;
  adopt(timeline: Timeline): void;
}

/** Quiet virtual time after which a world without anything to show rests. */
const REST_AFTER_MS = 60_000;
const MAX_FRAME_MS = 100;

export class Session extends SessionView {
  clockMs = $state(0);
  isPlaying = $state(false);
  /** Nothing but heartbeats for long: time stands still until somebody acts. */
  isResting = $state(false);
  marks = $state.raw<readonly Mark[]>([]);
  branches = $state.raw<readonly Branch[]>([]);
  branchName = $state('1');
  /** The latest command or verb that a click stood for. */
  lastCommand = $state('');
  /** What happened last, for the live region and the stage. */
  news = $state.raw<readonly Mark[]>([]);
  /** While this run itself is played again it can be looked at, not moved or acted on. */
  replay = $state.raw<Replay | null>(null);
  /** A run that was left is played again, beside this one. */
  waking = $state.raw<Replay | null>(null);
  /** Pace of a picture that nobody steers; undefined: the learner's choice. */
  paceMsPerSecond: number | undefined;
  /** Sees every event while time goes on: a lesson's judge. */
  observer: Observer | null = null;
  keeper = new MarkKeeper();
  #quietMs = 0;
  #handle = 0;
  #lastFrameMs = 0;
  #slowMs = 0;
  /** Something has changed since `slowVersion` grew. */
  #isSlowDue = false;
  #runId = 1;
  #runCount = 1;
  isDestroyed = false;

  constructor(timeline: Timeline) {
    super();
    this.timeline = timeline;
    this.#changed();
  }

  // ---- Running -----------------------------------------------------------------------------

  /** Whether the run is still on its way to where it was; says so. */
  isHeld(): boolean {
    if (this.replay === null) return false;
    notices.say(t().sandbox.held);
    return true;
  }

  play(): void {
    if (this.isHeld()) return;
    this.isPlaying = true;
    this.#wake();
  }

  pause(): void {
    this.isPlaying = false;
    this.#showSlow(performance.now());
  }

  toggle(): void {
    if (this.isPlaying && !this.isResting) this.pause();
    else this.play();
  }

  /** Stops for ever; called when the view goes away. */
  destroy(): void {
    this.isDestroyed = true;
    cancelAnimationFrame(this.#handle);
  }

  #wake(): void {
    this.isResting = false;
    this.#quietMs = 0;
    if (this.#handle !== 0 || this.isDestroyed || !this.isPlaying) return;
    this.#lastFrameMs = performance.now();
    this.#handle = requestAnimationFrame(this.#frame);
  }

  readonly #frame = (nowMs: number): void => {
    this.#handle = 0;
    if (this.isDestroyed || !this.isPlaying || this.isResting) return;
    const realMs = Math.min(MAX_FRAME_MS, Math.max(0, nowMs - this.#lastFrameMs));
    this.#lastFrameMs = nowMs;
    const wasLive = this.timeline.isLive;
    const { events, quietMs } = this.#advanceFrame(realMs);
    // Asked for before anybody looks: a view that fails does not end the run.
    this.#handle = requestAnimationFrame(this.#frame);
    this.clockMs = this.timeline.clockMs;
    if (events > 0 || wasLive !== this.timeline.isLive) this.#changed();
    else if (this.#isSlowDue) this.#showSlow(nowMs);
    this.#quietMs =
      quietMs > 0 && this.flights.every(({ weight }) => weight !== 'normal')
        ? this.#quietMs + quietMs
        : 0;
    if (this.#quietMs > REST_AFTER_MS) this.isResting = true;
  };

  /** A world that fails stands still, and the learner can go back in it. */
  #advanceFrame(realMs: number): FrameResult {
    const { isIdleSkipped, arePingsShown } = settings;
    const busyMsPerSecond = this.paceMsPerSecond ?? settings.paceMsPerSecond;
    const pace = { busyMsPerSecond, isIdleSkipped, arePingsShown };
    const advance: Advance = (limits) => this.#advance(limits);
    try {
      return advanceFrame(this.timeline, advance, realMs, pace, () => performance.now());
    } catch (error) {
      this.isPlaying = false;
      throw error;
    }
  }

  /** Lets everything that is due at this very moment happen: a shell answers, a process starts. */
  settle(): void {
    this.#advance({ untilMs: this.timeline.clockMs, maxEvents: 2000 });
    this.#changed();
  }

  // ---- Stepping and seeking ------------------------------------------------------------------

  stepEvent(): void {
    if (this.isHeld()) return;
    this.pause();
    this.#run(() => true);
  }

  /** To the next message that is no heartbeat (unless heartbeats are shown). */
  stepMessage(): void {
    if (this.isHeld()) return;
    this.pause();
    this.#run((record) => record.event.type === 'message' && isShown(record));
  }

  /** To the next event of the selected process or host. */
  stepNode(): void {
    const pids = new Set(this.selectedProcesses().map(({ pid }) => pid));
    if (pids.size === 0) return this.stepEvent();
    if (this.isHeld()) return;
    this.pause();
    this.#run((record) => pids.has(record.pid) && isShown(record));
  }

  stepBack(): void {
    this.seek(this.timeline.position - 1);
  }

  seek(position: number): void {
    if (this.isHeld()) return;
    this.pause();
    this.timeline.seek(position);
    this.#changed();
  }

  goLive(): void {
    if (this.isHeld()) return;
    this.timeline.seek(this.timeline.length);
    this.#changed();
    this.play();
  }

  #run(stop: (record: EventRecord) => boolean): void {
    this.#advance({ maxEvents: 20_000, stop });
    this.#changed();
  }

  // ---- Acting --------------------------------------------------------------------------------

  /** Does something now; in the past it leaves the known future as a branch of its own. */
  act(actions: OperatorAction | readonly OperatorAction[]): void {
    const list = [actions].flat() as readonly OperatorAction[];
    if (list.length === 0 || this.isHeld()) return;
    if (!this.timeline.isLive) this.fork();
    const { timeline } = this;
    timeline.clockMs = roundMoment(timeline.clockMs, timeline.nextEventAtMs());
    for (const action of list) {
      const record = this.timeline.act(action);
      this.observer?.observe(record, true);
    }
    this.settle();
    this.#wake();
  }

  /** Leaves the known future: it stays in the list of branches. */
  fork(): void {
    if (this.isHeld()) return;
    const { timeline } = this;
    const forkedAt = timeline.position;
    const left = this.#here(forkedAt);
    this.timeline = timeline.fork();
    this.observer?.adopt(this.timeline);
    this.keeper = this.keeper.forkAt(forkedAt);
    this.branches = [...this.branches.filter(({ id }) => id !== left.id), left];
    this.#runId = ++this.#runCount;
    this.branchName = String(this.#runId);
    this.#changed();
  }

  /** Goes over to another branch; the present one is kept in its place. */
  switchTo(branch: Branch): void {
    if (this.isHeld()) return;
    if (!isPlayed(branch)) {
      void wake(this, branch).then((woken) => woken !== undefined && this.switchTo(woken));
      return;
    }
    // Nobody waits for one that has gone meanwhile; the present run would be lost with it.
    if (!this.branches.some(({ id }) => id === branch.id)) return;
    const here = this.#here(branch.forkedAt);
    this.branches = this.branches.map((other) => (other.id === branch.id ? here : other));
    this.#runId = branch.id;
    this.timeline = branch.timeline;
    this.observer?.adopt(this.timeline);
    this.keeper = branch.marks;
    this.branchName = branch.name;
    this.marks = this.keeper.marks;
    this.pause();
    this.#changed();
  }

  /** A run that was left, played again if need be; undefined when that was stopped or cannot be. */
  async played(branch: Branch): Promise<PlayedBranch | undefined> {
    return isPlayed(branch) ? branch : wake(this, branch);
  }

  /** Gives a run that was left another name. */
  rename(branch: Branch, name: string): void {
    this.branches = this.branches.map((other) =>
      other.id === branch.id ? { ...other, name } : other,
    );
  }

  bookmark(text: string): void {
    const { position: number, clockMs: atMs } = this.timeline;
    this.keeper.bookmark({ number, atMs, text });
    this.marks = this.keeper.marks;
  }

  /** Takes up what was kept with this run: its name, its bookmarks, the runs that were left. */
  takeUp(
    name: string | undefined,
    bookmarks: readonly Bookmark[],
    branches: readonly Omit<SleepingBranch, 'id'>[],
  ): void {
    this.keeper.bookmark(...bookmarks);
    this.marks = this.keeper.marks;
    this.branches = branches.map((branch) => ({ ...branch, id: ++this.#runCount }));
    if (name !== undefined) this.branchName = name;
  }

  /** Goes over to another world: a lesson was started again. */
  replace(timeline: Timeline): void {
    this.waking?.stop();
    this.timeline = timeline;
    this.keeper = new MarkKeeper();
    this.branches = [];
    this.selection = null;
    this.#changed();
    this.#wake();
  }

  /** Looks again after somebody else (a lesson's playback) moved the timeline. */
  refresh(): void {
    this.#changed();
    this.#wake();
  }

  /** The present run, as one that is left. */
  #here(forkedAt: number): PlayedBranch {
    const { timeline, branchName: name } = this;
    return { id: this.#runId, name, timeline, marks: this.keeper, forkedAt };
  }

  #advance(limits: AdvanceLimits): number {
    const { observer } = this;
    if (observer === null) return this.timeline.advance(limits);
    return this.timeline.advance({
      ...limits,
      stop: (record) => {
        observer.observe(record, false);
        return limits.stop?.(record) === true;
      },
    });
  }

  #changed(): void {
    this.version++;
    this.clockMs = this.timeline.clockMs;
    this.#showSlow(performance.now());
    const fresh = this.keeper.collect(this.timeline);
    if (fresh.length > 0) {
      this.news = fresh;
      const command = fresh.findLast(({ kind }) => kind === 'action');
      if (command !== undefined) this.lastCommand = command.text;
    }
    if (this.marks !== this.keeper.marks) this.marks = this.keeper.marks;
  }

  /** Shows lists and numbers anew, or leaves it to a later frame when it was just done. */
  #showSlow(nowMs: number): void {
    this.#isSlowDue = this.isPlaying && nowMs - this.#slowMs <= 250;
    if (this.#isSlowDue) return;
    this.slowVersion++;
    this.#slowMs = nowMs;
  }
}
