/**
 * The thread that compacts logs: it looks for the one with the largest part that is not clean, cleans it,
 * and sleeps when there is none. The new segments are written and synced first; they take the old ones'
 * place when that is over.
 *
 * Mirrors: kafka.log.LogCleaner and LogCleanerManager (grabFilthiestCompactedLog), 2.8.0.
 * Departs: one thread, whatever log.cleaner.threads says, and log.cleaner.io.max.bytes.per.second has no
 * effect. What it took is drawn by lot. After a restart a cleaned segment counts as modified when it was
 * cleaned.
 * Read next: cleanable-logs.ts, clean-segments.ts, cleaner-report.ts.
 */
import { javaDate } from '../../java/format.ts';
import { readFile } from '../../kernel/disk.ts';
import { mapGet } from '../../kernel/persistent-map.ts';
import { ownPart } from '../server/broker-changes.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { emptyOffsetMap, mapSegment, slotsOf } from './clean-records.ts';
import type { OffsetMap } from './clean-records.ts';
import { cleanGroup, groupSegments } from './clean-segments.ts';
import type { Cleaning } from './clean-segments.ts';
import { addAborted, noTransactions } from './clean-transactions.ts';
import type { LogToClean } from './cleanable-logs.ts';
import { compactLogs, filthiestLog } from './cleanable-logs.ts';
import { reportCleaned } from './cleaner-report.ts';
import { ownLog } from './log-changes.ts';
import type { CleanedGroup, CleanedLog } from './log-cleaner-state.ts';
import { updateCleanerCheckpoint } from './log-cleaner-manager.ts';
import { makeFile } from './log-dir.ts';
import { CLEANED_SUFFIX, CLEANER_CHECKPOINT, SWAP_SUFFIX } from './log-file-names.ts';
import { cleanerLine } from './log-line.ts';
import { allSegments, floorSegment, logText } from './log-offsets.ts';
import { abortedTxnsIn } from './log-read.ts';
import { deleteOldSegments } from './log-retention.ts';
import type { LogState } from './log-state.ts';
import { scheduleLogTask } from './log-tasks.ts';
import { segmentsBetween } from './producer-recovery.ts';
import { deleteSegmentFiles, removeSegment, renameSegment } from './segment-deletion.ts';
import { segmentText } from './segment.ts';

const THREAD = 'kafka-log-cleaner-thread-0';
const SYNC_TOKEN = 'log:cleaned';

export function startCleaner(turn: BrokerTurn): void {
  makeFile(turn, CLEANER_CHECKPOINT);
  const logs = ownPart(turn, 'logs');
  logs.cleaner = { ...logs.cleaner, isRunning: true };
  logs.tasks = logs.tasks.filter(({ name }) => name !== THREAD);
  cleanerLine(turn, 'INFO', 'Starting the log cleaner');
  cleanerLine(turn, 'INFO', `[${THREAD}]: Starting`);
  scheduleLogTask(turn, { name: THREAD, atMs: turn.env.nowMs });
}

export function shutdownCleaner(turn: BrokerTurn): void {
  cleanerLine(turn, 'INFO', 'Shutting down the log cleaner.');
  cleanerLine(turn, 'INFO', `[${THREAD}]: Shutting down`);
  cleanerLine(turn, 'INFO', `[${THREAD}]: Stopped`);
  cleanerLine(turn, 'INFO', `[${THREAD}]: Shutdown completed`);
  const logs = ownPart(turn, 'logs');
  logs.cleaner = { ...logs.cleaner, isRunning: false, cleaned: null };
}

/** A dynamic configuration of the cleaner has changed: its thread ends, and another one begins. */
export function restartCleaner(turn: BrokerTurn): void {
  if (!turn.state.logs.cleaner.isRunning) return;
  shutdownCleaner(turn);
  startCleaner(turn);
}

/** One round of the thread. */
export function runCleaner(turn: BrokerTurn): void {
  const { cleaner } = turn.state.logs;
  if (!cleaner.isRunning || cleaner.cleaned !== null) return;
  const found = filthiestLog(turn);
  if (found === null) {
    deleteFromCompacted(turn);
    const backOffMs = turn.state.config.values['log.cleaner.backoff.ms'];
    scheduleLogTask(turn, { name: THREAD, atMs: turn.env.nowMs + backOffMs });
    return;
  }
  const cleaned = clean(turn, found);
  const logs = ownPart(turn, 'logs');
  logs.cleaner = { ...logs.cleaner, cleaned };
  turn.effects.push({ type: 'sync', path: found.log.folder, token: SYNC_TOKEN });
}

/** Compacted logs lose segments, too: below their start, and with `compact,delete` by retention. */
function deleteFromCompacted(turn: BrokerTurn): void {
  for (const log of compactLogs(turn)) deleteOldSegments(turn, log);
}

