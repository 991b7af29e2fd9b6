/** A world of ZooKeeper servers and hosts with brokers, for tests of the broker's own life. */
import type { Scenario } from '../../../../src/engine/index.ts';
import type { Timeline } from '../../../../src/engine/kernel/timeline.ts';
import { listFolder, readText } from '../../../../src/engine/kernel/disk.ts';
import { kafkaBroker } from '../../../../src/engine/kafka/server/broker.ts';
import type { BrokerState } from '../../../../src/engine/kafka/server/broker-state.ts';
import { znodeView } from '../../../../src/engine/zookeeper/index.ts';
import { startSimulation } from '../../../../src/shell/index.ts';
import { zookeeperScenario } from '../../../support/zookeeper.ts';

const HOME = '/data/server/kafka';
const PROPERTIES = `${HOME}/config/server.properties`;

export interface WorldOptions {
  /** Brokers that are started at once; default 1. */
  readonly brokers?: number;
  readonly hosts?: number;
  readonly zookeepers?: number;
  readonly seed?: number;
  /** Lines over the defaults. */
  readonly properties?: Readonly<Record<string, string>>;
}

export class BrokerWorld {
  readonly timeline: Timeline;

  constructor(options: WorldOptions = {}) {
    const { brokers = 1, hosts = Math.max(1, brokers), zookeepers = 1, seed = 1 } = options;
    const scenario = zookeeperScenario({ servers: zookeepers, seed, latencyMs: [0.5, 1.5] });
    const own = Array.from({ length: hosts }, (_, index) => ({
      name: `kafka${index + 1}`,
      ip: `192.168.8.${12 + index}`,
      files: {
        [`${HOME}/bin/kafka-server-start.sh`]: '#!/bin/bash\n',
        [PROPERTIES]: propertiesOf(index + 1, zookeepers, options.properties ?? {}),
      },
      folders: [`${HOME}/libs`],
    }));
    const all: Scenario = { ...scenario, hosts: [...scenario.hosts, ...own] };
    this.timeline = startSimulation(all, { isStrict: true, programs: { Kafka: kafkaBroker } });
    this.wait(6000);
    for (let number = 1; number <= brokers; number++) {
      this.start(number);
      this.wait(4000);
    }
  }

  wait(ms: number): void {
    this.timeline.advance({ untilMs: this.timeline.clockMs + ms });
  }

  /** Starts a broker on host kafkaN. */
  start(number: number, ...args: readonly string[]): void {
    const argv = ['Kafka', PROPERTIES, ...args];
    const start = { program: 'Kafka', argv, cwd: '/root', outputPath: '/root/out.txt' };
    this.timeline.act({ type: 'operator.start', host: `kafka${number}`, start });
  }

  signal(number: number, signal: 'TERM' | 'INT' | 'KILL' | 'STOP' | 'CONT' | 'HUP'): void {
    const key = this.#processOf(number)!.key;
    this.timeline.act({ type: 'operator.signal', key, signal });
  }

  #processOf(number: number) {
    return [...this.timeline.world.processes.values()].find(
      ({ info, program, status }) =>
        program === 'Kafka' && info.host === `kafka${number}` && status !== 'exited',
    );
  }

  isRunning(number: number): boolean {
    return this.#processOf(number) !== undefined;
  }

  broker(number: number): BrokerState {
    return this.#processOf(number)!.state as BrokerState;
  }

  disk(number: number) {
    return this.timeline.world.hosts.get(`kafka${number}`)!.disk;
  }

  file(number: number, path: string): string | undefined {
    return readText(this.disk(number), path);
  }

  folder(number: number, path: string): readonly string[] {
    return listFolder(this.disk(number), path) ?? [];
  }

  /** server.log as text without its times: `INFO starting (kafka.server.KafkaServer)`. */
  log(number: number, file = 'server.log'): string[] {
    const text = this.file(number, `${HOME}/logs/${file}`) ?? '';
    return text
      .split('\n')
      .filter((line) => !/^\t[\w.]+ = /.test(line) && !line.includes('Client environment:'))
      .map((line) => line.replace(/^\[[\d :,-]+\] /, ''));
  }

  /** A znode, as a ZooKeeper server has it; undefined: there is none. */
  znode(path: string) {
    const server = [...this.timeline.world.processes.values()].find(
      ({ program, status }) => program === 'QuorumPeerMain' && status === 'running',
    );
    return znodeView(server!, path);
  }
}

function propertiesOf(
  id: number,
  zookeepers: number,
  over: Readonly<Record<string, string>>,
): string {
  const connect = Array.from({ length: zookeepers }, (_, index) => `zk${index + 1}:2181`);
  const lines: Record<string, string> = {
    'broker.id': String(id),
    listeners: `PLAINTEXT://192.168.8.${11 + id}:9092`,
    'log.dirs': `${HOME}/logs`,
    'num.partitions': '3',
    'default.replication.factor': '1',
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'log.retention.hours': '3',
    'log.segment.bytes': '1073741824',
    'log.retention.check.interval.ms': '300000',
    'zookeeper.connect': connect.join(','),
    'zookeeper.connection.timeout.ms': '18000',
    'group.initial.rebalance.delay.ms': '0',
    ...over,
  };
  const given = Object.entries(lines).filter(([, value]) => value !== '!');
  return given.map(([key, value]) => `${key}=${value}\n`).join('');
}
