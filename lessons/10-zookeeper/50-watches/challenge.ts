/** Challenge of the lesson: a task without instructions. */
import type { ChallengePlot } from '../../../src/lesson/conditions/zookeeper/api.ts';
import {
  and,
  defineChallenge,
  inOrder,
  messageArrived,
  never,
  times,
  type,
  watchFired,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import { addWatchWasUsed, words } from './words.challenge.ts';

const plot = {
  goals: [
    {
      id: 'three-kinds',
      when: and(
        inOrder(
          watchFired('/x', 'NodeCreated'),
          watchFired('/x', 'NodeDataChanged'),
          watchFired('/x', 'NodeDeleted'),
        ),
        never(times(1, messageArrived('AddWatchRequest')), addWatchWasUsed),
      ),
    },
  ],
  par: 6,
  solution: [
    type('A', 'stat -w /x'),
    type('B', 'create /x'),
    type('A', 'stat -w /x'),
    type('B', 'set /x 1'),
    type('A', 'stat -w /x'),
    type('B', 'delete /x'),
  ],
} as const satisfies ChallengePlot;

export const challenge = defineChallenge(plot, words);
