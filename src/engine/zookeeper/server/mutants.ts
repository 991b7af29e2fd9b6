/**
 * Deliberately planted faults, off by default: fuzzing must catch each of them, and lessons may show
 * what a rule is good for by taking it away.
 *
 * Read next: the places that ask `isMutant` (each says which rule it breaks).
 */
import type { ServerProcessState } from './server-state.ts';

/** Whether the fault of this name (`-Dmutant=NAME`) is planted in the server. */
export function isMutant(state: ServerProcessState, name: string): boolean {
  const { mutants } = state.config;
  return mutants.length > 0 && mutants.includes(name);
}
