/**
 * Sessions I: negotiation, heartbeats, CONNECTING / CONNECTED / CLOSED, and who declares expiry.
 *
 * Facts: ZooKeeperServer.processConnectRequest, SessionTrackerImpl, ClientCnxn.SendThread, 3.8.0.
 */
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
  t,
  times,
  type,
  wait,
  waitFor,
  znodeAbsent,
  znodeExists,
} from '../../../src/lesson/api.ts';
import { comeBack, disconnected, isAway, leave, leaveUntilDisconnected } from '../away.ts';
import { challenge } from './challenge.ts';
import { oneSecond, whoKnows } from './predictions.ts';

const LOCK = '/lock';
const held = znodeExists(LOCK, { kind: 'ephemeral' });
const expiredSeen = printed(/state:Expired/, 'WatchedEvent state:Expired', { in: 'A' });
/** The cut lasted too long for a step that needs the session alive. */
const tooLong = {
  when: and(sessionEnded('expired', { owning: LOCK }), znodeAbsent(LOCK)),
  say: t(
    'The cut lasted longer than the timeout: the session has expired and `/lock` went with it. Start this step again, and pause time (Space) when you need it.',
    '切断的时间超过了超时：会话已经过期，`/lock` 也随之消失。请重新开始这一步，需要时暂停时间（空格键）。',
  ),
};

const heartbeat = messageArrived('PingRequest', {
  from: 'client1',
  missing: t(
    'Each `PingRequest` of client1 counts; an idle client sends one every 7 s.',
    'client1 的每个 `PingRequest` 都算；空闲的客户端每 7 秒发一个。',
  ),
});

