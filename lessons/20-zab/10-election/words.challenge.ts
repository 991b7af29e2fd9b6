/** What the challenge says, by the ids of challenge.ts. */
import { t } from '../../../src/lesson/conditions/zookeeper/api.ts';

export const words = {
  task: t(
    'All three run, and zk3 leads. Make zk1, the smallest id, lead all three.',
    '三台都在运行，zk3 是 leader。让 id 最小的 zk1 来领导全部三台。',
  ),
  goals: {
    'smallest-leads-all': t('zk1 leads, and all three serve.', 'zk1 是 leader，且三台都在服务。'),
  },
  hints: [
    t('Nobody votes against a newer log.', '谁也不会投票反对更新的日志。'),
    t(
      '`Kill` zk2, write (`create /x`), `Kill` zk3, `Start` zk2, then `Start` zk3.',
      '`强制终止` zk2，写入（`create /x`），`强制终止` zk3，`启动` zk2，再 `启动` zk3。',
    ),
  ],
  wrong: { 'only-leader-killed': t('`zk2` leads', '`zk2` 是 leader') },
  debrief: t(
    'You cannot ask for a leader; you can only arrange who knows most. That is why an election never loses a confirmed write.',
    '你没法点名要谁当 leader，只能安排谁知道得最多。正因如此，选举绝不会丢掉已确认的写入。',
  ),
} as const;
