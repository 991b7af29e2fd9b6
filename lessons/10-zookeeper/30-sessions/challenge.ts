/** Challenge of the lesson: a task without instructions. */
import type { Challenge } from '../../../src/lesson/api.ts';
import {
  andWait,
  clientKilled,
  inOrder,
  killClient,
  killServer,
  outlived,
  startServer,
  t,
  type,
  wait,
  znodeExists,
} from '../../../src/lesson/api.ts';

export const challenge: Challenge = {
  task: t(
    'A has a session of 4 s here. Kill its client, and have its ephemeral `/alive` still there a minute later.',
    '这里 A 的会话超时是 4 秒。杀掉它的客户端，并让它的临时节点 `/alive` 在一分钟后依然存在。',
  ),
  terminals: [
    { name: 'A', host: 'client1', typed: ['zkCli.sh -timeout 4000 -server zk1:2181'] },
    { name: 'B', host: 'client2', typed: ['zkCli.sh -server zk1:2181'] },
  ],
  goals: [
    {
      id: 'outlived-by-a-minute',
      text: t(
        '`/alive` outlives its killed client by 60 s.',
        '`/alive` 比被杀掉的客户端多活 60 秒。',
      ),
      when: inOrder(
        znodeExists('/alive', { kind: 'ephemeral' }),
        clientKilled(),
        outlived('/alive', 60_000),
      ),
    },
  ],
  hints: [
    t('Who counts the four seconds?', '四秒是谁在数？'),
    t('Somebody who is not running cannot count.', '没在运行的人数不了数。'),
    t(
      '`create -e /alive`; `Kill` zk1, then client1; wait a minute; `Start` zk1.',
      '`create -e /alive`；先 `强制终止` zk1，再 `强制终止` client1；等一分钟；`启动` zk1。',
    ),
  ],
  par: 4,
  solution: [
    type('A', 'create -e /alive'),
    andWait(killServer('zk1'), 500),
    andWait(killClient('A'), 62_000),
    andWait(startServer('zk1'), 6000),
  ],
  wrong: [
    {
      goal: 'outlived-by-a-minute',
      actions: [type('A', 'create -e /alive'), killClient('A'), wait(10_000)],
      explains: t('There is no ephemeral `/alive`', '目前没有临时节点 `/alive`'),
    },
  ],
  debrief: t(
    'Sessions are part of the logged state, the clock is not: a server that comes back gives every session a full timeout again.',
    '会话属于写入日志的状态，计时却不是：服务器重新启动后，会给每个会话一份完整的超时。',
  ),
};
