/**
 * Recovery: the database from the newest readable snapshot and all transactions logged behind it.
 *
 * Mirrors: FileTxnSnapLog (constructor, restore, fastForwardFromEdits), FileSnap.deserialize,
 * ZKDatabase.loadDataBase, fastForwardDataBase, 3.8.0.
 * Departs: recovery takes no virtual time; digests are not compared with the log's; files that a killed
 * process left in the page cache are synced before they are built upon (upstream trusts the operating
 * system to write them back); the configuration node's mtime is 1970 until it is changed, so that the
 * servers' trees are equal, where each real server has its own time of start.
 * Read next: txn-log.ts, epoch-file.ts.
 */
import type { DiskView } from '../../kernel/disk.ts';
import { entryAt, isFolder, listFolder, readFile } from '../../kernel/disk.ts';
import type { Effect } from '../../kernel/effects.ts';
import {
  booleanProperty,
  commitLogCount,
  logDir,
  snapDir,
  systemProperty,
} from '../admin/config.ts';
import type { QuorumPeerConfig } from '../admin/config-types.ts';
import { formatQuorumVerifier } from '../admin/quorum-verifier.ts';
import { applyTxn } from '../data/apply-txn.ts';
import type { Database } from '../data/database.ts';
import { draftTree, sealTree, setData } from '../data/data-tree.ts';
import { CONFIG_NODE, initialDatabase } from '../data/initial-tree.ts';
import { emptyQueue } from '../../kernel/persistent-queue.ts';
import { toHex, type Zxid } from '../protocol/zxid.ts';
import { makeSnapshotName } from './data-file-name.ts';
import type { LoadFailure, LoadLogLine } from './load-result.ts';
import { dataDirFailure, loadFailure } from './load-result.ts';
import {
  findRecentSnapshots,
  findValidSnapshots,
  readSnapshot,
  snapshotChunks,
} from './snapshot-file.ts';
import { purgeTaskEffects } from './purge-txn-log.ts';
import type { TxnLogState } from './txn-log-state.ts';
import {
  DataFileError,
  lostLogFiles,
  NO_SPACE,
  readTxnLogsFrom,
  txnLogFilesToRead,
} from './txn-log-file.ts';

/** The database as the disk holds it. */
export interface LoadedDatabase {
  readonly ok: true;
  readonly db: Database;
  /** The highest zxid in it; -1n when an empty disk is not trusted (see `initialize`). */
  readonly lastLoggedZxid: Zxid;
  /** The snapshot that was read; null when there was none. */
  readonly lastSnapshot: TxnLogState['lastSnapshot'];
  /**
   * Makes folders, syncs what was left unsynced, removes logs that a loss of power made worthless, writes
   * and syncs `snapshot.0` of an empty database, removes `initialize`, starts autopurge.
   */
  readonly effects: readonly Effect[];
  readonly log: readonly LoadLogLine[];
  /** How many transactions the logs gave; null when there was none to read. */
  readonly txnsLoaded: number | null;
}

const SNAPSHOTS_TRIED_MAX = 100;
const SNAP_LOG = 'o.a.z.s.p.FileTxnSnapLog';

interface Loading {
  readonly disk: DiskView;
  readonly config: QuorumPeerConfig;
  readonly effects: Effect[];
  readonly log: LoadLogLine[];
  readonly isDiskFull: boolean;
  /** How many transactions the logs gave; not set while there is none to read. */
  txnsLoaded?: number;
}

/** Loads the database when a server starts. Nothing is written but the effects that come back. */
export function loadDatabase(
  disk: DiskView,
  config: QuorumPeerConfig,
  isDiskFull = false,
): LoadedDatabase | LoadFailure {
  const effects = [...purgeTaskEffects(config)];
  const loading: Loading = { disk, config, effects, log: [], isDiskFull };
  const trustsEmpty = booleanProperty(config, 'zookeeper.snapshot.trust.empty');
  say(loading, 'INFO', 124, `zookeeper.snapshot.trust.empty : ${trustsEmpty}`);
  return openDataDirs(loading) ?? reloadDatabase(disk, config, loading);
}

/** Loads it again (after TRUNC), from a disk whose folders are known to be right. */
export function reloadDatabase(
  disk: DiskView,
  config: QuorumPeerConfig,
  loading: Loading = { disk, config, effects: [], log: [], isDiskFull: false },
): LoadedDatabase | LoadFailure {
  const { effects, log } = loading;
  try {
    const { db, lastLoggedZxid, lastSnapshot } = restore(loading);
    const text =
      `Snapshot loaded in 0 ms, highest zxid is 0x${toHex(lastLoggedZxid)}, ` +
      `digest is ${db.tree.digest}`;
    log.push({ level: 'INFO', source: 'o.a.z.s.ZKDatabase@289', text });
    const { txnsLoaded = null } = loading;
    return { ok: true, db, lastLoggedZxid, lastSnapshot, effects, log, txnsLoaded };
  } catch (error) {
    if (!(error instanceof DataFileError)) throw error;
    return loadFailure(error, log, config.isDistributed);
  }
}

