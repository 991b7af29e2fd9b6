/** Every action that the role machine names is known and defined; a name that is not is never passed over. */
import { describe, expect, test } from 'vitest';
import type { StateNode } from 'xstate';
import { peerAction } from '../../../../src/engine/zookeeper/quorum/quorum-peer.ts';
import { quorumPeerMachine } from '../../../../src/engine/zookeeper/quorum/quorum-peer.machine.ts';
import { zookeeper } from '../../../../src/engine/zookeeper/index.ts';

const known = Object.entries(quorumPeerMachine.implementations.actions);

/** Actions that the machine carries out itself, on its context. */
const own = new Set(known.filter(([, action]) => 'resolve' in action!).map(([name]) => name));

/** Names of the actions of a state, of its transitions, and of those below it. */
function namesOf(node: StateNode): readonly string[] {
  const transitions = [...node.transitions.values()].flat();
  const actions = [node.entry, node.exit, ...transitions.map((each) => each.actions)].flat();
  const names = actions.map((action) => (typeof action === 'string' ? action : typeOf(action)));
  return [...names, ...Object.values(node.states).flatMap(namesOf)];
}

function typeOf(action: unknown): string {
  return (action as { readonly type?: string }).type ?? '';
}

const named = [...new Set(namesOf(quorumPeerMachine.root as unknown as StateNode))].filter(
  // The delays are events that the machine sends itself.
  (name) => !name.startsWith('xstate.') && name !== '',
);

describe('the actions of the role machine', () => {
  test('are those that it declares, all of them', () => {
    expect(zookeeper.programs).toHaveProperty('QuorumPeerMain');
    expect(named.length).toBeGreaterThan(20);
    expect([...named].sort()).toEqual(known.map(([name]) => name).sort());
  });

  test.each(named.filter((name) => !own.has(name)))('%s is defined', (name) => {
    expect(peerAction(name)).toBeTypeOf('function');
  });

  test('a name that nobody has defined fails loudly', () => {
    expect(() => peerAction('becomeLeadr')).toThrow('becomeLeadr');
  });
});
