/**
 * Faults that can be planted, to prove that the invariants see them. Each takes one rule away.
 *
 * Read next: invariants/index.ts.
 */
import type { Mutant } from '../world/system.ts';

export const MUTANTS: readonly Mutant[] = [];
