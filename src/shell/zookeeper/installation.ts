/**
 * What ZooKeeper's release brings to a host.
 *
 * Mirrors: the scripts in `bin` and their main classes, 3.8.0; `recipe` is the playground's own.
 * Read next: zk-cli/zk-cli.ts, admin/zk-server.ts, admin/tool-programs.ts.
 */
import type { Behavior, Message } from '../../engine/index.ts';
import { INSTALLATION, SERVER_PROGRAM } from '../../engine/zookeeper/index.ts';
import type { Installation } from '../program/installations.ts';
import { runsJava } from './admin/java-home.ts';
import {
  purgeTxnLog,
  zkCleanup,
  zkSnapShotToolkit,
  zkSnapshotComparer,
  zkTxnLogToolkit,
} from './admin/tool-programs.ts';
import { zkServerInitialize } from './admin/zk-server-initialize.ts';
import { zkServer } from './admin/zk-server.ts';
import { recipe } from './recipes/recipe.ts';
import { zkCli } from './zk-cli/zk-cli.ts';

/** A word of four letters alone, as ZooKeeper's servers answer it. */
const FOUR_LETTERS = /^[a-z]{4}\s*$/;

export const zookeeperInstallation: Installation = {
  title: 'ZooKeeper',
  folder: `${INSTALLATION}/bin`,
  programs: {
    'zkCli.sh': runsJava(zkCli) as Behavior,
    recipe: recipe as Behavior,
    'zkServer.sh': zkServer as Behavior,
    'zkCleanup.sh': zkCleanup as Behavior,
    'zkTxnLogToolkit.sh': runsJava(zkTxnLogToolkit) as Behavior,
    'zkSnapShotToolkit.sh': runsJava(zkSnapShotToolkit) as Behavior,
    'zkSnapshotComparer.sh': runsJava(zkSnapshotComparer) as Behavior,
    'zkServer-initialize.sh': zkServerInitialize as Behavior,
    // Not typed: zkCleanup.sh runs it.
    PurgeTxnLog: purgeTxnLog as Behavior,
  },
  tools: ['recipe'],
  mainClasses: {
    [SERVER_PROGRAM]: 'org.apache.zookeeper.server.quorum.QuorumPeerMain',
    'zkCli.sh': 'org.apache.zookeeper.ZooKeeperMain',
  },
  readers: ['zkCli.sh', 'zkSnapshotComparer.sh', 'zkTxnLogToolkit.sh'],
  messageOf: (text): Message | null =>
    FOUR_LETTERS.test(text) ? ({ type: 'FourLetterWord', word: text.trim() } as Message) : null,
};
