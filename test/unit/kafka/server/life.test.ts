/** A broker's life: registered, lost, back again, shut down. */
import { describe, expect, it } from 'vitest';
import { BrokerWorld, HOME, LOGS } from './broker-world.ts';

const has = (lines: readonly string[], text: string): boolean =>
  lines.some((line) => line.includes(text));

const matching = (lines: readonly string[], pattern: RegExp): string[] =>
  lines.filter((line) => pattern.test(line));

describe('signals', () => {
  it.each([
    ['TERM', 143],
    ['INT', 130],
    ['HUP', 129],
  ] as const)('SIG%s ends a running broker with %i', (signal, code) => {
    const world = new BrokerWorld();
    world.signal(1, signal);
    world.wait(500);
    world.signal(1, 'TERM');
    expect(world.isRunning(1)).toBe(true);
    world.wait(10_000);
    expect(world.exitCode(1)).toBe(code);
    const log = world.log(1);
    expect(matching(log, /^INFO Terminating process/)).toEqual(
      [signal, 'TERM'].map(
        (name) =>
          `INFO Terminating process due to signal SIG${name} (org.apache.kafka.common.utils.LoggingSignalHandler)`,
      ),
    );
    expect(matching(log, /shut down completed/)).toHaveLength(1);
    expect(world.znode('/brokers/ids/1')).toBeUndefined();
    expect(world.znode('/controller')).toBeUndefined();
  });

  it('one that comes while it starts halts it', () => {
    const world = new BrokerWorld({ brokers: 0, hosts: 1 });
    world.signalZooKeeper(1, 'STOP');
    world.start(1);
    world.wait(1000);
    world.signal(1, 'INT');
    world.wait(100);
    expect(world.exitCode(1)).toBe(1);
    expect(world.log(1).slice(-3, -1)).toEqual([
      '\tat java.base/java.lang.Thread.run(Thread.java:840)',
      'ERROR Halting Kafka. (kafka.Kafka$)',
    ]);
  });
});

describe('registration', () => {
  it('a clean end and a new start find the folder clean', () => {
    const world = new BrokerWorld();
    const first = world.znode('/brokers/ids/1')!;
    world.signal(1, 'TERM');
    world.wait(8000);
    world.start(1);
    world.wait(4000);
    const again = world.znode('/brokers/ids/1')!;
    expect(again.stat.czxid).toBeGreaterThan(first.stat.czxid);
    expect(world.state(1).brokerEpoch).toBe(Number(again.stat.czxid));
    expect(
      has(world.output(1), `Skipping recovery for all logs in ${LOGS} since clean shutdown`),
    ).toBe(true);
  });

  it('after a kill the id is taken until the session has expired', () => {
    const world = new BrokerWorld();
    world.signal(1, 'KILL');
    world.wait(1000);
    const early = world.start(1);
    world.wait(6000);
    expect(world.exitCode(early)).toBe(1);
    expect(has(world.output(early), 'node already exists and owner')).toBe(true);
    world.wait(20_000);
    expect(world.znode('/brokers/ids/1')).toBeUndefined();
    const late = world.start(1);
    world.wait(4000);
    expect(has(world.output(late), '[KafkaServer id=1] started')).toBe(true);
  });

  it('ids of their own begin behind the reserved ones', () => {
    const world = new BrokerWorld({ brokers: 2, properties: { 'broker.id': '!' } });
    expect(world.znode('/brokers/ids')!.children).toEqual(['1001', '1002']);
    expect(world.file(1, `${LOGS}/meta.properties`)).toMatch(/^broker\.id=1001$/m);
    expect(world.znode('/brokers/seqid')!.stat.version).toBe(2);
    world.signal(1, 'TERM');
    world.wait(8000);
    world.start(1);
    world.wait(4000);
    expect(world.znode('/brokers/ids')!.children).toEqual(['1001', '1002']);
    expect(world.znode('/brokers/seqid')!.stat.version).toBe(2);
  });
});

