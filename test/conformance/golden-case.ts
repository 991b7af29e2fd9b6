/**
 * The shape of a golden case, and how one is read from its file.
 *
 * Read next: test/golden/README.md, which says what each field means.
 */
import { readFileSync } from 'node:fs';

/** Which servers a case runs on. */
export type TopologyName = 'standalone' | 'ensemble3' | 'observer4';

/** One thing that was done, and what the real tool printed. */
export interface GoldenStep {
  readonly actor: string;
  readonly kind?: 'start' | 'async' | 'oneshot' | '4lw' | 'shell' | 'log' | 'modes' | 'harness';
  readonly input: string | null;
  readonly command?: string;
  readonly argv?: readonly string[];
  readonly note?: string;
  readonly output: string;
  readonly outputNormalised?: string;
  readonly stderr?: string;
  readonly stderrNormalised?: string;
  readonly exitCode?: number | null;
  readonly prompt?: string;
  readonly promptAfter?: string;
  readonly asyncAfterPrompt?: string;
  readonly asyncAfterPromptNormalised?: string;
}

/** One transcript: a topology, how it was set up, and the steps in order. */
export interface GoldenCase {
  readonly name: string;
  readonly topic: string;
  readonly topology: TopologyName;
  readonly terminal: 'pipe' | 'pty';
  readonly jline: boolean;
  readonly logNoise: boolean;
  readonly note?: string;
  /** Java system properties of the servers, each as `-Dkey=value`. */
  readonly serverProps?: readonly string[];
  /** Lines added to zoo.cfg; `!key` takes that line away. */
  readonly cfgExtra?: readonly string[];
  readonly steps: readonly GoldenStep[];
}

const topologies: readonly unknown[] = ['standalone', 'ensemble3', 'observer4'];

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
  return parsed as GoldenCase;
}

function faultOf(parsed: unknown): string | undefined {
  if (typeof parsed !== 'object' || parsed === null) return 'not an object';
  const { name, topology, terminal, steps } = parsed as Record<string, unknown>;
  if (typeof name !== 'string') return 'it has no name';
  if (!topologies.includes(topology)) return `its topology is ${JSON.stringify(topology)}`;
  if (terminal !== 'pipe' && terminal !== 'pty') return `its terminal is ${String(terminal)}`;
  if (!Array.isArray(steps) || steps.length === 0) return 'it has no steps';
  const broken = steps.findIndex(
    (step: Partial<GoldenStep> | null) =>
      typeof step?.actor !== 'string' || typeof step.output !== 'string',
  );
  return broken < 0 ? undefined : `step ${broken + 1} lacks an actor or an output`;
}
