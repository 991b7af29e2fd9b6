/**
 * The write-ahead log of a server: append, group flush, roll, truncate; and when a snapshot is due.
 *
 * Mirrors: FileTxnLog, FilePadding, ZKDatabase's txnCount, SyncRequestProcessor.shouldSnapshot, 3.8.0.
 * Departs: with forceSync=no a flush protects nothing, but takes as long. After a write that failed the
 * log goes on in a new file; upstream goes on behind what may be half a transaction.
 * Read next: snapshot-writer.ts, file-txn-snap-log.ts (recovery), txn-log-proposals.ts (catching up from
 * the log).
 */
import type { DiskView } from '../../kernel/disk.ts';
import { readChunks } from '../../kernel/disk.ts';
import { removePath, writeWhole } from '../../kernel/disk-operations.ts';
import type { RandomState } from '../../kernel/random.ts';
import { nextInteger, nextRandom, splitStream } from '../../kernel/random.ts';
import { logDir, numberProperty, snapDir, systemProperty } from '../admin/config.ts';
import type { QuorumPeerConfig } from '../admin/config-types.ts';
import type { Txn } from '../protocol/txn.ts';
import type { Zxid } from '../protocol/zxid.ts';
import { logLine } from '../server/log-line.ts';
import { isMutant } from '../server/mutants.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { changeTxnLog, setTxnLog } from '../server/state-changes.ts';
import { dataFiles, makeLogName } from './data-file-name.ts';
import { FILE_HEADER_BYTES } from './record-length.ts';
import { takeSnapshot } from './snapshot-writer.ts';
import {
  DataFileError,
  isFileHeader,
  logHeader,
  readTxnLogsFrom,
  txnLogEntry,
} from './txn-log-file.ts';

export type { SnapshotOptions } from './snapshot-writer.ts';
export { onPersistenceTimer, takeSnapshot, WRITE_BACK_TIMER } from './snapshot-writer.ts';

/** What a server remembers of its log. Plain data. */
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

const KIB = 1024;

const NO_FILE = { logFile: null, logBytes: 0, logChunks: 0, fileBefore: null, filesToSync: [] };

/** The state of a log that nothing was appended to yet. */
export function openTxnLog(config: QuorumPeerConfig, seed: number): TxnLogState {
  const draws = snapshotDraws(splitStream(seed, 'snapshot'), config);
  return {
    logFile: null,
    logBytes: 0,
    logChunks: 0,
    fileBefore: null,
    filesToSync: [],
    lastZxidSeen: 0n,
    txnCount: 0,
    previousLogBytes: 0,
    snapshotAboveTxns: draws.snapshotAboveTxns,
    snapshotAboveBytes: draws.snapshotAboveBytes,
    random: draws.random,
    unsyncedSnapshots: [],
    lastSnapshot: null,
    flushStartedAtMs: 0,
    preallocatesBytes: preallocatedBytes(config),
    fsyncTime: { count: 0, sum: 0, min: 0, max: 0 },
    fsyncThresholdExceedCount: 0,
  };
}

/**
 * Writes a transaction behind the others, in the page cache only: see `flush`. The file is named after
 * the first transaction in it.
 */
export function appendTxn(turn: ServerTurn, txn: Txn): void {
  const { config, disk } = turn.state;
  const { zxid } = txn.header;
  let { logFile, logBytes, logChunks, filesToSync, lastZxidSeen } = disk;
  if (zxid <= lastZxidSeen) {
    const text = `Current zxid ${zxid} is <= ${lastZxidSeen} for ${txn.header.type}`;
    logLine(turn, 'WARN', `${syncThread(config)}:o.a.z.s.p.FileTxnLog@276`, text);
  } else lastZxidSeen = zxid;
  if (logFile === null) {
    const name = makeLogName(zxid);
    const source = `${syncThread(config)}:o.a.z.s.p.FileTxnLog@285`;
    logLine(turn, 'INFO', source, `Creating new log file: ${name}`);
    logFile = `${logDir(config)}/${name}`;
    logBytes = FILE_HEADER_BYTES;
    logChunks = 1;
    filesToSync = [...filesToSync.filter((path) => path !== logFile), logFile];
    const header = logHeader(disk.preallocatesBytes, disk.fileBefore ?? undefined);
    turn.effects.push({ type: 'writeFile', path: logFile, chunks: [header] });
  }
  const chunk = txnLogEntry(txn);
  turn.effects.push({ type: 'append', path: logFile, chunk });
  logBytes += chunk.bytes;
  logChunks++;
  const { txnCount, flushStartedAtMs, fsyncTime } = disk;
  setTxnLog(
    turn,
    replace(disk, {
      logFile,
      logBytes,
      logChunks,
      filesToSync,
      lastZxidSeen,
      txnCount: txnCount + 1,
      flushStartedAtMs,
      fsyncTime,
    }),
  );
}

