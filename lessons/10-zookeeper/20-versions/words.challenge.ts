/** What the challenge says, by the ids of challenge.ts. */
import { t } from '../../../src/lesson/conditions/zookeeper/api.ts';

/** What the condition of the goal says when it can hold no more. */
export const versionWasLeftOut = t(
  'A write came without a version; start the challenge again.',
  '有一次写入没有带版本；请重新开始挑战。',
);

export const words = {
  task: t(
    'Count `/counter` from 0 to 3 with conditional writes only, and have one of them refused on the way at 1.',
    '只用带条件的写，把 `/counter` 从 0 数到 3；数到 1 时，要有一次写入被拒绝。',
  ),
  goals: {
    'counted-to-three': t(
      '`/counter` went 0, 1, refusal, 2, 3, and no write came without a version.',
      '`/counter` 依次经过 0、1、被拒、2、3，并且没有不带版本的写入。',
    ),
  },
  hints: [
    t(
      'A refused write costs nothing: use an old version on purpose.',
      '被拒绝的写没有副作用：故意用一个旧版本。',
    ),
    t(
      '`create /counter 0`, `set -v 0 /counter 1`, `set -v 0 /counter 1`, and go on with the right versions.',
      '`create /counter 0`、`set -v 0 /counter 1`、`set -v 0 /counter 1`，然后用正确的版本继续。',
    ),
  ],
  wrong: { 'without-version': t('A write came without a version', '有一次写入没有带版本') },
  debrief: t(
    'Read, compute, write with the version, and on a refusal start over: that loop is a correct counter for any number of clients, without a lock.',
    '读、算、带版本写，被拒绝就重来：这个循环就是一个对任意多客户端都正确的计数器，不需要锁。',
  ),
} as const;
