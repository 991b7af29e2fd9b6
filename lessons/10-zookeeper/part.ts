/** Part of the course on one ZooKeeper service: its tree, sessions and watches. */
import { definePart, t } from '../../src/lesson/api.ts';

export default definePart({
  id: 'zookeeper',
  title: t('ZooKeeper: tree, sessions, watches', 'ZooKeeper：数据树、会话与监视'),
  settings: {
    world: { servers: 1, clientHosts: 2 },
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
  ],
});
