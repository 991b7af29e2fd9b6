/**
 * The write-ahead log of a server: append, group flush, roll, truncate; and when and how snapshots
 * are taken.
 *
 * Mirrors: FileTxnLog, FilePadding, ZKDatabase's txnCount, SyncRequestProcessor.shouldSnapshot,
 * ZooKeeperServer.takeSnapshot, 3.8.0.
 * Departs: a snapshot is complete in one moment; the operating system writes it back after five
 * seconds where Linux takes up to thirty; with forceSync=no a flush protects nothing but takes as long.
 * Read next: file-txn-snap-log.ts (recovery), txn-log-reads.ts (catching up from the log).
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
import { toHex } from '../protocol/zxid.ts';
import { logLine } from '../server/log-line.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { dataFiles, makeLogName, makeSnapshotName } from './data-file-name.ts';
import { onPurgeTimer, PURGE_TIMER } from './purge-txn-log.ts';
import { FILE_HEADER_BYTES } from './record-length.ts';
import { snapshotChunks } from './snapshot-file.ts';
import {
  DataFileError,
  isFileHeader,
  logHeader,
  readTxnLogsFrom,
  txnLogEntry,
} from './txn-log-file.ts';

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
  /** The snapshot is due after snapCount/2 + randRoll transactions, so that servers differ. */
  readonly randRoll: number;
  readonly randSize: number;
  readonly random: RandomState;
  /** Snapshots that only the page cache holds; they are written back by a timer. */
  readonly unsyncedSnapshots: readonly string[];
  /** Newest snapshot taken or read; null when there is none. */
  readonly lastSnapshot: { readonly zxid: Zxid; readonly atMs: number } | null;
  /** Since when the running flush runs (virtual milliseconds). */
  readonly flushStartedAtMs: number;
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

/** Timer after which snapshots in the page cache are written back. */
export const WRITE_BACK_TIMER = 'persistence.writeback';
const WRITE_BACK_MS = 5000;
const KIB = 1024;

const NO_FILE = { logFile: null, logBytes: 0, logChunks: 0, fileBefore: null, filesToSync: [] };

/** The state of a log that nothing was appended to yet. */
export function openTxnLog(config: QuorumPeerConfig, seed: number): TxnLogState {
  const state: TxnLogState = {
    ...NO_FILE,
    lastZxidSeen: 0n,
    txnCount: 0,
    previousLogBytes: 0,
    randRoll: 0,
    randSize: 0,
    random: splitStream(seed, 'snapshot'),
    unsyncedSnapshots: [],
    lastSnapshot: null,
    flushStartedAtMs: 0,
    fsyncTime: { count: 0, sum: 0, min: 0, max: 0 },
    fsyncThresholdExceedCount: 0,
  };
  return withSnapshotDraws(state, config);
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
    const header = logHeader(preallocatedBytes(config), disk.fileBefore ?? undefined);
    turn.effects.push({ type: 'writeFile', path: logFile, chunks: [header] });
  }
  const chunk = txnLogEntry(txn);
  turn.effects.push({ type: 'append', path: logFile, chunk });
  logBytes += chunk.bytes;
  logChunks++;
  const txnCount = disk.txnCount + 1;
  setDisk(turn, { ...disk, logFile, logBytes, logChunks, filesToSync, lastZxidSeen, txnCount });
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
  setDisk(turn, {
    ...disk,
    filesToSync: disk.filesToSync.slice(-1),
    flushStartedAtMs: turn.env.nowMs,
  });
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
  setDisk(turn, { ...disk, fsyncTime });
  const threshold = numberProperty(
    config,
    'zookeeper.fsync.warningthresholdms',
    numberProperty(config, 'fsync.warningthresholdms', 1000),
  );
  if (elapsedMs > threshold) {
    const thread = syncThread(config);
    const text =
      `fsync-ing the write ahead log in ${thread} took ${elapsedMs}ms which will adversely effect ` +
      `operation latency.File size is ${currentLogLength(config, disk)} bytes. ` +
      'See the ZooKeeper troubleshooting guide';
    logLine(turn, 'WARN', `${thread}:o.a.z.s.p.FileTxnLog@394`, text);
    const fsyncThresholdExceedCount = disk.fsyncThresholdExceedCount + 1;
    setDisk(turn, { ...turn.state.disk, fsyncThresholdExceedCount });
  }
  const limit = numberProperty(config, 'zookeeper.txnLogSizeLimitInKb', -1) * KIB;
  if (limit > 0 && currentLogLength(config, disk) > limit) closeLogFile(turn);
}

