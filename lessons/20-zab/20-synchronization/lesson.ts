/**
 * ZAB II: epochs, DIFF, SNAP, TRUNC, the deposed leader.
 *
 * Facts: LearnerHandler.syncFollower, Learner.syncWithLeader, Leader.lead, 3.8.0.
 */
import {
  and,
  andWait,
  caughtUp,
  cut,
  defineLesson,
  diffWithNews,
  diskLacks,
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
import { challenge } from './challenge.ts';
import { fateOfOrphan, whatIsSent } from './predictions.ts';

const DATA_DIR = '/var/lib/zookeeper';

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
      rows: ['B16'],
      prediction: whatIsSent,
      goals: [
        {
          id: 'zk1-got-diff',
          text: t(
            'Kill zk1, make `/a`, `/b` and `/c`, start zk1: it gets a DIFF and catches up.',
            '杀掉 zk1，创建 `/a`、`/b`、`/c`，启动 zk1：它收到 DIFF 并追上来。',
          ),
          when: inOrder(
            and(roleOf('zk1', 'STOPPED'), znodeExists('/a'), znodeExists('/b'), znodeExists('/c')),
            diffWithNews('zk1'),
            and(caughtUp('zk1'), znodeExists('/c', { on: 'zk1' })),
          ),
        },
      ],
      hints: [
        t('Write while it is off.', '趁它关着时写。'),
        t(
          '`Kill` zk1; A: `create /a`, `create /b`, `create /c`; `Start` zk1.',
          '`强制终止` zk1；A：`create /a`、`create /b`、`create /c`；`启动` zk1。',
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
            andWait(startServer('zk1'), 5000),
          ],
          explains: t('tells `zk1` anything new', '给 `zk1` 带来新内容'),
        },
      ],
      focus: 'spaceTime',
    },
    {
      id: 'snap',
      rows: ['B16', 'B12'],
      breaks: ['EpochMonotone'],
      goals: [
        {
          id: 'zk3-was-wiped',
          text: t(
            'Kill zk3, the leader, and remove its `version-2` folder from a shell on zk3.',
            '杀掉 leader zk3，并在 zk3 的 shell 里删除它的 `version-2` 目录。',
          ),
          when: and(roleOf('zk3', 'STOPPED'), diskLacks('zk3', `${DATA_DIR}/version-2`)),
          mistakes: [
            {
              when: diskLacks('zk3', `${DATA_DIR}/myid`),
              say: t(
                'You removed `myid` too, and without it zk3 does not know who it is: type `echo 3 > /var/lib/zookeeper/myid` in Z.',
                '你把 `myid` 也删了，没有它，zk3 不知道自己是谁：请在 Z 里输入 `echo 3 > /var/lib/zookeeper/myid`。',
              ),
            },
          ],
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
          '`Kill` zk3; Z: `rm -r /var/lib/zookeeper/version-2`; `Start` zk3.',
          '`强制终止` zk3；Z：`rm -r /var/lib/zookeeper/version-2`；`启动` zk3。',
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
      rows: ['B16', 'B12'],
      goals: [
        {
          id: 'handshake-seen',
          text: t(
            'Kill zk1 and start it again, and follow its welcome message by message.',
            '杀掉 zk1 再启动，逐条消息看它如何被接纳。',
          ),
          when: inOrder(
            and(roleOf('zk1', 'STOPPED'), leaderElected({ epoch: 2 })),
            messageArrived('LEADERINFO', { at: 'zk1' }),
            messageArrived('ACKEPOCH'),
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
        t('Everybody who comes back goes through it.', '每台回来的服务器都要走一遍。'),
        t(
          '`Kill` zk1, then `Start` it; in A `create /d`.',
          '`强制终止` zk1，再 `启动` 它；在 A 里 `create /d`。',
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
      rows: ['B16'],
      prediction: fateOfOrphan,
      goals: [
        {
          id: 'two-leaders',
          text: t(
            'Cut zk2, the leader, off from the other two and write: they elect zk3, and for a moment two servers believe that they lead.',
            '切断 leader zk2 与另外两台之间的网络，然后写入：它们选出 zk3，有那么一会儿，两台服务器都认为自己是 leader。',
          ),
          when: and(networkCut('zk2'), twoLeaders(), leaderElected({ is: 'zk3', epoch: 3 })),
        },
        {
          id: 'orphan-pending',
          text: t(
            'The old leader has taken `create /orphan`, and A is told ConnectionLoss.',
            '旧 leader 收下了 `create /orphan`，而 A 得到的是 ConnectionLoss。',
          ),
          when: inOrder(
            networkCut('zk2'),
            messageArrived('CreateRequest', {
              at: 'zk2',
              where: ({ path }) => path === '/orphan',
              missing: t(
                'No `create /orphan` has reached the leader that is cut off yet.',
                '`create /orphan` 还没有到达被切断的 leader。',
              ),
            }),
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
          '`Cut zk1 ↔ zk2`, `Cut zk2 ↔ zk3`; A: `create /orphan`; wait 25 s.',
          '`切断 zk1 ↔ zk2`、`切断 zk2 ↔ zk3`；A：`create /orphan`；等 25 秒。',
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
      rows: ['B16', 'B12'],
      goals: [
        {
          id: 'zk2-was-truncated',
          text: t(
            'Heal both cuts: zk2 has to take `/orphan` back before it may follow.',
            '恢复网络：zk2 必须先收回 `/orphan`，才能成为 follower。',
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
          'Take the cuts away: click the empty stage, then `Heal everything` in the inspector.',
          '取消切断：点一下舞台空白处，再在详情里选 `全部恢复`。',
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
    {
      id: 'adopted',
      rows: ['B16'],
      goals: [
        {
          id: 'orphan-adopted',
          text: t(
            'Connect A to zk3. Have `create /lucky` end in ConnectionLoss while zk3 alone has the proposal, and find `/lucky` in the end.',
            '把 A 连到 zk3。让 `create /lucky` 以 ConnectionLoss 收场，提案只在 zk3 上，而最终 `/lucky` 依然存在。',
          ),
          when: and(
            inOrder(
              networkCut('zk3'),
              roleOf('zk3', 'STOPPED'),
              roleOf('zk3', 'LOOKING'),
              leaderElected({ is: 'zk3' }),
            ),
            never(
              inOrder(
                messageArrived('PROPOSAL', { where: isAboutLucky }),
                roleOf('zk3', 'LOOKING'),
              ),
              t(
                'Another server had received the proposal; start the step again.',
                '另一台服务器收到过提案；请重新开始这一步。',
              ),
            ),
            printed(/ConnectionLoss for \/lucky/, 'KeeperErrorCode = ConnectionLoss for /lucky'),
            znodeExists('/lucky'),
          ),
        },
      ],
      hints: [
        t(
          'A history counts if its owner is in the electing majority.',
          '一段历史要算数，存着它的服务器就得在参与选举的多数派里。',
        ),
        t(
          'zk3 must be LOOKING, and in touch with one of the others, before those two have a leader.',
          'zk3 必须在另外两台选出 leader 之前就处于 LOOKING，并能联系上其中一台。',
        ),
        t(
          'A: `connect zk3:2181`. `Cut zk3 ↔ zk1`, `Cut zk3 ↔ zk2`; A: `create /lucky`; pause (Space); zk3: `Cut the power`, `Power on`; go on, and heal one cut.',
          'A：`connect zk3:2181`。`切断 zk3 ↔ zk1`、`切断 zk3 ↔ zk2`；A：`create /lucky`；暂停（空格键）；zk3：`断电`、`通电`；继续，并恢复一处网络。',
        ),
      ],
      solution: [
        type('A', 'connect zk3:2181', 3000),
        andWait(cut('zk3', 'zk1'), 100),
        andWait(cut('zk3', 'zk2'), 100),
        type('A', 'create /lucky', 500),
        andWait(powerOff('zk3'), 100),
        andWait(powerOn('zk3'), 1000),
        andWait(heal('zk3', 'zk2'), 30_000),
      ],
      focus: 'spaceTime',
    },
  ],
  challenge,
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

/** Whether a PROPOSAL carries the write of the lucky orphan. */
function isAboutLucky(message: Readonly<Record<string, unknown>>): boolean {
  const { txn } = message as { txn?: { body?: { path?: string } } };
  return txn?.body?.path === '/lucky';
}
