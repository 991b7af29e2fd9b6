/**
 * All logs of a broker: loaded at the start, checkpointed and cleaned in the background, closed at the end.
 *
 * Mirrors: kafka.log.LogManager, 2.8.0.
 * Departs: loading takes no time; what it is said to have taken is drawn by lot.
 * Read next: log-load.ts, log-tasks.ts, log-creation.ts, log-dir.ts.
 */
import { entryAt, isFolder, listFolder } from '../../kernel/disk.ts';
import type { NodeEvent } from '../../kernel/events.ts';
import { mapGet, mapValues } from '../../kernel/persistent-map.ts';
import { splitStream } from '../../kernel/random.ts';
import { configText } from '../config/config-def.ts';
import { ownPart } from '../server/broker-changes.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { CheckpointError, readOffsetCheckpoint } from './checkpoint-file.ts';
import { ownActive, ownLog, setLog } from './log-changes.ts';
import { writeLogStarts, writeRecoveryPoints } from './log-checkpoints.ts';
import { onCleanedSynced, shutdownCleaner, startCleaner } from './log-cleaner.ts';
import { addToBeDeleted } from './log-creation.ts';
import {
  failLogDir,
  onDiskFailed,
  openLogDir,
  strayFolderProblem,
  unlockLogDir,
} from './log-dir.ts';
import {
  CLEAN_SHUTDOWN_FILE,
  DELETE_FOLDER_SUFFIX,
  LOG_START_CHECKPOINT,
  RECOVERY_POINT_CHECKPOINT,
  partitionOfFolder,
} from './log-file-names.ts';
import { flushLog, onFlushed } from './log-flush.ts';
import { managerLine, partitionLine } from './log-line.ts';
import { loadLog } from './log-load.ts';
import { allSegments, logText } from './log-offsets.ts';
import { tookMs } from './log-roll.ts';
import { runDueTasks } from './log-runs.ts';
import type { LogState, TopicConfig } from './log-state.ts';
import type { PeriodicTask } from './log-task.ts';
import { LOG_TIMER, scheduleLogTask } from './log-tasks.ts';
import { isOldRelease, loadedText } from './release-words.ts';
import { takeSnapshot } from './producer-state-manager.ts';
import { closeSegment } from './segment.ts';
import { topicConfigOf } from './topic-config.ts';

export { restartCleaner } from './log-cleaner.ts';
export { lockProblem, stopServingLogDir } from './log-dir.ts';

const FIRST_TASK_DELAY_MS = 30_000;

/**
 * Loads what is on the disk, recovering after an unclean stop. False: the folder cannot be used, and
 * `state.logs.problem` has the exception.
 */
export function startLogManager(turn: BrokerTurn): boolean {
  ownPart(turn, 'logs').random = splitStream(turn.state.process.seed, 'log');
  const problem = openLogDir(turn) ?? loadLogs(turn);
  if (problem !== null) {
    ownPart(turn, 'logs').problem = problem;
    return false;
  }
  schedulePeriodicTasks(turn);
  if (turn.state.config.values['log.cleaner.enable']) startCleaner(turn);
  return true;
}

/** Gives the exception that stops the broker, or null. */
function loadLogs(turn: BrokerTurn): string | null {
  const { logDir } = turn.state.config;
  const { disk } = turn.env.host;
  const isOld = isOldRelease(turn);
  const loading = isOld ? 'Loading logs.' : `Loading logs from log dirs ArrayBuffer(${logDir})`;
  managerLine(turn, 'INFO', loading);
  const hadCleanShutdown = takeCleanShutdownFile(turn);
  const recoveryPoints = readOffsets(
    turn,
    RECOVERY_POINT_CHECKPOINT,
    'resetting the recovery checkpoint to 0',
  );
  const logStarts = readOffsets(
    turn,
    LOG_START_CHECKPOINT,
    'resetting to the base offset of the first segment',
  );
  const names = (listFolder(disk, logDir) ?? []).filter((name) =>
    isFolder(disk, `${logDir}/${name}`),
  );
  const stray = names.find((name) => partitionOfFolder(name) === null);
  if (stray !== undefined) return strayFolderProblem(logDir, stray);
  const configs = new Map<string, TopicConfig>();
  let totalMs = 1;
  for (const [index, name] of names.entries()) {
    const { topic, partition } = partitionOfFolder(name)!;
    const config = configs.get(topic) ?? configOf(turn, topic);
    configs.set(topic, config);
    const key = `${topic}-${partition}`;
    const recoveryPoint = recoveryPoints.get(key) ?? 0;
    const logStartOffset = logStarts.get(key) ?? 0;
    const folder = `${logDir}/${name}`;
    const from = { topic, partition, folder, config };
    try {
      const log = loadLog(turn, { ...from, hadCleanShutdown, recoveryPoint, logStartOffset });
      if (name.endsWith(DELETE_FOLDER_SUFFIX)) addToBeDeleted(turn, log, folder, allSegments(log));
      else setLog(turn, log);
      const durationMs = tookMs(turn, 3, 15);
      totalMs += durationMs;
      loadedLine(turn, log, durationMs, `${index + 1}/${names.length} loaded in ${logDir}`);
    } catch (error) {
      if (!(error instanceof CheckpointError)) throw error;
      return epochProblem(turn, folder, error);
    }
  }
  const loaded = isOld
    ? `Logs loading complete in ${totalMs} ms.`
    : `Loaded ${names.length} logs in ${totalMs}ms.`;
  managerLine(turn, 'INFO', loaded);
  return null;
}

