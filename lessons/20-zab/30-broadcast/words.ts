/** What the lesson says, by the ids of lesson.ts. */
import { t } from '../../../src/lesson/conditions/zookeeper/api.ts';

/** What a condition says while it does not hold. */
export const ackIsUnderWay = t(
  'The late ACK of zk2 has not arrived yet.',
  'zk2 迟到的 ACK 还没有到达。',
);

/** What a condition says while it does not hold. */
export const keptNotSent = t(
  'No `create /kept` has been sent to the leader itself yet: connect A to zk3.',
  '还没有把 `create /kept` 直接发给 leader：请把 A 连到 zk3。',
);

export const words = {
  steps: {
    'one-write': {
      goals: {
        'four-messages': t(
          'Create `/a` from A and follow it: REQUEST, PROPOSAL, ACK, COMMIT.',
          '从 A 创建 `/a` 并跟着它看：REQUEST、PROPOSAL、ACK、COMMIT。',
        ),
      },
      hints: [
        t('A is a client of zk1, a follower.', 'A 是 follower zk1 的客户端。'),
        t('Type `create /a 1` in A.', '在 A 里输入 `create /a 1`。'),
      ],
    },
    'majority-is-enough': {
      prediction: {
        question: t(
          'The disk of zk2 needs five seconds for each fsync. How long does a `create` take?',
          'zk2 的磁盘每次 fsync 要五秒。一次 `create` 要多久？',
        ),
        choices: {
          five: {
            text: t('Five seconds: everybody has to have it.', '五秒：每台都得有它。'),
            because: t(
              'For that the leader would have to wait for all. It commits with a majority of ACKs, its own included.',
              '若真如此，leader 就得等所有人。其实有多数派的 ACK（包括它自己的）就提交。',
            ),
          },
          short: {
            text: t('Some milliseconds, as before.', '和原来一样，几毫秒。'),
            because: t(
              'zk1 and zk3 are two of three. The slowest server does not count, as long as the others are enough.',
              'zk1 和 zk3 是三台中的两台。只要其余的够数，就不必等最慢的那台。',
            ),
          },
        },
      },
      goals: {
        'committed-without-zk2': t(
          'Make the disk of zk2 slow, create `/b`, and see `Created` before zk2 has acknowledged.',
          '让 zk2 的磁盘变慢，创建 `/b`，在 zk2 确认之前就看到 `Created`。',
        ),
      },
      hints: [
        t('The menu of a host can make its disk slow.', '主机的菜单可以让磁盘变慢。'),
        t(
          'Menu of zk2 (right click, a long touch, or M): `Make its disk slow 5 s`; A: `create /b`.',
          'zk2 的菜单（右键、长按，或 M 键）：`让磁盘变慢 5 s`；A：`create /b`。',
        ),
      ],
    },
    observer: {
      goals: {
        'observer-informed': t(
          'Take the slow disk away, and write `/c` from B, whose server zk4 is an observer: it forwards the write and is told the result by INFORM.',
          '取消慢磁盘，从 B 写 `/c`；B 的服务器 zk4 是 observer：它转发写请求，再由 INFORM 得知结果。',
        ),
      },
      hints: [
        t(
          'Observers take no part in the vote; clients see no difference.',
          'observer 不参与表决；客户端看不出差别。',
        ),
        t(
          'Menu of zk2: `Make its disk fast again`; B: `create /c`.',
          'zk2 的菜单：`让磁盘恢复`；B：`create /c`。',
        ),
      ],
    },
    'stale-read': {
      prediction: {
        question: t(
          'News from zk3 reaches zk4 five seconds late. A sets `/a` to 2 and sees success. B, at zk4, reads `/a` at once. What does B see?',
          'zk3 到 zk4 的消息晚五秒。A 把 `/a` 设为 2 并看到成功。B 在 zk4 上立刻读 `/a`。它看到什么？',
        ),
        choices: {
          old: {
            text: t('1, the old value.', '旧值 1。'),
            because: t(
              'Every server answers reads from its own tree. It may lag, but it never goes back and leaves nothing out.',
              '每台服务器都用自己的树回答读请求。它可能落后，但绝不倒退，也绝不跳过。',
            ),
          },
          new: {
            text: t('2, the new value.', '新值 2。'),
            because: t(
              'For that each read would have to ask a majority or the leader. ZooKeeper’s reads are local: that is what makes them fast.',
              '那样每次读都得问多数派或 leader。ZooKeeper 的读是本地的，这正是它快的原因。',
            ),
          },
          waits: {
            text: t('B waits five seconds and sees 2.', 'B 等五秒，然后看到 2。'),
            because: t(
              'Then zk4 would have to know that it lags. It cannot know what has not reached it. That is what `sync` is for.',
              '若真如此，zk4 就得知道自己落后。没送到的东西它无从知道。`sync` 正是为此而设。',
            ),
          },
        },
      },
      goals: {
        'read-the-past': t(
          'Slow zk3 → zk4 down by 5 s, set `/a` to 2 from A, and read the old value from B.',
          '让 zk3 → zk4 变慢 5 秒，从 A 把 `/a` 设为 2，从 B 读到旧值。',
        ),
      },
      hints: [
        t('Read within 5 s; or pause first (Space).', '5 秒之内读；或者先暂停（空格键）。'),
        t(
          'Click a line between zk3 and zk4: `Slow down zk3 → zk4, 5 s`; A: `set /a 2`; B: `get /a`.',
          '点击 zk3 与 zk4 之间的连线：`变慢 zk3 → zk4, 5 s`；A：`set /a 2`；B：`get /a`。',
        ),
      ],
    },
    sync: {
      goals: {
        'synced-then-read': t(
          'Set `/a` to 3 from A; from B `sync` first, then read: the news is there.',
          '从 A 把 `/a` 设为 3；在 B 里先 `sync`，再读：消息到了。',
        ),
      },
      hints: [
        t(
          '`sync` waits until the server has caught up with the leader of that moment.',
          '`sync` 会等服务器追上那一刻的 leader。',
        ),
        t('A: `set /a 3`. B: `sync /a`, `get /a`.', 'A：`set /a 3`。B：`sync /a`、`get /a`。'),
      ],
    },
    'leader-dies-between': {
      prediction: {
        question: t(
          'The leader’s proposal is on all followers’ disks, but it dies before a single ACK arrives. What becomes of the write?',
          'leader 的提案已在所有 follower 的磁盘上，但它在任何一个 ACK 到达之前就挂了。这次写入会怎样？',
        ),
        choices: {
          lost: {
            text: t('Lost: it was never committed.', '丢失：它从未提交。'),
            because: t(
              'For that the new leader would have to drop what it has in its log. It keeps its whole history and commits it with its first followers.',
              '若真如此，新 leader 就得丢掉自己日志里的东西。它会保留全部历史，并与最初的 follower 一起提交。',
            ),
          },
          kept: {
            text: t('Kept: the next leader has it.', '保留：下一任 leader 有它。'),
            because: t(
              'It is on a majority, so whoever is elected has it, even though nobody ever sent a COMMIT.',
              '它在多数派上，所以无论谁当选都有它，尽管从没有人发过 COMMIT。',
            ),
          },
        },
      },
      goals: {
        'kept-without-commit': t(
          'Connect A to the leader, slow the ACKs down, create `/kept`, and kill the leader before they arrive: A is told ConnectionLoss, and `/kept` is there.',
          '把 A 连到 leader，让 ACK 变慢，创建 `/kept`，在 ACK 到达之前杀掉 leader：A 得到 ConnectionLoss，而 `/kept` 存在。',
        ),
      },
      mistakes: {
        'leader-was-faster': t(
          'The leader was faster: `/kept` was confirmed. `delete /kept`, slow down both ACKs, and try again.',
          'leader 更快：`/kept` 已经确认了。`delete /kept`，让两边的 ACK 都变慢，再试一次。',
        ),
      },
      hints: [
        t('Slow what zk1 and zk2 send to zk3.', '让 zk1 和 zk2 发给 zk3 的变慢。'),
        t(
          'A’s own request must not be slow: let A be a client of the leader.',
          'A 自己的请求不能变慢：让 A 成为 leader 的客户端。',
        ),
        t(
          'A: `connect zk3:2181`. `Slow down zk1 → zk3, 5 s`, `Slow down zk2 → zk3, 5 s`; A: `create /kept`; `Kill` zk3.',
          'A：`connect zk3:2181`。`变慢 zk1 → zk3, 5 s`、`变慢 zk2 → zk3, 5 s`；A：`create /kept`；`强制终止` zk3。',
        ),
      ],
      wrong: { 'acks-not-slowed': t('The leader was faster', 'leader 更快') },
      myth: {
        claim: t('The leader takes no client requests.', 'leader 不接受客户端请求。'),
        truth: t(
          'It does, like any other server, unless `zookeeper.leaderServes=no`. Writes sent to a follower reach it as REQUEST.',
          '它和别的服务器一样接受，除非设了 `zookeeper.leaderServes=no`。发给 follower 的写请求会以 REQUEST 转给它。',
        ),
      },
    },
    'no-vote': {
      goals: {
        'observer-cannot-save': t(
          'Kill zk1 as well: zk2 and the observer run on, and nobody serves.',
          '再杀掉 zk1：zk2 和 observer 还在运行，却没有服务。',
        ),
      },
      hints: [
        t('Three vote; how many are left?', '三台有表决权；还剩几台？'),
        t('`Kill` in the menu of zk1, and wait.', '在 zk1 的菜单里选 `强制终止`，然后等待。'),
      ],
    },
  },
  summary: [
    t(
      'A write goes to the leader, is proposed in order, logged by followers, and committed when a majority has it on disk.',
      '写入到达 leader，按序提案，由 follower 记入日志，多数派落盘后提交。',
    ),
    t(
      'What a majority has logged survives the leader; ConnectionLoss tells a client nothing about its write: it has to look.',
      '多数派记入日志的写入，leader 挂了也会保留；ConnectionLoss 不说明写入是否成功：客户端得自己去查。',
    ),
    t(
      'Reads are local and may lag; `sync` catches up with the leader; observers serve reads and have no vote.',
      '读是本地的，可能落后；`sync` 追上 leader；observer 提供读服务，没有表决权。',
    ),
  ],
  departures: [
    t(
      'Delays are the same for every message here, so that the order is easy to see.',
      '这里每条消息的延迟都相同，便于看清顺序。',
    ),
    t(
      'The planted fault does not exist in ZooKeeper; what comes close is `zookeeper.forceSync=no`, which acknowledges before the disk is safe.',
      'ZooKeeper 里并没有这个植入的错误；与之相近的是 `zookeeper.forceSync=no`：数据还没落盘就确认。',
    ),
  ],
} as const;
