/**
 * All programs of a host that are not ZooKeeper's, and where each is installed.
 *
 * Mirrors: /usr/bin of a Debian system.
 * Departs: nothing.
 */
import type { Behavior } from '../../engine/index.ts';
import { behaviorOf } from '../program/program.ts';
import type { Program } from '../program/program.ts';
import { cat, nl, rev, tac } from './cat.ts';

// Each program has a state of its own type, which only the program itself looks into.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const all: readonly Program<any>[] = [cat, nl, rev, tac];

/** What each program does, for `man`. */
export const summaries: ReadonlyMap<string, { readonly summary: string; readonly synopsis: string }> =
  new Map(all.map(({ name, summary, synopsis }) => [name, { summary, synopsis }]));

/** Behaviors by name. */
export const coreutils: Readonly<Record<string, Behavior>> = Object.fromEntries(
  all.map((program) => [program.name, behaviorOf(program) as Behavior]),
);
