/**
 * Reads a golden case from its file.
 *
 * Read next: golden-case.ts.
 */
import { readFileSync } from 'node:fs';
import type { GoldenCase, GoldenStep } from './golden-case.ts';
import { isTexts } from './golden-case.ts';
import type { SystemCases } from './system-cases.ts';
import { kindOf, systemOf } from './systems.ts';

/** Reads a case; throws with what is wrong when the file is not one. */
export function readGoldenCase(path: string): GoldenCase {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`cannot be read: ${(error as Error).message}`, { cause: error });
  }
  const fault = faultOf(parsed);
  if (fault !== undefined) throw new Error(`not a golden case: ${fault}`);
  const golden = parsed as GoldenCase;
  return { ...golden, steps: golden.steps.map(whole) };
}

/** A step that says nothing of input or output has none. */
function whole(step: GoldenStep): GoldenStep {
  return { ...step, input: step.input ?? null, output: step.output ?? '' };
}

function faultOf(parsed: unknown): string | undefined {
  if (typeof parsed !== 'object' || parsed === null) return 'not an object';
  const fields = parsed as Record<string, unknown>;
  const { name, topology, terminal, steps } = fields;
  if (typeof name !== 'string') return 'it has no name';
  const system = typeof topology === 'string' ? systemOf({ topology }) : undefined;
  if (system === undefined) return `its topology is ${JSON.stringify(topology)}`;
  if (terminal !== 'pipe' && terminal !== 'pty') return `its terminal is ${String(terminal)}`;
  if (!Array.isArray(steps) || steps.length === 0) return 'it has no steps';
  const own = system.faultOf(fields);
  if (own !== undefined) return own;
  for (const [index, step] of steps.entries()) {
    const fault = faultOfStep(system, step as Partial<Record<keyof GoldenStep, unknown>> | null);
    if (fault !== undefined) return `step ${index + 1} ${fault}`;
  }
  return undefined;
}

function faultOfStep(
  system: SystemCases,
  step: Partial<Record<keyof GoldenStep, unknown>> | null,
): string | undefined {
  if (typeof step?.actor !== 'string') return 'lacks an actor';
  const { kind, actor, input = null, argv = [], output = '' } = step;
  if (typeof output !== 'string') return 'has an output that is no text';
  if (input !== null && typeof input !== 'string') return 'has an input that is no text';
  if (!isTexts(argv)) return 'has an argv that is no list';
  const isKnown = kind === undefined || typeof kind === 'string';
  const known = isKnown ? kindOf(system, kind === undefined ? {} : { kind }) : undefined;
  if (known === undefined) return `is of the unknown kind ${JSON.stringify(kind)}`;
  if (known.actor.test(actor)) return undefined;
  if (kind === undefined) return `is typed to ${actor}, which is no client`;
  return `is of kind ${String(kind)} but its actor is ${actor}`;
}
