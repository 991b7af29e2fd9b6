/** What the lesson says, by the ids of lesson.ts. */
import { t } from '../../../src/lesson/conditions/zookeeper/api.ts';

/** What a condition says when it can hold no more. */
export const wasToldOfBlink = t(
  'A was told of `/blink`: it was not away.',
  'A 收到了 `/blink` 的通知：它并没有离线。',
);

/** What a condition says while it does not hold. */
export const noSubtreeWatch = t(
  'No watch on `/tree` that tells of the whole subtree has been set yet.',
  '还没有在 `/tree` 上设置能通知整棵子树的监视。',
);

export const words = {
  steps: {
    'first-watch': {
      goals: {
        'told-of-a-change': t(
          'Make `/news`, watch its data from A, and change it from B.',
          '创建 `/news`，从 A 监视它的数据，从 B 修改它。',
        ),
      },
      hints: [
        t('A read can leave a watch behind.', '读操作可以顺便留下监视。'),
        t('`get -w` reads and watches.', '`get -w` 读取并监视。'),
        t(
          'A: `create /news monday`, `get -w /news`. B: `set /news tuesday`.',
          'A：`create /news monday`、`get -w /news`。B：`set /news tuesday`。',
        ),
      ],
      wrong: {
        'read-without-watch': t(
          'No server holds a watch on `/news`',
          '还没有服务器持有对 `/news` 的监视',
        ),
      },
    },
    'one-shot': {
      prediction: {
        question: t(
          'A was told once. Now B changes `/news` twice more. What is A told?',
          'A 收到过一次通知。现在 B 又改了两次 `/news`。A 会收到什么？',
        ),
        choices: {
          nothing: {
            text: t('Nothing.', '什么都没有。'),
            because: t(
              'A standard watch fires once and is gone. A has to ask again, best with the very read that fetches the new value.',
              '标准监视只触发一次就没了。A 必须重新注册，最好就用取新值的那次读。',
            ),
          },
          both: {
            text: t('Both changes.', '两次变化都收到。'),
            because: t(
              'For that the watch would have to be persistent. There is such a kind, but `get -w` does not make it.',
              '若真如此，监视就得是持久的。确实有这种监视，但 `get -w` 不会建立它。',
            ),
          },
          last: {
            text: t('The last one.', '最后一次。'),
            because: t(
              'Then the server would have to gather changes for A. It holds nothing at all for a client without a watch.',
              '若真如此，服务器就得替 A 攒着变化。没有监视的客户端，服务器什么都不会替它保存。',
            ),
          },
        },
      },
      goals: {
        'silence-then-again': t(
          'Change `/news` from B without A being told; then watch again from A and change it once more.',
          '从 B 修改 `/news`，A 没有收到通知；再从 A 重新监视，然后再改一次。',
        ),
      },
      hints: [
        t('Nothing is registered now.', '现在没有注册任何监视。'),
        t('Change, watch, change.', '先改，再监视，再改。'),
        t(
          'B: `set /news wednesday`. A: `get -w /news`. B: `set /news thursday`.',
          'B：`set /news wednesday`。A：`get -w /news`。B：`set /news thursday`。',
        ),
      ],
    },
    'two-lists': {
      prediction: {
        question: t(
          'A watches `/team` with `ls -w`. B first sets the data of `/team`, then creates `/team/ann`. Which of the two is A told of?',
          'A 用 `ls -w` 监视 `/team`。B 先修改 `/team` 的数据，再创建 `/team/ann`。A 会被告知哪一个？',
        ),
        choices: {
          data: {
            text: t('The new data.', '数据变化。'),
            because: t(
              'For that `ls` would have to leave a data watch. It leaves a child watch, and the two lists are separate.',
              '若真如此，`ls` 就得留下数据监视。而它留下的是子节点监视，两张表各管各的。',
            ),
          },
          child: {
            text: t('The new child.', '新的子节点。'),
            because: t(
              '`ls -w` leaves a child watch: it fires when a child appears or goes, or when the znode itself goes.',
              '`ls -w` 留下子节点监视：子节点出现或消失，或节点本身被删除时触发。',
            ),
          },
          both: {
            text: t('Both.', '两个都有。'),
            because: t(
              'A watch fires once in any case. Both would need two watches: one by `get -w`, one by `ls -w`.',
              '监视无论如何只触发一次。要两个都收到，就得有两个监视：`get -w` 一个，`ls -w` 一个。',
            ),
          },
        },
      },
      goals: {
        'only-the-child': t(
          'Do just that: the data change passes in silence, the child is announced.',
          '照做：数据变化悄无声息，子节点却有通知。',
        ),
      },
      hints: [
        t('`ls` asks for children, `get` for data.', '`ls` 问的是子节点，`get` 问的是数据。'),
        t('Data first, then the child.', '先改数据，再建子节点。'),
        t(
          'A: `create /team`, `ls -w /team`. B: `set /team blue`, `create /team/ann`.',
          'A：`create /team`、`ls -w /team`。B：`set /team blue`、`create /team/ann`。',
        ),
      ],
    },
    'not-there-yet': {
      goals: {
        'born-under-watch': t(
          'Watch `/soon` from A before it exists, and create it from B.',
          '在 `/soon` 还不存在时从 A 监视它，再从 B 创建它。',
        ),
      },
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
      wrong: {
        'get-instead-of-stat': t(
          'No server holds a watch on `/soon`',
          '还没有服务器持有对 `/soon` 的监视',
        ),
      },
    },
    'while-away': {
      goals: {
        'told-on-return': t(
          'Watch `/news` from A, cut A off until it is Disconnected, change `/news` from B, and heal: A is told on its return.',
          '从 A 监视 `/news`，切断 A 直到 Disconnected，从 B 修改 `/news`，再恢复：A 一回来就得到通知。',
        ),
      },
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
    },
    'the-lost-event': {
      prediction: {
        question: t(
          'A waits for `/blink` with `stat -w` and is cut off. Meanwhile B creates `/blink` and deletes it. What is A told on its return?',
          'A 用 `stat -w` 等待 `/blink`，随后断网。期间 B 创建了 `/blink` 又删除了它。A 回来时得到什么通知？',
        ),
        choices: {
          created: {
            text: t('That it was created.', '它被创建了。'),
            because: t(
              'For that the server would have to look into the past. It compares A’s list with the present, and nothing is there now.',
              '若真如此，服务器就得翻看过去。它只拿 A 的清单与现状比较，而现状里什么都没有。',
            ),
          },
          nothing: {
            text: t('Nothing at all.', '什么都没有。'),
            because: t(
              'The server compares with the present: not there when A left, not there now. For a standard watch this is the one case in which nothing at all is told.',
              '服务器只与现状比较：A 离开时没有，现在也没有。对标准监视来说，只有这种情况会一点消息都没有。',
            ),
          },
          deleted: {
            text: t('That it was deleted.', '它被删除了。'),
            because: t(
              'NodeDeleted on return goes to those who had watched a znode that existed. A waited for one that was not there.',
              '回来时的 NodeDeleted 只发给监视过已存在节点的客户端。A 等的是一个尚不存在的节点。',
            ),
          },
        },
      },
      goals: {
        'event-was-lost': t(
          'Do it: A comes back, still watches `/blink`, and has not been told anything.',
          '照做：A 回来后仍在监视 `/blink`，却什么通知都没有收到。',
        ),
      },
      mistakes: {
        'told-after-all': t(
          'A was told of `/blink`: its connection had not been given up yet, and TCP delivered what the cut held back. Watch again with `stat -w /blink`, and wait for Disconnected before B acts.',
          'A 收到了 `/blink` 的通知：它当时还没有放弃连接，TCP 补送了被扣住的消息。请再用 `stat -w /blink` 监视一次，等 Disconnected 之后再让 B 动手。',
        ),
      },
      hints: [
        t('The same cut as before.', '和前面一样的切断。'),
        t('Create and delete while A is Disconnected.', '趁 A 处于 Disconnected 时创建并删除。'),
        t(
          'A: `stat -w /blink`. `Cut client1 ↔ zk1`; after Disconnected B: `create /blink`, `delete /blink`; `Heal everything`.',
          'A：`stat -w /blink`。`切断 client1 ↔ zk1`；Disconnected 之后 B：`create /blink`、`delete /blink`；再选 `全部恢复`。',
        ),
      ],
      wrong: { 'not-disconnected-yet': t('had not been given up yet', '还没有放弃连接') },
      myth: {
        claim: t('A watch never misses a change.', '监视绝不会错过任何变化。'),
        truth: t(
          'It never leaves you with an old state, but it may skip steps in between: what came and went while you were away is lost.',
          '它不会让你停留在旧状态，但可能跳过中间的过程：你离线时来了又走的东西，就此丢失。',
        ),
      },
    },
    persistent: {
      goals: {
        'three-in-a-row': t(
          'Leave one watch on `/tree` from A that tells of everything below it, and cause three events: a child, a grandchild, a change of the grandchild.',
          '从 A 在 `/tree` 上留一个能通知其下一切的监视，并引发三个事件：子节点、孙节点、孙节点的数据变化。',
        ),
      },
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
      wrong: { 'watched-children-only': t('tells of the whole subtree', '能通知整棵子树的监视') },
    },
  },
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
} as const;
