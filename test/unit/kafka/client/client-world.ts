/** A world of real brokers, and programs that are nothing but a consumer, a producer or an admin client. */
import type { Scenario } from '../../../../src/engine/index.ts';
import type { Timeline } from '../../../../src/engine/kernel/timeline.ts';
import { consumerAssignment } from '../../../../src/engine/kafka/client/consumer.ts';
import { partitionName } from '../../../../src/engine/kafka/protocol/topic-partition.ts';
import { kafkaBroker } from '../../../../src/engine/kafka/server/broker.ts';
import { startSimulation } from '../../../../src/shell/index.ts';
import type { AdminProgramState } from './client-programs.ts';
import { adminProgram, producerProgram } from './client-programs.ts';
import type { ConsumerPlan, ConsumerProgramState } from './consumer-program.ts';
import { consumerProgram } from './consumer-program.ts';
import { zookeeperScenario } from '../../../support/zookeeper.ts';

const HOME = '/data/server/kafka';
const PROPERTIES = `${HOME}/config/server.properties`;

export class ClientWorld {
  readonly timeline: Timeline;

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

  signal(pid: number, signal: 'TERM' | 'INT' | 'KILL' | 'STOP' | 'CONT'): void {
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
