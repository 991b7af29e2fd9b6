/**
 * Seeds that once broke a promise, as the short scripts that were left of them (golden/*.json): what was
 * mended stays mended. Each script was seen to fail again with its mending taken back.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { zookeeperInvariants } from '../../src/engine/zookeeper/invariants/index.ts';
import { runScript } from './run-script.ts';
import type { Script } from './script.ts';
import { VALIDATIONS } from './validations.ts';

interface Golden {
  /** The promise that was broken. */
  readonly broke: string;
  /** What was wrong, in a sentence. */
  readonly bug: string;
  readonly script: Script;
}

const folder = fileURLToPath(new URL('golden/', import.meta.url));
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));

/** Promises that the kernel and the runner watch themselves. */
const OTHERS = ['ProgramsDoNotThrow', 'Progress'];
const PROMISES = [...zookeeperInvariants, ...VALIDATIONS].map(({ name }) => name).concat(OTHERS);

function golden(name: string): Golden {
  return JSON.parse(readFileSync(`${folder}${name}`, 'utf8')) as Golden;
}

test.each(names)('%s breaks nothing any more', (name) => {
  expect(runScript(golden(name).script).violation).toBeNull();
});

test.each(names)('%s says which promise was broken, and how', (name) => {
  const { broke, bug, script } = golden(name);
  expect(PROMISES).toContain(broke);
  expect(bug).toMatch(/^[A-Z].{20,}\.$/);
  expect(name).toBe(`seed-${script.seed}.json`);
});

test('the goldens are there', () => {
  expect(names.length).toBeGreaterThanOrEqual(9);
});
