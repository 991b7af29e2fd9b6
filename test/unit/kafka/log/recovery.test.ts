/** Whatever is done to a log, and however its broker ends: what it holds is a prefix of what it should. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logOf, truncateTo, updateHighWatermark } from '../../../../src/engine/kafka/log/log.ts';
import { mapValues } from '../../../../src/engine/kernel/persistent-map.ts';
import { nextOffset } from '../../../../src/engine/kafka/protocol/record-batch.ts';
import { LogBench } from './log-bench.ts';

type Act =
  | { readonly kind: 'append'; readonly count: number; readonly producer: number | null }
  | { readonly kind: 'truncate'; readonly part: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'stop' | 'kill' }
  | { readonly kind: 'powerLoss'; readonly seed: number };

const acts: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      count: fc.integer({ min: 1, max: 4 }),
      producer: fc.option(fc.integer({ min: 1, max: 2 })),
    }),
  },
  fc.record({
    kind: fc.constant('truncate' as const),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
  fc.record({ kind: fc.constantFrom('stop' as const, 'kill' as const) }),
  fc.record({ kind: fc.constant('powerLoss' as const), seed: fc.integer() }),
);

/** The log beside a plain table of the values it should hold, by offset. */
class Model {
  readonly bench = new LogBench({
    topics: { t: { 'segment.bytes': '400', 'index.interval.bytes': '150' } },
  });
  values = new Map<number, string>();
  /** All that ever stood at an offset: a cut that was not synced may be undone by a loss of power. */
  private readonly ever = new Map<number, Set<string>>();
  private written = 0;

  constructor() {
    this.bench.create('t');
  }

  run(act: Act): void {
    const { bench } = this;
    switch (act.kind) {
      case 'append':
        return this.append(act.count, act.producer);
      case 'truncate': {
        // Leaders and followers agree on whole batches.
        const starts = this.batches().map(({ baseOffset }) => baseOffset);
        const all = [...starts, bench.log('t').logEndOffset];
        const offset = all[Math.floor(act.part * starts.length)]!;
        bench.turn((turn) => truncateTo(turn, bench.log('t'), offset));
        this.values = new Map([...this.values].filter(([at]) => at < offset));
        return;
      }
      case 'wait':
        return bench.advance(act.ms);
      case 'stop':
        bench.stop();
        bench.start();
        return;
      case 'kill':
        bench.start();
        return;
      case 'powerLoss':
        bench.losePower(act.seed);
        bench.start();
        this.acceptLoss();
    }
  }

  private append(count: number, producerId: number | null): void {
    const { bench } = this;
    const texts = Array.from({ length: count }, () => `k:value ${this.written++}`);
    const known = producerId === null ? undefined : this.known().get(String(producerId));
    const options =
      producerId === null ? {} : { producerId, producerEpoch: 0, baseSequence: (known ?? -1) + 1 };
    const { logEndOffset } = bench.log('t');
    const info = bench.append('t', bench.batch(texts, options));
    expect([info.error, info.firstOffset]).toEqual(['NONE', logEndOffset]);
    for (const [at, text] of texts.entries()) {
      const offset = logEndOffset + at;
      this.values.set(offset, text);
      this.ever.set(offset, (this.ever.get(offset) ?? new Set()).add(text));
    }
  }

  /** Each segment may have lost its end, and nothing else. */
  private acceptLoss(): void {
    const held = this.held();
    for (const [offset, value] of held) expect(this.ever.get(offset)).toContain(value);
    this.values = new Map(held);
  }

  private held(): (readonly [number, string])[] {
    return this.batches().flatMap(({ baseOffset, records }) =>
      records.map(
        ({ offsetDelta, value }) => [baseOffset + offsetDelta, `k:${String(value)}`] as const,
      ),
    );
  }

  /** The last sequence of each producer that the records themselves say. */
  known(): ReadonlyMap<string, number> {
    const last = new Map<string, number>();
    for (const { producerId, baseSequence, lastOffsetDelta } of this.batches()) {
      if (producerId >= 0) last.set(String(producerId), baseSequence + lastOffsetDelta);
    }
    return last;
  }

  batches() {
    const { bench } = this;
    const { logEndOffset } = bench.log('t');
    bench.turn((turn) => updateHighWatermark(turn, logOf(turn.state, 't', 0)!, logEndOffset));
    const all = [];
    for (let next = 0; next < logEndOffset;) {
      const { records } = bench.read('t', next);
      all.push(...records);
      const last = records.at(-1);
      if (last === undefined) break;
      next = nextOffset(last);
    }
    return all;
  }

  check(): void {
    expect(this.held()).toEqual([...this.values]);
    const { segments, active, producers } = this.bench.log('t');
    const files = this.bench.files('t-0');
    for (const { path, bytes } of [...segments, active]) {
      expect(files).toContain(`${path.slice('/logs/t-0/'.length)}.log ${bytes}`);
    }
    const last = this.known();
    for (const [id, sequence] of last) {
      const entry = [...entriesOf(producers)].find(({ producerId }) => String(producerId) === id);
      expect(entry?.batches.at(-1)?.lastSeq).toBe(sequence);
    }
  }
}

function* entriesOf(producers: ReturnType<LogBench['log']>['producers']) {
  yield* mapValues(producers.entries);
}

describe('a log', () => {
  test('holds what was written, through truncation, stops, kills and power cuts', () => {
    fc.assert(
      fc.property(fc.array(acts, { minLength: 1, maxLength: 25 }), (list) => {
        const model = new Model();
        for (const act of list) {
          model.run(act);
          model.check();
        }
      }),
      { numRuns: 100 },
    );
  });
});
