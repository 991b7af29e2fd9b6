/**
 * Runs that a page has written (links/LETTER.json; the code and what it must give): whatever a letter
 * can hold opens for ever. A fixture is never changed; a new letter brings a file of its own: the runs
 * of the one before, written anew.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scenarioOf, stateHash } from '../../../src/engine/index.ts';
import { startSimulation } from '../../../src/shell/index.ts';
import { atOnce } from '../../../src/ui/app/breath.ts';
import { readSandboxFile } from '../../../src/ui/sandbox/saved-sandboxes.ts';
import { playActions, replayable } from '../../../src/ui/share/placed-journal.ts';
import type { PlacedAction } from '../../../src/ui/share/placed-journal.ts';
import {
  decodeRun,
  decodingKept,
  encodeRun,
  isWhole,
  keptCode,
} from '../../../src/ui/share/run-code.ts';
import type { LessonPlace, Run } from '../../../src/ui/share/run-code.ts';
import { readRecord } from '../../../src/ui/share/saved-run.ts';
import type { ReadRun } from '../../../src/ui/share/saved-run.ts';
import { clusterOf } from '../../support/zookeeper.ts';
import type { EnsembleSpec } from '../../support/zookeeper.ts';
import '../../support/systems.ts';

interface ToldRun {
  readonly zookeeper?: EnsembleSpec;
  readonly lesson?: LessonPlace;
  readonly actions: readonly PlacedAction[];
}

interface Coded extends ToldRun {
  readonly name: string;
  readonly code: string;
}

/** A run with what the learner has put to it, and the runs that were left. */
interface ToldRecord extends ToldRun {
  readonly name: string;
  readonly told: object;
  readonly branches: readonly (ToldRun & { readonly told: object })[];
}

interface Fixtures {
  /** Codes of addresses. */
  readonly links: readonly Coded[];
  /** Codes of the storage, of files. */
  readonly kept: readonly Coded[];
  readonly records: readonly (ToldRecord & { readonly record: object })[];
  readonly files: readonly (ToldRecord & { readonly text: string })[];
}

interface Replay {
  readonly name: string;
  readonly untilMs: number;
  readonly events: number;
  readonly hash: string;
}

const folder = fileURLToPath(new URL('links/', import.meta.url));
const read = (name: string): unknown => JSON.parse(readFileSync(`${folder}${name}`, 'utf8'));
const letters = readdirSync(folder).filter((name) => /^[a-z]\.json$/.test(name));

function runOf({ zookeeper, lesson, actions }: ToldRun): Run {
  return lesson === undefined
    ? { of: { kind: 'cluster', spec: clusterOf(zookeeper!) }, actions }
    : { of: { kind: 'lesson', lesson }, actions };
}

function expectRecord(given: ReadRun, { told, branches, ...own }: ToldRecord): void {
  if (!given.ok) throw new Error('not read');
  const { run, branches: left = [], ...rest } = given.saved;
  expect(run).toEqual(runOf(own));
  expect(rest).toEqual(told);
  expect(given.lostBranches).toBe(0);
  const opened = left.map(({ code, ...more }) => ({ told: more, run: atOnce(decodingKept(code)) }));
  expect(opened).toEqual(
    branches.map((branch) => ({ told: branch.told, run: { ok: true, run: runOf(branch) } })),
  );
}

it('each letter that was ever written is there, the newest too', () => {
  const newest = encodeRun({
    of: { kind: 'cluster', spec: { zookeeper: { servers: 3 } } },
    actions: [],
  })[0]!;
  const all = Array.from('bcdefghijklmno');
  const written = all.slice(0, all.indexOf(newest.toLowerCase()) + 1);
  expect(letters).toEqual(written.map((letter) => `${letter}.json`));
});

describe('the newest letter', () => {
  const { links, kept } = read(letters.at(-1)!) as Fixtures;
  const before = read(letters.at(-2)!) as Fixtures;

  it.each(links)('is written as ever: $name', ({ code, ...told }) => {
    expect(encodeRun(runOf(told))).toBe(code);
  });

  it.each(kept)('is kept as ever: $name', ({ code, ...told }) => {
    expect(keptCode(runOf(told))).toBe(code);
  });

  it('is hardly longer than the one before', () => {
    expect(links.map(({ name }) => name)).toEqual(before.links.map(({ name }) => name));
    links.forEach(({ name, code }, index) => {
      expect(code.length, name).toBeLessThanOrEqual(before.links[index]!.code.length + 2);
    });
  });
});

describe.each(letters)('runs of %s', (file) => {
  const { links, kept, records, files } = read(file) as Fixtures;

  it.each(links)('the link opens: $name', ({ code, ...told }) => {
    expect(code[0]!.toLowerCase()).toBe(file[0]);
    expect(decodeRun(code)).toEqual({ ok: true, run: runOf(told) });
  });

  it.each([...links, ...kept])('the kept code opens: $name', ({ code, ...told }) => {
    expect(atOnce(decodingKept(code))).toEqual({ ok: true, run: runOf(told) });
    expect(isWhole(code)).toBe(true);
  });

  it.each(records)('the record opens: $name', (told) => {
    expectRecord(readRecord(told.record), told);
  });

  it.each(files)('the file opens: $name', async (told) => {
    expectRecord(await readSandboxFile(told.text), told);
  });

  // A change of behaviour in the engine changes a hash here: it is then put down anew, by hand.
  it.each(read('replays.json') as readonly Replay[])(
    'plays to the same world: $name',
    ({ name, untilMs, events, hash }) => {
      const decoded = decodeRun(links.find((one) => one.name === name)!.code);
      if (!decoded.ok || decoded.run.of.kind !== 'cluster') throw new Error('no run of a cluster');
      const timeline = startSimulation(scenarioOf(decoded.run.of.spec));
      playActions(replayable(timeline), decoded.run.actions, untilMs);
      expect({ events: timeline.position, hash: stateHash(timeline.world) }).toEqual({
        events,
        hash,
      });
    },
  );

  it('a letter that nobody knows is one of a newer page; one that never was says nothing', () => {
    for (const { code } of [...links, ...kept]) {
      const newer = { ok: false, reason: 'newer' };
      expect(decodeRun(`Z${code.slice(1)}`)).toEqual(newer);
      expect(atOnce(decodingKept(`Z${code.slice(1)}`))).toEqual(newer);
      expect(readRecord({ code: `Z${code.slice(1)}`, clockMs: 0 })).toEqual(newer);
      const foreign = { ok: false, reason: 'damaged', flaw: 'foreign' };
      expect(decodeRun(`a${code.slice(1)}`)).toEqual(foreign);
      expect(decodeRun(`A${code.slice(1)}`)).toEqual(foreign);
    }
    const plain = kept.filter(({ code }) => code[0]!.toLowerCase() !== file[0]);
    expect(plain.length).toBeGreaterThan(0);
    for (const { code } of plain)
      expect(decodeRun(code)).toEqual({ ok: false, reason: 'damaged', flaw: 'foreign' });
  });
});