/**
 * Makes all that was appended durable; `disk.synced` with the token tells when. Everything pushed behind
 * it in this step waits for it: call it last, or push only what must wait.
 */
export function flush(turn: ServerTurn, token: string): void {
  const { config, disk } = turn.state;
  const isForced = systemProperty(config, 'zookeeper.forceSync') !== 'no';
  const paths = isForced ? disk.filesToSync : [];
  for (const path of paths.slice(0, -1)) turn.effects.push({ type: 'sync', path });
  // Without a file the folder is synced: the token comes all the same.
  turn.effects.push({ type: 'sync', path: paths.at(-1) ?? logDir(config), token });
  const { logFile, logBytes, logChunks, lastZxidSeen, txnCount, fsyncTime } = disk;
  setTxnLog(
    turn,
    replace(disk, {
      logFile,
      logBytes,
      logChunks,
      filesToSync: disk.filesToSync.slice(-1),
      lastZxidSeen,
      txnCount,
      flushStartedAtMs: turn.env.nowMs,
      fsyncTime,
    }),
  );
}

/**
 * To be called when the token of a flush comes back: warns of a slow disk, and rolls the log when
 * `txnLogSizeLimitInKb` is reached.
 */
export function onFlushed(turn: ServerTurn): void {
  const { config, disk } = turn.state;
  const elapsedMs = Math.floor(turn.env.nowMs - disk.flushStartedAtMs);
  const { count, sum, min, max } = disk.fsyncTime;
  const fsyncTime = {
    count: count + 1,
    sum: sum + elapsedMs,
    min: count === 0 ? elapsedMs : Math.min(min, elapsedMs),
    max: Math.max(max, elapsedMs),
  };
  const { logFile, logBytes, logChunks, filesToSync, lastZxidSeen, txnCount } = disk;
  setTxnLog(
    turn,
    replace(disk, {
      logFile,
      logBytes,
      logChunks,
      filesToSync,
      lastZxidSeen,
      txnCount,
      flushStartedAtMs: disk.flushStartedAtMs,
      fsyncTime,
    }),
  );
  const threshold = numberProperty(
    config,
    'zookeeper.fsync.warningthresholdms',
    numberProperty(config, 'fsync.warningthresholdms', 1000),
  );
  if (elapsedMs > threshold) {
    const thread = syncThread(config);
    const text =
      `fsync-ing the write ahead log in ${thread} took ${elapsedMs}ms which will adversely effect ` +
      `operation latency.File size is ${currentLogLength(disk)} bytes. ` +
      'See the ZooKeeper troubleshooting guide';
    logLine(turn, 'WARN', `${thread}:o.a.z.s.p.FileTxnLog@394`, text);
    const fsyncThresholdExceedCount = disk.fsyncThresholdExceedCount + 1;
    changeTxnLog(turn, { fsyncThresholdExceedCount });
  }
  const limit = numberProperty(config, 'zookeeper.txnLogSizeLimitInKb', -1) * KIB;
  if (limit > 0 && currentLogLength(disk) > limit) closeLogFile(turn);
}

/** The next append starts a new file; counting for the next snapshot starts again. */
export function rollLog(turn: ServerTurn): void {
  closeLogFile(turn);
  changeTxnLog(turn, { txnCount: 0, previousLogBytes: 0 });
}

