/** What the lesson says, by the ids of lesson.ts. */
import { t } from '../../../src/lesson/conditions/zookeeper/api.ts';

/** What a condition says while it does not hold. */
export const pingsAreCounted = t(
  'Each `PingRequest` of client1 counts; an idle client sends one every 7 s.',
  'client1 的每个 `PingRequest` 都算；空闲的客户端每 7 秒发一个。',
);

/** The same, of a timeout in seconds. */
export const notGranted = (seconds: number) =>
  t(
    `No client has been granted a timeout of ${seconds} s yet.`,
    `还没有客户端得到 ${seconds} 秒的超时。`,
  );

/** Two steps need the session alive. */
const awayTooLong = t(
  'The cut lasted longer than the timeout: the session has expired and `/lock` went with it. Start this step again, and pause time (Space) when you need it.',
  '切断的时间超过了超时：会话已经过期，`/lock` 也随之消失。请重新开始这一步，需要时暂停时间（空格键）。',
);

export const words = {
  steps: {
    negotiation: {
      prediction: {
        question: t(
          'tickTime is 2000 ms. A client asks for a session timeout of 1 s. What does it get?',
          'tickTime 是 2000 毫秒。客户端请求 1 秒的会话超时，会得到多少？',
        ),
        choices: {
          one: {
            text: t('1 s, as asked.', '1 秒，要多少给多少。'),
            because: t(
              'For that the server would have to look after sessions more often than once a tick. It keeps every timeout between 2 and 20 ticks.',
              '那样服务器就得以小于一个 tick 的粒度照看会话。它把超时限制在 2 到 20 个 tick 之间。',
            ),
          },
          four: {
            text: t('4 s: two ticks.', '4 秒：两个 tick。'),
            because: t(
              'minSessionTimeout defaults to 2 ticks, maxSessionTimeout to 20. The server answers what it grants.',
              'minSessionTimeout 默认 2 个 tick，maxSessionTimeout 默认 20 个。服务器会回复实际给的值。',
            ),
          },
          refused: {
            text: t('An error.', '报错。'),
            because: t(
              'Nothing is refused: a wish outside the bounds is moved to the nearest bound, without a word in the terminal.',
              '不会拒绝：超出范围的请求会被调整到最近的边界，终端里也没有任何提示。',
            ),
          },
        },
      },
      goals: {
        'capped-at-twenty': t(
          'Connect from A with a wish of 600 s, and get 40 s.',
          '从 A 连接，请求 600 秒，得到 40 秒。',
        ),
        'raised-to-two': t(
          'Quit, connect with a wish of 1 s, and get 4 s.',
          '退出，再请求 1 秒，得到 4 秒。',
        ),
      },
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
      wrong: { 'wished-for-eight': t('4 s', '4 秒') },
    },
    heartbeats: {
      goals: {
        'three-pings': t(
          'Connect with 24 s, take `/lock` as an ephemeral znode, then do nothing and count three heartbeats.',
          '用 24 秒超时连接，创建临时节点 `/lock`，然后什么都不做，数三次心跳。',
        ),
      },
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
    },
    'short-cut': {
      goals: {
        'survived-short-cut': t(
          'Cut client1 off from zk1 for two seconds, and heal it. `/lock` stays.',
          '把 client1 和 zk1 之间切断两秒，再恢复。`/lock` 还在。',
        ),
      },
      mistakes: { 'away-too-long': awayTooLong },
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
    },
    connecting: {
      goals: {
        'lost-and-found': t(
          'Cut until A prints Disconnected, heal at once: A comes back, and `/lock` is still its own.',
          '切断，直到 A 打印 Disconnected，然后马上恢复：A 重新连上，`/lock` 仍归它所有。',
        ),
      },
      mistakes: { 'away-too-long': awayTooLong },
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
    },
    expiry: {
      prediction: {
        question: t(
          'Now A stays cut off for a minute. When does A learn that its session has expired?',
          '现在让 A 断开一分钟。A 什么时候知道自己的会话过期了？',
        ),
        choices: {
          'own-clock': {
            text: t('After 24 s, by its own clock.', '24 秒后，凭自己的时钟。'),
            because: t(
              'For that A would have to know when the server last heard from it. Only the server knows; A stays CONNECTING as long as it reaches nobody.',
              '那样 A 就得知道服务器最后一次听到它是什么时候。只有服务器知道；只要谁都连不上，A 就一直是 CONNECTING。',
            ),
          },
          'on-return': {
            text: t('When it reaches a server again.', '重新连上服务器的时候。'),
            because: t(
              'Only the service declares expiry, and it can tell A only over a connection.',
              '只有服务端能宣布过期，而且只能通过连接告诉 A。',
            ),
          },
          'on-disconnect': {
            text: t('At the moment it prints Disconnected.', '打印 Disconnected 的那一刻。'),
            because: t(
              'Then a lost connection would have to be a lost session. You have just seen one come back.',
              '那样断开连接就等于失去会话。而你刚刚看到会话又回来了。',
            ),
          },
        },
      },
      goals: {
        'expired-unnoticed': t(
          'Cut A off until the server expires its session. A does not know.',
          '切断 A，直到服务器判定其会话过期。A 并不知道。',
        ),
        'learnt-late': t('Heal, and see A learn it.', '恢复网络，看 A 得知这个消息。'),
      },
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
      wrong: { 'healed-too-soon': t('still lives', '还活着') },
      myth: {
        claim: t('A client knows when its session expired.', '客户端知道自己的会话何时过期。'),
        truth: t(
          'It learns it from a server, on its return. While it is Disconnected it must assume that its ephemerals may be gone.',
          '它要等重新连上后由服务器告知。处于 Disconnected 时，必须假定自己的临时节点可能已经没了。',
        ),
      },
    },
    closed: {
      goals: {
        'not-connected': t(
          'Ask A for anything: its handle is CLOSED.',
          '在 A 里随便问点什么：它的句柄已是 CLOSED。',
        ),
        'new-session': t(
          'Get a new session with `connect`, and take `/lock` again.',
          '用 `connect` 得到新会话，再次创建 `/lock`。',
        ),
      },
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
    },
    'frozen-owner': {
      goals: {
        'lock-changed-hands': t(
          'Freeze the client of A until its session expires, and let B take `/lock`.',
          '冻结 A 的客户端直到会话过期，然后让 B 创建 `/lock`。',
        ),
        'woke-up-late': t(
          'Let A go on, and see what it is told.',
          '让 A 继续运行，看它得到什么消息。',
        ),
      },
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
      wrong: { 'taken-too-soon': t('still lives', '还活着') },
    },
  },
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
} as const;
