/**
 * Which of the real server's log messages our server's log has. Thread names, line numbers and
 * interleaving differ from run to run, so this is reported, never compared.
 */
import type { CaseWorld } from './case-world.ts';
import type { GoldenStep } from './golden-case.ts';
import type { LogKind } from './system-cases.ts';

export interface LogEvidence {
  readonly found: number;
  /** Message texts that ours never wrote. */
  readonly missing: readonly string[];
}

export function logEvidence(world: CaseWorld, step: GoldenStep, kind: LogKind): LogEvidence {
  const { host, path } = kind.placeOf(step);
  const textOf = (line: string): string => kind.messageText(line);
  const known = new Set(world.fileText(host, path).split('\n').map(textOf));
  const expected = new Set(
    step.output
      .split('\n')
      .filter((line) => kind.isMessage(line))
      .map(textOf),
  );
  const missing = [...expected].filter((text) => !known.has(text));
  return { found: expected.size - missing.length, missing };
}
