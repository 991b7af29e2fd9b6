/** Miniature worlds of the lesson's prose. */
import type { MiniWorld } from '../../../src/lesson/api.ts';
import { and, inOrder, t, type, wait, znodeAbsent, znodeExists } from '../../../src/lesson/api.ts';

export const worlds: Readonly<Record<string, MiniWorld>> = {
  'owner-leaves': {
    caption: t(
      'A client makes one znode of each kind and quits: two stay, two go.',
      '一个客户端把四种节点各建一个，然后退出：留下两个，带走两个。',
    ),
    world: { servers: 1, clientHosts: 1 },
    terminals: [{ name: 'A', host: 'client1', typed: ['zkCli.sh -server zk1:2181'] }],
    actions: [
      type('A', 'create /stays'),
      type('A', 'create -s /stays-'),
      type('A', 'create -e /goes'),
      type('A', 'create -e -s /goes-'),
      wait(3000),
      type('A', 'quit'),
    ],
    show: 'tree',
    ends: and(
      inOrder(znodeExists('/goes', { kind: 'ephemeral' }), znodeAbsent('/goes')),
      znodeExists(/^\/stays/, { kind: 'persistent', count: 2 }),
    ),
  },
};
