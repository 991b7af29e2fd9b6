/**
 * Two runs that share a past, compared: where they part, and what came of each at one moment of
 * virtual time. Pure; it looks at worlds and changes none.
 *
 * Read next: run-pair.ts (which moves the two copies through time).
 */
import { hostViews, mainDaemon, serverView, znodeView } from '../../engine/index.ts';
import type { EventRecord, Process, Timeline, World } from '../../engine/index.ts';

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
  // What was shared when the runs parted is one and the same object.
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
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

export interface ZnodeDifference {
  readonly path: string;
  /** Undefined: not there. */
  readonly left: string | undefined;
  readonly right: string | undefined;
}

export interface SessionDifference {
  readonly id: string;
  readonly isLeft: boolean;
  readonly isRight: boolean;
}

export interface Outcome {
  readonly lanes: readonly Lane[];
  readonly znodes: readonly ZnodeDifference[];
  readonly sessions: readonly SessionDifference[];
}

export function outcomeOf(left: World, right: World): Outcome {
  return {
    lanes: lanesOf(left, right),
    znodes: znodeDifferences(newestServer(left), newestServer(right)),
    sessions: sessionDifferences(newestServer(left), newestServer(right)),
  };
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
        processes.findLast(({ status, role }) => status !== 'exited' && role.kind === 'client');
      if (shown === undefined) return [name, NOTHING];
      const { label, details } = shown.role;
      if (shown.status === 'exited') return [name, { status: 'stopped', role: '', details: [] }];
      return [name, { status: 'running', role: label, details }];
    }),
  );
}

/** The running server that has seen most: its tree speaks for the run. */
function newestServer(world: World): Process | undefined {
  let best: Process | undefined;
  let bestZxid = -1n;
  for (const process of world.processes.values()) {
    const server = process.exitCode === null ? serverView(process) : null;
    if (server === null) continue;
    const zxid = BigInt(server.lastProcessedZxid);
    if (zxid > bestZxid) [best, bestZxid] = [process, zxid];
  }
  return best;
}

function znodeDifferences(
  left: Process | undefined,
  right: Process | undefined,
): readonly ZnodeDifference[] {
  const [ours, theirs] = [znodesOf(left), znodesOf(right)];
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .sort()
    .map((path) => ({ path, left: ours.get(path), right: theirs.get(path) }))
    .filter(({ left: a, right: b }) => a !== b);
}

/** Paths with their data, without what the server keeps for itself. */
function znodesOf(process: Process | undefined): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = (path: string): void => {
    const node = process === undefined ? undefined : znodeView(process, path);
    if (node === undefined) return;
    found.set(path, node.data ?? '');
    for (const child of node.children) {
      if (path !== '/' || child !== 'zookeeper')
        visit(path === '/' ? `/${child}` : `${path}/${child}`);
    }
  };
  visit('/');
  return found;
}

function sessionDifferences(
  left: Process | undefined,
  right: Process | undefined,
): readonly SessionDifference[] {
  const idsOf = (process: Process | undefined) =>
    new Set((process === undefined ? null : serverView(process))?.sessions.map(({ id }) => id));
  const [ours, theirs] = [idsOf(left), idsOf(right)];
  return [...new Set([...ours, ...theirs])]
    .map((id) => ({ id, isLeft: ours.has(id), isRight: theirs.has(id) }))
    .filter(({ isLeft, isRight }) => isLeft !== isRight);
}
