/** A world of real brokers, and programs that are nothing but a consumer, a producer or an admin client. */
import type { Scenario } from '../../../../src/engine/index.ts';
import type { Behavior, Env, ProcessInfo, Step } from '../../../../src/engine/kernel/behavior.ts';
import type { Effect } from '../../../../src/engine/kernel/effects.ts';
import type { NodeEvent } from '../../../../src/engine/kernel/events.ts';
import type { Timeline } from '../../../../src/engine/kernel/timeline.ts';
import type { AdminAnswer, AdminMethod } from '../../../../src/engine/kafka/client/admin-calls.ts';
import * as methods from '../../../../src/engine/kafka/client/admin-calls.ts';
import type { AdminState } from '../../../../src/engine/kafka/client/admin.ts';
import {
  adminCall,
  adminEvent,
  adminTurn,
  openAdmin,
} from '../../../../src/engine/kafka/client/admin.ts';
import type { ConsumerOutcome } from '../../../../src/engine/kafka/client/consumer-types.ts';
import type { ConsumerState, ConsumerTurn } from '../../../../src/engine/kafka/client/consumer.ts';
import {
  consumerAssign,
  consumerAssignment,
  consumerClose,
  consumerEvent,
  consumerPoll,
  consumerSubscribe,
  consumerSubscribePattern,
  consumerTurn,
  openConsumer,
} from '../../../../src/engine/kafka/client/consumer.ts';
import type { ProducerState } from '../../../../src/engine/kafka/client/producer.ts';
import {
  closeProducer,
  openProducer,
  produce,
  producerEvent,
  producerTurn,
} from '../../../../src/engine/kafka/client/producer.ts';
import type { TopicPartition } from '../../../../src/engine/kafka/protocol/topic-partition.ts';
import { partitionName } from '../../../../src/engine/kafka/protocol/topic-partition.ts';
import { kafkaBroker } from '../../../../src/engine/kafka/server/broker.ts';
import { startSimulation } from '../../../../src/shell/index.ts';
import { zookeeperScenario } from '../../../support/zookeeper.ts';

const SERIALIZER = 'org.apache.kafka.common.serialization.StringSerializer';
const HOME = '/data/server/kafka';
const PROPERTIES = `${HOME}/config/server.properties`;

/** What a consumer's program is told in its arguments. */
export interface ConsumerPlan {
  readonly properties?: Readonly<Record<string, string>>;
  readonly topics?: readonly string[];
  readonly pattern?: string;
  readonly partitions?: readonly TopicPartition[];
  /** Of each poll; default: as long as it takes. */
  readonly pollMs?: number;
  /** It polls no more after so many polls. */
  readonly pollsMax?: number;
}

export interface ConsumerProgramState {
  readonly consumer: ConsumerState;
  readonly plan: ConsumerPlan;
  readonly polls: number;
  /** `t-0:5=value`. */
  readonly records: readonly string[];
  readonly happenings: readonly string[];
  readonly log: readonly string[];
}

function consumerProgram(): Behavior<ConsumerProgramState> {
  function take(
    before: Omit<ConsumerProgramState, 'consumer'>,
    turn: ConsumerTurn,
  ): Step<ConsumerProgramState> {
    let { polls } = before;
    const records = [...before.records];
    const happenings = [...before.happenings];
    const log = [...before.log];
    for (let next = turn.outcomes.shift(); next !== undefined; next = turn.outcomes.shift()) {
      note(next, records, happenings, log);
      if (next.type !== 'polled') continue;
      polls++;
      if (polls >= (before.plan.pollsMax ?? Infinity)) continue;
      consumerPoll(turn, before.plan.pollMs ?? Infinity);
    }
    const { plan } = before;
    return [{ plan, polls, records, happenings, log, consumer: turn.state }, turn.effects];
  }
  return {
    name: 'TestConsumer',
    handledSignals: ['TERM'],
    start(process: ProcessInfo, env: Env) {
      const plan = JSON.parse(process.argv[1]!) as ConsumerPlan;
      const turn = openConsumer(
        { name: 'consumer', properties: propertiesOf(plan.properties), seed: process.seed },
        env,
      );
      if (plan.topics !== undefined) consumerSubscribe(turn, plan.topics);
      if (plan.pattern !== undefined) consumerSubscribePattern(turn, plan.pattern);
      if (plan.partitions !== undefined) consumerAssign(turn, plan.partitions);
      consumerPoll(turn, plan.pollMs ?? Infinity);
      return take({ plan, polls: 0, records: [], happenings: [], log: [] }, turn);
    },
    step(state, event: NodeEvent, env) {
      const turn = consumerTurn(state.consumer, env);
      if (event.type === 'signal') consumerClose(turn, 'close');
      else consumerEvent(turn, event);
      const isOver = turn.outcomes.some(({ type }) => type === 'done');
      const [next, effects] = take(state, turn);
      return [next, isOver ? [...effects, { type: 'exit', code: 0 } as const] : effects];
    },
  };
}

