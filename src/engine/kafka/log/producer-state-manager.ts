/**
 * The producers of a log: taken from and kept in snapshots, brought up to date by what is appended,
 * forgotten after transactional.id.expiration.ms.
 *
 * Mirrors: kafka.log.ProducerStateManager, 2.8.0.
 * Departs: producers stand in a snapshot in the order of their ids.
 * Read next: producer-append.ts, producer-recovery.ts.
 */
import { emptyMap, mapDelete, mapSet, mapValues } from '../../kernel/persistent-map.ts';
import type { Mutable } from '../../kernel/turn.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { ownProducers } from './log-changes.ts';
import { snapshotPath } from './log-file-names.ts';
import { producersLine } from './log-line.ts';
import type { LogState } from './log-state.ts';
import type { ProducerAppend } from './producer-append.ts';
import { updatedEntry } from './producer-append.ts';
import type {
  CompletedTxn,
  ProducerStateEntry,
  ProducersState,
  TxnMetadata,
} from './producer-state.ts';
import { snapshotText } from './release-words.ts';
import { isProducerSnapshot, producerSnapshot } from './segment-chunks.ts';
import { chunksNow } from './segment-index.ts';
import { clockMs } from './segment.ts';

/** Writes a snapshot, unless there is one of the same offset or a later one. */
export function takeSnapshot(turn: BrokerTurn, log: Mutable<LogState>): void {
  const offset = log.producersEndOffset;
  if (offset <= log.producers.lastSnapOffset) return;
  const producers = ownProducers(turn, log);
  producersLine(turn, log, 'INFO', `Writing producer snapshot at offset ${offset}`);
  const entries = [...mapValues(producers.entries)].sort((a, b) => a.producerId - b.producerId);
  const path = snapshotPath(log.folder, offset);
  turn.effects.push({ type: 'writeFile', path, chunks: [producerSnapshot(entries)] });
  turn.effects.push({ type: 'sync', path });
  const others = producers.snapshots.filter((other) => other !== offset);
  producers.snapshots = [...others, offset].sort((a, b) => a - b);
  producers.lastSnapOffset = offset;
}

export function removeSnapshot(turn: BrokerTurn, log: Mutable<LogState>, offset: number): void {
  if (!log.producers.snapshots.includes(offset)) return;
  const producers = ownProducers(turn, log);
  producers.snapshots = producers.snapshots.filter((other) => other !== offset);
  turn.effects.push({ type: 'remove', path: snapshotPath(log.folder, offset) });
}

/** Puts what appends did into the state. */
export function updateProducers(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  appends: Iterable<ProducerAppend>,
): void {
  const producers = ownProducers(turn, log);
  for (const append of appends) {
    const entry = updatedEntry(append);
    producers.entries = mapSet(producers.entries, String(append.producerId), entry);
    for (const txn of append.started) {
      producers.ongoingTxns = withTxn(producers.ongoingTxns, txn);
    }
  }
}

function withTxn(txns: readonly TxnMetadata[], txn: TxnMetadata): readonly TxnMetadata[] {
  const others = txns.filter(({ firstOffset }) => firstOffset !== txn.firstOffset);
  return [...others, txn].sort((a, b) => a.firstOffset - b.firstOffset);
}

/** Below what all is decided once this transaction is. */
export function lastStableOffsetOf(producers: ProducersState, completed: CompletedTxn): number {
  const open = producers.ongoingTxns.find((txn) => txn.producerId !== completed.producerId);
  return open?.firstOffset ?? completed.lastOffset + 1;
}

/** A marker was appended: its transaction waits only for the high watermark to pass it. */
export function completeTxn(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  completed: CompletedTxn,
): void {
  const { firstOffset, lastOffset, producerId } = completed;
  if (!log.producers.ongoingTxns.some((txn) => txn.firstOffset === firstOffset)) return;
  const producers = ownProducers(turn, log);
  producers.ongoingTxns = producers.ongoingTxns.filter((txn) => txn.firstOffset !== firstOffset);
  const txn = { producerId, firstOffset, lastOffset };
  producers.unreplicatedTxns = withTxn(producers.unreplicatedTxns, txn);
}

/** Forgets decided transactions whose markers lie below an offset. */
export function removeUnreplicatedTxns(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  offset: number,
): void {
  const { unreplicatedTxns } = log.producers;
  if (unreplicatedTxns.length === 0) return;
  const kept = unreplicatedTxns.filter(({ lastOffset }) => !(lastOffset! < offset));
  if (kept.length < unreplicatedTxns.length) ownProducers(turn, log).unreplicatedTxns = kept;
}

