/** Challenge of the lesson: a task without instructions. */
import type { ChallengePlot } from '../../../src/lesson/conditions/zookeeper/api.ts';
import {
  and,
  andWait,
  caughtUp,
  cut,
  defineChallenge,
  heal,
  inOrder,
  messageArrived,
  printed,
  serversServing,
  twoLeaders,
  type,
  waitFor,
  znodeAbsent,
  znodeExists,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import { oldNotTried, words } from './words.challenge.ts';

const lost = printed(/ConnectionLoss for \/old/, 'KeeperErrorCode = ConnectionLoss for /old', {
  in: 'A',
});
const tried = messageArrived('CreateRequest', {
  at: 'zk3',
  where: ({ path }) => path === '/old',
  missing: oldNotTried,
});
const confirmed = printed(/Created \/new/, 'Created /new', { in: 'B' });

const plot = {
  terminals: [
    { name: 'A', host: 'client1', typed: ['zkCli.sh -server zk3:2181'] },
    { name: 'B', host: 'client2', typed: ['zkCli.sh -server zk1:2181,zk2:2181'] },
  ],
  goals: [
    { id: 'both-believe', when: twoLeaders() },
    {
      id: 'only-one-confirms',
      when: and(
        inOrder(tried, twoLeaders()),
        inOrder(twoLeaders(), and(lost, confirmed)),
        serversServing(3),
        caughtUp('zk3'),
        znodeExists('/new', { on: 'zk3' }),
        znodeAbsent('/old', { on: 'zk3' }),
      ),
    },
  ],
  par: 6,
  solution: [
    andWait(cut('zk3', 'zk1'), 100),
    andWait(cut('zk3', 'zk2'), 100),
    type('A', 'create /old', 500),
    waitFor(twoLeaders(), 30_000),
    type('B', 'create /new', 15_000),
    andWait(heal('zk3', 'zk1'), 500),
    andWait(heal('zk3', 'zk2'), 20_000),
  ],
  wrong: [
    {
      id: 'nothing-cut',
      goal: 'only-one-confirms',
      actions: [type('A', 'create /old', 500), type('B', 'create /new', 2000)],
    },
  ],
} as const satisfies ChallengePlot;

export const challenge = defineChallenge(plot, words);
