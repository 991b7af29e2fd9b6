/**
 * How virtual time passes for the eye: slowly while messages travel, quickly (or at once) while
 * nothing does. Pure; the session feeds it with real time.
 */
import { weightOf } from '../../engine/index.ts';
import type { Timeline, World } from '../../engine/index.ts';

export interface Pace {
  /** Virtual milliseconds in one real second while something travels. */
  readonly busyMsPerSecond: number;
  /** Whether idle stretches are shortened. */
  readonly isIdleSkipped: boolean;
  /** Whether heartbeats count as something to look at. */
  readonly arePingsShown: boolean;
}

/** Idle time of a healthy cluster: a tick of 2 s takes a fifth of a second. */
const IDLE_MS_PER_SECOND = 10_000;
/** Idle time while something is cut: quick, but slow enough to heal before a session expires. */
const FAULTY_MS_PER_SECOND = 1500;
const REAL_TIME_MS_PER_SECOND = 1000;
const MAX_EVENTS_PER_FRAME = 4000;

/** A message on a slow link, or a slow fsync, takes no longer than this for the eye. */
const LONGEST_FLIGHT_S = 8;
const LONGEST_SYNC_S = 1;

/**
 * The pace at which what is under way can be watched: a message, a dial, an fsync. Undefined when
 * there is nothing that a learner would want to see.
 */
function busyRate(world: World, { busyMsPerSecond, arePingsShown }: Pace): number | undefined {
  let slowest: number | undefined;
  for (const entry of world.queue.entries) {
    let wanted: number;
    switch (entry.kind) {
      case 'deliver':
        if (!arePingsShown && weightOf(entry.message) !== 'normal') continue;
        wanted = (entry.atMs - entry.sentAtMs) / LONGEST_FLIGHT_S;
        break;
      case 'dial':
      case 'dialled':
      case 'synced':
        wanted = (entry.atMs - world.nowMs) / LONGEST_SYNC_S;
        break;
      default:
        continue;
    }
    if (wanted <= busyMsPerSecond) return busyMsPerSecond;
    slowest = Math.min(slowest ?? Infinity, wanted);
  }
  return slowest;
}

/** The timeline's own `advance`, or one that looks at each event on the way. */
export type Advance = (limits: { untilMs?: number; maxEvents?: number }) => number;

export interface FrameResult {
  readonly events: number;
  /** Virtual time in which nothing but heartbeats happened, at the end of the frame. */
  readonly quietMs: number;
}

/**
 * Lets one frame's worth of time pass. Ends early when the budget of real milliseconds is used up:
 * the page stays responsive and the simulation is a little later instead.
 */
export function advanceFrame(
  timeline: Timeline,
  advance: Advance,
  realMs: number,
  pace: Pace,
  now: () => number,
  budgetMs = 7,
): FrameResult {
  const skipRate = timeline.world.rules.length > 0 ? FAULTY_MS_PER_SECOND : IDLE_MS_PER_SECOND;
  const idleRate = Math.max(
    pace.busyMsPerSecond,
    pace.isIdleSkipped ? skipRate : REAL_TIME_MS_PER_SECOND,
  );
  const deadline = now() + budgetMs;
  let leftMs = realMs;
  let events = 0;
  let quietMs = 0;
  while (leftMs > 0 && events < MAX_EVENTS_PER_FRAME) {
    const watched = busyRate(timeline.world, pace);
    const busy = watched !== undefined;
    const rate = (watched ?? idleRate) / 1000;
    const until = timeline.clockMs + leftMs * rate;
    const next = timeline.nextEventAtMs();
    if (next === undefined || next > until) {
      timeline.clockMs = until;
      if (!busy) quietMs += leftMs * rate;
      break;
    }
    const stepMs = Math.max(0, next - timeline.clockMs);
    leftMs -= stepMs / rate;
    if (!busy) quietMs += stepMs;
    else quietMs = 0;
    timeline.clockMs = Math.max(timeline.clockMs, next);
    const done = advance({ untilMs: next, maxEvents: 1 });
    if (done === 0) break;
    events += done;
    if (now() > deadline) break;
  }
  return { events, quietMs };
}
