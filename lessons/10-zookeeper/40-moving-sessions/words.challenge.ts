/** What the challenge says, by the ids of challenge.ts. */
import { t } from '../../../src/lesson/conditions/zookeeper/api.ts';

export const words = {
  task: t(
    'Here A has a session of 10 s. Have its ephemeral `/ghost` alive 24 s after its client was killed.',
    '这里 A 的会话超时是 10 秒。让它的临时节点 `/ghost` 在客户端被杀 24 秒后仍然存在。',
  ),
  goals: {
    'ghost-of-24-seconds': t(
      '`/ghost` outlives its killed client by 24 s.',
      '`/ghost` 比被杀掉的客户端多活 24 秒。',
    ),
  },
  hints: [
    t('Each new leader starts the clock again.', '每个新 leader 都会重新计时。'),
    t(
      'A leader that dies is replaced within a second. How long until one is missed that only freezes?',
      '死掉的 leader 一秒之内就有人接替。如果它只是冻住，要多久才会被发现？',
    ),
    t(
      '`create -e /ghost`; `Kill` client1; some 6 s later (pause time with Space) `Pause` the leader, zk3; let time run. Or kill one leader after the other.',
      '`create -e /ghost`；`强制终止` client1；6 秒左右之后（用空格键停住时间）`暂停` leader zk3；再让时间继续。或者接连杀掉两任 leader。',
    ),
  ],
  wrong: { 'leader-lived-on': t('There is no ephemeral `/ghost`', '目前没有临时节点 `/ghost`') },
  debrief: t(
    'However often leaders change, a session is never expired early; the price is that what a dead client owned may stay for long. A frozen leader costs most: it is missed only after syncLimit ticks, 10 s here, and then everybody gets a full timeout again.',
    '无论 leader 换多少次，会话都不会提前过期；代价是：客户端死后，它的临时节点可能要很久才会清理。冻住的 leader 拖得最久：过了 syncLimit 个 tick（这里是 10 秒）才会被发现，之后每个会话又得到一份完整的超时。',
  ),
} as const;
