/**
 * Producer ids, transactions from their first partition to their markers, fencing, and the move of a
 * coordinator. Epochs, records and lines are those of a real broker of 2.8.0.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Bench } from '../group/coordinator-bench.ts';
import {
  acknowledge,
  ask,
  lead,
  passTime,
  reply,
  resign,
  startBench,
  takeLines,
  turn,
  written,
} from '../group/coordinator-bench.ts';
import { mapGet, mapSet } from '../../../../src/engine/kernel/persistent-map.ts';
import type { OffsetFetchResponse } from '../../../../src/engine/kafka/protocol/groups.ts';
import type {
  AddPartitionsToTxnResponse,
  EndTxnResponse,
  InitProducerIdResponse,
  TxnOffsetCommitResponse,
} from '../../../../src/engine/kafka/protocol/transactions.ts';
import {
  onTransactionMetadata,
  shutdownTransactionCoordinator,
  startTransactionCoordinator,
  transactionMachine,
  transactionPartitionFor,
} from '../../../../src/engine/kafka/transaction/transaction-coordinator.ts';
import type {
  TransactionMetadata,
  TransactionStateName,
} from '../../../../src/engine/kafka/transaction/transaction-state.ts';

let bench: Bench;

beforeEach(() => {
  bench = startBench();
});

/** The partition of `tx1` in __transaction_state. */
const home = (): number => transactionPartitionFor(bench.state, 'tx1');

interface Producer {
  readonly id: number;
  readonly epoch: number;
}

function init(
  connection: number,
  transactionalId: string | null = 'tx1',
  known: Producer = { id: -1, epoch: -1 },
  apiVersion = 4,
): Producer & { readonly error: string } {
  ask(
    connection,
    {
      type: 'InitProducerIdRequest',
      transactionalId,
      transactionTimeoutMs: 60_000,
      producerId: known.id,
      producerEpoch: known.epoch,
    },
    { apiVersion },
  );
  const answer = reply<InitProducerIdResponse | undefined>(connection);
  if (answer === undefined) return { id: -1, epoch: -1, error: 'no answer' };
  return { id: answer.producerId, epoch: answer.producerEpoch, error: answer.errorCode };
}

function add(connection: number, producer: Producer, ...partitions: number[]): string[] {
  ask(connection, {
    type: 'AddPartitionsToTxnRequest',
    transactionalId: 'tx1',
    producerId: producer.id,
    producerEpoch: producer.epoch,
    topics: [{ name: 't', partitions }],
  });
  const { results } = reply<AddPartitionsToTxnResponse>(connection);
  return results[0]!.results.map(({ errorCode }) => errorCode);
}

function end(connection: number, producer: Producer, committed: boolean): string {
  ask(connection, {
    type: 'EndTxnRequest',
    transactionalId: 'tx1',
    producerId: producer.id,
    producerEpoch: producer.epoch,
    committed,
  });
  return reply<EndTxnResponse>(connection).errorCode;
}

/** The records of `tx1`, as `state [partitions] epoch`. */
function history(): string[] {
  return written('__transaction_state', home()).flatMap((batch) =>
    batch.records.map(({ value }) => {
      if (value === null) return 'tombstone';
      if (typeof value === 'string' || value.kind !== 'TransactionLogValue') return '?';
      const names = value.partitions.map(({ topic, partition }) => `${topic}-${partition}`);
      return `${value.state} [${names.join(', ')}] ${value.producerEpoch}`;
    }),
  );
}

function markers(topic: string, partition: number): string[] {
  return written(topic, partition)
    .filter(({ isControl }) => isControl)
    .map(({ records, producerEpoch, bytes }) => {
      const key = records[0]!.key as { readonly controlType: string };
      return `${key.controlType} ${producerEpoch} ${bytes}`;
    });
}

const transaction = (): TransactionMetadata => {
  const partition = mapGet(bench.state.transactions.partitions, String(home()))!;
  return mapGet(partition.transactions, 'tx1')!;
};

function setEpoch(producerEpoch: number): void {
  const { transactions } = bench.state;
  const partition = mapGet(transactions.partitions, String(home()))!;
  const changed = mapSet(partition.transactions, 'tx1', { ...transaction(), producerEpoch });
  const loaded = { ...partition, transactions: changed };
  const partitions = mapSet(transactions.partitions, String(home()), loaded);
  bench.state = { ...bench.state, transactions: { ...transactions, partitions } };
}