/** The next append starts a new file; counting for the next snapshot starts again. */
export function rollLog(turn: ServerTurn): void {
  closeLogFile(turn);
  setDisk(turn, { ...turn.state.disk, txnCount: 0, previousLogBytes: 0 });
}

/** Draws anew after how many transactions the next snapshot is due. For each SyncRequestProcessor. */
function resetSnapshotStats(turn: ServerTurn): void {
  setDisk(turn, withSnapshotDraws(turn.state.disk, turn.state.config));
}

/** Whether enough was logged since the last roll. */
function shouldSnapshot({ config, disk }: ServerTurn['state']): boolean {
  if (disk.txnCount > Math.floor(snapCount(config) / 2) + disk.randRoll) return true;
  const sizeLimit = snapSizeBytes(config);
  if (sizeLimit <= 0) return false;
  const logged = disk.previousLogBytes + currentLogLength(config, disk);
  return logged > Math.floor(sizeLimit / 2) + disk.randSize;
}

/** What SyncRequestProcessor does after each append: when a snapshot is due, rolls and takes it. */
export function snapshotWhenDue(turn: ServerTurn): void {
  if (!shouldSnapshot(turn.state)) return;
  resetSnapshotStats(turn);
  rollLog(turn);
  takeSnapshot(turn);
}

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
    setDisk(turn, { ...disk, lastSnapshot });
  } else {
    if (disk.unsyncedSnapshots.length === 0) {
      turn.effects.push({ type: 'setTimer', name: WRITE_BACK_TIMER, delayMs: WRITE_BACK_MS });
    }
    const unsyncedSnapshots = [...disk.unsyncedSnapshots.filter((old) => old !== path), path];
    setDisk(turn, { ...disk, lastSnapshot, unsyncedSnapshots });
  }
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
  setDisk(turn, { ...disk, unsyncedSnapshots: [] });
  return true;
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
    for (const { file, chunk } of readTxnLogsFrom(disk, folder, zxid)) {
      const chunks = (readChunks(disk, file.path) ?? []).slice(0, chunk + 1);
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
      turn.effects.push({ type: 'sync', path: file.path });
      setDisk(turn, { ...turn.state.disk, ...NO_FILE, lastZxidSeen: 0n });
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
  const { config, disk } = turn.state;
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
  setDisk(turn, { ...disk, ...NO_FILE });
  return 'log';
}

/** Length of the file under append as the file system tells it, preallocation included. */
export function currentLogLength(config: QuorumPeerConfig, disk: TxnLogState): number {
  if (disk.logFile === null) return 0;
  const step = preallocatedBytes(config);
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

function withSnapshotDraws(state: TxnLogState, config: QuorumPeerConfig): TxnLogState {
  const [randRoll, afterRoll] = nextInteger(state.random, Math.floor(snapCount(config) / 2));
  const [part, random] = nextRandom(afterRoll);
  const randSize = Math.floor(part * Math.max(0, snapSizeBytes(config) / 2));
  return { ...state, randRoll, randSize, random };
}

function closeLogFile(turn: ServerTurn): void {
  const { config, disk } = turn.state;
  if (disk.logFile === null) return;
  const previousLogBytes = disk.previousLogBytes + currentLogLength(config, disk);
  const fileBefore = { path: disk.logFile, chunkCount: disk.logChunks };
  setDisk(turn, {
    ...disk,
    logFile: null,
    logBytes: 0,
    logChunks: 0,
    previousLogBytes,
    fileBefore,
  });
}

function setDisk(turn: ServerTurn, disk: TxnLogState): void {
  turn.state = { ...turn.state, disk };
}
