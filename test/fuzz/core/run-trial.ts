/**
 * Runs one trial: faults at their times, then healthy servers that must make progress, then the
 * validations of the whole history.
 */
import type { Kernel } from '../../../src/engine/kernel/kernel.ts';
import { Adversary } from './adversary.ts';
import type { Area, BuildOptions, Found } from './area.ts';
import type { Trial } from './trial.ts';

/** What came of a run. */
export interface Outcome {
  readonly violation: Found;
  readonly events: number;
  readonly operations: number;
}

export interface RunOptions extends BuildOptions {
  /** Shows the kernel before it starts (debugging). */
  readonly onKernel?: (kernel: Kernel) => void;
}

/** Runs a trial to its first violation, or to its end. */
export function runTrial<T extends Trial>(
  area: Area<T>,
  trial: T,
  options: RunOptions = {},
): Outcome {
  const kernel = area.build(trial, options);
  options.onKernel?.(kernel);
  const found = isWhole(area, trial, kernel) ? resultOf(area, trial, kernel) : null;
  const violation = kernel.world.violations[0] ?? found;
  return { violation, events: kernel.world.eventCount, operations: area.operationCount(kernel) };
}

/** Plays all lines, heals, and waits for progress. False: something was broken on the way. */
function isWhole<T extends Trial>(area: Area<T>, trial: T, kernel: Kernel): boolean {
  const { lines, healAtMs, endAtMs } = trial;
  const adversary = new Adversary(kernel, area.cast, lines);
  while (adversary.nextAtMs < healAtMs) {
    if (!advance(kernel, adversary.nextAtMs, adversary)) return false;
    if (adversary.nextAtMs <= kernel.world.nowMs || isQuietUntil(kernel, adversary.nextAtMs)) {
      adversary.next();
    }
  }
  while (!isQuietUntil(kernel, healAtMs)) {
    if (!advance(kernel, healAtMs)) return false;
  }
  for (const { id } of kernel.world.rules) {
    adversary.act(healAtMs, { type: 'operator.removeRule', id });
  }
  for (const action of area.heal(kernel, trial)) adversary.act(healAtMs, action);
  for (let atMs = healAtMs; atMs < endAtMs; atMs += 250) {
    if (!advance(kernel, atMs)) return false;
    if (area.hasProgress(kernel, trial)) break;
  }
  return true;
}

function resultOf<T extends Trial>(area: Area<T>, trial: T, kernel: Kernel): Found {
  const stall = area.hasProgress(kernel, trial) ? null : area.stallOf(kernel, trial);
  if (stall === null) return area.validate(kernel);
  return { invariant: 'Progress', detail: stall, atMs: kernel.world.nowMs };
}

function isQuietUntil(kernel: Kernel, atMs: number): boolean {
  return (kernel.nextEventAtMs() ?? Infinity) > atMs;
}

/** Until a time, or until the adversary has something to do. False: something was broken. */
function advance(kernel: Kernel, untilMs: number, adversary?: Adversary): boolean {
  const { world } = kernel;
  for (;;) {
    const record = kernel.step(untilMs);
    if (world.violations.length > 0) return false;
    if (record === undefined || adversary?.watch(record) === true) return true;
  }
}
