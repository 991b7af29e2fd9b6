/**
 * What a server remembers of its log.
 *
 * Mirrors: the fields of FileTxnLog, FilePadding and ZKDatabase that concern it, 3.8.0.
 * Read next: txn-log.ts.
 */
import type { RandomState } from '../../kernel/random.ts';
import type { OwningTurn } from '../../kernel/turn.ts';
import { own, ownState, owns } from '../../kernel/turn.ts';
import type { Mutable } from '../../kernel/turn.ts';
import type { QuorumPeerConfig } from '../admin/config-types.ts';
import type { Zxid } from '../protocol/zxid.ts';

/** Plain data. */
export interface TxnLogState {
  /** The file under append; null: the next append makes one. Mirrors logStream. */
  readonly logFile: string | null;
  /** What was written into it. */
  readonly logBytes: number;
  /** Its header and transactions. */
  readonly logChunks: number;
  /** The file closed before it, with its length: see FileHeader.follows. */
  readonly fileBefore: { readonly path: string; readonly chunkCount: number } | null;
  /** Files with entries that no flush has covered, oldest first. Mirrors streamsToFlush. */
  readonly filesToSync: readonly string[];
  /** The highest zxid appended by this process; 0n before the first. */
  readonly lastZxidSeen: Zxid;
  /** Transactions and bytes of earlier files since the last roll for a snapshot. */
  readonly txnCount: number;
  readonly previousLogBytes: number;
  /**
   * A snapshot is due above snapCount/2 + random transactions, or above half of snapSizeLimitInKb +
   * random bytes: servers of an ensemble differ.
   */
  readonly snapshotAboveTxns: number;
  readonly snapshotAboveBytes: number;
  readonly random: RandomState;
  /** Snapshots that only the page cache holds; they are written back by a timer. */
  readonly unsyncedSnapshots: readonly string[];
  /** Newest snapshot taken or read; null when there is none. */
  readonly lastSnapshot: { readonly zxid: Zxid; readonly atMs: number } | null;
  /** Since when the running flush runs (virtual milliseconds). */
  readonly flushStartedAtMs: number;
  /** By how much a log file grows at a time; 0: only by what is written. */
  readonly preallocatesBytes: number;
  /** How long flushes took, whole milliseconds. */
  readonly fsyncTime: {
    readonly count: number;
    readonly sum: number;
    readonly min: number;
    readonly max: number;
  };
  /** Flushes that took longer than fsync.warningthresholdms. */
  readonly fsyncThresholdExceedCount: number;
}

/** A step on whatever keeps a log: this folder knows no more of a server. */
export type LogTurn = OwningTurn<{ readonly config: QuorumPeerConfig; readonly disk: TxnLogState }>;

/** The log's state, to be changed in place. */
export function ownLog(turn: LogTurn): Mutable<TxnLogState> {
  const { disk } = turn.state;
  if (owns(turn, disk)) return disk;
  return (ownState(turn).disk = own(turn, copyLog(disk)));
}

/** Field by field: see ../server/state-copies.ts. */
function copyLog(disk: TxnLogState): Mutable<TxnLogState> {
  return {
    logFile: disk.logFile,
    logBytes: disk.logBytes,
    logChunks: disk.logChunks,
    fileBefore: disk.fileBefore,
    filesToSync: disk.filesToSync,
    lastZxidSeen: disk.lastZxidSeen,
    txnCount: disk.txnCount,
    previousLogBytes: disk.previousLogBytes,
    snapshotAboveTxns: disk.snapshotAboveTxns,
    snapshotAboveBytes: disk.snapshotAboveBytes,
    random: disk.random,
    unsyncedSnapshots: disk.unsyncedSnapshots,
    lastSnapshot: disk.lastSnapshot,
    flushStartedAtMs: disk.flushStartedAtMs,
    preallocatesBytes: disk.preallocatesBytes,
    fsyncTime: disk.fsyncTime,
    fsyncThresholdExceedCount: disk.fsyncThresholdExceedCount,
  };
}
