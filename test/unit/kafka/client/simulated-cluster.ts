/**
 * A client of Kafka on a network of made-up brokers: time, connections and timers as the kernel would give
 * them, one millisecond a way; what a broker answers is a function of the test.
 */
import type { Env } from '../../../../src/engine/kernel/behavior.ts';
import type { Effect } from '../../../../src/engine/kernel/effects.ts';
import type { NodeEvent } from '../../../../src/engine/kernel/events.ts';
import type {
  KafkaRequest,
  KafkaResponse,
  ResponseBody,
} from '../../../../src/engine/kafka/protocol/messages.ts';
import type { ApiName } from '../../../../src/engine/kafka/protocol/api-keys.ts';
import { API_KEYS } from '../../../../src/engine/kafka/protocol/api-keys.ts';

/** Null: no answer ever. A delay in milliseconds may be added. */
export type Answer =
  ResponseBody | { readonly afterMs: number; readonly body: ResponseBody } | null;

export interface Broker {
  readonly id: number;
  isUp: boolean;
  answer(request: KafkaRequest, cluster: Cluster): Answer;
}

/** The client under test. */
export interface Subject {
  take(event: NodeEvent, env: Env): readonly Effect[];
}

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

export class Cluster {
  nowMs = 1000;
  readonly requests: {
    readonly atMs: number;
    readonly broker: number;
    readonly request: KafkaRequest;
  }[] = [];
  readonly brokers: readonly Broker[];
  private readonly due: Due[] = [];
  private readonly timers = new Map<Subject, Map<string, number>>();
  private readonly sockets = new Map<
    number,
    { readonly subject: Subject; readonly broker: Broker }
  >();
  private order = 0;

  constructor(brokers: readonly Broker[]) {
    this.brokers = brokers;
  }

  get env(): Env {
    return {
      nowMs: this.nowMs,
      wallClockMs: 1_796_000_000_000 + this.nowMs,
      host: { resolve: () => '192.168.8.12', nameOf: () => undefined } as unknown as Env['host'],
    };
  }

  /** Carries out what a client asked for. */
  carryOut(subject: Subject, effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.type === 'setTimer') this.setTimer(subject, effect.name, effect.delayMs);
      else if (effect.type === 'cancelTimer') this.timers.get(subject)?.delete(effect.name);
      else if (effect.type === 'connect') this.connect(subject, effect.token, effect.port);
      else if (effect.type === 'close') this.sockets.delete(effect.connection);
      else if (effect.type === 'send') {
        this.send(effect.connection, effect.message as unknown as KafkaRequest);
      }
    }
  }

  /** Lets time pass until nothing is due before the given moment. */
  runUntil(atMs: number): void {
    for (;;) {
      this.due.sort((a, b) => a.atMs - b.atMs || a.order - b.order);
      const next = this.due[0];
      if (next === undefined || next.atMs > atMs) break;
      this.due.shift();
      this.nowMs = next.atMs;
      next.run();
    }
    this.nowMs = atMs;
  }

  runFor(ms: number): void {
    this.runUntil(this.nowMs + ms);
  }

  /** The process of a broker dies. */
  kill(id: number): void {
    const broker = this.brokers.find((other) => other.id === id)!;
    broker.isUp = false;
    for (const [connection, socket] of [...this.sockets]) {
      if (socket.broker !== broker) continue;
      this.sockets.delete(connection);
      this.later(1, () => {
        this.deliver(socket.subject, { type: 'connection.closed', connection, reason: 'reset' });
      });
    }
  }

  private later(ms: number, run: () => void): void {
    this.due.push({ atMs: this.nowMs + ms, order: this.order++, run });
  }

  private deliver(subject: Subject, event: NodeEvent): void {
    this.carryOut(subject, subject.take(event, this.env));
  }

  private setTimer(subject: Subject, name: string, delayMs: number): void {
    const timers = this.timers.get(subject) ?? new Map<string, number>();
    this.timers.set(subject, timers);
    const order = this.order;
    timers.set(name, order);
    this.later(delayMs, () => {
      if (timers.get(name) !== order) return;
      timers.delete(name);
      this.deliver(subject, { type: 'timer', name });
    });
  }

  private connect(subject: Subject, token: string, port: number): void {
    const broker = this.brokers.find(({ id }) => portOf(id) === port);
    const connection = ++this.order;
    this.later(1, () => {
      if (broker === undefined || !broker.isUp) {
        return this.deliver(subject, { type: 'connection.refused', token, reason: 'refused' });
      }
      this.sockets.set(connection, { subject, broker });
      this.deliver(subject, {
        type: 'connection.opened',
        connection,
        token,
        localPort: 40000,
        remote: { host: 'kafka', port },
        remoteIp: '192.168.8.12',
      });
    });
  }

  private send(connection: number, request: KafkaRequest): void {
    this.later(1, () => {
      const socket = this.sockets.get(connection);
      if (socket === undefined || !socket.broker.isUp) return;
      const isGreeting = request.type === 'ApiVersionsRequest';
      if (!isGreeting) {
        this.requests.push({ atMs: this.nowMs, broker: socket.broker.id, request });
      }
      const answer = isGreeting ? VERSIONS : socket.broker.answer(request, this);
      if (answer === null) return;
      const [body, afterMs] = 'afterMs' in answer ? [answer.body, answer.afterMs] : [answer, 0];
      const { correlationId } = request;
      this.later(1 + afterMs, () => {
        if (!this.sockets.has(connection)) return;
        const message = { ...body, correlationId } as KafkaResponse;
        this.deliver(socket.subject, { type: 'message', connection, message });
      });
    });
  }
}

export function portOf(brokerId: number): number {
  return 9092 + brokerId;
}

const VERSIONS: ResponseBody = {
  type: 'ApiVersionsResponse',
  errorCode: 'NONE',
  apiKeys: (Object.keys(API_KEYS) as ApiName[])
    .filter((name) => name !== 'UnregisterBroker')
    .map((name) => ({
      apiKey: API_KEYS[name].key,
      minVersion: API_KEYS[name].versions[0],
      maxVersion: API_KEYS[name].versions[1],
    })),
  supportedFeatures: [],
  finalizedFeaturesEpoch: -1,
  finalizedFeatures: [],
};
