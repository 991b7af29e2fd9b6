/** Descriptions of states are shown to readers: each transition is in them, and each in them is one. */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { expect, test } from 'vitest';
import { replicaMachines } from '../../../../src/engine/kafka/replica/partition-charts.ts';

function nodesOf(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesOf)];
}

function realLeaves(node: AnyStateNode): string[] {
  return [...node.transitions].flatMap(([type, transitions]) =>
    transitions.map(({ target }) => `${type} → ${(target?.[0] ?? node).path.join('.')}`),
  );
}

function saidLeaves({ description }: AnyStateNode): string[] {
  const lines = (description ?? '').split('\n');
  return lines.filter((line) => line.startsWith('leaves: ')).map((line) => line.slice(8));
}

test.each(replicaMachines.map((machine) => [machine.id, machine] as const))(
  '%s',
  (_, machine: AnyStateMachine) => {
    for (const node of nodesOf(machine.root)) {
      if (node !== machine.root) expect(node.description, node.id).toBeTruthy();
      expect(saidLeaves(node).sort(), node.id).toEqual(realLeaves(node).sort());
    }
  },
);
