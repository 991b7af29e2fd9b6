/** What the challenge says, by the ids of challenge.ts. */
import { t } from '../../../src/lesson/conditions/zookeeper/api.ts';

export const words = {
  task: t(
    'Lose an acknowledged write, if you can: have `Created /gold` in A, and an ensemble that serves without `/gold`. You may cut cables, kill servers and switch off one machine for good.',
    '如果你能做到，就弄丢一次已确认的写入：A 得到 `Created /gold`，而正在服务的集群里没有 `/gold`。你可以切断网络、杀掉服务器，并让一台机器永远关机。',
  ),
  goals: {
    'confirmed-and-gone': t(
      '`/gold` was confirmed to A, and a serving ensemble does not have it.',
      '`/gold` 已向 A 确认，而正在服务的集群里却没有它。',
    ),
  },
  hints: [
    t('Confirm it where nobody else can hear.', '在别人都听不到的地方确认它。'),
    t('Then lose the one who knows.', '然后失去唯一知情的那台。'),
    t(
      'With the planted fault: `Cut zk3 ↔ zk1`, `Cut zk3 ↔ zk2`; `create /gold`; `Cut the power` of zk3.',
      '植入错误之后：`切断 zk3 ↔ zk1`、`切断 zk3 ↔ zk2`；`create /gold`；再让 zk3 `断电`。',
    ),
  ],
  wrong: { 'not-cut-off': t('is there', '还在') },
  impossible: {
    why: t(
      'Right. `Created` means: two of three disks hold it. Whoever leads next was elected by two of three, and any two majorities share a server; that one votes for nobody who lacks `/gold`.',
      '没错。`Created` 意味着三块磁盘中已有两块存下了它。下一任 leader 要由三台中的两台选出，而任意两个多数派必有一台交集；这一台不会把票投给缺少 `/gold` 的服务器。',
    ),
    offer: t(
      'In this build a leader commits with the first ACK, its own. Now it is possible.',
      '在这个版本里，leader 收到第一个 ACK（它自己的）就提交。现在就有可能了。',
    ),
  },
  debrief: t(
    'Majority first, then commit: leave that out, and one dead machine makes ZooKeeper break its word. With it, you would have to lose two for good.',
    '先有多数派，再提交：省掉这一步，坏一台机器就足以让 ZooKeeper 食言；有了它，得永远失去两台才行。',
  ),
} as const;
