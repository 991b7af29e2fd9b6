/** The machine of a broker's life: what it says of itself is true, and a broker passes through it. */
import type { AnyStateNode } from 'xstate';
import { expect, test } from 'vitest';
import { brokerLifeMachine } from '../../../../src/engine/kafka/server/broker-life.machine.ts';
import { BrokerWorld } from './broker-world.ts';

function nodesOf(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesOf)];
}

/** `cause → state` of what a state itself defines; what it does without leaving is no leaving. */
function realLeaves(node: AnyStateNode): string[] {
  return [...node.transitions].flatMap(([type, transitions]) =>
    transitions.flatMap(({ target }) =>
      (target ?? []).map((each) => `${type} → ${each.path.join('.')}`),
    ),
  );
}

function saidLeaves(node: AnyStateNode): string[] {
  const lines = (node.description ?? '').split('\n');
  return lines.filter((line) => line.startsWith('leaves: ')).map((line) => line.slice(8));
}

test('leaves are true', () => {
  for (const node of nodesOf(brokerLifeMachine.root)) {
    if (node !== brokerLifeMachine.root) expect(node.description, node.id).toBeTruthy();
    const real = realLeaves(node);
    const said = saidLeaves(node);
    expect(said, node.id).toHaveLength(real.length);
    for (const line of said) {
      const [cause, target] = line.split(' → ') as [string, string];
      const isTrue = real.some((each) => {
        const [type, path] = each.split(' → ') as [string, string];
        return type === cause && (path === target || path.endsWith(`.${target}`));
      });
      expect(isTrue, `${node.id}: ${line}`).toBe(true);
    }
  }
});

/** The states that a broker is seen in, each once as long as it lasts. */
function passed(world: BrokerWorld, ms: number): unknown[] {
  const seen: unknown[] = [];
  for (let waited = 0; waited < ms; waited += 5) {
    const { value } = world.state(1).chart;
    if (JSON.stringify(value) !== JSON.stringify(seen.at(-1))) seen.push(value);
    world.wait(5);
    if (!world.isRunning(1)) break;
  }
  return seen;
}

test('a broker starts, loses its session, and stops', () => {
  const world = new BrokerWorld({ brokers: 0, hosts: 1 });
  world.start(1);
  world.wait(5);
  expect(passed(world, 4000)).toEqual(['STARTING', 'RECOVERY', { RUNNING: 'registered' }]);
  world.signalZooKeeper(1, 'STOP');
  expect(passed(world, 20_000)).toEqual([{ RUNNING: 'registered' }, { RUNNING: 'disconnected' }]);
  world.signalZooKeeper(1, 'CONT');
  expect(passed(world, 5000).at(-1)).toEqual({ RUNNING: 'registered' });
  world.signal(1, 'TERM');
  expect(passed(world, 10_000).at(-1)).toBe('SHUTTING_DOWN');
});
