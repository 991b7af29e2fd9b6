/**
 * A state's description is what the page shows: its `leaves:` lines must be the machine's transitions.
 */
import { describe, expect, test } from 'vitest';
import type { AnyStateMachine, StateNode } from 'xstate';
import { learnerHandlerMachine } from '../../../../src/engine/zookeeper/quorum/learner-handler.machine.ts';
import { quorumPeerMachine } from '../../../../src/engine/zookeeper/quorum/quorum-peer.machine.ts';

function nodesOf(machine: AnyStateMachine): readonly StateNode[] {
  const nodes: StateNode[] = [];
  const walk = (node: StateNode) => {
    for (const child of Object.values(node.states) as StateNode[]) {
      nodes.push(child);
      walk(child);
    }
  };
  walk(machine.root as StateNode);
  return nodes;
}

function told(node: StateNode): readonly string[] {
  return (node.description ?? '')
    .split('\n')
    .filter((line) => line.startsWith('leaves: '))
    .map((line) => line.slice('leaves: '.length))
    .sort();
}

function real(node: StateNode): readonly string[] {
  const lines = new Set<string>();
  for (const transition of [...node.transitions.values()].flat()) {
    const name = transition.eventType.startsWith('xstate.after.')
      ? transition.eventType.split('.')[2]!
      : transition.eventType;
    const targets = transition.target ?? [node];
    for (const target of targets) lines.add(`${name} → ${target.key}`);
  }
  return [...lines].sort();
}

describe.each([
  ['quorumPeer', quorumPeerMachine as AnyStateMachine],
  ['learnerHandler', learnerHandlerMachine as AnyStateMachine],
])('machine %s', (_name, machine) => {
  test.each(nodesOf(machine).map((node) => [node.path.join('.'), node] as const))(
    'state %s says what it waits for and how it is left',
    (_path, node) => {
      expect(node.description).toMatch(/^Waits /);
      expect(told(node)).toEqual(real(node));
    },
  );
});
