/** What a power cut leaves: what a sync wrote, what the operating system wrote back, nothing younger. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readText, stateHash, textOf } from '../../../src/engine/index.ts';
import type { Disk, FileContent, FileEntry } from '../../../src/engine/kernel/disk.ts';
import { entryAt, readFile } from '../../../src/engine/kernel/disk.ts';
import type { DiskResult } from '../../../src/engine/kernel/disk-operations.ts';
import {
  appendChunk,
  createDisk,
  losePower,
  markDurable,
  removePath,
  renamePath,
  truncateFile,
  writeWhole,
} from '../../../src/engine/kernel/disk-operations.ts';
import { contentOnDisk, flusherPhase } from '../../../src/engine/kernel/write-back.ts';
import { scripted, worldOf } from './scripted.ts';

const YOUNG_MS = 30_000;
const OLD_MS = 36_000;

const growth = fc.record({
  kind: fc.constant('append' as const),
  length: fc.integer({ min: 1, max: 3 }),
});
const step = fc.oneof(
  { weight: 4, arbitrary: growth },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(15_000) }) },
  fc.record({ kind: fc.constantFrom('sync' as const, 'synced' as const, 'rename' as const) }),
);
const anyStep = fc.oneof(
  { weight: 12, arbitrary: step },
  fc.record({ kind: fc.constantFrom('cut' as const, 'cutBytes' as const), at: fc.nat(30) }),
  fc.record({ kind: fc.constant('replace' as const), length: fc.nat(3) }),
  fc.record({ kind: fc.constant('remove' as const) }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

/** A file in which no character comes twice, so that each tells when it was written. */
class Bench {
  disk: Disk;
  path = '/a';
  nowMs = 0;
  readonly writtenAtMs = new Map<string, number>();
  readonly synced = new Set<string>();
  readonly versions: string[] = [''];
  /** What was last made durable of the file that is there. */
  lastSynced = '';
  #underSync: { readonly path: string; readonly content: FileContent } | undefined;

  constructor(phaseMs: number) {
    this.disk = createDisk(1e9, phaseMs);
  }

  get text(): string {
    return readText(this.disk, this.path) ?? '';
  }

  get entry(): FileEntry | undefined {
    return entryAt(this.disk, this.path) as FileEntry | undefined;
  }

  take(step: Step): void {
    switch (step.kind) {
      case 'wait':
        this.nowMs += step.ms;
        return;
      case 'append':
        return this.#change(
          appendChunk(this.disk, this.path, this.#fresh(step.length), this.nowMs),
        );
      case 'replace': {
        const chunks = step.length === 0 ? [] : [this.#fresh(step.length), this.#fresh(1)];
        return this.#change(writeWhole(this.disk, this.path, chunks, this.nowMs));
      }
      case 'cut':
        return this.#change(
          truncateFile(this.disk, this.path, { chunkCount: step.at }, this.nowMs),
        );
      case 'cutBytes':
        // What is left of a torn chunk cannot be told from another chunk.
        this.#underSync = undefined;
        return this.#change(
          truncateFile(this.disk, this.path, { byteLength: step.at }, this.nowMs),
        );
      case 'rename': {
        const to = this.path === '/a' ? '/b' : '/a';
        if (this.entry === undefined) return;
        this.disk = renamePath(this.disk, this.path, to, this.nowMs) as Disk;
        this.path = to;
        this.#underSync = undefined;
        return;
      }
      case 'remove':
        this.disk = removePath(this.disk, this.path);
        this.lastSynced = '';
        this.#underSync = undefined;
        return;
      case 'sync': {
        const content = readFile(this.disk, this.path);
        if (content !== undefined) this.#underSync = { path: this.path, content };
        return;
      }
      case 'synced': {
        if (this.#underSync === undefined) return;
        const { path, content } = this.#underSync;
        this.disk = markDurable(this.disk, path, content);
        this.lastSynced = textOf(content);
        for (const character of this.lastSynced) this.synced.add(character);
        this.#underSync = undefined;
      }
    }
  }

  #fresh(length: number): string {
    let text = '';
    for (let i = 0; i < length; i++) {
      const character = String.fromCharCode(0x4e00 + this.writtenAtMs.size);
      this.writtenAtMs.set(character, this.nowMs);
      text += character;
    }
    return text;
  }

  #change(result: DiskResult): void {
    if (typeof result !== 'string') this.disk = result;
    this.versions.push(this.text);
  }
}

function run(phaseMs: number, steps: readonly Step[]): Bench {
  const bench = new Bench(phaseMs);
  for (const each of steps) bench.take(each);
  return bench;
}

function onDisk(bench: Bench): string {
  return bench.entry === undefined ? '' : textOf(contentOnDisk(bench.entry, bench.nowMs));
}

const phase = fc.nat(4_999);

