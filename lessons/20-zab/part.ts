/** Part of the course on ZAB: how servers of one ensemble agree, and what survives a failure. */
import { definePart, t } from '../../src/lesson/api.ts';

export default definePart({
  id: 'zab',
  title: t('ZAB: agreeing among servers', 'ZAB：服务器之间如何达成一致'),
  settings: { world: { zookeeper: { servers: 3 }, clientHosts: 2 } },
  lessons: [
    {
      id: 'election',
      folder: '10-election',
      title: t('ZAB I: electing a leader', 'ZAB（一）：选举 leader'),
      question: t(
        'Three servers start, one leads. Who decides which, and why not always the same?',
        '三台服务器启动，其中一台成为 leader。由谁决定，为什么不总是同一台？',
      ),
      minutes: 16,
    },
    {
      id: 'synchronization',
      folder: '20-synchronization',
      title: t('ZAB II: getting everybody onto one history', 'ZAB（二）：让大家回到同一段历史'),
      question: t(
        'A server was away and comes back with old data, or with data nobody else has. What now?',
        '一台服务器离开后回来，带着旧数据，或者带着别人没有的数据。怎么办？',
      ),
      minutes: 18,
    },
    {
      id: 'broadcast',
      folder: '30-broadcast',
      title: t('ZAB III: one write, three servers', 'ZAB（三）：一次写入，三台服务器'),
      question: t(
        'My write was confirmed, then the leader died. Can it be gone?',
        '我的写入已经确认，随后 leader 挂了。它会丢吗？',
      ),
      minutes: 18,
    },
  ],
});
