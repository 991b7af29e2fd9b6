/**
 * A producer against brokers that the test plays: virtual time, a latency of one millisecond each way, and
 * answers that a test can take over.
 */
import type { Env } from '../../../../src/engine/kernel/behavior.ts';
import type { Effect } from '../../../../src/engine/kernel/effects.ts';
import type { NodeEvent } from '../../../../src/engine/kernel/events.ts';
import { API_KEYS } from '../../../../src/engine/kafka/protocol/api-keys.ts';
import type { ErrorName } from '../../../../src/engine/kafka/protocol/errors.ts';
import type { KafkaRequest } from '../../../../src/engine/kafka/protocol/messages.ts';
import type { ProduceRequest } from '../../../../src/engine/kafka/protocol/produce-fetch.ts';
import type { RecordBatch } from '../../../../src/engine/kafka/protocol/record-batch.ts';
import type {
  ProducerOutcome,
  ProducerRecord,
  ProducerState,
  ProducerTurn,
} from '../../../../src/engine/kafka/client/producer.ts';
import {
  openProducer,
  produce,
  producerEvent,
  producerTurn,
} from '../../../../src/engine/kafka/client/producer.ts';

const LATENCY_MS = 1;
export const WALL_CLOCK_MS = 1_800_000_000_000;

/** A partition as the brokers have it. */
export interface BenchPartition {
  leader: number;
  epoch: number;
  readonly log: RecordBatch[];
  nextOffset: number;
}

/** Answers a request instead of the bench; undefined: the bench does; null: nobody does. */
export type Answer = (
  request: KafkaRequest,
  nodeId: number,
) => Record<string, unknown> | null | undefined;

export class ProducerBench {
  nowMs = 0;
  state!: ProducerState;
  readonly outcomes: ProducerOutcome[] = [];
  /** Every request that reached a broker. */
  readonly requests: {
    readonly atMs: number;
    readonly nodeId: number;
    readonly request: KafkaRequest;
  }[] = [];
  readonly topics = new Map<string, BenchPartition[]>();
  readonly live = new Set([1]);
  answer: Answer = () => undefined;
  nextProducerId = 0;
  epoch = 0;
  /** How many effects of each kind the producer asked for. */
  readonly effectCounts = new Map<string, number>();
  private readonly timers = new Map<string, number>();
  private readonly events: { atMs: number; seq: number; event: NodeEvent | (() => void) }[] = [];
  private readonly connections = new Map<number, number>();
  private seq = 0;

  constructor(brokers = 1) {
    for (let id = 1; id <= brokers; id++) this.live.add(id);
  }

  /** Partition p is led by broker (p % brokers) + 1. */
  topic(name: string, partitions: number): void {
    const brokers = this.live.size;
    const made = Array.from({ length: partitions }, (_, p) => ({
      leader: (p % brokers) + 1,
      epoch: 0,
      log: [],
      nextOffset: 0,
    }));
    this.topics.set(name, made);
  }

  open(properties: Record<string, string> = {}, release?: '2.2.0'): void {
    const options = {
      name: 'p',
      seed: 7,
      properties: { 'bootstrap.servers': 'kafka1:9092', 'client.id': 'p', ...properties },
      ...(release === undefined ? {} : { release }),
    };
    this.keep(openProducer(options, this.env()));
  }

  /** Calls functions of the producer, in one step. */
  do(work: (turn: ProducerTurn) => void): void {
    const turn = producerTurn(this.state, this.env());
    work(turn);
    this.keep(turn);
  }

  send(
    record: Partial<ProducerRecord> & { readonly topic: string },
    tag: unknown = record.value,
  ): void {
    this.do((turn) => produce(turn, { key: null, value: null, ...record }, tag));
  }

  /** Lets time pass. */
  run(forMs: number): void {
    const endMs = this.nowMs + forMs;
    for (let i = 0; i < 1_000_000; i++) {
      const next = this.events.sort((a, b) => a.atMs - b.atMs || a.seq - b.seq)[0];
      const timer = [...this.timers].sort((a, b) => a[1] - b[1])[0];
      const nextMs = Math.min(next?.atMs ?? Infinity, timer?.[1] ?? Infinity);
      if (nextMs > endMs) break;
      this.nowMs = nextMs;
      if (timer !== undefined && timer[1] === nextMs) {
        this.timers.delete(timer[0]);
        this.tell({ type: 'timer', name: timer[0] });
      } else {
        this.events.shift();
        if (typeof next!.event === 'function') next!.event();
        else this.tell(next!.event);
      }
    }
    this.nowMs = endMs;
  }