function note(
  outcome: ConsumerOutcome,
  records: string[],
  happenings: string[],
  log: string[],
): void {
  switch (outcome.type) {
    case 'polled':
      for (const { topic, partition, offset, value } of outcome.records) {
        records.push(`${partitionName(topic, partition)}:${offset}=${String(value)}`);
      }
      return;
    case 'log':
      log.push(`${outcome.level} ${outcome.text}`);
      return;
    case 'thrown':
      happenings.push(`thrown ${outcome.exception.exception}: ${outcome.exception.message}`);
      return;
    case 'done':
      happenings.push(`done ${String(outcome.tag)}`);
      return;
    default: {
      const names = outcome.partitions.map(({ topic, partition }) =>
        partitionName(topic, partition),
      );
      happenings.push(`${outcome.type} ${names.join(' ')}`);
    }
  }
}

interface ProducerPlan {
  readonly properties?: Readonly<Record<string, string>>;
  readonly records: readonly (TopicPartition & { readonly value: string; readonly key?: string })[];
}

function producerProgram(): Behavior<ProducerState> {
  return {
    name: 'TestProducer',
    start(process, env) {
      const plan = JSON.parse(process.argv[1]!) as ProducerPlan;
      const properties = propertiesOf({
        'key.serializer': SERIALIZER,
        'value.serializer': SERIALIZER,
        ...plan.properties,
      });
      const turn = openProducer({ name: 'producer', properties, seed: process.seed }, env);
      plan.records.forEach(({ key, ...record }, i) =>
        produce(turn, { key: key ?? null, ...record }, i),
      );
      closeProducer(turn, 'close');
      return [turn.state, turn.effects];
    },
    step(state, event, env) {
      const turn = producerTurn(state, env);
      producerEvent(turn, event);
      const isOver = turn.outcomes.some(({ type }) => type === 'done');
      const exit: readonly Effect[] = isOver ? [{ type: 'exit', code: 0 }] : [];
      return [turn.state, [...turn.effects, ...exit]];
    },
  };
}

interface AdminProgramState {
  readonly admin: AdminState;
  readonly call: readonly [name: string, args: readonly unknown[]];
  readonly rounds: readonly (readonly AdminAnswer[])[];
  readonly answers: Readonly<Record<number, AdminAnswer>>;
  readonly result: string | null;
}

function adminProgram(): Behavior<AdminProgramState> {
  /** Goes through the method again, up to the round that is not answered. */
  function goOn(state: AdminProgramState, env: Env, effects: Effect[]): AdminProgramState {
    const [name, args] = state.call;
    const make = (methods as unknown as Record<string, (...a: unknown[]) => AdminMethod<unknown>>)[
      name
    ]!;
    const method = make(...args);
    let step = method.next();
    for (const answers of state.rounds) step = method.next(answers);
    if (step.done === true) return { ...state, result: JSON.stringify(step.value) };
    const { calls } = step.value;
    if (calls.every((_, i) => state.answers[i] !== undefined)) {
      const round = calls.map((_, i) => state.answers[i]!);
      return goOn({ ...state, rounds: [...state.rounds, round], answers: {} }, env, effects);
    }
    if (Object.keys(state.answers).length > 0) return state;
    const turn = adminTurn(state.admin, env, effects);
    calls.forEach((call, i) => adminCall(turn, call, i));
    return { ...state, admin: turn.state };
  }
  return {
    name: 'TestAdmin',
    start(process, env) {
      const call = JSON.parse(process.argv[1]!) as [string, unknown[]];
      const turn = openAdmin(
        { name: 'admin', properties: propertiesOf({}), seed: process.seed },
        env,
      );
      const state = { admin: turn.state, call, rounds: [], answers: {}, result: null };
      return [goOn(state, env, turn.effects), turn.effects];
    },
    step(state, event, env) {
      const turn = adminTurn(state.admin, env);
      adminEvent(turn, event);
      const answers = { ...state.answers };
      let hasNews = false;
      for (const outcome of turn.outcomes) {
        if (outcome.type !== 'answered' && outcome.type !== 'failed') continue;
        answers[outcome.tag as number] = outcome;
        hasNews = true;
      }
      const next = { ...state, admin: turn.state, answers };
      return [hasNews ? goOn(next, env, turn.effects) : next, turn.effects];
    },
  };
}

function propertiesOf(given: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { 'bootstrap.servers': '192.168.8.12:9092', ...given };
}

export class ClientWorld {
  readonly timeline: Timeline;
  private results = 0;

