/**
 * The log folder itself: made when it is missing, locked by one broker at a time, given up when it cannot
 * be written any more.
 *
 * Mirrors: kafka.log.LogManager (createAndValidateLogDirs, lockLogDirs, handleLogDirFailure),
 * kafka.utils.FileLock, kafka.server.LogDirFailureChannel, 2.8.0.
 * Departs: a lock is the number of the process that holds it, in a file that shows no length. Of the stack
 * of a write that failed only the frames are printed that leader and follower have in common.
 * Read next: log-manager.ts.
 */
import type { Chunk, RecordChunk } from '../../kernel/disk.ts';
import { entryAt, isFolder, readChunks } from '../../kernel/disk.ts';
import { ownPart } from '../server/broker-changes.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import {
  LOCK_FILE,
  LOG_START_CHECKPOINT,
  RECOVERY_POINT_CHECKPOINT,
  partitionOfFolder,
} from './log-file-names.ts';
import { managerLine } from './log-line.ts';

interface FileLock extends RecordChunk {
  readonly record: 'FileLock';
  readonly pid: number;
}

/** Makes what is missing and locks the folder. Gives the exception that stops the broker, or null. */
export function openLogDir(turn: BrokerTurn): string | null {
  const { logDir } = turn.state.config;
  const { disk } = turn.env.host;
  if (!isFolder(disk, logDir)) {
    managerLine(turn, 'INFO', `Log directory ${logDir} not found, creating it.`);
    turn.effects.push({ type: 'mkdir', path: logDir });
  }
  const problem = lockProblem(turn);
  if (problem !== null) return problem;
  const lock: FileLock = { record: 'FileLock', bytes: 0, pid: turn.state.process.pid };
  turn.effects.push({ type: 'writeFile', path: `${logDir}/${LOCK_FILE}`, chunks: [lock] });
  makeFile(turn, RECOVERY_POINT_CHECKPOINT);
  makeFile(turn, LOG_START_CHECKPOINT);
  return null;
}

/** What lockLogDirs throws when another process holds the folder; null: it is free. */
export function lockProblem(turn: Pick<BrokerTurn, 'state' | 'env'>): string | null {
  const { config, process } = turn.state;
  const { logDir } = config;
  const { host } = turn.env;
  const [lock] = readChunks(host.disk, `${logDir}/${LOCK_FILE}`) ?? [];
  if (lock === undefined || !isFileLock(lock) || lock.pid === process.pid) return null;
  if (!host.processes().some(({ pid }) => pid === lock.pid)) return null;
  return (
    `org.apache.kafka.common.KafkaException: Failed to acquire lock on file .lock in ${logDir}. ` +
    'A Kafka instance in another process or thread is using this directory.'
  );
}

function isFileLock(chunk: Chunk): chunk is FileLock {
  return typeof chunk === 'object' && chunk.record === 'FileLock';
}

export function unlockLogDir(turn: BrokerTurn): void {
  const path = `${turn.state.config.logDir}/${LOCK_FILE}`;
  turn.effects.push({ type: 'writeFile', path, chunks: [] });
}

/** Makes an empty file when there is none. */
export function makeFile(turn: BrokerTurn, name: string): void {
  const path = `${turn.state.config.logDir}/${name}`;
  if (entryAt(turn.env.host.disk, path) !== undefined) return;
  turn.effects.push({ type: 'writeFile', path, chunks: [] });
}

/** A folder that is no log's; the text is KafkaException's. */
export function strayFolderProblem(logDir: string, name: string): string {
  return (
    `org.apache.kafka.common.KafkaException: Found directory ${logDir}/${name}, '${name}' is not in ` +
    'the form of topic-partition or topic-partition.uniqueId-delete (if marked for deletion).\n' +
    "Kafka's log directories (and children) should only contain Kafka topic data."
  );
}

const NO_SPACE = [
  'java.io.IOException: No space left on device',
  'at java.base/sun.nio.ch.FileDispatcherImpl.write0(Native Method)',
  'at java.base/sun.nio.ch.FileDispatcherImpl.write(FileDispatcherImpl.java:62)',
  'at java.base/sun.nio.ch.IOUtil.writeFromNativeBuffer(IOUtil.java:132)',
  'at java.base/sun.nio.ch.IOUtil.write(IOUtil.java:97)',
  'at java.base/sun.nio.ch.IOUtil.write(IOUtil.java:67)',
  'at java.base/sun.nio.ch.FileChannelImpl.write(FileChannelImpl.java:288)',
  'at org.apache.kafka.common.record.MemoryRecords.writeFullyTo(MemoryRecords.java:89)',
  'at org.apache.kafka.common.record.FileRecords.append(FileRecords.java:188)',
  'at kafka.log.LogSegment.append(LogSegment.scala:157)',
  'at kafka.log.Log.$anonfun$append$2(Log.scala:1290)',
  'at kafka.log.Log.append(Log.scala:2453)',
].join('\n\t');

/** A write that did not happen: false when the file is none of the logs'. */
export function onDiskFailed(turn: BrokerTurn, path: string): boolean {
  const message = failureText(turn.state.config.logDir, path);
  if (message === null) return false;
  failLogDir(turn, message, NO_SPACE);
  return true;
}

/** Writes what upstream says of the exception, and tells the broker, once, that the folder has failed. */
export function failLogDir(turn: BrokerTurn, message: string, exception: string): void {
  const logger = 'kafka.server.LogDirFailureChannel';
  kafkaLog(turn, 'server', 'ERROR', `${message}\n${exception}`, logger);
  if (turn.state.logs.isOffline) return;
  ownPart(turn, 'logs').isOffline = true;
  turn.tasks.push({ type: 'logDirFailed', message });
}

/** What upstream was doing when it wrote a file; null: not a file of the logs. */
function failureText(logDir: string, path: string): string | null {
  if (!path.startsWith(`${logDir}/`)) return null;
  const inside = path.slice(logDir.length + 1);
  if (inside.endsWith('-checkpoint.tmp')) {
    return `Error while writing to checkpoint file ${path.slice(0, -'.tmp'.length)}`;
  }
  const [folder, file] = inside.split('/');
  if (folder === undefined || file === undefined) return null;
  const partition = partitionOfFolder(folder);
  if (partition === null) return null;
  const name = `${partition.topic}-${partition.partition}`;
  if (file.endsWith('.snapshot')) {
    return `Error while rolling log segment for ${name} in dir ${logDir}`;
  }
  if (file.startsWith('partition.metadata')) {
    return `Error while writing to partition metadata file ${logDir}/${folder}/partition.metadata`;
  }
  return `Error while appending records to ${name} in dir ${logDir}`;
}

/** LogManager.handleLogDirFailure: without its one folder a broker halts. For the task `logDirFailed`. */
export function stopServingLogDir(turn: BrokerTurn): void {
  const { logDir } = turn.state.config;
  managerLine(turn, 'WARN', `Stopping serving logs in dir ${logDir}`);
  const text = `Shutdown broker because all log dirs in ${logDir} have failed`;
  managerLine(turn, 'ERROR', text);
  turn.tasks.push({ type: 'halt', code: 1 });
}