  texts(): string[] {
    return this.outcomes.flatMap((outcome) => (outcome.type === 'log' ? [outcome.text] : []));
  }

  warnings(): string[] {
    return this.outcomes.flatMap((outcome) =>
      outcome.type === 'log' && (outcome.level === 'WARN' || outcome.level === 'ERROR')
        ? [outcome.text]
        : [],
    );
  }

  /** Everything but lines of the log, in short. */
  results(): string[] {
    return this.outcomes.flatMap((outcome) => {
      switch (outcome.type) {
        case 'sent': {
          const { topic, partition, offset } = outcome.metadata;
          return [`${String(outcome.tag)}: ${topic}-${partition} offset ${offset}`];
        }
        case 'failed':
        case 'done': {
          const { exception } = outcome;
          const text = exception === null ? 'ok' : `${exception.exception}: ${exception.message}`;
          return [`${String(outcome.tag)}: ${text}`];
        }
        default:
          return [];
      }
    });
  }

  /** Types of requests to brokers, in order. */
  kinds(): string[] {
    return this.requests.map(({ request }) => request.type.replace('Request', ''));
  }

  /** A broker dies: its connections are reset. */
  kill(nodeId: number): void {
    this.live.delete(nodeId);
    for (const [connection, node] of [...this.connections]) {
      if (node !== nodeId) continue;
      this.connections.delete(connection);
      this.after(LATENCY_MS, { type: 'connection.closed', connection, reason: 'reset' });
    }
  }

  private env(): Env {
    const resolve = (host: string): string | undefined => {
      const number = /^kafka(\d)$/.exec(host)?.[1];
      return number === undefined ? undefined : `192.168.8.1${number}`;
    };
    const nowMs = this.nowMs;
    const wallClockMs = WALL_CLOCK_MS + Math.floor(nowMs);
    return { nowMs, wallClockMs, host: { resolve } } as unknown as Env;
  }

  private keep(turn: ProducerTurn): void {
    this.state = turn.state;
    this.outcomes.push(...turn.outcomes);
    for (const effect of turn.effects) this.carryOut(effect);
  }

  private tell(event: NodeEvent): void {
    const turn = producerTurn(this.state, this.env());
    if (producerEvent(turn, event)) this.keep(turn);
  }

  private after(delayMs: number, event: NodeEvent | (() => void)): void {
    this.events.push({ atMs: this.nowMs + delayMs, seq: this.seq++, event });
  }

  private carryOut(effect: Effect): void {
    this.effectCounts.set(effect.type, (this.effectCounts.get(effect.type) ?? 0) + 1);
    switch (effect.type) {
      case 'setTimer':
        this.timers.set(effect.name, this.nowMs + effect.delayMs);
        return;
      case 'cancelTimer':
        this.timers.delete(effect.name);
        return;
      case 'connect':
        return this.dial(effect.token, effect.host, effect.port);
      case 'send': {
        const nodeId = this.connections.get(effect.connection);
        const request = effect.message as KafkaRequest;
        this.after(LATENCY_MS, () => this.arrive(effect.connection, nodeId, request));
        return;
      }
      case 'close':
        this.connections.delete(effect.connection);
        return;
      default:
    }
  }

  private dial(token: string, host: string, port: number): void {
    const nodeId = Number(host.slice('kafka'.length));
    if (!this.live.has(nodeId) || port !== 9092) {
      return this.after(2 * LATENCY_MS, { type: 'connection.refused', token, reason: 'refused' });
    }
    const connection = ++this.seq;
    this.connections.set(connection, nodeId);
    this.after(2 * LATENCY_MS, {
      type: 'connection.opened',
      connection,
      token,
      localPort: 40_000,
      remote: { host, port },
      remoteIp: '',
    });
  }

  private arrive(connection: number, nodeId: number | undefined, request: KafkaRequest): void {
    if (nodeId === undefined || !this.live.has(nodeId)) return;
    this.requests.push({ atMs: this.nowMs, nodeId, request });
    let body = this.answer(request, nodeId);
    if (body === undefined) body = this.own(request, nodeId);
    if (body === null) return;
    const type = request.type.replace('Request', 'Response');
    const message = { type, correlationId: request.correlationId, ...body };
    this.after(LATENCY_MS, { type: 'message', connection, message });
  }