/** Who leads a partition of `t`, as the controller has told; null: nobody knows the partition. */
function setLeader(partition: number, leader: number | null): void {
  const { metadata } = bench.state;
  const topic = mapGet(metadata.topics, 't')!;
  const partitions = mapSet(topic.partitions, String(partition), { leader } as never);
  const known = leader === null ? { size: 0, root: null } : partitions;
  const topics = mapSet(metadata.topics, 't', { ...topic, partitions: known });
  bench.state = { ...bench.state, metadata: { ...metadata, topics } };
  turn(onTransactionMetadata);
}

/** TransactionMetadata.validPreviousStates. */
const VALID_PREVIOUS: Readonly<Record<TransactionStateName, readonly TransactionStateName[]>> = {
  Empty: ['Empty', 'CompleteCommit', 'CompleteAbort'],
  Ongoing: ['Ongoing', 'Empty', 'CompleteCommit', 'CompleteAbort'],
  PrepareCommit: ['Ongoing'],
  PrepareAbort: ['Ongoing', 'PrepareEpochFence'],
  CompleteCommit: ['PrepareCommit'],
  CompleteAbort: ['PrepareAbort'],
  Dead: ['Empty', 'CompleteAbort', 'CompleteCommit'],
  PrepareEpochFence: ['Ongoing'],
};

test('the machine has the transitions of validPreviousStates and no others', () => {
  const previous = new Map<string, string[]>();
  for (const [name, node] of Object.entries(transactionMachine.root.states)) {
    for (const [, transitions] of node.transitions) {
      for (const { target } of transitions) {
        const to = (target?.[0] ?? node).path.join('.');
        previous.set(to, [...(previous.get(to) ?? []), name].sort());
      }
    }
  }
  const expected = Object.entries(VALID_PREVIOUS).map(([to, from]) => [to, [...from].sort()]);
  expect(Object.fromEntries(previous)).toEqual(Object.fromEntries(expected));
});

describe('producer ids', () => {
  const block = (broker: number, start: number): string =>
    `{"version":1,"broker":${broker},"block_start":"${start}","block_end":"${start + 999}"}`;

  test('are taken from ZooKeeper a thousand at a time', () => {
    expect(bench.znodes.get('/latest_producer_id_block')).toEqual({
      data: block(1, 0),
      version: 1,
    });
    bench.znodes.set('/latest_producer_id_block', { data: block(2, 1000), version: 2 });
    for (let id = 0; id < 1000; id++)
      expect(init(1, null)).toEqual({ id, epoch: 0, error: 'NONE' });
    expect(takeLines()).toEqual([]);
    expect(init(1, null).id).toBe(2000);
    expect(takeLines()).toEqual([
      'INFO [ProducerId Manager 1]: Acquired new producerId block (brokerId:1,blockStartProducerId:2000,blockEndProducerId:2999) by writing to Zk with path version 3',
    ]);
  });

  test('start-up and shutdown say what a real broker says', () => {
    turn(shutdownTransactionCoordinator);
    expect(takeLines()).toEqual([
      'INFO [TransactionCoordinator id=1] Shutting down.',
      'INFO [ProducerId Manager 1]: Shutdown complete: last producerId assigned 0',
      'INFO [Transaction State Manager 1]: Shutdown complete',
      'INFO [Transaction Marker Channel Manager 1]: Shutting down',
      'INFO [Transaction Marker Channel Manager 1]: Stopped',
      'INFO [Transaction Marker Channel Manager 1]: Shutdown completed',
      'INFO [TransactionCoordinator id=1] Shutdown complete.',
    ]);
    turn((it) => startTransactionCoordinator(it));
    expect(takeLines()).toEqual([
      'INFO [ProducerId Manager 1]: Acquired new producerId block (brokerId:1,blockStartProducerId:1000,blockEndProducerId:1999) by writing to Zk with path version 2',
      'INFO [TransactionCoordinator id=1] Starting up.',
      'INFO [Transaction Marker Channel Manager 1]: Starting',
      'INFO [TransactionCoordinator id=1] Startup complete.',
    ]);
  });
});

