/**
 * How a load from the disk fails: what upstream logs, and the exit code.
 *
 * Mirrors: QuorumPeer.loadDataBase, QuorumPeerMain.main, ZooKeeperServerMain.main, ExitCode, 3.8.0.
 * Departs: of a stack trace only the lines of the exceptions themselves are printed.
 */
import type { LogLevel } from '../admin/log-line.ts';
import type { DataFileError } from './txn-log-file.ts';

/** A line for the log; the thread goes before `source`, for example `main:`. */
export interface LoadLogLine {
  readonly level: LogLevel;
  /** Logger and line, for example `o.a.z.s.p.FileSnap@85`. */
  readonly source: string;
  readonly text: string;
}

/** The process cannot go on with what is on the disk. */
export interface LoadFailure {
  readonly ok: false;
  /** The innermost cause. */
  readonly message: string;
  /** Everything to log, the ERROR lines included. */
  readonly log: readonly LoadLogLine[];
  readonly stderr: string;
  /** UNEXPECTED_ERROR, or UNABLE_TO_ACCESS_DATADIR. */
  readonly exitCode: 1 | 3;
}

/** The database or an epoch cannot be read. */
export function loadFailure(
  error: DataFileError,
  log: readonly LoadLogLine[],
  isDistributed: boolean,
): LoadFailure {
  const cause = thrown(error.exception, error.message);
  const main = isDistributed ? 'o.a.z.s.q.QuorumPeerMain@114' : 'o.a.z.s.ZooKeeperServerMain@91';
  const lines: LoadLogLine[] = [...log];
  let chain = cause;
  if (isDistributed) {
    const text = `Unable to load database on disk\n${cause}`;
    lines.push({ level: 'ERROR', source: 'o.a.z.s.q.QuorumPeer@1200', text });
    chain = `java.lang.RuntimeException: Unable to run quorum server \nCaused by: ${cause}`;
  }
  const text = `Unexpected exception, exiting abnormally\n${chain}`;
  lines.push({ level: 'ERROR', source: main, text }, exiting(1));
  return { ok: false, message: error.message, log: lines, stderr: '', exitCode: 1 };
}

/** The folders are missing or wrong. Mirrors FileTxnSnapLog.DatadirException. */
export function dataDirFailure(
  kind: 'DatadirException' | 'LogDirContentCheckException' | 'SnapDirContentCheckException',
  message: string,
  log: readonly LoadLogLine[],
  isDistributed: boolean,
): LoadFailure {
  const headline = 'Unable to access datadir, exiting abnormally';
  const source = isDistributed ? 'o.a.z.s.q.QuorumPeerMain@104' : 'o.a.z.s.ZooKeeperServerMain@81';
  const exception = `org.apache.zookeeper.server.persistence.FileTxnSnapLog$${kind}`;
  const text = `${headline}\n${thrown(exception, message)}`;
  const line: LoadLogLine = { level: 'ERROR', source, text };
  const lines = [...log, line, exiting(3)];
  return { ok: false, message, log: lines, stderr: `${headline}\n`, exitCode: 3 };
}

/** Mirrors ServiceUtils.requestSystemExit. */
function exiting(code: number): LoadLogLine {
  return {
    level: 'ERROR',
    source: 'o.a.z.u.ServiceUtils@42',
    text: `Exiting JVM with code ${code}`,
  };
}

function thrown(exception: string, message: string): string {
  return message === '' ? exception : `${exception}: ${message}`;
}