/** Draws anew after how many transactions the next snapshot is due. For each SyncRequestProcessor. */
function resetSnapshotStats(turn: ServerTurn): void {
  changeTxnLog(turn, snapshotDraws(turn.state.disk.random, turn.state.config));
}

/** Whether enough was logged since the last roll. */
function shouldSnapshot({ disk }: ServerTurn['state']): boolean {
  return (
    disk.txnCount > disk.snapshotAboveTxns ||
    disk.previousLogBytes + currentLogLength(disk) > disk.snapshotAboveBytes
  );
}

/** What SyncRequestProcessor does after each append: when a snapshot is due, rolls and takes it. */
export function snapshotWhenDue(turn: ServerTurn): void {
  if (!shouldSnapshot(turn.state)) return;
  resetSnapshotStats(turn);
  rollLog(turn);
  takeSnapshot(turn);
}

/**
 * Takes back all transactions behind `zxid`: cuts the file that holds it, removes later ones. Gives the
 * disk as it will be, so that the database can be loaded from it at once, or null when there is nothing
 * to cut (then a learner must exit). The cut is durable before anything pushed later in this step.
 */
export function truncateLog(turn: ServerTurn, zxid: Zxid, thread: string): DiskView | null {
  const { config } = turn.state;
  const folder = logDir(config);
  let disk = turn.env.host.disk;
  try {
    for (const { file, chunk, txn } of readTxnLogsFrom(disk, folder, zxid)) {
      // A log that starts behind the cut keeps nothing; upstream leaves its first transaction.
      const kept = txn.header.zxid > zxid ? 0 : 1;
      const chunks = (readChunks(disk, file.path) ?? []).slice(0, chunk + kept);
      const [header] = chunks;
      // The file ends here: what was preallocated behind is cut off too.
      if (isFileHeader(header)) chunks[0] = logHeader(0);
      const written = writeWhole(disk, file.path, chunks, turn.env.nowMs);
      if (typeof written !== 'string') disk = written;
      turn.effects.push({ type: 'writeFile', path: file.path, chunks });
      for (const later of dataFiles(disk, folder, 'log')) {
        if (later.zxid <= file.zxid) continue;
        disk = removePath(disk, later.path);
        turn.effects.push({ type: 'remove', path: later.path });
      }
      if (!isMutant(turn.state, 'M12b-trunc-not-synced')) {
        turn.effects.push({ type: 'sync', path: file.path });
      }
      changeTxnLog(turn, { ...NO_FILE, lastZxidSeen: 0n });
      return disk;
    }
    throw new DataFileError(
      'No log files found to truncate! This could happen if you still have snapshots from an old ' +
        'setup or log files were deleted accidentally or dataLogDir was changed in zoo.cfg.',
    );
  } catch (error) {
    if (!(error instanceof DataFileError)) throw error;
    const text = `Unable to truncate Txn log\n${error.exception}: ${error.message}`;
    logLine(turn, 'ERROR', `${thread}:o.a.z.s.p.FileTxnSnapLog@530`, text);
    return null;
  }
}

/**
 * A write that did not happen. `snapshot`: the process has exited (code 10), as upstream; `log`: the
 * log is broken, the caller must stop serving (the SyncThread has died); null: another file.
 */
export function onDiskFailed(turn: ServerTurn, path: string): 'snapshot' | 'log' | null {
  const { config } = turn.state;
  const cause = '\njava.io.IOException: No space left on device';
  if (path.startsWith(`${snapDir(config)}/snapshot.`)) {
    const text = `Severe unrecoverable error, exiting${cause}`;
    logLine(turn, 'ERROR', 'Snapshot Thread:o.a.z.s.ZooKeeperServer@541', text);
    turn.effects.push({ type: 'exit', code: 10 });
    return 'snapshot';
  }
  if (!path.startsWith(`${logDir(config)}/log.`)) return null;
  const thread = syncThread(config);
  const text = `Severe unrecoverable error, from thread : ${thread}${cause}`;
  logLine(turn, 'ERROR', `${thread}:o.a.z.s.ZooKeeperCriticalThread@49`, text);
  // What was appended before is still to be synced: a vote will name it.
  const { filesToSync } = turn.state.disk;
  changeTxnLog(turn, { ...NO_FILE, filesToSync });
  return 'log';
}