  constructor(brokers = 1, properties: Readonly<Record<string, string>> = {}, seed = 1) {
    const scenario = zookeeperScenario({ servers: 1, seed, latencyMs: [0.5, 1.5] });
    const own = Array.from({ length: brokers }, (_, index) => ({
      name: `kafka${index + 1}`,
      ip: `192.168.8.${12 + index}`,
      files: {
        [`${HOME}/bin/kafka-server-start.sh`]: '#!/bin/bash\n',
        [PROPERTIES]: brokerProperties(index + 1, Math.min(3, brokers), properties),
      },
      folders: [`${HOME}/libs`],
    }));
    const client = { name: 'client', ip: '192.168.8.50', files: {}, folders: [] };
    const all = { ...scenario, hosts: [...scenario.hosts, ...own, client] } as Scenario;
    this.timeline = startSimulation(all, {
      isStrict: true,
      programs: {
        Kafka: kafkaBroker,
        TestConsumer: consumerProgram(),
        TestProducer: producerProgram(),
        TestAdmin: adminProgram(),
      },
    });
    this.wait(6000);
    for (let number = 1; number <= brokers; number++) {
      this.startBroker(number);
      this.wait(4000);
    }
  }

  wait(ms: number): void {
    this.timeline.advance({ untilMs: this.timeline.clockMs + ms });
  }

  startBroker(number: number): void {
    this.start(`kafka${number}`, 'Kafka', ['Kafka', PROPERTIES]);
  }

  private start(host: string, program: string, argv: readonly string[]): number {
    const start = { program, argv, cwd: '/root', outputPath: '/root/out.txt' };
    this.timeline.act({ type: 'operator.start', host, start });
    return Math.max(...[...this.timeline.world.processes.values()].map(({ info }) => info.pid));
  }

  /** Gives the process's number. */
  consumer(plan: ConsumerPlan): number {
    return this.start('client', 'TestConsumer', ['TestConsumer', JSON.stringify(plan)]);
  }

  produce(...values: readonly string[]): void {
    const records = values.map((text) => {
      const [, topic, partition, value] = /^(.*)-(\d+)=(.*)$/.exec(text)!;
      return { topic: topic!, partition: Number(partition), value: value! };
    });
    this.start('client', 'TestProducer', ['TestProducer', JSON.stringify({ records })]);
    this.wait(1500);
  }

  admin(method: string, ...args: readonly unknown[]): unknown {
    const pid = this.start('client', 'TestAdmin', ['TestAdmin', JSON.stringify([method, args])]);
    for (let waited = 0; waited < 130; waited++) {
      this.wait(1000);
      const { result } = this.process(pid).state as AdminProgramState;
      if (result !== null) return JSON.parse(result) as unknown;
    }
    throw new Error(`${method} does not end`);
  }

  topic(name: string, numPartitions = 3, replicationFactor = 1): void {
    this.admin('createTopics', [
      { name, numPartitions, replicationFactor, assignments: null, configs: [] },
    ]);
  }

  private process(pid: number) {
    return [...this.timeline.world.processes.values()].find(({ info }) => info.pid === pid)!;
  }

  of(pid: number): ConsumerProgramState {
    return this.process(pid).state as ConsumerProgramState;
  }

  assignment(pid: number): string[] {
    return consumerAssignment(this.of(pid).consumer)
      .map(({ topic, partition }) => partitionName(topic, partition))
      .sort();
  }

  signal(pid: number, signal: 'TERM' | 'KILL' | 'STOP' | 'CONT'): void {
    this.timeline.act({ type: 'operator.signal', key: this.process(pid).key, signal });
  }

  signalBroker(number: number, signal: 'TERM' | 'KILL' | 'STOP' | 'CONT'): void {
    const found = [...this.timeline.world.processes.values()].find(
      ({ info, program, status }) =>
        program === 'Kafka' && info.host === `kafka${number}` && status !== 'exited',
    )!;
    this.timeline.act({ type: 'operator.signal', key: found.key, signal });
  }
}

function brokerProperties(
  id: number,
  replicas: number,
  over: Readonly<Record<string, string>>,
): string {
  const lines: Record<string, string> = {
    'broker.id': String(id),
    listeners: `PLAINTEXT://192.168.8.${11 + id}:9092`,
    'log.dirs': `${HOME}/logs`,
    'num.partitions': '3',
    'offsets.topic.replication.factor': String(replicas),
    'transaction.state.log.replication.factor': String(replicas),
    'transaction.state.log.min.isr': '1',
    'zookeeper.connect': 'zk1:2181',
    'zookeeper.connection.timeout.ms': '18000',
    'group.initial.rebalance.delay.ms': '0',
    ...over,
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}
