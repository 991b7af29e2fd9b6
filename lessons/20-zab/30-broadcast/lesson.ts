/**
 * ZAB III: propose, ack, commit; the leader dies in between; stale reads and sync; observers.
 *
 * Facts: Leader.propose, Leader.tryToCommit, Leader.processSync, ObserverZooKeeperServer, 3.8.0.
 */
import {
  and,
  andWait,
  defineLesson,
  diskIsSlow,
  freshRead,
  inOrder,
  killLeader,
  killServer,
  lagging,
  lasting,
  leaderElected,
  messageArrived,
  networkSlow,
  nobodyServes,
  printed,
  serversServing,
  slow,
  slowDisk,
  staleRead,
  t,
  type,
  znodeExists,
} from '../../../src/lesson/api.ts';
import { challenge } from './challenge.ts';
import { keptOrLost, oldOrNew, slowestDisk } from './predictions.ts';

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
      rows: ['B16', 'B2'],
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
      rows: ['B16'],
      prediction: slowestDisk,
      goals: [
        {
          id: 'committed-without-zk2',
          text: t(
            'Make the disk of zk2 slow, create `/b`, and see `Created` before zk2 has acknowledged.',
            '让 zk2 的磁盘变慢，创建 `/b`，在 zk2 确认之前就看到 `Created`。',
          ),
          when: inOrder(
            diskIsSlow('zk2'),
            printed(/Created \/b\b/, 'Created /b', { in: 'A' }),
            messageArrived('ACK', {
              at: 'zk3',
              from: 'zk2',
              missing: t('The late ACK of zk2 has not arrived yet.', 'zk2 迟到的 ACK 还没有到达。'),
            }),
          ),
        },
      ],
      hints: [
        t('The menu of a host can make its disk slow.', '主机的菜单可以让磁盘变慢。'),
        t(
          'Menu of zk2 (right click, a long touch, or M): `Make its disk slow 5 s`; A: `create /b`.',
          'zk2 的菜单（右键、长按，或 M 键）：`让磁盘变慢 5 s`；A：`create /b`。',
        ),
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
            and(znodeExists('/b'), diskIsSlow('zk2', false)),
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
        t(
          'Menu of zk2: `Make its disk fast again`; B: `create /c`.',
          'zk2 的菜单：`让磁盘恢复`；B：`create /c`。',
        ),
      ],
      solution: [slowDisk('zk2', 0), type('B', 'create /c')],
    },
    {
      id: 'stale-read',
      rows: ['B1'],
      prediction: oldOrNew,
      goals: [
        {
          id: 'read-the-past',
          text: t(
            'Slow zk3 → zk4 down by 5 s, set `/a` to 2 from A, and read the old value from B.',
            '让 zk3 → zk4 变慢 5 秒，从 A 把 `/a` 设为 2，从 B 读到旧值。',
          ),
          when: inOrder(networkSlow('zk3', 'zk4'), staleRead('/a')),
        },
      ],
      hints: [
        t('Read within 5 s; or pause first (Space).', '5 秒之内读；或者先暂停（空格键）。'),
        t(
          'Click a line between zk3 and zk4: `Slow down zk3 → zk4, 5 s`; A: `set /a 2`; B: `get /a`.',
          '点击 zk3 与 zk4 之间的连线：`变慢 zk3 → zk4, 5 s`；A：`set /a 2`；B：`get /a`。',
        ),
      ],
      solution: [
        andWait(slow('zk3', 'zk4', 5000), 300),
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
      solution: [type('A', 'set /a 3', 300), type('B', 'sync /a', 12_000), type('B', 'get /a')],
    },
    {
      id: 'leader-dies-between',
      rows: ['B16', 'B2'],
      prediction: keptOrLost,
      goals: [
        {
          id: 'kept-without-commit',
          text: t(
            'Connect A to the leader, slow the ACKs down, create `/kept`, and kill the leader before they arrive: A is told ConnectionLoss, and `/kept` is there.',
            '把 A 连到 leader，让 ACK 变慢，创建 `/kept`，在 ACK 到达之前杀掉 leader：A 得到 ConnectionLoss，而 `/kept` 存在。',
          ),
          when: inOrder(
            messageArrived('CreateRequest', {
              at: 'zk3',
              where: ({ path }) => path === '/kept',
              missing: t(
                'No `create /kept` has been sent to the leader itself yet: connect A to zk3.',
                '还没有把 `create /kept` 直接发给 leader：请把 A 连到 zk3。',
              ),
            }),
            printed(/ConnectionLoss for \/kept/, 'KeeperErrorCode = ConnectionLoss for /kept'),
            and(leaderElected({ not: 'zk3' }), znodeExists('/kept')),
          ),
          mistakes: [
            {
              when: printed(/Created \/kept/, 'Created /kept'),
              say: t(
                'The leader was faster: `/kept` was confirmed. `delete /kept`, slow down both ACKs, and try again.',
                'leader 更快：`/kept` 已经确认了。`delete /kept`，让两边的 ACK 都变慢，再试一次。',
              ),
            },
          ],
        },
      ],
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
      wrong: [
        {
          goal: 'kept-without-commit',
          actions: [type('A', 'create /kept', 3000), andWait(killLeader(), 10_000)],
          explains: t('The leader was faster', 'leader 更快'),
        },
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
            lasting(10_000, nobodyServes()),
          ),
        },
      ],
      hints: [
        t('Three vote; how many are left?', '三台有表决权；还剩几台？'),
        t('`Kill` in the menu of zk1, and wait.', '在 zk1 的菜单里选 `强制终止`，然后等待。'),
      ],
      solution: [andWait(killServer('zk1'), 25_000)],
    },
  ],
  challenge,
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
