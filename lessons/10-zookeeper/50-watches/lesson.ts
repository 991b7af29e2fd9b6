/**
 * Watches: the trigger table, one-shot, order, child against data, reconnect, the one lost event,
 * persistent and recursive.
 *
 * Facts: DataTree, WatchManager, ZKWatchManager, FinalRequestProcessor (SetWatches2), 3.8.0.
 */
import {
  and,
  defineLesson,
  inOrder,
  messageArrived,
  networkWhole,
  never,
  t,
  type,
  watchFired,
  watchRegistered,
  znodeAbsent,
  znodeExists,
} from '../../../src/lesson/api.ts';
import { comeBack, disconnected, isAway, leave, leaveUntilDisconnected } from '../away.ts';
import { challenge } from './challenge.ts';
import { childOrData, createdAndDeleted, secondChange } from './predictions.ts';

const A = 'zkCli.sh -server zk1:2181';

export default defineLesson({
  id: 'watches',
  rows: ['B7'],
  terminals: [
    { name: 'A', host: 'client1', typed: [A] },
    { name: 'B', host: 'client2', typed: ['zkCli.sh -server zk1:2181'] },
  ],
  steps: [
    {
      id: 'first-watch',
      goals: [
        {
          id: 'told-of-a-change',
          text: t(
            'Make `/news`, watch its data from A, and change it from B.',
            '创建 `/news`，从 A 监视它的数据，从 B 修改它。',
          ),
          when: inOrder(
            and(znodeExists('/news'), watchRegistered('/news', 'data')),
            watchFired('/news', 'NodeDataChanged'),
          ),
        },
      ],
      hints: [
        t('A read can leave a watch behind.', '读操作可以顺便留下监视。'),
        t('`get -w` reads and watches.', '`get -w` 读取并监视。'),
        t(
          'A: `create /news monday`, `get -w /news`. B: `set /news tuesday`.',
          'A：`create /news monday`、`get -w /news`。B：`set /news tuesday`。',
        ),
      ],
      solution: [
        type('A', 'create /news monday'),
        type('A', 'get -w /news'),
        type('B', 'set /news tuesday'),
      ],
      wrong: [
        {
          goal: 'told-of-a-change',
          actions: [
            type('A', 'create /news monday'),
            type('A', 'get /news'),
            type('B', 'set /news tuesday'),
          ],
          explains: t('No server holds a watch on `/news`', '还没有服务器持有对 `/news` 的监视'),
        },
      ],
      focus: 'spaceTime',
    },
    {
      id: 'one-shot',
      prediction: secondChange,
      goals: [
        {
          id: 'silence-then-again',
          text: t(
            'Change `/news` from B without A being told; then watch again from A and change it once more.',
            '从 B 修改 `/news`，A 没有收到通知；再从 A 重新监视，然后再改一次。',
          ),
          when: inOrder(
            watchFired('/news', 'NodeDataChanged'),
            znodeExists('/news', { version: 2 }),
            watchRegistered('/news', 'data'),
            watchFired('/news', 'NodeDataChanged'),
          ),
        },
      ],
      hints: [
        t('Nothing is registered now.', '现在没有注册任何监视。'),
        t('Change, watch, change.', '先改，再监视，再改。'),
        t(
          'B: `set /news wednesday`. A: `get -w /news`. B: `set /news thursday`.',
          'B：`set /news wednesday`。A：`get -w /news`。B：`set /news thursday`。',
        ),
      ],
      solution: [
        type('B', 'set /news wednesday'),
        type('A', 'get -w /news'),
        type('B', 'set /news thursday'),
      ],
    },
    {
      id: 'two-lists',
      prediction: childOrData,
      goals: [
        {
          id: 'only-the-child',
          text: t(
            'Do just that: the data change passes in silence, the child is announced.',
            '照做：数据变化悄无声息，子节点却有通知。',
          ),
          when: inOrder(
            and(watchRegistered('/team', 'child'), znodeExists('/team')),
            and(watchRegistered('/team', 'child'), znodeExists('/team', { version: 1 })),
            watchFired('/team', 'NodeChildrenChanged'),
          ),
        },
      ],
      hints: [
        t('`ls` asks for children, `get` for data.', '`ls` 问的是子节点，`get` 问的是数据。'),
        t('Data first, then the child.', '先改数据，再建子节点。'),
        t(
          'A: `create /team`, `ls -w /team`. B: `set /team blue`, `create /team/ann`.',
          'A：`create /team`、`ls -w /team`。B：`set /team blue`、`create /team/ann`。',
        ),
      ],
      solution: [
        type('A', 'create /team'),
        type('A', 'ls -w /team'),
        type('B', 'set /team blue'),
        type('B', 'create /team/ann'),
      ],
    },
    {
      id: 'not-there-yet',
      goals: [
        {
          id: 'born-under-watch',
          text: t(
            'Watch `/soon` from A before it exists, and create it from B.',
            '在 `/soon` 还不存在时从 A 监视它，再从 B 创建它。',
          ),
          when: inOrder(
            and(znodeAbsent('/soon'), watchRegistered('/soon', 'data')),
            watchFired('/soon', 'NodeCreated'),
          ),
        },
      ],
      hints: [
        t(
          '`get -w` on a missing znode leaves nothing.',
          '对不存在的节点用 `get -w`，什么都不会留下。',
        ),
        t(
          '`stat -w` asks whether it exists, and may wait for it.',
          '`stat -w` 问它是否存在，并且可以等它出现。',
        ),
        t(
          'A: `stat -w /soon`. B: `create /soon now`.',
          'A：`stat -w /soon`。B：`create /soon now`。',
        ),
      ],
      solution: [type('A', 'stat -w /soon'), type('B', 'create /soon now')],
      wrong: [
        {
          goal: 'born-under-watch',
          actions: [type('A', 'get -w /soon'), type('B', 'create /soon now')],
          explains: t('No server holds a watch on `/soon`', '还没有服务器持有对 `/soon` 的监视'),
        },
      ],
    },
    {
      id: 'while-away',
      goals: [
        {
          id: 'told-on-return',
          text: t(
            'Watch `/news` from A, cut A off until it is Disconnected, change `/news` from B, and heal: A is told on its return.',
            '从 A 监视 `/news`，切断 A 直到 Disconnected，从 B 修改 `/news`，再恢复：A 一回来就得到通知。',
          ),
          when: inOrder(
            and(watchRegistered('/news', 'data'), isAway),
            disconnected,
            watchFired('/news', 'NodeDataChanged'),
          ),
        },
      ],
      hints: [
        t('A sends its watches again when it comes back.', 'A 回来时会把自己的监视重新发一遍。'),
        t(
          'After Disconnected 10 s are left to its session. Pause then (Space), and act in peace.',
          'Disconnected 之后，会话还剩 10 秒。那时先暂停（空格键），就能从容操作。',
        ),
        t(
          'A: `get -w /news`. `Cut client1 ↔ zk1`; after Disconnected B: `set /news friday`; `Heal everything` (click the empty stage first).',
          'A：`get -w /news`。`切断 client1 ↔ zk1`；Disconnected 之后 B：`set /news friday`；再选 `全部恢复`（先点一下舞台空白处）。',
        ),
      ],
      solution: [
        type('A', 'get -w /news'),
        ...leaveUntilDisconnected,
        type('B', 'set /news friday', 300),
        comeBack(5000),
      ],
      focus: 'spaceTime',
    },
    {
      id: 'the-lost-event',
      prediction: createdAndDeleted,
      goals: [
        {
          id: 'event-was-lost',
          text: t(
            'Do it: A comes back, still watches `/blink`, and has not been told anything.',
            '照做：A 回来后仍在监视 `/blink`，却什么通知都没有收到。',
          ),
          when: inOrder(
            and(watchRegistered('/blink', 'data'), isAway),
            disconnected,
            znodeExists('/blink'),
            znodeAbsent('/blink'),
            and(
              networkWhole(),
              messageArrived('SetWatches2'),
              watchRegistered('/blink', 'data'),
              never(
                watchFired('/blink', 'NodeCreated'),
                t(
                  'A was told of `/blink`: it was not away.',
                  'A 收到了 `/blink` 的通知：它并没有离线。',
                ),
              ),
            ),
          ),
          mistakes: [
            {
              when: watchFired('/blink', 'NodeCreated'),
              say: t(
                'A was told of `/blink`: its connection had not been given up yet, and TCP delivered what the cut held back. Watch again with `stat -w /blink`, and wait for Disconnected before B acts.',
                'A 收到了 `/blink` 的通知：它当时还没有放弃连接，TCP 补送了被扣住的消息。请再用 `stat -w /blink` 监视一次，等 Disconnected 之后再让 B 动手。',
              ),
            },
          ],
        },
      ],
      hints: [
        t('The same cut as before.', '和前面一样的切断。'),
        t('Create and delete while A is Disconnected.', '趁 A 处于 Disconnected 时创建并删除。'),
        t(
          'A: `stat -w /blink`. `Cut client1 ↔ zk1`; after Disconnected B: `create /blink`, `delete /blink`; `Heal everything`.',
          'A：`stat -w /blink`。`切断 client1 ↔ zk1`；Disconnected 之后 B：`create /blink`、`delete /blink`；再选 `全部恢复`。',
        ),
      ],
      solution: [
        type('A', 'stat -w /blink'),
        ...leaveUntilDisconnected,
        type('B', 'create /blink', 300),
        type('B', 'delete /blink', 300),
        comeBack(5000),
      ],
      wrong: [
        {
          goal: 'event-was-lost',
          actions: [
            type('A', 'stat -w /blink'),
            leave,
            type('B', 'create /blink', 300),
            type('B', 'delete /blink', 300),
            comeBack(5000),
          ],
          explains: t('had not been given up yet', '还没有放弃连接'),
        },
      ],
      myth: {
        claim: t('A watch never misses a change.', '监视绝不会错过任何变化。'),
        truth: t(
          'It never leaves you with an old state, but it may skip steps in between: what came and went while you were away is lost.',
          '它不会让你停留在旧状态，但可能跳过中间的过程：你离线时来了又走的东西，就此丢失。',
        ),
      },
    },
    {
      id: 'persistent',
      goals: [
        {
          id: 'three-in-a-row',
          text: t(
            'Leave one watch on `/tree` from A that tells of everything below it, and cause three events: a child, a grandchild, a change of the grandchild.',
            '从 A 在 `/tree` 上留一个能通知其下一切的监视，并引发三个事件：子节点、孙节点、孙节点的数据变化。',
          ),
          when: inOrder(
            messageArrived('AddWatchRequest', {
              where: ({ path, mode }) => path === '/tree' && mode === 'PERSISTENT_RECURSIVE',
              missing: t(
                'No watch on `/tree` that tells of the whole subtree has been set yet.',
                '还没有在 `/tree` 上设置能通知整棵子树的监视。',
              ),
            }),
            watchFired(/^\/tree\/[^/]+$/, 'NodeCreated', '/tree/…'),
            watchFired(/^\/tree\/[^/]+\/[^/]+$/, 'NodeCreated', '/tree/…/…'),
            watchFired(/^\/tree\/[^/]+\/[^/]+$/, 'NodeDataChanged', '/tree/…/…'),
          ),
        },
      ],
      hints: [
        t('There is a command of its own for such watches.', '这种监视有专门的命令。'),
        t(
          '`addWatch -m PERSISTENT_RECURSIVE path`; it is the default mode.',
          '`addWatch -m PERSISTENT_RECURSIVE 路径`；这也是默认模式。',
        ),
        t(
          'A: `create /tree`, `addWatch -m PERSISTENT_RECURSIVE /tree`. B: `create /tree/leaf`, `create /tree/leaf/vein`, `set /tree/leaf/vein green`.',
          'A：`create /tree`、`addWatch -m PERSISTENT_RECURSIVE /tree`。B：`create /tree/leaf`、`create /tree/leaf/vein`、`set /tree/leaf/vein green`。',
        ),
      ],
      solution: [
        type('A', 'addWatch -m PERSISTENT_RECURSIVE /tree'),
        type('B', 'create /tree'),
        type('B', 'create /tree/leaf'),
        type('B', 'create /tree/leaf/vein'),
        type('B', 'set /tree/leaf/vein green'),
      ],
      wrong: [
        {
          goal: 'three-in-a-row',
          actions: [
            type('B', 'create /tree'),
            type('A', 'ls -w /tree'),
            type('B', 'create /tree/leaf'),
            type('B', 'create /tree/leaf/vein'),
          ],
          explains: t('tells of the whole subtree', '能通知整棵子树的监视'),
        },
      ],
    },
  ],
  challenge,
  summary: [
    t(
      'A standard watch is set by a read, fires once, and tells what kind of change it was, not the new value.',
      '标准监视由一次读操作设立，只触发一次，只说明是哪种变化，不带新值。',
    ),
    t(
      'Data watches and child watches are separate lists, and the event reaches a client before it can see the new state.',
      '数据监视和子节点监视是两张表；事件先于新状态到达客户端。',
    ),
    t(
      'On reconnect watches are compared with the present: no state is missed, but what came and went meanwhile may be; persistent watches replay nothing.',
      '重连时监视只与现状比较：不会漏掉状态，但期间来了又走的可能丢失；持久监视不会补发任何事件。',
    ),
  ],
  documents: [
    'ZooKeeper Programmer’s Guide: ZooKeeper Watches',
    'ZooKeeper CLI: addWatch, removewatches',
  ],
  departures: [
    t(
      'The client always sends SetWatches2 here; a 3.8.0 client without persistent watches sends the older SetWatches, to the same effect.',
      '这里的客户端总是发送 SetWatches2；3.8.0 的客户端若没有持久监视，发送的是旧的 SetWatches，效果相同。',
    ),
    t(
      'The terminal prints every event; an application that reads in a loop may see the newest value several changes later.',
      '终端会打印每个事件；而循环读取的应用看到最新值时，可能已经过了好几次变化。',
    ),
  ],
});
