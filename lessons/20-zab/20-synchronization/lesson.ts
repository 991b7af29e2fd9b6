/**
 * ZAB II: epochs, DIFF, SNAP, TRUNC, the deposed leader.
 *
 * Facts: LearnerHandler.syncFollower, Learner.syncWithLeader, Leader.lead, 3.8.0.
 */
import {
  and,
  andWait,
  caughtUp,
  commandTyped,
  cut,
  defineLesson,
  heal,
  inOrder,
  killServer,
  leaderElected,
  messageArrived,
  networkCut,
  never,
  powerOff,
  powerOn,
  printed,
  roleOf,
  serversServing,
  startServer,
  t,
  twoLeaders,
  type,
  znodeAbsent,
  znodeExists,
} from '../../../src/lesson/api.ts';

export default defineLesson({
  id: 'synchronization',
  rows: ['B16', 'B12'],
  world: { servers: 3, clientHosts: 2 },
  terminals: [
    { name: 'A', host: 'client1', typed: ['zkCli.sh -server zk2:2181'] },
    { name: 'Z', host: 'zk3' },
  ],
  steps: [
    {
      id: 'diff',
      prediction: {
        id: 'what-is-sent',
        question: t(
          'zk1 is off while you make three znodes. When it returns, what does the leader send it?',
          'zk1 关机期间你创建了三个节点。它回来时，leader 会发给它什么？',
        ),
        choices: [
          {
            id: 'everything',
            text: t('The whole tree.', '整棵树。'),
            isRight: false,
            because: t(
              'That is SNAP, for those who lack too much. The leader keeps the last 500 committed transactions in memory, and three are among them.',
              '那是 SNAP，留给落后太多的。leader 在内存里保留最近 500 个已提交事务，这三个就在其中。',
            ),
          },
          {
            id: 'missing',
            text: t('The three transactions it lacks.', '它缺少的那三个事务。'),
            isRight: true,
            because: t(
              'zk1 says its last zxid, the leader finds it in its list and sends what comes after: DIFF.',
              'zk1 报出自己最后的 zxid，leader 在列表里找到它，把之后的发过去：DIFF。',
            ),
          },
          {
            id: 'nothing',
            text: t(
              'Nothing: it asks for each znode when a client does.',
              '什么都不发：客户端问到时再去取。',
            ),
            isRight: false,
            because: t(
              'Then a server could not answer reads by itself. Every server holds the whole tree.',
              '那服务器就无法独自回答读请求了。每台服务器都持有整棵树。',
            ),
          },
        ],
      },
      goals: [
        {
          id: 'zk1-got-diff',
          text: t(
            'Kill zk1, make `/a`, `/b` and `/c`, start zk1: it gets a DIFF and catches up.',
            '杀掉 zk1，创建 `/a`、`/b`、`/c`，启动 zk1：它收到 DIFF 并追上来。',
          ),
          when: inOrder(
            and(roleOf('zk1', 'STOPPED'), znodeExists('/a')),
            and(roleOf('zk1', 'STOPPED'), znodeExists('/c')),
            messageArrived('DIFF', { at: 'zk1' }),
            and(caughtUp('zk1'), znodeExists('/b', { on: 'zk1' })),
          ),
        },
      ],
      hints: [
        t('Write while it is off.', '趁它关着时写。'),
        t(
          'Kill zk1; A: `create /a`, `create /b`, `create /c`; start zk1.',
          '杀掉 zk1；A：`create /a`、`create /b`、`create /c`；启动 zk1。',
        ),
      ],
      solution: [
        killServer('zk1'),
        type('A', 'create /a'),
        type('A', 'create /b'),
        type('A', 'create /c'),
        andWait(startServer('zk1'), 5000),
      ],
      wrong: [
        {
          goal: 'zk1-got-diff',
          actions: [
            type('A', 'create /a'),
            type('A', 'create /b'),
            type('A', 'create /c'),
            killServer('zk1'),
          ],
          explains: t('No `DIFF` has arrived', '还没有 `DIFF` 到达'),
        },
      ],
      focus: 'spaceTime',
    },
    {
      id: 'snap',
      goals: [
        {
          id: 'zk3-was-wiped',
          text: t(
            'Kill zk3, the leader, and remove its `version-2` folder from a shell on zk3.',
            '杀掉 leader zk3，并在 zk3 的 shell 里删除它的 `version-2` 目录。',
          ),
          when: inOrder(
            roleOf('zk3', 'STOPPED'),
            commandTyped(/^rm -\w+ .*version-2\/?$/, 'rm -r /var/lib/zookeeper/version-2', {
              in: 'Z',
            }),
          ),
        },
        {
          id: 'zk3-got-snap',
          text: t(
            'Start it: it votes with an empty history, follows, and gets the whole tree as SNAP.',
            '启动它：它带着空的历史投票，成为 follower，并以 SNAP 得到整棵树。',
          ),
          when: inOrder(
            roleOf('zk3', 'STOPPED'),
            messageArrived('SNAP', { at: 'zk3' }),
            and(caughtUp('zk3'), znodeExists('/c', { on: 'zk3' })),
          ),
        },
      ],
      hints: [
        t('Terminal Z is a shell on zk3.', '终端 Z 是 zk3 上的 shell。'),
        t('The data lives in `/var/lib/zookeeper`.', '数据在 `/var/lib/zookeeper` 里。'),
        t(
          'Kill zk3; Z: `rm -r /var/lib/zookeeper/version-2`; start zk3.',
          '杀掉 zk3；Z：`rm -r /var/lib/zookeeper/version-2`；启动 zk3。',
        ),
      ],
      solution: [
        andWait(killServer('zk3'), 8000),
        type('Z', 'rm -r /var/lib/zookeeper/version-2'),
        andWait(startServer('zk3'), 8000),
      ],
    },
    {
      id: 'new-epoch',
      goals: [
        {
          id: 'handshake-seen',
          text: t(
            'Kill zk1 and start it again, and see the five steps of its welcome.',
            '杀掉 zk1 再启动，看清它被接纳的五个步骤。',
          ),
          when: inOrder(
            and(roleOf('zk1', 'STOPPED'), leaderElected({ is: 'zk2', epoch: 2 })),
            messageArrived('LEADERINFO', { at: 'zk1' }),
            messageArrived('ACKEPOCH', { at: 'zk2' }),
            messageArrived('NEWLEADER', { at: 'zk1' }),
            messageArrived('UPTODATE', { at: 'zk1' }),
          ),
        },
        {
          id: 'first-of-epoch-two',
          text: t(
            'Create `/d` from A: the first transaction of epoch 2 reaches all three.',
            '从 A 创建 `/d`：epoch 2 的第一个事务抵达全部三台。',
          ),
          when: and(znodeExists('/d', { on: 'zk1' }), znodeExists('/d', { on: 'zk3' })),
        },
      ],
      hints: [
        t('Any newcomer goes through it.', '任何新来者都要走这一遭。'),
        t(
          'Kill zk1, start it (`zkServer.sh start`), then in A `create /d`.',
          '杀掉 zk1，再启动（`zkServer.sh start`），然后在 A 里 `create /d`。',
        ),
      ],
      solution: [
        killServer('zk1'),
        andWait(startServer('zk1'), 5000),
        type('A', 'create /d', 3000),
      ],
      focus: 'spaceTime',
    },
    {
      id: 'deposed',
      prediction: {
        id: 'fate-of-orphan',
        question: t(
          'zk2 leads, and you cut it off from zk1 and zk3, but not from your client. You type `create /orphan`. What do you get?',
          'zk2 是 leader。你把它和 zk1、zk3 切断，但它和你的客户端仍相通。你输入 `create /orphan`。会得到什么？',
        ),
        choices: [
          {
            id: 'created',
            text: t('Created: the leader has written it.', 'Created：leader 已经写下了。'),
            isRight: false,
            because: t(
              'For that one log would have to be enough. The leader answers when a majority has it on disk.',
              '那样一台的日志就得够数。leader 要等多数派落盘才会回答。',
            ),
          },
          {
            id: 'error',
            text: t('An error: the write did not happen.', '报错：写入没有发生。'),
            isRight: false,
            because: t(
              'ConnectionLoss does not say that. It says: nobody knows. The proposal is in the leader’s log, and may yet live or die.',
              'ConnectionLoss 并不是这个意思。它说的是：不知道。提案已在 leader 的日志里，生死未定。',
            ),
          },
          {
            id: 'unknown',
            text: t(
              'After a while ConnectionLoss: nobody knows.',
              '过一会儿得到 ConnectionLoss：结果未知。',
            ),
            isRight: true,
            because: t(
              'The leader waits for ACKs that never come, loses its majority, and drops its clients. The outcome is decided by others.',
              'leader 等不到 ACK，失去多数派，于是断开客户端。结局由别人决定。',
            ),
          },
        ],
      },
      goals: [
        {
          id: 'two-leaders',
          text: t(
            'Cut zk2 off from the other two and write: they elect zk3, and for a moment two servers believe that they lead.',
            '把 zk2 和另外两台切断并写入：它们选出 zk3，有那么一会儿，两台服务器都认为自己是 leader。',
          ),
          when: and(networkCut('zk2'), twoLeaders(), leaderElected({ is: 'zk3', epoch: 3 })),
        },
        {
          id: 'orphan-pending',
          text: t(
            'A is told ConnectionLoss for `/orphan`.',
            'A 得到关于 `/orphan` 的 ConnectionLoss。',
          ),
          when: inOrder(
            networkCut('zk2'),
            printed(/ConnectionLoss for \/orphan/, 'KeeperErrorCode = ConnectionLoss for /orphan'),
          ),
        },
      ],
      hints: [
        t('Two cuts, one write, and patience.', '两处切断，一次写入，加上耐心。'),
        t(
          'A leader gives up when it has not heard a majority for syncLimit ticks.',
          'leader 超过 syncLimit 个 tick 听不到多数派就会放弃。',
        ),
        t(
          'Cut zk2 from zk1 and from zk3; A: `create /orphan`; wait 25 s.',
          '切断 zk2 与 zk1、zk2 与 zk3；A：`create /orphan`；等 25 秒。',
        ),
      ],
      solution: [
        andWait(cut('zk2', 'zk1'), 200),
        andWait(cut('zk2', 'zk3'), 200),
        type('A', 'create /orphan', 20_000),
      ],
    },
    {
      id: 'trunc',
      goals: [
        {
          id: 'zk2-was-truncated',
          text: t(
            'Heal both cuts: zk2 has to take `/orphan` back before it may follow.',
            '恢复两处网络：zk2 必须先收回 `/orphan`，才能成为 follower。',
          ),
          when: inOrder(
            networkCut('zk2'),
            messageArrived('TRUNC', { at: 'zk2' }),
            and(caughtUp('zk2'), znodeAbsent('/orphan', { on: 'zk2' }), serversServing(3)),
          ),
        },
      ],
      hints: [
        t(
          'Everybody must have the same history; whose is too long?',
          '大家的历史必须一致；谁的太长了？',
        ),
        t(
          'Take the cuts away: `heal zk2 zk1`, `heal zk2 zk3`.',
          '取消切断：`heal zk2 zk1`、`heal zk2 zk3`。',
        ),
      ],
      solution: [andWait(heal('zk2', 'zk1'), 1000), andWait(heal('zk2', 'zk3'), 15_000)],
      myth: {
        claim: t('What the leader has logged is committed.', 'leader 写进日志的就是已提交的。'),
        truth: t(
          'It is committed when a majority has logged it. Until then even the leader may have to take it back.',
          '多数派写进日志才算提交。在那之前，即使是 leader 也可能不得不收回。',
        ),
      },
    },
  ],
  challenge: {
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
  },
  summary: [
    t(
      'Before a leader serves, it agrees with a majority on a new epoch and brings each follower to its own history.',
      'leader 在提供服务之前，先与多数派商定新的 epoch，再把每个 follower 带到自己的历史上来。',
    ),
    t(
      'DIFF sends what is missing, SNAP sends everything, TRUNC takes back what was never committed.',
      'DIFF 补发缺少的，SNAP 发送全部，TRUNC 收回从未提交的。',
    ),
    t(
      'A proposal on a minority may live or die; only what a majority has logged survives every election.',
      '只在少数派上的提案可能存活也可能消失；只有多数派记入日志的，才能经受任何一次选举。',
    ),
  ],
  documents: [
    'ZooKeeper Internals: Atomic Broadcast, Leader Activation',
    'Junqueira, Reed, Serafini: Zab, High-performance broadcast for primary-backup systems',
  ],
  departures: [
    t(
      'A snapshot is sent as one message here; a real one is streamed and may take minutes.',
      '这里的快照作为一条消息发送；真实的快照是流式传输，可能要好几分钟。',
    ),
  ],
});

/** Whether a PROPOSAL carries the write of the challenge. */
function isAboutLucky(message: Readonly<Record<string, unknown>>): boolean {
  const { txn } = message as { txn?: { body?: { path?: string } } };
  return txn?.body?.path === '/lucky';
}