describe('a transaction', () => {
  test('is written step by step, and its markers go to all partitions (transaction-state-log)', () => {
    const producer = init(1);
    expect(producer).toEqual({ id: 0, epoch: 0, error: 'NONE' });
    expect(takeLines()).toEqual([
      `INFO [TransactionCoordinator id=1] Initialized transactionalId tx1 with producerId 0 and producer epoch 0 on partition __transaction_state-${home()}`,
    ]);
    expect(add(1, producer, 0)).toEqual(['NONE']);
    expect(add(1, producer, 0)).toEqual(['NONE']);
    expect(add(1, producer, 1)).toEqual(['NONE']);
    expect(end(1, producer, true)).toBe('NONE');
    expect(history()).toEqual([
      'Empty [] 0',
      'Ongoing [t-0] 0',
      // As upstream's tables list them (TransactionLog.formatRecordKeyAndValue of 2.8.0, run).
      'Ongoing [t-1, t-0] 0',
      'PrepareCommit [t-1, t-0] 0',
      'CompleteCommit [] 0',
    ]);
    expect([markers('t', 0), markers('t', 1), markers('t', 2)]).toEqual([
      ['COMMIT 0 78'],
      ['COMMIT 0 78'],
      [],
    ]);
    expect(bench.state.transactions.markers.pending.size).toBe(0);
    // Once more is as good; the other way is not.
    expect(end(1, producer, true)).toBe('NONE');
    expect(end(1, producer, false)).toBe('INVALID_TXN_STATE');
  });

  test('cannot take in what is not there, and then takes in nothing', () => {
    const producer = init(1);
    expect(add(1, producer, 0, 9)).toEqual([
      'OPERATION_NOT_ATTEMPTED',
      'UNKNOWN_TOPIC_OR_PARTITION',
    ]);
    expect(transaction().topicPartitions).toEqual([]);
    expect(add(1, { ...producer, id: 5 }, 0)).toEqual(['INVALID_PRODUCER_ID_MAPPING']);
    expect(add(1, { ...producer, epoch: 5 }, 0)).toEqual(['PRODUCER_FENCED']);
    expect(end(1, producer, true)).toBe('INVALID_TXN_STATE');
  });

  test('holds everything else up while its step is being written', () => {
    const producer = init(1);
    bench.holds = true;
    ask(1, {
      type: 'AddPartitionsToTxnRequest',
      transactionalId: 'tx1',
      producerId: 0,
      producerEpoch: 0,
      topics: [{ name: 't', partitions: [0] }],
    });
    expect(init(2).error).toBe('CONCURRENT_TRANSACTIONS');
    expect(end(3, producer, true)).toBe('CONCURRENT_TRANSACTIONS');
    acknowledge('NOT_ENOUGH_REPLICAS');
    expect(takeLines().at(-1)).toContain(
      'transition failed due to COORDINATOR_NOT_AVAILABLE, resetting pending state from Some(Ongoing), aborting state transition and returning COORDINATOR_NOT_AVAILABLE in the callback',
    );
    expect(transaction().topicPartitions).toEqual([]);
    bench.holds = false;
    expect(add(1, producer, 0)).toEqual(['NONE']);
  });

  test('of a producer that has a successor is aborted with an epoch of its own (fenced-producer)', () => {
    const first = init(1);
    add(1, first, 0);
    expect(init(2).error).toBe('CONCURRENT_TRANSACTIONS');
    const second = init(2);
    expect(second).toEqual({ id: 0, epoch: 2, error: 'NONE' });
    expect(history().slice(2)).toEqual([
      'PrepareAbort [t-0] 1',
      'CompleteAbort [] 1',
      'Empty [] 2',
    ]);
    expect(markers('t', 0)).toEqual(['ABORT 1 78']);
    expect(end(1, first, true)).toBe('PRODUCER_FENCED');
    expect(add(1, first, 0)).toEqual(['PRODUCER_FENCED']);
    // Older clients know only that their epoch is too old.
    ask(
      1,
      {
        type: 'EndTxnRequest',
        transactionalId: 'tx1',
        producerId: 0,
        producerEpoch: 0,
        committed: false,
      },
      { apiVersion: 1 },
    );
    expect(reply<EndTxnResponse>(1).errorCode).toBe('INVALID_PRODUCER_EPOCH');
  });

  test('that could not be fenced is fenced with the same epoch the next time', () => {
    const first = init(1);
    add(1, first, 0);
    bench.appendError = 'NOT_ENOUGH_REPLICAS';
    expect(init(2).error).toBe('COORDINATOR_NOT_AVAILABLE');
    bench.appendError = 'NONE';
    expect(init(2).error).toBe('CONCURRENT_TRANSACTIONS');
    expect(history().slice(2)).toEqual(['PrepareAbort [t-0] 1', 'CompleteAbort [] 1']);
  });

  test('that takes too long is aborted by the next round', () => {
    const producer = init(1);
    passTime(3000);
    add(1, producer, 0);
    takeLines();
    passTime(60_000);
    expect(takeLines()).toEqual([]);
    passTime(7000);
    expect(takeLines()).toEqual([
      'INFO [TransactionCoordinator id=1] Completed rollback of ongoing transaction for transactionalId tx1 due to timeout',
    ]);
    expect(history().slice(2)).toEqual(['PrepareAbort [t-0] 1', 'CompleteAbort [] 1']);
    expect(end(1, producer, true)).toBe('PRODUCER_FENCED');
    // Nothing is open: no round is to come but the one for expired ids.
    passTime(10_000);
    expect(bench.state.transactions.abortCheckAtMs).toBe(null);
  });

  test('takes the offsets of a group along: they count with its commit', () => {
    const producer = init(1);
    const commitOffset = (committedOffset: number): string => {
      ask(1, {
        type: 'AddOffsetsToTxnRequest',
        transactionalId: 'tx1',
        producerId: producer.id,
        producerEpoch: producer.epoch,
        groupId: 'g1',
      });
      ask(1, {
        type: 'TxnOffsetCommitRequest',
        transactionalId: 'tx1',
        groupId: 'g1',
        producerId: producer.id,
        producerEpoch: producer.epoch,
        generationId: -1,
        memberId: '',
        groupInstanceId: null,
        topics: [
          {
            name: 't',
            partitions: [
              {
                partitionIndex: 0,
                committedOffset,
                committedLeaderEpoch: 0,
                committedMetadata: null,
              },
            ],
          },
        ],
      });
      return reply<TxnOffsetCommitResponse>(1).topics[0]!.partitions[0]!.errorCode;
    };
    const committed = (requireStable: boolean): string | number => {
      const topics = [{ name: 't', partitionIndexes: [0] }];
      ask(9, { type: 'OffsetFetchRequest', groupId: 'g1', topics, requireStable });
      const [part] = reply<OffsetFetchResponse>(9).topics[0]!.partitions;
      return part!.errorCode === 'NONE' ? part!.committedOffset : part!.errorCode;
    };
    expect(commitOffset(5)).toBe('NONE');
    expect(committed(false)).toBe(-1);
    expect(committed(true)).toBe('UNSTABLE_OFFSET_COMMIT');
    end(1, producer, true);
    expect(committed(true)).toBe(5);
    expect(history().slice(1, 3)).toEqual([
      'Ongoing [__consumer_offsets-42] 0',
      'PrepareCommit [__consumer_offsets-42] 0',
    ]);
    commitOffset(8);
    // The next coordinator of the group finds both in the log: what counts and what is open.
    resign('__consumer_offsets', 42);
    lead('__consumer_offsets', 42, 2);
    expect(committed(false)).toBe(5);
    expect(committed(true)).toBe('UNSTABLE_OFFSET_COMMIT');
    end(1, producer, false);
    expect(committed(true)).toBe(5);
    expect(markers('__consumer_offsets', 42)).toEqual(['COMMIT 0 78', 'ABORT 0 78']);
  });
});

