/**
 * One text serves code, tooltip and docs (rule 4 of the design), so it must be true: every
 * transition of every machine is in its state's `leaves:` lines, and every such line is a transition.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { createMachine } from 'xstate';
import { describe, expect, test } from 'vitest';
import { clientConnectionMachine } from '../../../src/engine/zookeeper/client/client-connection.machine.ts';
import { learnerHandlerMachine } from '../../../src/engine/zookeeper/quorum/learner-handler.machine.ts';
import { quorumPeerMachine } from '../../../src/engine/zookeeper/quorum/quorum-peer.machine.ts';

const machines: readonly AnyStateMachine[] = [
  quorumPeerMachine,
  learnerHandlerMachine,
  clientConnectionMachine,
];

function nodesOf(node: AnyStateNode): AnyStateNode[] {
  return [node, ...Object.values(node.states).flatMap(nodesOf)];
}

/** `cause → path` of every transition that a state itself defines. */
function realLeaves(node: AnyStateNode): Set<string> {
  const leaves = new Set<string>();
  for (const [type, transitions] of node.transitions) {
    const [, delay] = /^xstate\.after\.([^.]+)\./.exec(type) ?? [];
    for (const { target } of transitions) {
      const path = (target?.[0] ?? node).path.join('.');
      leaves.add(`${delay ?? type} → ${path}`);
    }
  }
  return leaves;
}

function saidLeaves(node: AnyStateNode): string[] {
  const lines = (node.description ?? '').split('\n');
  return lines.filter((line) => line.startsWith('leaves: ')).map((line) => line.slice(8));
}

/** What the description gets wrong, as sentences. */
function faultsOf(machine: AnyStateMachine): string[] {
  const faults: string[] = [];
  for (const node of nodesOf(machine.root)) {
    if (node !== machine.root && !node.description) faults.push(`${node.id} has no description`);
    const said = saidLeaves(node).map((line) => line.split(' → ') as [string, string]);
    const real = [...realLeaves(node)].map((line) => line.split(' → ') as [string, string]);
    const isSame = ([cause, target]: [string, string], [cause2, path]: [string, string]) =>
      cause === cause2 && (path === target || path.endsWith(`.${target}`));
    for (const line of real) {
      if (!said.some((other) => isSame(other, line)))
        faults.push(`${node.id} hides ${line.join(' → ')}`);
    }
    for (const line of said) {
      if (!real.some((other) => isSame(line, other)))
        faults.push(`${node.id} invents ${line.join(' → ')}`);
    }
  }
  return faults;
}

describe('descriptions of states', () => {
  test.each(machines.map((machine) => [machine.id, machine] as const))(
    '%s: leaves are true',
    (_, machine) => {
      expect(faultsOf(machine)).toEqual([]);
    },
  );

  test('a missing and an invented line are both found', () => {
    const wrong = createMachine({
      id: 'wrong',
      initial: 'a',
      states: {
        a: { description: 'Waits.\nleaves: stop → b', on: { go: 'b' } },
        b: { description: 'Ends.' },
      },
    });
    expect(faultsOf(wrong)).toEqual(['wrong.a hides go → b', 'wrong.a invents stop → b']);
  });
});
