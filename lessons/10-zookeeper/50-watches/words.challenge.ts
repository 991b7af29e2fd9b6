/** What the challenge says, by the ids of challenge.ts. */
import { t } from '../../../src/lesson/conditions/zookeeper/api.ts';

/** What the condition of the goal says when it can hold no more. */
export const addWatchWasUsed = t(
  '`addWatch` was used; start again.',
  '用了 `addWatch`；请重新开始。',
);

export const words = {
  task: t(
    'With standard watches only (`-w`), have A told that `/x` was created, that its data changed, and that it was deleted, with as few commands as possible.',
    '只用标准监视（`-w`），让 A 依次得知 `/x` 被创建、数据被修改、被删除，命令越少越好。',
  ),
  goals: {
    'three-kinds': t(
      'NodeCreated, NodeDataChanged and NodeDeleted of `/x` have been announced, without `addWatch`.',
      '已收到 `/x` 的 NodeCreated、NodeDataChanged 和 NodeDeleted，且没有用 `addWatch`。',
    ),
  },
  hints: [
    t('Each event costs a watch and a change.', '每个事件都要一次监视和一次修改。'),
    t(
      'A: `stat -w /x` each time; B: `create /x`, `set /x 1`, `delete /x`.',
      'A：每次都 `stat -w /x`；B：`create /x`、`set /x 1`、`delete /x`。',
    ),
  ],
  debrief: t(
    'A standard watch is a promise of one message: something changed, read again. That is why reading and watching belong into one call.',
    '标准监视只承诺一条消息：有变化，请重读。所以读取和监视应当在同一次调用里完成。',
  ),
} as const;
