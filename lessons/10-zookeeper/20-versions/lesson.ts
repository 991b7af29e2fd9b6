/**
 * Versions: two clients, one value, optimistic locking.
 *
 * Facts: PrepRequestProcessor.checkAndIncVersion, DataTree.setData, SetCommand, 3.8.0.
 */
import type { LessonPlot } from '../../../src/lesson/conditions/zookeeper/api.ts';
import {
  and,
  clientAsked,
  defineLesson,
  inOrder,
  printed,
  type,
  writtenWithVersion,
  znodeAbsent,
  znodeExists,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import { challenge } from './challenge.ts';
import { words } from './words.ts';

const LIMIT = '/limit';
const refused = /version No is not valid : \/limit/;
const refusedText = 'version No is not valid : /limit';

const plot = {
  id: 'versions',
  rows: ['B6'],
  steps: [
    {
      id: 'lost-update',
      goals: [
        {
          id: 'one-edit-lost',
          when: inOrder(
            znodeExists(LIMIT, { data: '10' }),
            znodeExists(LIMIT, { data: '20' }),
            znodeExists(LIMIT, { data: '15' }),
          ),
        },
      ],
      solution: [
        type('A', 'create /limit 10'),
        type('A', 'set /limit 20'),
        type('B', 'set /limit 15'),
      ],
      wrong: [
        {
          id: 'never-overwritten',
          goal: 'one-edit-lost',
          actions: [type('A', 'create /limit 10'), type('A', 'set /limit 20')],
        },
      ],
      hasMyth: true,
    },
    {
      id: 'every-set-counts',
      prediction: { id: 'same-value-again', choices: ['grows', 'stays'], right: 'grows' },
      goals: [
        {
          id: 'same-data-new-version',
          when: inOrder(
            znodeExists(LIMIT, { data: '15', version: 3 }),
            printed(/dataVersion = ([3-9]|\d\d)/, 'dataVersion = 3'),
          ),
        },
      ],
      solution: [type('A', 'set /limit 15'), type('A', 'get -s /limit')],
    },
    {
      id: 'conditional-set',
      goals: [{ id: 'set-with-version', when: writtenWithVersion(LIMIT, '30') }],
      solution: [type('A', 'set -v 3 /limit 30')],
      wrong: [
        { id: 'without-version', goal: 'set-with-version', actions: [type('A', 'set /limit 30')] },
        {
          id: 'refused-then-forced',
          goal: 'set-with-version',
          actions: [type('A', 'set -v 0 /limit 30'), type('A', 'set /limit 30')],
        },
      ],
    },
    {
      id: 'race',
      prediction: { id: 'second-writer', choices: ['wins', 'refused', 'waits'], right: 'refused' },
      goals: [
        {
          id: 'second-refused',
          when: inOrder(
            znodeExists(LIMIT, { data: '40' }),
            and(printed(refused, refusedText, { in: 'B' }), znodeExists(LIMIT, { data: '40' })),
          ),
        },
      ],
      solution: [type('A', 'set -v 4 /limit 40'), type('B', 'set -v 4 /limit 35')],
      wrong: [
        {
          id: 'second-without-version',
          goal: 'second-refused',
          actions: [type('A', 'set -v 4 /limit 40'), type('B', 'set /limit 35')],
        },
      ],
      focus: 'spaceTime',
    },
    {
      id: 'try-again',
      goals: [
        {
          id: 'read-and-retry',
          when: inOrder(
            printed(refused, refusedText, { in: 'B' }),
            clientAsked([LIMIT], { from: 'client2' }),
            writtenWithVersion(LIMIT, '45', { from: 'client2' }),
          ),
        },
      ],
      solution: [type('B', 'get -s /limit'), type('B', 'set -v 5 /limit 45')],
      wrong: [
        { id: 'did-not-read', goal: 'read-and-retry', actions: [type('B', 'set -v 5 /limit 45')] },
        {
          id: 'old-version',
          goal: 'read-and-retry',
          actions: [type('B', 'get -s /limit'), type('B', 'set -v 4 /limit 45')],
        },
      ],
    },
    {
      id: 'three-counters',
      goals: [
        {
          id: 'each-counter-moved',
          when: and(
            znodeExists(/^\/limit\/./),
            znodeExists(LIMIT, { aclVersion: 1 }),
            printed(/aclVersion = [1-9]/, 'aclVersion = 1'),
          ),
        },
      ],
      solution: [
        type('A', 'create /limit/note'),
        type('A', 'setAcl /limit world:anyone:cdrwa'),
        type('A', 'stat /limit'),
      ],
    },
    {
      id: 'starts-again',
      prediction: { id: 'after-recreate', choices: ['passes', 'refused'], right: 'passes' },
      goals: [
        {
          id: 'old-version-passes',
          when: inOrder(
            znodeExists('/flag', { data: 'old' }),
            znodeAbsent('/flag'),
            znodeExists('/flag', { data: 'new' }),
            writtenWithVersion('/flag', 'mine'),
          ),
        },
      ],
      solution: [
        type('A', 'create /flag old'),
        type('B', 'delete /flag'),
        type('B', 'create /flag new'),
        type('A', 'set -v 0 /flag mine'),
      ],
    },
  ],
  challenge,
  documents: [
    'ZooKeeper Programmer’s Guide: ZooKeeper Stat Structure',
    'ZooKeeper Programmer’s Guide: Data Access',
    'ZooKeeper CLI: set, delete',
  ],
} as const satisfies LessonPlot;

export default defineLesson(plot, words);
