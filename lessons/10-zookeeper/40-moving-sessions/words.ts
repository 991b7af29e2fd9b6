/** What the lesson says, by the ids of lesson.ts. */
import { t } from '../../../src/lesson/conditions/zookeeper/api.ts';

/** What a condition says while it does not hold. */
export const nothingWritten = t(
  'Nothing has been written in A since (`set`).',
  'A 里还没有再写过（`set`）。',
);

export const words = {
  steps: {
    'one-service': {
      goals: {
        'seen-elsewhere': t(
          'Make an ephemeral `/member` in A, and see it in B.',
          '在 A 里创建临时节点 `/member`，在 B 里看到它。',
        ),
        'all-three-up': t('Start the third server, zk1.', '启动第三台服务器 zk1。'),
      },
      hints: [
        t('`-e`, then look from the other client.', '用 `-e`，再从另一个客户端看。'),
        t('zk1 is stopped: start it on the stage.', 'zk1 是停着的：在舞台上启动它。'),
        t(
          'A: `create -e /member A`. B: `ls /`. Then start zk1 (`zkServer.sh start` on zk1).',
          'A：`create -e /member A`。B：`ls /`。然后启动 zk1（在 zk1 上 `zkServer.sh start`）。',
        ),
      ],
    },
    'one-lags': {
      goals: {
        'zk1-is-behind': t(
          'Slow down what zk3 sends to zk1 by 5 s, and write in A: now zk1 knows less than A.',
          '让 zk3 发给 zk1 的一切延迟 5 秒，然后在 A 里写入：现在 zk1 知道的比 A 少。',
        ),
      },
      hints: [
        t('zk3 leads, so the news comes from there.', 'zk3 是 leader，消息都从那里来。'),
        t('Choose the connection zk3 → zk1 and make it slow.', '选中 zk3 → zk1 的连接，让它变慢。'),
        t(
          'Click a line between zk1 and zk3, choose `Slow down zk3 → zk1, 5 s` in the inspector; A: `set /member news`.',
          '点击 zk1 与 zk3 之间的连线，在详情里选 `变慢 zk3 → zk1, 5 s`；A：`set /member news`。',
        ),
      ],
    },
    'seen-the-future': {
      prediction: {
        question: t(
          'zk2, to which A is connected, dies. A turns to zk1, which has not heard of A’s last write yet. What does zk1 do?',
          'A 所连的 zk2 挂了。A 转向 zk1，而 zk1 还不知道 A 刚才的写入。zk1 会怎么做？',
        ),
        choices: {
          'serves-old': {
            text: t('It serves A with what it has.', '用它已有的数据为 A 服务。'),
            because: t(
              'Then A would see its own write undone. For that the server would have to ignore lastZxidSeen in the ConnectRequest; it does not.',
              '那样 A 就会看到自己刚才的写入不见了。要这样，服务器就得无视 ConnectRequest 里的 lastZxidSeen；而它不会。',
            ),
          },
          'sends-away': {
            text: t('It closes the connection; A has to try again.', '关闭连接，让 A 再试。'),
            because: t(
              'The client tells the last zxid it has seen. A server that is behind sends it away: that is the single system image.',
              '客户端会报出自己见过的最后一个 zxid，落后于它的服务器会拒绝连接：“单一系统映像”就是这样做到的。',
            ),
          },
          'asks-leader': {
            text: t('It asks the leader and makes A wait.', '向 leader 询问，让 A 等着。'),
            because: t(
              'It could be built so, but it is not: this check needs no message to anybody. Only the session itself is checked with the leader.',
              '可以这样设计，但事实不是：这个检查不需要给任何人发消息。要问 leader 的只有会话本身。',
            ),
          },
        },
      },
      goals: {
        'sent-away': t(
          'Kill zk2 while zk1 is still behind: zk1 refuses A.',
          '趁 zk1 还落后时杀掉 zk2：zk1 拒绝了 A。',
        ),
        'taken-in': t(
          'Let time pass: when zk1 has caught up, it takes the session over.',
          '让时间流逝：zk1 追上之后，就接管了这个会话。',
        ),
      },
      hints: [
        t(
          'Write once more, then kill before the news is there.',
          '再写一次，赶在消息送达之前动手杀。',
        ),
        t(
          'You have 5 s between the write and its arrival at zk1. Pause (Space), and you have all the time you want.',
          '从写入到消息抵达 zk1，你有 5 秒。先暂停（空格键），时间就随你用。',
        ),
        t(
          'A: `set /member newer`; `Kill` in the menu of zk2; wait.',
          'A：`set /member newer`；在 zk2 的菜单里选 `强制终止`；等待。',
        ),
      ],
    },
    'same-session': {
      goals: {
        'owner-is-the-same': t(
          'Read the owner of `/member` in B: still the session that began at server 2.',
          '在 B 里读 `/member` 的属主：仍是当初在服务器 2 上开始的那个会话。',
        ),
        repaired: t('Repair: start zk2, and take the delay away.', '修复：启动 zk2，取消延迟。'),
      },
      hints: [
        t('`stat` shows the owner.', '`stat` 会显示属主。'),
        t(
          'The top byte of a session id is the number of the server that made it.',
          '会话 id 的最高字节是创建它的服务器编号。',
        ),
        t(
          'B: `stat /member`. `Heal everything` (click the empty stage first), `Start` in the menu of zk2.',
          'B：`stat /member`。选 `全部恢复`（先点一下舞台空白处），再在 zk2 的菜单里选 `启动`。',
        ),
      ],
      myth: {
        claim: t(
          'An ephemeral vanishes when the server dies to which its client was connected.',
          '客户端所连的服务器一挂，临时节点就没了。',
        ),
        truth: t(
          'It belongs to the session, and the session belongs to the whole service. Only a close or an expiry ends it.',
          '它属于会话，而会话属于整个服务。只有关闭或过期才会结束它。',
        ),
      },
    },
    'fresh-timeout': {
      prediction: {
        question: t(
          'The client of A (timeout 30 s) is killed. Twenty seconds later the leader dies too. When does `/member` go?',
          '杀掉 A 的客户端（超时 30 秒）。二十秒后 leader 也挂了。`/member` 什么时候消失？',
        ),
        choices: {
          'on-time': {
            text: t('About 30 s after the client died.', '客户端死后约 30 秒。'),
            because: t(
              'For that somebody would have to remember how much of the timeout was used up. Deadlines are kept in the leader’s memory only.',
              '那样就得有人记得超时已经用掉多少。而期限只存在于 leader 的内存里。',
            ),
          },
          later: {
            text: t('About 30 s after the new leader took over.', '新 leader 上任后约 30 秒。'),
            because: t(
              'A new leader knows all sessions from its log and gives each a full timeout, so that nobody is punished for the election.',
              '新 leader 从日志得知所有会话，并给每个会话一份完整的超时，免得有人因选举而受罚。',
            ),
          },
          'with-leader': {
            text: t('At once, with the leader.', '立刻，随 leader 一起。'),
            because: t(
              'Then sessions would have to live in the leader. They are in the log and the snapshots of every server.',
              '那样会话就得只活在 leader 里。其实它们在每台服务器的日志和快照里。',
            ),
          },
        },
      },
      goals: {
        'outlived-its-timeout': t(
          'Make `/member` outlive its killed client by 45 s.',
          '让 `/member` 比被杀掉的客户端多活 45 秒。',
        ),
      },
      hints: [
        t(
          'First the client, then the leader, before the timeout is over.',
          '先杀客户端，再趁超时未到杀 leader。',
        ),
        t(
          'zk3 leads. Quiet time runs ten times as fast: pause it (Space) some 20 s after the first death.',
          'zk3 是 leader。没有事情发生时，时间走得快十倍：客户端死后约 20 秒时，先把时间停住（空格键）。',
        ),
        t(
          '`Kill` in the menu of client1; some 20 s later `Kill` in the menu of zk3; let time run.',
          '在 client1 的菜单里选 `强制终止`；约 20 秒之后在 zk3 的菜单里选 `强制终止`；再让时间继续。',
        ),
      ],
      wrong: {
        'leader-lived-on': t('There is no ephemeral `/member`', '目前没有临时节点 `/member`'),
      },
    },
    'nobody-counts': {
      goals: {
        'waited-without-leader': t(
          'Own `/waiting` from a new session of A, take the majority away for a minute, bring it back: `/waiting` is still there.',
          '用 A 的新会话创建临时节点 `/waiting`，让集群失去多数派一分钟，再恢复：`/waiting` 还在。',
        ),
      },
      hints: [
        t(
          'Two servers run. One is no majority of three.',
          '有两台在运行。三台中的一台不是多数派。',
        ),
        t('Kill one more, wait a minute, start all.', '再杀一台，等一分钟，全部启动。'),
        t(
          'A: `zkCli.sh -server zk1:2181,zk2:2181`, `create -e /waiting`; `Kill` the leader; wait 60 s; `Start` zk3 and the other one.',
          'A：`zkCli.sh -server zk1:2181,zk2:2181`，`create -e /waiting`；`强制终止` leader；等 60 秒；再 `启动` zk3 和另一台。',
        ),
      ],
    },
  },
  summary: [
    t(
      'A session belongs to the whole ensemble: when its server dies, the client takes it to another one, ephemerals and all.',
      '会话属于整个集群：所连的服务器挂了，客户端就带着它（连同临时节点）换到另一台。',
    ),
    t(
      'A server that is behind what a client has already seen sends that client away, so that time never runs backwards for it.',
      '服务器若落后于客户端见过的状态，就会拒绝它，因此对客户端来说，时间绝不倒流。',
    ),
    t(
      'Only a leader counts timeouts, in memory: a new leader gives everybody a full one, and without a leader nothing expires.',
      '只有 leader 在内存里计时：新 leader 给每个会话一份完整的超时；没有 leader，就没有过期。',
    ),
  ],
  departures: [
    t(
      'A delayed connection here delays every message by the same time; real congestion is uneven.',
      '这里变慢的连接让每条消息都延迟相同的时间；真实的拥塞并不均匀。',
    ),
  ],
} as const;
