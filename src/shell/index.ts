/**
 * The door of the shell: all programs that a host can run, and how to start a simulation with them.
 *
 * Mirrors: nothing upstream.
 * Departs: nothing.
 * Read next: bash/behavior.ts, coreutils/table.ts.
 */
import type { Behavior, Invariant, KernelOptions } from '../engine/index.ts';
import { Timeline } from '../engine/index.ts';
import { bash } from './bash/behavior.ts';
import { installPrograms } from './bash/program-homes.ts';
import { coreutils } from './coreutils/table.ts';

/** bash and the tools of /usr/bin. */
export const shellPrograms: Readonly<Record<string, Behavior>> = {
  ...coreutils,
  bash: bash as Behavior,
  sh: bash as Behavior,
};

/** Every program of the playground, by the name under which it is spawned. */
export const programs: Readonly<Record<string, Behavior>> = { ...shellPrograms };

installPrograms(new Map(Object.keys(shellPrograms).map((name) => [name, '/usr/bin'])));
void (Timeline as unknown as Invariant | KernelOptions);