/**
 * The database with everything that is logged behind it: a learner that loses its leader keeps what it
 * acknowledged. Call it only when all that was appended has reached the disk.
 */
export function fastForwardDatabase(
  disk: DiskView,
  config: QuorumPeerConfig,
  db: Database,
): LoadedDatabase | LoadFailure {
  const loading: Loading = { disk, config, effects: [], log: [], isDiskFull: false };
  try {
    const forwarded = fastForwardFromEdits(loading, db);
    const lastLoggedZxid = forwarded.lastProcessedZxid;
    return {
      ok: true,
      db: forwarded,
      lastLoggedZxid,
      lastSnapshot: null,
      effects: [],
      log: loading.log,
      txnsLoaded: loading.txnsLoaded ?? null,
    };
  } catch (error) {
    if (!(error instanceof DataFileError)) throw error;
    return loadFailure(error, loading.log, config.isDistributed);
  }
}

/** Makes the folders, or says what is wrong with them. Mirrors the constructor of FileTxnSnapLog. */
function openDataDirs(loading: Loading): LoadFailure | null {
  const { disk, config, effects, log } = loading;
  const logs = logDir(config);
  const snapshots = snapDir(config);
  const fail = (kind: Parameters<typeof dataDirFailure>[0], message: string): LoadFailure =>
    dataDirFailure(kind, message, log, config.isDistributed);
  const autocreate = systemProperty(config, 'zookeeper.datadir.autocreate') ?? 'true';
  const open = (folder: string, kind: 'data' | 'snap'): LoadFailure | null => {
    if (isFolder(disk, folder)) return null;
    if (autocreate.toLowerCase() !== 'true') {
      return fail(
        'DatadirException',
        `Missing ${kind} directory ${folder}, automatic data directory creation is disabled ` +
          `(zookeeper.datadir.autocreate is false).${kind === 'data' ? ' ' : ''}` +
          'Please create this directory manually.',
      );
    }
    if (hasFileOnTheWay(disk, folder)) {
      return fail('DatadirException', `Unable to create ${kind} directory ${folder}`);
    }
    effects.push({ type: 'mkdir', path: folder });
    return null;
  };
  const failure = open(logs, 'data') ?? open(snapshots, 'snap');
  if (failure !== null || logs === snapshots) return failure;
  const check = 'Check if dataLogDir and dataDir configuration is correct.';
  if (listFolder(disk, logs)?.some((name) => name.startsWith('snapshot.')) === true) {
    return fail('LogDirContentCheckException', `Log directory has snapshot files. ${check}`);
  }
  if (listFolder(disk, snapshots)?.some((name) => name.startsWith('log.')) === true) {
    return fail('SnapDirContentCheckException', `Snapshot directory has log files. ${check}`);
  }
  return null;
}

type Restored = Pick<LoadedDatabase, 'db' | 'lastLoggedZxid' | 'lastSnapshot'>;

function restore(loading: Loading): Restored {
  const { disk, config, effects } = loading;
  for (const { path } of lostLogFiles(disk, logDir(config))) effects.push({ type: 'remove', path });
  syncLeftovers(loading);
  const fromSnapshot = readNewestSnapshot(loading);
  const initialize = `${config.dataLogDir}/initialize`;
  let trustsEmptyDatabase =
    (systemProperty(config, 'zookeeper.db.autocreate') ?? 'true').toLowerCase() === 'true';
  if (readFile(disk, initialize) !== undefined) {
    effects.push({ type: 'remove', path: initialize });
    say(
      loading,
      'INFO',
      260,
      'Initialize file found, an empty database will not block voting participation',
    );
    trustsEmptyDatabase = true;
  }
  if (fromSnapshot !== null) {
    const db = fastForwardFromEdits(loading, fromSnapshot.db);
    return { ...fromSnapshot, db, lastLoggedZxid: db.lastProcessedZxid };
  }
  const empty = emptyDatabase(config);
  if (txnLogFilesToRead(disk, logDir(config), 0n).length > 0) {
    const warning = 'No snapshot found, but there are log entries. ';
    if (!booleanProperty(config, 'zookeeper.snapshot.trust.empty')) {
      throw new DataFileError(`${warning}Something is broken!`);
    }
    say(loading, 'WARN', 292, `${warning}This should only be allowed during upgrading.`);
    const db = fastForwardFromEdits(loading, empty);
    return { db, lastLoggedZxid: db.lastProcessedZxid, lastSnapshot: null };
  }
  if (!trustsEmptyDatabase) {
    say(loading, 'WARN', 306, 'Unexpected empty data tree, setting zxid to -1');
    return { db: { ...empty, lastProcessedZxid: -1n }, lastLoggedZxid: -1n, lastSnapshot: null };
  }
  const path = `${snapDir(config)}/${makeSnapshotName(0n)}`;
  say(loading, 'INFO', 479, `Snapshotting: 0x0 to ${path}`);
  if (loading.isDiskFull) throw new DataFileError(NO_SPACE);
  effects.push({ type: 'writeFile', path, chunks: snapshotChunks(empty) });
  effects.push({ type: 'sync', path });
  return { db: empty, lastLoggedZxid: 0n, lastSnapshot: null };
}

