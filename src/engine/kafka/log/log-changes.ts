/**
 * The parts of the logs' state that a step changes, each its own copy (see kernel/turn.ts).
 *
 * Read next: log-state.ts.
 */
import { mapGet, mapSet } from '../../kernel/persistent-map.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { own, owns } from '../../kernel/turn.ts';
import { ownPart } from '../server/broker-changes.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import type { LogState } from './log-state.ts';
import type { ProducersState } from './producer-state.ts';
import type { SegmentState } from './segment-state.ts';

/** A log as it stands now: what a caller holds may be older. */
export function currentLog(turn: BrokerTurn, log: LogState): LogState {
  return mapGet(turn.state.logs.logs, log.name) ?? log;
}

/** A log of the log manager, to be changed in place. */
export function ownLog(turn: BrokerTurn, log: LogState): Mutable<LogState> {
  const current = currentLog(turn, log);
  if (owns(turn, current)) return current;
  const copy = own(turn, copyLog(current));
  setLog(turn, copy);
  return copy;
}

export function setLog(turn: BrokerTurn, log: LogState): void {
  const logs = ownPart(turn, 'logs');
  logs.logs = mapSet(logs.logs, log.name, log);
}

/** The active segment of a log that is this step's own, to be changed in place. */
export function ownActive(turn: BrokerTurn, log: Mutable<LogState>): Mutable<SegmentState> {
  if (owns(turn, log.active)) return log.active;
  const copy = own(turn, copySegment(log.active));
  log.active = copy;
  return copy;
}

export function ownProducers(turn: BrokerTurn, log: Mutable<LogState>): Mutable<ProducersState> {
  if (owns(turn, log.producers)) return log.producers;
  const { entries, ongoingTxns, unreplicatedTxns, lastSnapOffset, snapshots } = log.producers;
  const copy = own(turn, { entries, ongoingTxns, unreplicatedTxns, lastSnapOffset, snapshots });
  log.producers = copy;
  return copy;
}

/** Field by field: a spread of what was itself spread has a shape of its own each time. */
function copyLog(log: LogState): Mutable<LogState> {
  return {
    topic: log.topic,
    partition: log.partition,
    name: log.name,
    folder: log.folder,
    config: log.config,
    logStartOffset: log.logStartOffset,
    logEndOffset: log.logEndOffset,
    highWatermark: log.highWatermark,
    isHighWatermarkPlaced: log.isHighWatermarkPlaced,
    firstUnstableOffset: log.firstUnstableOffset,
    epochs: log.epochs,
    segments: log.segments,
    active: log.active,
    recoveryPoint: log.recoveryPoint,
    lastFlushedAtMs: log.lastFlushedAtMs,
    producers: log.producers,
    producersEndOffset: log.producersEndOffset,
    topicId: log.topicId,
  };
}

export function copySegment(segment: SegmentState): Mutable<SegmentState> {
  return {
    baseOffset: segment.baseOffset,
    path: segment.path,
    logPath: segment.logPath,
    bytes: segment.bytes,
    createdAtMs: segment.createdAtMs,
    lastModifiedMs: segment.lastModifiedMs,
    bytesSinceLastIndexEntry: segment.bytesSinceLastIndexEntry,
    rollingBasedTimestamp: segment.rollingBasedTimestamp,
    maxTimestamp: segment.maxTimestamp,
    offsetOfMaxTimestamp: segment.offsetOfMaxTimestamp,
    isTimestampLoaded: segment.isTimestampLoaded,
    rollJitterMs: segment.rollJitterMs,
    indexes: segment.indexes,
  };
}
