/** What the challenge says, by the ids of challenge.ts. */
import { t } from '../../../src/lesson/conditions/zookeeper/api.ts';

/** What the condition of the goal says when it can hold no more. */
export const sequentialWasMade = t(
  'A sequential znode was made below `/room`; it can be done without ever making a sequential znode.',
  '`/room` 下创建过顺序节点；不创建任何顺序节点也能做到。',
);

export const words = {
  task: t(
    'Leave behind an empty `/room` whose next sequential child would be number 3, without ever making a sequential znode.',
    '留下一个空的 `/room`，让它的下一个顺序子节点编号是 3，而全程不创建任何顺序节点。',
  ),
  goals: {
    'empty-room': t(
      '`/room` is empty, and its counter stands at 3.',
      '`/room` 为空，而计数器停在 3。',
    ),
  },
  hints: [
    t('What does the suffix count?', '后缀数的是什么？'),
    t('Ordinary children count as well.', '普通的子节点也算数。'),
    t(
      'Create and delete a child three times; or `create -e /room/x`, `create -e /room/y`, `create -e /room/z` and `quit`, which is shorter.',
      '把一个子节点创建、删除三次；或者 `create -e /room/x`、`create -e /room/y`、`create -e /room/z`，再 `quit`，这样更短。',
    ),
  ],
  wrong: { 'used-sequential': t('without ever making a sequential znode', '不创建任何顺序节点') },
  debrief: t(
    'The suffix is the number of children ever created under the parent, of any kind. So sequential names are unique and grow, but they need not be without gaps.',
    '后缀是父节点下曾经创建过的子节点总数，无论哪一种。所以顺序节点的名字唯一且递增，但不保证连续。',
  ),
} as const;
