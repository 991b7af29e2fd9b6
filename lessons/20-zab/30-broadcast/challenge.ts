/** Challenge of the lesson: a task without instructions. */
import type { Challenge } from '../../../src/lesson/api.ts';
import {
  and,
  andWait,
  cut,
  inOrder,
  leaderElected,
  powerOff,
  printed,
  serversServing,
  t,
  type,
  znodeAbsent,
} from '../../../src/lesson/api.ts';

export const challenge: Challenge = {
  task: t(
    'Lose an acknowledged write. With a correct ensemble you cannot: try in the steps above. Here a fault is planted: a leader commits without waiting for anybody’s ACK.',
    '弄丢一次已确认的写入。在正确的集群里你做不到：可以在前面的步骤里试。这里植入了一个错误：leader 不等任何人的 ACK 就提交。',
  ),
  world: {
    servers: 3,
    clientHosts: 1,
    properties: ['-Dmutant=M6c-commit-without-quorum'],
  },
  terminals: [{ name: 'A', host: 'client1', typed: ['zkCli.sh -server zk3:2181'] }],
  goals: [
    {
      id: 'confirmed-and-gone',
      text: t(
        '`/gold` was confirmed to A, and a serving ensemble does not have it.',
        '`/gold` 已向 A 确认，而正在服务的集群里却没有它。',
      ),
      when: inOrder(
        printed(/Created \/gold/, 'Created /gold', { in: 'A' }),
        and(serversServing(2), leaderElected({ not: 'zk3' }), znodeAbsent('/gold')),
      ),
    },
  ],
  hints: [
    t('Confirm it where nobody else can hear.', '在别人都听不到的地方确认它。'),
    t('Then lose the one who knows.', '然后失去唯一知情的那台。'),
    t(
      'Cut zk3 from zk1 and from zk2; `create /gold`; power zk3 off.',
      '切断 zk3 与 zk1、zk3 与 zk2；`create /gold`；给 zk3 断电。',
    ),
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
      goal: 'confirmed-and-gone',
      actions: [type('A', 'create /gold', 3000), andWait(powerOff('zk3'), 20_000)],
      explains: t('is there', '还在'),
    },
  ],
  debrief: t(
    'Majority first, then commit: leave out the majority, and one dead machine makes ZooKeeper a liar. With it, you would have had to lose two.',
    '先有多数派，再提交：省掉多数派，一台机器的死就会让 ZooKeeper 食言。有了它，你得弄丢两台才行。',
  ),
};
