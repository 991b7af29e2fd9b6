/** What the lesson says, by the ids of lesson.ts. */
import { t } from '../../../src/lesson/conditions/zookeeper/api.ts';

export const words = {
  steps: {
    alone: {
      prediction: {
        question: t(
          'Three servers are configured. You start zk1 only. What will it be?',
          '配置了三台服务器，你只启动 zk1。它会处于什么状态？',
        ),
        choices: {
          leads: {
            text: t('LEADING: there is nobody else.', 'LEADING：没有别人。'),
            because: t(
              'For that one of three would have to be enough. The other two might be alive elsewhere and lead as well.',
              '那样三台里的一台就得够数。可另外两台也许在别处活着，同样会自立为 leader。',
            ),
          },
          looks: {
            text: t('LOOKING: it waits for a majority.', 'LOOKING：等待多数派。'),
            because: t(
              'It votes for itself, but one vote of three is no majority; so it serves nobody.',
              '它投给自己，但三票中的一票不是多数；所以它不为任何客户端服务。',
            ),
          },
          standalone: {
            text: t('STANDALONE: it works on its own.', 'STANDALONE：独自工作。'),
            because: t(
              'A server is standalone only if its zoo.cfg names no others.',
              '只有 zoo.cfg 里没有列出其他服务器时，才是 standalone。',
            ),
          },
        },
      },
      goals: {
        'zk1-looks': t(
          'Start zk1 and leave it alone for five seconds.',
          '启动 zk1，让它独自待五秒。',
        ),
      },
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
    },
    'two-are-enough': {
      prediction: {
        question: t(
          'Both logs are empty. You start zk2. Who leads?',
          '两边的日志都是空的。你启动 zk2。谁会成为 leader？',
        ),
        choices: {
          first: {
            text: t('zk1: it was first.', 'zk1：它先来。'),
            because: t(
              'For that the order of starting would have to count. A vote is compared by epoch, zxid and id, nothing else.',
              '那样启动顺序就得算数。可选票只按 epoch、zxid 和 id 比较。',
            ),
          },
          second: {
            text: t('zk2.', 'zk2。'),
            because: t(
              'Epoch and zxid are equal, so the larger id wins, and zk1 changes its vote.',
              'epoch 和 zxid 都相等，于是 id 大的赢，zk1 改投它。',
            ),
          },
          nobody: {
            text: t('Nobody before zk3 has started.', '在 zk3 启动之前，谁也不是。'),
            because: t(
              'Then all would have to agree. Two of three are a majority, and any two majorities share a server.',
              '若真如此，就得全员同意。三台中的两台已是多数派，而任意两个多数派必有交集。',
            ),
          },
        },
      },
      goals: { 'zk2-leads': t('Start zk2, and see it lead.', '启动 zk2，看它成为 leader。') },
      hints: [
        t('Follow the notifications on the election port.', '跟着选举端口上的通知看。'),
        t(
          '`Start` in the menu of zk2, or `zkServer.sh start` in a terminal there.',
          '在 zk2 的菜单里选 `启动`，或在那里的终端输入 `zkServer.sh start`。',
        ),
      ],
    },
    latecomer: {
      prediction: {
        question: t(
          'Now zk3 starts, with the largest id. Who leads then?',
          '现在 id 最大的 zk3 启动了。谁是 leader？',
        ),
        choices: {
          zk3: {
            text: t('zk3: the largest id.', 'zk3：id 最大。'),
            because: t(
              'For that an election would have to take place. There is a leader with a majority; zk3 asks, is told, and follows.',
              '若真如此，得先有一次选举。现在已有得到多数派支持的 leader；zk3 一问便知，于是跟随它。',
            ),
          },
          zk2: {
            text: t('zk2 still.', '仍是 zk2。'),
            because: t(
              'Elections happen when there is no leader. A working leader is never voted out.',
              '没有 leader 时才选举。正常工作的 leader 不会被选下去。',
            ),
          },
        },
      },
      goals: { 'zk3-follows': t('Start zk3, and see it follow zk2.', '启动 zk3，看它跟随 zk2。') },
      hints: [
        t('Just start it, and read its notifications.', '启动它，读一读它收到的通知。'),
        t(
          '`Start` in the menu of zk3, or `zkServer.sh start` in a terminal there.',
          '在 zk3 的菜单里选 `启动`，或在那里的终端输入 `zkServer.sh start`。',
        ),
      ],
      myth: {
        claim: t('The server with the largest id always leads.', 'id 最大的服务器总是 leader。'),
        truth: t(
          'The id decides only among equals, and only while there is an election.',
          'id 只在其他条件相同时才起作用，而且只在选举期间。',
        ),
      },
    },
    'leader-dies': {
      goals: {
        'epoch-two': t(
          'Kill the leader. zk1 and zk3 elect again: zk3 leads, in epoch 2.',
          '杀掉 leader。zk1 和 zk3 重新选举：zk3 成为 leader，epoch 为 2。',
        ),
      },
      hints: [
        t('zk2 leads.', 'zk2 是 leader。'),
        t(
          '`Kill` in the menu of zk2, or `kill -9` its process in a terminal there.',
          '在 zk2 的菜单里选 `强制终止`，或在那里的终端对其进程 `kill -9`。',
        ),
      ],
    },
    'newest-log': {
      prediction: {
        question: t(
          'zk2 is off and missed epoch 2. You write something, kill zk3, and start zk2. Who leads, zk1 or zk2?',
          'zk2 已关机，错过了 epoch 2。你写点东西，杀掉 zk3，再启动 zk2。zk1 和 zk2 谁会成为 leader？',
        ),
        choices: {
          zk2: {
            text: t('zk2: the larger id.', 'zk2：id 较大。'),
            because: t(
              'Then the id would have to come first in a vote. It comes last: epoch, then zxid, then id.',
              '那样比较选票时 id 就得排第一。它排在最后：先 epoch，再 zxid，最后才是 id。',
            ),
          },
          zk1: {
            text: t('zk1: it knows more.', 'zk1：它知道得更多。'),
            because: t(
              'zk2 lacks a confirmed write. If it led, the write would be gone. So the newest log wins.',
              'zk2 缺少一次已确认的写入。若由它领导，那次写入就没了。所以最新的日志获胜。',
            ),
          },
        },
      },
      goals: {
        'smaller-id-leads': t(
          'From A create `/news`; kill zk3; start zk2. zk1 leads, and `/news` is there.',
          '从 A 创建 `/news`；杀掉 zk3；启动 zk2。zk1 成为 leader，`/news` 还在。',
        ),
      },
      hints: [
        t('A needs a client first.', 'A 得先有个客户端。'),
        t(
          'Write while zk2 is off, so that it misses something.',
          '趁 zk2 关着时写，让它错过这次写入。',
        ),
        t(
          'A: `zkCli.sh -server zk1:2181,zk2:2181,zk3:2181`, `create /news`. `Kill` zk3, then `Start` zk2.',
          'A：`zkCli.sh -server zk1:2181,zk2:2181,zk3:2181`，`create /news`。`强制终止` zk3，再 `启动` zk2。',
        ),
      ],
      wrong: { 'nothing-missed': t('`zk2` leads', '`zk2` 是 leader') },
    },
    'no-majority': {
      prediction: {
        question: t(
          'Three servers survive one failure. How many failures do four servers survive?',
          '三台服务器能承受一台故障。四台服务器能承受几台？',
        ),
        choices: {
          two: {
            text: t('Two.', '两台。'),
            because: t(
              'Then two of four would have to be a majority. If they were, the other two would be one as well.',
              '那样四台里的两台就得是多数派。果真如此，另外两台也同样是。',
            ),
          },
          one: {
            text: t('One, as three do.', '一台，和三台时一样。'),
            because: t(
              'A majority of four is three. The fourth server costs a machine and adds no safety: hence odd numbers, 2n+1 for n failures.',
              '四台的多数派是三台。第四台多花一台机器，却不增加容错：所以用奇数，2n+1 台承受 n 台故障。',
            ),
          },
        },
      },
      goals: {
        'service-stops': t(
          'Kill the leader once more. For ten seconds nobody serves, although zk2 runs.',
          '再杀一次 leader。十秒之内没有服务器提供服务，尽管 zk2 还在运行。',
        ),
      },
      hints: [
        t('zk1 leads now.', '现在 zk1 是 leader。'),
        t('`Kill` zk1, and wait.', '`强制终止` zk1，然后等待。'),
      ],
    },
    'epoch-in-zxid': {
      goals: {
        'read-the-epoch': t(
          'Start all servers, create `/epoch` from A, and read its cZxid: the digits before the last eight are the epoch.',
          '启动所有服务器，从 A 创建 `/epoch`，读出它的 cZxid：最后八位之前的数字就是 epoch。',
        ),
      },
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
    },
  },
  worlds: {
    'five-elect': t(
      'Five servers; the leader dies twice. Three are still a majority.',
      '五台服务器，leader 挂了两次。剩下三台仍是多数派。',
    ),
  },
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
  departures: [
    t(
      'Servers start here within a moment; a real one loads its snapshot first, which decides who is early.',
      '这里的服务器瞬间启动；真实的要先加载快照，这会影响谁先到。',
    ),
  ],
} as const;
