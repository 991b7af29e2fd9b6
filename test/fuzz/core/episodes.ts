/**
 * From a seed to the faults of a trial: which kinds, when, whom, for how long. Each seed draws its own
 * mixture, so that some runs know one kind of fault only, and much of it.
 *
 * A victim is a server by number, or by its part at that moment (`@leader`), or an end of a message that
 * just arrived (`@from`, `@to`), so that faults meet the short moments in which a protocol is vulnerable.
 *
 * Read next: faults.ts (the kinds that every system can suffer), adversary.ts (who plays them).
 */
import type { FaultRule } from '../../../src/engine/kernel/fault-rules.ts';
import type { Cast } from './area.ts';
import type { Draws } from './draws.ts';
import type { TrialAction, TrialLine } from './trial.ts';

/** The lines of a trial that are being written. */
export interface Draft {
  readonly draws: Draws;
  readonly cast: Cast;
  /** Servers have the numbers from 1 to this one. */
  readonly servers: number;
  /** The first so many of them vote. */
  readonly voters: number;
  readonly clients: number;
  readonly lines: TrialLine[];
}

/** What an episode is given: where in the trial it stands, and whom it is about. */
export interface Setting {
  readonly draft: Draft;
  readonly draws: Draws;
  readonly atMs: number;
  readonly lastsMs: number;
  readonly victim: string;
  readonly id: string;
  readonly when: TrialLine['when'];
}

/** A kind of fault: writes its lines into the draft. */
export type Episode = (setting: Setting) => void;

/** What may happen in an area. */
export interface Repertoire {
  /** An episode that stands here twice comes twice as often. */
  readonly episodes: readonly Episode[];
  /** Types of messages at which a fault may begin. */
  readonly moments: readonly string[];
}

/** Writes all faults of a trial, in order of time; gives back when they are over. */
export function addEpisodes(draft: Draft, repertoire: Repertoire): number {
  const { draws, lines } = draft;
  const kinds = mixture(draws);
  const episodes = 1 + draws.below(5);
  let atMs = draws.oneIn(4) ? draws.below(300) : 400 + draws.below(1200);
  for (let i = 0; i < episodes; i++) {
    addEpisode(draft, repertoire, draws.pick(kinds), atMs, i);
    atMs += draws.pick([20, 100, 300, 700, 1500, 3000]) + draws.below(200);
  }
  lines.sort((a, b) => a.atMs - b.atMs);
  return Math.max(atMs, ...lines.map((line) => line.atMs)) + 100;
}

/** The kinds of faults of this run: some of all, each as often as it is drawn. */
function mixture(draws: Draws): readonly number[] {
  return Array.from({ length: 1 + draws.below(6) }, () => draws.below(1000));
}

/** `kind` is any number, the same one gives the same kind of fault. */
function addEpisode(
  draft: Draft,
  { episodes, moments }: Repertoire,
  kind: number,
  atMs: number,
  index: number,
): void {
  const { draws, cast } = draft;
  const isAimed = draws.oneIn(3);
  // What breaks a handshake must last until the other side has given up.
  const spans = isAimed ? [30, 600, 1500, 2500, 4000] : [5, 30, 150, 600, 1500, 2500, 6000];
  const lastsMs = draws.pick(spans) + draws.below(50);
  const host = cast.hostOf(1 + draws.below(draft.servers));
  const parts = Object.keys(cast.parts).map((part) => `@${part}#${index}`);
  const named = draws.pick([host, host, ...parts]);
  const aimed = draws.pick([`@from#${index}`, `@to#${index}`]);
  const delayMs = draws.pick([0, 0, 0, 1, 5, 30]);
  const message = draws.pick(moments);
  const when = isAimed ? { message, untilMs: atMs + 6000, delayMs } : undefined;
  const victim = isAimed ? aimed : named;
  const setting = { draft, draws, atMs, lastsMs, victim, id: `f${index}`, when };
  episodes[kind % episodes.length]!(setting);
}

/** Adds an act `delayMs` into an episode; the first one waits for the episode's moment. */
export function add(setting: Setting, action: TrialAction, delayMs = 0): void {
  const isFirst = delayMs === 0;
  setting.draft.lines.push({
    atMs: setting.atMs + delayMs,
    action,
    ...(isFirst && setting.when !== undefined ? { when: setting.when } : {}),
  });
}

/** Adds a fault and its end. */
export function addRule(
  { lines }: Draft,
  atMs: number,
  lastsMs: number,
  rule: FaultRule,
  when?: TrialLine['when'],
): void {
  const action = { type: 'operator.addRule', rule } as const;
  lines.push({ atMs, action, ...(when === undefined ? {} : { when }) });
  lines.push({ atMs: atMs + lastsMs, action: { type: 'operator.removeRule', id: rule.id } });
}
