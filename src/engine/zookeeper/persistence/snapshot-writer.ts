/**
 * Writes snapshots, and answers the timers of this folder.
 *
 * Mirrors: ZooKeeperServer.takeSnapshot, FileTxnSnapLog.save, 3.8.0.
 * Departs: a snapshot is complete in one moment; the operating system writes it back after five
 * seconds where Linux takes up to thirty.
 * Read next: snapshot-file.ts, purge-txn-log.ts.
 */
import { snapDir } from '../admin/config.ts';
import type { Database } from '../data/database.ts';
import { toHex } from '../protocol/zxid.ts';
import { logLine } from '../admin/log-line.ts';
import { makeSnapshotName } from './data-file-name.ts';
import { snapshotChunks } from './snapshot-file.ts';
import type { LogTurn } from './txn-log-state.ts';
import { ownLog } from './txn-log-state.ts';

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

/** A step on whatever keeps a log and a database. */
type SnapshotTurn = LogTurn & { readonly state: { readonly db: Database } };

/** Writes the database as it is now into `snapshot.<lastProcessedZxid>`. */
export function writeSnapshot(turn: SnapshotTurn, options: SnapshotOptions = {}): void {
  const { config, db } = turn.state;
  const thread = options.thread ?? 'Snapshot Thread';
  const zxid = db.lastProcessedZxid;
  const path = `${snapDir(config)}/${makeSnapshotName(zxid)}`;
  const text = `Snapshotting: 0x${toHex(zxid)} to ${path}`;
  logLine(turn, 'INFO', `${thread}:o.a.z.s.p.FileTxnSnapLog@479`, text);
  turn.effects.push({ type: 'writeFile', path, chunks: snapshotChunks(db) });
  const log = ownLog(turn);
  log.lastSnapshot = { zxid, atMs: turn.env.nowMs };
  if (options.sync === true) turn.effects.push({ type: 'sync', path });
  else {
    if (log.unsyncedSnapshots.length === 0) {
      turn.effects.push({ type: 'setTimer', name: WRITE_BACK_TIMER, delayMs: WRITE_BACK_MS });
    }
    log.unsyncedSnapshots = [...log.unsyncedSnapshots.filter((old) => old !== path), path];
  }
  logLine(turn, 'INFO', `${thread}:o.a.z.s.ZooKeeperServer@547`, 'Snapshot taken in 0 ms');
}

/** The time has come to write back what the page cache holds. */
export function writeBack(turn: LogTurn): void {
  const log = ownLog(turn);
  for (const path of log.unsyncedSnapshots) turn.effects.push({ type: 'sync', path });
  log.unsyncedSnapshots = [];
}
