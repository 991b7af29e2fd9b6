/**
 * The data tree and the four kinds of znodes; ends with a session that closes and an ephemeral
 * znode that vanishes, and with one that takes its time.
 *
 * Facts: DataTree.createNode, PrepRequestProcessor.pRequest2TxnCreate, CreateCommand, 3.8.0.
 */
import type { LessonPlot } from '../../../src/lesson/conditions/zookeeper/api.ts';
import {
  and,
  clientAsked,
  defineLesson,
  inOrder,
  killClient,
  printed,
  sessionEnded,
  type,
  wait,
  waitFor,
  watchRegistered,
  znodeAbsent,
  znodeExists,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import { challenge } from './challenge.ts';
import { words } from './words.ts';

const SERVICE = '/services';
const WORKER = '/services/worker';
const VISITOR = '/services/visitor';

const plot = {
  id: 'data-tree',
  rows: ['B5'],
  steps: [
    {
      id: 'look-around',
      rows: ['B5', 'B9'],
      goals: [
        {
          id: 'listed-the-root',
          when: inOrder(clientAsked(['/']), printed(/\bzookeeper\b/, '[zookeeper]')),
        },
      ],
      solution: [type('A', 'ls /')],
      focus: 'terminal',
    },
    {
      id: 'folder-and-file',
      goals: [
        { id: 'made-services', when: znodeExists(SERVICE, { kind: 'persistent', hasData: true }) },
        { id: 'gave-it-a-child', when: znodeExists('/services/config', { kind: 'persistent' }) },
      ],
      solution: [
        type('A', 'create /services "the team\'s services"'),
        type('A', 'create /services/config blue'),
      ],
      wrong: [
        {
          id: 'parent-misspelled',
          goal: 'gave-it-a-child',
          actions: [type('A', 'create /service'), type('A', 'create /services/config blue')],
        },
      ],
    },
    {
      id: 'default-kind',
      prediction: {
        id: 'kind-without-options',
        choices: ['gone', 'stays', 'for-a-while'],
        right: 'stays',
      },
      goals: [
        {
          id: 'worker-outlived-session',
          when: inOrder(
            znodeExists(WORKER, { kind: 'persistent' }),
            sessionEnded('closed'),
            znodeExists(WORKER, { kind: 'persistent' }),
            clientAsked([SERVICE, WORKER]),
          ),
          mistakes: [{ id: 'made-ephemeral', when: znodeExists(WORKER, { kind: 'ephemeral' }) }],
        },
      ],
      solution: [
        type('A', 'create /services/worker up'),
        type('A', 'quit'),
        type('B', 'ls /services'),
      ],
      wrong: [
        {
          id: 'made-ephemeral',
          goal: 'worker-outlived-session',
          actions: [type('A', 'create -e /services/worker up'), type('B', 'ls /services')],
        },
      ],
      hasMyth: true,
    },
    {
      id: 'ephemeral',
      goals: [
        { id: 'made-visitor', when: znodeExists(VISITOR, { kind: 'ephemeral' }) },
        {
          id: 'no-children',
          when: printed(/Ephemerals cannot have children/, 'Ephemerals cannot have children: …'),
        },
      ],
      solution: [
        type('A', 'zkCli.sh -server zk1:2181', 3000),
        type('A', 'create -e /services/visitor hello'),
        type('A', 'create /services/visitor/bag'),
      ],
      wrong: [
        {
          id: 'made-persistent',
          goal: 'made-visitor',
          actions: [
            type('A', 'zkCli.sh -server zk1:2181', 3000),
            type('A', 'create /services/visitor hello'),
          ],
        },
      ],
    },
    {
      id: 'sequential',
      prediction: { id: 'number-after-delete', choices: ['zero', 'two', 'four'], right: 'two' },
      goals: [
        {
          id: 'third-in-queue',
          when: inOrder(
            znodeExists('/queue'),
            znodeExists(/^\/queue\/.*0000000001$/),
            and(znodeAbsent('/queue/job-0000000000'), znodeExists('/queue', { children: 0 })),
            znodeExists(/^\/queue\/.*\d{10}$/, { kind: 'persistent' }),
          ),
        },
      ],
      solution: [
        type('A', 'create /queue'),
        type('A', 'create -s /queue/job-'),
        type('A', 'create -s /queue/job-'),
        type('A', 'delete /queue/job-0000000000'),
        type('A', 'delete /queue/job-0000000001'),
        type('A', 'create -s /queue/job-'),
      ],
      wrong: [
        {
          id: 'numbered-by-hand',
          goal: 'third-in-queue',
          actions: [type('A', 'create /queue'), type('A', 'create /queue/job-0')],
        },
      ],
    },
    {
      id: 'session-closes',
      goals: [
        {
          id: 'visitor-left',
          when: inOrder(
            and(znodeExists(VISITOR, { kind: 'ephemeral' }), watchRegistered(SERVICE, 'child')),
            sessionEnded('closed', { owning: VISITOR }),
            znodeAbsent(VISITOR),
          ),
        },
      ],
      solution: [type('B', 'ls -w /services'), type('A', 'quit')],
      wrong: [
        {
          id: 'did-not-leave',
          goal: 'visitor-left',
          actions: [type('B', 'ls -w /services'), type('B', 'ls /services')],
        },
      ],
      focus: 'stage',
    },
    {
      id: 'client-dies',
      prediction: {
        id: 'when-does-it-go',
        choices: ['at-once', 'timeout', 'never'],
        right: 'timeout',
      },
      goals: [
        {
          id: 'ghost-vanished',
          when: inOrder(
            znodeExists('/services/ghost', { kind: 'ephemeral' }),
            sessionEnded('expired', { owning: '/services/ghost' }),
          ),
          mistakes: [
            { id: 'said-goodbye', when: sessionEnded('closed', { owning: '/services/ghost' }) },
          ],
        },
      ],
      solution: [
        type('A', 'zkCli.sh -server zk1:2181', 3000),
        type('A', 'create -e /services/ghost boo'),
        killClient('A'),
        waitFor(znodeAbsent('/services/ghost'), 60_000),
        wait(1000),
      ],
      wrong: [
        {
          id: 'quit-instead',
          goal: 'ghost-vanished',
          actions: [
            type('A', 'zkCli.sh -server zk1:2181', 3000),
            type('A', 'create -e /services/ghost boo'),
            type('A', 'quit'),
          ],
        },
        {
          id: 'did-not-wait',
          goal: 'ghost-vanished',
          actions: [
            type('A', 'zkCli.sh -server zk1:2181', 3000),
            type('A', 'create -e /services/ghost boo'),
            killClient('A'),
          ],
        },
      ],
    },
  ],
  worlds: {
    'owner-leaves': {
      world: { zookeeper: { servers: 1 }, clientHosts: 1 },
      terminals: [{ name: 'A', host: 'client1', typed: ['zkCli.sh -server zk1:2181'] }],
      actions: [
        type('A', 'create /stays'),
        type('A', 'create -s /stays-'),
        type('A', 'create -e /goes'),
        type('A', 'create -e -s /goes-'),
        wait(3000),
        type('A', 'quit'),
      ],
      show: 'tree',
      ends: and(
        inOrder(znodeExists('/goes', { kind: 'ephemeral' }), znodeAbsent('/goes')),
        znodeExists(/^\/stays/, { kind: 'persistent', count: 2 }),
      ),
    },
  },
  challenge,
  documents: [
    'ZooKeeper Programmer’s Guide: The ZooKeeper Data Model',
    'ZooKeeper Programmer’s Guide: ZooKeeper Sessions',
    'ZooKeeper CLI: create',
  ],
} as const satisfies LessonPlot;

export default defineLesson(plot, words);
