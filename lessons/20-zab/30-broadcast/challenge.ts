/** Challenge of the lesson: a task without instructions. */
import type { ChallengePlot } from '../../../src/lesson/conditions/zookeeper/api.ts';
import {
  and,
  andWait,
  cut,
  defineChallenge,
  inOrder,
  leaderElected,
  mutant,
  powerOff,
  printed,
  serversServing,
  type,
  znodeAbsent,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import { words } from './words.challenge.ts';

const plot = {
  world: { zookeeper: { servers: 3 }, clientHosts: 1 },
  impossible: { plantedIn: mutant('M6c-commit-without-quorum') },
  terminals: [{ name: 'A', host: 'client1', typed: ['zkCli.sh -server zk3:2181'] }],
  goals: [
    {
      id: 'confirmed-and-gone',
      when: inOrder(
        printed(/Created \/gold/, 'Created /gold', { in: 'A' }),
        and(serversServing(2), leaderElected({ not: 'zk3' }), znodeAbsent('/gold')),
      ),
    },
  ],
  par: 4,
  solution: [
    andWait(cut('zk3', 'zk1'), 100),
    andWait(cut('zk3', 'zk2'), 100),
    type('A', 'create /gold', 1000),
    andWait(powerOff('zk3'), 30_000),
  ],
  wrong: [
    {
      id: 'not-cut-off',
      goal: 'confirmed-and-gone',
      actions: [type('A', 'create /gold', 3000), andWait(powerOff('zk3'), 20_000)],
    },
  ],
} as const satisfies ChallengePlot;

export const challenge = defineChallenge(plot, words);
