/** Predictions of the lesson: what a learner may expect, and what would have to be true for it. */
import type { Prediction } from '../../../src/lesson/api.ts';
import { t } from '../../../src/lesson/api.ts';

export const sameValueAgain: Prediction = {
  id: 'same-value-again',
  question: t(
    '`/limit` holds 15. You set it to 15 once more. What happens to dataVersion?',
    '`/limit` 的值是 15。你再把它设为 15。dataVersion 会怎样？',
  ),
  choices: [
    {
      id: 'grows',
      text: t('It grows by one.', '加一。'),
      isRight: true,
      because: t(
        'The version counts writes, not differences. The server does not compare the data.',
        '版本数的是写了多少次，不是变了多少次。服务器并不比较数据。',
      ),
    },
    {
      id: 'stays',
      text: t('It stays: nothing has changed.', '不变：什么都没变。'),
      isRight: false,
      because: t(
        'For that the server would have to compare old and new data. It does not: a set is a transaction with a zxid of its own.',
        '那样服务器就得比较新旧数据。它不比较：每次 set 都是一个有自己 zxid 的事务。',
      ),
    },
  ],
};

export const secondWriter: Prediction = {
  id: 'second-writer',
  question: t(
    'A and B have both read version 4. A writes with `-v 4`. Then B writes with `-v 4`. What does B get?',
    'A 和 B 都读到了版本 4。A 带 `-v 4` 写入，随后 B 也带 `-v 4` 写入。B 会得到什么？',
  ),
  choices: [
    {
      id: 'wins',
      text: t('B wins: last writer wins.', 'B 赢：后写者胜。'),
      isRight: false,
      because: t(
        'That is the rule without `-v`. With it the server compares first: the version would still have to be 4, but A has moved it to 5.',
        '那是不带 `-v` 的规则。带上它，服务器会先比较：版本必须仍是 4，而 A 已经让它变成 5 了。',
      ),
    },
    {
      id: 'refused',
      text: t('A refusal; the data stays as A wrote it.', '被拒绝；数据保持 A 写的样子。'),
      isRight: true,
      because: t(
        'The server checks and writes in one step, so exactly one of two writers with the same version gets through.',
        '检查与写入一步完成，所以两个带着相同版本的写入方，恰好只有一个能成功。',
      ),
    },
    {
      id: 'waits',
      text: t('B waits until A lets go of the znode.', 'B 等到 A 释放这个 znode。'),
      isRight: false,
      because: t(
        'For that A would have to hold a lock. Nobody holds anything here: that is why it is called optimistic.',
        '那样 A 就得持有锁。这里谁也没有持有任何东西，所以才叫“乐观”。',
      ),
    },
  ],
};

export const afterRecreate: Prediction = {
  id: 'after-recreate',
  question: t(
    'Somebody deletes `/flag` and makes it again. A client read version 0 of the old one. Does its `set -v 0` pass?',
    '有人删除 `/flag` 后又重新创建。某客户端读到的是旧节点的版本 0。它的 `set -v 0` 能通过吗？',
  ),
  choices: [
    {
      id: 'passes',
      text: t('Yes.', '能。'),
      isRight: true,
      because: t(
        'The new znode starts at version 0 too. Whoever has to tell the two apart compares czxid, which never comes back.',
        '新节点的版本也从 0 开始。要区分新旧两个节点，得比较 czxid，它永远不会重复。',
      ),
    },
    {
      id: 'refused',
      text: t('No: it is another znode.', '不能：那是另一个 znode 了。'),
      isRight: false,
      because: t(
        'For that the version would have to go on counting over the delete. It belongs to the znode and is gone with it.',
        '那样版本就得跨过删除继续计数。可它属于节点，随节点一起消失。',
      ),
    },
  ],
};
