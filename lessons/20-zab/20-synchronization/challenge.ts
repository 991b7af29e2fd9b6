/** Challenge of the lesson: a task without instructions. */
import type { Challenge } from '../../../src/lesson/api.ts';
import {
  and,
  andWait,
  cut,
  heal,
  inOrder,
  leaderElected,
  messageArrived,
  networkCut,
  never,
  powerOff,
  powerOn,
  printed,
  roleOf,
  t,
  type,
  znodeExists,
} from '../../../src/lesson/api.ts';

export const challenge: Challenge = {
  task: t(
    'zk3 leads. Have `create /lucky` end in ConnectionLoss while the proposal is on no other disk, and still find `/lucky` in the end.',
    'zk3 是 leader。让 `create /lucky` 以 ConnectionLoss 收场，且提案不在别人的磁盘上，而最终 `/lucky` 依然存在。',
  ),
  terminals: [
    { name: 'A', host: 'client1', typed: ['zkCli.sh -server zk3:2181'] },
    { name: 'Z', host: 'zk3' },
  ],
  goals: [
    {
      id: 'orphan-adopted',
      text: t(
        'The proposal of `/lucky` was on zk3 alone, its client was told ConnectionLoss, and the ensemble has it.',
        '`/lucky` 的提案只在 zk3 上，客户端得到了 ConnectionLoss，而集群最终拥有它。',
      ),
      when: and(
        inOrder(
          networkCut('zk3'),
          roleOf('zk3', 'STOPPED'),
          roleOf('zk3', 'LOOKING'),
          leaderElected({ is: 'zk3' }),
        ),
        never(
          inOrder(messageArrived('PROPOSAL', { where: isAboutLucky }), roleOf('zk3', 'LOOKING')),
          t(
            'Another server had received the proposal; start again.',
            '另一台服务器收到过提案；请重新开始。',
          ),
        ),
        printed(/ConnectionLoss for \/lucky/, 'KeeperErrorCode = ConnectionLoss for /lucky'),
        znodeExists('/lucky'),
      ),
    },
  ],
  hints: [
    t(
      'A history counts if it is in the electing majority.',
      '历史要算数，就得出现在参与选举的多数派里。',
    ),
    t(
      'zk3 must be LOOKING before the other two have elected somebody.',
      'zk3 必须在另外两台选出 leader 之前就处于 LOOKING。',
    ),
    t(
      'Cut zk3 from both; `create /lucky`; power zk3 off and on at once; heal one cut.',
      '切断 zk3 与另外两台；`create /lucky`；给 zk3 断电并立刻通电；恢复一处网络。',
    ),
  ],
  par: 6,
  solution: [
    andWait(cut('zk3', 'zk1'), 100),
    andWait(cut('zk3', 'zk2'), 100),
    type('A', 'create /lucky', 500),
    andWait(powerOff('zk3'), 100),
    andWait(powerOn('zk3'), 1000),
    andWait(heal('zk3', 'zk2'), 30_000),
  ],
  debrief: t(
    'ConnectionLoss means unknown, and this was the other way it can end. Applications must be able to find out afterwards what happened.',
    'ConnectionLoss 意味着未知，而这就是另一种结局。应用必须有办法在事后查明到底发生了什么。',
  ),
};

/** Whether a PROPOSAL carries the write of the challenge. */
function isAboutLucky(message: Readonly<Record<string, unknown>>): boolean {
  const { txn } = message as { txn?: { body?: { path?: string } } };
  return txn?.body?.path === '/lucky';
}
