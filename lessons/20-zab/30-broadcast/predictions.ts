/** Predictions of the lesson: what a learner may expect, and what would have to be true for it. */
import type { Prediction } from '../../../src/lesson/api.ts';
import { t } from '../../../src/lesson/api.ts';

export const slowestDisk: Prediction = {
  id: 'slow-disk',
  question: t(
    'The disk of zk2 needs five seconds for each fsync. How long does a `create` take?',
    'zk2 的磁盘每次 fsync 要五秒。一次 `create` 要多久？',
  ),
  choices: [
    {
      id: 'five',
      text: t('Five seconds: everybody has to have it.', '五秒：每台都得有它。'),
      isRight: false,
      because: t(
        'For that the leader would have to wait for all. It commits with a majority of ACKs, its own included.',
        '若真如此，leader 就得等所有人。其实有多数派的 ACK（包括它自己的）就提交。',
      ),
    },
    {
      id: 'short',
      text: t('Some milliseconds, as before.', '和原来一样，几毫秒。'),
      isRight: true,
      because: t(
        'zk1 and zk3 are two of three. The slowest server does not count, as long as the others are enough.',
        'zk1 和 zk3 是三台中的两台。只要其余的够数，就不必等最慢的那台。',
      ),
    },
  ],
};

export const oldOrNew: Prediction = {
  id: 'old-or-new',
  question: t(
    'News from zk3 reaches zk4 five seconds late. A sets `/a` to 2 and sees success. B, at zk4, reads `/a` at once. What does B see?',
    'zk3 到 zk4 的消息晚五秒。A 把 `/a` 设为 2 并看到成功。B 在 zk4 上立刻读 `/a`。它看到什么？',
  ),
  choices: [
    {
      id: 'old',
      text: t('1, the old value.', '旧值 1。'),
      isRight: true,
      because: t(
        'Every server answers reads from its own tree. It may lag, but it never goes back and leaves nothing out.',
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
      text: t('B waits five seconds and sees 2.', 'B 等五秒，然后看到 2。'),
      isRight: false,
      because: t(
        'Then zk4 would have to know that it lags. It cannot know what has not reached it. That is what `sync` is for.',
        '若真如此，zk4 就得知道自己落后。没送到的东西它无从知道。`sync` 正是为此而设。',
      ),
    },
  ],
};

export const keptOrLost: Prediction = {
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
        '若真如此，新 leader 就得丢掉自己日志里的东西。它会保留全部历史，并与最初的 follower 一起提交。',
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
};
