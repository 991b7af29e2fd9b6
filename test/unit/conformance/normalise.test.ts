/** The normaliser against the recorder's own placeholders, in every golden case. */
import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readGoldenCase } from '../../conformance/read-case.ts';
import { SessionNormaliser } from '../../conformance/zookeeper/normalise.ts';

const folder = new URL('../../golden/zookeeper/', import.meta.url).pathname;
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe('the placeholders of every golden case are reproduced', () => {
  test.each(files)('%s', (file) => {
    const normaliser = new SessionNormaliser();
    for (const step of readGoldenCase(folder + file).steps) {
      const where = `${step.actor}: ${step.input}`;
      for (const field of ['output', 'stderr', 'asyncAfterPrompt'] as const) {
        const text = step[field];
        if (text === undefined) continue;
        expect(normaliser.apply(text), where).toBe(step[`${field}Normalised`] ?? text);
      }
    }
  });
});

test('what must be right is not replaced: zxids, versions, listening ports, metrics of state', () => {
  const text = 'cZxid = 0x100000003\ndataVersion = 7\n/127.0.0.1:2888\nzk_znode_count\t7\n';
  expect(new SessionNormaliser().apply(text)).toBe(text);
});

test('sessions are numbered in order of appearance', () => {
  const normaliser = new SessionNormaliser();
  expect(normaliser.apply('0x100004057180001 0x100004057180000')).toBe('0x<SESSION1> 0x<SESSION2>');
  expect(normaliser.apply('0x100004057180000')).toBe('0x<SESSION2>');
});
