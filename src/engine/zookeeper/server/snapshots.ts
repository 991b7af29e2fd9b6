/**
 * When a running server takes snapshots, and the timers of what it keeps on disk.
 *
 * Mirrors: SyncRequestProcessor, ZooKeeperServer.takeSnapshot, 3.8.0.
 * Read next: ../persistence/snapshot-writer.ts, ../persistence/purge-txn-log.ts.
 */
import { onPurgeTimer, PURGE_TIMER } from '../persistence/purge-txn-log.ts';
import type { SnapshotOptions } from '../persistence/snapshot-writer.ts';
import { WRITE_BACK_TIMER, writeBack, writeSnapshot } from '../persistence/snapshot-writer.ts';
import { rollWhenDue } from '../persistence/txn-log.ts';
import { observe } from './metrics.ts';
import type { ServerTurn } from './server-state.ts';

/** Writes the database as it is now, and counts that. */
export function takeSnapshot(turn: ServerTurn, options: SnapshotOptions = {}): void {
  writeSnapshot(turn, options);
  observe(turn, 'snapshottime', 0);
}

/** What SyncRequestProcessor does after each append. */
export function snapshotWhenDue(turn: ServerTurn): void {
  if (rollWhenDue(turn)) takeSnapshot(turn);
}

/** Handles the timers of the disk (also autopurge's); false: the timer is somebody else's. */
export function onDiskTimer(turn: ServerTurn, name: string): boolean {
  if (name === PURGE_TIMER) onPurgeTimer(turn);
  else if (name === WRITE_BACK_TIMER) writeBack(turn);
  else return false;
  return true;
}
