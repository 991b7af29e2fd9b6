/** Predictions of the lesson: what a learner may expect, and what would have to be true for it. */
import type { Prediction } from '../../../src/lesson/api.ts';
import { t } from '../../../src/lesson/api.ts';

export const secondChange: Prediction = {
  id: 'second-change',
  question: t(
    'A was told once. Now B changes `/news` twice more. What is A told?',
    'A 收到过一次通知。现在 B 又改了两次 `/news`。A 会收到什么？',
  ),
  choices: [
    {
      id: 'nothing',
      text: t('Nothing.', '什么都没有。'),
      isRight: true,
      because: t(
        'A standard watch fires once and is gone. A has to ask again, best with the very read that fetches the new value.',
        '标准监视只触发一次就没了。A 必须重新注册，最好就用取新值的那次读。',
      ),
    },
    {
      id: 'both',
      text: t('Both changes.', '两次变化都收到。'),
      isRight: false,
      because: t(
        'For that the watch would have to be persistent. There is such a kind, but `get -w` does not make it.',
        '若真如此，监视就得是持久的。确实有这种监视，但 `get -w` 不会建立它。',
      ),
    },
    {
      id: 'last',
      text: t('The last one.', '最后一次。'),
      isRight: false,
      because: t(
        'Then the server would have to gather changes for A. It holds nothing at all for a client without a watch.',
        '若真如此，服务器就得替 A 攒着变化。没有监视的客户端，服务器什么都不会替它保存。',
      ),
    },
  ],
};

export const childOrData: Prediction = {
  id: 'child-or-data',
  question: t(
    'A watches `/team` with `ls -w`. B first sets the data of `/team`, then creates `/team/ann`. Which of the two is A told of?',
    'A 用 `ls -w` 监视 `/team`。B 先修改 `/team` 的数据，再创建 `/team/ann`。A 会被告知哪一个？',
  ),
  choices: [
    {
      id: 'data',
      text: t('The new data.', '数据变化。'),
      isRight: false,
      because: t(
        'For that `ls` would have to leave a data watch. It leaves a child watch, and the two lists are separate.',
        '若真如此，`ls` 就得留下数据监视。而它留下的是子节点监视，两张表各管各的。',
      ),
    },
    {
      id: 'child',
      text: t('The new child.', '新的子节点。'),
      isRight: true,
      because: t(
        '`ls -w` leaves a child watch: it fires when a child appears or goes, or when the znode itself goes.',
        '`ls -w` 留下子节点监视：子节点出现或消失，或节点本身被删除时触发。',
      ),
    },
    {
      id: 'both',
      text: t('Both.', '两个都有。'),
      isRight: false,
      because: t(
        'A watch fires once in any case. Both would need two watches: one by `get -w`, one by `ls -w`.',
        '监视无论如何只触发一次。要两个都收到，就得有两个监视：`get -w` 一个，`ls -w` 一个。',
      ),
    },
  ],
};

export const createdAndDeleted: Prediction = {
  id: 'created-and-deleted',
  question: t(
    'A waits for `/blink` with `stat -w` and is cut off. Meanwhile B creates `/blink` and deletes it. What is A told on its return?',
    'A 用 `stat -w` 等待 `/blink`，随后断网。期间 B 创建了 `/blink` 又删除了它。A 回来时得到什么通知？',
  ),
  choices: [
    {
      id: 'created',
      text: t('That it was created.', '它被创建了。'),
      isRight: false,
      because: t(
        'For that the server would have to look into the past. It compares A’s list with the present, and nothing is there now.',
        '若真如此，服务器就得翻看过去。它只拿 A 的清单与现状比较，而现状里什么都没有。',
      ),
    },
    {
      id: 'nothing',
      text: t('Nothing at all.', '什么都没有。'),
      isRight: true,
      because: t(
        'The server compares with the present: not there when A left, not there now. For a standard watch this is the one case in which nothing at all is told.',
        '服务器只与现状比较：A 离开时没有，现在也没有。对标准监视来说，只有这种情况会一点消息都没有。',
      ),
    },
    {
      id: 'deleted',
      text: t('That it was deleted.', '它被删除了。'),
      isRight: false,
      because: t(
        'NodeDeleted on return goes to those who had watched a znode that existed. A waited for one that was not there.',
        '回来时的 NodeDeleted 只发给监视过已存在节点的客户端。A 等的是一个尚不存在的节点。',
      ),
    },
  ],
};
