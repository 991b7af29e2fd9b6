/**
 * The programs that a shell can start, and where they are installed. Filled once by the shell's
 * door (index.ts) when the module graph is loaded, before any world exists; constant afterwards.
 *
 * Mirrors: /usr/bin and /opt/zookeeper/bin.
 * Departs: programs are listed by name, not found on the disk.
 */
import type { ProgramHomes } from './launch.ts';

let homes: ProgramHomes = new Map();

/** Name of each program and the folder it is installed in. */
export function programHomes(): ProgramHomes {
  return homes;
}

/** Called by the shell's door only. */
export function installPrograms(all: ProgramHomes): void {
  homes = all;
}
