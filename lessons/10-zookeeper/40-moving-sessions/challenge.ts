/** Challenge of the lesson: a task without instructions. */
import type { Challenge } from '../../../src/lesson/api.ts';
import {
  andWait,
  clientKilled,
  inOrder,
  killClient,
  killLeader,
  outlived,
  startServer,
  t,
  type,
  znodeExists,
} from '../../../src/lesson/api.ts';

const everywhere = 'zk1:2181,zk2:2181,zk3:2181';

export const challenge: Challenge = {
  task: t(
    'Here A has a session of 10 s. Have its ephemeral `/ghost` alive 24 s after its client was killed.',
    '这里 A 的会话超时是 10 秒。让它的临时节点 `/ghost` 在客户端被杀 24 秒后仍然存在。',
  ),
  world: { servers: 3, clientHosts: 2 },
  terminals: [
    { name: 'A', host: 'client1', typed: [`zkCli.sh -timeout 10000 -server ${everywhere}`] },
    { name: 'B', host: 'client2', typed: [`zkCli.sh -server ${everywhere}`] },
  ],
  goals: [
    {
      id: 'ghost-of-24-seconds',
      text: t(
        '`/ghost` outlives its killed client by 24 s.',
        '`/ghost` 比被杀掉的客户端多活 24 秒。',
      ),
      when: inOrder(
        znodeExists('/ghost', { kind: 'ephemeral' }),
        clientKilled(),
        outlived('/ghost', 24_000),
      ),
    },
  ],
  hints: [
    t('Each new leader starts the clock again.', '每个新 leader 都会重新计时。'),
    t(
      '`create -e /ghost`, kill the client, kill the leader, start it, kill the new leader.',
      '`create -e /ghost`，杀客户端，杀 leader，再启动它，再杀新 leader。',
    ),
  ],
  par: 5,
  solution: [
    type('A', 'create -e /ghost'),
    andWait(killClient('A'), 6000),
    andWait(killLeader(), 8000),
    andWait(startServer('*'), 2000),
    andWait(killLeader(), 16_000),
  ],
  debrief: t(
    'However often leaders change, a session is never expired early; the price is that what a dead client owned may stay for long.',
    '无论 leader 换多少次，会话都不会提前过期；代价是：客户端死后，它的临时节点可能要很久才会清理。',
  ),
};
