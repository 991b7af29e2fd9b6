/** Predictions of the lesson: what a learner may expect, and what would have to be true for it. */
import type { Prediction } from '../../../src/lesson/api.ts';
import { t } from '../../../src/lesson/api.ts';

export const oneSecond: Prediction = {
  id: 'one-second',
  question: t(
    'tickTime is 2000 ms. A client asks for a session timeout of 1 s. What does it get?',
    'tickTime 是 2000 毫秒。客户端请求 1 秒的会话超时，会得到多少？',
  ),
  choices: [
    {
      id: 'one',
      text: t('1 s, as asked.', '1 秒，要多少给多少。'),
      isRight: false,
      because: t(
        'For that the server would have to look after sessions more often than once a tick. It keeps every timeout between 2 and 20 ticks.',
        '那样服务器就得以小于一个 tick 的粒度照看会话。它把超时限制在 2 到 20 个 tick 之间。',
      ),
    },
    {
      id: 'four',
      text: t('4 s: two ticks.', '4 秒：两个 tick。'),
      isRight: true,
      because: t(
        'minSessionTimeout defaults to 2 ticks, maxSessionTimeout to 20. The server answers what it grants.',
        'minSessionTimeout 默认 2 个 tick，maxSessionTimeout 默认 20 个。服务器会回复实际给的值。',
      ),
    },
    {
      id: 'refused',
      text: t('An error.', '报错。'),
      isRight: false,
      because: t(
        'Nothing is refused: a wish outside the bounds is moved to the nearest bound, without a word in the terminal.',
        '不会拒绝：超出范围的请求会被调整到最近的边界，终端里也没有任何提示。',
      ),
    },
  ],
};

export const whoKnows: Prediction = {
  id: 'who-knows',
  question: t(
    'Now A stays cut off for a minute. When does A learn that its session has expired?',
    '现在让 A 断开一分钟。A 什么时候知道自己的会话过期了？',
  ),
  choices: [
    {
      id: 'own-clock',
      text: t('After 24 s, by its own clock.', '24 秒后，凭自己的时钟。'),
      isRight: false,
      because: t(
        'For that A would have to know when the server last heard from it. Only the server knows; A stays CONNECTING as long as it reaches nobody.',
        '那样 A 就得知道服务器最后一次听到它是什么时候。只有服务器知道；只要谁都连不上，A 就一直是 CONNECTING。',
      ),
    },
    {
      id: 'on-return',
      text: t('When it reaches a server again.', '重新连上服务器的时候。'),
      isRight: true,
      because: t(
        'Only the service declares expiry, and it can tell A only over a connection.',
        '只有服务端能宣布过期，而且只能通过连接告诉 A。',
      ),
    },
    {
      id: 'on-disconnect',
      text: t('At the moment it prints Disconnected.', '打印 Disconnected 的那一刻。'),
      isRight: false,
      because: t(
        'Then a lost connection would have to be a lost session. You have just seen one come back.',
        '那样断开连接就等于失去会话。而你刚刚看到会话又回来了。',
      ),
    },
  ],
};
