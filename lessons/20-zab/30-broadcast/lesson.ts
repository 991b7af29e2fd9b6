/**
 * ZAB III: propose, ack, commit; the leader dies in between; stale reads and sync; observers.
 *
 * Facts: Leader.propose, Leader.tryToCommit, Leader.processSync, ObserverZooKeeperServer, 3.8.0.
 */
import type { LessonPlot } from '../../../src/lesson/conditions/zookeeper/api.ts';
import {
  and,
  andWait,
  defineLesson,
  diskIsSlow,
  freshRead,
  inOrder,
  killLeader,
  killServer,
  lagging,
  lasting,
  leaderElected,
  messageArrived,
  networkSlow,
  nobodyServes,
  printed,
  serversServing,
  slow,
  slowDisk,
  staleRead,
  type,
  znodeExists,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import { challenge } from './challenge.ts';
import { ackIsUnderWay, keptNotSent, words } from './words.ts';

const plot = {
  id: 'broadcast',
  rows: ['B16', 'B17', 'B1'],
  world: { zookeeper: { servers: 3, observers: 1 }, clientHosts: 2 },
  terminals: [
    { name: 'A', host: 'client1', typed: ['zkCli.sh -server zk1:2181'] },
    { name: 'B', host: 'client2', typed: ['zkCli.sh -server zk4:2181'] },
  ],
  steps: [
    {
      id: 'one-write',
      rows: ['B16', 'B2'],
      goals: [
        {
          id: 'four-messages',
          when: inOrder(
            messageArrived('REQUEST', { at: 'zk3' }),
            messageArrived('PROPOSAL', { at: 'zk1' }),
            messageArrived('ACK', { at: 'zk3' }),
            messageArrived('COMMIT', { at: 'zk1' }),
            znodeExists('/a', { on: 'zk1' }),
          ),
        },
      ],
      solution: [type('A', 'create /a 1')],
      focus: 'spaceTime',
    },
    {
      id: 'majority-is-enough',
      rows: ['B16'],
      prediction: { id: 'slow-disk', choices: ['five', 'short'], right: 'short' },
      goals: [
        {
          id: 'committed-without-zk2',
          when: inOrder(
            diskIsSlow('zk2'),
            printed(/Created \/b\b/, 'Created /b', { in: 'A' }),
            messageArrived('ACK', {
              at: 'zk3',
              from: 'zk2',
              missing: ackIsUnderWay,
            }),
          ),
        },
      ],
      solution: [andWait(slowDisk('zk2', 5000), 500), type('A', 'create /b', 8000)],
    },
    {
      id: 'observer',
      rows: ['B17'],
      goals: [
        {
          id: 'observer-informed',
          when: inOrder(
            and(znodeExists('/b'), diskIsSlow('zk2', false)),
            messageArrived('CreateRequest', { at: 'zk4' }),
            messageArrived('INFORM', { at: 'zk4' }),
            znodeExists('/c', { on: 'zk4' }),
          ),
        },
      ],
      solution: [slowDisk('zk2', 0), type('B', 'create /c')],
    },
    {
      id: 'stale-read',
      rows: ['B1'],
      prediction: { id: 'old-or-new', choices: ['old', 'new', 'waits'], right: 'old' },
      goals: [{ id: 'read-the-past', when: inOrder(networkSlow('zk3', 'zk4'), staleRead('/a')) }],
      solution: [
        andWait(slow('zk3', 'zk4', 5000), 300),
        type('A', 'set /a 2', 500),
        type('B', 'get /a', 1000),
      ],
    },
    {
      id: 'sync',
      rows: ['B1'],
      goals: [
        {
          id: 'synced-then-read',
          when: inOrder(
            staleRead('/a'),
            and(znodeExists('/a', { data: '3' }), lagging('zk4')),
            printed(/Sync is OK/, 'Sync is OK', { in: 'B' }),
            freshRead('/a'),
          ),
        },
      ],
      solution: [type('A', 'set /a 3', 300), type('B', 'sync /a', 12_000), type('B', 'get /a')],
    },
    {
      id: 'leader-dies-between',
      rows: ['B16', 'B2'],
      prediction: { id: 'kept-or-lost', choices: ['lost', 'kept'], right: 'kept' },
      goals: [
        {
          id: 'kept-without-commit',
          when: inOrder(
            messageArrived('CreateRequest', {
              at: 'zk3',
              where: ({ path }) => path === '/kept',
              missing: keptNotSent,
            }),
            printed(/ConnectionLoss for \/kept/, 'KeeperErrorCode = ConnectionLoss for /kept'),
            and(leaderElected({ not: 'zk3' }), znodeExists('/kept')),
          ),
          mistakes: [{ id: 'leader-was-faster', when: printed(/Created \/kept/, 'Created /kept') }],
        },
      ],
      wrong: [
        {
          id: 'acks-not-slowed',
          goal: 'kept-without-commit',
          actions: [type('A', 'create /kept', 3000), andWait(killLeader(), 10_000)],
        },
      ],
      solution: [
        type('A', 'connect zk3:2181', 3000),
        andWait(slow('zk1', 'zk3', 5000), 100),
        andWait(slow('zk2', 'zk3', 5000), 100),
        type('A', 'create /kept', 1000),
        andWait(killLeader(), 10_000),
      ],
      hasMyth: true,
      focus: 'spaceTime',
    },
    {
      id: 'no-vote',
      rows: ['B17', 'B14'],
      goals: [
        {
          id: 'observer-cannot-save',
          when: inOrder(
            and(leaderElected({ not: 'zk3' }), serversServing(2)),
            lasting(10_000, nobodyServes()),
          ),
        },
      ],
      solution: [andWait(killServer('zk1'), 25_000)],
    },
  ],
  challenge,
  documents: [
    'ZooKeeper Internals: Atomic Broadcast, Consistency Guarantees',
    'ZooKeeper Observers',
  ],
} as const satisfies LessonPlot;

export default defineLesson(plot, words);
