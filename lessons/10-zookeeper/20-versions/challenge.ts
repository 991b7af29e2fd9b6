/** Challenge of the lesson: a task without instructions. */
import type { ChallengePlot } from '../../../src/lesson/conditions/zookeeper/api.ts';
import {
  and,
  defineChallenge,
  inOrder,
  messageArrived,
  never,
  printed,
  type,
  znodeExists,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import { versionWasLeftOut, words } from './words.challenge.ts';

const plot = {
  goals: [
    {
      id: 'counted-to-three',
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
          versionWasLeftOut,
        ),
      ),
    },
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
      id: 'without-version',
      goal: 'counted-to-three',
      actions: [type('A', 'create /counter 0'), type('A', 'set /counter 1')],
    },
  ],
} as const satisfies ChallengePlot;

export const challenge = defineChallenge(plot, words);
