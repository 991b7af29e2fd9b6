/**
 * When did something become what it is now? A copy of the run goes back and looks: first event by
 * event through the latest ones, then in growing steps, then halving. The run itself stays.
 */
import type { Timeline, World } from '../../engine/index.ts';

export interface LastChange<T> {
  /** The event that made it so. */
  readonly number: number;
  readonly before: T;
}

/** Events that are looked at one by one. */
const NEAR = 200;

/** Undefined when it has been so for as long as the history reaches. */
export function lastChange<T>(
  timeline: Timeline,
  read: (world: World) => T,
): LastChange<T> | undefined {
  const end = timeline.position;
  const now = read(timeline.world);
  const probe = timeline.fork();
  const valueAt = (position: number): T => {
    probe.seek(position);
    return read(probe.world);
  };
  let value = valueAt(end - NEAR);
  const first = probe.position;
  let found: LastChange<T> | undefined;
  while (probe.position < end && probe.advance({ maxEvents: 1 }) > 0) {
    const next = read(probe.world);
    if (next !== value) found = { number: probe.position - 1, before: value };
    value = next;
  }
  return found ?? farChange(probe, first, now, valueAt);
}

function farChange<T>(
  probe: Timeline,
  end: number,
  now: T,
  valueAt: (position: number) => T,
): LastChange<T> | undefined {
  let high = end;
  for (let step = NEAR * 2; ; step *= 2) {
    const value = valueAt(high - step);
    if (value !== now) break;
    if (probe.position >= high) return undefined;
    high = probe.position;
  }
  let low = probe.position;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (valueAt(middle) === now) high = middle;
    else low = middle;
  }
  return { number: high - 1, before: valueAt(low) };
}
