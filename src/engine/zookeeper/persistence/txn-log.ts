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
import { logLine } from '../admin/log-line.ts';
import { isMutant } from '../mutants.ts';
import { dataFiles, makeLogName } from './data-file-name.ts';
import { FILE_HEADER_BYTES } from './record-length.ts';
import {
  DataFileError,
  isFileHeader,
  logHeader,
  readTxnLogsFrom,
  txnLogEntry,
} from './txn-log-file.ts';
import type { LogTurn, TxnLogState } from './txn-log-state.ts';
import { ownLog } from './txn-log-state.ts';

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
export function appendTxn(turn: LogTurn, txn: Txn): void {
  const { config } = turn.state;
  const { zxid } = txn.header;
  const log = ownLog(turn);
  if (zxid <= log.lastZxidSeen) {
    const text = `Current zxid ${zxid} is <= ${log.lastZxidSeen} for ${txn.header.type}`;
    logLine(turn, 'WARN', `${syncThread(config)}:o.a.z.s.p.FileTxnLog@276`, text);
  } else log.lastZxidSeen = zxid;
  log.logFile ??= openLogFile(turn, zxid);
  const chunk = txnLogEntry(txn);
  turn.effects.push({ type: 'append', path: log.logFile, chunk });
  log.logBytes += chunk.bytes;
  log.logChunks++;
  log.txnCount++;
}

function openLogFile(turn: LogTurn, zxid: Zxid): string {
  const { config } = turn.state;
  const log = ownLog(turn);
  const name = makeLogName(zxid);
  const source = `${syncThread(config)}:o.a.z.s.p.FileTxnLog@285`;
  logLine(turn, 'INFO', source, `Creating new log file: ${name}`);
  const path = `${logDir(config)}/${name}`;
  log.logBytes = FILE_HEADER_BYTES;
  log.logChunks = 1;
  log.filesToSync = [...log.filesToSync.filter((other) => other !== path), path];
  const header = logHeader(log.preallocatesBytes, log.fileBefore ?? undefined);
  turn.effects.push({ type: 'writeFile', path, chunks: [header] });
  return path;
}

/**
 * Makes all that was appended durable; `disk.synced` with the token tells when. Everything pushed behind
 * it in this step waits for it: call it last, or push only what must wait.
 */
export function flush(turn: LogTurn, token: string): void {
  const { config } = turn.state;
  const log = ownLog(turn);
  const isForced = systemProperty(config, 'zookeeper.forceSync') !== 'no';
  const paths = isForced ? log.filesToSync : [];
  for (const path of paths.slice(0, -1)) turn.effects.push({ type: 'sync', path });
  // Without a file the folder is synced: the token comes all the same.
  turn.effects.push({ type: 'sync', path: paths.at(-1) ?? logDir(config), token });
  log.filesToSync = log.filesToSync.slice(-1);
  log.flushStartedAtMs = turn.env.nowMs;
}

/**
 * To be called when the token of a flush comes back: warns of a slow disk, and rolls the log when
 * `txnLogSizeLimitInKb` is reached.
 */
export function onFlushed(turn: LogTurn): void {
  const { config } = turn.state;
  const log = ownLog(turn);
  const elapsedMs = Math.floor(turn.env.nowMs - log.flushStartedAtMs);
  const { count, sum, min, max } = log.fsyncTime;
  log.fsyncTime = {
    count: count + 1,
    sum: sum + elapsedMs,
    min: count === 0 ? elapsedMs : Math.min(min, elapsedMs),
    max: Math.max(max, elapsedMs),
  };
  const threshold = numberProperty(
    config,
    'zookeeper.fsync.warningthresholdms',
    numberProperty(config, 'fsync.warningthresholdms', 1000),
  );
  if (elapsedMs > threshold) {
    const thread = syncThread(config);
    const text =
      `fsync-ing the write ahead log in ${thread} took ${elapsedMs}ms which will adversely effect ` +
      `operation latency.File size is ${currentLogLength(log)} bytes. ` +
      'See the ZooKeeper troubleshooting guide';
    logLine(turn, 'WARN', `${thread}:o.a.z.s.p.FileTxnLog@394`, text);
    log.fsyncThresholdExceedCount++;
  }
  const limit = numberProperty(config, 'zookeeper.txnLogSizeLimitInKb', -1) * KIB;
  if (limit > 0 && currentLogLength(log) > limit) closeLogFile(turn);
}

/** The next append starts a new file; counting for the next snapshot starts again. */
export function rollLog(turn: LogTurn): void {
  closeLogFile(turn);
  const log = ownLog(turn);
  log.txnCount = 0;
  log.previousLogBytes = 0;
}

/** Draws anew after how many transactions the next snapshot is due. For each SyncRequestProcessor. */
function resetSnapshotStats(turn: LogTurn): void {
  Object.assign(ownLog(turn), snapshotDraws(turn.state.disk.random, turn.state.config));
}

/** Whether enough was logged since the last roll. */
function shouldSnapshot({ disk }: LogTurn['state']): boolean {
  return (
    disk.txnCount > disk.snapshotAboveTxns ||
    disk.previousLogBytes + currentLogLength(disk) > disk.snapshotAboveBytes
  );
}

/** After each append: whether a snapshot is due; then the log is rolled for it. */
export function rollWhenDue(turn: LogTurn): boolean {
  if (!shouldSnapshot(turn.state)) return false;
  resetSnapshotStats(turn);
  rollLog(turn);
  return true;
}

/**
 * Takes back all transactions behind `zxid`: cuts the file that holds it, removes later ones. Gives the
 * disk as it will be, so that the database can be loaded from it at once, or null when there is nothing
 * to cut (then a learner must exit). The cut is durable before anything pushed later in this step.
 */
export function truncateLog(turn: LogTurn, zxid: Zxid, thread: string): DiskView | null {
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
      Object.assign(ownLog(turn), NO_FILE, { lastZxidSeen: 0n });
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
export function onDiskFailed(turn: LogTurn, path: string): 'snapshot' | 'log' | null {
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
  Object.assign(ownLog(turn), NO_FILE, { filesToSync });
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

function closeLogFile(turn: LogTurn): void {
  const log = ownLog(turn);
  if (log.logFile === null) return;
  log.previousLogBytes += currentLogLength(log);
  log.fileBefore = { path: log.logFile, chunkCount: log.logChunks };
  log.logFile = null;
  log.logBytes = 0;
  log.logChunks = 0;
}
