/**
 * What waits for a sync, and what has to wait with it: a program that writes, syncs and then sends has
 * sent nothing yet, so what a later step sends on the same connection, or does to the same file, comes
 * behind. Everything else goes on meanwhile, as it would in another thread.
 *
 * Mirrors: one thread of a server, which is blocked in fsync, beside the others.
 * Departs: threads are told apart by what they touch.
 * Read next: effect-runner.ts.
 */
import type { Effect } from './effects.ts';
import type { Process } from './world-state.ts';

/** How many of these effects are carried out now, the sync that stops them included. */
export function promptCount(process: Process, effects: readonly Effect[]): number {
  const { behindSync } = process;
  for (let i = 0; i < effects.length; i++) {
    const effect = effects[i]!;
    if (behindSync.length > 0 && isHeldUp(process, effect)) return i;
    if (effect.type === 'sync') return i + 1;
  }
  return effects.length;
}

/** Puts effects behind a sync that is under way. */
export function putBehind(process: Process, sequence: number, effects: readonly Effect[]): void {
  const { behindSync } = process;
  const found = behindSync.find((each) => each.sequence === sequence);
  if (found === undefined) {
    process.behindSync = [...behindSync, { sequence, effects }];
    return;
  }
  const joined = { sequence, effects: [...found.effects, ...effects] };
  process.behindSync = behindSync.map((each) => (each === found ? joined : each));
}

/** The latest sync that an effect has to wait for; what it touches is waited for there. */
export function heldUpBy({ behindSync }: Process, effect: Effect): number | undefined {
  return behindSync.findLast(({ effects }) => effects.some((other) => touch(effect, other)))
    ?.sequence;
}

/** Takes out what waited for a sync that has ended. */
export function takeBehind(process: Process, sequence: number): readonly Effect[] {
  const found = process.behindSync.find((each) => each.sequence === sequence);
  if (found === undefined) return [];
  process.behindSync = process.behindSync.filter((each) => each !== found);
  return found.effects;
}

function isHeldUp(process: Process, effect: Effect): boolean {
  return heldUpBy(process, effect) !== undefined;
}

function touch(a: Effect, b: Effect): boolean {
  const connection = connectionOf(a);
  if (connection !== undefined) return connection === connectionOf(b);
  const paths = pathsOf(b);
  return pathsOf(a).some((path) => paths.some((other) => isWithin(path, other)));
}

function connectionOf(effect: Effect): number | undefined {
  return effect.type === 'send' || effect.type === 'close' ? effect.connection : undefined;
}

const NO_PATHS: readonly string[] = [];

function pathsOf(effect: Effect): readonly string[] {
  switch (effect.type) {
    case 'append':
    case 'writeFile':
    case 'truncate':
    case 'remove':
    case 'mkdir':
    case 'sync':
      return [effect.path];
    case 'rename':
      return [effect.from, effect.to];
    default:
      return NO_PATHS;
  }
}

function isWithin(a: string, b: string): boolean {
  return a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}
