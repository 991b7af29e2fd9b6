/**
 * Runs the invariants over what an event changed, and keeps what was broken.
 *
 * Mirrors: TLA+ invariants, checked in every state.
 */
import type { Effect } from './effects.ts';
import type { NodeEvent } from './events.ts';
import type { Core } from './core.ts';
import type { Change, Invariant } from './invariant.ts';
import type { Process } from './world-state.ts';

const MAX_VIOLATIONS = 50;

export function observeChange(
  core: Core,
  process: Process,
  number: number,
  event: NodeEvent | null,
  before: unknown,
  effects: readonly Effect[],
): void {
  const watching = core.invariantsOf(process.program);
  if (watching.length === 0) return;
  if (before === process.state && effects.length === 0) return;
  const { world } = core;
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
  const { ghosts } = world;
  for (const { invariants, places } of watching) {
    const before = ghosts[places[0]!];
    const ghost = invariants[0]!.observe(before, change, world, core.report);
    if (ghost !== before) for (const place of places) ghosts[place] = ghost;
    if (core.reports.length > 0) takeReports(core, process, number, invariants);
  }
}

/** Keeps what was reported of promises that are watched. */
function takeReports(
  core: Core,
  process: Process,
  number: number,
  invariants: readonly Invariant[],
): void {
  for (const { detail, promise } of core.reports) {
    const broken = invariants.find(({ name }) => name === (promise ?? name));
    if (broken !== undefined) recordViolation(core, process, number, broken, detail);
  }
  core.reports.length = 0;
}

/** Keeps that an event broke a promise. */
export function recordViolation(
  { world }: Core,
  process: Process,
  eventNumber: number,
  { name, claim }: Pick<Invariant, 'name' | 'claim'>,
  detail: string,
): void {
  if (world.violations.length >= MAX_VIOLATIONS) return;
  const { pid } = process.info;
  const violation = { invariant: name, claim, detail, eventNumber, atMs: world.nowMs, pid };
  world.violations = [...world.violations, violation];
}
