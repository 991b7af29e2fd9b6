/** Predictions of the lesson: what a learner may expect, and what would have to be true for it. */
import type { Prediction } from '../../../src/lesson/api.ts';
import { t } from '../../../src/lesson/api.ts';

export const oneOfThree: Prediction = {
  id: 'one-of-three',
  question: t(
    'Three servers are configured. You start zk1 only. What will it be?',
    '配置了三台服务器，你只启动 zk1。它会处于什么状态？',
  ),
  choices: [
    {
      id: 'leads',
      text: t('LEADING: there is nobody else.', 'LEADING：没有别人。'),
      isRight: false,
      because: t(
        'For that one of three would have to be enough. The other two might be alive elsewhere and lead as well.',
        '那样三台里的一台就得够数。可另外两台也许在别处活着，同样会自立为 leader。',
      ),
    },
    {
      id: 'looks',
      text: t('LOOKING: it waits for a majority.', 'LOOKING：等待多数派。'),
      isRight: true,
      because: t(
        'It votes for itself, but one vote of three is no majority; so it serves nobody.',
        '它投给自己，但三票中的一票不是多数；所以它不为任何客户端服务。',
      ),
    },
    {
      id: 'standalone',
      text: t('STANDALONE: it works on its own.', 'STANDALONE：独自工作。'),
      isRight: false,
      because: t(
        'A server is standalone only if its zoo.cfg names no others.',
        '只有 zoo.cfg 里没有列出其他服务器时，才是 standalone。',
      ),
    },
  ],
};

export const zk1OrZk2: Prediction = {
  id: 'zk1-or-zk2',
  question: t(
    'Both logs are empty. You start zk2. Who leads?',
    '两边的日志都是空的。你启动 zk2。谁会成为 leader？',
  ),
  choices: [
    {
      id: 'first',
      text: t('zk1: it was first.', 'zk1：它先来。'),
      isRight: false,
      because: t(
        'For that the order of starting would have to count. A vote is compared by epoch, zxid and id, nothing else.',
        '那样启动顺序就得算数。可选票只按 epoch、zxid 和 id 比较。',
      ),
    },
    {
      id: 'second',
      text: t('zk2.', 'zk2。'),
      isRight: true,
      because: t(
        'Epoch and zxid are equal, so the larger id wins, and zk1 changes its vote.',
        'epoch 和 zxid 都相等，于是 id 大的赢，zk1 改投它。',
      ),
    },
    {
      id: 'nobody',
      text: t('Nobody before zk3 has started.', '在 zk3 启动之前，谁也不是。'),
      isRight: false,
      because: t(
        'Then all would have to agree. Two of three are a majority, and any two majorities share a server.',
        '若真如此，就得全员同意。三台中的两台已是多数派，而任意两个多数派必有交集。',
      ),
    },
  ],
};

export const largestIdLate: Prediction = {
  id: 'largest-id-late',
  question: t(
    'Now zk3 starts, with the largest id. Who leads then?',
    '现在 id 最大的 zk3 启动了。谁是 leader？',
  ),
  choices: [
    {
      id: 'zk3',
      text: t('zk3: the largest id.', 'zk3：id 最大。'),
      isRight: false,
      because: t(
        'For that an election would have to take place. There is a leader with a majority; zk3 asks, is told, and follows.',
        '若真如此，得先有一次选举。现在已有得到多数派支持的 leader；zk3 一问便知，于是跟随它。',
      ),
    },
    {
      id: 'zk2',
      text: t('zk2 still.', '仍是 zk2。'),
      isRight: true,
      because: t(
        'Elections happen when there is no leader. A working leader is never voted out.',
        '没有 leader 时才选举。正常工作的 leader 不会被选下去。',
      ),
    },
  ],
};

export const oldLogLargeId: Prediction = {
  id: 'old-log-large-id',
  question: t(
    'zk2 is off and missed epoch 2. You write something, kill zk3, and start zk2. Who leads, zk1 or zk2?',
    'zk2 已关机，错过了 epoch 2。你写点东西，杀掉 zk3，再启动 zk2。zk1 和 zk2 谁会成为 leader？',
  ),
  choices: [
    {
      id: 'zk2',
      text: t('zk2: the larger id.', 'zk2：id 较大。'),
      isRight: false,
      because: t(
        'Then the id would have to come first in a vote. It comes last: epoch, then zxid, then id.',
        '那样比较选票时 id 就得排第一。它排在最后：先 epoch，再 zxid，最后才是 id。',
      ),
    },
    {
      id: 'zk1',
      text: t('zk1: it knows more.', 'zk1：它知道得更多。'),
      isRight: true,
      because: t(
        'zk2 lacks a confirmed write. If it led, the write would be gone. So the newest log wins.',
        'zk2 缺少一次已确认的写入。若由它领导，那次写入就没了。所以最新的日志获胜。',
      ),
    },
  ],
};

export const fourServers: Prediction = {
  id: 'four-servers',
  question: t(
    'Three servers survive one failure. How many failures do four servers survive?',
    '三台服务器能承受一台故障。四台服务器能承受几台？',
  ),
  choices: [
    {
      id: 'two',
      text: t('Two.', '两台。'),
      isRight: false,
      because: t(
        'Then two of four would have to be a majority. If they were, the other two would be one as well.',
        '那样四台里的两台就得是多数派。果真如此，另外两台也同样是。',
      ),
    },
    {
      id: 'one',
      text: t('One, as three do.', '一台，和三台时一样。'),
      isRight: true,
      because: t(
        'A majority of four is three. The fourth server costs a machine and adds no safety: hence odd numbers, 2n+1 for n failures.',
        '四台的多数派是三台。第四台多花一台机器，却不增加容错：所以用奇数，2n+1 台承受 n 台故障。',
      ),
    },
  ],
};
