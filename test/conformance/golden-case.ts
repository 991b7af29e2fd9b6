/**
 * The shape of a golden case, and how one is read from its file.
 *
 * Read next: test/golden/README.md, which says what each field means.
 */
import { readFileSync } from 'node:fs';

/** Which servers a case runs on. */
export type TopologyName = 'standalone' | 'ensemble3' | 'observer4';

/** The actor that each kind of step has; a step without a kind is a line typed to a client. */
const actorOfKind = {
  start: /^client:\w+$/,
  async: /^client:\w+$/,
  oneshot: /^shell$/,
  '4lw': /^4lw:\d+$/,
  shell: /^shell$/,
  log: /^log:\d+$/,
  modes: /^harness$/,
  harness: /^harness$/,
} as const;

/** One thing that was done, and what the real tool printed. */
export interface GoldenStep {
  readonly actor: string;
  readonly kind?: keyof typeof actorOfKind;
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
  const golden = parsed as GoldenCase;
  return { ...golden, steps: golden.steps.map((step) => ({ ...step, input: step.input ?? null })) };
}

function faultOf(parsed: unknown): string | undefined {
  if (typeof parsed !== 'object' || parsed === null) return 'not an object';
  const { name, topology, terminal, steps } = parsed as Record<string, unknown>;
  if (typeof name !== 'string') return 'it has no name';
  if (!topologies.includes(topology)) return `its topology is ${JSON.stringify(topology)}`;
  if (terminal !== 'pipe' && terminal !== 'pty') return `its terminal is ${String(terminal)}`;
  if (!Array.isArray(steps) || steps.length === 0) return 'it has no steps';
  const { serverProps = [], cfgExtra = [] } = parsed as Record<string, unknown>;
  if (!isTexts(serverProps) || !isTexts(cfgExtra)) return 'serverProps or cfgExtra is no list';
  for (const [index, step] of steps.entries()) {
    const fault = faultOfStep(step as Partial<Record<keyof GoldenStep, unknown>> | null);
    if (fault !== undefined) return `step ${index + 1} ${fault}`;
  }
  return undefined;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function faultOfStep(step: Partial<Record<keyof GoldenStep, unknown>> | null): string | undefined {
  if (typeof step?.actor !== 'string' || typeof step.output !== 'string') {
    return 'lacks an actor or an output';
  }
  const { kind, actor, input = null, argv = [] } = step;
  if (input !== null && typeof input !== 'string') return 'has an input that is no text';
  if (!isTexts(argv)) return 'has an argv that is no list';
  if (kind === undefined) {
    return actorOfKind.start.test(actor) ? undefined : `is typed to ${actor}, which is no client`;
  }
  const expected = Object.entries(actorOfKind).find(([name]) => name === kind)?.[1];
  if (expected === undefined) return `is of the unknown kind ${JSON.stringify(kind)}`;
  return expected.test(actor) ? undefined : `is of kind ${String(kind)} but its actor is ${actor}`;
}
