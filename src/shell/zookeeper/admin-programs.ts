/**
 * The administrator's programs of a ZooKeeper installation, by the name under which they are spawned.
 *
 * Mirrors: the scripts in `bin` of the release, 3.8.0.
 * Read next: admin/zk-server.ts, admin/tool-programs.ts.
 */
import type { Behavior } from '../../engine/index.ts';
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

/** Those that are typed, and PurgeTxnLog, which zkCleanup.sh runs. */
export const zookeeperAdminPrograms: Readonly<Record<string, Behavior>> = {
  'zkServer.sh': zkServer as Behavior,
  'zkCleanup.sh': zkCleanup as Behavior,
  'zkTxnLogToolkit.sh': runsJava(zkTxnLogToolkit) as Behavior,
  'zkSnapShotToolkit.sh': runsJava(zkSnapShotToolkit) as Behavior,
  'zkSnapshotComparer.sh': runsJava(zkSnapshotComparer) as Behavior,
  'zkServer-initialize.sh': zkServerInitialize as Behavior,
  PurgeTxnLog: purgeTxnLog as Behavior,
};
