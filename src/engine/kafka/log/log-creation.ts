/**
 * Logs that come and go while a broker runs.
 *
 * Mirrors: kafka.log.LogManager.getOrCreateLog, asyncDelete and deleteLogs, kafka.log.Log.delete, 2.8.0.
 * Read next: log-load.ts.
 */
import { mapDelete, mapGet } from '../../kernel/persistent-map.ts';
import { nextInteger } from '../../kernel/random.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import { ownPart } from '../server/broker-changes.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import { currentLog, setLog } from './log-changes.ts';
import { writeLogStarts, writeRecoveryPoints } from './log-checkpoints.ts';
import { forgetCleanerCheckpoints } from './log-cleaner-manager.ts';
import { deletedFolderName, segmentPath } from './log-file-names.ts';
import { managerLine, partitionLine } from './log-line.ts';
import { loadLog } from './log-load.ts';
import { allSegments } from './log-offsets.ts';
import type { LogState, LogToBeDeleted, TopicConfig } from './log-state.ts';
import { scheduleLogTask } from './log-tasks.ts';
import { tookMs } from './log-roll.ts';
import { isOldRelease, loadedText } from './release-words.ts';
import type { SegmentState } from './segment-state.ts';
import { segmentText } from './segment.ts';
import { propertiesText } from './topic-config.ts';

export function createLog(
  turn: BrokerTurn,
  topic: string,
  partition: number,
  config: TopicConfig,
): LogState {
  const name = partitionName(topic, partition);
  const known = mapGet(turn.state.logs.logs, name);
  if (known !== undefined) return known;
  const { logDir } = turn.state.config;
  const folder = `${logDir}/${name}`;
  const start = { hadCleanShutdown: true, recoveryPoint: 0, logStartOffset: 0 };
  const log = loadLog(turn, { topic, partition, folder, config, ...start });
  setLog(turn, log);
  if (isOldRelease(turn)) {
    partitionLine(turn, log, 'INFO', loadedText(1, log, tookMs(turn, 3, 15)));
  }
  const properties = propertiesText(
    turn.state.config.release,
    config,
    mapGet(turn.state.topicConfigs, topic) ?? {},
  );
  const text = `Created log for partition ${name} in ${folder} with properties ${properties}.`;
  managerLine(turn, 'INFO', text);
  return log;
}

/** Renames the folders of logs that are no partitions' any more; they go after a while. */
export function deleteLogsLater(turn: BrokerTurn, held: readonly LogState[]): void {
  if (held.length === 0) return;
  for (const each of held) renameForDeletion(turn, currentLog(turn, each));
  forgetCleanerCheckpoints(turn);
  writeRecoveryPoints(turn);
  writeLogStarts(turn);
}

function renameForDeletion(turn: BrokerTurn, log: LogState): void {
  const logs = ownPart(turn, 'logs');
  logs.logs = mapDelete(logs.logs, log.name);
  // What was to be deleted in it goes with it.
  logs.tasks = logs.tasks.filter((task) => !('log' in task) || task.log !== log.name);
  const { logDir } = turn.state.config;
  const folder = `${logDir}/${deletedFolderName(log, uniqueId(turn))}`;
  turn.effects.push({ type: 'rename', from: log.folder, to: folder });
  const segments = allSegments(log).map((segment) => moved(segment, folder));
  addToBeDeleted(turn, log, folder, segments);
  const text = `Log for partition ${log.name} is renamed to ${folder} and is scheduled for deletion`;
  managerLine(turn, 'INFO', text);
}

function moved(segment: SegmentState, folder: string): SegmentState {
  const path = segmentPath(folder, segment.baseOffset);
  return { ...segment, path, logPath: `${path}.log` };
}

export function addToBeDeleted(
  turn: BrokerTurn,
  { topic, partition }: Pick<LogState, 'topic' | 'partition'>,
  folder: string,
  segments: readonly SegmentState[],
): void {
  const logs = ownPart(turn, 'logs');
  const gone: LogToBeDeleted = {
    topic,
    partition,
    folder,
    segments,
    scheduledAtMs: turn.env.nowMs,
  };
  logs.toBeDeleted = [...logs.toBeDeleted, gone];
}

/** A random UUID without its dashes. */
function uniqueId(turn: BrokerTurn): string {
  const logs = ownPart(turn, 'logs');
  let digits = '';
  while (digits.length < 32) {
    const [value, random] = nextInteger(logs.random, 65536);
    logs.random = random;
    digits += value.toString(16).padStart(4, '0');
  }
  const variant = '89ab'.charAt(parseInt(digits.charAt(16), 16) & 3);
  return `${digits.slice(0, 12)}4${digits.slice(13, 16)}${variant}${digits.slice(17)}`;
}

/** The task `kafka-delete-logs`: deletes what has waited long enough, and sets itself anew. */
export function deleteLogs(turn: BrokerTurn): void {
  const delayMs = turn.state.config.values['log.segment.delete.delay.ms'];
  const { nowMs } = turn.env;
  for (const gone of turn.state.logs.toBeDeleted) {
    if (gone.scheduledAtMs + delayMs > nowMs) break;
    const logs = ownPart(turn, 'logs');
    logs.toBeDeleted = logs.toBeDeleted.slice(1);
    deleteFolder(turn, gone);
  }
  const [next] = turn.state.logs.toBeDeleted;
  const atMs = next === undefined ? nowMs + delayMs : next.scheduledAtMs + delayMs;
  scheduleLogTask(turn, { name: 'kafka-delete-logs', atMs });
}

function deleteFolder(
  turn: BrokerTurn,
  { topic, partition, folder, segments }: LogToBeDeleted,
): void {
  const name = partitionName(topic, partition);
  const texts = segments.map(segmentText).join(',');
  const isOld = isOldRelease(turn);
  if (!isOld) {
    const reason = `Deleting segments as the log has been deleted: ${texts}`;
    partitionLine(turn, { name }, 'INFO', reason);
    partitionLine(turn, { name }, 'INFO', `Deleting segment files ${texts}`);
  }
  for (const { path, indexes } of segments) {
    const kinds = [
      ['log', '.log', true],
      ['offset index', '.index', indexes.hasOffsetIndex],
      ['time index', '.timeindex', indexes.hasTimeIndex],
      ['transaction index', '.txnindex', indexes.abortedTxns.length > 0],
    ] as const;
    for (const [kind, suffix, isThere] of kinds) {
      const file = `${path}${suffix}${isOld ? '' : '.deleted'}`;
      const missing = `Failed to delete ${kind} ${file} because it does not exist.`;
      const text = isThere ? `Deleted ${kind} ${file}.` : missing;
      if (!isThere && suffix === '.txnindex') continue;
      kafkaLog(turn, 'server', 'INFO', text, 'kafka.log.LogSegment');
    }
  }
  turn.effects.push({ type: 'remove', path: folder });
  managerLine(turn, 'INFO', `Deleted log for partition ${name} in ${folder}.`);
}
