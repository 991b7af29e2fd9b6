/**
 * What each state of each machine waits for and answers, in Chinese. The English stands in the
 * machines themselves; a test holds that no state is missing here. Names stay upstream's.
 */
import type { StateDescriptions, StateWords } from '../system-ui.ts';

type Role = 'following' | 'observing';

/** A learner's states are the same for followers and observers but for a word or two. */
function learner(role: Role): Readonly<Record<string, StateWords>> {
  const info = role === 'following' ? 'FOLLOWERINFO' : 'OBSERVERINFO';
  const stream =
    role === 'following'
      ? 'PROPOSAL → 写日志、fsync、回 ACK；COMMIT → 应用到数据树'
      : 'INFORM → 直接应用（它已经提交）';
  return {
    [role]: {
      waits: '等待当选领导者发来的数据包。',
      answers: ['仍在选举的服务器发来的通知 → 回以投给这位领导者的票'],
    },
    [`${role}.discovery`]: { waits: '等待领导者公布新的 epoch。' },
    [`${role}.discovery.connecting`]: { waits: '等待与领导者的仲裁端口建立连接。' },
    [`${role}.discovery.retrying`]: {
      waits: '稍候片刻再重新连接领导者：它可能还没有开始监听。',
    },
    [`${role}.discovery.registering`]: {
      waits: `已发出 ${info}，等待带有新 epoch 的 LEADERINFO。`,
      answers: ['LEADERINFO → 写入 acceptedEpoch，然后回 ACKEPOCH'],
    },
    [`${role}.synchronization`]: { waits: '等待自己的历史与领导者的一致。' },
    [`${role}.synchronization.receiving`]: {
      waits: '等待 DIFF、TRUNC 或 SNAP 及其后续内容，最后是 NEWLEADER。',
      answers: ['NEWLEADER → 全部写入日志、fsync、写入 currentEpoch，然后回 ACK'],
    },
    [`${role}.synchronization.waitingForUpToDate`]: {
      waits: '等待 UPTODATE：必须先有法定多数确认了新领导者。',
      answers: ['UPTODATE → 回 ACK，开始接待客户端'],
    },
    [`${role}.broadcast`]: {
      waits: '等待领导者的数据包和客户端的请求；写请求转交领导者。',
      answers: [stream, 'PING → 回 PING，附上期间有动静的会话'],
    },
    [`${role}.broadcast.listening`]: {
      waits: '等待领导者的下一个数据包，最多等 syncLimit 个 tick。',
    },
  };
}

/** A client that is served, wholly or read-only. */
function connected(state: string, waits: string): Readonly<Record<string, StateWords>> {
  return {
    [state]: { waits },
    [`${state}.serving`]: {
      waits: '发送请求；沉默达到会话超时的三分之一时发一个 ping。',
      answers: ['watch 事件 → 调用相应的 watcher'],
    },
    ...closing(state),
  };
}

function closing(state: string): Readonly<Record<string, StateWords>> {
  return {
    [`${state}.cleaning`]: {
      waits: '连接已断。等待 100 ms，然后让未完成的请求以 ConnectionLoss 失败。',
    },
    [`${state}.sleeping`]: {
      waits: '等待下一次尝试：随机至多一秒；若所有服务器都试过一遍，再多等一秒。',
    },
  };
}

