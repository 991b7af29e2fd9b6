/** Idempotence and transactions of a producer. Texts are those of the real 2.8.0 (transactions-*.json). */
import { describe, expect, it } from 'vitest';
import type { ErrorName } from '../../../../src/engine/kafka/protocol/errors.ts';
import type { ProduceRequest } from '../../../../src/engine/kafka/protocol/produce-fetch.ts';
import {
  abortTransaction,
  beginTransaction,
  closeProducer,
  commitTransaction,
  initTransactions,
  produce,
  sendOffsetsToTransaction,
} from '../../../../src/engine/kafka/client/producer.ts';
import { partitionError, ProducerBench, refuse } from './producer-bench.ts';

const GROUP = { groupId: 'g', generationId: 3, memberId: 'm-1', groupInstanceId: null };

function transactional(properties: Record<string, string> = {}): ProducerBench {
  const bench = new ProducerBench();
  bench.topic('t', 2);
  bench.open({ 'transactional.id': 'tx1', ...properties });
  return bench;
}

/** Into a transaction that has begun. */
function begun(properties: Record<string, string> = {}): ProducerBench {
  const bench = transactional(properties);
  bench.do((turn) => {
    initTransactions(turn, 'init');
    beginTransaction(turn, 'begin');
  });
  bench.run(200);
  expect(bench.results()).toEqual(['init: ok', 'begin: ok']);
  bench.outcomes.length = 0;
  return bench;
}

function sequencesOf(bench: ProducerBench, partition = 0): number[][] {
  return bench.topics
    .get('t')!
    [partition]!.log.map(({ baseSequence, records, producerEpoch }) => [
      baseSequence,
      baseSequence + records.length - 1,
      producerEpoch,
    ]);
}

describe('an idempotent producer', () => {
  it('asks for a producer id and numbers each partition from 0', () => {
    const bench = new ProducerBench();
    bench.topic('t', 2);
    bench.open({ 'enable.idempotence': 'true' });
    for (const [partition, value] of [
      [0, 'm0'],
      [0, 'm1'],
      [1, 'n0'],
      [0, 'm2'],
      [1, 'n1'],
    ] as const) {
      bench.send({ topic: 't', partition, key: 'k', value });
      bench.run(20);
    }
    expect(sequencesOf(bench)).toEqual([
      [0, 0, 0],
      [1, 1, 0],
      [2, 2, 0],
    ]);
    expect(sequencesOf(bench, 1)).toEqual([
      [0, 0, 0],
      [1, 1, 0],
    ]);
    expect(bench.topics.get('t')![0]!.log[0]).toMatchObject({ bytes: 71, producerId: 0 });
    expect(bench.kinds().filter((kind) => kind === 'InitProducerId')).toHaveLength(1);
  });

  it('keeps the order when the first of several requests fails', () => {
    const bench = new ProducerBench();
    bench.topic('t', 1);
    bench.open({ 'enable.idempotence': 'true', 'batch.size': '1' });
    bench.send({ topic: 't', value: 'warm' });
    bench.run(100);
    const { log } = bench.topics.get('t')![0]!;
    let isFirst = true;
    bench.answer = (request, node) => {
      if (request.type !== 'ProduceRequest') return undefined;
      const error = errorFor(bench, request, isFirst);
      isFirst = false;
      return error === 'NONE' ? bench.produce(request, node) : refuse(request, error);
    };
    bench.do((turn) => {
      for (let i = 0; i < 8; i++) produce(turn, { topic: 't', key: null, value: `v${i}` }, i);
    });
    bench.run(3000);
    expect(log.flatMap(({ records }) => records.map(({ value }) => value))).toEqual([
      'warm',
      ...Array.from({ length: 8 }, (_, i) => `v${i}`),
    ]);
    // A buffer that is made for one record has room for two of one letter.
    expect(sequencesOf(bench).map(([first]) => first)).toEqual([0, 1, 3, 5, 7]);
    expect(bench.state.transactions!.producerEpoch).toBe(0);
  });

  it('bumps its epoch when a batch expired that may have been written, and once more for its late failure', () => {
    const bench = new ProducerBench();
    bench.topic('t', 1);
    bench.open({
      'enable.idempotence': 'true',
      'delivery.timeout.ms': '2000',
      'request.timeout.ms': '500',
    });
    bench.send({ topic: 't', value: 'a' });
    bench.run(100);
    bench.answer = (request) => (request.type === 'ProduceRequest' ? null : undefined);
    bench.send({ topic: 't', value: 'b' });
    bench.run(3000);
    expect(bench.results()[1]).toBe(
      'b: org.apache.kafka.common.errors.TimeoutException: Expiring 1 record(s) for t-0:2000 ms has passed since batch creation',
    );
    bench.answer = () => undefined;
    bench.send({ topic: 't', value: 'c' });
    bench.run(3000);
    expect(bench.texts()).toContainEqual(
      "[Producer clientId=p] No inflight batches remaining for t-0, last ack'd sequence for partition is 0, next sequence is 2. Going to bump epoch and reset sequence numbers.",
    );
    expect(sequencesOf(bench)).toEqual([
      [0, 0, 0],
      [0, 0, 2],
    ]);
    expect(bench.results()[2]).toBe('c: t-0 offset 1');
  });
});

