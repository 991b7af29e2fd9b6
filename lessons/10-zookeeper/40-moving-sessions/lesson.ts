/**
 * Sessions II: one session over several servers, and the client that has seen the future.
 * Facts: ZooKeeperServer.processConnectRequest, LeaderSessionTracker, Learner.validateSession, 3.8.0.
 */
import type { LessonPlot } from '../../../src/lesson/conditions/zookeeper/api.ts';
import {
  and,
  andWait,
  clientFromTheFuture,
  clientKilled,
  defineLesson,
  inOrder,
  killClient,
  killLeader,
  killServer,
  lagging,
  lasting,
  messageArrived,
  networkFast,
  networkSlow,
  nobodyServes,
  outlived,
  printed,
  serversServing,
  sessionServedBy,
  slow,
  startServer,
  type,
  wait,
  znodeExists,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import { challenge } from './challenge.ts';
import { nothingWritten, words } from './words.ts';

const MEMBER = '/member';
const A = 'zkCli.sh -server zk1:2181,zk2:2181';
const writeFromA = messageArrived('SetDataRequest', {
  from: 'client1',
  missing: nothingWritten,
});
const everywhere = 'zk1:2181,zk2:2181,zk3:2181';

const plot = {
  id: 'moving-sessions',
  rows: ['B4', 'B1'],
  world: { zookeeper: { servers: 3, started: [2, 3] }, clientHosts: 2 },
  terminals: [
    { name: 'A', host: 'client1', typed: [A] },
    { name: 'B', host: 'client2', typed: [`zkCli.sh -server ${everywhere}`] },
  ],
  steps: [
    {
      id: 'one-service',
      rows: ['B4'],
      goals: [
        {
          id: 'seen-elsewhere',
          when: inOrder(
            znodeExists(MEMBER, { kind: 'ephemeral' }),
            printed(/\[.*member.*\]/, '[member, zookeeper]', { in: 'B' }),
          ),
        },
        { id: 'all-three-up', when: serversServing(3) },
      ],
      solution: [
        type('A', 'create -e /member A'),
        type('B', 'ls /'),
        andWait(startServer('zk1'), 5000),
      ],
    },
    {
      id: 'one-lags',
      rows: ['B1'],
      goals: [
        {
          id: 'zk1-is-behind',
          when: inOrder(networkSlow('zk3', 'zk1'), writeFromA, lasting(1000, lagging('zk1'))),
        },
      ],
      solution: [
        andWait(slow('zk3', 'zk1', 5000), 500),
        andWait(type('A', 'set /member news'), 8000),
      ],
    },
    {
      id: 'seen-the-future',
      rows: ['B1', 'B4'],
      prediction: {
        id: 'what-does-zk1-do',
        choices: ['serves-old', 'sends-away', 'asks-leader'],
        right: 'sends-away',
      },
      goals: [
        { id: 'sent-away', when: clientFromTheFuture('zk1') },
        { id: 'taken-in', when: sessionServedBy(MEMBER, 'zk1') },
      ],
      solution: [andWait(type('A', 'set /member newer'), 300), andWait(killServer('zk2'), 12_000)],
      focus: 'spaceTime',
    },
    {
      id: 'same-session',
      rows: ['B4'],
      goals: [
        {
          id: 'owner-is-the-same',
          when: inOrder(
            sessionServedBy(MEMBER, 'zk1'),
            printed(/ephemeralOwner = 0x2/, 'ephemeralOwner = 0x2…', { in: 'B' }),
          ),
        },
        {
          id: 'repaired',
          when: inOrder(sessionServedBy(MEMBER, 'zk1'), and(serversServing(3), networkFast())),
        },
      ],
      solution: [
        type('B', 'stat /member', 8000),
        slow('zk3', 'zk1', 0),
        andWait(startServer('zk2'), 8000),
      ],
      hasMyth: true,
    },
    {
      id: 'fresh-timeout',
      rows: ['B4'],
      prediction: {
        id: 'leader-dies-too',
        choices: ['on-time', 'later', 'with-leader'],
        right: 'later',
      },
      goals: [
        {
          id: 'outlived-its-timeout',
          when: inOrder(
            znodeExists(MEMBER, { kind: 'ephemeral' }),
            clientKilled(),
            outlived(MEMBER, 45_000),
          ),
        },
      ],
      solution: [andWait(killClient('A'), 20_000), andWait(killLeader(), 28_000)],
      wrong: [
        {
          id: 'leader-lived-on',
          goal: 'outlived-its-timeout',
          actions: [killClient('A'), wait(40_000)],
        },
      ],
    },
    {
      id: 'nobody-counts',
      rows: ['B4'],
      goals: [
        {
          id: 'waited-without-leader',
          when: inOrder(
            znodeExists('/waiting', { kind: 'ephemeral' }),
            lasting(60_000, nobodyServes()),
            znodeExists('/waiting', { kind: 'ephemeral' }),
          ),
        },
      ],
      solution: [
        type('A', A, 4000),
        type('A', 'create -e /waiting'),
        andWait(killLeader(), 62_000),
        andWait(startServer('*'), 10_000),
      ],
    },
  ],
  challenge,
  documents: [
    'ZooKeeper Programmer’s Guide: ZooKeeper Sessions',
    'ZooKeeper Programmer’s Guide: Consistency Guarantees',
  ],
} as const satisfies LessonPlot;

export default defineLesson(plot, words);
