/**
 * Where each leader's epoch begins in a log, and the file that remembers it.
 *
 * Mirrors: kafka.server.epoch.LeaderEpochFileCache, 2.8.0.
 */
import type { Mutable } from '../../kernel/turn.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import { writeCheckpoint } from './checkpoint-file.ts';
import { LEADER_EPOCH_CHECKPOINT } from './log-file-names.ts';
import type { EpochEntry, LogState } from './log-state.ts';

const UNDEFINED = { epoch: -1, endOffset: -1 };

/** Notes where an epoch begins; an earlier start than the one that is known replaces it. */
export function assignEpoch(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  epoch: number,
  startOffset: number,
): void {
  if (!isEpochNews(log, epoch, startOffset)) return;
  const kept = log.epochs.filter((entry) => entry.epoch < epoch && entry.startOffset < startOffset);
  // From the end, as they were removed.
  const removed = log.epochs.slice(kept.length).reverse();
  const [latest] = removed;
  if (removed.length > 1 || (latest !== undefined && latest.startOffset !== startOffset)) {
    const entry = entryText({ epoch, startOffset });
    const entries = removed.map(entryText).join(', ');
    const text =
      `[LeaderEpochCache ${log.name}] New epoch entry ${entry} caused truncation of conflicting ` +
      `entries ListBuffer(${entries}). Cache now contains ${kept.length} entries.`;
    kafkaLog(turn, 'server', 'WARN', text, 'kafka.server.epoch.LeaderEpochFileCache');
  }
  log.epochs = [...kept, { epoch, startOffset }];
  flushEpochs(turn, log);
}

/** Whether noting the beginning of an epoch changes anything. */
export function isEpochNews(log: LogState, epoch: number, startOffset: number): boolean {
  const latest = log.epochs.at(-1);
  return latest === undefined || epoch !== latest.epoch || startOffset < latest.startOffset;
}

/** Forgets epochs that begin at or behind the log's new end. */
export function truncateEpochsFromEnd(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  endOffset: number,
): void {
  const kept = log.epochs.filter(({ startOffset }) => startOffset < endOffset);
  if (endOffset < 0 || kept.length === log.epochs.length) return;
  log.epochs = kept;
  flushEpochs(turn, log);
}

/** Forgets epochs before the log's new start; the one it lies in begins there now. */
export function truncateEpochsFromStart(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  startOffset: number,
): void {
  const removed = log.epochs.filter((entry) => entry.startOffset <= startOffset);
  const last = removed.at(-1);
  if (last === undefined) return;
  log.epochs = [{ epoch: last.epoch, startOffset }, ...log.epochs.slice(removed.length)];
  flushEpochs(turn, log);
}

export function clearEpochs(turn: BrokerTurn, log: Mutable<LogState>): void {
  log.epochs = [];
  flushEpochs(turn, log);
}

/** The last epoch that is not above the asked one, and where the next begins; -1, -1: undefined. */
export function endOffsetFor(
  log: LogState,
  epoch: number,
): { readonly epoch: number; readonly endOffset: number } {
  if (epoch === -1) return UNDEFINED;
  if (log.epochs.at(-1)?.epoch === epoch) return { epoch, endOffset: log.logEndOffset };
  const higher = log.epochs.find((entry) => entry.epoch > epoch);
  if (higher === undefined) return UNDEFINED;
  const floor = log.epochs.findLast((entry) => entry.epoch <= epoch);
  return { epoch: floor?.epoch ?? epoch, endOffset: higher.startOffset };
}

function flushEpochs(turn: BrokerTurn, log: LogState): void {
  const lines = log.epochs.map(({ epoch, startOffset }) => `${epoch} ${startOffset}`);
  writeCheckpoint(turn.effects, `${log.folder}/${LEADER_EPOCH_CHECKPOINT}`, lines);
}

function entryText({ epoch, startOffset }: EpochEntry): string {
  return `EpochEntry(epoch=${epoch}, startOffset=${startOffset})`;
}
