/**
 * Plays a list of lesson actions into a player's world, one at a time, so that the page can show
 * each typed line at its own speed. Waiting is virtual time; the playback itself has no clock.
 *
 *     while (!playback.isDone) if (playback.isReady) playback.next(); else player.advance({ … });
 */
import type { OperatorAction, Timeline } from '../engine/index.ts';
import { resolveAction } from './action-resolver.ts';
import type { LessonAction } from './actions.ts';
import { DEFAULT_WAIT_MS } from './actions.ts';
import type { Moment } from './condition.ts';
import { Watch } from './judge.ts';
import type { WorldSpec } from './world-spec.ts';

/** How far to advance, as the timeline takes it. */
export type AdvanceLimits = Parameters<Timeline['advance']>[0];

/** What a playback needs of a player. */
export interface Playable {
  readonly timeline: Timeline;
  readonly spec: WorldSpec;
  readonly terminals: ReadonlyMap<string, number>;
  advance(limits: AdvanceLimits): number;
  act(action: OperatorAction): unknown;
  momentOf(record: null): Moment;
  nameTerminal(name: string, terminal: number): void;
}

export class Playback {
  readonly actions: readonly LessonAction[];
  /** Index of the next action. */
  index = 0;
  readonly #playable: Playable;
  readonly #whenDone: () => void;
  /** Virtual time before which the next action must not come. */
  #readyAtMs: number;
  /** A condition that makes it ready earlier. */
  #until: Watch | null = null;
  #hasCome = false;
  #isEnded = false;

  constructor(
    playable: Playable,
    actions: readonly LessonAction[],
    whenDone: () => void = () => undefined,
  ) {
    this.#playable = playable;
    this.actions = actions;
    this.#whenDone = whenDone;
    this.#readyAtMs = playable.timeline.clockMs;
  }

  /** All actions are played and the last wait is over. */
  get isDone(): boolean {
    const isDone = this.#isEnded || (this.index >= this.actions.length && this.isReady);
    if (isDone) this.stop();
    return isDone;
  }

  /** Virtual time when the next action may come at the latest. */
  get readyAtMs(): number {
    return this.#readyAtMs;
  }

  get isReady(): boolean {
    const { timeline } = this.#playable;
    return this.#hasCome || timeline.clockMs >= this.#readyAtMs;
  }

  /** Takes every event that happens meanwhile (the player does this). */
  observe(moment: Moment): void {
    if (this.#until?.observe(moment) === true) this.#hasCome = true;
  }

  /** Plays the next action, if its time has come. */
  next(): LessonAction | undefined {
    const action = this.actions[this.index];
    if (action === undefined || !this.isReady) return undefined;
    this.index++;
    this.#hasCome = false;
    this.#until = action.do === 'waitFor' ? new Watch(action.condition) : null;
    this.observe(this.#playable.momentOf(null));
    this.#perform(action);
    this.#readyAtMs = this.#playable.timeline.clockMs + waitOf(action);
    return action;
  }

  /** Plays all of it now, skipping through virtual time. */
  finish(): void {
    while (!this.isDone) {
      if (this.isReady) this.next();
      else this.#advance();
    }
  }

  /** Gives up what is left. */
  stop(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#whenDone();
  }

  #advance(): void {
    this.#playable.advance({ untilMs: this.#readyAtMs, stop: () => this.#hasCome });
  }

  #perform(action: LessonAction): void {
    const { timeline, spec, terminals } = this.#playable;
    const terminalOf = (name: string) => terminals.get(name);
    const resolved = resolveAction(action, { world: timeline.world, spec, terminalOf });
    for (const one of resolved) this.#playable.act(one);
    if (action.do === 'open') {
      const newest = Math.max(...timeline.world.terminals.keys());
      this.#playable.nameTerminal(action.name, newest);
    }
  }
}

function waitOf(action: LessonAction): number {
  if (action.do === 'wait') return action.forMs;
  if (action.do === 'waitFor') return action.atMostMs;
  return action.waitMs ?? DEFAULT_WAIT_MS;
}