describe('a producer', () => {
  test('goes on from what it knows after an error of its own (KIP-360)', () => {
    const first = init(1);
    expect(init(1, 'tx1', first)).toEqual({ id: 0, epoch: 1, error: 'NONE' });
    // It has not heard the answer, and asks once more.
    expect(init(1, 'tx1', first)).toEqual({ id: 0, epoch: 1, error: 'NONE' });
    expect(init(2).epoch).toBe(2);
    expect(init(1, 'tx1', { id: 0, epoch: 1 }).error).toBe('PRODUCER_FENCED');
    expect(init(1, 'tx1', { id: 0, epoch: 1 }, 3).error).toBe('INVALID_PRODUCER_EPOCH');
    expect(takeLines().at(-1)).toBe(
      'INFO Expected producer epoch 1 does not match current producer epoch 2 or previous producer epoch -1',
    );
    expect(init(1, 'tx1', { id: 77, epoch: 0 }).error).toBe('PRODUCER_FENCED');
    expect(init(1, 'tx1', { id: 0, epoch: -1 }).error).toBe('INVALID_REQUEST');
    expect(init(1, '').error).toBe('INVALID_REQUEST');
  });

  test('gets a new id when all epochs of the old one are used up', () => {
    init(1);
    setEpoch(32_765);
    expect(init(1).epoch).toBe(32_766);
    const exhausted = { id: 0, epoch: 32_766 };
    expect(init(1, 'tx1', { id: 0, epoch: 5 }).error).toBe('UNKNOWN_SERVER_ERROR');
    expect(init(1, 'tx1', exhausted)).toEqual({ id: 1, epoch: 0, error: 'NONE' });
    // It has not heard the answer, and asks once more.
    expect(init(1, 'tx1', exhausted)).toEqual({ id: 1, epoch: 0, error: 'NONE' });
  });

  test('that nobody has heard of for a week is forgotten', () => {
    init(1);
    passTime(7 * 24 * 3_600_000 - 1);
    expect(history()).toEqual(['Empty [] 0']);
    passTime(3_600_000);
    expect(history()).toEqual(['Empty [] 0', 'tombstone']);
    expect(init(1)).toEqual({ id: 1, epoch: 0, error: 'NONE' });
  });
});

