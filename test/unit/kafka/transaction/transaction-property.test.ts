/**
 * Whatever producers do, whenever writing fails, leaders are away or the coordinator moves: the log goes
 * through valid states only, epochs never fall, and what was decided reaches every partition in the end.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
// The bench first: it puts something else in the place of files that others import.
import type { Bench } from '../group/coordinator-bench.ts';
import {
  acknowledge,
  ask,
  lead,
  passTime,
  reply,
  resign,
  startBench,
  turn,
  written,
} from '../group/coordinator-bench.ts';
import { mapGet, mapSet } from '../../../../src/engine/kernel/persistent-map.ts';
import type { InitProducerIdResponse } from '../../../../src/engine/kafka/protocol/transactions.ts';
import {
  onTransactionMetadata,
  transactionPartitionFor,
} from '../../../../src/engine/kafka/transaction/transaction-coordinator.ts';

const HOME = 45;

const partition = fc.integer({ min: 0, max: 2 });
const act = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('init' as const) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('add' as const), partition }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('end' as const), committed: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('hold' as const), holds: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('acknowledge' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('fail' as const), fails: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('lead' as const), partition, isAlive: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(60, 10_000, 70_000),
    }),
  },
);
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

interface Run {
  readonly bench: Bench;
  /** What the newest producer knows. */
  producer: { readonly producerId: number; readonly producerEpoch: number };
  leaderEpoch: number;
}

function setLeader({ bench }: Run, at: number, isAlive: boolean): void {
  const { metadata } = bench.state;
  const topic = mapGet(metadata.topics, 't')!;
  const state = { leader: isAlive ? 1 : 9 } as never;
  const changed = { ...topic, partitions: mapSet(topic.partitions, String(at), state) };
  const topics = mapSet(metadata.topics, 't', changed);
  bench.state = { ...bench.state, metadata: { ...metadata, topics } };
  turn(onTransactionMetadata);
}

/** A request of its own connection each: one that is held up does not hold up the others. */
function perform(run: Run, one: Act): void {
  const { bench } = run;
  const connection = 2000 + bench.nextCorrelationId;
  const base = { transactionalId: 'tx1', ...run.producer };
  switch (one.do) {
    case 'init': {
      const unknown = { producerId: -1, producerEpoch: -1 };
      const init = { type: 'InitProducerIdRequest', transactionTimeoutMs: 60_000 } as const;
      ask(connection, { ...init, transactionalId: 'tx1', ...unknown });
      const answer = reply<InitProducerIdResponse | undefined>(connection);
      if (answer?.errorCode !== 'NONE') return;
      const { producerId, producerEpoch } = answer;
      run.producer = { producerId, producerEpoch };
      return;
    }
    case 'add': {
      const topics = [{ name: 't', partitions: [one.partition] }];
      return ask(connection, { type: 'AddPartitionsToTxnRequest', ...base, topics });
    }
    case 'end':
      return ask(connection, { type: 'EndTxnRequest', ...base, committed: one.committed });
    case 'hold':
      bench.holds = one.holds;
      return;
    case 'acknowledge':
      return acknowledge();
    case 'fail':
      bench.appendError = one.fails ? 'NOT_ENOUGH_REPLICAS' : 'NONE';
      return;
    case 'lead':
      return setLeader(run, one.partition, one.isAlive);
    case 'move':
      // A late answer to markers of before makes a coordinator that has come back forget the new ones (as
      // upstream): none is under way here.
      if (bench.held.length > 0) return;
      run.leaderEpoch += 2;
      resign('__transaction_state', HOME, run.leaderEpoch - 1);
      return lead('__transaction_state', HOME, run.leaderEpoch);
    case 'wait':
      return passTime(one.ms);
  }
}

/** Everything that stands in the way goes away. */
function heal(run: Run): void {
  run.bench.holds = false;
  run.bench.appendError = 'NONE';
  for (let at = 0; at < 3; at++) setLeader(run, at, true);
  for (let i = 0; i < 4; i++) {
    acknowledge();
    passTime(60_000);
  }
}

interface Written {
  readonly state: string;
  readonly partitions: readonly number[];
  readonly id: number;
  readonly epoch: number;
}

function history(): Written[] {
  return written('__transaction_state', HOME).flatMap(({ records }) =>
    records.flatMap(({ value }) => {
      if (typeof value !== 'object' || value?.kind !== 'TransactionLogValue') return [];
      const { state, producerId: id, producerEpoch: epoch } = value;
      return [{ state, id, epoch, partitions: value.partitions.map((part) => part.partition) }];
    }),
  );
}

const AFTER: Readonly<Record<string, readonly string[]>> = {
  Empty: ['Empty', 'Ongoing'],
  Ongoing: ['Ongoing', 'PrepareCommit', 'PrepareAbort'],
  PrepareCommit: ['CompleteCommit'],
  PrepareAbort: ['CompleteAbort'],
  CompleteCommit: ['Empty', 'Ongoing'],
  CompleteAbort: ['Empty', 'Ongoing'],
};

function markersOf(at: number): string[] {
  return written('t', at).map(({ records, producerId, producerEpoch }) => {
    const { controlType } = records[0]!.key as { readonly controlType: string };
    return `${controlType} ${producerId} ${producerEpoch}`;
  });
}

test('a transactional id goes through valid states, and decisions reach every partition', () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 10, maxLength: 60 }), (acts) => {
      const bench = startBench({}, [HOME]);
      expect(transactionPartitionFor(bench.state, 'tx1')).toBe(HOME);
      const run: Run = { bench, producer: { producerId: -1, producerEpoch: -1 }, leaderEpoch: 0 };
      for (const one of acts) perform(run, one);
      heal(run);
      const all = history();
      for (const [i, { state, id, epoch }] of all.entries()) {
        const before = all[i - 1];
        if (before === undefined) continue;
        expect(AFTER[before.state], `${before.state} → ${state}`).toContain(state);
        if (id === before.id) expect(epoch).toBeGreaterThanOrEqual(before.epoch);
      }
      expect(all.at(-1)?.state ?? 'none').not.toMatch(/^Prepare/);
      const decided = all.filter(({ state }) => state.startsWith('Prepare'));
      const wanted = decided.map(({ state, id, epoch, partitions }) => {
        const result = state === 'PrepareCommit' ? 'COMMIT' : 'ABORT';
        return { partitions, marker: `${result} ${id} ${epoch}` };
      });
      for (const { partitions, marker } of wanted) {
        for (const at of partitions) expect(markersOf(at)).toContain(marker);
      }
      // And nobody gets a marker that was not decided.
      for (const at of [0, 1, 2]) {
        for (const marker of markersOf(at)) {
          expect(
            wanted.some((one) => one.marker === marker && one.partitions.includes(at)),
            `${marker} in t-${at}`,
          ).toBe(true);
        }
      }
    }),
    { numRuns: 80 },
  );
}, 60_000);
