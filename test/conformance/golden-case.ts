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

/** Reads a case; throws with the file's name when it is not one. */
export function readGoldenCase(path: string): GoldenCase {
  const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const isCase =
    typeof parsed === 'object' && parsed !== null && 'steps' in parsed && 'topology' in parsed;
  if (!isCase || !Array.isArray(parsed.steps)) throw new Error(`${path}: not a golden case`);
  return parsed as GoldenCase;
}
