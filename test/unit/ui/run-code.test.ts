/** Links that carry a run. */
import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../src/engine/index.ts';
import { checkRun, decodeRun, encodeRun } from '../../../src/ui/share/run-code.ts';

const journal: readonly JournalEntry[] = Array.from({ length: 30 }, (_, i) => ({
  number: 100 + i * 40,
  atMs: 2000 + i * 9000.5,
  silentCount: 0,
  action: { type: 'operator.type', terminal: 1, text: `create /jobs/job-${i} "work ${i}"` },
}));
const run = { spec: { servers: 3, observers: 0, clientHosts: 1, seed: 7, config: {} }, journal };

describe('share link', () => {
  it('gives the run back as it was', async () => {
    const decoded = await decodeRun(await encodeRun(run));
    expect(decoded).toEqual({ ok: true, run });
  });

  it('carries thirty commands in fewer than 500 characters', async () => {
    expect((await encodeRun(run)).length).toBeLessThan(500);
  });

  it('says that a cut link is damaged, wherever it was cut', async () => {
    const code = await encodeRun(run);
    for (let length = 0; length < code.length - 1; length += 7) {
      const decoded = await decodeRun(code.slice(0, length));
      expect(decoded.ok, `cut at ${length}`).toBe(false);
    }
  });

  it('refuses a cluster that is no cluster', () => {
    for (const spec of [null, { servers: 0 }, { servers: 1e9 }, { servers: 3, config: { a: 1 } }]) {
      expect(checkRun([1, spec, []]).ok).toBe(false);
    }
  });

  it('tells a newer format from a damaged one', () => {
    expect(checkRun([99, {}, []])).toEqual({ ok: false, reason: 'newer' });
  });
});