/** The first offset of the oldest transaction that is open, or decided and not replicated. */
export function firstUnstable({ ongoingTxns, unreplicatedTxns }: ProducersState): number | null {
  const undecided = ongoingTxns[0]?.firstOffset;
  const unreplicated = unreplicatedTxns[0]?.firstOffset;
  if (undecided === undefined) return unreplicated ?? null;
  return unreplicated === undefined ? undecided : Math.min(undecided, unreplicated);
}

export function onLogStartOffset(turn: BrokerTurn, log: Mutable<LogState>, offset: number): void {
  removeUnreplicatedTxns(turn, log, offset);
  if (log.producersEndOffset < offset) log.producersEndOffset = offset;
  const lastSnapOffset = log.producers.snapshots.at(-1) ?? offset;
  if (lastSnapOffset === log.producers.lastSnapOffset) return;
  ownProducers(turn, log).lastSnapOffset = lastSnapOffset;
}

/** Forgets everything, snapshots included. */
export function resetProducers(turn: BrokerTurn, log: Mutable<LogState>, offset: number): void {
  for (const snapshot of log.producers.snapshots) removeSnapshot(turn, log, snapshot);
  const producers = ownProducers(turn, log);
  forgetProducers(producers);
  producers.lastSnapOffset = 0;
  log.producersEndOffset = offset;
}

function forgetProducers(producers: Mutable<ProducersState>): void {
  producers.entries = emptyMap();
  producers.ongoingTxns = [];
  producers.unreplicatedTxns = [];
}

/** Goes back to the last snapshot that is good at an end offset. */
export function truncateAndReload(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  logStartOffset: number,
  endOffset: number,
): void {
  for (const offset of log.producers.snapshots) {
    if (offset > endOffset || offset <= logStartOffset) removeSnapshot(turn, log, offset);
  }
  if (endOffset === log.producersEndOffset) return onLogStartOffset(turn, log, logStartOffset);
  forgetProducers(ownProducers(turn, log));
  loadFromSnapshot(turn, log, logStartOffset);
}

function loadFromSnapshot(turn: BrokerTurn, log: Mutable<LogState>, logStartOffset: number): void {
  for (;;) {
    const offset = log.producers.snapshots.at(-1);
    if (offset === undefined) {
      ownProducers(turn, log).lastSnapOffset = logStartOffset;
      log.producersEndOffset = logStartOffset;
      return;
    }
    const path = snapshotPath(log.folder, offset);
    const file = snapshotText(turn, path, offset);
    producersLine(turn, log, 'INFO', `Loading producer state from snapshot file '${file}'`);
    const [snapshot] = chunksNow(turn, path);
    if (snapshot !== undefined && isProducerSnapshot(snapshot)) {
      loadEntries(turn, log, snapshot.entries);
      ownProducers(turn, log).lastSnapOffset = offset;
      log.producersEndOffset = offset;
      return;
    }
    const problem =
      "Snapshot failed schema validation: Error reading field 'version': java.nio.BufferUnderflowException";
    producersLine(turn, log, 'WARN', `Failed to load producer snapshot from '${path}': ${problem}`);
    removeSnapshot(turn, log, offset);
  }
}

function loadEntries(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  entries: readonly ProducerStateEntry[],
): void {
  const producers = ownProducers(turn, log);
  for (const entry of entries) {
    if (isExpired(turn, entry)) continue;
    const { producerId, currentTxnFirstOffset: firstOffset } = entry;
    producers.entries = mapSet(producers.entries, String(producerId), entry);
    if (firstOffset === null) continue;
    const txn = { producerId, firstOffset, lastOffset: null };
    producers.ongoingTxns = withTxn(producers.ongoingTxns, txn);
  }
}

function isExpired(turn: BrokerTurn, entry: ProducerStateEntry): boolean {
  if (entry.currentTxnFirstOffset !== null) return false;
  const afterMs = turn.state.config.values['transactional.id.expiration.ms'];
  return clockMs(turn) - entry.lastTimestamp >= afterMs;
}

/** Forgets producers that have been silent for transactional.id.expiration.ms. */
export function expiredProducers(turn: BrokerTurn, log: LogState): readonly string[] {
  const expired: string[] = [];
  for (const entry of mapValues(log.producers.entries)) {
    if (isExpired(turn, entry)) expired.push(String(entry.producerId));
  }
  return expired;
}

export function removeProducers(
  turn: BrokerTurn,
  log: Mutable<LogState>,
  producerIds: readonly string[],
): void {
  const producers = ownProducers(turn, log);
  for (const id of producerIds) producers.entries = mapDelete(producers.entries, id);
}
