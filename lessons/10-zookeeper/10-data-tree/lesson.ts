/**
 * The data tree and the four kinds of znodes; ends with a session that closes and an ephemeral
 * znode that vanishes, and with one that takes its time.
 *
 * Facts: DataTree.createNode, PrepRequestProcessor.pRequest2TxnCreate, CreateCommand, 3.8.0.
 */
import {
  and,
  clientAsked,
  defineLesson,
  inOrder,
  killClient,
  printed,
  sessionEnded,
  t,
  type,
  wait,
  waitFor,
  watchRegistered,
  znodeAbsent,
  znodeExists,
} from '../../../src/lesson/api.ts';
import { challenge } from './challenge.ts';
import { kindWithoutOptions, numberAfterDelete, whenDoesItGo } from './predictions.ts';
import { worlds } from './worlds.ts';

const SERVICE = '/services';
const WORKER = '/services/worker';
const VISITOR = '/services/visitor';

export default defineLesson({
  id: 'data-tree',
  rows: ['B5'],
  steps: [
    {
      id: 'look-around',
      rows: ['B5', 'B9'],
      goals: [
        {
          id: 'listed-the-root',
          text: t('List what a fresh server holds.', '列出一台全新服务器里有什么。'),
          when: inOrder(clientAsked(['/']), printed(/\bzookeeper\b/, '[zookeeper]')),
        },
      ],
      hints: [
        t('The command is the one you know from a file system.', '命令和文件系统里的那个同名。'),
        t('Paths are absolute, so the root is `/`.', '路径都是绝对路径，根就是 `/`。'),
        t('Type `ls /` in terminal A.', '在终端 A 输入 `ls /`。'),
      ],
      solution: [type('A', 'ls /')],
      focus: 'terminal',
    },
    {
      id: 'folder-and-file',
      goals: [
        {
          id: 'made-services',
          text: t(
            'Make `/services` with some data of your own.',
            '创建 `/services`，并给它写点数据。',
          ),
          when: znodeExists(SERVICE, { kind: 'persistent', hasData: true }),
        },
        {
          id: 'gave-it-a-child',
          text: t(
            'Make `/services/config` below it: the same znode now has data and a child.',
            '在它下面创建 `/services/config`：同一个 znode 现在既有数据，又有子节点。',
          ),
          when: znodeExists('/services/config', { kind: 'persistent' }),
        },
      ],
      hints: [
        t(
          'A parent must exist first, and data is one word, or several in quotes.',
          '父节点要先存在；数据是一个词，多个词要加引号。',
        ),
        t('The form is `create path data`.', '格式是 `create 路径 数据`。'),
        t(
          'Type `create /services "the team\'s services"`, then `create /services/config blue`.',
          '先输入 `create /services "the team\'s services"`，再输入 `create /services/config blue`。',
        ),
      ],
      solution: [
        type('A', 'create /services "the team\'s services"'),
        type('A', 'create /services/config blue'),
      ],
      wrong: [
        {
          goal: 'gave-it-a-child',
          actions: [type('A', 'create /service'), type('A', 'create /services/config blue')],
          explains: t('`/services/config` does not exist yet', '`/services/config` 还不存在'),
        },
      ],
    },
    {
      id: 'default-kind',
      prediction: kindWithoutOptions,
      goals: [
        {
          id: 'worker-outlived-session',
          text: t(
            'Make `/services/worker` without options, leave with `quit`, and see from the other client that it is still there.',
            '不带选项创建 `/services/worker`，用 `quit` 离开，再从另一个客户端确认它还在。',
          ),
          when: inOrder(
            znodeExists(WORKER, { kind: 'persistent' }),
            sessionEnded('closed'),
            znodeExists(WORKER, { kind: 'persistent' }),
            clientAsked([SERVICE, WORKER]),
          ),
          mistakes: [
            {
              when: znodeExists(WORKER, { kind: 'ephemeral' }),
              say: t(
                'You made it with `-e`, so it belongs to your session. Delete it and make it without options: this step is about the default.',
                '你加了 `-e`，它属于你的会话。删掉它，不带选项重新创建：这一步讲的是默认情况。',
              ),
            },
          ],
        },
      ],
      hints: [
        t(
          'Terminal B is a second client: it sees the same tree.',
          '终端 B 是第二个客户端：它看到的是同一棵树。',
        ),
        t(
          '`quit` closes the session politely; then look from B.',
          '`quit` 会正常关闭会话；之后从 B 去看。',
        ),
        t(
          'In A: `create /services/worker up`, then `quit`. In B: `ls /services`.',
          '在 A 里：`create /services/worker up`，然后 `quit`。在 B 里：`ls /services`。',
        ),
      ],
      solution: [
        type('A', 'create /services/worker up'),
        type('A', 'quit'),
        type('B', 'ls /services'),
      ],
      wrong: [
        {
          goal: 'worker-outlived-session',
          actions: [type('A', 'create -e /services/worker up'), type('B', 'ls /services')],
          explains: t('You made it with `-e`', '你加了 `-e`'),
        },
      ],
      myth: {
        claim: t('`-e` is the default of `create`.', '`create` 默认就是 `-e`。'),
        truth: t(
          'It is not. Without an option a znode is persistent, and nothing but a delete removes it.',
          '不是。不带选项创建的是持久节点，只有 delete 能移除它。',
        ),
      },
    },
    {
      id: 'ephemeral',
      goals: [
        {
          id: 'made-visitor',
          text: t(
            'Start the client in A again and make `/services/visitor` as an ephemeral znode.',
            '在 A 里重新启动客户端，把 `/services/visitor` 创建为临时节点。',
          ),
          when: znodeExists(VISITOR, { kind: 'ephemeral' }),
        },
        {
          id: 'no-children',
          text: t(
            'Try to give it a child, and read the refusal.',
            '试着给它加一个子节点，读一读拒绝的原因。',
          ),
          when: printed(/Ephemerals cannot have children/, 'Ephemerals cannot have children: …'),
        },
      ],
      hints: [
        t(
          'After `quit` you are back in the shell of client1.',
          '`quit` 之后你回到了 client1 的 shell。',
        ),
        t('The option for ephemeral is `-e`.', '临时节点的选项是 `-e`。'),
        t(
          '`zkCli.sh -server zk1:2181`, `create -e /services/visitor hello`, `create /services/visitor/bag`.',
          '依次输入 `zkCli.sh -server zk1:2181`、`create -e /services/visitor hello`、`create /services/visitor/bag`。',
        ),
      ],
      solution: [
        type('A', 'zkCli.sh -server zk1:2181', 3000),
        type('A', 'create -e /services/visitor hello'),
        type('A', 'create /services/visitor/bag'),
      ],
      wrong: [
        {
          goal: 'made-visitor',
          actions: [
            type('A', 'zkCli.sh -server zk1:2181', 3000),
            type('A', 'create /services/visitor hello'),
          ],
          explains: t('but it is persistent', '但它是持久节点'),
        },
      ],
    },
    {
      id: 'sequential',
      prediction: numberAfterDelete,
      goals: [
        {
          id: 'third-in-queue',
          text: t(
            'Make `/queue`, two sequential znodes in it, delete both, and make a third.',
            '创建 `/queue`，在里面创建两个顺序节点，全部删除，再创建第三个。',
          ),
          when: inOrder(
            znodeExists('/queue'),
            znodeExists(/^\/queue\/.*0000000001$/),
            and(znodeAbsent('/queue/job-0000000000'), znodeExists('/queue', { children: 0 })),
            znodeExists(/^\/queue\/.*\d{10}$/, { kind: 'persistent' }),
          ),
        },
      ],
      hints: [
        t(
          'The option is `-s`; the server appends ten digits to the name you give.',
          '选项是 `-s`；服务器会在你给的名字后面补上十位数字。',
        ),
        t(
          'Delete by the full name that `Created` printed.',
          '删除时要用 `Created` 打印出来的完整名字。',
        ),
        t(
          '`create /queue`, twice `create -s /queue/job-`, `delete /queue/job-0000000000`, `delete /queue/job-0000000001`, `create -s /queue/job-`.',
          '`create /queue`，两次 `create -s /queue/job-`，`delete /queue/job-0000000000`，`delete /queue/job-0000000001`，再来一次 `create -s /queue/job-`。',
        ),
      ],
      solution: [
        type('A', 'create /queue'),
        type('A', 'create -s /queue/job-'),
        type('A', 'create -s /queue/job-'),
        type('A', 'delete /queue/job-0000000000'),
        type('A', 'delete /queue/job-0000000001'),
        type('A', 'create -s /queue/job-'),
      ],
      wrong: [
        {
          goal: 'third-in-queue',
          actions: [type('A', 'create /queue'), type('A', 'create /queue/job-0')],
          explains: t('does not exist yet', '还不存在'),
        },
      ],
    },
    {
      id: 'session-closes',
      goals: [
        {
          id: 'visitor-left',
          text: t(
            'Watch `/services` from B with `ls -w`, then leave A with `quit`: the ephemeral znode goes with the session.',
            '先在 B 里用 `ls -w` 监视 `/services`，再在 A 里 `quit`：临时节点随会话一起消失。',
          ),
          when: inOrder(
            and(znodeExists(VISITOR, { kind: 'ephemeral' }), watchRegistered(SERVICE, 'child')),
            sessionEnded('closed', { owning: VISITOR }),
            znodeAbsent(VISITOR),
          ),
        },
      ],
      hints: [
        t('Set the watch before you leave.', '先设监视，再离开。'),
        t(
          '`-w` asks for one message when the children change.',
          '`-w` 请求在子节点变化时收到一次通知。',
        ),
        t(
          'In B: `ls -w /services`. In A: `quit`.',
          '在 B 里：`ls -w /services`。在 A 里：`quit`。',
        ),
      ],
      solution: [type('B', 'ls -w /services'), type('A', 'quit')],
      wrong: [
        {
          goal: 'visitor-left',
          actions: [type('B', 'ls -w /services'), type('B', 'ls /services')],
          explains: t(
            'still lives: without another heartbeat its timeout ends',
            '还活着：若不再收到心跳',
          ),
        },
      ],
      focus: 'stage',
    },
    {
      id: 'client-dies',
      prediction: whenDoesItGo,
      goals: [
        {
          id: 'ghost-vanished',
          text: t(
            'Make `/services/ghost` as an ephemeral znode from A, kill that client, and wait until the znode has gone.',
            '从 A 创建临时节点 `/services/ghost`，杀掉这个客户端，等到节点消失。',
          ),
          when: inOrder(
            znodeExists('/services/ghost', { kind: 'ephemeral' }),
            sessionEnded('expired', { owning: '/services/ghost' }),
          ),
          mistakes: [
            {
              when: sessionEnded('closed', { owning: '/services/ghost' }),
              say: t(
                'That client said goodbye, so its session was closed, not expired. Make the znode again and kill the client instead of quitting.',
                '这个客户端道别了，所以会话是被关闭的，不是过期。重新创建节点，然后杀掉客户端，而不是 quit。',
              ),
            },
          ],
        },
      ],
      hints: [
        t(
          'Open the menu of client1 on the stage (right click, a long touch, or M) and choose Kill; or use `kill -9` from another shell of client1.',
          '在舞台上打开 client1 的菜单（右键、长按，或 M 键），选“强制终止”；或者在 client1 的另一个 shell 里用 `kill -9`。',
        ),
        t(
          'Then let time pass: the timeline skips idle stretches.',
          '然后让时间流逝：时间线会跳过空闲时段。',
        ),
        t(
          'In A: `zkCli.sh -server zk1:2181`, `create -e /services/ghost boo`; then `Kill` in the menu of client1; wait some 30 s.',
          '在 A 里：`zkCli.sh -server zk1:2181`，`create -e /services/ghost boo`；再在 client1 的菜单里选 `强制终止`；等大约 30 秒。',
        ),
      ],
      solution: [
        type('A', 'zkCli.sh -server zk1:2181', 3000),
        type('A', 'create -e /services/ghost boo'),
        killClient('A'),
        waitFor(znodeAbsent('/services/ghost'), 60_000),
        wait(1000),
      ],
      wrong: [
        {
          goal: 'ghost-vanished',
          actions: [
            type('A', 'zkCli.sh -server zk1:2181', 3000),
            type('A', 'create -e /services/ghost boo'),
            type('A', 'quit'),
          ],
          explains: t('said goodbye, so its session was closed', '这个客户端道别了'),
        },
        {
          goal: 'ghost-vanished',
          actions: [
            type('A', 'zkCli.sh -server zk1:2181', 3000),
            type('A', 'create -e /services/ghost boo'),
            killClient('A'),
          ],
          explains: t('without another heartbeat its timeout ends in', '若不再收到心跳，它将在'),
        },
      ],
    },
  ],
  worlds,
  challenge,
  summary: [
    t(
      'ZooKeeper keeps one tree of znodes, and every znode can hold both data and children.',
      'ZooKeeper 维护一棵 znode 树，每个 znode 既能存数据，又能有子节点。',
    ),
    t(
      'A znode is persistent or ephemeral, and either kind can be sequential; ephemerals belong to a session and have no children.',
      'znode 分持久与临时，两者都可以再带顺序；临时节点属于会话，不能有子节点。',
    ),
    t(
      'An ephemeral znode goes when its session ends: at once when the client closes it, after the timeout when the client just dies.',
      '会话结束，临时节点随之消失：客户端主动关闭时立刻消失，客户端猝死时要等到超时。',
    ),
  ],
  documents: [
    'ZooKeeper Programmer’s Guide: The ZooKeeper Data Model',
    'ZooKeeper Programmer’s Guide: ZooKeeper Sessions',
    'ZooKeeper CLI: create',
  ],
  departures: [
    t(
      'Node data is text here; the real server stores bytes and refuses packets above 1 MB (jute.maxbuffer).',
      '这里的节点数据是文本；真实服务器存的是字节，并拒绝超过 1 MB 的数据包（jute.maxbuffer）。',
    ),
    t(
      'zkCli.sh starts in an instant here; the real one needs a second or two for its Java machine.',
      '这里的 zkCli.sh 瞬间启动；真实的要花一两秒启动 Java 虚拟机。',
    ),
  ],
});
