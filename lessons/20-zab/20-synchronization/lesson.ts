/**
 * ZAB II: epochs, DIFF, SNAP, TRUNC, the deposed leader.
 *
 * Facts: LearnerHandler.syncFollower, Learner.syncWithLeader, Leader.lead, 3.8.0.
 */
import type { LessonPlot } from '../../../src/lesson/conditions/zookeeper/api.ts';
import {
  and,
  andWait,
  caughtUp,
  cut,
  defineLesson,
  diffWithNews,
  diskLacks,
  heal,
  inOrder,
  killServer,
  leaderElected,
  messageArrived,
  networkCut,
  never,
  powerOff,
  powerOn,
  printed,
  roleOf,
  serversServing,
  startServer,
  twoLeaders,
  type,
  znodeAbsent,
  znodeExists,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import { challenge } from './challenge.ts';
import { luckyWasShared, orphanNotTaken, words } from './words.ts';

const DATA_DIR = '/var/lib/zookeeper';

const plot = {
  id: 'synchronization',
  rows: ['B16', 'B12'],
  world: { zookeeper: { servers: 3 }, clientHosts: 2 },
  terminals: [
    { name: 'A', host: 'client1', typed: ['zkCli.sh -server zk2:2181'] },
    { name: 'Z', host: 'zk3' },
  ],
  steps: [
    {
      id: 'diff',
      rows: ['B16'],
      prediction: {
        id: 'what-is-sent',
        choices: ['everything', 'missing', 'nothing'],
        right: 'missing',
      },
      goals: [
        {
          id: 'zk1-got-diff',
          when: inOrder(
            and(roleOf('zk1', 'STOPPED'), znodeExists('/a'), znodeExists('/b'), znodeExists('/c')),
            diffWithNews('zk1'),
            and(caughtUp('zk1'), znodeExists('/c', { on: 'zk1' })),
          ),
        },
      ],
      solution: [
        killServer('zk1'),
        type('A', 'create /a'),
        type('A', 'create /b'),
        type('A', 'create /c'),
        andWait(startServer('zk1'), 5000),
      ],
      wrong: [
        {
          id: 'written-before',
          goal: 'zk1-got-diff',
          actions: [
            type('A', 'create /a'),
            type('A', 'create /b'),
            type('A', 'create /c'),
            killServer('zk1'),
            andWait(startServer('zk1'), 5000),
          ],
        },
      ],
      focus: 'spaceTime',
    },
    {
      id: 'snap',
      rows: ['B16', 'B12'],
      breaks: ['EpochMonotone'],
      goals: [
        {
          id: 'zk3-was-wiped',
          when: and(roleOf('zk3', 'STOPPED'), diskLacks('zk3', `${DATA_DIR}/version-2`)),
          mistakes: [{ id: 'removed-myid', when: diskLacks('zk3', `${DATA_DIR}/myid`) }],
        },
        {
          id: 'zk3-got-snap',
          when: inOrder(
            roleOf('zk3', 'STOPPED'),
            messageArrived('SNAP', { at: 'zk3' }),
            and(caughtUp('zk3'), znodeExists('/c', { on: 'zk3' })),
          ),
        },
      ],
      solution: [
        andWait(killServer('zk3'), 8000),
        type('Z', 'rm -r /var/lib/zookeeper/version-2'),
        andWait(startServer('zk3'), 8000),
      ],
    },
    {
      id: 'new-epoch',
      rows: ['B16', 'B12'],
      goals: [
        {
          id: 'handshake-seen',
          when: inOrder(
            and(roleOf('zk1', 'STOPPED'), leaderElected({ epoch: 2 })),
            messageArrived('LEADERINFO', { at: 'zk1' }),
            messageArrived('ACKEPOCH'),
            messageArrived('NEWLEADER', { at: 'zk1' }),
            messageArrived('UPTODATE', { at: 'zk1' }),
          ),
        },
        {
          id: 'first-of-epoch-two',
          when: and(znodeExists('/d', { on: 'zk1' }), znodeExists('/d', { on: 'zk3' })),
        },
      ],
      solution: [
        killServer('zk1'),
        andWait(startServer('zk1'), 5000),
        type('A', 'create /d', 3000),
      ],
      focus: 'spaceTime',
    },
    {
      id: 'deposed',
      rows: ['B16'],
      prediction: {
        id: 'fate-of-orphan',
        choices: ['created', 'error', 'unknown'],
        right: 'unknown',
      },
      goals: [
        {
          id: 'two-leaders',
          when: and(networkCut('zk2'), twoLeaders(), leaderElected({ is: 'zk3', epoch: 3 })),
        },
        {
          id: 'orphan-pending',
          when: inOrder(
            networkCut('zk2'),
            messageArrived('CreateRequest', {
              at: 'zk2',
              where: ({ path }) => path === '/orphan',
              missing: orphanNotTaken,
            }),
            printed(/ConnectionLoss for \/orphan/, 'KeeperErrorCode = ConnectionLoss for /orphan'),
          ),
        },
      ],
      solution: [
        andWait(cut('zk2', 'zk1'), 200),
        andWait(cut('zk2', 'zk3'), 200),
        type('A', 'create /orphan', 20_000),
      ],
    },
    {
      id: 'trunc',
      rows: ['B16', 'B12'],
      goals: [
        {
          id: 'zk2-was-truncated',
          when: inOrder(
            networkCut('zk2'),
            messageArrived('TRUNC', { at: 'zk2' }),
            and(caughtUp('zk2'), znodeAbsent('/orphan', { on: 'zk2' }), serversServing(3)),
          ),
        },
      ],
      solution: [andWait(heal('zk2', 'zk1'), 1000), andWait(heal('zk2', 'zk3'), 15_000)],
      hasMyth: true,
    },
    {
      id: 'adopted',
      rows: ['B16'],
      goals: [
        {
          id: 'orphan-adopted',
          when: and(
            inOrder(
              networkCut('zk3'),
              roleOf('zk3', 'STOPPED'),
              roleOf('zk3', 'LOOKING'),
              leaderElected({ is: 'zk3' }),
            ),
            never(
              inOrder(
                messageArrived('PROPOSAL', { where: isAboutLucky }),
                roleOf('zk3', 'LOOKING'),
              ),
              luckyWasShared,
            ),
            printed(/ConnectionLoss for \/lucky/, 'KeeperErrorCode = ConnectionLoss for /lucky'),
            znodeExists('/lucky'),
          ),
        },
      ],
      solution: [
        type('A', 'connect zk3:2181', 3000),
        andWait(cut('zk3', 'zk1'), 100),
        andWait(cut('zk3', 'zk2'), 100),
        type('A', 'create /lucky', 500),
        andWait(powerOff('zk3'), 100),
        andWait(powerOn('zk3'), 1000),
        andWait(heal('zk3', 'zk2'), 30_000),
      ],
      focus: 'spaceTime',
    },
  ],
  challenge,
  documents: [
    'ZooKeeper Internals: Atomic Broadcast, Leader Activation',
    'Junqueira, Reed, Serafini: Zab, High-performance broadcast for primary-backup systems',
  ],
} as const satisfies LessonPlot;

export default defineLesson(plot, words);

/** Whether a PROPOSAL carries the write of the lucky orphan. */
function isAboutLucky(message: Readonly<Record<string, unknown>>): boolean {
  const { txn } = message as { txn?: { body?: { path?: string } } };
  return txn?.body?.path === '/lucky';
}
