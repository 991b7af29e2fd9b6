/** Two runs side by side: where they part and what came of each. */
import { describe, expect, it } from 'vitest';
import { Timeline, verbs } from '../../../src/engine/index.ts';
import type { Message } from '../../../src/engine/index.ts';
import { startSimulation } from '../../../src/shell/index.ts';
import { partingOf } from '../../../src/ui/compare/compare-runs.ts';
import { RunPair } from '../../../src/ui/compare/run-pair.ts';
import { zookeeperScenario } from '../../support/zookeeper.ts';
import { differencesOf } from '../../../src/ui/systems/zookeeper/differences.ts';

function cluster(): Timeline {
  const timeline = startSimulation(zookeeperScenario({ servers: 3, seed: 4 }));
  timeline.advance({ untilMs: 5000 });
  return timeline;
}

function leaderOf(pair: RunPair, side: 'left' | 'right', atMs: number): string | undefined {
  return pair.outcomeAt(atMs).lanes.find((lane) => lane[side].role === 'LEADING')?.host;
}

function differencesAt(pair: RunPair, atMs: number) {
  const { left, right } = pair.outcomeAt(atMs);
  return differencesOf(left, right);
}

describe('two runs', () => {
  it('that share everything do not part', () => {
    const left = cluster();
    const pair = new RunPair(left, left.fork());
    expect(pair.parting.left).toBeUndefined();
    expect(pair.parting.common).toBe(left.length);
    expect(pair.outcomeAt(pair.endMs).lanes.some(({ isDifferent }) => isDifferent)).toBe(false);
  });

  it('part at the action that only one of them has, and end with different leaders', () => {
    const left = cluster();
    const right = left.fork();
    const forkedAt = left.position;
    const leader = new RunPair(left, right).outcomeAt(5000).lanes.find(({ left: lane }) => {
      return lane.role === 'LEADING';
    })!.host;
    for (const action of verbs.powerOff(leader)) right.act(action);
    left.advance({ untilMs: 15_000 });
    right.advance({ untilMs: 15_000 });
    const pair = new RunPair(left, right);
    expect(pair.parting.common).toBe(forkedAt);
    expect(pair.parting.right?.event.type).toBe('operator.powerOff');
    expect(pair.parting.left?.event.type).not.toBe('operator.powerOff');
    expect(leaderOf(pair, 'left', 15_000)).toBe(leader);
    expect(leaderOf(pair, 'right', 15_000)).not.toBe(leader);
    const lane = pair.outcomeAt(15_000).lanes.find(({ host }) => host === leader)!;
    expect(lane.right.status).toBe('off');
  });

  it('part where they parted, though the one that ran on has forgotten its heartbeats there', () => {
    const { options } = cluster().kernel;
    const weightOf = (message: unknown) =>
      (message as Message).type === 'PING' ? 'heartbeat' : 'normal';
    const left = new Timeline({ ...options, weightOf });
    left.advance({ untilMs: 5000 });
    const right = left.fork();
    left.advance({ untilMs: 3_600_000 });
    right.advance({ untilMs: 60_000 });
    while (left.record(right.position) !== undefined) right.advance({ maxEvents: 1 });
    const actedAt = right.position;
    expect(actedAt).toBeLessThan(left.length);
    expect(partingOf(left, right).common).toBe(actedAt);
    for (const action of verbs.powerOff('zk1')) right.act(action);
    right.advance({ untilMs: 90_000 });
    for (const [a, b] of [
      [left, right],
      [right, left],
    ] as const) {
      const pair = new RunPair(a, b);
      expect(pair.parting.common).toBe(actedAt);
      expect(pair.partedAtMs).toBeGreaterThan(0);
    }
  });

  it('differ in the znode that only one of them wrote', () => {
    const left = cluster();
    const right = left.fork();
    const [open] = verbs.openTerminal('client1');
    right.act(open!);
    right.advance({ untilMs: 5200 });
    const terminal = [...right.world.terminals.keys()].at(-1)!;
    right.act({ type: 'operator.type', terminal, text: 'zkCli.sh -server zk1:2181' });
    right.advance({ untilMs: 10_000 });
    right.act({ type: 'operator.type', terminal, text: 'create /only hello' });
    right.advance({ untilMs: 15_000 });
    left.advance({ untilMs: 15_000 });
    const pair = new RunPair(left, right);
    const { znodes, sessions } = differencesAt(pair, 15_000);
    expect(znodes).toEqual([{ path: '/only', left: undefined, right: 'hello' }]);
    expect(sessions).toHaveLength(1);
    expect(differencesAt(pair, 5100).znodes).toEqual([]);
  });

  it('are left where they were', () => {
    const left = cluster();
    const right = left.fork();
    right.advance({ untilMs: 9000 });
    right.seek(right.length - 20);
    const { position, length } = right;
    const pair = new RunPair(left, right);
    pair.runOn(10_000);
    pair.outcomeAt(6000);
    expect([right.position, right.length]).toEqual([position, length]);
    expect(left.clockMs).toBe(5000);
    expect(pair.right.length).toBeGreaterThan(length);
  });
});
