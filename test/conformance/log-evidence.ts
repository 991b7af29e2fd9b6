/**
 * Which of the real server's log messages our server's log has. Thread names, line numbers and
 * interleaving differ from run to run, so this is reported, never compared.
 */
import type { CaseWorld } from './case-world.ts';
import type { GoldenStep } from './golden-case.ts';

export interface LogEvidence {
  readonly found: number;
  /** Message texts that ours never wrote. */
  readonly missing: readonly string[];
}

/** A line's message text, without what changes: numbers, addresses, ids. */
export function messageText(line: string): string {
  return line
    .replace(/^.*?\] - (?=[A-Z]+ )/, '')
    .replace(/^([A-Z]+ +)\[[^\]]*(?:\[[^\]]*\][^\]]*)*\] - /, '$1')
    .replace(/<\w+>|0x[0-9a-f]+|\d+/g, '#');
}

export function logEvidence(world: CaseWorld, step: GoldenStep): LogEvidence {
  const id = step.actor.slice('log:'.length);
  const ours = world.fileText(`/data/server/zk${id}/logs/zookeeper.out`);
  const known = new Set(ours.split('\n').map(messageText));
  const expected = new Set(
    step.output
      .split('\n')
      .filter((line) => line.includes(' - '))
      .map(messageText),
  );
  const missing = [...expected].filter((text) => !known.has(text));
  return { found: expected.size - missing.length, missing };
}