/** What a leader says that looks at sequence numbers, after it was made to refuse one batch. */
function errorFor(bench: ProducerBench, request: ProduceRequest, isRefused: boolean): ErrorName {
  if (isRefused) return 'NOT_ENOUGH_REPLICAS';
  const { log } = bench.topics.get('t')![0]!;
  const last = log[log.length - 1]!;
  const { baseSequence } = request.topicData[0]!.partitionData[0]!.records[0]!;
  return baseSequence === last.baseSequence + last.records.length
    ? 'NONE'
    : 'OUT_OF_ORDER_SEQUENCE_NUMBER';
}

describe('a transactional producer', () => {
  it('finds its coordinator, adds partitions before it writes to them, and ends', () => {
    const bench = transactional();
    bench.do((turn) => {
      initTransactions(turn, 'init');
      beginTransaction(turn, 'begin');
      produce(turn, { topic: 't', partition: 0, key: null, value: 'a' }, 'a');
      produce(turn, { topic: 't', partition: 1, key: null, value: 'b' }, 'b');
      commitTransaction(turn, 'commit');
    });
    bench.run(500);
    expect(bench.results()).toEqual([
      'init: ok',
      'begin: ok',
      'b: t-1 offset 0',
      'a: t-0 offset 0',
      'commit: ok',
    ]);
    expect(bench.kinds().filter((kind) => !/ApiVersions|Metadata/.test(kind))).toEqual([
      'FindCoordinator',
      'InitProducerId',
      'AddPartitionsToTxn',
      'Produce',
      'EndTxn',
    ]);
    expect(bench.requests.find(({ request }) => request.type === 'ProduceRequest')).toMatchObject({
      request: { transactionalId: 'tx1', acks: -1 },
    });
    expect(bench.topics.get('t')![0]!.log).toMatchObject([{ isTransactional: true, bytes: 69 }]);
    expect(bench.texts()).toContainEqual(
      '[Producer clientId=p, transactionalId=tx1] Discovered transaction coordinator kafka1:9092 (id: 1 rack: null)',
    );
  });

  it('ends a transaction that nothing was written in without a word to the coordinator', () => {
    const bench = begun();
    bench.do((turn) => commitTransaction(turn, 'commit'));
    bench.run(100);
    expect(bench.results()).toEqual(['commit: ok']);
    expect(bench.kinds()).not.toContain('EndTxn');
    expect(bench.state.transactions!.state).toBe('READY');
  });

  it('tells misuse in upstream\u2019s words', () => {
    const bench = transactional();
    bench.run(50);
    bench.do((turn) => beginTransaction(turn, 'begin'));
    bench.send({ topic: 't', value: 'early' });
    bench.run(50);
    bench.do((turn) => initTransactions(turn, 'init'));
    bench.run(200);
    bench.send({ topic: 't', value: 'ready' });
    bench.do((turn) => initTransactions(turn, 'again'));
    expect(bench.results()).toEqual([
      'begin: org.apache.kafka.common.KafkaException: TransactionalId tx1: Invalid transition attempted from state UNINITIALIZED to state IN_TRANSACTION',
      "early: java.lang.IllegalStateException: Cannot perform a 'send' before completing a call to initTransactions when transactions are enabled.",
      'init: ok',
      'ready: java.lang.IllegalStateException: Cannot call send in state READY',
      'again: org.apache.kafka.common.KafkaException: TransactionalId tx1: Invalid transition attempted from state READY to state INITIALIZING',
    ]);
    const plain = new ProducerBench();
    plain.open();
    plain.do((turn) => initTransactions(turn, 'init'));
    expect(plain.results()).toEqual([
      'init: java.lang.IllegalStateException: Cannot use transactional methods without enabling transactions by setting the transactional.id configuration property',
    ]);
  });

  it('is fenced by a second one with the same transactional.id', () => {
    const bench = begun();
    bench.send({ topic: 't', partition: 0, value: 'from-A' });
    bench.run(50);
    bench.answer = (request) => {
      if (request.type === 'ProduceRequest') {
        return refuse(
          request,
          'INVALID_PRODUCER_EPOCH',
          'Producer attempted to produce with an old epoch.',
        );
      }
      return request.type === 'EndTxnRequest' ? { errorCode: 'PRODUCER_FENCED' } : undefined;
    };
    bench.send({ topic: 't', partition: 0, value: 'late' });
    bench.run(50);
    bench.do((turn) => commitTransaction(turn, 'commit'));
    bench.do((turn) => beginTransaction(turn, 'begin'));
    bench.do((turn) => abortTransaction(turn, 'abort'));
    bench.run(50);
    const old =
      'org.apache.kafka.common.errors.InvalidProducerEpochException: Producer attempted to produce with an old epoch';
    expect(bench.results()).toEqual([
      'from-A: t-0 offset 0',
      `late: ${old}.`,
      `commit: ${old} (producerId=0, epoch=0)`,
      `begin: ${old} (producerId=0, epoch=0)`,
      'abort: org.apache.kafka.common.errors.ProducerFencedException: There is a newer producer with the same transactionalId which fences the current one.',
    ]);
    bench.send({ topic: 't', value: 'dead' });
    bench.run(50);
    expect(bench.results()[5]).toBe(
      'dead: org.apache.kafka.common.KafkaException: Cannot perform send because at least one previous transactional or idempotent request has failed with errors.',
    );
  });

  it('drops what it has not sent when it aborts', () => {
    const bench = begun({ 'linger.ms': '10000', 'delivery.timeout.ms': '120000' });
    bench.send({ topic: 't', partition: 0, value: 'a' });
    bench.run(50);
    bench.do((turn) => abortTransaction(turn, 'abort'));
    bench.run(200);
    expect(bench.results()).toEqual([
      'a: org.apache.kafka.common.errors.TransactionAbortedException: Failing batch since transaction was aborted',
      'abort: ok',
    ]);
    expect(bench.topics.get('t')![0]!.log).toEqual([]);
  });

  it('gets a new epoch after an error that aborting heals, and numbers from 0 again', () => {
    const bench = begun();
    bench.answer = (request) =>
      request.type === 'ProduceRequest'
        ? {
            responses: [
              {
                name: 't',
                partitionResponses: [
                  { ...partitionError(0, 'UNKNOWN_PRODUCER_ID'), logStartOffset: -2 },
                ],
              },
            ],
          }
        : undefined;
    bench.send({ topic: 't', partition: 0, value: 'a' });
    bench.run(50);
    bench.answer = () => undefined;
    bench.do((turn) => {
      abortTransaction(turn, 'abort');
      beginTransaction(turn, 'begin');
    });
    bench.send({ topic: 't', partition: 0, value: 'b' });
    bench.run(200);
    expect(bench.results().slice(1)).toEqual(['abort: ok', 'begin: ok', 'b: t-0 offset 0']);
    expect(bench.kinds().slice(-4)).toEqual([
      'EndTxn',
      'InitProducerId',
      'AddPartitionsToTxn',
      'Produce',
    ]);
    expect(sequencesOf(bench)).toEqual([[0, 0, 1]]);
  });

  it('waits for a coordinator that loads, and finds one that moved', () => {
    const errors: ErrorName[] = [
      'COORDINATOR_LOAD_IN_PROGRESS',
      'NOT_COORDINATOR',
      'CONCURRENT_TRANSACTIONS',
    ];
    const bench = transactional();
    bench.answer = (request) => {
      if (request.type !== 'InitProducerIdRequest') return undefined;
      const errorCode = errors.shift();
      return errorCode === undefined ? undefined : { errorCode, producerId: -1, producerEpoch: -1 };
    };
    bench.do((turn) => initTransactions(turn, 'init'));
    bench.run(1000);
    expect(bench.results()).toEqual(['init: ok']);
    expect(bench.kinds().filter((kind) => !/ApiVersions|Metadata/.test(kind))).toEqual([
      'FindCoordinator',
      'InitProducerId',
      'InitProducerId',
      'FindCoordinator',
      'InitProducerId',
      'InitProducerId',
    ]);
  });

  it('gives up waiting after max.block.ms, and goes on waiting when it is asked again', () => {
    const bench = transactional({ 'max.block.ms': '1000' });
    bench.answer = (request) => (request.type === 'InitProducerIdRequest' ? null : undefined);
    bench.do((turn) => initTransactions(turn, 'init'));
    bench.run(1001);
    expect(bench.results()).toEqual([
      'init: org.apache.kafka.common.errors.TimeoutException: Timeout expired after 1000 milliseconds while awaiting InitProducerId',
    ]);
    bench.answer = () => undefined;
    bench.do((turn) => initTransactions(turn, 'again'));
    bench.run(900);
    bench.do((turn) => initTransactions(turn, 'thrice'));
    bench.run(40_000);
    expect(bench.results().slice(2)).toEqual([
      'thrice: org.apache.kafka.common.errors.TimeoutException: Timeout expired after 1000 milliseconds while awaiting InitProducerId',
    ]);
    expect(bench.state.transactions!.state).toBe('READY');
  });

  it('commits offsets of a group within the transaction', () => {
    const bench = begun();
    const offsets = [{ topic: 't', partition: 0, offset: 5, leaderEpoch: null, metadata: '' }];
    bench.do((turn) => {
      sendOffsetsToTransaction(turn, offsets, GROUP, 'offsets');
      commitTransaction(turn, 'commit');
    });
    bench.run(200);
    expect(bench.results()).toEqual(['offsets: ok', 'commit: ok']);
    expect(bench.kinds().slice(-4)).toEqual([
      'AddOffsetsToTxn',
      'FindCoordinator',
      'TxnOffsetCommit',
      'EndTxn',
    ]);
    expect(bench.requests.at(-2)!.request).toMatchObject({
      memberId: 'm-1',
      generationId: 3,
      topics: [{ name: 't', partitions: [{ partitionIndex: 0, committedOffset: 5 }] }],
    });
  });

  it('aborts what is open when it is closed', () => {
    const bench = begun();
    bench.send({ topic: 't', partition: 0, value: 'a' });
    bench.run(50);
    bench.do((turn) => closeProducer(turn, 'closed'));
    bench.run(200);
    expect(bench.results()).toEqual(['a: t-0 offset 0', 'closed: ok']);
    expect(bench.requests.at(-1)!.request).toMatchObject({
      type: 'EndTxnRequest',
      committed: false,
    });
    expect(bench.texts()).toContainEqual(
      '[Producer clientId=p, transactionalId=tx1] Aborting incomplete transaction due to shutdown',
    );
  });
});
