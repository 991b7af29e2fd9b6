/** What the lesson says, by the ids of lesson.ts. */
import { t } from '../../../src/lesson/conditions/zookeeper/api.ts';

export const words = {
  steps: {
    'look-around': {
      goals: {
        'listed-the-root': t('List what a fresh server holds.', '列出一台全新服务器里有什么。'),
      },
      hints: [
        t('The command is the one you know from a file system.', '命令和文件系统里的那个同名。'),
        t('Paths are absolute, so the root is `/`.', '路径都是绝对路径，根就是 `/`。'),
        t('Type `ls /` in terminal A.', '在终端 A 输入 `ls /`。'),
      ],
    },
    'folder-and-file': {
      goals: {
        'made-services': t(
          'Make `/services` with some data of your own.',
          '创建 `/services`，并给它写点数据。',
        ),
        'gave-it-a-child': t(
          'Make `/services/config` below it: the same znode now has data and a child.',
          '在它下面创建 `/services/config`：同一个 znode 现在既有数据，又有子节点。',
        ),
      },
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
      wrong: {
        'parent-misspelled': t(
          '`/services/config` does not exist yet',
          '`/services/config` 还不存在',
        ),
      },
    },
    'default-kind': {
      prediction: {
        question: t(
          'You type `create /services/worker up` without any option, then leave with `quit`. What will another client see?',
          '不带任何选项输入 `create /services/worker up`，然后用 `quit` 离开。另一个客户端会看到什么？',
        ),
        choices: {
          gone: {
            text: t('The znode is gone: it went with my session.', '节点没了：它随会话一起消失。'),
            because: t(
              'For that, `-e` would have to be the default of `create`. It is not: without `-e` the znode has no owner, and no session can take it away.',
              '那样的话，`-e` 就得是 `create` 的默认选项。但它不是：不加 `-e`，节点没有属主，任何会话都带不走它。',
            ),
          },
          stays: {
            text: t('The znode stays.', '节点还在。'),
            because: t(
              'Without an option a znode is persistent: it stays until somebody deletes it.',
              '不带选项创建的是持久节点：直到有人删除它，它才会消失。',
            ),
          },
          'for-a-while': {
            text: t('It stays until my session times out.', '一直留到会话超时为止。'),
            because: t(
              'Then it would have to belong to the session. Its `ephemeralOwner` is 0x0: it belongs to nobody. And `quit` would not even wait for a timeout.',
              '若真如此，它就得属于会话。可它的 `ephemeralOwner` 是 0x0：不属于任何人。何况 `quit` 根本不会等到超时。',
            ),
          },
        },
      },
      goals: {
        'worker-outlived-session': t(
          'Make `/services/worker` without options, leave with `quit`, and see from the other client that it is still there.',
          '不带选项创建 `/services/worker`，用 `quit` 离开，再从另一个客户端确认它还在。',
        ),
      },
      mistakes: {
        'made-ephemeral': t(
          'You made it with `-e`, so it belongs to your session. Delete it and make it without options: this step is about the default.',
          '你加了 `-e`，它属于你的会话。删掉它，不带选项重新创建：这一步讲的是默认情况。',
        ),
      },
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
      wrong: { 'made-ephemeral': t('You made it with `-e`', '你加了 `-e`') },
      myth: {
        claim: t('`-e` is the default of `create`.', '`create` 默认就是 `-e`。'),
        truth: t(
          'It is not. Without an option a znode is persistent, and nothing but a delete removes it.',
          '不是。不带选项创建的是持久节点，只有 delete 能移除它。',
        ),
      },
    },
    ephemeral: {
      goals: {
        'made-visitor': t(
          'Start the client in A again and make `/services/visitor` as an ephemeral znode.',
          '在 A 里重新启动客户端，把 `/services/visitor` 创建为临时节点。',
        ),
        'no-children': t(
          'Try to give it a child, and read the refusal.',
          '试着给它加一个子节点，读一读拒绝的原因。',
        ),
      },
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
      wrong: { 'made-persistent': t('but it is persistent', '但它是持久节点') },
    },
    sequential: {
      prediction: {
        question: t(
          'Under a new `/queue` you make two sequential znodes, delete both, and make a third. Which number does it get?',
          '在新建的 `/queue` 下创建两个顺序节点，把它们都删掉，再创建第三个。它的编号是多少？',
        ),
        choices: {
          zero: {
            text: t('0000000000: the parent is empty again.', '0000000000：父节点又空了。'),
            because: t(
              'Then the number would have to count the children that are there. It counts the children that were ever created, so a name is never given twice.',
              '若真如此，编号就得等于现有子节点的个数。其实它数的是曾经创建过的子节点，所以同一个名字绝不会给两次。',
            ),
          },
          two: {
            text: t('0000000002', '0000000002'),
            because: t(
              'The parent remembers how many children were ever created, and deleting does not turn that back.',
              '父节点记着一共创建过多少个子节点，删除并不会让它倒退。',
            ),
          },
          four: {
            text: t('0000000004: two creates and two deletes.', '0000000004：两次创建加两次删除。'),
            because: t(
              'That is what `stat` shows as cversion, which counts deletions too. The suffix comes from a counter of creations only.',
              '那是 `stat` 显示的 cversion，它把删除也算进去。后缀用的计数器只数创建。',
            ),
          },
        },
      },
      goals: {
        'third-in-queue': t(
          'Make `/queue`, two sequential znodes in it, delete both, and make a third.',
          '创建 `/queue`，在里面创建两个顺序节点，全部删除，再创建第三个。',
        ),
      },
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
      wrong: { 'numbered-by-hand': t('does not exist yet', '还不存在') },
    },
    'session-closes': {
      goals: {
        'visitor-left': t(
          'Watch `/services` from B with `ls -w`, then leave A with `quit`: the ephemeral znode goes with the session.',
          '先在 B 里用 `ls -w` 监视 `/services`，再在 A 里 `quit`：临时节点随会话一起消失。',
        ),
      },
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
      wrong: {
        'did-not-leave': t(
          'still lives: without another heartbeat its timeout ends',
          '还活着：若不再收到心跳',
        ),
      },
    },
    'client-dies': {
      prediction: {
        question: t(
          'Now the client gets no chance to say goodbye: `kill -9`. When does its ephemeral znode vanish?',
          '这一次客户端来不及道别：`kill -9`。它的临时节点什么时候消失？',
        ),
        choices: {
          'at-once': {
            text: t(
              'At once: the server sees the connection break.',
              '立刻：服务器看到连接断开了。',
            ),
            because: t(
              'The server does see it. For this answer a broken connection would have to end the session, but the client may come back on a new connection, so the server waits for the timeout.',
              '服务器确实看到了。但要这样，连接断开就得等于会话结束；而客户端还可能用新连接回来，所以服务器会等到会话超时。',
            ),
          },
          timeout: {
            text: t('When the session times out.', '会话超时的时候。'),
            because: t(
              'A connection is not a session. Without a goodbye only the timeout, here 30 s of silence, ends the session and removes what it owns.',
              '连接不等于会话。没有道别，就只有超时（这里是 30 秒没有心跳）才会结束会话，并移除它拥有的节点。',
            ),
          },
          never: {
            text: t('Never: nobody deletes it.', '永远不会：没有人删除它。'),
            because: t(
              'That would be a persistent znode. The session owns this one, and the server closes a silent session itself.',
              '那是持久节点。这个节点归会话所有，会话长时间没有心跳，服务器会自己关闭它。',
            ),
          },
        },
      },
      goals: {
        'ghost-vanished': t(
          'Make `/services/ghost` as an ephemeral znode from A, kill that client, and wait until the znode has gone.',
          '从 A 创建临时节点 `/services/ghost`，杀掉这个客户端，等到节点消失。',
        ),
      },
      mistakes: {
        'said-goodbye': t(
          'That client said goodbye, so its session was closed, not expired. Make the znode again and kill the client instead of quitting.',
          '这个客户端道别了，所以会话是被关闭的，不是过期。重新创建节点，然后杀掉客户端，而不是 quit。',
        ),
      },
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
      wrong: {
        'quit-instead': t('said goodbye, so its session was closed', '这个客户端道别了'),
        'did-not-wait': t(
          'without another heartbeat its timeout ends in',
          '若不再收到心跳，它将在',
        ),
      },
    },
  },
  worlds: {
    'owner-leaves': t(
      'A client makes one znode of each kind and quits: two stay, two go.',
      '一个客户端把四种节点各建一个，然后退出：留下两个，带走两个。',
    ),
  },
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
} as const;