export default defineLesson({
  id: 'sessions',
  rows: ['B4'],
  terminals: [
    { name: 'A', host: 'client1' },
    { name: 'B', host: 'client2', typed: ['zkCli.sh -server zk1:2181'] },
  ],
  steps: [
    {
      id: 'negotiation',
      prediction: oneSecond,
      goals: [
        {
          id: 'capped-at-twenty',
          text: t(
            'Connect from A with a wish of 600 s, and get 40 s.',
            '从 A 连接，请求 600 秒，得到 40 秒。',
          ),
          when: granted(40_000),
        },
        {
          id: 'raised-to-two',
          text: t(
            'Quit, connect with a wish of 1 s, and get 4 s.',
            '退出，再请求 1 秒，得到 4 秒。',
          ),
          when: granted(4_000),
        },
      ],
      hints: [
        t(
          '`zkCli.sh` has an option for it, in milliseconds.',
          '`zkCli.sh` 有这个选项，单位是毫秒。',
        ),
        t(
          'The option is `-timeout`; click the ConnectResponse on the stage.',
          '选项是 `-timeout`；在舞台上点 ConnectResponse 看看。',
        ),
        t(
          '`zkCli.sh -timeout 600000 -server zk1:2181`, `quit`, `zkCli.sh -timeout 1000 -server zk1:2181`',
          '`zkCli.sh -timeout 600000 -server zk1:2181`，`quit`，`zkCli.sh -timeout 1000 -server zk1:2181`',
        ),
      ],
      solution: [
        type('A', 'zkCli.sh -timeout 600000 -server zk1:2181', 3000),
        type('A', 'quit'),
        type('A', 'zkCli.sh -timeout 1000 -server zk1:2181', 3000),
      ],
      wrong: [
        {
          goal: 'raised-to-two',
          actions: [type('A', 'zkCli.sh -timeout 8000 -server zk1:2181', 3000)],
          explains: t('4 s', '4 秒'),
        },
      ],
    },
    {
      id: 'heartbeats',
      goals: [
        {
          id: 'three-pings',
          text: t(
            'Connect with 24 s, take `/lock` as an ephemeral znode, then do nothing and count three heartbeats.',
            '用 24 秒超时连接，创建临时节点 `/lock`，然后什么都不做，数三次心跳。',
          ),
          when: inOrder(granted(24_000), held, times(3, heartbeat)),
        },
      ],
      hints: [
        t('Leave the 4 s session first.', '先离开那个 4 秒的会话。'),
        t(
          'Then let time pass: an idle client sends a ping by itself.',
          '然后让时间流逝：空闲的客户端会自己发 ping。',
        ),
        t(
          '`quit`, `zkCli.sh -timeout 24000 -server zk1:2181`, `create -e /lock A`, and let some 20 s pass.',
          '`quit`，`zkCli.sh -timeout 24000 -server zk1:2181`，`create -e /lock A`，再让时间过去 20 秒左右。',
        ),
      ],
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
          text: t(
            'Cut client1 off from zk1 for two seconds, and heal it. `/lock` stays.',
            '把 client1 和 zk1 之间切断两秒，再恢复。`/lock` 还在。',
          ),
          when: inOrder(and(held, isAway), and(held, networkWhole())),
          mistakes: [tooLong],
        },
      ],
      hints: [
        t(
          'A connection on the stage can be chosen like a host.',
          '舞台上的连接和主机一样可以选中。',
        ),
        t(
          'Click the line between client1 and zk1: the inspector offers what can be done. By keyboard: Ctrl+K, then type `cut`.',
          '点击 client1 和 zk1 之间的连线：详情里列出能做的事。用键盘：按 Ctrl+K，再输入 `切断`。',
        ),
        t(
          'There choose `Cut client1 ↔ zk1`, and two seconds later `Heal client1 ↔ zk1`.',
          '在那里选 `切断 client1 ↔ zk1`，两秒后选 `恢复 client1 ↔ zk1`。',
        ),
      ],
      solution: [andWait(leave, 2000), comeBack(3000)],
    },
    {
      id: 'connecting',
      goals: [
        {
          id: 'lost-and-found',
          text: t(
            'Cut until A prints Disconnected, heal at once: A comes back, and `/lock` is still its own.',
            '切断，直到 A 打印 Disconnected，然后马上恢复：A 重新连上，`/lock` 仍归它所有。',
          ),
          when: inOrder(
            held,
            disconnected,
            and(held, printed(/state:SyncConnected/, 'state:SyncConnected', { in: 'A' })),
          ),
          mistakes: [tooLong],
        },
      ],
      hints: [
        t('This time wait for the message in terminal A.', '这次要等终端 A 里的消息。'),
        t(
          'A gives up after two thirds of the timeout, 16 s. Pause time then (Space) if you want to think.',
          '超过超时的三分之二（16 秒）A 就会放弃。想慢慢来，就在那时暂停（空格键）。',
        ),
        t(
          '`Cut client1 ↔ zk1`, wait for Disconnected, then `Heal everything` in the inspector (click the empty stage first).',
          '`切断 client1 ↔ zk1`，等 Disconnected，再在详情里选 `全部恢复`（先点一下舞台空白处）。',
        ),
      ],
      solution: [...leaveUntilDisconnected, comeBack(4000)],
    },
    {
      id: 'expiry',
      prediction: whoKnows,
      goals: [
        {
          id: 'expired-unnoticed',
          text: t(
            'Cut A off until the server expires its session. A does not know.',
            '切断 A，直到服务器判定其会话过期。A 并不知道。',
          ),
          when: inOrder(held, isAway, sessionEnded('expired', { owning: LOCK })),
        },
        {
          id: 'learnt-late',
          text: t('Heal, and see A learn it.', '恢复网络，看 A 得知这个消息。'),
          when: inOrder(
            sessionEnded('expired', { owning: LOCK }),
            and(networkWhole(), expiredSeen),
          ),
        },
      ],
      hints: [
        t('The same cut, but longer.', '同样的切断，只是更久。'),
        t(
          'Click zk1 and open its sessions in the inspector: one of them runs down.',
          '点击 zk1，在详情里展开它的会话：其中一个正在倒数。',
        ),
        t(
          '`Cut client1 ↔ zk1`, wait some 26 s, then `Heal everything` (click the empty stage first).',
          '`切断 client1 ↔ zk1`，等 26 秒左右，再选 `全部恢复`（先点一下舞台空白处）。',
        ),
      ],
      solution: [leave, waitFor(sessionEnded('expired', { owning: LOCK }), 40_000), comeBack(6000)],
      wrong: [
        {
          goal: 'expired-unnoticed',
          actions: [andWait(leave, 2000), comeBack(1500)],
          explains: t('still lives', '还活着'),
        },
      ],
      myth: {
        claim: t('A client knows when its session expired.', '客户端知道自己的会话何时过期。'),
        truth: t(
          'It learns it from a server, on its return. While it is Disconnected it must assume that its ephemerals may be gone.',
          '它要等重新连上后由服务器告知。处于 Disconnected 时，必须假定自己的临时节点可能已经没了。',
        ),
      },
    },
    {
      id: 'closed',
      goals: [
        {
          id: 'not-connected',
          text: t(
            'Ask A for anything: its handle is CLOSED.',
            '在 A 里随便问点什么：它的句柄已是 CLOSED。',
          ),
          when: printed(/Not connected/, 'Not connected', { in: 'A' }),
        },
        {
          id: 'new-session',
          text: t(
            'Get a new session with `connect`, and take `/lock` again.',
            '用 `connect` 得到新会话，再次创建 `/lock`。',
          ),
          when: inOrder(sessionEnded('expired', { owning: LOCK }), held),
        },
      ],
      hints: [
        t(
          'An expired session never comes back; a new one can be had.',
          '过期的会话不会复活，但可以要一个新的。',
        ),
        t('The command is `connect host:port`.', '命令是 `connect 主机:端口`。'),
        t(
          '`ls /`, `connect zk1:2181`, `create -e /lock A`',
          '`ls /`，`connect zk1:2181`，`create -e /lock A`',
        ),
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
          text: t(
            'Freeze the client of A until its session expires, and let B take `/lock`.',
            '冻结 A 的客户端直到会话过期，然后让 B 创建 `/lock`。',
          ),
          when: inOrder(and(held, expiredSeen), sessionEnded('expired', { owning: LOCK }), held),
        },
        {
          id: 'woke-up-late',
          text: t('Let A go on, and see what it is told.', '让 A 继续运行，看它得到什么消息。'),
          when: inOrder(
            and(held, expiredSeen),
            sessionEnded('expired', { owning: LOCK }),
            held,
            printed(/state:Expired/, 'WatchedEvent state:Expired', { in: 'A' }),
          ),
        },
      ],
      hints: [
        t(
          'A paused process is like one in a long garbage collection.',
          '暂停的进程就像遇上漫长的垃圾回收。',
        ),
        t(
          'Choose Pause in the menu of client1 (right click, a long touch, or M), wait until the session has expired, then type in B.',
          '在 client1 的菜单里（右键、长按，或 M 键）选“暂停”，等会话过期，再在 B 里输入。',
        ),
        t(
          '`Pause` client1, wait some 35 s; in B: `create -e /lock B`; `Resume` client1.',
          '`暂停` client1，等 35 秒左右；在 B 里：`create -e /lock B`；让 client1 `继续`。',
        ),
      ],
      solution: [
        pauseClient('A'),
        waitFor(sessionEnded('expired', { owning: LOCK }), 60_000),
        type('B', 'create -e /lock B'),
        andWait(resumeClient('A'), 8000),
      ],
      wrong: [
        {
          goal: 'lock-changed-hands',
          actions: [andWait(pauseClient('A'), 2000), type('B', 'create -e /lock B')],
          explains: t('still lives', '还活着'),
        },
      ],
    },
  ],
  challenge,
  summary: [
    t(
      'A session is not a connection: it survives broken connections for as long as its negotiated timeout, between 2 and 20 ticks.',
      '会话不等于连接：连接断了，会话仍能维持协商好的超时时间（2 到 20 个 tick）。',
    ),
    t(
      'Heartbeats keep an idle session alive; the client gives up a silent server after two thirds of the timeout and looks for another.',
      '心跳让空闲会话保持存活；服务器沉默超过超时的三分之二，客户端就放弃它，另找一台。',
    ),
    t(
      'Only the service declares expiry, and the client learns it when it returns: then its handle is CLOSED for ever.',
      '只有服务端能宣布过期，客户端回来时才得知：从此它的句柄永远是 CLOSED。',
    ),
  ],
  documents: [
    'ZooKeeper Programmer’s Guide: ZooKeeper Sessions',
    'ZooKeeper Administrator’s Guide: tickTime, minSessionTimeout, maxSessionTimeout',
  ],
  departures: [
    t(
      'A cut holds messages back for as long as it lasts; a real TCP connection gives up after some minutes.',
      '这里的切断会一直扣住消息；真实的 TCP 连接几分钟后会放弃。',
    ),
    t(
      'The clocks of all hosts run at the same speed here; real ones drift a little.',
      '这里所有主机的时钟走得一样快；真实的时钟会有少许漂移。',
    ),
  ],
});

/** The server granted a session of this timeout. */
function granted(timeOut: number) {
  const seconds = timeOut / 1000;
  return messageArrived('ConnectResponse', {
    where: (m) => m['timeOut'] === timeOut,
    missing: t(
      `No client has been granted a timeout of ${seconds} s yet.`,
      `还没有客户端得到 ${seconds} 秒的超时。`,
    ),
  });
}
