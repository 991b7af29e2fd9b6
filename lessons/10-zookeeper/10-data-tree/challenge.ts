/** Challenge of the lesson: a task without instructions. */
import type { ChallengePlot } from '../../../src/lesson/conditions/zookeeper/api.ts';
import {
  and,
  defineChallenge,
  inOrder,
  never,
  type,
  znodeExists,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import { sequentialWasMade, words } from './words.challenge.ts';

const plot = {
  goals: [
    {
      id: 'empty-room',
      when: inOrder(
        znodeExists('/room'),
        and(
          znodeExists('/room', { children: 0, created: 3 }),
          never(znodeExists(/^\/room\/.*\d{10}$/), sequentialWasMade),
        ),
      ),
    },
  ],
  par: 5,
  solution: [
    type('B', 'create /room'),
    type('B', 'create -e /room/x'),
    type('B', 'create -e /room/y'),
    type('B', 'create -e /room/z'),
    type('B', 'quit'),
  ],
  wrong: [
    {
      id: 'used-sequential',
      goal: 'empty-room',
      actions: [type('B', 'create /room'), type('B', 'create -s /room/x-')],
    },
  ],
} as const satisfies ChallengePlot;

export const challenge = defineChallenge(plot, words);
