/** ZooKeeper's words on the page, in Simplified Chinese. */
import type { ZooKeeperWords } from './words.en.ts';

export const zh: ZooKeeperWords = {
  provoke: {
    splitVote: '选票分裂',
    zombieLeader: '僵尸 leader',
    twoLeaders: '两台服务器都以为自己是 leader',
    lateClient: '会话恰好在客户端回来前一个 tick 过期',
    loneLeader: '不知道自己已被孤立的 leader',
    frozenLeader: '长时间停顿的 leader',
    leaderDies: 'leader 崩溃',
    noMajority: '离多数派只差一台',
    electAnew: '所有服务器同时重启',
    slowFollower: '磁盘很慢的 follower',
    lostClient: '谁也听不到的客户端',
    blackout: '全部断电',
  },
  watch: {
    splitVote:
      '两半各自内部达成一致，却都停在 LOOKING：没有候选者得到全体投票者的多数。恢复全部连接，接下来的投票就会分出结果。',
    zombieLeader:
      '旧 leader 睡着时，其余服务器选出了 epoch 更高的新 leader。它醒来时仍是 LEADING；看看断开的连接和较低的 epoch 会让它怎样。',
    twoLeaders:
      '旧 leader 发出的消息全部丢失，收到的答复都是旧的：有几个 tick 里，两台服务器都是 LEADING。分别向两台写入：只有拥有多数派的一台能提交。再看另一台何时放弃、为什么。',
    lateClient:
      '客户端被隔断，直到会话过期之后再过一个 tick。先看临时 znode 消失，再看客户端回来时得到什么答复。',
    loneLeader:
      '它听不到任何 follower，也分不清是隔断还是崩溃。数一数过了几个 tick 它才放弃；这期间经由它的写入永远得不到答复。',
    frozenLeader:
      '暂停的进程失去的只是时间。过了 syncLimit 个 tick，follower 就会放弃它，另选 leader。',
    leaderDies: '连接立刻关闭，所以 follower 立刻知道。观察投票：谁会当选，为什么是它？',
    noMajority: '剩下的服务器都健康，却谁也不答复：试试读和写。再启动一台服务器。',
    electAnew: '所有服务器同时投票。epoch 增加一；当选的还是同一台吗？',
    slowFollower: '写入一些数据：多数派就够了，提交不会等最慢的那台。然后马上从它那里读。',
    lostClient:
      '过了超时的三分之二，客户端放弃这台服务器去找别的，但徒劳无功。在会话过期之前或之后再把它接上。',
    blackout: '没有落盘的数据会丢失，已确认的绝不能丢。给主机通电，看一看。',
  },
  facets: {
    path: '关于这个 znode 或它下面的，包括其变更的 ACK 和 COMMIT',
    zxid: '关于某一个事务',
    session: '某个客户端会话的消息',
  },
  facts: {
    phase: '阶段',
    server: '服务器',
    session: '会话',
    'votes for': '投票给',
    'exit code': '退出码',
  },
  legend: {
    roles: {
      star: '领导者',
      ring: '跟随者，有投票权',
      eye: '观察者，无投票权',
      lens: '正在寻找领导者',
      square: '单机运行',
    },
    channels: {
      client: '客户端与服务器之间',
      data: '领导者与学习者之间',
      control: '选举消息',
    },
    tones: {
      client: '客户端',
      leading: '领导者或单机服务器',
      following: '跟随者或观察者',
      searching: '正在寻找领导者的服务器',
    },
    controlLine: '用于选举',
  },
};
