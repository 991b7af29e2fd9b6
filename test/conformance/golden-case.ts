/**
 * The shape of a golden case, as far as all systems share it.
 *
 * Read next: test/golden/README.md, which says what each field means; read-case.ts.
 */

/** One thing that was done, and what the real tool printed. */
export interface GoldenStep {
  readonly actor: string;
  /** One of its system's kinds; absent: a line typed to a running program. */
  readonly kind?: string;
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

/** One transcript: a topology, and the steps in order. What else set it up, its system adds. */
export interface GoldenCase {
  readonly name: string;
  readonly topic: string;
  /** Which servers it runs on; by its name it is known whose case it is. */
  readonly topology: string;
  readonly terminal: 'pipe' | 'pty';
  readonly note?: string;
  readonly steps: readonly GoldenStep[];
}

/** Whether it is a list of texts. */
export function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
