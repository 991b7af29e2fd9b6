/**
 * What a server process counts by name through all its roles: the counters and summaries of `mntr` that
 * no other part of the state holds.
 *
 * Mirrors: ServerMetrics, SimpleCounter, AvgMinMaxCounter, 3.8.0.
 * Departs: what a processor's thread would measure of its own queue and pace is not counted and stays 0,
 * because computing takes no time here; nor are percentiles, nor the cache of serialized responses.
 * Read next: ../admin/monitor-values.ts, server-stats.ts (what every packet changes).
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { emptyMap, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import type { ByteSummary, Metrics, ServerTurn, ServingState } from './server-state.ts';
import { ownPrep, ownSync } from './state-changes.ts';
import { copyMetrics } from './state-copies.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { own, ownState, owns } from '../../kernel/turn.ts';

/** Nothing counted yet. */
export const NO_METRICS: Metrics = {
  counters: emptyMap(),
  summaries: emptyMap(),
  unavailableSinceMs: null,
  syncingSinceMs: 0,
};

/** A summary of nothing. */
export const NO_VALUES: ByteSummary = { count: 0, sum: 0, min: 0, max: 0 };

/** What is counted, to be changed in place. */
function ownMetrics(turn: ServerTurn): Mutable<Metrics> {
  const { metrics } = turn.state;
  if (owns(turn, metrics)) return metrics;
  return (ownState(turn).metrics = own(turn, copyMetrics(metrics)));
}

/** Adds to a counter. */
export function count(turn: ServerTurn, name: string, by = 1): void {
  const metrics = ownMetrics(turn);
  const { counters } = metrics;
  metrics.counters = mapSet(counters, name, (mapGet(counters, name) ?? 0) + by);
}

/** Adds a value to a summary. */
export function observe(turn: ServerTurn, name: string, value: number): void {
  const metrics = ownMetrics(turn);
  const { summaries } = metrics;
  const summary = withValue(mapGet(summaries, name) ?? NO_VALUES, value);
  metrics.summaries = mapSet(summaries, name, summary);
}

/** The summary with one more value. */
export function withValue({ count: n, sum, min, max }: ByteSummary, value: number): ByteSummary {
  return {
    count: n + 1,
    sum: sum + value,
    min: n === 0 || value < min ? value : min,
    max: n === 0 || value > max ? value : max,
  };
}

/** A database was read from the disk, which took no time. */
export function observeLoad(turn: ServerTurn, txnsLoaded: number | null): void {
  observe(turn, 'startup_snap_load_time', 0);
  observe(turn, 'dbinittime', 0);
  if (txnsLoaded === null) return;
  observe(turn, 'startup_txns_loaded', txnsLoaded);
  observe(turn, 'startup_txns_load_time', 0);
}

/** Remembers since when something lasts. */
export function markTime(
  turn: ServerTurn,
  mark: Partial<Pick<Metrics, 'unavailableSinceMs' | 'syncingSinceMs'>>,
): void {
  Object.assign(ownMetrics(turn), mark);
}

/** What a role has counted goes into the books of the process. */
export function keepCounted(turn: ServerTurn, server: ServingState): void {
  for (const [name, value] of countedByRole(server)) count(turn, name, value);
  const metrics = ownMetrics(turn);
  metrics.summaries = withSummariesOf(server, metrics.summaries);
}

/** The counters that a role keeps with what it counts. */
export function countedByRole({
  stats,
  prep,
}: ServingState): readonly (readonly [string, number])[] {
  return [
    ['bytes_received_count', stats.bytesReceived],
    ['response_bytes', stats.responseBytes],
    ['prep_processor_request_queued', stats.preppedRequests],
    ['outstanding_changes_queued', prep.changesQueued],
    ['outstanding_changes_removed', prep.changesRemoved],
  ];
}

/** The summaries with those of the role that still runs. */
export function withSummariesOf(
  { stats, sync }: ServingState,
  summaries: PersistentMap<ByteSummary>,
): PersistentMap<ByteSummary> {
  const { updateLatency: update, readExtremes, latencyCount, totalLatency } = stats;
  const read = {
    count: latencyCount - update.count,
    sum: totalLatency - update.sum,
    ...readExtremes,
  };
  const withRead = merged(summaries, 'readlatency', read);
  const withUpdates = merged(withRead, 'updatelatency', update);
  return merged(withUpdates, 'sync_processor_batch_size', sync.batchSizes);
}

function merged(
  summaries: PersistentMap<ByteSummary>,
  name: string,
  more: ByteSummary,
): PersistentMap<ByteSummary> {
  if (more.count === 0) return summaries;
  const known = mapGet(summaries, name);
  if (known === undefined || known.count === 0) return mapSet(summaries, name, more);
  return mapSet(summaries, name, {
    count: known.count + more.count,
    sum: known.sum + more.sum,
    min: Math.min(known.min, more.min),
    max: Math.max(known.max, more.max),
  });
}

/** What `srst` does to them, and to what the role counts beside its statistics. */
export function resetMetrics(turn: ServerTurn): void {
  const metrics = ownMetrics(turn);
  metrics.counters = emptyMap();
  metrics.summaries = emptyMap();
  // What was appended to the log so far does not count any more.
  count(turn, QUEUED_FOR_LOG, -turn.state.disk.txnCount);
  if (turn.state.server === null) return;
  const prep = ownPrep(turn);
  prep.changesQueued = 0;
  prep.changesRemoved = 0;
  ownSync(turn).batchSizes = NO_VALUES;
}

/** Counted by the log itself. */
export const QUEUED_FOR_LOG = 'sync_processor_request_queued';