/** Writes the new segments beside the old ones. */
function clean(
  turn: BrokerTurn,
  { log, firstDirtyOffset, firstUncleanableOffset }: LogToClean,
): CleanedLog {
  const { values } = turn.state.config;
  const { name } = log;
  const lastClean = segmentsBetween(allSegments(log), 0, firstDirtyOffset).at(-1);
  const retentionMs = log.config['delete.retention.ms'];
  const deleteHorizonMs = lastClean === undefined ? 0 : lastClean.lastModifiedMs - retentionMs;
  info(turn, `Beginning cleaning of log ${name}.`);
  info(turn, `Building offset map for ${name}...`);
  const map = emptyOffsetMap(
    values['log.cleaner.dedupe.buffer.size'],
    values['log.cleaner.io.buffer.load.factor'],
  );
  buildOffsetMap(turn, log, firstDirtyOffset, firstUncleanableOffset, map);
  const endOffset = map.latestOffset + 1;
  const horizon = segmentsBetween(allSegments(log), 0, firstUncleanableOffset).at(-1);
  const prior = javaDate(horizon?.lastModifiedMs ?? 0);
  const tombstones = javaDate(deleteHorizonMs);
  info(
    turn,
    `Cleaning log ${name} (cleaning prior to ${prior}, discarding tombstones prior to ${tombstones})...`,
  );
  const counts = { bytesRead: 0, bytesWritten: 0, messages: 0, messagesWritten: 0, invalid: 0 };
  const bufferBytes = Math.floor(values['log.cleaner.io.buffer.size'] / 2);
  const transactions = noTransactions();
  const cleaning: Cleaning = { log, map, transactions, deleteHorizonMs, bufferBytes, counts };
  const sources = segmentsBetween(allSegments(log), 0, endOffset);
  const groups: CleanedGroup[] = [];
  for (const group of groupSegments(sources, log.config, firstUncleanableOffset)) {
    groups.push(cleanGroup(turn, cleaning, group));
  }
  const stats = {
    bytesRead: counts.bytesRead,
    bytesWritten: counts.bytesWritten,
    mapBytesRead: map.bytesRead,
    messagesRead: counts.messages,
    messagesWritten: counts.messagesWritten,
    invalidMessagesRead: counts.invalid,
    bufferUtilization: map.offsets.size / slotsOf(values['log.cleaner.dedupe.buffer.size']),
  };
  return { name, firstDirtyOffset, endOffset, groups, stats };
}

function buildOffsetMap(
  turn: BrokerTurn,
  log: LogState,
  start: number,
  end: number,
  map: OffsetMap,
): void {
  const dirty = segmentsBetween(allSegments(log), start, end);
  const text =
    `Building offset map for log ${log.name} for ${dirty.length} segments in offset range ` +
    `[${start}, ${end}).`;
  info(turn, text);
  const transactions = noTransactions();
  const floor = floorSegment(log, start);
  if (floor !== undefined) {
    addAborted(transactions, abortedTxnsIn(log, floor, log.logStartOffset, end));
  }
  for (const [at, segment] of dirty.entries()) {
    const nextSegmentStart = dirty[at + 1]?.baseOffset ?? end;
    if (mapSegment(turn, map, segment, { start, nextSegmentStart }, transactions)) break;
  }
  info(turn, `Offset map for log ${log.name} complete.`);
}

/** The new segments are durable: they take the old ones' place. False: another token. */
export function onCleanedSynced(turn: BrokerTurn, token: string): boolean {
  if (token !== SYNC_TOKEN) return false;
  const { cleaned } = turn.state.logs.cleaner;
  if (cleaned === null) return true;
  const logs = ownPart(turn, 'logs');
  logs.cleaner = { ...logs.cleaner, cleaned: null };
  const log = mapGet(turn.state.logs.logs, cleaned.name);
  if (log !== undefined && hasSources(turn, log, cleaned)) {
    for (const group of cleaned.groups) swapIn(turn, log, group);
    reportCleaned(turn, cleaned);
    updateCleanerCheckpoint(turn, cleaned.name, cleaned.endOffset);
  } else if (log !== undefined) {
    for (const { segment } of cleaned.groups) removeSegment(turn, segment, CLEANED_SUFFIX);
  }
  deleteFromCompacted(turn);
  scheduleLogTask(turn, { name: THREAD, atMs: turn.env.nowMs });
  return true;
}

/** Whether the log is still as it was read: it may have been truncated, or deleted and made anew. */
function hasSources(turn: BrokerTurn, log: LogState, { groups }: CleanedLog): boolean {
  const first = `${groups[0]?.segment.path}.log${CLEANED_SUFFIX}`;
  if (groups.length > 0 && readFile(turn.env.host.disk, first) === undefined) return false;
  return groups.every(({ sources }) => sources.every((source) => log.segments.includes(source)));
}

/** Mirrors Log.replaceSegments. */
function swapIn(turn: BrokerTurn, held: LogState, { sources, segment, lines }: CleanedGroup): void {
  for (const line of lines) cleanerLine(turn, 'INFO', line);
  const log = ownLog(turn, held);
  const texts = sources.map(segmentText).join(', ');
  info(
    turn,
    `Swapping in cleaned segment ${segmentText(segment)} for segment(s) List(${texts}) in log ` +
      logText(log),
  );
  renameSegment(turn, segment, CLEANED_SUFFIX, SWAP_SUFFIX);
  const others = log.segments.filter((each) => !sources.includes(each));
  log.segments = [...others, segment].sort((a, b) => a.baseOffset - b.baseOffset);
  for (const source of sources) {
    const withSnapshots = source.baseOffset !== segment.baseOffset;
    deleteSegmentFiles(turn, log, [source], { isAsync: true, withSnapshots });
  }
  renameSegment(turn, segment, SWAP_SUFFIX, '');
}

function info(turn: BrokerTurn, text: string): void {
  cleanerLine(turn, 'INFO', `Cleaner 0: ${text}`);
}