describe('the ZooKeeper session', () => {
  it('a broker that slept too long registers in a new one and leaves the controller to another', () => {
    const world = new BrokerWorld({ brokers: 2 });
    expect(world.znode('/controller')!.data).toContain('"brokerid":1');
    const old = world.sessionOf(1);
    const oldEpoch = world.state(1).brokerEpoch;
    world.signal(1, 'STOP');
    world.wait(25_000);
    expect(world.znode('/brokers/ids')!.children).toEqual(['2']);
    expect(world.znode('/controller')!.data).toContain('"brokerid":2');
    world.signal(1, 'CONT');
    world.wait(3000);
    expect(world.znode('/brokers/ids')!.children).toEqual(['1', '2']);
    expect(world.znode('/brokers/ids/1')!.stat.ephemeralOwner).toBe(world.sessionOf(1));
    expect(world.sessionOf(1)).not.toBe(old);
    expect(world.state(1).brokerEpoch).toBeGreaterThan(oldEpoch);
    const log = world.log(1);
    expect(
      matching(log, /ZooKeeperClient Kafka server|^INFO (Creating|Registered broker)/),
    ).toEqual([
      'INFO [ZooKeeperClient Kafka server] Initializing a new session to zk1:2181. (kafka.zookeeper.ZooKeeperClient)',
      'INFO [ZooKeeperClient Kafka server] Waiting until connected. (kafka.zookeeper.ZooKeeperClient)',
      'INFO [ZooKeeperClient Kafka server] Connected. (kafka.zookeeper.ZooKeeperClient)',
      'INFO Creating /brokers/ids/1 (is it secure? false) (kafka.zk.KafkaZkClient)',
      expect.stringMatching(/^INFO Registered broker 1 at path \/brokers\/ids\/1 with addresses/),
      'INFO [ZooKeeperClient Kafka server] Session expired. (kafka.zookeeper.ZooKeeperClient)',
      'INFO [ZooKeeperClient Kafka server] Initializing a new session to zk1:2181. (kafka.zookeeper.ZooKeeperClient)',
      'INFO Creating /brokers/ids/1 (is it secure? false) (kafka.zk.KafkaZkClient)',
      expect.stringMatching(/^INFO Registered broker 1 at path \/brokers\/ids\/1 with addresses/),
    ]);
    expect(has(world.log(1, 'controller.log'), '[Controller id=1] Resigning')).toBe(true);
  });

  it('lives on when the ensemble is away for less than its timeout', () => {
    const world = new BrokerWorld();
    const session = world.sessionOf(1);
    world.signalZooKeeper(1, 'KILL');
    world.wait(5000);
    world.startZooKeeper(1);
    world.wait(10_000);
    expect(world.sessionOf(1)).toBe(session);
    expect(world.znode('/brokers/ids/1')!.stat.ephemeralOwner).toBe(session);
    expect(matching(world.log(1), /^INFO Session establishment complete/)).toHaveLength(2);
    expect(world.isRunning(1)).toBe(true);
  });

  it('a broker that is to stop waits for it', () => {
    const world = new BrokerWorld();
    world.signalZooKeeper(1, 'KILL');
    world.wait(3000);
    world.signal(1, 'TERM');
    world.wait(60_000);
    expect(world.isRunning(1)).toBe(true);
    expect(has(world.log(1), 'shut down completed')).toBe(false);
    world.startZooKeeper(1);
    world.wait(20_000);
    expect(world.exitCode(1)).toBe(143);
    expect(world.znode('/brokers/ids')!.children).toEqual([]);
  });
});

