/** What the lesson says, by the ids of lesson.ts. */
import { t } from '../../../src/lesson/conditions/zookeeper/api.ts';

export const words = {
  steps: {
    'lost-update': {
      goals: {
        'one-edit-lost': t(
          'Let A create `/limit` with 10 and raise it to 20; then let B, who still thinks of 10, set 15.',
          '让 A 创建 `/limit`，值为 10，再改成 20；然后让还以为是 10 的 B 把它设为 15。',
        ),
      },
      hints: [
        t('Nobody reads before writing: that is the point.', '谁都没有先读再写：问题就在这里。'),
        t('`set path data` replaces the data.', '`set 路径 数据` 会整个替换数据。'),
        t(
          'A: `create /limit 10`, `set /limit 20`. B: `set /limit 15`.',
          'A：`create /limit 10`、`set /limit 20`。B：`set /limit 15`。',
        ),
      ],
      wrong: { 'never-overwritten': t('`15` is asked for', '这里要的是 `15`') },
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
    'every-set-counts': {
      prediction: {
        question: t(
          '`/limit` holds 15. You set it to 15 once more. What happens to dataVersion?',
          '`/limit` 的值是 15。你再把它设为 15。dataVersion 会怎样？',
        ),
        choices: {
          grows: {
            text: t('It grows by one.', '加一。'),
            because: t(
              'The version counts writes, not differences. The server does not compare the data.',
              '版本数的是写了多少次，不是变了多少次。服务器并不比较数据。',
            ),
          },
          stays: {
            text: t('It stays: nothing has changed.', '不变：什么都没变。'),
            because: t(
              'For that the server would have to compare old and new data. It does not: a set is a transaction with a zxid of its own.',
              '那样服务器就得比较新旧数据。它不比较：每次 set 都是一个有自己 zxid 的事务。',
            ),
          },
        },
      },
      goals: {
        'same-data-new-version': t(
          'Set `/limit` to 15 again, and read its version with `get -s`.',
          '再把 `/limit` 设为 15，并用 `get -s` 读出版本。',
        ),
      },
      hints: [
        t('`-s` adds the stat to what `get` prints.', '`-s` 让 `get` 同时打印 stat。'),
        t('Look for dataVersion, not for cversion.', '看 dataVersion，不是 cversion。'),
        t('`set /limit 15`, then `get -s /limit`.', '`set /limit 15`，然后 `get -s /limit`。'),
      ],
    },
    'conditional-set': {
      goals: {
        'set-with-version': t(
          'Set `/limit` to 30, but only if nobody has written since you read it.',
          '把 `/limit` 设为 30，但前提是你读过之后没人写过。',
        ),
      },
      hints: [
        t('The condition is the version you have seen.', '条件就是你看到的版本。'),
        t('The option is `-v version`.', '选项是 `-v 版本`。'),
        t('`set -v 3 /limit 30`', '`set -v 3 /limit 30`'),
      ],
      wrong: {
        'without-version': t('the right version (`-v`)', '正确版本（`-v`）'),
        'refused-then-forced': t('the right version (`-v`)', '正确版本（`-v`）'),
      },
    },
    race: {
      prediction: {
        question: t(
          'A and B have both read version 4. A writes with `-v 4`. Then B writes with `-v 4`. What does B get?',
          'A 和 B 都读到了版本 4。A 带 `-v 4` 写入，随后 B 也带 `-v 4` 写入。B 会得到什么？',
        ),
        choices: {
          wins: {
            text: t('B wins: last writer wins.', 'B 赢：后写者胜。'),
            because: t(
              'That is the rule without `-v`. With it the server compares first: the version would still have to be 4, but A has moved it to 5.',
              '那是不带 `-v` 的规则。带上它，服务器会先比较：版本必须仍是 4，而 A 已经让它变成 5 了。',
            ),
          },
          refused: {
            text: t('A refusal; the data stays as A wrote it.', '被拒绝；数据保持 A 写的样子。'),
            because: t(
              'The server checks and writes in one step, so exactly one of two writers with the same version gets through.',
              '检查与写入一步完成，所以两个带着相同版本的写入方，恰好只有一个能成功。',
            ),
          },
          waits: {
            text: t('B waits until A lets go of the znode.', 'B 等到 A 释放这个 znode。'),
            because: t(
              'For that A would have to hold a lock. Nobody holds anything here: that is why it is called optimistic.',
              '那样 A 就得持有锁。这里谁也没有持有任何东西，所以才叫“乐观”。',
            ),
          },
        },
      },
      goals: {
        'second-refused': t(
          'Let both write with the version they know (`-v 4`): A sets 40, then B sets 35 and is refused.',
          '让两边都带着已知的版本（`-v 4`）写入：A 设为 40，接着 B 设为 35 并被拒绝。',
        ),
      },
      hints: [
        t('Use the same version in both terminals.', '两个终端用同一个版本。'),
        t('A goes first.', 'A 先来。'),
        t(
          'A: `set -v 4 /limit 40`. B: `set -v 4 /limit 35`.',
          'A：`set -v 4 /limit 40`。B：`set -v 4 /limit 35`。',
        ),
      ],
      wrong: { 'second-without-version': t('No terminal has shown', '还没有终端显示过') },
    },
    'try-again': {
      goals: {
        'read-and-retry': t(
          'Let B read again and put 45, on top of what A wrote, with the version it has now seen.',
          '让 B 重新读一遍，再用刚看到的版本，在 A 写的基础上写入 45。',
        ),
      },
      hints: [
        t('Read, compute, write with the version read.', '读、算、带着读到的版本写。'),
        t('A left the version at 5.', 'A 写完后版本是 5。'),
        t(
          'B: `get -s /limit`, then `set -v 5 /limit 45`.',
          'B：`get -s /limit`，然后 `set -v 5 /limit 45`。',
        ),
      ],
      wrong: {
        'did-not-read': t('has asked for `/limit`', '查看过 `/limit`'),
        'old-version': t('the right version (`-v`)', '正确版本（`-v`）'),
      },
    },
    'three-counters': {
      goals: {
        'each-counter-moved': t(
          'Move the other two counters of `/limit`: give it a child, set its ACL, and read all three. Its dataVersion stays as it was.',
          '让 `/limit` 的另外两个计数器也动起来：给它一个子节点，设置它的 ACL，再读出三个计数。dataVersion 保持不变。',
        ),
      },
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
    },
    'starts-again': {
      prediction: {
        question: t(
          'Somebody deletes `/flag` and makes it again. A client read version 0 of the old one. Does its `set -v 0` pass?',
          '有人删除 `/flag` 后又重新创建。某客户端读到的是旧节点的版本 0。它的 `set -v 0` 能通过吗？',
        ),
        choices: {
          passes: {
            text: t('Yes.', '能。'),
            because: t(
              'The new znode starts at version 0 too. Whoever has to tell the two apart compares czxid, which never comes back.',
              '新节点的版本也从 0 开始。要区分新旧两个节点，得比较 czxid，它永远不会重复。',
            ),
          },
          refused: {
            text: t('No: it is another znode.', '不能：那是另一个 znode 了。'),
            because: t(
              'For that the version would have to go on counting over the delete. It belongs to the znode and is gone with it.',
              '那样版本就得跨过删除继续计数。可它属于节点，随节点一起消失。',
            ),
          },
        },
      },
      goals: {
        'old-version-passes': t(
          'Let A create `/flag` with the data `old`; let B delete it and create it with `new`; then let A write `mine` with `-v 0`.',
          '让 A 创建 `/flag`，数据为 `old`；让 B 删除它，再以 `new` 重新创建；然后让 A 用 `-v 0` 写入 `mine`。',
        ),
      },
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
    },
  },
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
  departures: [
    t(
      'Two clients type one after the other here; in production the same race happens within microseconds, with the same outcome.',
      '这里两个客户端是先后输入的；在生产环境里同样的竞争发生在几微秒之内，结果一样。',
    ),
  ],
} as const;
