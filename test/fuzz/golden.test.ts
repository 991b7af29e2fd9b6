/**
 * Seeds that once broke a promise, as the short trials that were left of them (golden/AREA/*.json): what
 * was mended stays mended. Each trial was seen to fail again with its mending taken back.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { AREAS } from './areas.ts';
import { runTrial } from './core/run-trial.ts';
import type { Trial } from './core/trial.ts';

interface Golden {
  /** The promise that was broken. */
  readonly broke: string;
  /** What was wrong, in a sentence. */
  readonly bug: string;
  readonly trial: Trial;
}

const folder = fileURLToPath(new URL('golden/', import.meta.url));
const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.json'))
  .map((path) => path.replaceAll('\\', '/'));

/** Promises that the kernel and the runner watch themselves. */
const OTHERS = ['ProgramsDoNotThrow', 'Progress'];

function golden(path: string): Golden {
  return JSON.parse(readFileSync(`${folder}${path}`, 'utf8')) as Golden;
}

/** Each with its area; one that lies in no area's folder is missing here. */
const goldens = AREAS.flatMap((area) =>
  paths.filter((path) => path.startsWith(`${area.id}/`)).map((path) => [path, area] as const),
);

test.each(goldens)('%s breaks nothing any more', (path, area) => {
  expect(runTrial(area, golden(path).trial).violation).toBeNull();
});

test.each(goldens)('%s says which promise was broken, and how', (path, area) => {
  const { broke, bug, trial } = golden(path);
  expect([...area.promises, ...OTHERS]).toContain(broke);
  expect(bug).toMatch(/^[A-Z].{20,}\.$/);
  expect(path).toBe(`${area.id}/seed-${trial.seed}.json`);
});

test('the goldens are there, each in the folder of an area', () => {
  expect(goldens.map(([path]) => path).sort()).toEqual([...paths].sort());
  expect(paths.length).toBeGreaterThanOrEqual(14);
});
