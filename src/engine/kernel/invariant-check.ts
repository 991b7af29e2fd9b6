/**
 * Runs the invariants over what an event changed, and keeps what was broken.
 *
 * Mirrors: TLA+ invariants, checked in every state.
 * Departs: nothing.
 */
import type { Effect } from './effects.ts';
import type { NodeEvent } from './events.ts';
import type { Change, Violation } from './invariant.ts';
import type { Kernel } from './kernel.ts';
import type { Process, World } from './world-state.ts';

const MAX_VIOLATIONS = 50;

export function observeChange(
  kernel: Kernel,
  process: Process,
  number: number,
  event: NodeEvent | null,
  before: unknown,
  effects: readonly Effect[],
): void {
  const watching = kernel.invariantsOf(process.program);
  if (watching.length === 0) return;
  if (before === process.state && effects.length === 0) return;
  const { world } = kernel;
  const change: Change = {
    number,
    atMs: world.nowMs,
    pid: process.info.pid,
    program: process.program,
    event,
    before,
    after: process.status === 'exited' ? undefined : process.state,
    effects,
  };
  let ghosts: unknown[] | undefined;
  for (const { invariant, at: i } of watching) {
    const { ghost, broken } = invariant.observe(world.ghosts[i], change, world);
    if (ghost !== world.ghosts[i]) {
      ghosts ??= world.ghosts.slice();
      ghosts[i] = ghost;
    }
    if (broken !== undefined) {
      recordViolation(world, {
        invariant: invariant.name,
        claim: invariant.claim,
        detail: broken,
        eventNumber: number,
        atMs: world.nowMs,
        pid: process.info.pid,
      });
    }
  }
  if (ghosts !== undefined) world.ghosts = ghosts;
}

export function recordViolation(world: World, violation: Violation): void {
  if (world.violations.length < MAX_VIOLATIONS) world.violations = [...world.violations, violation];
}
