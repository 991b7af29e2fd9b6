/**
 * ZAB III: propose, ack, commit; the leader dies in between; stale reads and sync; observers.
 *
 * Facts: Leader.propose, Leader.tryToCommit, Leader.processSync, ObserverZooKeeperServer, 3.8.0.
 */
import {
  and,
  andWait,
  cut,
  defineLesson,
  disksSlow,
  elapsed,
  freshRead,
  inOrder,
  killLeader,
  killServer,
  lagging,
  leaderElected,
  messageArrived,
  networkSlow,
  nobodyServes,
  powerOff,
  printed,
  serversServing,
  slow,
  slowDisk,
  staleRead,
  t,
  type,
  znodeAbsent,
  znodeExists,
} from '../../../src/lesson/api.ts';

export default defineLesson({
  id: 'broadcast',
  rows: ['B16', 'B17', 'B1'],
  world: { servers: 3, observers: 1, clientHosts: 2 },
  terminals: [
    { name: 'A', host: 'client1', typed: ['zkCli.sh -server zk1:2181'] },
    { name: 'B', host: 'client2', typed: ['zkCli.sh -server zk4:2181'] },
  ],
  steps: [
    {
      id: 'one-write',
      goals: [
        {
          id: 'four-messages',
          text: t(
            'Create `/a` from A and follow it: REQUEST, PROPOSAL, ACK, COMMIT.',
            '从 A 创建 `/a` 并跟着它看：REQUEST、PROPOSAL、ACK、COMMIT。',
          ),
          when: inOrder(
            messageArrived('REQUEST', { at: 'zk3' }),
            messageArrived('PROPOSAL', { at: 'zk1' }),
            messageArrived('ACK', { at: 'zk3' }),
            messageArrived('COMMIT', { at: 'zk1' }),
            znodeExists('/a', { on: 'zk1' }),
          ),
        },
      ],
      hints: [
        t('A is a client of zk1, a follower.', 'A 是 follower zk1 的客户端。'),
        t('Type `create /a 1` in A.', '在 A 里输入 `create /a 1`。'),
      ],
      solution: [type('A', 'create /a 1')],
      focus: 'spaceTime',
    },
    {
      id: 'majority-is-enough',
      prediction: {
        id: 'slow-disk',
        question: t(
          'The disk of zk2 needs five seconds for each fsync. How long does a `create` take?',
          'zk2 的磁盘每次 fsync 要五秒。一次 `create` 要多久？',
        ),
        choices: [
          {
            id: 'five',
            text: t('Five seconds: everybody has to have it.', '五秒：人人都得有它。'),
            isRight: false,
            because: t(
              'For that the leader would have to wait for all. It commits with a majority of ACKs, its own included.',
              '那 leader 就得等所有人。其实有多数派的 ACK（包括它自己的）就提交。',
            ),
          },
          {
            id: 'short',
            text: t('Some milliseconds, as before.', '和原来一样，几毫秒。'),
            isRight: true,
            because: t(
              'zk1 and zk3 are two of three. The slowest server does not count, as long as the others are enough.',
              'zk1 和 zk3 是三台中的两台。只要其余的够数，最慢的那台就不算数。',
            ),
          },
        ],
      },
      goals: [
        {
          id: 'committed-without-zk2',
          text: t(
            'Make the disk of zk2 slow, create `/b`, and see `Created` before zk2 has acknowledged.',
            '让 zk2 的磁盘变慢，创建 `/b`，在 zk2 确认之前就看到 `Created`。',
          ),
          when: inOrder(
            disksSlow(),
            printed(/Created \/b\b/, 'Created /b', { in: 'A' }),
            messageArrived('ACK', {
              at: 'zk3',
              missing: t('The late ACK of zk2 has not arrived yet.', 'zk2 迟到的 ACK 还没有到达。'),
            }),
          ),
        },
      ],
      hints: [
        t('Choose the disk of zk2 on the stage.', '在舞台上选择 zk2 的磁盘。'),
        t('Slow it by 5000 ms; A: `create /b`.', '让它变慢 5000 毫秒；A：`create /b`。'),
      ],
      solution: [andWait(slowDisk('zk2', 5000), 500), type('A', 'create /b', 8000)],
    },
    {
      id: 'observer',
      rows: ['B17'],
      goals: [
        {
          id: 'observer-informed',
          text: t(
            'Take the slow disk away, and write `/c` from B, whose server zk4 is an observer: it forwards the write and is told the result by INFORM.',
            '取消慢磁盘，从 B 写 `/c`；B 的服务器 zk4 是 observer：它转发写请求，再由 INFORM 得知结果。',
          ),
          when: inOrder(
            and(znodeExists('/b'), disksSlow(false)),
            messageArrived('CreateRequest', { at: 'zk4' }),
            messageArrived('INFORM', { at: 'zk4' }),
            znodeExists('/c', { on: 'zk4' }),
          ),
        },
      ],
      hints: [
        t(
          'Observers take no part in the vote; clients see no difference.',
          'observer 不参与表决；客户端看不出差别。',
        ),
        t('Heal the disk of zk2; B: `create /c`.', '恢复 zk2 的磁盘；B：`create /c`。'),
      ],
      solution: [slowDisk('zk2', 0), type('B', 'create /c')],
    },
    {
      id: 'stale-read',
      rows: ['B1'],
      prediction: {
        id: 'old-or-new',
        question: t(
          'News from zk3 reaches zk4 four seconds late. A sets `/a` to 2 and sees success. B, at zk4, reads `/a` at once. What does B see?',
          'zk3 到 zk4 的消息晚四秒。A 把 `/a` 设为 2 并看到成功。B 在 zk4 上立刻读 `/a`。它看到什么？',
        ),
        choices: [
          {
            id: 'old',
            text: t('1, the old value.', '旧值 1。'),
            isRight: true,
            because: t(
              'Every server answers reads from its own tree. It may lag, but it never goes back and never skips.',
              '每台服务器都用自己的树回答读请求。它可能落后，但绝不倒退，也绝不跳过。',
            ),
          },
          {
            id: 'new',
            text: t('2, the new value.', '新值 2。'),
            isRight: false,
            because: t(
              'For that each read would have to ask a majority or the leader. ZooKeeper’s reads are local: that is what makes them fast.',
              '那样每次读都得问多数派或 leader。ZooKeeper 的读是本地的，这正是它快的原因。',
            ),
          },
          {
            id: 'waits',
            text: t('B waits four seconds and sees 2.', 'B 等四秒，然后看到 2。'),
            isRight: false,
            because: t(
              'Then zk4 would have to know that it lags. It cannot know what has not reached it. That is what `sync` is for.',
              '那 zk4 就得知道自己落后。没送到的东西它无从知道。`sync` 正是为此而设。',
            ),
          },
        ],
      },
      goals: [
        {
          id: 'read-the-past',
          text: t(
            'Slow zk3 → zk4 by 4 s, set `/a` to 2 from A, and read the old value from B.',
            '让 zk3 → zk4 变慢 4 秒，从 A 把 `/a` 设为 2，从 B 读到旧值。',
          ),
          when: inOrder(networkSlow(), staleRead('/a')),
        },
      ],
      hints: [
        t('Be quick with the read.', '读要快。'),
        t(
          'Slow zk3 → zk4 by 4000 ms; A: `set /a 2`; B: `get /a`.',
          'zk3 → zk4 变慢 4000 毫秒；A：`set /a 2`；B：`get /a`。',
        ),
      ],
      solution: [
        andWait(slow('zk3', 'zk4', 4000), 300),
        type('A', 'set /a 2', 500),
        type('B', 'get /a', 1000),
      ],
    },
    {
      id: 'sync',
      rows: ['B1'],
      goals: [
        {
          id: 'synced-then-read',
          text: t(
            'Set `/a` to 3 from A; from B `sync` first, then read: the news is there.',
            '从 A 把 `/a` 设为 3；在 B 里先 `sync`，再读：消息到了。',
          ),
          when: inOrder(
            staleRead('/a'),
            and(znodeExists('/a', { data: '3' }), lagging('zk4')),
            printed(/Sync is OK/, 'Sync is OK', { in: 'B' }),
            freshRead('/a'),
          ),
        },
      ],
      hints: [
        t(
          '`sync` waits until the server has caught up with the leader of that moment.',
          '`sync` 会等服务器追上那一刻的 leader。',
        ),
        t('A: `set /a 3`. B: `sync /a`, `get /a`.', 'A：`set /a 3`。B：`sync /a`、`get /a`。'),
      ],
      solution: [type('A', 'set /a 3', 300), type('B', 'sync /a', 9000), type('B', 'get /a')],
    },
    {
      id: 'leader-dies-between',
      prediction: {
        id: 'kept-or-lost',
        question: t(
          'The leader’s proposal is on all followers’ disks, but it dies before a single ACK arrives. What becomes of the write?',
          'leader 的提案已在所有 follower 的磁盘上，但它在任何一个 ACK 到达之前就挂了。这次写入会怎样？',
        ),
        choices: [
          {
            id: 'lost',
            text: t('Lost: it was never committed.', '丢失：它从未提交。'),
            isRight: false,
            because: t(
              'For that the new leader would have to drop what it has in its log. It keeps its whole history and commits it with its first followers.',
              '那新 leader 就得丢掉自己日志里的东西。它会保留全部历史，并与最初的 follower 一起提交。',
            ),
          },
          {
            id: 'kept',
            text: t('Kept: the next leader has it.', '保留：下一任 leader 有它。'),
            isRight: true,
            because: t(
              'It is on a majority, so whoever is elected has it, even though nobody ever sent a COMMIT.',
              '它在多数派上，所以无论谁当选都有它，尽管从没有人发过 COMMIT。',
            ),
          },
        ],
      },
      goals: [
        {
          id: 'kept-without-commit',
          text: t(
            'Slow the ACKs down, create `/kept`, and kill the leader before they arrive: A is told ConnectionLoss, and `/kept` is there.',
            '让 ACK 变慢，创建 `/kept`，在 ACK 到达之前杀掉 leader：A 得到 ConnectionLoss，而 `/kept` 存在。',
          ),
          when: inOrder(
            printed(/ConnectionLoss for \/kept/, 'KeeperErrorCode = ConnectionLoss for /kept'),
            and(leaderElected({ not: 'zk3' }), znodeExists('/kept')),
          ),
        },
      ],
      hints: [
        t('Slow what zk1 and zk2 send to zk3.', '让 zk1 和 zk2 发给 zk3 的变慢。'),
        t(
          'Type `create /kept` in a client of the leader, or in A before its request is slow too.',
          '在 leader 的客户端里输入 `create /kept`，或者在 A 里，但要赶在请求也变慢之前。',
        ),
        t(
          'A: `connect zk3:2181`. Slow zk1 → zk3 and zk2 → zk3 by 5000 ms; A: `create /kept`; kill zk3.',
          'A：`connect zk3:2181`。zk1 → zk3、zk2 → zk3 变慢 5000 毫秒；A：`create /kept`；杀掉 zk3。',
        ),
      ],
      solution: [
        type('A', 'connect zk3:2181', 3000),
        andWait(slow('zk1', 'zk3', 5000), 100),
        andWait(slow('zk2', 'zk3', 5000), 100),
        type('A', 'create /kept', 1000),
        andWait(killLeader(), 10_000),
      ],
      myth: {
        claim: t('The leader takes no client requests.', 'leader 不接受客户端请求。'),
        truth: t(
          'It does, like any other server, unless `zookeeper.leaderServes=no`. Writes sent to a follower reach it as REQUEST.',
          '它和别的服务器一样接受，除非设了 `zookeeper.leaderServes=no`。发给 follower 的写请求会以 REQUEST 转给它。',
        ),
      },
      focus: 'spaceTime',
    },
    {
      id: 'no-vote',
      rows: ['B17', 'B14'],
      goals: [
        {
          id: 'observer-cannot-save',
          text: t(
            'Kill zk1 as well: zk2 and the observer run on, and nobody serves.',
            '再杀掉 zk1：zk2 和 observer 还在运行，却没有服务。',
          ),
          when: inOrder(
            and(leaderElected({ not: 'zk3' }), serversServing(2)),
            nobodyServes(),
            elapsed(10_000),
            nobodyServes(),
          ),
        },
      ],
      hints: [
        t('Three vote; how many are left?', '三台有表决权；还剩几台？'),
        t('`kill -9` the server on zk1, and wait.', '`kill -9` 杀掉 zk1 上的服务器，然后等待。'),
      ],
      solution: [andWait(killServer('zk1'), 25_000)],
    },
  ],
  challenge: {
    task: t(
      'Lose an acknowledged write. With a correct ensemble you cannot: try in the steps above. Here a fault is planted: a leader commits without waiting for anybody’s ACK.',
      '弄丢一次已确认的写入。在正确的集群里你做不到：可以在前面的步骤里试。这里植入了一个错误：leader 不等任何人的 ACK 就提交。',
    ),
    world: {
      servers: 3,
      clientHosts: 1,
      properties: ['-Dmutant=M6c-commit-without-quorum'],
    },
    terminals: [{ name: 'A', host: 'client1', typed: ['zkCli.sh -server zk3:2181'] }],
    goals: [
      {
        id: 'confirmed-and-gone',
        text: t(
          '`/gold` was confirmed to A, and a serving ensemble does not have it.',
          '`/gold` 已向 A 确认，而正在服务的集群里却没有它。',
        ),
        when: inOrder(
          printed(/Created \/gold/, 'Created /gold', { in: 'A' }),
          and(serversServing(2), leaderElected({ not: 'zk3' }), znodeAbsent('/gold')),
        ),
      },
    ],
    hints: [
      t('Confirm it where nobody else can hear.', '在别人都听不到的地方确认它。'),
      t('Then lose the one who knows.', '然后失去唯一知情的那台。'),
      t(
        'Cut zk3 from zk1 and from zk2; `create /gold`; power zk3 off.',
        '切断 zk3 与 zk1、zk3 与 zk2；`create /gold`；给 zk3 断电。',
      ),
    ],
    par: 4,
    solution: [
      andWait(cut('zk3', 'zk1'), 100),
      andWait(cut('zk3', 'zk2'), 100),
      type('A', 'create /gold', 1000),
      andWait(powerOff('zk3'), 30_000),
    ],
    wrong: [
      {
        goal: 'confirmed-and-gone',
        actions: [type('A', 'create /gold', 3000), andWait(powerOff('zk3'), 20_000)],
        explains: t('is there', '还在'),
      },
    ],
    debrief: t(
      'Majority first, then commit: leave out the majority, and one dead machine makes ZooKeeper a liar. With it, you would have had to lose two.',
      '先有多数派，再提交：省掉多数派，一台机器的死就会让 ZooKeeper 食言。有了它，你得弄丢两台才行。',
    ),
  },
  summary: [
    t(
      'A write goes to the leader, is proposed in order, logged by followers, and committed when a majority has it on disk.',
      '写入到达 leader，按序提案，由 follower 记入日志，多数派落盘后提交。',
    ),
    t(
      'What a majority has logged survives the leader; what a client was told after ConnectionLoss is nothing: it has to look.',
      '多数派记入日志的，leader 挂了也会保留；ConnectionLoss 什么都没告诉客户端：它得自己去查。',
    ),
    t(
      'Reads are local and may lag; `sync` catches up with the leader; observers serve reads and have no vote.',
      '读是本地的，可能落后；`sync` 追上 leader；observer 提供读服务，没有表决权。',
    ),
  ],
  documents: [
    'ZooKeeper Internals: Atomic Broadcast, Consistency Guarantees',
    'ZooKeeper Observers',
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
});