const quorumPeer: Readonly<Record<string, StateWords>> = {
  standalone: {
    waits: '等待客户端：zoo.cfg 没有列出别的服务器，无须征求任何人的同意。',
    answers: ['读请求 → 直接读自己的数据树；写请求 → 写日志、fsync、应用'],
  },
  looking: {
    waits: '等待选出领导者；这期间不为客户端服务。',
    answers: ['较旧轮次的通知 → 回以自己的提议'],
  },
  'looking.flushing': { waits: '等到已写的日志全部落盘：选票只能代表持久的历史。' },
  'looking.delaying': { waits: '随机等待片刻，免得所有观察者同时涌来。' },
  'looking.election': { waits: '等待本轮的选票。' },
  'looking.election.polling': {
    waits: '等待通知；若一直没有消息，就把等待时间加倍，并重发自己的票。',
    answers: ['更好的票 → 改投它，并告知所有人'],
  },
  'looking.election.finalizing': {
    waits: '再等 finalizeWait（200 ms），以防更好的票只是来得稍晚。',
    answers: ['更好的票 → 重新计票；其他的票 → 丢弃'],
  },
  leading: {
    waits: '在仲裁端口等待学习者，并把它们带到与自己相同的历史。',
    answers: ['仍在选举的服务器发来的通知 → 回以投给自己的票'],
  },
  'leading.discovery': { waits: '等待法定多数承诺追随新的 epoch。' },
  'leading.discovery.waitingForEpoch': {
    waits: '等待法定多数（含自己）的 FOLLOWERINFO，以便选出高于它们的 epoch。',
    answers: ['法定多数的 FOLLOWERINFO → 写入 acceptedEpoch，然后发 LEADERINFO'],
  },
  'leading.discovery.waitingForEpochAck': {
    waits: '等待法定多数的 ACKEPOCH；历史比自己更长的学习者会被拒绝。',
    answers: ['法定多数的 ACKEPOCH → 写入 currentEpoch'],
  },
  'leading.synchronization': {
    waits: '等待法定多数保存好自己的历史，并确认 NEWLEADER。',
    answers: ['学习者 → 发 DIFF、TRUNC 或 SNAP，然后发 NEWLEADER'],
  },
  'leading.broadcast': {
    waits: '等待写请求、ACK 和客户端；每两个半 tick 清点一次还有谁在追随。',
    answers: [
      '写请求 → 向所有跟随者发 PROPOSAL；法定多数 ACK → 向跟随者发 COMMIT，向观察者发 INFORM',
    ],
  },
  'leading.broadcast.pinging': {
    waits: '等待半个 tick，然后 ping 各学习者，并检查法定多数是否仍然同步。',
  },
  ...learner('following'),
  ...learner('observing'),
};

const client: Readonly<Record<string, StateWords>> = {
  CONNECTING: { waits: '没有服务器在为会话服务。请求在发送队列里等待。' },
  'CONNECTING.opening': {
    waits: '等待与列表中某一台服务器建立 TCP 连接，最多用掉它那一份超时时间。',
  },
  'CONNECTING.establishing': {
    waits: '已发出 ConnectRequest：会话 id 为 0 表示申请新会话。等待 ConnectResponse。',
  },
  ...closing('CONNECTING'),
  ...connected('CONNECTED', '会话由一台服务器提供服务。'),
  ...connected(
    'CONNECTEDREADONLY',
    '一台脱离多数的服务器只回答读请求；同时客户端继续寻找拥有法定多数的服务器。',
  ),
  CLOSED: { waits: '已被使用者关闭，或集群告知会话已过期：需要新建一个客户端。' },
  AUTH_FAILED: { waits: '服务器拒绝了凭据：需要新建一个客户端。' },
};

const learnerHandler: Readonly<Record<string, StateWords>> = {
  waitingForInfo: { waits: '等待 FOLLOWERINFO 或 OBSERVERINFO：它是谁，接受过哪个 epoch。' },
  waitingForEpoch: { waits: '等到法定多数报出各自的 epoch，好让新的 epoch 高于它们全部。' },
  waitingForAckEpoch: {
    waits: '已发出 LEADERINFO，等待 ACKEPOCH：它告知学习者最后的 zxid。',
    answers: ['历史比自己更长的 ACKEPOCH → 关闭连接'],
  },
  waitingForEpochAck: { waits: '等到法定多数确认了新的 epoch。' },
  waitingForNewLeaderAck: {
    waits: '已发出 DIFF、TRUNC 或 SNAP 及其后续内容，等待对 NEWLEADER 的 ACK。',
  },
  waitingForStartup: { waits: '等到法定多数确认了 NEWLEADER，领导者开始服务。' },
  streaming: {
    waits: '已发出 UPTODATE，等待 ACK、REQUEST、PING 和 REVALIDATE。',
    answers: ['REQUEST → 向所有跟随者发 PROPOSAL；REVALIDATE → 回答会话是否还在'],
  },
  closed: { waits: '什么也不等：学习者已经离开。' },
};

/** By the machine's id, then by the state's path. */
export const stateDescriptions: StateDescriptions = { quorumPeer, learnerHandler, client };
