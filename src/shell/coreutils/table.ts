/**
 * All programs of a host that are not ZooKeeper's.
 *
 * Mirrors: /usr/bin of a Debian system.
 */
import type { Behavior } from '../../engine/index.ts';
import { behaviorOf } from '../program/program.ts';
import type { Program } from '../program/program.ts';
import { awk } from './awk/awk.ts';
import { cat, nl, rev, tac } from './cat.ts';
import { cp, ln, mv } from './copy.ts';
import { cut, tee, tr } from './cut.ts';
import { df, du } from './disk-usage.ts';
import { chmod, chown, mkdir, rm, rmdir, touch } from './files.ts';
import { seq, yes } from './endless.ts';
import { find, xargs } from './find.ts';
import { egrep, fgrep, grep } from './grep.ts';
import type { Summaries } from './guidance.ts';
import { remotes } from './remote.ts';
import { absents, clear, editors, manProgram, which } from './guidance.ts';
import { head, tail } from './head.ts';
import { ls } from './ls.ts';
import { nc, netcat, telnet } from './nc.ts';
import { getent, hostname, ifconfig, ip, netstat, ping, ss } from './network-tools.ts';
import { jps, kill, killall, pgrep, pkill, ps } from './processes.ts';
import { sed } from './sed.ts';
import { stat } from './stat.ts';
import { sort, uniq, wc } from './sort.ts';
import * as system from './system.ts';

const { durationMs: _, ...systemPrograms } = system;

// Each program has a state of its own type, which only the program itself looks into.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const listed: readonly Program<any>[] = [
  ...[awk, df, du, cat, nl, rev, tac, cp, ln, mv, cut, tee, tr],
  ...[chmod, chown, mkdir, rm, rmdir, touch, find, xargs, egrep, fgrep, grep],
  ...[clear, which, seq, yes, head, tail, ls, nc, netcat, telnet],
  ...[getent, hostname, ifconfig, ip, netstat, ping, ss],
  ...[jps, kill, killall, pgrep, pkill, ps, sed, sort, stat, uniq, wc],
  ...Object.values(systemPrograms),
  ...editors,
  ...remotes,
  ...absents,
];

const all = [...listed, manProgram(() => summaries)];

/** What each program does, for `man`. */
const summaries: Summaries = new Map(
  all.map(({ name, summary, synopsis }) => [name, { summary, synopsis }]),
);

/** Behaviors by name. */
export const coreutils: Readonly<Record<string, Behavior>> = Object.fromEntries(
  all.map((program) => [program.name, behaviorOf(program) as Behavior]),
);
