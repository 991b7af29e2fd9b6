/** A world of ZooKeeper servers and hosts with brokers, for tests of the broker's own life. */
import type { Behavior, Scenario } from '../../../../src/engine/index.ts';
import type { Timeline } from '../../../../src/engine/kernel/timeline.ts';
import { listFolder, readText } from '../../../../src/engine/kernel/disk.ts';
import { kafkaBroker } from '../../../../src/engine/kafka/server/broker.ts';
import type { BrokerState } from '../../../../src/engine/kafka/server/broker-state.ts';
import type { RequestBody, SessionId } from '../../../../src/engine/zookeeper/client/index.ts';
import { znodeView } from '../../../../src/engine/zookeeper/index.ts';
import { startSimulation } from '../../../../src/shell/index.ts';
import { requester, zkWriter } from './test-programs.ts';
import { zookeeperScenario } from '../../../support/zookeeper.ts';

export const HOME = '/data/server/kafka';
export const LOGS = `${HOME}/logs`;
export const PROPERTIES = `${HOME}/config/server.properties`;

const TEST_PROGRAMS: Readonly<Record<string, Behavior>> = {
  'zk-writer': zkWriter as Behavior,
  requester: requester as Behavior,
};

type Signal = 'TERM' | 'INT' | 'HUP' | 'KILL' | 'STOP' | 'CONT';

export interface WorldOptions {
  /** Brokers that are started at once; default 1. */
  readonly brokers?: number;
  readonly hosts?: number;
  readonly zookeepers?: number;
  readonly seed?: number;
  /** Lines over the defaults; `!` takes one away. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Files on every broker's host. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A broker that was started. */
export interface Started {
  readonly pid: number;
  readonly host: string;
  readonly outputPath: string;
}

export class BrokerWorld {
  readonly timeline: Timeline;
  readonly #latest = new Map<number, Started>();
  #starts = 0;

  constructor(options: WorldOptions = {}) {
    const { brokers = 1, hosts = Math.max(1, brokers), zookeepers = 1, seed = 1 } = options;
    const scenario = zookeeperScenario({ servers: zookeepers, seed, latencyMs: [0.5, 1.5] });
    const own = Array.from({ length: hosts }, (_, index) => ({
      name: `kafka${index + 1}`,
      ip: `192.168.8.${12 + index}`,
      files: {
        [`${HOME}/bin/kafka-server-start.sh`]: '#!/bin/bash\n',
        [PROPERTIES]: propertiesOf(index + 1, zookeepers, options.properties ?? {}),
        ...options.files,
      },
      folders: [`${HOME}/libs`],
    }));
    const all: Scenario = { ...scenario, hosts: [...scenario.hosts, ...own] };
    const programs = { Kafka: kafkaBroker as Behavior, ...TEST_PROGRAMS };
    this.timeline = startSimulation(all, { isStrict: true, programs });
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
  start(number: number, ...args: readonly string[]): Started {
    return this.run(number, PROPERTIES, ...args);
  }

  /** The same with other arguments altogether. */
  run(number: number, ...args: readonly string[]): Started {
    const outputPath = `/root/out${++this.#starts}.txt`;
    const argv = ['Kafka', ...args];
    const host = `kafka${number}`;
    const start = { program: 'Kafka', argv, cwd: '/root', outputPath };
    this.timeline.act({ type: 'operator.start', host, start });
    const pid = Math.max(...this.timeline.world.processes.keys());
    const started = { pid, host, outputPath };
    this.#latest.set(number, started);
    return started;
  }

  /** Runs one of the test's own programs on host kafkaN; gives its pid. */
  runProgram(number: number, ...argv: readonly string[]): number {
    const start = { program: argv[0]!, argv, cwd: '/root' };
    this.timeline.act({ type: 'operator.start', host: `kafka${number}`, start });
    return Math.max(...this.timeline.world.processes.keys());
  }

  /** Writes znodes as an administrator does. */
  writeZnodes(requests: readonly RequestBody[]): void {
    this.runProgram(1, 'zk-writer', JSON.stringify(requests));
    this.wait(1000);
  }

  signal(broker: number | Started, signal: Signal): void {
    const key = this.processOf(broker).key;
    this.timeline.act({ type: 'operator.signal', key, signal });
  }

  /** A signal to ZooKeeper server N. */
  signalZooKeeper(number: number, signal: Signal): void {
    const server = this.#zookeepers().find(({ info }) => info.host === `zk${number}`)!;
    this.timeline.act({ type: 'operator.signal', key: server.key, signal });
  }

  startZooKeeper(number: number): void {
    const start = {
      program: 'QuorumPeerMain',
      argv: ['QuorumPeerMain', '/opt/zookeeper/conf/zoo.cfg'],
    };
    this.timeline.act({ type: 'operator.start', host: `zk${number}`, start });
  }

  #zookeepers() {
    return [...this.timeline.world.processes.values()].filter(
      ({ program, status }) => program === 'QuorumPeerMain' && status !== 'exited',
    );
  }

  /** The process that was started last on a host, or one of several. */
  processOf(broker: number | Started) {
    const { pid } = typeof broker === 'number' ? this.#latest.get(broker)! : broker;
    return this.timeline.world.processes.get(pid)!;
  }

  isRunning(broker: number | Started): boolean {
    return this.processOf(broker).status !== 'exited';
  }

  /** Null while it runs. */
  exitCode(broker: number | Started): number | null {
    return this.processOf(broker).exitCode;
  }

  state(broker: number | Started): BrokerState {
    return this.processOf(broker).state as BrokerState;
  }

  file(number: number, path: string): string | undefined {
    return readText(this.#disk(number), path);
  }

  folder(number: number, path: string): readonly string[] {
    return listFolder(this.#disk(number), path) ?? [];
  }

  #disk(number: number) {
    return this.timeline.world.hosts.get(`kafka${number}`)!.disk;
  }

  /** Lines of server.log: `INFO starting (kafka.server.KafkaServer)`. */
  log(number: number, file = 'server.log'): string[] {
    return withoutTimes(this.file(number, `${LOGS}/${file}`) ?? '');
  }

  /** What a start has printed, likewise. */
  output(broker: number | Started): string[] {
    const { host, outputPath } = typeof broker === 'number' ? this.#latest.get(broker)! : broker;
    return withoutTimes(this.file(Number(host.slice('kafka'.length)), outputPath) ?? '');
  }

  /** A znode, as a ZooKeeper server has it; undefined: there is none. */
  znode(path: string) {
    const server = this.#zookeepers().find(({ status }) => status === 'running');
    return server === undefined ? undefined : znodeView(server, path);
  }

  sessionOf(broker: number | Started): SessionId {
    return this.state(broker).zk.client!.session.sessionId;
  }
}

function withoutTimes(text: string): string[] {
  return text.split('\n').map((line) => line.replace(/^\[[\d :,-]+\] /, ''));
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
    'log.dirs': LOGS,
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