function loadedLine(turn: BrokerTurn, log: LogState, durationMs: number, count: string): void {
  const segments = allSegments(log).length;
  if (isOldRelease(turn)) {
    const text = loadedText(segments, log, durationMs);
    partitionLine(turn, log, 'INFO', text);
    return;
  }
  const text = `Completed load of ${logText(log)} with ${segments} segments in ${durationMs}ms (${count})`;
  managerLine(turn, 'INFO', text);
}

function takeCleanShutdownFile(turn: BrokerTurn): boolean {
  const { logDir } = turn.state.config;
  const path = `${logDir}/${CLEAN_SHUTDOWN_FILE}`;
  if (entryAt(turn.env.host.disk, path) === undefined) {
    const text = `Attempting recovery for all logs in ${logDir} since no clean shutdown file was found`;
    if (!isOldRelease(turn)) managerLine(turn, 'INFO', text);
    return false;
  }
  const text = `Skipping recovery for all logs in ${logDir} since clean shutdown file was found`;
  if (!isOldRelease(turn)) managerLine(turn, 'INFO', text);
  turn.effects.push({ type: 'remove', path });
  return true;
}

function readOffsets(
  turn: BrokerTurn,
  file: string,
  resetting: string,
): ReadonlyMap<string, number> {
  const { logDir } = turn.state.config;
  const path = `${logDir}/${file}`;
  try {
    return readOffsetCheckpoint(turn.env.host.disk, path);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    const message = `Error while reading checkpoint file ${path}`;
    failLogDir(turn, message, `java.io.IOException: ${error.message}`);
    const text =
      `Error occurred while reading ${file} file of directory ${logDir}, ${resetting}\n` +
      `org.apache.kafka.common.errors.KafkaStorageException: ${message}\n` +
      `Caused by: java.io.IOException: ${error.message}`;
    managerLine(turn, 'WARN', text);
    return new Map();
  }
}

function epochProblem(turn: BrokerTurn, folder: string, error: CheckpointError): string {
  const message = `Error while reading checkpoint file ${folder}/leader-epoch-checkpoint`;
  failLogDir(turn, message, `java.io.IOException: ${error.message}`);
  const exception = `org.apache.kafka.common.errors.KafkaStorageException: ${message}`;
  const text = `There was an error in one of the threads during logs loading: ${exception}`;
  managerLine(turn, 'ERROR', text);
  return exception;
}

function configOf(turn: BrokerTurn, topic: string): TopicConfig {
  return topicConfigOf(turn.state.config, mapGet(turn.state.topicConfigs, topic) ?? {});
}

function schedulePeriodicTasks(turn: BrokerTurn): void {
  const { values } = turn.state.config;
  const periodMs = values['log.retention.check.interval.ms'];
  managerLine(turn, 'INFO', `Starting log cleanup with a period of ${periodMs} ms.`);
  const flushMs = configText(values['log.flush.scheduler.interval.ms']);
  managerLine(turn, 'INFO', `Starting log flusher with a default period of ${flushMs} ms.`);
  const first: readonly PeriodicTask[] = [
    'kafka-log-retention',
    'kafka-log-flusher',
    'kafka-recovery-point-checkpoint',
    'kafka-log-start-offset-checkpoint',
    'kafka-delete-logs',
  ];
  const atMs = turn.env.nowMs + FIRST_TASK_DELAY_MS;
  for (const name of first) scheduleLogTask(turn, { name, atMs });
  const expiryMs = turn.env.nowMs + 600_000;
  scheduleLogTask(turn, { name: 'PeriodicProducerExpirationCheck', atMs: expiryMs });
}

/** A timer named `log:…`, a flush that is over, or a write below the log folder that failed. */
export function logManagerEvent(turn: BrokerTurn, event: NodeEvent): boolean {
  switch (event.type) {
    case 'timer':
      if (event.name !== LOG_TIMER) return false;
      runDueTasks(turn);
      return true;
    case 'disk.synced':
      return onFlushed(turn, event.token) || onCleanedSynced(turn, event.token);
    case 'disk.failed':
      return onDiskFailed(turn, event.path);
    default:
      return false;
  }
}

/** Flushes, closes, writes all checkpoints and the clean-shutdown marker. */
export function shutdownLogManager(turn: BrokerTurn): void {
  managerLine(turn, 'INFO', 'Shutting down.');
  if (turn.state.logs.cleaner.isRunning) shutdownCleaner(turn);
  for (const held of [...mapValues(turn.state.logs.logs)]) closeLog(turn, held);
  writeRecoveryPoints(turn);
  writeLogStarts(turn);
  const path = `${turn.state.config.logDir}/${CLEAN_SHUTDOWN_FILE}`;
  turn.effects.push({ type: 'writeFile', path, chunks: [] });
  unlockLogDir(turn);
  ownPart(turn, 'logs').tasks = [];
  turn.effects.push({ type: 'cancelTimer', name: LOG_TIMER });
  managerLine(turn, 'INFO', 'Shutdown complete.');
}

function closeLog(turn: BrokerTurn, held: LogState): void {
  flushLog(turn, held, held.logEndOffset);
  const log = ownLog(turn, held);
  // What comes behind the flush in the list waits for it.
  log.recoveryPoint = log.logEndOffset;
  takeSnapshot(turn, log);
  closeSegment(turn, ownActive(turn, log));
}
