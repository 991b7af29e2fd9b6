/** Predictions of the lesson: what a learner may expect, and what would have to be true for it. */
import type { Prediction } from '../../../src/lesson/api.ts';
import { t } from '../../../src/lesson/api.ts';

export const kindWithoutOptions: Prediction = {
  id: 'kind-without-options',
  question: t(
    'You type `create /services/worker up` without any option, then leave with `quit`. What will another client see?',
    '不带任何选项输入 `create /services/worker up`，然后用 `quit` 离开。另一个客户端会看到什么？',
  ),
  choices: [
    {
      id: 'gone',
      text: t('The znode is gone: it went with my session.', '节点没了：它随会话一起消失。'),
      isRight: false,
      because: t(
        'For that, `-e` would have to be the default of `create`. It is not: without `-e` the znode has no owner, and no session can take it away.',
        '那样的话，`-e` 就得是 `create` 的默认选项。但它不是：不加 `-e`，节点没有属主，任何会话都带不走它。',
      ),
    },
    {
      id: 'stays',
      text: t('The znode stays.', '节点还在。'),
      isRight: true,
      because: t(
        'Without an option a znode is persistent: it stays until somebody deletes it.',
        '不带选项创建的是持久节点：直到有人删除它，它才会消失。',
      ),
    },
    {
      id: 'for-a-while',
      text: t('It stays until my session times out.', '一直留到会话超时为止。'),
      isRight: false,
      because: t(
        'Then it would have to belong to the session. Its `ephemeralOwner` is 0x0: it belongs to nobody. And `quit` would not even wait for a timeout.',
        '若真如此，它就得属于会话。可它的 `ephemeralOwner` 是 0x0：不属于任何人。何况 `quit` 根本不会等到超时。',
      ),
    },
  ],
};

export const numberAfterDelete: Prediction = {
  id: 'number-after-delete',
  question: t(
    'Under a new `/queue` you make two sequential znodes, delete both, and make a third. Which number does it get?',
    '在新建的 `/queue` 下创建两个顺序节点，把它们都删掉，再创建第三个。它的编号是多少？',
  ),
  choices: [
    {
      id: 'zero',
      text: t('0000000000: the parent is empty again.', '0000000000：父节点又空了。'),
      isRight: false,
      because: t(
        'Then the number would have to count the children that are there. It counts the children that were ever created, so a name is never given twice.',
        '若真如此，编号就得等于现有子节点的个数。其实它数的是曾经创建过的子节点，所以同一个名字绝不会给两次。',
      ),
    },
    {
      id: 'two',
      text: t('0000000002', '0000000002'),
      isRight: true,
      because: t(
        'The parent remembers how many children were ever created, and deleting does not turn that back.',
        '父节点记着一共创建过多少个子节点，删除并不会让它倒退。',
      ),
    },
    {
      id: 'four',
      text: t('0000000004: two creates and two deletes.', '0000000004：两次创建加两次删除。'),
      isRight: false,
      because: t(
        'That is what `stat` shows as cversion, which counts deletions too. The suffix comes from a counter of creations only.',
        '那是 `stat` 显示的 cversion，它把删除也算进去。后缀用的计数器只数创建。',
      ),
    },
  ],
};

export const whenDoesItGo: Prediction = {
  id: 'when-does-it-go',
  question: t(
    'Now the client gets no chance to say goodbye: `kill -9`. When does its ephemeral znode vanish?',
    '这一次客户端来不及道别：`kill -9`。它的临时节点什么时候消失？',
  ),
  choices: [
    {
      id: 'at-once',
      text: t('At once: the server sees the connection break.', '立刻：服务器看到连接断开了。'),
      isRight: false,
      because: t(
        'The server does see it. For this answer a broken connection would have to end the session, but the client may come back on a new connection, so the server waits for the timeout.',
        '服务器确实看到了。但要这样，连接断开就得等于会话结束；而客户端还可能用新连接回来，所以服务器会等到会话超时。',
      ),
    },
    {
      id: 'timeout',
      text: t('When the session times out.', '会话超时的时候。'),
      isRight: true,
      because: t(
        'A connection is not a session. Without a goodbye only the timeout, here 30 s of silence, ends the session and removes what it owns.',
        '连接不等于会话。没有道别，就只有超时（这里是 30 秒没有心跳）才会结束会话，并移除它拥有的节点。',
      ),
    },
    {
      id: 'never',
      text: t('Never: nobody deletes it.', '永远不会：没有人删除它。'),
      isRight: false,
      because: t(
        'That would be a persistent znode. The session owns this one, and the server closes a silent session itself.',
        '那是持久节点。这个节点归会话所有，会话长时间没有心跳，服务器会自己关闭它。',
      ),
    },
  ],
};