/**
 * A killed process may have left files that only the page cache holds. What is read here must not be
 * lost later, so it is made durable first.
 */
function syncLeftovers({ disk, config, effects }: Loading): void {
  const leftovers = [
    ...txnLogFilesToRead(disk, logDir(config), 0n),
    ...findRecentSnapshots(disk, snapDir(config), SNAPSHOTS_TRIED_MAX),
  ];
  for (const { path } of leftovers) {
    const entry = entryAt(disk, path);
    if (entry?.kind === 'file' && entry.durable !== entry.content) {
      effects.push({ type: 'sync', path });
    }
  }
}

/** Of an ensemble's server the configuration is there from the start. Mirrors initConfigInZKDatabase. */
function emptyDatabase(config: QuorumPeerConfig): Database {
  const empty = initialDatabase();
  if (!config.isDistributed) return empty;
  const { quorumVerifier } = config;
  const draft = draftTree(empty.tree);
  const text = formatQuorumVerifier(quorumVerifier);
  setData(draft, CONFIG_NODE, text, -1, quorumVerifier.version, 0);
  return { ...empty, tree: sealTree(draft) };
}

function readNewestSnapshot(
  loading: Loading,
): { readonly db: Database; readonly lastSnapshot: TxnLogState['lastSnapshot'] } | null {
  const { disk, config, log } = loading;
  const folder = snapDir(config);
  const refused = (text: string): void => {
    log.push({ level: 'INFO', source: 'o.a.z.s.p.SnapStream@321', text });
  };
  const candidates = findValidSnapshots(disk, folder, SNAPSHOTS_TRIED_MAX, refused);
  if (candidates.length === 0) return null;
  for (const { path, zxid } of candidates) {
    log.push({ level: 'INFO', source: 'o.a.z.s.p.FileSnap@85', text: `Reading snapshot ${path}` });
    try {
      const { tree, sessionsWithTimeouts } = readSnapshot(disk, path);
      // The file's name decides, as upstream.
      const db = {
        tree,
        sessionsWithTimeouts,
        lastProcessedZxid: zxid,
        committedLog: emptyQueue(),
      };
      const atMs = entryAt(disk, path)?.modifiedAtMs ?? 0;
      return { db: db as Database, lastSnapshot: { zxid, atMs } };
    } catch (error) {
      if (!(error instanceof DataFileError)) throw error;
      const text = `problem reading snap file ${path}\n${error.exception}: ${error.message}`;
      log.push({ level: 'WARN', source: 'o.a.z.s.p.FileSnap@105', text });
    }
  }
  throw new DataFileError(`Not able to find valid snapshots in ${folder}`);
}

function fastForwardFromEdits(loading: Loading, base: Database): Database {
  const { disk, config } = loading;
  let db = base;
  let highestZxid = base.lastProcessedZxid;
  let count = 0;
  for (const { txn } of readTxnLogsFrom(disk, logDir(config), base.lastProcessedZxid + 1n)) {
    const { zxid, type } = txn.header;
    if (zxid < highestZxid && highestZxid !== 0n) {
      say(
        loading,
        'ERROR',
        345,
        `${highestZxid}(highestZxid) > ${zxid}(next log) for type ${type}`,
      );
    } else highestZxid = zxid;
    db = applyTxn(db, txn, commitLogCount(config)).db;
    count++;
  }
  if (count === 0) return db;
  loading.txnsLoaded = count;
  say(loading, 'INFO', 372, `${count} txns loaded in 0 ms`);
  return db;
}

function hasFileOnTheWay(disk: DiskView, folder: string): boolean {
  for (let path = folder; path !== ''; path = path.slice(0, path.lastIndexOf('/'))) {
    if (readFile(disk, path) !== undefined) return true;
  }
  return false;
}

function say(loading: Loading, level: LoadLogLine['level'], line: number, text: string): void {
  loading.log.push({ level, source: `${SNAP_LOG}@${line}`, text });
}