  private own(request: KafkaRequest, nodeId: number): Record<string, unknown> | null {
    switch (request.type) {
      case 'ApiVersionsRequest':
        return {
          errorCode: 'NONE',
          apiKeys: Object.values(API_KEYS).map(({ key, versions }) => ({
            apiKey: key,
            minVersion: versions[0],
            maxVersion: versions[1],
          })),
        };
      case 'MetadataRequest':
        return this.metadata((request.topics ?? []).map(({ name }) => name!));
      case 'ProduceRequest':
        return this.produce(request, nodeId);
      case 'InitProducerIdRequest':
        return {
          errorCode: 'NONE',
          producerId: request.producerId === -1 ? this.nextProducerId++ : request.producerId,
          producerEpoch: request.producerId === -1 ? this.epoch : request.producerEpoch + 1,
        };
      case 'FindCoordinatorRequest':
        return { errorCode: 'NONE', errorMessage: null, nodeId: 1, host: 'kafka1', port: 9092 };
      case 'AddPartitionsToTxnRequest':
        return {
          results: request.topics.map(({ name, partitions }) => ({
            name,
            results: partitions.map((partitionIndex) => ({ partitionIndex, errorCode: 'NONE' })),
          })),
        };
      case 'TxnOffsetCommitRequest':
        return {
          topics: request.topics.map(({ name, partitions }) => ({
            name,
            partitions: partitions.map(({ partitionIndex }) => ({
              partitionIndex,
              errorCode: 'NONE',
            })),
          })),
        };
      default:
        return { errorCode: 'NONE' };
    }
  }

  metadata(names: readonly string[]): Record<string, unknown> {
    return {
      brokers: [...this.live].map((nodeId) => ({
        nodeId,
        host: `kafka${nodeId}`,
        port: 9092,
        rack: null,
      })),
      clusterId: 'cluster',
      controllerId: 1,
      topics: names.map((name) => this.topicMetadata(name)),
    };
  }

  private topicMetadata(name: string): Record<string, unknown> {
    const partitions = this.topics.get(name);
    const isKnown = partitions !== undefined;
    return {
      errorCode: isKnown ? 'NONE' : 'UNKNOWN_TOPIC_OR_PARTITION',
      name,
      isInternal: false,
      partitions: (partitions ?? []).map(({ leader, epoch }, partitionIndex) => ({
        errorCode: leader === -1 ? 'LEADER_NOT_AVAILABLE' : 'NONE',
        partitionIndex,
        leaderId: leader,
        leaderEpoch: epoch,
        replicaNodes: [leader],
        isrNodes: [leader],
        offlineReplicas: [],
      })),
    };
  }

  produce(request: ProduceRequest, nodeId: number): Record<string, unknown> | null {
    const responses = request.topicData.map(({ name, partitionData }) => ({
      name,
      partitionResponses: partitionData.map(({ index, records }) => {
        const partition = this.topics.get(name)![index]!;
        if (partition.leader !== nodeId) return partitionError(index, 'NOT_LEADER_OR_FOLLOWER');
        const baseOffset = partition.nextOffset;
        for (const batch of records) {
          partition.log.push(batch);
          partition.nextOffset += batch.lastOffsetDelta + 1;
        }
        return { ...partitionError(index, 'NONE'), baseOffset };
      }),
    }));
    return request.acks === 0 ? null : { responses };
  }
}

/** What a leader answers to one partition. */
export function partitionError(
  index: number,
  errorCode: ErrorName,
  errorMessage: string | null = null,
): Record<string, unknown> {
  return {
    index,
    errorCode,
    baseOffset: -1,
    logAppendTimeMs: -1,
    logStartOffset: 0,
    recordErrors: [],
    errorMessage,
  };
}

/** An answer that refuses every partition of a Produce request. */
export function refuse(
  request: ProduceRequest,
  errorCode: ErrorName,
  errorMessage: string | null = null,
): Record<string, unknown> {
  return {
    responses: request.topicData.map(({ name, partitionData }) => ({
      name,
      partitionResponses: partitionData.map(({ index }) =>
        partitionError(index, errorCode, errorMessage),
      ),
    })),
  };
}
