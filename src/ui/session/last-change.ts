/**
 * When did something become what it is now? A copy of the run goes back and looks: first event by
 * event through the latest ones, then in growing steps, then halving. The run itself
 * stays, and so does the page's answer to the next press: it looks in slices.
 */
import type { Timeline, World } from '../../engine/index.ts';
import { inSlices } from '../app/breath.ts';

export interface LastChange<T> {
  /** The event that made it so. */
  readonly number: number;
  readonly before: T;
}

/** Events that are looked at one by one. */
const NEAR = 200;

/**
 * Undefined when it has been so for as long as the history reaches, or when the answer is not wanted
 * any more. `read` depends on the world alone: it is asked long after the call, when the page may
 * show something else.
 */
export function lastChange<T>(
  timeline: Timeline,
  read: (world: World) => T,
  isWanted?: () => boolean,
): Promise<LastChange<T> | undefined> {
  return inSlices(searchBack(timeline, read), isWanted);
}

/** Stops after each look. */
function* searchBack<T>(
  timeline: Timeline,
  read: (world: World) => T,
): Generator<void, LastChange<T> | undefined> {
  const end = timeline.position;
  const now = read(timeline.world);
  const probe = timeline.fork();
  probe.seek(end - NEAR);
  const first = probe.position;
  let value = read(probe.world);
  let found: LastChange<T> | undefined;
  while (probe.position < end && probe.advance({ maxEvents: 1 }) > 0) {
    const next = read(probe.world);
    if (next !== value) found = { number: probe.position - 1, before: value };
    value = next;
    yield;
  }
  return found ?? (yield* searchFar(probe, first, now, read));
}

function* searchFar<T>(
  probe: Timeline,
  end: number,
  now: T,
  read: (world: World) => T,
): Generator<void, LastChange<T> | undefined> {
  const valueAt = (position: number): T => {
    probe.seek(position);
    return read(probe.world);
  };
  let high = end;
  for (let step = NEAR * 2; ; step *= 2) {
    const value = valueAt(high - step);
    if (value !== now) break;
    if (probe.position >= high) return undefined;
    high = probe.position;
    yield;
  }
  let low = probe.position;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (valueAt(middle) === now) high = middle;
    else low = middle;
    yield;
  }
  return { number: high - 1, before: valueAt(low) };
}
