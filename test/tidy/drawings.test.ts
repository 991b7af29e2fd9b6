/** The drawings in ARCHITECTURE.md are the machines that run. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { architecturePath, withFreshDrawings } from '../support/architecture-drawings.ts';

test('ARCHITECTURE.md draws every machine as it is (test/support/architecture-drawings.ts writes them)', () => {
  const text = readFileSync(architecturePath, 'utf8');
  expect(withFreshDrawings(text)).toBe(text);
});

test('a drawing that differs is found', () => {
  const text = readFileSync(architecturePath, 'utf8');
  const stale = text.replace('stateDiagram-v2', 'stateDiagram-v2\n  looking --> nowhere: never');
  expect(withFreshDrawings(stale)).not.toBe(stale);
});
