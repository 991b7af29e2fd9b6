/**
 * Servers make promises to those of their own ensemble: two ensembles in one world stay apart, on one
 * host too, and what is broken in the second is still found.
 */
import { describe, expect, test } from 'vitest';
import { Kernel } from '../../../../src/engine/kernel/kernel.ts';
import type { Process } from '../../../../src/engine/kernel/world-state.ts';
import type { Txn } from '../../../../src/engine/zookeeper/protocol/txn.ts';
import { committedHistory } from '../../../../src/engine/zookeeper/invariants/index.ts';
import type { ServerProcessState } from '../../../../src/engine/zookeeper/server/server-state.ts';
import { fuzzClient } from '../../../fuzz/zookeeper/fuzz-client.ts';
import { zookeeper } from '../../../../src/engine/zookeeper/index.ts';

/** `a1` to `a3` and `b1` to `b4`: three ports each, all on one host. */
type Name = `${'a' | 'b'}${number}`;

const offset = (name: Name): number => (name.startsWith('b') ? 50 : 0) + 100 * Number(name[1]);

function serverLine(name: Name, host = 'zk', shift = 0): string {
  const port = 2800 + offset(name) + shift;
  return `server.${name[1]!}=${host}:${port}:${port + 1000}`;
}

function config(
  name: Name,
  members: readonly Name[],
  extra: readonly string[] = [],
  shift = 0,
): string {
  const lines = [
    'tickTime=2000',
    'initLimit=10',
    'syncLimit=5',
    `dataDir=/data/${name}`,
    `clientPort=${2000 + offset(name)}`,
    'reconfigEnabled=true',
    'skipACL=yes',
    // Each server may write the members' host in its own way.
    ...members.map((member, at) =>
      serverLine(member, ['zk', 'localhost', '10.0.0.1'][at % 3], shift),
    ),
    ...extra,
  ];
  return lines.map((line) => `${line}\n`).join('');
}

const A: readonly Name[] = ['a1', 'a2', 'a3'];
const B: readonly Name[] = ['b1', 'b2', 'b3'];

class World {
  readonly kernel: Kernel;
  constructor() {
    const files: Record<string, string> = {};
    const names: readonly Name[] = [...A, ...B, 'b4'];
    for (const name of names) {
      const members: readonly Name[] = name.startsWith('a') ? A : name === 'b4' ? [...B, name] : B;
      files[`/conf/${name}.cfg`] = config(name, members);
      files[`/data/${name}/myid`] = `${name[1]!}\n`;
    }
    this.kernel = new Kernel({
      seed: 5,
      programs: { ...zookeeper.programs, FuzzClient: fuzzClient as never },
      invariants: zookeeper.invariants,
      isStrict: true,
      hosts: [{ name: 'zk', ip: '10.0.0.1', files, folders: ['/logs', '/root'] }],
    });
  }

  start(name: Name, ...properties: readonly string[]): void {
    const argv = ['QuorumPeerMain', ...properties, `/conf/${name}.cfg`];
    const start = { program: 'QuorumPeerMain', argv, outputPath: `/logs/${name}.out` };
    this.kernel.act({ type: 'operator.start', host: 'zk', start });
  }

  startAll(names: readonly Name[], ...properties: readonly string[]): void {
    for (const name of names) this.start(name, ...properties);
  }

  client(name: Name): void {
    const argv = ['FuzzClient', `c-${name}`, `zk:${2000 + offset(name)}`, '7'];
    const start = { program: 'FuzzClient', argv };
    this.kernel.act({ type: 'operator.start', host: 'zk', start });
  }

  kill(name: Name): void {
    const { key } = this.process(name);
    this.kernel.act({ type: 'operator.signal', key, signal: 'KILL' });
  }

  write(path: string, text: string): void {
    this.kernel.act({ type: 'operator.writeFile', host: 'zk', path, chunks: [text] });
  }

  process(name: Name): Process {
    return [...this.kernel.world.processes.values()].findLast(
      ({ info, program }) =>
        program === 'QuorumPeerMain' && info.argv.at(-1)!.includes(`/${name}.`),
    )!;
  }

  pass(ms: number): void {
    const until = this.kernel.world.nowMs + ms;
    while (this.kernel.step(until) !== undefined);
    this.kernel.world.nowMs = Math.max(this.kernel.world.nowMs, until);
  }