describe('markers', () => {
  test('wait for a leader, and the transaction for them', () => {
    const producer = init(1);
    add(1, producer, 0, 1);
    setLeader(1, -1);
    expect(end(1, producer, true)).toBe('NONE');
    expect([markers('t', 0).length, markers('t', 1).length]).toEqual([1, 0]);
    expect(transaction().chart.value).toBe('PrepareCommit');
    expect(add(1, producer, 0)).toEqual(['CONCURRENT_TRANSACTIONS']);
    setLeader(1, 1);
    expect(markers('t', 1)).toEqual(['COMMIT 0 78']);
    expect(transaction().chart.value).toBe('CompleteCommit');
  });

  test('are sent once more after some 50 ms while their leader does not answer', () => {
    const producer = init(1);
    add(1, producer, 0);
    bench.refuses = true;
    takeLines();
    end(1, producer, true);
    const refused =
      'WARN [TransactionCoordinator id=1] Connection to node 1 (/192.168.8.12:9092) could not be established. Broker may not be available.';
    expect(takeLines()).toEqual([refused]);
    passTime(39);
    expect(takeLines()).toEqual([]);
    // The back-off differs by up to a fifth.
    passTime(22);
    expect(takeLines()).toEqual([refused]);
    bench.refuses = false;
    passTime(60);
    expect(markers('t', 0)).toEqual(['COMMIT 0 78']);
    expect(transaction().chart.value).toBe('CompleteCommit');
  });

  test('for partitions that were deleted are not needed', () => {
    const producer = init(1);
    add(1, producer, 0);
    setLeader(0, null);
    expect(end(1, producer, false)).toBe('NONE');
    expect(transaction().chart.value).toBe('CompleteAbort');
    expect(takeLines().at(-1)).toBe(
      "INFO [Transaction Marker Channel Manager 1]: Couldn't find leader endpoint for partitions Set(t-0) while trying to send transaction markers for tx1, these partitions are likely deleted already and hence can be skipped",
    );
  });

  test('are sent again by the next coordinator, when the decision is written', () => {
    const producer = init(1);
    add(1, producer, 0);
    setLeader(0, -1);
    end(1, producer, true);
    takeLines();
    resign('__transaction_state', home());
    const where = `__transaction_state-${home()}`;
    expect(takeLines()).toEqual([
      `INFO [TransactionCoordinator id=1] Resigned as the txn coordinator for partition ${home()} at epoch Some(1)`,
      `INFO [Transaction State Manager 1]: Unloaded transaction metadata TxnMetadataCacheEntry(coordinatorEpoch=0, numTransactionalEntries=1) for ${where} on become-follower transition`,
    ]);
    expect(init(2).error).toBe('NOT_COORDINATOR');
    lead('__transaction_state', home(), 2);
    expect(takeLines()).toEqual([
      `INFO [TransactionCoordinator id=1] Elected as the txn coordinator for partition ${home()} at epoch 2`,
      `INFO [Transaction State Manager 1]: Loading transaction metadata from ${where} at epoch 2`,
      `INFO [Transaction State Manager 1]: Finished loading 1 transaction metadata from ${where} in 0 milliseconds, of which 0 milliseconds was spent in the scheduler.`,
      `INFO [Transaction State Manager 1]: Completed loading transaction metadata from ${where} for coordinator epoch 2`,
    ]);
    expect(init(2).error).toBe('CONCURRENT_TRANSACTIONS');
    setLeader(0, 1);
    expect(markers('t', 0)).toEqual(['COMMIT 0 78']);
    expect(init(2)).toEqual({ id: 0, epoch: 1, error: 'NONE' });
  });

  test('are written, but the end cannot be: it is tried again', () => {
    const producer = init(1);
    add(1, producer, 0);
    bench.holds = true;
    ask(1, {
      type: 'EndTxnRequest',
      transactionalId: 'tx1',
      producerId: 0,
      producerEpoch: 0,
      committed: true,
    });
    acknowledge();
    acknowledge();
    takeLines();
    acknowledge('NOT_ENOUGH_REPLICAS');
    expect(takeLines().at(-1)).toContain('; retry appending');
    expect(transaction().pendingState).toBe('CompleteCommit');
    bench.holds = false;
    passTime(30_000);
    expect(transaction().chart.value).toBe('CompleteCommit');
    expect(bench.timers.has('txn:markers')).toBe(false);
  });
});
