/** Reading a transcript's file: what is not one is named, never passed over. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readGoldenCase } from '../../conformance/read-case.ts';

const folder = mkdtempSync(join(tmpdir(), 'golden-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ['no JSON', '{"name": ', 'cannot be read'],
  ['no object', '3', 'not an object'],
  ['no name', '{}', 'it has no name'],
  ['an unknown topology', '{"name":"x","topology":"ring"}', 'its topology is "ring"'],
  [
    'no steps',
    '{"name":"x","topology":"standalone","terminal":"pipe","steps":[]}',
    'it has no steps',
  ],
  [
    'a step by nobody',
    '{"name":"x","topology":"standalone","terminal":"pipe","steps":[{"output":""}]}',
    'step 1 lacks an actor',
  ],
  [
    'an output that is no text',
    '{"name":"x","topology":"standalone","terminal":"pipe","steps":[{"actor":"shell","output":3}]}',
    'step 1 has an output that is no text',
  ],
  [
    'a step of an unknown kind',
    '{"name":"x","topology":"standalone","terminal":"pipe","steps":[{"actor":"shell","kind":"y","output":""}]}',
    'step 1 is of the unknown kind "y"',
  ],
  [
    'a line typed to nobody',
    '{"name":"x","topology":"standalone","terminal":"pipe","steps":[{"actor":"shell","input":"ls","output":""}]}',
    'step 1 is typed to shell',
  ],
])('%s', (name, text, message) => {
  const path = join(folder, `${name}.json`);
  writeFileSync(path, text);
  expect(() => readGoldenCase(path)).toThrow(message);
});

test('a file that is not there', () => {
  expect(() => readGoldenCase(join(folder, 'none.json'))).toThrow('ENOENT');
});
