/**
 * Watches: the trigger table, one-shot, order, child against data, reconnect, the one lost event,
 * persistent and recursive.
 *
 * Facts: DataTree, WatchManager, ZKWatchManager, FinalRequestProcessor (SetWatches2), 3.8.0.
 */
import type { LessonPlot } from '../../../src/lesson/conditions/zookeeper/api.ts';
import {
  and,
  defineLesson,
  inOrder,
  messageArrived,
  networkWhole,
  never,
  type,
  watchFired,
  watchRegistered,
  znodeAbsent,
  znodeExists,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import { comeBack, disconnected, isAway, leave, leaveUntilDisconnected } from '../away.ts';
import { challenge } from './challenge.ts';
import { noSubtreeWatch, wasToldOfBlink, words } from './words.ts';

const A = 'zkCli.sh -server zk1:2181';

const plot = {
  id: 'watches',
  rows: ['B7'],
  terminals: [
    { name: 'A', host: 'client1', typed: [A] },
    { name: 'B', host: 'client2', typed: ['zkCli.sh -server zk1:2181'] },
  ],
  steps: [
    {
      id: 'first-watch',
      goals: [
        {
          id: 'told-of-a-change',
          when: inOrder(
            and(znodeExists('/news'), watchRegistered('/news', 'data')),
            watchFired('/news', 'NodeDataChanged'),
          ),
        },
      ],
      solution: [
        type('A', 'create /news monday'),
        type('A', 'get -w /news'),
        type('B', 'set /news tuesday'),
      ],
      wrong: [
        {
          id: 'read-without-watch',
          goal: 'told-of-a-change',
          actions: [
            type('A', 'create /news monday'),
            type('A', 'get /news'),
            type('B', 'set /news tuesday'),
          ],
        },
      ],
      focus: 'spaceTime',
    },
    {
      id: 'one-shot',
      prediction: { id: 'second-change', choices: ['nothing', 'both', 'last'], right: 'nothing' },
      goals: [
        {
          id: 'silence-then-again',
          when: inOrder(
            watchFired('/news', 'NodeDataChanged'),
            znodeExists('/news', { version: 2 }),
            watchRegistered('/news', 'data'),
            watchFired('/news', 'NodeDataChanged'),
          ),
        },
      ],
      solution: [
        type('B', 'set /news wednesday'),
        type('A', 'get -w /news'),
        type('B', 'set /news thursday'),
      ],
    },
    {
      id: 'two-lists',
      prediction: { id: 'child-or-data', choices: ['data', 'child', 'both'], right: 'child' },
      goals: [
        {
          id: 'only-the-child',
          when: inOrder(
            and(watchRegistered('/team', 'child'), znodeExists('/team')),
            and(watchRegistered('/team', 'child'), znodeExists('/team', { version: 1 })),
            watchFired('/team', 'NodeChildrenChanged'),
          ),
        },
      ],
      solution: [
        type('A', 'create /team'),
        type('A', 'ls -w /team'),
        type('B', 'set /team blue'),
        type('B', 'create /team/ann'),
      ],
    },
    {
      id: 'not-there-yet',
      goals: [
        {
          id: 'born-under-watch',
          when: inOrder(
            and(znodeAbsent('/soon'), watchRegistered('/soon', 'data')),
            watchFired('/soon', 'NodeCreated'),
          ),
        },
      ],
      solution: [type('A', 'stat -w /soon'), type('B', 'create /soon now')],
      wrong: [
        {
          id: 'get-instead-of-stat',
          goal: 'born-under-watch',
          actions: [type('A', 'get -w /soon'), type('B', 'create /soon now')],
        },
      ],
    },
    {
      id: 'while-away',
      goals: [
        {
          id: 'told-on-return',
          when: inOrder(
            and(watchRegistered('/news', 'data'), isAway),
            disconnected,
            watchFired('/news', 'NodeDataChanged'),
          ),
        },
      ],
      solution: [
        type('A', 'get -w /news'),
        ...leaveUntilDisconnected,
        type('B', 'set /news friday', 300),
        comeBack(5000),
      ],
      focus: 'spaceTime',
    },
    {
      id: 'the-lost-event',
      prediction: {
        id: 'created-and-deleted',
        choices: ['created', 'nothing', 'deleted'],
        right: 'nothing',
      },
      goals: [
        {
          id: 'event-was-lost',
          when: inOrder(
            and(watchRegistered('/blink', 'data'), isAway),
            disconnected,
            znodeExists('/blink'),
            znodeAbsent('/blink'),
            and(
              networkWhole(),
              messageArrived('SetWatches2'),
              watchRegistered('/blink', 'data'),
              never(watchFired('/blink', 'NodeCreated'), wasToldOfBlink),
            ),
          ),
          mistakes: [{ id: 'told-after-all', when: watchFired('/blink', 'NodeCreated') }],
        },
      ],
      solution: [
        type('A', 'stat -w /blink'),
        ...leaveUntilDisconnected,
        type('B', 'create /blink', 300),
        type('B', 'delete /blink', 300),
        comeBack(5000),
      ],
      wrong: [
        {
          id: 'not-disconnected-yet',
          goal: 'event-was-lost',
          actions: [
            type('A', 'stat -w /blink'),
            leave,
            type('B', 'create /blink', 300),
            type('B', 'delete /blink', 300),
            comeBack(5000),
          ],
        },
      ],
      hasMyth: true,
    },
    {
      id: 'persistent',
      goals: [
        {
          id: 'three-in-a-row',
          when: inOrder(
            messageArrived('AddWatchRequest', {
              where: ({ path, mode }) => path === '/tree' && mode === 'PERSISTENT_RECURSIVE',
              missing: noSubtreeWatch,
            }),
            watchFired(/^\/tree\/[^/]+$/, 'NodeCreated', '/tree/…'),
            watchFired(/^\/tree\/[^/]+\/[^/]+$/, 'NodeCreated', '/tree/…/…'),
            watchFired(/^\/tree\/[^/]+\/[^/]+$/, 'NodeDataChanged', '/tree/…/…'),
          ),
        },
      ],
      solution: [
        type('A', 'addWatch -m PERSISTENT_RECURSIVE /tree'),
        type('B', 'create /tree'),
        type('B', 'create /tree/leaf'),
        type('B', 'create /tree/leaf/vein'),
        type('B', 'set /tree/leaf/vein green'),
      ],
      wrong: [
        {
          id: 'watched-children-only',
          goal: 'three-in-a-row',
          actions: [
            type('B', 'create /tree'),
            type('A', 'ls -w /tree'),
            type('B', 'create /tree/leaf'),
            type('B', 'create /tree/leaf/vein'),
          ],
        },
      ],
    },
  ],
  challenge,
  documents: [
    'ZooKeeper Programmer’s Guide: ZooKeeper Watches',
    'ZooKeeper CLI: addWatch, removewatches',
  ],
} as const satisfies LessonPlot;

export default defineLesson(plot, words);
