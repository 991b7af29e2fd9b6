/**
 * ZAB I: votes, rounds, why the newest log wins, first start against recovery, majority.
 *
 * Facts: FastLeaderElection.totalOrderPredicate, QuorumMaj, QuorumPeer, 3.8.0.
 */
import {
  and,
  andWait,
  defineLesson,
  elapsed,
  inOrder,
  killLeader,
  killServer,
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
      prediction: {
        id: 'one-of-three',
        question: t(
          'Three servers are configured. You start zk1 only. What will it be?',
          '配置了三台服务器，你只启动 zk1。它会处于什么状态？',
        ),
        choices: [
          {
            id: 'leads',
            text: t('LEADING: there is nobody else.', 'LEADING：没有别人。'),
            isRight: false,
            because: t(
              'For that one of three would have to be enough. The other two might be alive elsewhere and lead as well.',
              '那样三台里的一台就得够数。可另外两台也许在别处活着，同样会自立为 leader。',
            ),
          },
          {
            id: 'looks',
            text: t('LOOKING: it waits for a majority.', 'LOOKING：等待多数派。'),
            isRight: true,
            because: t(
              'It votes for itself, but one vote of three is no majority; so it serves nobody.',
              '它投给自己，但三票中的一票不是多数；所以它不为任何客户端服务。',
            ),
          },
          {
            id: 'standalone',
            text: t('STANDALONE: it works on its own.', 'STANDALONE：独自工作。'),
            isRight: false,
            because: t(
              'A server is standalone only if its zoo.cfg names no others.',
              '只有 zoo.cfg 里没有列出其他服务器时，才是 standalone。',
            ),
          },
        ],
      },
      goals: [
        {
          id: 'zk1-looks',
          text: t('Start zk1 and leave it alone for five seconds.', '启动 zk1，让它独自待五秒。'),
          when: inOrder(roleOf('zk1', 'LOOKING'), elapsed(5000), roleOf('zk1', 'LOOKING')),
        },
      ],
      hints: [
        t('Start it by a click on the stage.', '在舞台上点一下就能启动。'),
        t(
          'Or type it on the host: `zkServer.sh start`.',
          '或在该主机上输入：`zkServer.sh start`。',
        ),
      ],
      solution: [andWait(startServer('zk1'), 7000)],
    },
    {
      id: 'two-are-enough',
      prediction: {
        id: 'zk1-or-zk2',
        question: t(
          'Both logs are empty. You start zk2. Who leads?',
          '两边的日志都是空的。你启动 zk2。谁会成为 leader？',
        ),
        choices: [
          {
            id: 'first',
            text: t('zk1: it was first.', 'zk1：它先来。'),
            isRight: false,
            because: t(
              'For that the order of starting would have to count. A vote names epoch, zxid and id, nothing else.',
              '那启动顺序就得算数。可选票里只有 epoch、zxid 和 id。',
            ),
          },
          {
            id: 'second',
            text: t('zk2.', 'zk2。'),
            isRight: true,
            because: t(
              'Epoch and zxid are equal, so the larger id wins, and zk1 changes its vote.',
              'epoch 和 zxid 都相等，于是 id 大的赢，zk1 改投它。',
            ),
          },
          {
            id: 'nobody',
            text: t('Nobody before zk3 has started.', '在 zk3 启动之前，谁也不是。'),
            isRight: false,
            because: t(
              'Then all would have to agree. Two of three are a majority, and any two majorities share a server.',
              '那就得全员同意。三台中的两台已是多数派，而任意两个多数派必有交集。',
            ),
          },
        ],
      },
      goals: [
        {
          id: 'zk2-leads',
          text: t('Start zk2, and see it lead.', '启动 zk2，看它成为 leader。'),
          when: leaderElected({ is: 'zk2' }),
        },
      ],
      hints: [
        t('Follow the notifications on the election port.', '跟着选举端口上的通知看。'),
        t('Start zk2: `zkServer.sh start` on zk2.', '启动 zk2：在 zk2 上 `zkServer.sh start`。'),
      ],
      solution: [andWait(startServer('zk2'), 5000)],
      focus: 'spaceTime',
    },
    {
      id: 'latecomer',
      prediction: {
        id: 'largest-id-late',
        question: t(
          'Now zk3 starts, with the largest id. Who leads then?',
          '现在 id 最大的 zk3 启动了。谁是 leader？',
        ),
        choices: [
          {
            id: 'zk3',
            text: t('zk3: the largest id.', 'zk3：id 最大。'),
            isRight: false,
            because: t(
              'For that an election would have to take place. There is a leader with a majority; zk3 asks, is told, and follows.',
              '那得先有一次选举。现在已有得到多数派支持的 leader；zk3 一问便知，于是跟随它。',
            ),
          },
          {
            id: 'zk2',
            text: t('zk2 still.', '仍是 zk2。'),
            isRight: true,
            because: t(
              'Elections happen when there is no leader. A working leader is never voted out.',
              '没有 leader 时才选举。正常工作的 leader 不会被选下去。',
            ),
          },
        ],
      },
      goals: [
        {
          id: 'zk3-follows',
          text: t('Start zk3, and see it follow zk2.', '启动 zk3，看它跟随 zk2。'),
          when: and(roleOf('zk3', 'FOLLOWING'), leaderElected({ is: 'zk2' })),
        },
      ],
      hints: [
        t('Just start it.', '启动它就行。'),
        t('`zkServer.sh start` on zk3.', '在 zk3 上 `zkServer.sh start`。'),
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
          'Kill it on the stage, or `kill -9` its process on zk2.',
          '在舞台上杀掉它，或在 zk2 上对其进程 `kill -9`。',
        ),
      ],
      solution: [andWait(killServer('zk2'), 8000)],
    },
    {
      id: 'newest-log',
      prediction: {
        id: 'old-log-large-id',
        question: t(
          'zk2 is off and missed epoch 2. You write something, kill zk3, and start zk2. Who leads, zk1 or zk2?',
          'zk2 已关机，错过了 epoch 2。你写点东西，杀掉 zk3，再启动 zk2。zk1 和 zk2 谁会成为 leader？',
        ),
        choices: [
          {
            id: 'zk2',
            text: t('zk2: the larger id.', 'zk2：id 较大。'),
            isRight: false,
            because: t(
              'Then the id would have to come first in a vote. It comes last: epoch, then zxid, then id.',
              '那选票里 id 就得排第一。它排在最后：先 epoch，再 zxid，最后才是 id。',
            ),
          },
          {
            id: 'zk1',
            text: t('zk1: it knows more.', 'zk1：它知道得更多。'),
            isRight: true,
            because: t(
              'zk2 lacks a confirmed write. If it led, the write would be gone. So the newest log wins.',
              'zk2 缺少一次已确认的写入。若由它领导，那次写入就没了。所以最新的日志获胜。',
            ),
          },
        ],
      },
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
        t('Write while zk2 is off.', '趁 zk2 关着时写。'),
        t(
          `A: \`${everywhere}\`, \`create /news\`. Kill zk3, start zk2.`,
          `A：\`${everywhere}\`，\`create /news\`。杀掉 zk3，启动 zk2。`,
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
      prediction: {
        id: 'four-servers',
        question: t(
          'Three servers survive one failure. How many failures do four servers survive?',
          '三台服务器能承受一台故障。四台服务器能承受几台？',
        ),
        choices: [
          {
            id: 'two',
            text: t('Two.', '两台。'),
            isRight: false,
            because: t(
              'Then two of four would have to be a majority. If they were, the other two would be one as well.',
              '那四台里的两台就得是多数派。如果是，另外两台也同样是。',
            ),
          },
          {
            id: 'one',
            text: t('One, as three do.', '一台，和三台时一样。'),
            isRight: true,
            because: t(
              'A majority of four is three. The fourth server costs a machine and adds no safety: hence odd numbers, 2n+1 for n failures.',
              '四台的多数派是三台。第四台多花一台机器，却不增加容错：所以用奇数，2n+1 台承受 n 台故障。',
            ),
          },
        ],
      },
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
            elapsed(10_000),
            and(nobodyServes(), roleOf('zk2', 'LOOKING')),
          ),
        },
      ],
      hints: [
        t('zk1 leads now.', '现在 zk1 是 leader。'),
        t('`kill -9` the server on zk1, and wait.', '`kill -9` 杀掉 zk1 上的服务器，然后等待。'),
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
            printed(/cZxid = 0x[4-9]0000000\d/, 'cZxid = 0x4…', { in: 'A' }),
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
        '五台服务器；leader 死了两次。剩下三台仍是多数派。',
      ),
      world: { servers: 5, clientHosts: 1 },
      actions: [andWait(killLeader(), 6000), andWait(killLeader(), 6000)],
      show: 'stage',
      ends: and(leaderElected({ epoch: 3 }), serversServing(3)),
    },
  },
  challenge: {
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
      t('Nobody votes against a newer log.', '没人会投票反对更新的日志。'),
      t(
        'Kill zk2, write (`create /x`), kill zk3, start zk2, then start zk3.',
        '杀 zk2，写入（`create /x`），杀 zk3，启动 zk2，再启动 zk3。',
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
  },
  summary: [
    t(
      'A vote names a candidate by epoch, zxid and id, compared in that order; everybody moves to the best vote it hears of.',
      '选票以 epoch、zxid、id 说明候选者，并按此顺序比较；每台服务器都改投听到的最好的一票。',
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
