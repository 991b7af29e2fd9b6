/** Challenge of the lesson: a task without instructions. */
import type { ChallengePlot } from '../../../src/lesson/conditions/zookeeper/api.ts';
import {
  andWait,
  clientKilled,
  defineChallenge,
  inOrder,
  killClient,
  outlived,
  pauseServer,
  type,
  znodeExists,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import { words } from './words.challenge.ts';

const everywhere = 'zk1:2181,zk2:2181,zk3:2181';

const plot = {
  world: { zookeeper: { servers: 3 }, clientHosts: 2 },
  terminals: [
    { name: 'A', host: 'client1', typed: [`zkCli.sh -timeout 10000 -server ${everywhere}`] },
    { name: 'B', host: 'client2', typed: [`zkCli.sh -server ${everywhere}`] },
  ],
  goals: [
    {
      id: 'ghost-of-24-seconds',
      when: inOrder(
        znodeExists('/ghost', { kind: 'ephemeral' }),
        clientKilled(),
        outlived('/ghost', 24_000),
      ),
    },
  ],
  par: 3,
  solution: [
    type('A', 'create -e /ghost'),
    andWait(killClient('A'), 6000),
    andWait(pauseServer('zk3'), 24_000),
  ],
  wrong: [
    {
      id: 'leader-lived-on',
      goal: 'ghost-of-24-seconds',
      actions: [type('A', 'create -e /ghost'), andWait(killClient('A'), 20_000)],
    },
  ],
} as const satisfies ChallengePlot;

export const challenge = defineChallenge(plot, words);
