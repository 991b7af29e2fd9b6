/** The fidelity ledger is whole: it is made from the sources, so it can only lose what they say. */
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { collectLedger } from '../../../src/ui/build/fidelity-ledger.ts';

const rows = collectLedger('.');

describe('fidelity ledger', () => {
  it('has a row for every file of the engine and the shell', () => {
    const files = ['src/engine', 'src/shell'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
        .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
    );
    expect(files.length).toBeGreaterThan(100);
    expect(rows.map(({ path }) => path)).toEqual(files.sort());
  });

  it('says for every file what it is, and for most of the engine whom it mirrors', () => {
    const engine = rows.filter(({ path }) => path.startsWith('src/engine/'));
    expect(engine.filter(({ mirrors }) => mirrors !== '').length).toBeGreaterThan(100);
    for (const { path, what, mirrors, departs } of rows) {
      expect(what, path).toMatch(/\S/);
      expect(`${what}${mirrors}${departs}`, path).not.toMatch(/Read next|Departs:|\*\//);
    }
  });

  it('names tests and suites that exist', () => {
    for (const { path, tests } of rows) {
      expect(tests.length, path).toBeGreaterThan(0);
      for (const test of tests) expect(existsSync(test), `${path}: ${test}`).toBe(true);
    }
  });

  it('names transcripts and the fuzzer only for a system that has them', () => {
    for (const { path, tests } of rows) {
      const [, layer, area = ''] = path.split('/');
      if (layer !== 'engine' || area === 'kernel') continue;
      for (const suite of tests.filter((test) => /^test\/(golden|fuzz)$/.test(test))) {
        expect(existsSync(`${suite}/${area}`), `${path}: ${suite}`).toBe(true);
      }
    }
  });

  it('takes each part of a header as it stands', () => {
    const row = rows.find(({ path }) => path === 'src/engine/zookeeper/admin/config.ts');
    expect(row?.mirrors).toMatch(/^QuorumPeerConfig\.parse, 3\.8\.0: every key/);
    expect(row?.departs).toMatch(/^no keystores; .*is ours\.$/);
    expect(row?.tests.join()).toContain('config');
  });
});
