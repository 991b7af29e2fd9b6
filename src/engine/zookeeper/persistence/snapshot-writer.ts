/**
 * Writes snapshots, and answers the timers of this folder.
 *
 * Mirrors: ZooKeeperServer.takeSnapshot, FileTxnSnapLog.save, 3.8.0.
 * Departs: a snapshot is complete in one moment; the operating system writes it back after five
 * seconds where Linux takes up to thirty.
 * Read next: snapshot-file.ts, purge-txn-log.ts.
 */
import { snapDir } from '../admin/config.ts';
import { toHex } from '../protocol/zxid.ts';
import { logLine } from '../server/log-line.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { changeTxnLog } from '../server/state-changes.ts';
import { makeSnapshotName } from './data-file-name.ts';
import { onPurgeTimer, PURGE_TIMER } from './purge-txn-log.ts';
import { snapshotChunks } from './snapshot-file.ts';
import { observe } from '../server/metrics.ts';

/** Timer after which snapshots in the page cache are written back. */
export const WRITE_BACK_TIMER = 'persistence.writeback';
const WRITE_BACK_MS = 5000;

/** How a snapshot is taken. */
export interface SnapshotOptions {
  /** fsync before anything that is pushed later in this step (a learner before it acknowledges). */
  readonly sync?: boolean;
  /** Name of the thread that the log tells; default `Snapshot Thread`. */
  readonly thread?: string;
}

/** Writes the database as it is now into `snapshot.<lastProcessedZxid>`. */
export function takeSnapshot(turn: ServerTurn, options: SnapshotOptions = {}): void {
  const { config, db, disk } = turn.state;
  const thread = options.thread ?? 'Snapshot Thread';
  const zxid = db.lastProcessedZxid;
  const path = `${snapDir(config)}/${makeSnapshotName(zxid)}`;
  const text = `Snapshotting: 0x${toHex(zxid)} to ${path}`;
  logLine(turn, 'INFO', `${thread}:o.a.z.s.p.FileTxnSnapLog@479`, text);
  turn.effects.push({ type: 'writeFile', path, chunks: snapshotChunks(db) });
  const lastSnapshot = { zxid, atMs: turn.env.nowMs };
  if (options.sync === true) {
    turn.effects.push({ type: 'sync', path });
    changeTxnLog(turn, { lastSnapshot });
  } else {
    if (disk.unsyncedSnapshots.length === 0) {
      turn.effects.push({ type: 'setTimer', name: WRITE_BACK_TIMER, delayMs: WRITE_BACK_MS });
    }
    const unsyncedSnapshots = [...disk.unsyncedSnapshots.filter((old) => old !== path), path];
    changeTxnLog(turn, { lastSnapshot, unsyncedSnapshots });
  }
  observe(turn, 'snapshottime', 0);
  logLine(turn, 'INFO', `${thread}:o.a.z.s.ZooKeeperServer@547`, 'Snapshot taken in 0 ms');
}

/** Handles the timers of this folder (also autopurge's); false: the timer is somebody else's. */
export function onPersistenceTimer(turn: ServerTurn, name: string): boolean {
  if (name === PURGE_TIMER) {
    onPurgeTimer(turn);
    return true;
  }
  if (name !== WRITE_BACK_TIMER) return false;
  const { disk } = turn.state;
  for (const path of disk.unsyncedSnapshots) turn.effects.push({ type: 'sync', path });
  changeTxnLog(turn, { unsyncedSnapshots: [] });
  return true;
}
