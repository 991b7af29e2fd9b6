/**
 * The door of ZooKeeper's part of the shell. Importing it makes ZooKeeper known.
 *
 * Read next: installation.ts.
 */
import { zookeeper } from '../../engine/zookeeper/index.ts';
import { addToShell } from '../index.ts';
import { zookeeperInstallation } from './installation.ts';

/** Makes ZooKeeper known to engine and shell. */
export function addZooKeeper(): void {
  addToShell(zookeeper, zookeeperInstallation);
}
