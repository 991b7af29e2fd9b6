/**
 * One broker that is nothing but its two coordinators: a log is a list of batches that acknowledges at
 * once (or when the test says so), ZooKeeper is a table, the network brings everything back to itself.
 */
import { vi } from 'vitest';
import type { Effect } from '../../../../src/engine/kernel/effects.ts';
import type { NodeEvent } from '../../../../src/engine/kernel/events.ts';
import { emptyMap, mapFrom, mapSet } from '../../../../src/engine/kernel/persistent-map.ts';
import { emptyQueue } from '../../../../src/engine/kernel/persistent-queue.ts';
import { BROKER_KEYS } from '../../../../src/engine/kafka/config/broker-keys.ts';
import {
  groupEvent,
  handleGroupRequest,
  initialGroups,
  onGroupAppended,
  onGroupLeadership,
  startGroupCoordinator,
} from '../../../../src/engine/kafka/group/group-coordinator.ts';
import type {
  KafkaRequest,
  KafkaResponse,
  RequestBody,
} from '../../../../src/engine/kafka/protocol/messages.ts';
import type { RecordBatch } from '../../../../src/engine/kafka/protocol/record-batch.ts';
import { partitionName } from '../../../../src/engine/kafka/protocol/topic-partition.ts';
import { copyBroker } from '../../../../src/engine/kafka/server/broker-changes.ts';
import type {
  AppendContinuation,
  BrokerState,
  BrokerTask,
  BrokerTurn,
  PartitionAppendResult,
} from '../../../../src/engine/kafka/server/broker-state.ts';
import {
  handleTransactionRequest,
  initialTransactions,
  onProducerIdReplies,
  onTransactionAppended,
  onTransactionLeadership,
  startTransactionCoordinator,
  transactionEvent,
} from '../../../../src/engine/kafka/transaction/transaction-coordinator.ts';
import type { ZkContinuation, ZkReply } from '../../../../src/engine/kafka/zk/zk-state.ts';
import type { RequestBody as ZkRequest } from '../../../../src/engine/zookeeper/client/index.ts';

interface Append {
  readonly entries: readonly {
    readonly topic: string;
    readonly partition: number;
    readonly batches: readonly RecordBatch[];
  }[];
}

interface Held {
  readonly then: AppendContinuation;
  readonly results: readonly PartitionAppendResult[];
}

export interface Bench {
  state: BrokerState;
  nowMs: number;
  /** Whether nobody listens where markers go to. */
  refuses: boolean;
  /** Whether appends wait for `acknowledge`. */
  holds: boolean;
  /** What every append fails with. */
  appendError: PartitionAppendResult['error'];
  readonly held: Held[];
  readonly logs: Map<string, RecordBatch[]>;
  readonly znodes: Map<string, { readonly data: string; readonly version: number }>;
  /** What server.log would hold: level and text. */
  readonly lines: string[];
  /** Answers by connection, oldest first. */
  readonly replies: Map<number, KafkaResponse[]>;
  readonly timers: Map<string, number>;
  nextCorrelationId: number;
}

let bench: Bench;

vi.mock('../../../../src/engine/kafka/replica/replica-manager.ts', () => ({
  appendRecords: (turn: BrokerTurn, append: Append, then: AppendContinuation) => {
    const results = append.entries.map(({ topic, partition, batches }) => {
      const log = bench.logs.get(partitionName(topic, partition));
      const error = log === undefined ? 'NOT_LEADER_OR_FOLLOWER' : bench.appendError;
      const last = log?.at(-1);
      let next = last === undefined ? 0 : last.baseOffset + last.lastOffsetDelta + 1;
      const baseOffset = error === 'NONE' ? next : -1;
      for (const batch of error === 'NONE' ? batches : []) {
        log!.push({ ...batch, baseOffset: next });
        next += batch.lastOffsetDelta + 1;
      }
      return {
        topic,
        partition,
        error,
        errorMessage: null,
        recordErrors: [],
        baseOffset,
        lastOffset: next - 1,
        logAppendTimeMs: -1,
        logStartOffset: 0,
      };
    });
    if (bench.holds) bench.held.push({ then, results });
    else turn.tasks.push({ type: 'appended', then, results });
  },
}));

vi.mock('../../../../src/engine/kafka/log/log.ts', () => ({
  logOf: (_state: BrokerState, topic: string, partition: number) => {
    const log = bench.logs.get(partitionName(topic, partition));
    if (log === undefined) return undefined;
    const last = log.at(-1);
    const logEndOffset = last === undefined ? 0 : last.baseOffset + last.lastOffsetDelta + 1;
    return { topic, partition, logStartOffset: 0, logEndOffset };
  },
  readLog: (
    _turn: BrokerTurn,
    { topic, partition }: { topic: string; partition: number },
    { startOffset }: { startOffset: number },
  ) => {
    const log = bench.logs.get(partitionName(topic, partition)) ?? [];
    const records = log.filter((one) => one.baseOffset + one.lastOffsetDelta >= startOffset);
    return { error: 'NONE', records: records.slice(0, 3), bytes: 0, abortedTransactions: null };
  },
}));