describe('the process', () => {
  it.each([
    [['--version'], 0, '2.8.0 (Commit:ebb1d6e21cc92130)'],
    [[], 1, 'USAGE: java [options] kafka.Kafka server.properties [--override property=value]*'],
    [
      ['--help'],
      1,
      'USAGE: java [options] kafka.Kafka server.properties [--override property=value]*',
    ],
    [['/nosuch.properties'], 1, 'java.nio.file.NoSuchFileException: /nosuch.properties'],
  ] as const)('%j', (args, code, text) => {
    const world = new BrokerWorld({ brokers: 0, hosts: 1 });
    const started = world.run(1, ...args);
    world.wait(100);
    expect(world.exitCode(started)).toBe(code);
    expect(world.output(started)).toContain(text);
  });

  it('reads a log folder relative to where it was started', () => {
    const world = new BrokerWorld({ properties: { 'log.dirs': 'relative/logs' } });
    expect(world.folder(1, '/root/relative/logs')).toContain('meta.properties');
  });

  it('rolls its logs when the hour changes', () => {
    const world = new BrokerWorld();
    expect(world.file(1, `${LOGS}/server.log`)).toMatch(/^\[2026-01-05 09:/);
    world.wait(3_600_000);
    world.signal(1, 'TERM');
    world.wait(10_000);
    expect(world.file(1, `${LOGS}/server.log.2026-01-05-09`)).toMatch(/^\[2026-01-05 09:00/);
    expect(world.file(1, `${LOGS}/server.log`)).toMatch(/^\[2026-01-05 10:/);
  });
});

describe('a broker of 2.2', () => {
  const files = { [`${HOME}/libs/kafka_2.12-2.2.1.jar`]: '' };

  it('starts and stops in its own words', () => {
    const world = new BrokerWorld({ files });
    world.signal(1, 'TERM');
    world.wait(15_000);
    expect(world.exitCode(1)).toBe(143);
    const socketServer = matching(world.log(1), /kafka\.network|AppInfoParser|Quota/);
    const address = 'EndPoint(192.168.8.12,9092,ListenerName(PLAINTEXT),PLAINTEXT)';
    const begin = 'INFO [SocketServer brokerId=1]';
    const reaper = '(kafka.server.ClientQuotaManager$ThrottledChannelReaper)';
    const quotas = ['Fetch', 'Produce', 'Request'];
    expect(socketServer).toEqual([
      ...quotas.map((quota) => `INFO [ThrottledChannelReaper-${quota}]: Starting ${reaper}`),
      'INFO Awaiting socket connections on s192.168.8.12:9092. (kafka.network.Acceptor)',
      `${begin} Created data-plane acceptor and processors for endpoint : ${address} (kafka.network.SocketServer)`,
      `${begin} Started 1 acceptor threads for data-plane (kafka.network.SocketServer)`,
      `${begin} Started data-plane processors for 1 acceptors (kafka.network.SocketServer)`,
      'INFO Kafka version: 2.2.1 (org.apache.kafka.common.utils.AppInfoParser)',
      'INFO Kafka commitId: 55783d3133a5a49a (org.apache.kafka.common.utils.AppInfoParser)',
      `${begin} Stopping socket server request processors (kafka.network.SocketServer)`,
      `${begin} Stopped socket server request processors (kafka.network.SocketServer)`,
      ...quotas.flatMap((quota) =>
        ['Shutting down', 'Stopped', 'Shutdown completed'].map(
          (text) => `INFO [ThrottledChannelReaper-${quota}]: ${text} ${reaper}`,
        ),
      ),
      `${begin} Shutting down socket server (kafka.network.SocketServer)`,
      `${begin} Shutdown completed (kafka.network.SocketServer)`,
    ]);
    const registered = `INFO Registered broker 1 at path /brokers/ids/1 with addresses: ArrayBuffer(${address})`;
    expect(has(world.log(1), registered)).toBe(true);
  });

  it('has its own defaults and an older znode', () => {
    const world = new BrokerWorld({ files });
    const { values } = world.state(1).config;
    expect(values['zookeeper.session.timeout.ms']).toBe(6000);
    expect(values['replica.lag.time.max.ms']).toBe(10_000);
    expect(world.znode('/brokers/ids/1')!.data).toMatch(
      /^\{"listener_security_protocol_map".*"version":4\}$/,
    );
    expect(world.znode('/feature')).toBeUndefined();
    expect(world.znode('/config')!.children).toEqual([
      'brokers',
      'changes',
      'clients',
      'topics',
      'users',
    ]);
  });
});
