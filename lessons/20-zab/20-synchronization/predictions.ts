/** Predictions of the lesson: what a learner may expect, and what would have to be true for it. */
import type { Prediction } from '../../../src/lesson/api.ts';
import { t } from '../../../src/lesson/api.ts';

export const whatIsSent: Prediction = {
  id: 'what-is-sent',
  question: t(
    'zk1 is off while you make three znodes. When it returns, what does the leader send it?',
    'zk1 关机期间你创建了三个节点。它回来时，leader 会发给它什么？',
  ),
  choices: [
    {
      id: 'everything',
      text: t('The whole tree.', '整棵树。'),
      isRight: false,
      because: t(
        'That is SNAP, for those who lack too much. The leader keeps the last 500 committed transactions in memory, and three are among them.',
        '那是 SNAP，留给落后太多的。leader 在内存里保留最近 500 个已提交事务，这三个就在其中。',
      ),
    },
    {
      id: 'missing',
      text: t('The three transactions it lacks.', '它缺少的那三个事务。'),
      isRight: true,
      because: t(
        'zk1 says its last zxid, the leader finds it in its list and sends what comes after: DIFF.',
        'zk1 报出自己最后的 zxid，leader 在列表里找到它，把之后的发过去：DIFF。',
      ),
    },
    {
      id: 'nothing',
      text: t(
        'Nothing: it asks for each znode when a client does.',
        '什么都不发：客户端问到时再去取。',
      ),
      isRight: false,
      because: t(
        'Then a server could not answer reads by itself. Every server holds the whole tree.',
        '若真如此，服务器就无法独自回答读请求了。每台服务器都持有整棵树。',
      ),
    },
  ],
};

export const fateOfOrphan: Prediction = {
  id: 'fate-of-orphan',
  question: t(
    'zk2 leads, and you cut it off from zk1 and zk3, but not from your client. You type `create /orphan`. What do you get?',
    'zk2 是 leader。你把它和 zk1、zk3 切断，但它和你的客户端仍相通。你输入 `create /orphan`。会得到什么？',
  ),
  choices: [
    {
      id: 'created',
      text: t('Created: the leader has written it.', 'Created：leader 已经写下了。'),
      isRight: false,
      because: t(
        'For that one log would have to be enough. The leader answers when a majority has it on disk.',
        '那样一台的日志就得够数。leader 要等多数派落盘才会回答。',
      ),
    },
    {
      id: 'error',
      text: t('An error: the write did not happen.', '报错：写入没有发生。'),
      isRight: false,
      because: t(
        'ConnectionLoss does not say that. It says: nobody knows. The proposal is in the leader’s log, and may yet live or die.',
        'ConnectionLoss 并不是这个意思。它说的是：不知道。提案已在 leader 的日志里，生死未定。',
      ),
    },
    {
      id: 'unknown',
      text: t(
        'After a while ConnectionLoss: nobody knows.',
        '过一会儿得到 ConnectionLoss：结果未知。',
      ),
      isRight: true,
      because: t(
        'The leader waits for ACKs that never come, loses its majority, and drops its clients. The outcome is decided by others.',
        'leader 等不到 ACK，失去多数派，于是断开客户端。结局由别人决定。',
      ),
    },
  ],
};