vi.mock('../../../../src/engine/kafka/server/kafka-log.ts', () => ({
  kafkaLog: (_turn: BrokerTurn, _file: string, level: string, text: string) => {
    if (level !== 'DEBUG') bench.lines.push(`${level} ${text}`);
  },
}));

vi.mock('../../../../src/engine/kafka/zk/broker-zk.ts', () => ({
  zkCall: (turn: BrokerTurn, requests: readonly ZkRequest[], then: ZkContinuation) => {
    turn.tasks.push({ type: 'zk.replied', then, replies: requests.map(zkReply) });
  },
}));

function zkReply(request: ZkRequest): ZkReply {
  const { path } = request as { readonly path: string };
  const known = bench.znodes.get(path);
  if (known === undefined) return { err: -101, reply: null };
  if (request.type !== 'SetDataRequest') return zkAnswer(known.data, known.version);
  if (request.version !== known.version) return { err: -103, reply: null };
  const version = known.version + 1;
  bench.znodes.set(path, { data: request.data ?? '', version });
  return zkAnswer(null, version);
}

function zkAnswer(data: string | null, version: number): ZkReply {
  return { err: 0, reply: { data, stat: { version } } } as unknown as ZkReply;
}

const ALL_PARTITIONS = Array.from({ length: 50 }, (_, partition) => partition);

/** Broker 1 with (all) partitions of both internal topics and three of topic `t`. */
export function startBench(
  overrides: Readonly<Record<string, unknown>> = {},
  partitions: readonly number[] = ALL_PARTITIONS,
): Bench {
  const defaults = Object.entries(BROKER_KEYS).map(([name, key]) => [name, key.default]);
  const values = { ...Object.fromEntries(defaults), ...overrides };
  bench = {
    state: {
      process: { seed: 7 },
      config: { brokerId: 1, values, release: '2.8.0' },
      sockets: emptyMap(),
      metadata: metadata({ t: 3, __consumer_offsets: 50, __transaction_state: 50 }),
      replicas: { partitions: emptyMap() },
      logs: { logs: emptyMap() },
      groups: initialGroups(),
      transactions: initialTransactions(),
      random: 1,
    } as unknown as BrokerState,
    nowMs: 0,
    refuses: false,
    holds: false,
    appendError: 'NONE',
    held: [],
    logs: new Map(),
    znodes: new Map([['/latest_producer_id_block', { data: '', version: 0 }]]),
    lines: [],
    replies: new Map(),
    timers: new Map(),
    nextCorrelationId: 0,
  };
  for (let partition = 0; partition < 3; partition++) bench.logs.set(`t-${partition}`, []);
  turn(startGroupCoordinator);
  turn((it) => startTransactionCoordinator(it));
  for (const partition of partitions) {
    lead('__consumer_offsets', partition);
    lead('__transaction_state', partition);
  }
  bench.lines.length = 0;
  return bench;
}

function metadata(topics: Readonly<Record<string, number>>): BrokerState['metadata'] {
  const partitions = (count: number) =>
    mapFrom(Array.from({ length: count }, (_, i) => [String(i), { leader: 1 }] as const));
  return {
    controllerId: 1,
    controllerEpoch: 1,
    brokers: mapFrom([['1', { id: 1, host: '192.168.8.12', port: 9092, rack: null }]]),
    topics: mapFrom(
      Object.entries(topics).map(([name, count]) => [
        name,
        { name, topicId: '', partitions: partitions(count) },
      ]),
    ),
  } as unknown as BrokerState['metadata'];
}

/** This broker begins to lead a partition of an internal topic. */
export function lead(topic: string, partition: number, leaderEpoch = 0): void {
  const name = partitionName(topic, partition);
  if (!bench.logs.has(name)) bench.logs.set(name, []);
  leadership(topic, partition, true, leaderEpoch);
}

export function resign(topic: string, partition: number, leaderEpoch = 1): void {
  leadership(topic, partition, false, leaderEpoch);
}

function leadership(topic: string, partition: number, isLeader: boolean, epoch: number): void {
  const name = partitionName(topic, partition);
  const partitions = bench.state.replicas.partitions;
  bench.state = {
    ...bench.state,
    replicas: {
      ...bench.state.replicas,
      partitions: mapSet(partitions, name, { isLeader } as never),
    },
  };
  const task = { type: 'leadership', topic, partition, isLeader, leaderEpoch: epoch } as const;
  turn((it) => {
    if (topic === '__consumer_offsets') onGroupLeadership(it, task);
    else onTransactionLeadership(it, task);
  });
}

/** One step: what it asks for is carried out, what it leaves to do is done. */
export function turn(handle: (turn: BrokerTurn) => void): void {
  const it: BrokerTurn = {
    state: bench.state,
    effects: [],
    env: {
      nowMs: bench.nowMs,
      wallClockMs: 1_000_000 + bench.nowMs,
      host: { resolve: (name: string) => name } as never,
    },
    owned: [],
    copy: copyBroker,
    tasks: [],
    appended: new Map(),
  };
  handle(it);
  for (let task = it.tasks.shift(); task !== undefined; task = it.tasks.shift()) perform(it, task);
  bench.state = it.state;
  for (const effect of it.effects) carryOut(effect);
}

