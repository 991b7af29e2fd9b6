/**
 * Terms of the lessons in both languages. A test holds the texts to it: what the English text of a
 * lesson says, the Chinese one says with this twin; and no text uses a word that is avoided.
 *
 * Upstream's terms that have no settled Chinese word stay English in Chinese sentences.
 */
import type { Text } from '../src/lesson/api.ts';

export interface Term extends Text {
  /** What it means, in a few words. */
  readonly meaning: Text;
  /** Words that are not used for it. */
  readonly avoid?: readonly string[];
  /** How English texts write it, when the word alone is not enough. */
  readonly pattern?: RegExp;
}

function term(en: string, zh: string, meaning: Text, rest: Partial<Term> = {}): Term {
  return { en, zh, meaning, ...rest };
}

function t(en: string, zh: string): Text {
  return { en, zh };
}

export const glossary: readonly Term[] = [
  term('znode', 'znode', t('a node of the data tree', '数据树上的节点'), {
    avoid: ['zNode', 'Z-node', 'Z 节点'],
  }),
  term('ephemeral', '临时节点', t('a znode that goes with its session', '随会话消失的 znode'), {
    avoid: ['瞬时节点', '短暂节点', '瞬态节点'],
  }),
  term('persistent', '持久', t('stays until it is deleted', '删除之前一直存在'), {
    avoid: ['永久节点'],
  }),
  term('sequential', '顺序', t('the parent appends a number', '由父节点补上编号'), {
    avoid: ['有序节点', '序列节点'],
  }),
  term('session', '会话', t('what the service knows of a client', '服务端眼中的客户端'), {
    avoid: ['会晤', '回话'],
  }),
  term('timeout', '超时', t('the longest silence of a client', '客户端可以沉默的最长时间')),
  term('heartbeat', '心跳', t('a ping of an idle client', '空闲客户端的 ping')),
  term('watch', '监视', t('a request to be told once', '请求通知一次'), {
    avoid: ['监听器', '观察器', '订阅器'],
    pattern: /\b(a|one|the|data|child|standard) watch\b|\bwatches\b/,
  }),
  term('majority', '多数派', t('more than half of the voters', '超过半数的有表决权者'), {
    avoid: ['大多数', '过半数', '法定人数'],
  }),
  term('leader', 'leader', t('the server that orders all writes', '为所有写入定序的服务器'), {
    avoid: ['领导者', '领袖', '主节点', 'master'],
  }),
  term('follower', 'follower', t('a voter that follows the leader', '跟随 leader 的有表决权者'), {
    avoid: ['追随者', '跟随者', '从节点', 'slave'],
  }),
  term('observer', 'observer', t('follows without a vote', '跟随但没有表决权'), {
    avoid: ['观察者'],
  }),
  term('epoch', 'epoch', t('the reign of one leader', '一任 leader 的任期'), {
    avoid: ['纪元', '世代', '时代'],
  }),
  term('zxid', 'zxid', t('epoch and counter of a transaction', '事务的 epoch 与计数')),
  term(
    'transaction',
    '事务',
    t('one write as all servers apply it', '所有服务器一致应用的一次写入'),
    {
      avoid: ['交易'],
    },
  ),
  term('election', '选举', t('how servers agree on a leader', '服务器商定 leader 的过程')),
  term('connection', '连接', t('one TCP connection; no session', '一条 TCP 连接；不等于会话'), {
    avoid: ['链接'],
  }),
  term('optimistic locking', '乐观锁', t('write only if the version is unchanged', '版本没变才写')),
  term('fencing', '栅栏', t('a third system refuses old holders', '第三方拒绝过时的持有者')),
  term('snapshot', '快照', t('the whole tree in one file', '整棵树存成的一个文件')),
];
