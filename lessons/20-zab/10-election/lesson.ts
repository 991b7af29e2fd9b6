/**
 * ZAB I: votes, rounds, why the newest log wins, first start against recovery, majority.
 *
 * Facts: FastLeaderElection.totalOrderPredicate, QuorumMaj, QuorumPeer, 3.8.0.
 */
import type { LessonPlot } from '../../../src/lesson/conditions/zookeeper/api.ts';
import {
  and,
  andWait,
  defineLesson,
  inOrder,
  killLeader,
  killServer,
  lasting,
  leaderElected,
  nobodyServes,
  printed,
  roleOf,
  serversServing,
  startServer,
  type,
  znodeExists,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import { challenge } from './challenge.ts';
import { words } from './words.ts';

const everywhere = 'zkCli.sh -server zk1:2181,zk2:2181,zk3:2181';

const plot = {
  id: 'election',
  rows: ['B14', 'B15', 'B2', 'B3'],
  world: { zookeeper: { servers: 3, started: 'none' }, clientHosts: 1 },
  terminals: [{ name: 'A', host: 'client1' }],
  steps: [
    {
      id: 'alone',
      rows: ['B14', 'B2'],
      prediction: { id: 'one-of-three', choices: ['leads', 'looks', 'standalone'], right: 'looks' },
      goals: [{ id: 'zk1-looks', when: lasting(5000, roleOf('zk1', 'LOOKING')) }],
      solution: [andWait(startServer('zk1'), 7000)],
    },
    {
      id: 'two-are-enough',
      rows: ['B15'],
      prediction: { id: 'zk1-or-zk2', choices: ['first', 'second', 'nobody'], right: 'second' },
      goals: [{ id: 'zk2-leads', when: leaderElected({ is: 'zk2' }) }],
      solution: [andWait(startServer('zk2'), 5000)],
      focus: 'spaceTime',
    },
    {
      id: 'latecomer',
      rows: ['B15', 'B2'],
      prediction: { id: 'largest-id-late', choices: ['zk3', 'zk2'], right: 'zk2' },
      goals: [
        { id: 'zk3-follows', when: and(roleOf('zk3', 'FOLLOWING'), leaderElected({ is: 'zk2' })) },
      ],
      solution: [andWait(startServer('zk3'), 5000)],
      hasMyth: true,
    },
    {
      id: 'leader-dies',
      rows: ['B15', 'B3'],
      goals: [{ id: 'epoch-two', when: leaderElected({ is: 'zk3', epoch: 2 }) }],
      solution: [andWait(killServer('zk2'), 8000)],
    },
    {
      id: 'newest-log',
      rows: ['B15'],
      prediction: { id: 'old-log-large-id', choices: ['zk2', 'zk1'], right: 'zk1' },
      goals: [
        {
          id: 'smaller-id-leads',
          when: and(leaderElected({ is: 'zk1' }), znodeExists('/news', { on: 'zk1' })),
        },
      ],
      solution: [
        type('A', everywhere, 4000),
        type('A', 'create /news'),
        andWait(killServer('zk3'), 3000),
        andWait(startServer('zk2'), 10_000),
      ],
      wrong: [
        {
          id: 'nothing-missed',
          goal: 'smaller-id-leads',
          actions: [
            type('A', everywhere, 4000),
            type('A', 'create /news'),
            andWait(startServer('zk2'), 4000),
            andWait(killServer('zk3'), 10_000),
          ],
        },
      ],
    },
    {
      id: 'no-majority',
      rows: ['B14'],
      prediction: { id: 'four-servers', choices: ['two', 'one'], right: 'one' },
      goals: [
        {
          id: 'service-stops',
          when: inOrder(
            serversServing(2),
            and(nobodyServes(), roleOf('zk1', 'STOPPED')),
            lasting(10_000, and(nobodyServes(), roleOf('zk2', 'LOOKING'))),
          ),
        },
      ],
      solution: [andWait(killServer('zk1'), 14_000)],
    },
    {
      id: 'epoch-in-zxid',
      rows: ['B3'],
      goals: [
        {
          id: 'read-the-epoch',
          when: inOrder(
            serversServing(3),
            znodeExists('/epoch'),
            printed(/cZxid = 0x([4-9a-f]|[1-9a-f][0-9a-f])[0-9a-f]{8}\b/, 'cZxid = 0x4…', {
              in: 'A',
            }),
          ),
        },
      ],
      solution: [
        andWait(startServer('*'), 12_000),
        type('A', 'create /epoch'),
        type('A', 'stat /epoch'),
      ],
    },
  ],
  worlds: {
    'five-elect': {
      world: { zookeeper: { servers: 5 }, clientHosts: 1 },
      actions: [andWait(killLeader(), 6000), andWait(killLeader(), 6000)],
      show: 'stage',
      ends: and(leaderElected({ epoch: 3 }), serversServing(3)),
    },
  },
  challenge,
  documents: [
    'ZooKeeper Internals: Leader Activation, Quorums',
    'ZooKeeper Administrator’s Guide: Clustered (Multi-Server) Setup',
  ],
} as const satisfies LessonPlot;

export default defineLesson(plot, words);
