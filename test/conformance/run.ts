/**
 * `npm run conformance -- [--verbose] [FILE.json…]`: replays recorded transcripts of the real tools
 * against the simulated cluster, prints each difference, and ends with `N passed, M failed`.
 * Without files it takes all of test/golden. A file that is not a transcript counts as failed.
 *
 * Read next: replay.ts.
 */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { diffLines } from './compare.ts';
import { readGoldenCase } from './read-case.ts';
import type { ReplayResult } from './replay.ts';
import { replayCase } from './replay.ts';
import { skips } from './skips.ts';
import { SYSTEM_CASES } from './systems.ts';

const isVerbose = process.argv.includes('--verbose');
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const files = named.length > 0 ? named : allCases();

function allCases(): string[] {
  return SYSTEM_CASES.flatMap(({ id }) => {
    const folder = fileURLToPath(new URL(`../golden/${id}/`, import.meta.url));
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => folder + name);
  });
}

/** True when the case passes. */
function replayFile(file: string): boolean {
  try {
    const golden = readGoldenCase(file);
    const reason = skips[golden.name];
    if (reason !== undefined) {
      console.log(`✗ ${golden.name} skipped: ${reason}`);
      return false;
    }
    const startedAt = performance.now();
    const result = replayCase(golden);
    const isEqual = print(result);
    const seconds = (performance.now() - startedAt) / 1000;
    if (isVerbose || seconds > 10)
      console.log(`  ${golden.name}: seed ${result.seed}, ${seconds.toFixed(1)} s`);
    return isEqual;
  } catch (error) {
    const detail = error instanceof Error ? (isVerbose ? error.stack : error.message) : error;
    console.log(`✗ ${file}\n    ${String(detail)}`);
    return false;
  }
}

let found = 0;
let missing = 0;

function print({ golden, differences, log, violations }: ReplayResult): boolean {
  found += log.found;
  missing += log.missing.length;
  const isEqual = differences.length === 0 && violations.length === 0;
  if (!isEqual) console.log(`✗ ${golden.name}`);
  else if (isVerbose) console.log(`✓ ${golden.name}`);
  for (const { number, step, differences: parts } of differences) {
    console.log(`  step ${number}, ${step.actor}: ${step.input ?? step.kind ?? ''}`);
    for (const { field, expected, actual } of parts) {
      console.log(`    ${field} (- real, + ours):\n${diffLines(expected, actual)}`);
    }
  }
  for (const violation of violations) console.log(`  violated: ${violation}`);
  if (isVerbose) for (const text of log.missing) console.log(`  not in our log: ${text}`);
  return isEqual;
}

const passed = files.filter(replayFile).length;
const failed = files.length - passed;
console.log(`server log: ${found} of ${found + missing} message texts of the real servers`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