/** Length of the file under append as the file system tells it, preallocation included. */
export function currentLogLength(disk: TxnLogState): number {
  if (disk.logFile === null) return 0;
  const step = disk.preallocatesBytes;
  if (step === 0) return disk.logBytes;
  // Grows by a step as soon as less than 4 KiB are left (FilePadding).
  const steps = Math.floor((disk.logBytes - FILE_HEADER_BYTES + 4096) / step) + 1;
  return FILE_HEADER_BYTES + steps * step;
}

/** `SyncThread:1`; a standalone server's number is 0. */
function syncThread(config: QuorumPeerConfig): string {
  return `SyncThread:${config.isDistributed ? config.serverId : 0}`;
}

/** At least 2. Mirrors ZooKeeperServer.getSnapCount. */
function snapCount(config: QuorumPeerConfig): number {
  return Math.max(2, numberProperty(config, 'zookeeper.snapCount', 100_000));
}

function snapSizeBytes(config: QuorumPeerConfig): number {
  return numberProperty(config, 'zookeeper.snapSizeLimitInKb', 4_194_304) * KIB;
}

function preallocatedBytes(config: QuorumPeerConfig): number {
  return Math.max(0, numberProperty(config, 'zookeeper.preAllocSize', 65_536)) * KIB;
}

function snapshotDraws(
  before: RandomState,
  config: QuorumPeerConfig,
): Pick<TxnLogState, 'snapshotAboveTxns' | 'snapshotAboveBytes' | 'random'> {
  const half = Math.floor(snapCount(config) / 2);
  const [roll, afterRoll] = nextInteger(before, half);
  const [part, random] = nextRandom(afterRoll);
  const halfSize = Math.floor(snapSizeBytes(config) / 2);
  const snapshotAboveBytes = halfSize > 0 ? halfSize + Math.floor(part * halfSize) : Infinity;
  return { snapshotAboveTxns: half + roll, snapshotAboveBytes, random };
}

/** What a write or a flush changes. */
type HotState = Pick<
  TxnLogState,
  | 'logFile'
  | 'logBytes'
  | 'logChunks'
  | 'filesToSync'
  | 'lastZxidSeen'
  | 'txnCount'
  | 'flushStartedAtMs'
  | 'fsyncTime'
>;

/** Field by field: it runs for every write, and a spread with changes costs several times as much. */
function replace(disk: TxnLogState, hot: HotState): TxnLogState {
  return {
    logFile: hot.logFile,
    logBytes: hot.logBytes,
    logChunks: hot.logChunks,
    fileBefore: disk.fileBefore,
    filesToSync: hot.filesToSync,
    lastZxidSeen: hot.lastZxidSeen,
    txnCount: hot.txnCount,
    previousLogBytes: disk.previousLogBytes,
    snapshotAboveTxns: disk.snapshotAboveTxns,
    snapshotAboveBytes: disk.snapshotAboveBytes,
    random: disk.random,
    unsyncedSnapshots: disk.unsyncedSnapshots,
    lastSnapshot: disk.lastSnapshot,
    flushStartedAtMs: hot.flushStartedAtMs,
    preallocatesBytes: disk.preallocatesBytes,
    fsyncTime: hot.fsyncTime,
    fsyncThresholdExceedCount: disk.fsyncThresholdExceedCount,
  };
}

function closeLogFile(turn: ServerTurn): void {
  const { disk } = turn.state;
  if (disk.logFile === null) return;
  const previousLogBytes = disk.previousLogBytes + currentLogLength(disk);
  const fileBefore = { path: disk.logFile, chunkCount: disk.logChunks };
  changeTxnLog(turn, { logFile: null, logBytes: 0, logChunks: 0, previousLogBytes, fileBefore });
}
