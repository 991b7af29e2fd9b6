/** What the lesson says, by the ids of lesson.ts. */
import { t } from '../../../src/lesson/conditions/zookeeper/api.ts';

/** What a condition says while it does not hold. */
export const orphanNotTaken = t(
  'No `create /orphan` has reached the leader that is cut off yet.',
  '`create /orphan` 还没有到达被切断的 leader。',
);

/** What a condition says when it can hold no more. */
export const luckyWasShared = t(
  'Another server had received the proposal; start the step again.',
  '另一台服务器收到过提案；请重新开始这一步。',
);

export const words = {
  steps: {
    diff: {
      prediction: {
        question: t(
          'zk1 is off while you make three znodes. When it returns, what does the leader send it?',
          'zk1 关机期间你创建了三个节点。它回来时，leader 会发给它什么？',
        ),
        choices: {
          everything: {
            text: t('The whole tree.', '整棵树。'),
            because: t(
              'That is SNAP, for those who lack too much. The leader keeps the last 500 committed transactions in memory, and three are among them.',
              '那是 SNAP，留给落后太多的。leader 在内存里保留最近 500 个已提交事务，这三个就在其中。',
            ),
          },
          missing: {
            text: t('The three transactions it lacks.', '它缺少的那三个事务。'),
            because: t(
              'zk1 says its last zxid, the leader finds it in its list and sends what comes after: DIFF.',
              'zk1 报出自己最后的 zxid，leader 在列表里找到它，把之后的发过去：DIFF。',
            ),
          },
          nothing: {
            text: t(
              'Nothing: it asks for each znode when a client does.',
              '什么都不发：客户端问到时再去取。',
            ),
            because: t(
              'Then a server could not answer reads by itself. Every server holds the whole tree.',
              '若真如此，服务器就无法独自回答读请求了。每台服务器都持有整棵树。',
            ),
          },
        },
      },
      goals: {
        'zk1-got-diff': t(
          'Kill zk1, make `/a`, `/b` and `/c`, start zk1: it gets a DIFF and catches up.',
          '杀掉 zk1，创建 `/a`、`/b`、`/c`，启动 zk1：它收到 DIFF 并追上来。',
        ),
      },
      hints: [
        t('Write while it is off.', '趁它关着时写。'),
        t(
          '`Kill` zk1; A: `create /a`, `create /b`, `create /c`; `Start` zk1.',
          '`强制终止` zk1；A：`create /a`、`create /b`、`create /c`；`启动` zk1。',
        ),
      ],
      wrong: { 'written-before': t('tells `zk1` anything new', '给 `zk1` 带来新内容') },
    },
    snap: {
      goals: {
        'zk3-was-wiped': t(
          'Kill zk3, the leader, and remove its `version-2` folder from a shell on zk3.',
          '杀掉 leader zk3，并在 zk3 的 shell 里删除它的 `version-2` 目录。',
        ),
        'zk3-got-snap': t(
          'Start it: it votes with an empty history, follows, and gets the whole tree as SNAP.',
          '启动它：它带着空的历史投票，成为 follower，并以 SNAP 得到整棵树。',
        ),
      },
      mistakes: {
        'removed-myid': t(
          'You removed `myid` too, and without it zk3 does not know who it is: type `echo 3 > /var/lib/zookeeper/myid` in Z.',
          '你把 `myid` 也删了，没有它，zk3 不知道自己是谁：请在 Z 里输入 `echo 3 > /var/lib/zookeeper/myid`。',
        ),
      },
      hints: [
        t('Terminal Z is a shell on zk3.', '终端 Z 是 zk3 上的 shell。'),
        t('The data lives in `/var/lib/zookeeper`.', '数据在 `/var/lib/zookeeper` 里。'),
        t(
          '`Kill` zk3; Z: `rm -r /var/lib/zookeeper/version-2`; `Start` zk3.',
          '`强制终止` zk3；Z：`rm -r /var/lib/zookeeper/version-2`；`启动` zk3。',
        ),
      ],
    },
    'new-epoch': {
      goals: {
        'handshake-seen': t(
          'Kill zk1 and start it again, and follow its welcome message by message.',
          '杀掉 zk1 再启动，逐条消息看它如何被接纳。',
        ),
        'first-of-epoch-two': t(
          'Create `/d` from A: the first transaction of epoch 2 reaches all three.',
          '从 A 创建 `/d`：epoch 2 的第一个事务抵达全部三台。',
        ),
      },
      hints: [
        t('Everybody who comes back goes through it.', '每台回来的服务器都要走一遍。'),
        t(
          '`Kill` zk1, then `Start` it; in A `create /d`.',
          '`强制终止` zk1，再 `启动` 它；在 A 里 `create /d`。',
        ),
      ],
    },
    deposed: {
      prediction: {
        question: t(
          'zk2 leads, and you cut it off from zk1 and zk3, but not from your client. You type `create /orphan`. What do you get?',
          'zk2 是 leader。你把它和 zk1、zk3 切断，但它和你的客户端仍相通。你输入 `create /orphan`。会得到什么？',
        ),
        choices: {
          created: {
            text: t('Created: the leader has written it.', 'Created：leader 已经写下了。'),
            because: t(
              'For that one log would have to be enough. The leader answers when a majority has it on disk.',
              '那样一台的日志就得够数。leader 要等多数派落盘才会回答。',
            ),
          },
          error: {
            text: t('An error: the write did not happen.', '报错：写入没有发生。'),
            because: t(
              'ConnectionLoss does not say that. It says: nobody knows. The proposal is in the leader’s log, and may yet live or die.',
              'ConnectionLoss 并不是这个意思。它说的是：不知道。提案已在 leader 的日志里，生死未定。',
            ),
          },
          unknown: {
            text: t(
              'After a while ConnectionLoss: nobody knows.',
              '过一会儿得到 ConnectionLoss：结果未知。',
            ),
            because: t(
              'The leader waits for ACKs that never come, loses its majority, and drops its clients. The outcome is decided by others.',
              'leader 等不到 ACK，失去多数派，于是断开客户端。结局由别人决定。',
            ),
          },
        },
      },
      goals: {
        'two-leaders': t(
          'Cut zk2, the leader, off from the other two and write: they elect zk3, and for a moment two servers believe that they lead.',
          '切断 leader zk2 与另外两台之间的网络，然后写入：它们选出 zk3，有那么一会儿，两台服务器都认为自己是 leader。',
        ),
        'orphan-pending': t(
          'The old leader has taken `create /orphan`, and A is told ConnectionLoss.',
          '旧 leader 收下了 `create /orphan`，而 A 得到的是 ConnectionLoss。',
        ),
      },
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
    },
    trunc: {
      goals: {
        'zk2-was-truncated': t(
          'Heal both cuts: zk2 has to take `/orphan` back before it may follow.',
          '恢复网络：zk2 必须先收回 `/orphan`，才能成为 follower。',
        ),
      },
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
      myth: {
        claim: t('What the leader has logged is committed.', 'leader 写进日志的就是已提交的。'),
        truth: t(
          'It is committed when a majority has logged it. Until then even the leader may have to take it back.',
          '多数派写进日志才算提交。在那之前，即使是 leader 也可能不得不收回。',
        ),
      },
    },
    adopted: {
      goals: {
        'orphan-adopted': t(
          'Connect A to zk3. Have `create /lucky` end in ConnectionLoss while zk3 alone has the proposal, and find `/lucky` in the end.',
          '把 A 连到 zk3。让 `create /lucky` 以 ConnectionLoss 收场，提案只在 zk3 上，而最终 `/lucky` 依然存在。',
        ),
      },
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
    },
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
  departures: [
    t(
      'A snapshot is sent as one message here; a real one is streamed and may take minutes.',
      '这里的快照作为一条消息发送；真实的快照是流式传输，可能要好几分钟。',
    ),
  ],
} as const;
