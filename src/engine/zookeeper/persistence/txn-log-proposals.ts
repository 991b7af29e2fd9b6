/**
 * What a leader reads from its own log for a learner that lags behind the committed log in memory.
 *
 * Mirrors: ZKDatabase.getProposalsFromTxnLog, isTxnLogSyncEnabled, calculateTxnLogSizeLimit, 3.8.0.
 * A log file counts with its preallocated length, so beside a small snapshot it is nearly always too big
 * and the learner gets a snapshot.
 * Departs: a log in which a leader's SNAP has left a hole is not used across the hole; upstream sends a
 * DIFF that lacks what the hole swallowed (ZOOKEEPER-2099). A snapshot of the start of an epoch counts
 * as such a hole, so that a learner may get SNAP where upstream could have sent DIFF.
 * Read next: ../quorum/sync-decision.ts.
 */
import type { DiskView } from '../../kernel/disk.ts';
import { fileLength, readFile } from '../../kernel/disk.ts';
import { logDir, snapDir, systemProperty } from '../admin/config.ts';
import type { QuorumPeerConfig } from '../admin/config-types.ts';
import type { Txn } from '../protocol/txn.ts';
import { toHex, type Zxid } from '../protocol/zxid.ts';
import { logLine } from '../admin/log-line.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { findValidSnapshots } from './snapshot-file.ts';
import { DataFileError, readTxnLogs, txnLogFilesToRead } from './txn-log-file.ts';

const DEFAULT_SNAPSHOT_SIZE_FACTOR = 0.33;

/** How big the log may be beside the newest snapshot; negative: the log is not used. */
function snapshotSizeFactor(config: QuorumPeerConfig): number {
  const text = systemProperty(config, 'zookeeper.snapshotSizeFactor');
  const value = text === undefined || text.trim() === '' ? NaN : Number(text);
  return Number.isNaN(value) || value > 1 ? DEFAULT_SNAPSHOT_SIZE_FACTOR : value;
}

/** Whether learners may be brought up from the log; tells the log so, as upstream. */
export function isTxnLogSyncEnabled(turn: ServerTurn, thread: string): boolean {
  const factor = snapshotSizeFactor(turn.state.config);
  const source = `${thread}:o.a.z.s.ZKDatabase@`;
  if (factor < 0) logLine(turn, 'INFO', `${source}347`, 'On disk txn sync disabled');
  else {
    const shown = Number.isInteger(factor) ? factor.toFixed(1) : String(factor);
    const text = `On disk txn sync enabled with snapshotSizeFactor ${shown}`;
    logLine(turn, 'INFO', `${source}345`, text);
  }
  return factor >= 0;
}

/**
 * The transactions on disk from the beginning of the log file that holds `startZxid` on, oldest first.
 * Empty when the log starts later than `startZxid`, or is too big beside the newest snapshot.
 */
export function getProposalsFromTxnLog(
  turn: ServerTurn,
  startZxid: Zxid,
  thread: string,
): readonly Txn[] {
  const { config } = turn.state;
  const { disk } = turn.env.host;
  const folder = logDir(config);
  const source = `${thread}:o.a.z.s.ZKDatabase@`;
  try {
    const proposals: Txn[] = [];
    let firstFile: string | null = null;
    for (const { txn, file } of readTxnLogs(disk, folder, startZxid)) {
      firstFile ??= file.path;
      proposals.push(txn);
    }
    const startsLater = proposals.length > 0 && proposals[0]!.header.zxid > startZxid;
    if (startsLater || hasHole(disk, config, proposals, startZxid)) {
      const text = `Unable to find proposals from txnlog for zxid: 0x${toHex(startZxid)}`;
      logLine(turn, 'WARN', `${source}387`, text);
      return [];
    }
    const sizeLimit = txnLogSizeLimit(disk, config);
    const size = storageSize(disk, folder, startZxid, firstFile);
    if (sizeLimit > 0 && size > sizeLimit) {
      const text = `Txnlog size: ${size} exceeds sizeLimit: ${sizeLimit}`;
      logLine(turn, 'INFO', `${source}397`, text);
      return [];
    }
    return proposals;
  } catch (error) {
    if (!(error instanceof DataFileError)) throw error;
    const text = `Unable to read txnlog from disk\n${error.exception}: ${error.message}`;
    logLine(turn, 'ERROR', `${source}403`, text);
    return [];
  }
}

/** Whether a snapshot from `startZxid` on holds what this log does not: then it came from a leader. */
function hasHole(
  disk: DiskView,
  config: QuorumPeerConfig,
  proposals: readonly Txn[],
  startZxid: Zxid,
): boolean {
  const logged = new Set(proposals.map(({ header }) => header.zxid));
  const snapshots = findValidSnapshots(disk, snapDir(config), Infinity);
  return snapshots.some(({ zxid }) => zxid >= startZxid && !logged.has(zxid));
}

/** 0: no limit, because there is no snapshot. */
function txnLogSizeLimit(disk: DiskView, config: QuorumPeerConfig): number {
  const [newest] = findValidSnapshots(disk, snapDir(config), 1);
  const content = newest === undefined ? undefined : readFile(disk, newest.path);
  if (content === undefined) return 0;
  return Math.floor(fileLength(content) * snapshotSizeFactor(config));
}

/** Upstream counts the files behind the one it has opened already. */
function storageSize(disk: DiskView, folder: string, zxid: Zxid, opened: string | null): number {
  let size = 0;
  let isBehind = false;
  for (const { path } of txnLogFilesToRead(disk, folder, zxid)) {
    if (isBehind) size += fileLength(readFile(disk, path)!);
    if (path === opened) isBehind = true;
  }
  return size;
}
