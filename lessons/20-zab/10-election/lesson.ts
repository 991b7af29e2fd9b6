/**
 * ZAB I: votes, rounds, why the newest log wins, first start against recovery, majority.
 *
 * Facts: FastLeaderElection.totalOrderPredicate, QuorumMaj, QuorumPeer, 3.8.0.
 */
import {
  and,
  andWait,
  defineLesson,
  inOrder,
  killLeader,
  killServer,
  lasting,
  leaderElected,
  nobodyServes,
  printed,
  roleOf,
  serversServing,
  startServer,
  t,
  type,
  znodeExists,
} from '../../../src/lesson/api.ts';
import { challenge } from './challenge.ts';
import { fourServers, largestIdLate, oldLogLargeId, oneOfThree, zk1OrZk2 } from './predictions.ts';

const everywhere = 'zkCli.sh -server zk1:2181,zk2:2181,zk3:2181';

export default defineLesson({
  id: 'election',
  rows: ['B14', 'B15', 'B2', 'B3'],
  world: { servers: 3, clientHosts: 1, started: 'none' },
  terminals: [{ name: 'A', host: 'client1' }],
  steps: [
    {
      id: 'alone',
      rows: ['B14', 'B2'],
      prediction: oneOfThree,
      goals: [
        {
          id: 'zk1-looks',
          text: t('Start zk1 and leave it alone for five seconds.', '启动 zk1，让它独自待五秒。'),
          when: lasting(5000, roleOf('zk1', 'LOOKING')),
        },
      ],
      hints: [
        t(
          'On the stage every host has a menu (right click, a long touch, or M).',
          '舞台上的每台主机都有菜单（右键、长按，或 M 键）。',
        ),
        t(
          'Choose `Start` in the menu of zk1; or open a terminal there and type `zkServer.sh start`.',
          '在 zk1 的菜单里选 `启动`；或者在那里打开终端，输入 `zkServer.sh start`。',
        ),
      ],
      solution: [andWait(startServer('zk1'), 7000)],
    },
    {
      id: 'two-are-enough',
      rows: ['B15'],
      prediction: zk1OrZk2,
      goals: [
        {
          id: 'zk2-leads',
          text: t('Start zk2, and see it lead.', '启动 zk2，看它成为 leader。'),
          when: leaderElected({ is: 'zk2' }),
        },
      ],
      hints: [
        t('Follow the notifications on the election port.', '跟着选举端口上的通知看。'),
        t(
          '`Start` in the menu of zk2, or `zkServer.sh start` in a terminal there.',
          '在 zk2 的菜单里选 `启动`，或在那里的终端输入 `zkServer.sh start`。',
        ),
      ],
      solution: [andWait(startServer('zk2'), 5000)],
      focus: 'spaceTime',
    },
    {
      id: 'latecomer',
      rows: ['B15', 'B2'],
      prediction: largestIdLate,
      goals: [
        {
          id: 'zk3-follows',
          text: t('Start zk3, and see it follow zk2.', '启动 zk3，看它跟随 zk2。'),
          when: and(roleOf('zk3', 'FOLLOWING'), leaderElected({ is: 'zk2' })),
        },
      ],
      hints: [
        t('Just start it, and read its notifications.', '启动它，读一读它收到的通知。'),
        t(
          '`Start` in the menu of zk3, or `zkServer.sh start` in a terminal there.',
          '在 zk3 的菜单里选 `启动`，或在那里的终端输入 `zkServer.sh start`。',
        ),
      ],
      solution: [andWait(startServer('zk3'), 5000)],
      myth: {
        claim: t('The server with the largest id always leads.', 'id 最大的服务器总是 leader。'),
        truth: t(
          'The id decides only among equals, and only while there is an election.',
          'id 只在其他条件相同时才起作用，而且只在选举期间。',
        ),
      },
    },
    {
      id: 'leader-dies',
      rows: ['B15', 'B3'],
      goals: [
        {
          id: 'epoch-two',
          text: t(
            'Kill the leader. zk1 and zk3 elect again: zk3 leads, in epoch 2.',
            '杀掉 leader。zk1 和 zk3 重新选举：zk3 成为 leader，epoch 为 2。',
          ),
          when: leaderElected({ is: 'zk3', epoch: 2 }),
        },
      ],
      hints: [
        t('zk2 leads.', 'zk2 是 leader。'),
        t(
          '`Kill` in the menu of zk2, or `kill -9` its process in a terminal there.',
          '在 zk2 的菜单里选 `强制终止`，或在那里的终端对其进程 `kill -9`。',
        ),
      ],
      solution: [andWait(killServer('zk2'), 8000)],
    },
    {
      id: 'newest-log',
      rows: ['B15'],
      prediction: oldLogLargeId,
      goals: [
        {
          id: 'smaller-id-leads',
          text: t(
            'From A create `/news`; kill zk3; start zk2. zk1 leads, and `/news` is there.',
            '从 A 创建 `/news`；杀掉 zk3；启动 zk2。zk1 成为 leader，`/news` 还在。',
          ),
          when: and(leaderElected({ is: 'zk1' }), znodeExists('/news', { on: 'zk1' })),
        },
      ],
      hints: [
        t('A needs a client first.', 'A 得先有个客户端。'),
        t(
          'Write while zk2 is off, so that it misses something.',
          '趁 zk2 关着时写，让它错过这次写入。',
        ),
        t(
          `A: \`${everywhere}\`, \`create /news\`. \`Kill\` zk3, then \`Start\` zk2.`,
          `A：\`${everywhere}\`，\`create /news\`。\`强制终止\` zk3，再 \`启动\` zk2。`,
        ),
      ],
      solution: [
        type('A', everywhere, 4000),
        type('A', 'create /news'),
        andWait(killServer('zk3'), 3000),
        andWait(startServer('zk2'), 10_000),
      ],
      wrong: [
        {
          goal: 'smaller-id-leads',
          actions: [
            type('A', everywhere, 4000),
            type('A', 'create /news'),
            andWait(startServer('zk2'), 4000),
            andWait(killServer('zk3'), 10_000),
          ],
          explains: t('`zk2` leads', '`zk2` 是 leader'),
        },
      ],
    },
    {
      id: 'no-majority',
      rows: ['B14'],
      prediction: fourServers,
      goals: [
        {
          id: 'service-stops',
          text: t(
            'Kill the leader once more. For ten seconds nobody serves, although zk2 runs.',
            '再杀一次 leader。十秒之内没有服务器提供服务，尽管 zk2 还在运行。',
          ),
          when: inOrder(
            serversServing(2),
            and(nobodyServes(), roleOf('zk1', 'STOPPED')),
            lasting(10_000, and(nobodyServes(), roleOf('zk2', 'LOOKING'))),
          ),
        },
      ],
      hints: [
        t('zk1 leads now.', '现在 zk1 是 leader。'),
        t('`Kill` zk1, and wait.', '`强制终止` zk1，然后等待。'),
      ],
      solution: [andWait(killServer('zk1'), 14_000)],
    },
    {
      id: 'epoch-in-zxid',
      rows: ['B3'],
      goals: [
        {
          id: 'read-the-epoch',
          text: t(
            'Start all servers, create `/epoch` from A, and read its cZxid: the digits before the last eight are the epoch.',
            '启动所有服务器，从 A 创建 `/epoch`，读出它的 cZxid：最后八位之前的数字就是 epoch。',
          ),
          when: inOrder(
            serversServing(3),
            znodeExists('/epoch'),
            printed(/cZxid = 0x([4-9a-f]|[1-9a-f][0-9a-f])[0-9a-f]{8}\b/, 'cZxid = 0x4…', {
              in: 'A',
            }),
          ),
        },
      ],
      hints: [
        t(
          'zxid: 32 bits of epoch, 32 bits of counter.',
          'zxid：高 32 位是 epoch，低 32 位是计数。',
        ),
        t('`stat` shows it in hexadecimal.', '`stat` 以十六进制显示。'),
        t(
          'Start zk1 and zk3; A: `create /epoch`, `stat /epoch`.',
          '启动 zk1 和 zk3；A：`create /epoch`、`stat /epoch`。',
        ),
      ],
      solution: [
        andWait(startServer('*'), 12_000),
        type('A', 'create /epoch'),
        type('A', 'stat /epoch'),
      ],
    },
  ],
  worlds: {
    'five-elect': {
      caption: t(
        'Five servers; the leader dies twice. Three are still a majority.',
        '五台服务器，leader 挂了两次。剩下三台仍是多数派。',
      ),
      world: { servers: 5, clientHosts: 1 },
      actions: [andWait(killLeader(), 6000), andWait(killLeader(), 6000)],
      show: 'stage',
      ends: and(leaderElected({ epoch: 3 }), serversServing(3)),
    },
  },
  challenge,
  summary: [
    t(
      'A vote names a candidate by epoch, zxid and id, compared in that order; everybody moves to the best vote it hears of.',
      '选票以 epoch、zxid、id 说明候选者，并按此顺序比较；每台服务器都会改投自己听到的最好的一票。',
    ),
    t(
      'A majority must agree, and without one nobody leads and nobody serves; 2n+1 servers survive n failures.',
      '必须有多数派同意；没有多数派就没有 leader，也没有服务；2n+1 台服务器能承受 n 台故障。',
    ),
    t(
      'Every leader opens a new epoch, which is the upper half of each zxid; a server that comes late follows the leader there is.',
      '每个 leader 开启一个新的 epoch，它就是 zxid 的高半部分；后来者跟随已有的 leader。',
    ),
  ],
  documents: [
    'ZooKeeper Internals: Leader Activation, Quorums',
    'ZooKeeper Administrator’s Guide: Clustered (Multi-Server) Setup',
  ],
  departures: [
    t(
      'Servers start here within a moment; a real one loads its snapshot first, which decides who is early.',
      '这里的服务器瞬间启动；真实的要先加载快照，这会影响谁先到。',
    ),
  ],
});
