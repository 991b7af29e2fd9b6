/**
 * The systems whose transcripts are replayed. A case does not name its system: it names a topology, and
 * each topology belongs to one of them.
 *
 * Read next: system-cases.ts.
 */
import type { GoldenCase, GoldenStep } from './golden-case.ts';
import type { StepKind, SystemCases } from './system-cases.ts';
import { kafkaCases } from './kafka/cases.ts';
import { zookeeperCases } from './zookeeper/cases.ts';

export const SYSTEM_CASES: readonly SystemCases[] = [zookeeperCases, kafkaCases];

/** Whose a case is; undefined: nobody has such a topology. */
export function systemOf({ topology }: Pick<GoldenCase, 'topology'>): SystemCases | undefined {
  return SYSTEM_CASES.find(({ topologies }) => topologies.includes(topology));
}

/** What a step does; undefined: its system knows no such kind. */
export function kindOf(
  { kinds }: SystemCases,
  { kind }: Pick<GoldenStep, 'kind'>,
): StepKind | undefined {
  const name = kind ?? 'line';
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined;
}
