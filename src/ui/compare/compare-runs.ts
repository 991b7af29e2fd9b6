/**
 * Two runs that share a past, compared: where they part, and what came of each at one moment of
 * virtual time. Pure; it looks at worlds and changes none.
 *
 * Read next: run-pair.ts (which moves the two copies through time).
 */
import { factText, hostViews, mainDaemon } from '../../engine/index.ts';
import type { EventRecord, Timeline, World } from '../../engine/index.ts';

export interface Parting {
  /** Events that both runs have in common, counted from the start of the world. */
  readonly common: number;
  readonly left: EventRecord | undefined;
  readonly right: EventRecord | undefined;
}

/** The first event that is not the same in both. */
export function partingOf(left: Timeline, right: Timeline): Parting {
  let at = Math.max(left.firstRecord, right.firstRecord);
  const end = Math.min(left.length, right.length);
  while (at < end && isSameRecord(left.record(at), right.record(at))) at++;
  return { common: at, left: left.record(at), right: right.record(at) };
}

function isSameRecord(a: EventRecord | undefined, b: EventRecord | undefined): boolean {
  // What one of them has forgotten was a pulse: only another pulse can be the same.
  if (a === undefined || b === undefined) {
    const known = a ?? b;
    return known === undefined || known.isLight === true;
  }
  return a.atMs === b.atMs && a.pid === b.pid && a.cause === b.cause && isSame(a.event, b.event);
}

/** Plain data, compared by what it says. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  const [x, y] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  return keys.every((key) => key in y && isSame(x[key], y[key]));
}

/** What a host shows: the state of its server, or of the last program a person would look at. */
export interface LaneState {
  readonly status: 'off' | 'stopped' | 'nothing' | 'running';
  readonly role: string;
  readonly details: readonly string[];
}

export interface Lane {
  readonly host: string;
  readonly left: LaneState;
  readonly right: LaneState;
  readonly isDifferent: boolean;
}

export interface Outcome {
  readonly lanes: readonly Lane[];
  /** What each system compares further. */
  readonly left: World;
  readonly right: World;
}

export function outcomeOf(left: World, right: World): Outcome {
  return { lanes: lanesOf(left, right), left, right };
}

function lanesOf(left: World, right: World): readonly Lane[] {
  const [ours, theirs] = [laneStates(left), laneStates(right)];
  const hosts = [...new Set([...ours.keys(), ...theirs.keys()])];
  return hosts.map((host) => {
    const a = ours.get(host) ?? NOTHING;
    const b = theirs.get(host) ?? NOTHING;
    return { host, left: a, right: b, isDifferent: !isSame(a, b) };
  });
}

const NOTHING: LaneState = { status: 'nothing', role: '', details: [] };

function laneStates(world: World): ReadonlyMap<string, LaneState> {
  return new Map(
    hostViews(world).map(({ name, isPowered, processes }): [string, LaneState] => {
      if (!isPowered) return [name, { status: 'off', role: '', details: [] }];
      const shown =
        mainDaemon(processes) ??
        processes.findLast(({ status, role }) => status !== 'exited' && role.tier === 'client');
      if (shown === undefined) return [name, NOTHING];
      const { label, facts } = shown.role;
      if (shown.status === 'exited') return [name, { status: 'stopped', role: '', details: [] }];
      return [name, { status: 'running', role: label, details: facts.map(factText) }];
    }),
  );
}
