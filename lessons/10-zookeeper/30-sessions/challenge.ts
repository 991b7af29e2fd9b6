/** Challenge of the lesson: a task without instructions. */
import type { ChallengePlot } from '../../../src/lesson/conditions/zookeeper/api.ts';
import {
  andWait,
  clientKilled,
  defineChallenge,
  inOrder,
  killClient,
  killServer,
  outlived,
  startServer,
  type,
  wait,
  znodeExists,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import { words } from './words.challenge.ts';

const plot = {
  terminals: [
    { name: 'A', host: 'client1', typed: ['zkCli.sh -timeout 4000 -server zk1:2181'] },
    { name: 'B', host: 'client2', typed: ['zkCli.sh -server zk1:2181'] },
  ],
  goals: [
    {
      id: 'outlived-by-a-minute',
      when: inOrder(
        znodeExists('/alive', { kind: 'ephemeral' }),
        clientKilled(),
        outlived('/alive', 60_000),
      ),
    },
  ],
  par: 4,
  solution: [
    type('A', 'create -e /alive'),
    andWait(killServer('zk1'), 500),
    andWait(killClient('A'), 62_000),
    andWait(startServer('zk1'), 6000),
  ],
  wrong: [
    {
      id: 'server-kept-counting',
      goal: 'outlived-by-a-minute',
      actions: [type('A', 'create -e /alive'), killClient('A'), wait(10_000)],
    },
  ],
} as const satisfies ChallengePlot;

export const challenge = defineChallenge(plot, words);
