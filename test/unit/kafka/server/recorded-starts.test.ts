/**
 * What a broker prints from start to end, beside outputs recorded from the real 2.8.0.
 */
import { describe, expect, it } from 'vitest';
import recorded from './recorded-starts.json';
import type { Started } from './broker-world.ts';
import { BrokerWorld, LOGS } from './broker-world.ts';

const metaProperties = (lines: readonly string[]): Record<string, string> => ({
  '/logs/meta.properties': [...lines, ''].join('\n'),
});

const CHROOT = 'zookeeper.connect=zk1:2181/c1';

/** Does what was done to the real broker; gives the start whose output was recorded. */
const scenarios: Readonly<Record<string, () => [BrokerWorld, Started]>> = {
  'below a chroot, to its end': () => {
    const world = new BrokerWorld({ brokers: 0, hosts: 1 });
    const started = start(world, CHROOT, 'log.dirs=/logs');
    world.wait(4000);
    world.signal(started, 'TERM');
    return [world, started];
  },
  'the port is taken': () => {
    const world = new BrokerWorld({ properties: { 'zookeeper.connect': 'zk1:2181/c1' } });
    return [world, start(world, 'broker.id=2', 'log.dirs=/logs')];
  },
  'another broker advertises the same address': () => {
    const files = { '/logs/.kafka_cleanshutdown': '' };
    const world = new BrokerWorld({ files, properties: { 'zookeeper.connect': 'zk1:2181/c1' } });
    const [listeners, advertised] = [9093, 9092].map((port) => `PLAINTEXT://192.168.8.12:${port}`);
    const keys = [`listeners=${listeners}`, `advertised.listeners=${advertised}`];
    return [world, start(world, 'broker.id=2', 'log.dirs=/logs', ...keys)];
  },
  'another process is registered with the id': () => {
    const world = new BrokerWorld({ properties: { 'zookeeper.connect': 'zk1:2181/c1' } });
    const listeners = 'listeners=PLAINTEXT://192.168.8.12:9093';
    return [world, start(world, 'log.dirs=/logs', listeners)];
  },
  'the folder is of another broker': () => {
    const files = metaProperties(['broker.id=1', 'version=0']);
    const world = new BrokerWorld({ files, properties: { 'zookeeper.connect': 'zk1:2181/c1' } });
    return [world, start(world, 'broker.id=4', 'log.dirs=/logs')];
  },
  'the folder is of another cluster': () => {
    const files = metaProperties(['broker.id=1', 'version=0', 'cluster.id=mVhqJ6qdSb-_0xvQFmi6EQ']);
    const world = new BrokerWorld({ brokers: 0, hosts: 1, files });
    return [world, start(world, 'log.dirs=/logs', 'zookeeper.connect=zk1:2181/c2')];
  },
  'the id in meta.properties is no number': () => {
    const files = metaProperties(['broker.id=abc', 'version=0']);
    const world = new BrokerWorld({ files });
    return [world, start(world, 'log.dirs=/logs')];
  },
  'nothing listens where ZooKeeper should': () => {
    const world = new BrokerWorld({ brokers: 0, hosts: 1 });
    return [
      world,
      start(world, 'zookeeper.connect=zk1:2999/c1', 'zookeeper.connection.timeout.ms=3000'),
    ];
  },
  'a signal comes before ZooKeeper is there': () => {
    const world = new BrokerWorld({ brokers: 0, hosts: 1 });
    const started = start(world, 'zookeeper.connect=zk1:2999');
    world.wait(2500);
    world.signal(started, 'TERM');
    return [world, started];
  },
};

function start(world: BrokerWorld, ...overrides: readonly string[]): Started {
  return world.start(1, ...overrides.flatMap((each) => ['--override', each]));
}

const NOISE =
  /Client environment:|^\t[\w.]+ = |^ \(kafka\.server\.KafkaConfig\)$|Waiting until connected|EventThread shut down|\]: Stopped \(|^$/;

const PLACEHOLDERS: readonly (readonly [RegExp, string])[] = [
  [/zk1\/10\.0\.0\.11:\d+/g, '<ZK SERVER>'],
  [/zk1:\d+/g, '<ZK>'],
  [/client: \/[\d.]+:\d+/g, 'client: <CLIENT>'],
  [/192\.168\.8\.12:/g, '<HOST>:'],
  [/(?<=[ (])\/(?:logs|data\/server\/kafka\/logs)\b/g, '<DIR>'],
  [/0x[0-9a-f]{6,}/g, '<SESSION>'],
  [/(owner|session) '\d+'/g, "$1 '<SESSION>'"],
  [/(Watcher\$@)[0-9a-f]+/g, '$1<HASH>'],
  [/(Cluster ID = |Cluster ID |Some\()[\w-]{22}/g, '$1<CLUSTER ID>'],
  [/\d+,\d+,1\d{12},1\d{12},1,0,0,\d{8,},\d+,0,\d+/g, '<STAT>'],
  [/(broker epoch\): )\d+/g, '$1<EPOCH>'],
  [/(Features\{\}, epoch=)\d+/g, '$1<N>'],
  [/(startTimeMs: )\d+/g, '$1<TIME>'],
  [/ in \d+ms\./g, ' in <N>ms.'],
];

function replaced(lines: readonly string[]): string[] {
  const kept = lines.filter((line) => !NOISE.test(line));
  return kept.map((line) =>
    PLACEHOLDERS.reduce((text, [pattern, by]) => text.replace(pattern, by), line),
  );
}

/** Threads beside the one that starts and ends the broker: when they come to write is their own affair. */
const OTHER_THREADS =
  /: Starting \(|Finalized|BrokerToControllerRequestThread|\/controller_epoch|: Shutdown completed \(|Session: |^INFO Opening socket|^INFO Socket error/;

describe('a start says what the real broker said', () => {
  it.each(recorded.cases.map(({ name, lines }) => [name, lines] as const))('%s', (name, lines) => {
    const [world, started] = scenarios[name]!();
    world.wait(15_000);
    expect(world.isRunning(started)).toBe(false);
    const ours = replaced(world.output(started));
    const isMain = (line: string): boolean => !OTHER_THREADS.test(line);
    expect(ours.filter(isMain)).toEqual(lines.filter(isMain));
    expect([...ours].sort()).toEqual([...lines].sort());
  });
});

it('leaves its folder as the real one does', () => {
  const [world] = scenarios['below a chroot, to its end']!();
  world.wait(15_000);
  expect(world.folder(1, '/logs')).toEqual([
    '.kafka_cleanshutdown',
    '.lock',
    'cleaner-offset-checkpoint',
    'log-start-offset-checkpoint',
    'meta.properties',
    'recovery-point-offset-checkpoint',
    'replication-offset-checkpoint',
  ]);
  expect(world.folder(1, LOGS)).toContain('controller.log');
});

describe('what ends a start is thrown from where the real one throws it', () => {
  it.each(recorded.faults.map(({ override, trace }) => [override, trace] as const))(
    '%s',
    (override, trace) => {
      const world = new BrokerWorld({ brokers: 0, hosts: 1 });
      const started = start(world, override);
      world.wait(15_000);
      expect(world.exitCode(started)).toBe(1);
      const lines = world.output(started);
      const from = lines.findIndex((line) =>
        line.includes('Fatal error during KafkaServer startup'),
      );
      const thrown = lines.slice(from + 1, from + 1 + trace.length);
      expect(thrown.map((line) => line.replace(/@[0-9a-f]{6,}/g, '@<HASH>'))).toEqual(trace);
    },
  );
});
