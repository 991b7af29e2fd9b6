/** What the challenge says, by the ids of challenge.ts. */
import { t } from '../../../src/lesson/conditions/zookeeper/api.ts';

/** What a condition says while it does not hold. */
export const oldNotTried = t(
  'No `create /old` has reached zk3 while it still led.',
  '`create /old` 没有在 zk3 还是 leader 时到达它。',
);

export const words = {
  task: t(
    'zk3 leads, A is its client; B is a client of zk1 and zk2. Make two servers believe that they lead at the same moment. Then show why no client can be harmed: A tries `create /old` at the old leader, B gets `create /new` done at the new one, and in the end all agree.',
    'zk3 是 leader，A 是它的客户端；B 是 zk1 和 zk2 的客户端。让两台服务器在同一时刻都认为自己是 leader，再证明没有客户端会受害：A 在旧 leader 上尝试 `create /old`，B 在新 leader 上完成 `create /new`，最后大家一致。',
  ),
  goals: {
    'both-believe': t(
      'Two servers believe at the same moment that they lead.',
      '同一时刻有两台服务器认为自己是 leader。',
    ),
    'only-one-confirms': t(
      'Of the writes at both, only `/new` was confirmed; all three serve, and nobody has `/old`.',
      '两边的写入中只有 `/new` 得到确认；三台都在服务，谁也没有 `/old`。',
    ),
  },
  hints: [
    t('A leader that is alone does not know it at once.', '落单的 leader 不会立刻知道自己落单。'),
    t(
      'It gives up after syncLimit ticks, 10 s here; the others notice its silence in about the same time. Write at the old leader before.',
      '它要过 syncLimit 个 tick（这里是 10 秒）才放弃；另外两台察觉它的沉默也差不多要这么久。在那之前就在旧 leader 上写入。',
    ),
    t(
      '`Cut zk1 ↔ zk3`, `Cut zk2 ↔ zk3`; A: `create /old`; wait until zk2 leads; B: `create /new`; `Heal everything`.',
      '`切断 zk1 ↔ zk3`、`切断 zk2 ↔ zk3`；A：`create /old`；等 zk2 成为 leader；B：`create /new`；最后 `全部恢复`。',
    ),
  ],
  wrong: { 'nothing-cut': t('believe that they lead', '认为自己是 leader') },
  debrief: t(
    'Two may believe, but only one has a majority, and without a majority nothing is confirmed. What the old leader’s clients can still get is an old value: reads are local.',
    '可以有两台这样认为，但只有一台拥有多数派；没有多数派，什么都不会得到确认。旧 leader 的客户端至多读到旧值：读是本地的。',
  ),
} as const;
