/**
 * Versions: two clients, one value, optimistic locking.
 *
 * Facts: PrepRequestProcessor.checkAndIncVersion, DataTree.setData, SetCommand, 3.8.0.
 */
import {
  and,
  clientAsked,
  defineLesson,
  inOrder,
  printed,
  t,
  type,
  writtenWithVersion,
  znodeAbsent,
  znodeExists,
} from '../../../src/lesson/api.ts';
import { challenge } from './challenge.ts';
import { afterRecreate, sameValueAgain, secondWriter } from './predictions.ts';

const LIMIT = '/limit';
const refused = /version No is not valid : \/limit/;
const refusedText = 'version No is not valid : /limit';

export default defineLesson({
  id: 'versions',
  rows: ['B6'],
  steps: [
    {
      id: 'lost-update',
      goals: [
        {
          id: 'one-edit-lost',
          text: t(
            'Let A create `/limit` with 10 and raise it to 20; then let B, who still thinks of 10, set 15.',
            '让 A 创建 `/limit`，值为 10，再改成 20；然后让还以为是 10 的 B 把它设为 15。',
          ),
          when: inOrder(
            znodeExists(LIMIT, { data: '10' }),
            znodeExists(LIMIT, { data: '20' }),
            znodeExists(LIMIT, { data: '15' }),
          ),
        },
      ],
      hints: [
        t('Nobody reads before writing: that is the point.', '谁都没有先读再写：问题就在这里。'),
        t('`set path data` replaces the data.', '`set 路径 数据` 会整个替换数据。'),
        t(
          'A: `create /limit 10`, `set /limit 20`. B: `set /limit 15`.',
          'A：`create /limit 10`、`set /limit 20`。B：`set /limit 15`。',
        ),
      ],
      solution: [
        type('A', 'create /limit 10'),
        type('A', 'set /limit 20'),
        type('B', 'set /limit 15'),
      ],
      wrong: [
        {
          goal: 'one-edit-lost',
          actions: [type('A', 'create /limit 10'), type('A', 'set /limit 20')],
          explains: t('`15` is asked for', '这里要的是 `15`'),
        },
      ],
      myth: {
        claim: t(
          'ZooKeeper is consistent, so reading and then writing is safe.',
          'ZooKeeper 是一致的，所以先读再写是安全的。',
        ),
        truth: t(
          'Each write is atomic, but between your read and your write anybody may write. Only a conditional write notices.',
          '每次写都是原子的，但在你读和写之间，别人随时可以写。只有带条件的写才能发现。',
        ),
      },
    },
    {
      id: 'every-set-counts',
      prediction: sameValueAgain,
      goals: [
        {
          id: 'same-data-new-version',
          text: t(
            'Set `/limit` to 15 again, and read its version with `get -s`.',
            '再把 `/limit` 设为 15，并用 `get -s` 读出版本。',
          ),
          when: inOrder(
            znodeExists(LIMIT, { data: '15', version: 3 }),
            printed(/dataVersion = ([3-9]|\d\d)/, 'dataVersion = 3'),
          ),
        },
      ],
      hints: [
        t('`-s` adds the stat to what `get` prints.', '`-s` 让 `get` 同时打印 stat。'),
        t('Look for dataVersion, not for cversion.', '看 dataVersion，不是 cversion。'),
        t('`set /limit 15`, then `get -s /limit`.', '`set /limit 15`，然后 `get -s /limit`。'),
      ],
      solution: [type('A', 'set /limit 15'), type('A', 'get -s /limit')],
    },
    {
      id: 'conditional-set',
      goals: [
        {
          id: 'set-with-version',
          text: t(
            'Set `/limit` to 30, but only if nobody has written since you read it.',
            '把 `/limit` 设为 30，但前提是你读过之后没人写过。',
          ),
          when: writtenWithVersion(LIMIT, '30'),
        },
      ],
      hints: [
        t('The condition is the version you have seen.', '条件就是你看到的版本。'),
        t('The option is `-v version`.', '选项是 `-v 版本`。'),
        t('`set -v 3 /limit 30`', '`set -v 3 /limit 30`'),
      ],
      solution: [type('A', 'set -v 3 /limit 30')],
      wrong: [
        {
          goal: 'set-with-version',
          actions: [type('A', 'set /limit 30')],
          explains: t('the right version (`-v`)', '正确版本（`-v`）'),
        },
        {
          goal: 'set-with-version',
          actions: [type('A', 'set -v 0 /limit 30'), type('A', 'set /limit 30')],
          explains: t('the right version (`-v`)', '正确版本（`-v`）'),
        },
      ],
    },
    {
      id: 'race',
      prediction: secondWriter,
      goals: [
        {
          id: 'second-refused',
          text: t(
            'Let both write with the version they know (`-v 4`): A sets 40, then B sets 35 and is refused.',
            '让两边都带着已知的版本（`-v 4`）写入：A 设为 40，接着 B 设为 35 并被拒绝。',
          ),
          when: inOrder(
            znodeExists(LIMIT, { data: '40' }),
            and(printed(refused, refusedText, { in: 'B' }), znodeExists(LIMIT, { data: '40' })),
          ),
        },
      ],
      hints: [
        t('Use the same version in both terminals.', '两个终端用同一个版本。'),
        t('A goes first.', 'A 先来。'),
        t(
          'A: `set -v 4 /limit 40`. B: `set -v 4 /limit 35`.',
          'A：`set -v 4 /limit 40`。B：`set -v 4 /limit 35`。',
        ),
      ],
      solution: [type('A', 'set -v 4 /limit 40'), type('B', 'set -v 4 /limit 35')],
      wrong: [
        {
          goal: 'second-refused',
          actions: [type('A', 'set -v 4 /limit 40'), type('B', 'set /limit 35')],
          explains: t('No terminal has shown', '还没有终端显示过'),
        },
      ],
      focus: 'spaceTime',
    },
    {
      id: 'try-again',
      goals: [
        {
          id: 'read-and-retry',
          text: t(
            'Let B read again and put 45, on top of what A wrote, with the version it has now seen.',
            '让 B 重新读一遍，再用刚看到的版本，在 A 写的基础上写入 45。',
          ),
          when: inOrder(
            printed(refused, refusedText, { in: 'B' }),
            clientAsked([LIMIT], { from: 'client2' }),
            writtenWithVersion(LIMIT, '45', { from: 'client2' }),
          ),
        },
      ],
      hints: [
        t('Read, compute, write with the version read.', '读、算、带着读到的版本写。'),
        t('A left the version at 5.', 'A 写完后版本是 5。'),
        t(
          'B: `get -s /limit`, then `set -v 5 /limit 45`.',
          'B：`get -s /limit`，然后 `set -v 5 /limit 45`。',
        ),
      ],
      solution: [type('B', 'get -s /limit'), type('B', 'set -v 5 /limit 45')],
      wrong: [
        {
          goal: 'read-and-retry',
          actions: [type('B', 'set -v 5 /limit 45')],
          explains: t('has asked for `/limit`', '查看过 `/limit`'),
        },
        {
          goal: 'read-and-retry',
          actions: [type('B', 'get -s /limit'), type('B', 'set -v 4 /limit 45')],
          explains: t('the right version (`-v`)', '正确版本（`-v`）'),
        },
      ],
    },
    {
      id: 'three-counters',
      goals: [
        {
          id: 'each-counter-moved',
          text: t(
            'Move the other two counters of `/limit`: give it a child, set its ACL, and read all three. Its dataVersion stays as it was.',
            '让 `/limit` 的另外两个计数器也动起来：给它一个子节点，设置它的 ACL，再读出三个计数。dataVersion 保持不变。',
          ),
          when: and(
            znodeExists(/^\/limit\/./),
            znodeExists(LIMIT, { aclVersion: 1 }),
            printed(/aclVersion = [1-9]/, 'aclVersion = 1'),
          ),
        },
      ],
      hints: [
        t(
          'Children move cversion, ACLs move aclVersion.',
          '子节点改变 cversion，ACL 改变 aclVersion。',
        ),
        t(
          '`setAcl path acl`; the open ACL is `world:anyone:cdrwa`.',
          '`setAcl 路径 acl`；完全开放的 ACL 是 `world:anyone:cdrwa`。',
        ),
        t(
          '`create /limit/note`, `setAcl /limit world:anyone:cdrwa`, `stat /limit`.',
          '`create /limit/note`、`setAcl /limit world:anyone:cdrwa`、`stat /limit`。',
        ),
      ],
      solution: [
        type('A', 'create /limit/note'),
        type('A', 'setAcl /limit world:anyone:cdrwa'),
        type('A', 'stat /limit'),
      ],
    },
    {
      id: 'starts-again',
      prediction: afterRecreate,
      goals: [
        {
          id: 'old-version-passes',
          text: t(
            'Let A create `/flag` with the data `old`; let B delete it and create it with `new`; then let A write `mine` with `-v 0`.',
            '让 A 创建 `/flag`，数据为 `old`；让 B 删除它，再以 `new` 重新创建；然后让 A 用 `-v 0` 写入 `mine`。',
          ),
          when: inOrder(
            znodeExists('/flag', { data: 'old' }),
            znodeAbsent('/flag'),
            znodeExists('/flag', { data: 'new' }),
            writtenWithVersion('/flag', 'mine'),
          ),
        },
      ],
      hints: [
        t('Four commands, two terminals.', '四条命令，两个终端。'),
        t(
          '`delete` needs no version; `set -v 0` does the rest.',
          '`delete` 不必带版本；剩下的交给 `set -v 0`。',
        ),
        t(
          'A: `create /flag old`. B: `delete /flag`, `create /flag new`. A: `set -v 0 /flag mine`.',
          'A：`create /flag old`。B：`delete /flag`、`create /flag new`。A：`set -v 0 /flag mine`。',
        ),
      ],
      solution: [
        type('A', 'create /flag old'),
        type('B', 'delete /flag'),
        type('B', 'create /flag new'),
        type('A', 'set -v 0 /flag mine'),
      ],
    },
  ],
  challenge,
  summary: [
    t(
      'Every znode counts three things: writes of its data, changes of its children, changes of its ACL.',
      '每个 znode 有三个计数：数据被写的次数、子节点变化的次数、ACL 变化的次数。',
    ),
    t(
      '`set -v` and `delete -v` take effect only if dataVersion is still what you saw; the check and the write are one step.',
      '`set -v` 与 `delete -v` 只有在 dataVersion 仍是你看到的值时才生效；检查与写入是一步。',
    ),
    t(
      'A refusal changes no data: read again and retry; and remember that a re-created znode counts from 0.',
      '被拒绝不会改变数据：重新读取再试；并且记住，重新创建的节点从 0 开始计数。',
    ),
  ],
  documents: [
    'ZooKeeper Programmer’s Guide: ZooKeeper Stat Structure',
    'ZooKeeper Programmer’s Guide: Data Access',
    'ZooKeeper CLI: set, delete',
  ],
  departures: [
    t(
      'Two clients type one after the other here; in production the same race happens within microseconds, with the same outcome.',
      '这里两个客户端是先后输入的；在生产环境里同样的竞争发生在几微秒之内，结果一样。',
    ),
  ],
});
