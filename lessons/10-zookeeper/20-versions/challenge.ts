/** Challenge of the lesson: a task without instructions. */
import type { Challenge } from '../../../src/lesson/api.ts';
import {
  and,
  inOrder,
  messageArrived,
  never,
  printed,
  t,
  type,
  znodeExists,
} from '../../../src/lesson/api.ts';

export const challenge: Challenge = {
  task: t(
    'Count `/counter` from 0 to 3 with conditional writes only, and have one of them refused on the way at 1.',
    '只用带条件的写，把 `/counter` 从 0 数到 3；数到 1 时，要有一次写入被拒绝。',
  ),
  goals: [
    {
      id: 'counted-to-three',
      text: t(
        '`/counter` went 0, 1, refusal, 2, 3, and no write came without a version.',
        '`/counter` 依次经过 0、1、被拒、2、3，并且没有不带版本的写入。',
      ),
      when: and(
        inOrder(
          znodeExists('/counter', { data: '0' }),
          znodeExists('/counter', { data: '1' }),
          printed(/version No is not valid : \/counter/, 'version No is not valid : /counter'),
          znodeExists('/counter', { data: '2' }),
          znodeExists('/counter', { data: '3' }),
        ),
        never(
          messageArrived('SetDataRequest', {
            where: (m) => m['path'] === '/counter' && m['version'] === -1,
          }),
          t(
            'A write came without a version; start the challenge again.',
            '有一次写入没有带版本；请重新开始挑战。',
          ),
        ),
      ),
    },
  ],
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
  par: 5,
  solution: [
    type('A', 'create /counter 0'),
    type('A', 'set -v 0 /counter 1'),
    type('B', 'set -v 0 /counter 1'),
    type('B', 'set -v 1 /counter 2'),
    type('A', 'set -v 2 /counter 3'),
  ],
  wrong: [
    {
      goal: 'counted-to-three',
      actions: [type('A', 'create /counter 0'), type('A', 'set /counter 1')],
      explains: t('A write came without a version', '有一次写入没有带版本'),
    },
  ],
  debrief: t(
    'Read, compute, write with the version, and on a refusal start over: that loop is a correct counter for any number of clients, without a lock.',
    '读、算、带版本写，被拒绝就重来：这个循环就是一个对任意多客户端都正确的计数器，不需要锁。',
  ),
};
