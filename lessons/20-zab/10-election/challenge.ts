/** Challenge of the lesson: a task without instructions. */
import type { ChallengePlot } from '../../../src/lesson/conditions/zookeeper/api.ts';
import {
  and,
  andWait,
  defineChallenge,
  killServer,
  leaderElected,
  serversServing,
  startServer,
  type,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import { words } from './words.challenge.ts';

const everywhere = 'zkCli.sh -server zk1:2181,zk2:2181,zk3:2181';

const plot = {
  world: { zookeeper: { servers: 3 }, clientHosts: 1 },
  terminals: [{ name: 'A', host: 'client1', typed: [everywhere] }],
  goals: [{ id: 'smallest-leads-all', when: and(leaderElected({ is: 'zk1' }), serversServing(3)) }],
  par: 5,
  solution: [
    andWait(killServer('zk2'), 3000),
    type('A', 'create /x', 4000),
    andWait(killServer('zk3'), 2000),
    andWait(startServer('zk2'), 10_000),
    andWait(startServer('zk3'), 8000),
  ],
  wrong: [
    {
      id: 'only-leader-killed',
      goal: 'smallest-leads-all',
      actions: [andWait(killServer('zk3'), 8000)],
    },
  ],
} as const satisfies ChallengePlot;

export const challenge = defineChallenge(plot, words);
