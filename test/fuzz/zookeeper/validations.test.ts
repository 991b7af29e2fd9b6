/**
 * Each promise to clients can be seen broken: for every validation a small history, written by hand, that
 * breaks it and nothing else, beside one that keeps it.
 */
import { describe, expect, test } from 'vitest';
import { listFrom } from '../../../src/engine/kernel/persistent-list.ts';
import type { RequestBody } from '../../../src/engine/zookeeper/protocol/client-messages.ts';
import { ErrorCode } from '../../../src/engine/zookeeper/protocol/error-codes.ts';
import { OPEN_ACL_UNSAFE } from '../../../src/engine/zookeeper/protocol/records.ts';
import type { Txn } from '../../../src/engine/zookeeper/protocol/txn.ts';
import type { Operation, SeenEvent } from './fuzz-client.ts';
import type { ClientRecord, RunRecord } from './validations.ts';
import { VALIDATIONS, validateRecord } from './validations.ts';

const EPOCH = 0x100000000n;

/** `at`: [asked, answered] in milliseconds, which order what the client saw as well. */
function operation(
  body: RequestBody,
  at: readonly [number, number],
  counter: number,
  more: Partial<Operation> = {},
): Operation {
  const [invokedMs, respondedMs] = at;
  return {
    ...{ id: invokedMs, session: 'c1/0', body, invokedMs, seqInvoked: invokedMs, respondedMs },
    ...{ seqResponded: respondedMs, err: 0, zxid: EPOCH + BigInt(counter), data: null },
    ...{ mzxid: 0n, path: '' },
    ...more,
  };
}

function set(value: string, at: readonly [number, number], counter: number): Operation {
  return operation({ type: 'SetDataRequest', path: '/a', data: value, version: -1 }, at, counter);
}

function get(
  value: string,
  at: readonly [number, number],
  counter: number,
  watch = false,
): Operation {
  return operation({ type: 'GetDataRequest', path: '/a', watch }, at, counter, { data: value });
}

function sync(at: readonly [number, number], counter: number): Operation {
  return operation({ type: 'SyncRequest', path: '/a' }, at, counter);
}

function sequential(at: readonly [number, number], counter: number, err: number): Operation {
  const body = {
    ...{ type: 'CreateRequest', path: '/s-', data: '', acl: OPEN_ACL_UNSAFE },
    ...{ mode: 'PERSISTENT_SEQUENTIAL', withStat: false },
  } as RequestBody;
  return operation(body, at, counter, { err });
}

function client(operations: readonly Operation[], events: readonly SeenEvent[] = []): ClientRecord {
  const answered = [...operations].sort((a, b) => a.seqResponded - b.seqResponded);
  return { operations: listFrom(answered), events: listFrom(events) };
}

function committed(counter: number, value: string): Txn {
  const zxid = EPOCH + BigInt(counter);
  return {
    header: { clientId: 1n, cxid: counter, zxid, time: 0, type: 'setData' },
    body: { type: 'setData', path: '/a', data: value, version: counter },
  } as Txn;
}

const HISTORY = [committed(1, 'one'), committed(2, 'two'), committed(3, 'three')];

function run(...clients: readonly ClientRecord[]): RunRecord {
  return { clients, history: HISTORY, lastZxid: EPOCH + 3n };
}

const event = (seq: number): SeenEvent => ({
  ...{ seq, session: 'c1/0', type: 'NodeDataChanged', path: '/a' },
});

/** Name, a run that keeps the promise, a run that breaks it. */
const CASES: readonly (readonly [name: string, kept: RunRecord, broken: RunRecord])[] = [
  [
    'LinearizableWrites',
    run(client([set('one', [1, 5], 1)]), client([set('two', [6, 9], 2)])),
    run(client([set('two', [1, 5], 2)]), client([set('one', [6, 9], 1)])),
  ],
  [
    'ClientFifo',
    run(client([set('two', [1, 5], 2), get('two', [2, 6], 2)])),
    // A read that was issued behind a write overtakes it.
    run(client([set('two', [1, 6], 2), get('one', [2, 5], 1)])),
  ],
  [
    'SingleSystemImage',
    run(client([get('two', [1, 2], 2), get('three', [3, 4], 3)])),
    run(client([get('two', [1, 2], 2), get('one', [3, 4], 1)])),
  ],
  [
    'SeqUnique',
    run(client([sequential([1, 2], 1, 0)])),
    run(client([sequential([1, 2], 1, ErrorCode.NODEEXISTS)])),
  ],
  [
    'AckedSurvives',
    run(client([set('three', [1, 2], 3)])),
    { ...run(client([set('three', [1, 2], 3)])), lastZxid: EPOCH + 2n },
  ],
  [
    'NoCommitLoss',
    run(client([set('three', [1, 2], 3)])),
    { ...run(client([set('three', [1, 2], 3)])), history: HISTORY.slice(0, 2) },
  ],
  ['ReadLegality', run(client([get('two', [1, 2], 2)])), run(client([get('three', [1, 2], 2)]))],
  [
    'SyncIsRecent',
    run(client([set('three', [1, 2], 3)]), client([sync([3, 5], 3), get('three', [4, 6], 3)])),
    run(client([set('three', [1, 2], 3)]), client([sync([3, 5], 2), get('two', [4, 6], 2)])),
  ],
  [
    'WatchBeforeData',
    run(client([get('one', [1, 2], 1, true), get('two', [3, 5], 2)], [event(4)])),
    run(client([get('one', [1, 2], 1, true), get('two', [3, 5], 2)], [event(6)])),
  ],
];

describe('validations', () => {
  test('every one of them is tried here', () => {
    expect(CASES.map(([name]) => name)).toEqual(VALIDATIONS.map(({ name }) => name));
  });

  test.each(CASES)('%s is kept by a good history', (_, kept) => {
    expect(validateRecord(kept)).toBeNull();
  });

  test.each(CASES)('%s is seen broken', (name, _, broken) => {
    const { check } = VALIDATIONS.find((other) => other.name === name)!;
    expect(check(broken)?.invariant).toBe(name);
  });

  test('a watch that never fires is seen when newer data comes', () => {
    const silent = run(client([get('one', [1, 2], 1, true), get('two', [3, 5], 2)]));
    expect(validateRecord(silent)?.invariant).toBe('WatchBeforeData');
  });

  test('requests that nobody answered promise nothing', () => {
    const lost = { ...set('two', [1, 5], 0), respondedMs: null, err: ErrorCode.CONNECTIONLOSS };
    expect(validateRecord(run(client([lost, get('one', [2, 6], 1)])))).toBeNull();
  });
});