function perform(it: BrokerTurn, task: BrokerTask): void {
  if (task.type === 'appended') {
    const onAppended = task.then.to === 'groups' ? onGroupAppended : onTransactionAppended;
    onAppended(it, task.then, task.results);
  } else if (task.type === 'zk.replied') onProducerIdReplies(it, task.then, task.replies);
}

/** Connections of the broker to itself have numbers from 1000 on. */
const OWN = 1000;

function carryOut(effect: Effect): void {
  if (effect.type === 'setTimer') {
    // As exact as the kernel's.
    const atMs = Math.round((bench.nowMs + effect.delayMs) * 1000) / 1000;
    bench.timers.set(effect.name, atMs);
  } else if (effect.type === 'cancelTimer') bench.timers.delete(effect.name);
  else if (effect.type === 'connect') {
    const { token, host, port } = effect;
    if (bench.refuses) return deliver({ type: 'connection.refused', token, reason: 'refused' });
    deliver({
      type: 'connection.opened',
      connection: OWN,
      token,
      localPort: 40_000,
      remote: { host, port },
      remoteIp: host,
    });
  } else if (effect.type === 'send') {
    const { connection, message } = effect;
    if (connection === OWN) receive(OWN + 1, message as unknown as KafkaRequest);
    else if (connection === OWN + 1) deliver({ type: 'message', connection: OWN, message });
    else {
      const known = bench.replies.get(connection) ?? [];
      bench.replies.set(connection, [...known, message as unknown as KafkaResponse]);
    }
  }
}

function deliver(event: NodeEvent): void {
  turn((it) => {
    if (!groupEvent(it, event)) transactionEvent(it, event);
  });
}

function receive(connection: number, request: KafkaRequest): void {
  const { correlationId, apiVersion, clientId } = request;
  const clientHost = '/192.168.8.12';
  const socket = { connection, id: '', clientHost, busyWith: correlationId };
  bench.state = {
    ...bench.state,
    sockets: mapSet(bench.state.sockets, String(connection), { ...socket, waiting: emptyQueue() }),
  };
  const ref = { connection, correlationId, apiVersion, clientId, clientHost };
  const isOfTransaction = /^(InitProducerId|AddPartitions|AddOffsets|EndTxn|WriteTxn)/;
  turn((it) => {
    if (isOfTransaction.test(request.type)) handleTransactionRequest(it, request, ref);
    else handleGroupRequest(it, request, ref);
  });
}

/** A client asks; its answer is `reply(connection)`. */
export function ask(
  connection: number,
  body: RequestBody,
  { clientId = 'c', apiVersion = 99 }: { clientId?: string; apiVersion?: number } = {},
): void {
  const correlationId = bench.nextCorrelationId++;
  const old = [bench.state.groups, bench.state.transactions];
  const before = JSON.stringify(old);
  receive(connection, { ...body, correlationId, apiVersion, clientId } as unknown as KafkaRequest);
  if (JSON.stringify(old) !== before) throw new Error('a step has changed the state before it');
}

/** The newest answer on a connection, and how many there were. */
export function reply<T = Record<string, unknown>>(connection: number): T {
  return bench.replies.get(connection)?.at(-1) as unknown as T;
}

export function replyCount(connection: number): number {
  return bench.replies.get(connection)?.length ?? 0;
}

/** Appends that were held are answered for as they went, or fail afterwards. */
export function acknowledge(error: PartitionAppendResult['error'] | null = null): void {
  for (const { then, results } of bench.held.splice(0)) {
    turn((it) =>
      it.tasks.push({
        type: 'appended',
        then,
        results: error === null ? results : results.map((result) => ({ ...result, error })),
      }),
    );
  }
}

/** Virtual time passes; timers fire when they are due. */
export function passTime(ms: number): void {
  const endMs = Math.round((bench.nowMs + ms) * 1000) / 1000;
  let firings = 0;
  for (;;) {
    const due = [...bench.timers].filter(([, atMs]) => atMs <= endMs);
    const [first] = due.sort((a, b) => a[1] - b[1]);
    if (first === undefined) break;
    bench.timers.delete(first[0]);
    firings = first[1] > bench.nowMs ? 0 : firings + 1;
    if (firings > 100) throw new Error(`${first[0]} fires for ever`);
    bench.nowMs = Math.max(bench.nowMs, first[1]);
    deliver({ type: 'timer', name: first[0] });
  }
  bench.nowMs = endMs;
}

/** Keys and values of a log, a batch in brackets, in short. */
export function written(topic: string, partition: number): readonly RecordBatch[] {
  return bench.logs.get(partitionName(topic, partition)) ?? [];
}

/** Lines since the last call, with ids shortened to `a-<UUID>`. */
export function takeLines(): readonly string[] {
  const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;
  return bench.lines.splice(0).map((line) => line.replaceAll(uuid, '<UUID>'));
}
