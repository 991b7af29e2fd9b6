/**
 * How far each compacted log is clean.
 *
 * Mirrors: kafka.log.LogCleanerManager (its checkpoints), 2.8.0.
 * Departs: cleaning takes no time, so no partition is ever found in progress or has to be paused.
 * Read next: log-cleaner.ts.
 */
import { mapDelete, mapEntries, mapGet, mapHas, mapSet } from '../../kernel/persistent-map.ts';
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { comparePartitions, parsePartitionName } from '../protocol/topic-partition.ts';
import { ownPart } from '../server/broker-changes.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import type { OffsetEntry } from './checkpoint-file.ts';
import { writeOffsetCheckpoint } from './checkpoint-file.ts';
import { CLEANER_CHECKPOINT } from './log-file-names.ts';
import type { LogState } from './log-state.ts';
import { isCompact } from './log-validator.ts';
import { inImmutableMapOrder } from './partition-order.ts';

/** Notes how far a partition is clean. */
export function updateCleanerCheckpoint(turn: BrokerTurn, name: string, offset: number): void {
  setCheckpoints(turn, mapSet(knownCheckpoints(turn), name, offset));
}

/** Logs have gone: their checkpoints go, too. */
export function forgetCleanerCheckpoints(turn: BrokerTurn): void {
  if (turn.state.logs.cleaner.isRunning) setCheckpoints(turn, knownCheckpoints(turn));
}

function knownCheckpoints(turn: BrokerTurn): PersistentMap<number> {
  const { logs, cleaner } = turn.state.logs;
  let { checkpoints } = cleaner;
  for (const [name] of mapEntries(cleaner.checkpoints)) {
    if (!mapHas(logs, name)) checkpoints = mapDelete(checkpoints, name);
  }
  return checkpoints;
}

/** What was cut off is not clean any more. */
export function truncateCleanerCheckpoint(turn: BrokerTurn, log: LogState): void {
  const { cleaner } = turn.state.logs;
  if (!cleaner.isRunning || !isCompact(log.config)) return;
  const { baseOffset } = log.active;
  if ((mapGet(cleaner.checkpoints, log.name) ?? 0) <= baseOffset) return;
  setCheckpoints(turn, mapSet(cleaner.checkpoints, log.name, baseOffset));
}

function setCheckpoints(turn: BrokerTurn, checkpoints: PersistentMap<number>): void {
  const logs = ownPart(turn, 'logs');
  logs.cleaner = { ...logs.cleaner, checkpoints };
  const entries: OffsetEntry[] = [];
  for (const [name, offset] of mapEntries(checkpoints)) {
    const partition = parsePartitionName(name);
    if (partition !== null) entries.push({ ...partition, offset });
  }
  entries.sort(comparePartitions);
  const path = `${turn.state.config.logDir}/${CLEANER_CHECKPOINT}`;
  writeOffsetCheckpoint(turn.effects, path, inImmutableMapOrder(entries));
}
