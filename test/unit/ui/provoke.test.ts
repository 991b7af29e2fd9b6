/** Each button of the provoke menu keeps its promise, for several seeds. */
import { describe, expect, it } from 'vitest';
import { hostViews, listItems, verbs } from '../../../src/engine/index.ts';
import { clientOf, serverView, znodeView } from '../../../src/engine/zookeeper/index.ts';
import type { ProcessNode, Timeline, World } from '../../../src/engine/index.ts';
import {
  aliveServers,
  isServed,
  leadersOf,
  serversOf,
} from '../../../src/ui/systems/zookeeper/cluster.ts';
import { provocations } from '../../../src/ui/systems/zookeeper/provoke.ts';
import type { ZooKeeperWords } from '../../../src/ui/systems/zookeeper/words.en.ts';
import { ScriptRun } from '../../../src/ui/sandbox/script-run.ts';
import { startRun } from './share-run.ts';

type ProvocationName = keyof ZooKeeperWords['provoke'];

const SEEDS = [1, 2, 3];
const FRAME_MS = 50;

function ready(seed: number, servers = 3): Timeline {
  const timeline = startRun({ servers, clientHosts: 1, seed });
  advanceUntil(timeline, isServed);
  timeline.advance({ untilMs: timeline.clockMs + 3000 });
  return timeline;
}

function advanceUntil(
  timeline: Timeline,
  holds: (world: World) => boolean,
  mostMs = 90_000,
): boolean {
  const endMs = timeline.clockMs + mostMs;
  while (timeline.clockMs < endMs) {
    if (holds(timeline.world)) return true;
    timeline.advance({ untilMs: timeline.clockMs + FRAME_MS });
  }
  return holds(timeline.world);
}

function find(timeline: Timeline, name: ProvocationName) {
  return provocations(timeline.world).find((one) => one.name === name)?.steps ?? null;
}

/** Plays it as the page does: asks after every frame. */
function provoke(timeline: Timeline, name: ProvocationName): void {
  const steps = find(timeline, name);
  if (steps === null) throw new Error(`${name} is not offered`);
  const script = new ScriptRun(steps, timeline.clockMs);
  while (!script.isDone) {
    const actions = script.next(timeline.world, timeline.clockMs);
    if (actions === null) timeline.advance({ untilMs: timeline.clockMs + FRAME_MS });
    else for (const action of actions) timeline.act(action);
  }
}

function leaderOf(timeline: Timeline): ProcessNode {
  const [leader] = leadersOf(timeline.world);
  if (leader === undefined) throw new Error('nobody leads');
  return leader;
}

const alive = (world: World) => aliveServers(hostViews(world));
const roleOf = (world: World, key: string) =>
  serversOf(hostViews(world)).find((one) => one.key === key)?.role.label;

/** Runs a test for each seed with a fresh cluster. */
function forSeeds(name: string, test: (timeline: Timeline) => void, servers = 3): void {
  it.each(SEEDS)(`${name}, seed %i`, (seed) => test(ready(seed, servers)), 30_000);
}