describe('what the operating system writes back', () => {
  test('of a file that only grows is between what was synced and what was written', () => {
    fc.assert(
      fc.property(phase, fc.array(step, { maxLength: 60, size: 'max' }), (phaseMs, steps) => {
        const bench = run(phaseMs, steps);
        const left = onDisk(bench);
        expect(bench.text.startsWith(left)).toBe(true);
        expect(left.startsWith(bench.lastSynced)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('is all that was dirty for 36 seconds, and nothing younger than 30', () => {
    let old = 0;
    let young = 0;
    fc.assert(
      fc.property(phase, fc.array(anyStep, { maxLength: 60, size: 'max' }), (phaseMs, steps) => {
        const bench = run(phaseMs, steps);
        const left = onDisk(bench);
        const ageOf = (character: string) => bench.nowMs - bench.writtenAtMs.get(character)!;
        const isText = (character: string) => bench.writtenAtMs.has(character);
        for (const character of bench.text) {
          if (!isText(character) || ageOf(character) < OLD_MS) continue;
          expect(left).toContain(character);
          if (!bench.synced.has(character)) old++;
        }
        for (const character of left) {
          if (isText(character) && !bench.synced.has(character))
            expect(ageOf(character)).toBeGreaterThanOrEqual(YOUNG_MS);
        }
        young += bench.text.length - left.length > 0 ? 1 : 0;
        expect(bench.versions.some((version) => version.startsWith(left))).toBe(true);
      }),
      { numRuns: 600 },
    );
    expect(Math.min(old, young)).toBeGreaterThan(20);
  });

  const replaced: Step[] = [{ kind: 'replace', length: 1 }];
  const cutTo = (at: number): Step[] => [{ kind: 'cut', at }];
  test.each([[replaced], [cutTo(3)], [cutTo(2)]])('outlasts an older sync: %j', (change) => {
    const bench = run(0, [
      { kind: 'append', length: 1 },
      { kind: 'sync' },
      { kind: 'append', length: 1 },
      { kind: 'append', length: 1 },
      ...change,
      { kind: 'wait', ms: OLD_MS },
      { kind: 'cut', at: 3 },
      { kind: 'synced' },
    ]);
    expect(bench.text).not.toBe('');
    expect(onDisk(bench)).toBe(bench.text);
  });

  test('needs a few marks only, and none for what is synced', () => {
    fc.assert(
      fc.property(phase, fc.array(anyStep, { maxLength: 120, size: 'max' }), (phaseMs, steps) => {
        const bench = run(phaseMs, steps);
        if (bench.entry === undefined) return;
        expect(bench.entry.dirty.length).toBeLessThanOrEqual(9);
        if (bench.entry.content === bench.entry.durable) expect(bench.entry.dirty).toEqual([]);
      }),
    );
  });
});

describe('a power cut', () => {
  test('takes no byte that was written back, and leaves a prefix of what was written', () => {
    fc.assert(
      fc.property(
        phase,
        fc.array(anyStep, { maxLength: 60, size: 'max' }),
        fc.nat(),
        (phaseMs, steps, random) => {
          const bench = run(phaseMs, steps);
          const [disk] = losePower(bench.disk, bench.nowMs, random);
          const left = readText(disk, bench.path) ?? '';
          expect(left.startsWith(onDisk(bench))).toBe(true);
          expect(bench.versions.some((version) => version.startsWith(left))).toBe(true);
          expect(losePower(bench.disk, bench.nowMs, random)[0]).toEqual(disk);
          expect(losePower(disk, bench.nowMs + 60_000, random)[0]).toEqual(disk);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('after 36 quiet seconds leaves what nobody synced, and no event was needed for it', () => {
    const writer = scripted('writer', (event) =>
      event === null ? [{ type: 'append', path: '/log', chunk: 'kept' }] : [],
    );
    const cutAt = (atMs: number) => {
      const timeline = worldOf([writer]);
      timeline.advance({ untilMs: atMs });
      const events = timeline.position;
      expect(timeline.nextEventAtMs()).toBeUndefined();
      timeline.act({ type: 'operator.powerOff', host: 'writer' });
      expect(timeline.position).toBe(events + 1);
      return timeline.world;
    };
    const textAt = (atMs: number) => readText(cutAt(atMs).hosts.get('writer')!.disk, '/log');
    expect(textAt(OLD_MS)).toBe('kept');
    expect(stateHash(cutAt(OLD_MS))).toBe(stateHash(cutAt(OLD_MS)));
  });

  test('finds every host at a moment of its own between two runs of the flusher', () => {
    const phases = ['a', 'b', 'c', 'd', 'e', 'f'].map((host) => flusherPhase(1, host));
    expect(new Set(phases).size).toBe(6);
    expect(phases.every((phaseMs) => phaseMs >= 0 && phaseMs < 5_000)).toBe(true);
    expect(flusherPhase(1, 'a')).toBe(phases[0]);
    expect(flusherPhase(2, 'a')).not.toBe(phases[0]);
  });
});
