/** Challenge of the lesson: a task without instructions. */
import type { Challenge } from '../../../src/lesson/api.ts';
import {
  and,
  andWait,
  killServer,
  leaderElected,
  serversServing,
  startServer,
  t,
  type,
} from '../../../src/lesson/api.ts';

const everywhere = 'zkCli.sh -server zk1:2181,zk2:2181,zk3:2181';

export const challenge: Challenge = {
  task: t(
    'All three run, and zk3 leads. Make zk1, the smallest id, lead all three.',
    '三台都在运行，zk3 是 leader。让 id 最小的 zk1 来领导全部三台。',
  ),
  world: { servers: 3, clientHosts: 1 },
  terminals: [{ name: 'A', host: 'client1', typed: [everywhere] }],
  goals: [
    {
      id: 'smallest-leads-all',
      text: t('zk1 leads, and all three serve.', 'zk1 是 leader，且三台都在服务。'),
      when: and(leaderElected({ is: 'zk1' }), serversServing(3)),
    },
  ],
  hints: [
    t('Nobody votes against a newer log.', '谁也不会投票反对更新的日志。'),
    t(
      '`Kill` zk2, write (`create /x`), `Kill` zk3, `Start` zk2, then `Start` zk3.',
      '`强制终止` zk2，写入（`create /x`），`强制终止` zk3，`启动` zk2，再 `启动` zk3。',
    ),
  ],
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
      goal: 'smallest-leads-all',
      actions: [andWait(killServer('zk3'), 8000)],
      explains: t('`zk2` leads', '`zk2` 是 leader'),
    },
  ],
  debrief: t(
    'You cannot ask for a leader; you can only arrange who knows most. That is why an election never loses a confirmed write.',
    '你没法点名要谁当 leader，只能安排谁知道得最多。正因如此，选举绝不会丢掉已确认的写入。',
  ),
};