describe('provoke', () => {
  for (const servers of [3, 5]) {
    forSeeds(
      `split vote of ${servers}: everybody votes on, no candidate gets a majority`,
      (timeline) => {
        provoke(timeline, 'splitVote');
        expect(
          advanceUntil(timeline, (world) =>
            alive(world).every(({ role }) => role.label === 'LOOKING'),
          ),
        ).toBe(true);
        timeline.advance({ untilMs: timeline.clockMs + 20_000 });
        expect(alive(timeline.world)).toHaveLength(servers - 1);
        expect(leadersOf(timeline.world)).toHaveLength(0);
        for (const action of verbs.healAll(timeline.world)) timeline.act(action);
        expect(advanceUntil(timeline, isServed), 'agrees when healed').toBe(true);
      },
      servers,
    );
  }

  forSeeds(
    'zombie leader: it wakes up leading while another one leads, then follows',
    (timeline) => {
      const old = leaderOf(timeline);
      provoke(timeline, 'zombieLeader');
      expect(roleOf(timeline.world, old.key)).toBe('LEADING');
      expect(leadersOf(timeline.world)).toHaveLength(2);
      expect(advanceUntil(timeline, (world) => roleOf(world, old.key) === 'FOLLOWING')).toBe(true);
      expect(leadersOf(timeline.world)).toHaveLength(1);
    },
  );

  forSeeds('two leaders: both believe it for at least two ticks, only one answers', (timeline) => {
    const old = leaderOf(timeline);
    provoke(timeline, 'twoLeaders');
    timeline.advance({ untilMs: timeline.clockMs + 4000 });
    expect(leadersOf(timeline.world).map(({ status }) => status)).toEqual(['running', 'running']);
    expect(isServed(timeline.world, old.key)).toBe(true);
    expect(advanceUntil(timeline, (world) => roleOf(world, old.key) === 'LOOKING')).toBe(true);
    expect(timeline.world.violations).toEqual([]);
  });

  forSeeds(
    'late client: its session expires before it is back, its ephemeral is gone',
    (timeline) => {
      provoke(timeline, 'lateClient');
      const leader = timeline.world.processes.get(leaderOf(timeline).pid)!;
      expect(znodeView(leader, '/here-i-am')).toBeUndefined();
      expect(serverView(leader)?.sessions).toHaveLength(0);
      const output = () => terminalText(timeline.world);
      expect(output()).toContain('Created /here-i-am');
      expect(
        advanceUntil(timeline, () => /[Ee]xpired/.test(output())),
        output(),
      ).toBe(true);
    },
  );

  forSeeds('late client: a client that is connected already is taken', (timeline) => {
    for (const action of verbs.openTerminal('client1')) timeline.act(action);
    timeline.advance({ untilMs: timeline.clockMs + 500 });
    for (const action of verbs.type(1, 'zkCli.sh -server zk1:2181,zk2:2181')) timeline.act(action);
    const hasClient = (world: World) =>
      [...world.processes.values()].some((one) => clientOf(one)?.state === 'CONNECTED');
    expect(advanceUntil(timeline, hasClient)).toBe(true);
    provoke(timeline, 'lateClient');
    expect(timeline.world.terminals.size).toBe(1);
    expect(advanceUntil(timeline, (world) => /[Ee]xpired/.test(terminalText(world)))).toBe(true);
  });

  forSeeds('lone leader: it gives up leading, the others elect another', (timeline) => {
    const old = leaderOf(timeline);
    provoke(timeline, 'loneLeader');
    expect(advanceUntil(timeline, (world) => roleOf(world, old.key) === 'LOOKING')).toBe(true);
    expect(advanceUntil(timeline, (world) => isServed(world, old.key))).toBe(true);
  });

  forSeeds('frozen leader: the others elect another while it stands still', (timeline) => {
    const old = leaderOf(timeline);
    provoke(timeline, 'frozenLeader');
    expect(advanceUntil(timeline, (world) => isServed(world, old.key))).toBe(true);
    expect(leadersOf(timeline.world).find(({ key }) => key === old.key)?.status).toBe('paused');
  });

  forSeeds('the leader dies: another one leads', (timeline) => {
    const old = leaderOf(timeline);
    provoke(timeline, 'leaderDies');
    expect(advanceUntil(timeline, (world) => isServed(world, old.key))).toBe(true);
  });

  forSeeds(
    'no majority: exactly one voter too few is left, and nobody leads',
    (timeline) => {
      provoke(timeline, 'noMajority');
      expect(alive(timeline.world)).toHaveLength(2);
      expect(advanceUntil(timeline, (world) => leadersOf(world).length === 0)).toBe(true);
      timeline.advance({ untilMs: timeline.clockMs + 20_000 });
      expect(leadersOf(timeline.world)).toHaveLength(0);
    },
    5,
  );

  forSeeds('everybody restarts: all are looking, then one leads again', (timeline) => {
    provoke(timeline, 'electAnew');
    const areLooking = (world: World) => leadersOf(world).length === 0;
    expect(advanceUntil(timeline, areLooking, 5000)).toBe(true);
    expect(advanceUntil(timeline, isServed)).toBe(true);
  });

  forSeeds('slow follower: a write is committed while it still waits for its disk', (timeline) => {
    provoke(timeline, 'slowFollower');
    const rule = timeline.world.rules.find(({ kind }) => kind === 'slowDisk');
    const slow = rule?.kind === 'slowDisk' ? rule.host : '';
    for (const action of verbs.openTerminal('client1')) timeline.act(action);
    timeline.advance({ untilMs: timeline.clockMs + 300 });
    const { host } = leaderOf(timeline);
    for (const action of verbs.type(1, `zkCli.sh -server ${host}:2181 create /quick`))
      timeline.act(action);
    const has = (world: World, name: string) =>
      [...world.processes.values()].some(
        (one) =>
          one.info.host === name &&
          serverView(one) !== null &&
          znodeView(one, '/quick') !== undefined,
      );
    expect(advanceUntil(timeline, (world) => has(world, host))).toBe(true);
    expect(slow).not.toBe(host);
    expect(terminalText(timeline.world)).not.toBe('');
    expect(advanceUntil(timeline, (world) => has(world, slow))).toBe(true);
  });

  forSeeds('lost client: nothing from its host arrives', (timeline) => {
    provoke(timeline, 'lostClient');
    for (const action of verbs.openTerminal('client1')) timeline.act(action);
    timeline.advance({ untilMs: timeline.clockMs + 300 });
    for (const action of verbs.type(1, 'echo ruok | nc -w 3 zk1 2181; echo end'))
      timeline.act(action);
    expect(advanceUntil(timeline, (world) => /\nend/.test(terminalText(world)))).toBe(true);
    expect(terminalText(timeline.world)).not.toContain('imok');
  });

  forSeeds('blackout: no server runs any more', (timeline) => {
    provoke(timeline, 'blackout');
    expect(alive(timeline.world)).toHaveLength(0);
    expect(hostViews(timeline.world).filter(({ isPowered }) => !isPowered)).toHaveLength(3);
  });

  it('offers nothing that cannot come about', () => {
    const alone = startRun({ servers: 1, clientHosts: 0, seed: 1 });
    alone.advance({ untilMs: 3000 });
    const offered = provocations(alone.world).filter(({ steps }) => steps !== null);
    expect(offered.map(({ name }) => name)).toEqual(['blackout']);
  });
});

function terminalText(world: World): string {
  const terminals = [...world.terminals.values()];
  return terminals.flatMap(({ output }) => [...listItems(output)].map(({ text }) => text)).join('');
}
