/** What the challenge says, by the ids of challenge.ts. */
import { t } from '../../../src/lesson/conditions/zookeeper/api.ts';

export const words = {
  task: t(
    'A has a session of 4 s here. Kill its client, and have its ephemeral `/alive` still there a minute later.',
    '这里 A 的会话超时是 4 秒。杀掉它的客户端，并让它的临时节点 `/alive` 在一分钟后依然存在。',
  ),
  goals: {
    'outlived-by-a-minute': t(
      '`/alive` outlives its killed client by 60 s.',
      '`/alive` 比被杀掉的客户端多活 60 秒。',
    ),
  },
  hints: [
    t('Who counts the four seconds?', '四秒是谁在数？'),
    t('Somebody who is not running cannot count.', '没在运行的人数不了数。'),
    t(
      '`create -e /alive`; `Kill` zk1, then client1; wait a minute; `Start` zk1.',
      '`create -e /alive`；先 `强制终止` zk1，再 `强制终止` client1；等一分钟；`启动` zk1。',
    ),
  ],
  wrong: {
    'server-kept-counting': t('There is no ephemeral `/alive`', '目前没有临时节点 `/alive`'),
  },
  debrief: t(
    'Sessions are part of the logged state, the clock is not: a server that comes back gives every session a full timeout again.',
    '会话属于写入日志的状态，计时却不是：服务器重新启动后，会给每个会话一份完整的超时。',
  ),
} as const;