  role(name: Name): string | undefined {
    const state = this.process(name).state as ServerProcessState | null | undefined;
    return state?.quorum?.peer.serverState;
  }

  history(ensemble: number): readonly Txn[] {
    return committedHistory(this.kernel.world, ensemble);
  }

  get broken(): readonly string[] {
    return [...new Set(this.kernel.world.violations.map(({ invariant }) => invariant))];
  }
}

function leaders(world: World, names: readonly Name[]): readonly Name[] {
  return names.filter((name) => world.role(name) === 'LEADING');
}

describe('two ensembles on one host', () => {
  test('break no promise: they lead the same epochs and commit different things', () => {
    const world = new World();
    world.startAll([...A, ...B]);
    world.pass(3000);
    expect(leaders(world, A)).toHaveLength(1);
    expect(leaders(world, B)).toHaveLength(1);
    world.client('a1');
    world.client('b2');
    world.pass(6000);
    for (const name of [...leaders(world, A), ...leaders(world, B)]) world.kill(name);
    world.pass(8000);
    expect(world.broken).toEqual([]);
    const [first, second] = [world.history(0), world.history(1)];
    expect(first.length).toBeGreaterThan(3);
    expect(second.length).toBeGreaterThan(3);
    expect(first).not.toEqual(second);
    expect(world.history(2)).toEqual([]);
  });

  test('what breaks in the second ensemble is found', () => {
    const world = new World();
    world.startAll(A);
    world.startAll(B, '-Dmutant=M6c-commit-without-quorum');
    world.pass(3000);
    const follower = B.find((name) => world.role(name) === 'FOLLOWING')!;
    const others = B.filter((name) => name !== follower && world.role(name) === 'FOLLOWING');
    for (const name of [...others, follower]) world.kill(name);
    world.client(leaders(world, B)[0]!);
    world.pass(3000);
    expect(world.broken).toContain('CommittedDurable');
  });

  test('both are restarted, one server after the other', () => {
    const world = new World();
    world.startAll([...B, ...A]);
    world.pass(3000);
    world.client('a2');
    world.client('b2');
    world.pass(3000);
    for (const name of [...A, ...B]) {
      world.kill(name);
      world.pass(500);
      world.start(name);
      world.pass(3000);
    }
    world.pass(8000);
    expect([...leaders(world, A), ...leaders(world, B)]).toHaveLength(2);
    expect(world.broken).toEqual([]);
  });
});

describe('a server with another configuration', () => {
  test('that leaves one ensemble for the other, on its old port and with a clean folder', () => {
    const world = new World();
    world.startAll([...A, ...B]);
    world.pass(3000);
    world.client('a1');
    world.client('b1');
    world.pass(4000);
    world.kill('b3');
    const path = '/data/b3/version-2';
    world.kernel.act({ type: 'operator.removePath', host: 'zk', path });
    const own = serverLine('b3').replace('server.3', 'server.4');
    world.write('/conf/b3.cfg', config('b3', A, [own]));
    world.write('/data/b3/myid', '4\n');
    world.start('b3');
    world.pass(8000);
    expect(world.role('b3')).toBe('FOLLOWING');
    world.kill(leaders(world, A)[0]!);
    world.kill(leaders(world, B)[0]!);
    world.pass(8000);
    expect(world.broken).toEqual([]);
  });

  test('that waits to join, started before those it joins', () => {
    const world = new World();
    world.start('b4');
    world.startAll(['a1', 'a2']);
    world.pass(500);
    world.startAll(['b1', 'b2', 'b3']);
    world.pass(3000);
    world.client('b1');
    world.pass(6000);
    expect(world.role('b4')).toBe('FOLLOWING');
    expect(world.broken).toEqual([]);
  });

  test('an ensemble whose ports were all changed goes on as a new one', () => {
    const world = new World();
    world.startAll(A);
    world.pass(3000);
    world.client('a1');
    world.pass(4000);
    for (const name of A) {
      world.kill(name);
      world.write(`/conf/${name}.cfg`, config(name, A, [], 2000));
    }
    world.pass(1000);
    world.startAll(A);
    world.pass(4000);
    expect(leaders(world, A)).toHaveLength(1);
    world.client('a2');
    world.pass(4000);
    for (const name of leaders(world, A)) world.kill(name);
    world.pass(8000);
    expect(world.broken).toEqual([]);
    expect(world.history(1).length).toBeGreaterThan(0);
  });
});
