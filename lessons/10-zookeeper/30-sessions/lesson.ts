/**
 * Sessions I: negotiation, heartbeats, CONNECTING / CONNECTED / CLOSED, and who declares expiry.
 *
 * Facts: ZooKeeperServer.processConnectRequest, SessionTrackerImpl, ClientCnxn.SendThread, 3.8.0.
 */
import type { LessonPlot } from '../../../src/lesson/conditions/zookeeper/api.ts';
import {
  and,
  andWait,
  defineLesson,
  inOrder,
  messageArrived,
  networkWhole,
  pauseClient,
  printed,
  resumeClient,
  sessionEnded,
  times,
  type,
  wait,
  waitFor,
  znodeAbsent,
  znodeExists,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import { comeBack, disconnected, isAway, leave, leaveUntilDisconnected } from '../away.ts';
import { challenge } from './challenge.ts';
import { notGranted, pingsAreCounted, words } from './words.ts';

const LOCK = '/lock';
const held = znodeExists(LOCK, { kind: 'ephemeral' });
const expiredSeen = printed(/state:Expired/, 'WatchedEvent state:Expired', { in: 'A' });
/** The cut lasted too long for a step that needs the session alive. */
const tooLong = {
  id: 'away-too-long',
  when: and(sessionEnded('expired', { owning: LOCK }), znodeAbsent(LOCK)),
} as const;

const heartbeat = messageArrived('PingRequest', { from: 'client1', missing: pingsAreCounted });

const plot = {
  id: 'sessions',
  rows: ['B4'],
  terminals: [
    { name: 'A', host: 'client1' },
    { name: 'B', host: 'client2', typed: ['zkCli.sh -server zk1:2181'] },
  ],
  steps: [
    {
      id: 'negotiation',
      prediction: { id: 'one-second', choices: ['one', 'four', 'refused'], right: 'four' },
      goals: [
        { id: 'capped-at-twenty', when: granted(40_000) },
        { id: 'raised-to-two', when: granted(4_000) },
      ],
      solution: [
        type('A', 'zkCli.sh -timeout 600000 -server zk1:2181', 3000),
        type('A', 'quit'),
        type('A', 'zkCli.sh -timeout 1000 -server zk1:2181', 3000),
      ],
      wrong: [
        {
          id: 'wished-for-eight',
          goal: 'raised-to-two',
          actions: [type('A', 'zkCli.sh -timeout 8000 -server zk1:2181', 3000)],
        },
      ],
    },
    {
      id: 'heartbeats',
      goals: [{ id: 'three-pings', when: inOrder(granted(24_000), held, times(3, heartbeat)) }],
      solution: [
        type('A', 'quit'),
        type('A', 'zkCli.sh -timeout 24000 -server zk1:2181', 3000),
        type('A', 'create -e /lock A'),
        wait(26_000),
      ],
      focus: 'stage',
    },
    {
      id: 'short-cut',
      goals: [
        {
          id: 'survived-short-cut',
          when: inOrder(and(held, isAway), and(held, networkWhole())),
          mistakes: [tooLong],
        },
      ],
      solution: [andWait(leave, 2000), comeBack(3000)],
    },
    {
      id: 'connecting',
      goals: [
        {
          id: 'lost-and-found',
          when: inOrder(
            held,
            disconnected,
            and(held, printed(/state:SyncConnected/, 'state:SyncConnected', { in: 'A' })),
          ),
          mistakes: [tooLong],
        },
      ],
      solution: [...leaveUntilDisconnected, comeBack(4000)],
    },
    {
      id: 'expiry',
      prediction: {
        id: 'who-knows',
        choices: ['own-clock', 'on-return', 'on-disconnect'],
        right: 'on-return',
      },
      goals: [
        {
          id: 'expired-unnoticed',
          when: inOrder(held, isAway, sessionEnded('expired', { owning: LOCK })),
        },
        {
          id: 'learnt-late',
          when: inOrder(
            sessionEnded('expired', { owning: LOCK }),
            and(networkWhole(), expiredSeen),
          ),
        },
      ],
      solution: [leave, waitFor(sessionEnded('expired', { owning: LOCK }), 40_000), comeBack(6000)],
      wrong: [
        {
          id: 'healed-too-soon',
          goal: 'expired-unnoticed',
          actions: [andWait(leave, 2000), comeBack(1500)],
        },
      ],
      hasMyth: true,
    },
    {
      id: 'closed',
      goals: [
        { id: 'not-connected', when: printed(/Not connected/, 'Not connected', { in: 'A' }) },
        { id: 'new-session', when: inOrder(sessionEnded('expired', { owning: LOCK }), held) },
      ],
      solution: [
        type('A', 'ls /'),
        type('A', 'connect zk1:2181', 3000),
        type('A', 'create -e /lock A'),
      ],
    },
    {
      id: 'frozen-owner',
      goals: [
        {
          id: 'lock-changed-hands',
          when: inOrder(and(held, expiredSeen), sessionEnded('expired', { owning: LOCK }), held),
        },
        {
          id: 'woke-up-late',
          when: inOrder(
            and(held, expiredSeen),
            sessionEnded('expired', { owning: LOCK }),
            held,
            printed(/state:Expired/, 'WatchedEvent state:Expired', { in: 'A' }),
          ),
        },
      ],
      solution: [
        pauseClient('A'),
        waitFor(sessionEnded('expired', { owning: LOCK }), 60_000),
        type('B', 'create -e /lock B'),
        andWait(resumeClient('A'), 8000),
      ],
      wrong: [
        {
          id: 'taken-too-soon',
          goal: 'lock-changed-hands',
          actions: [andWait(pauseClient('A'), 2000), type('B', 'create -e /lock B')],
        },
      ],
    },
  ],
  challenge,
  documents: [
    'ZooKeeper Programmer’s Guide: ZooKeeper Sessions',
    'ZooKeeper Administrator’s Guide: tickTime, minSessionTimeout, maxSessionTimeout',
  ],
} as const satisfies LessonPlot;

export default defineLesson(plot, words);

/** The server granted a session of this timeout. */
function granted(timeOut: number) {
  return messageArrived('ConnectResponse', {
    where: (m) => m['timeOut'] === timeOut,
    missing: notGranted(timeOut / 1000),
  });
}
