/** Part of the course on one ZooKeeper service: its tree, sessions and watches. */
import { definePart, t } from '../../src/lesson/api.ts';

export default definePart({
  id: 'zookeeper',
  title: t('ZooKeeper: tree, sessions, watches', 'ZooKeeper：数据树、会话与监视'),
  settings: {
    world: { zookeeper: { servers: 1 }, clientHosts: 2 },
    terminals: [
      { name: 'A', host: 'client1', typed: ['zkCli.sh -server zk1:2181'] },
      { name: 'B', host: 'client2', typed: ['zkCli.sh -server zk1:2181'] },
    ],
  },
  lessons: [
    {
      id: 'data-tree',
      folder: '10-data-tree',
      title: t('The data tree and its kinds of znodes', '数据树与四种 znode'),
      question: t(
        'My service registered itself, its process died, and the entry is still there. Why?',
        '服务注册之后进程挂了，注册的节点却还在。为什么？',
      ),
      minutes: 12,
    },
    {
      id: 'versions',
      folder: '20-versions',
      title: t('Versions: two clients, one value', '版本：两个客户端，一个值'),
      question: t(
        'Two of us changed the same setting, and one change is gone without an error. Why?',
        '我们两个改了同一项配置，其中一处改动不见了，也没有报错。为什么？',
      ),
      minutes: 12,
    },
    {
      id: 'sessions',
      folder: '30-sessions',
      title: t('Sessions I: who decides that you are dead', '会话（一）：谁来宣布你死了'),
      question: t(
        'The network was gone for ten seconds. Is my lock still mine?',
        '网络断了十秒。我的锁还是我的吗？',
      ),
      minutes: 18,
    },
    {
      id: 'moving-sessions',
      folder: '40-moving-sessions',
      title: t('Sessions II: a session on the move', '会话（二）：会话在迁移'),
      question: t(
        'The server I was connected to died. Did I lose my session with it?',
        '我连着的服务器挂了。我的会话也跟着没了吗？',
      ),
      minutes: 18,
    },
    {
      id: 'watches',
      folder: '50-watches',
      title: t('Watches: being told, once', '监视：通知一次'),
      question: t(
        'I set a watch. Can I rely on being told of every change?',
        '我设了监视。每一次变化都一定能通知到我吗？',
      ),
      minutes: 20,
    },
  ],
});
