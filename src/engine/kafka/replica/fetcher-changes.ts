/**
 * Fetcher threads as a step changes them, and the states of their partitions.
 *
 * Mirrors: kafka.server.AbstractFetcherThread (delayPartitions, removePartitions, markPartitionFailed,
 * updateFetchOffsetAndMaybeMarkTruncationComplete), PartitionFetchState, 2.8.0.
 * Read next: fetcher-thread.ts.
 */
import { mapDelete, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import type { Chart } from '../../kernel/statechart.ts';
import { isInState, stepChart } from '../../kernel/statechart.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { own, owns } from '../../kernel/turn.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { hasCome } from './due.ts';
import type { FetcherThread, PartitionFetchState } from './fetcher-state.ts';
import { isOlderRelease } from './ibp.ts';
import { ownReplicaPart } from './replica-changes.ts';
import type { ReplicaFetcherEvent } from './replica-fetcher.machine.ts';
import { replicaFetcherMachine } from './replica-fetcher.machine.ts';
import { fetcherLine } from './replica-lines.ts';

export function threadAt({ state }: BrokerTurn, key: string): FetcherThread | undefined {
  return mapGet(state.replicas.fetchers.threads, key);
}

/** A thread that is there, to be changed in place. */
export function ownThread(turn: BrokerTurn, key: string): Mutable<FetcherThread> {
  const current = threadAt(turn, key)!;
  if (owns(turn, current)) return current;
  const copy = own(turn, copyThread(current));
  setThread(turn, copy);
  return copy;
}

export function setThread(turn: BrokerTurn, thread: FetcherThread): void {
  const fetchers = ownReplicaPart(turn, 'fetchers');
  fetchers.threads = mapSet(fetchers.threads, thread.key, thread);
}

/** Field by field: a spread of what was itself spread has a shape of its own each time. */
function copyThread(thread: FetcherThread): Mutable<FetcherThread> {
  return {
    key: thread.key,
    fetcherId: thread.fetcherId,
    leader: thread.leader,
    partitions: thread.partitions,
    order: thread.order,
    truncating: thread.truncating,
    delayed: thread.delayed,
    session: thread.session,
    sessionPartitions: thread.sessionPartitions,
    altered: thread.altered,
    lookups: thread.lookups,
    waitsFor: thread.waitsFor,
  };
}

/** Mirrors isReadyForFetch. */
export function isReadyForFetch({ chart }: PartitionFetchState): boolean {
  return chart.value === 'fetching';
}

function isDelayed({ chart }: PartitionFetchState): boolean {
  return isInState(chart.value, 'delayed');
}

/** What has become of a partition's fetch state. */
export interface FetchStateChange {
  readonly fetchOffset?: number;
  readonly lag?: number | null;
  readonly lastFetchedEpoch?: number | null;
  readonly event?: ReplicaFetcherEvent['type'];
  readonly delayedUntilMs?: number | null;
}

export function changeFetchState(
  turn: BrokerTurn,
  key: string,
  name: string,
  change: FetchStateChange,
): void {
  const thread = ownThread(turn, key);
  const before = mapGet(thread.partitions, name);
  if (before === undefined) return;
  const { event, fetchOffset = before.fetchOffset } = change;
  setFetchState(thread, {
    topic: before.topic,
    partition: before.partition,
    name,
    chart: event === undefined ? before.chart : stepped(before.chart, event),
    fetchOffset,
    lag: change.lag === undefined ? before.lag : change.lag,
    currentLeaderEpoch: before.currentLeaderEpoch,
    lastFetchedEpoch:
      change.lastFetchedEpoch === undefined ? before.lastFetchedEpoch : change.lastFetchedEpoch,
    delayedUntilMs:
      change.delayedUntilMs === undefined ? before.delayedUntilMs : change.delayedUntilMs,
  });
}

function stepped(chart: Chart, type: ReplicaFetcherEvent['type']): Chart {
  return stepChart(replicaFetcherMachine, chart, { type }).chart;
}

export function setFetchState(thread: Mutable<FetcherThread>, state: PartitionFetchState): void {
  const { name } = state;
  if (mapGet(thread.partitions, name) === undefined) thread.order = [...thread.order, name];
  thread.partitions = mapSet(thread.partitions, name, state);
  thread.truncating = listed(thread.truncating, name, state.chart.value === 'truncating');
  thread.delayed = listed(thread.delayed, name, isDelayed(state));
  noteAltered(thread, name);
}

/** The session may have to be told of a partition. */
export function noteAltered(thread: Mutable<FetcherThread>, name: string): void {
  if (!thread.altered.includes(name)) thread.altered = [...thread.altered, name];
}

function listed(names: readonly string[], name: string, isIn: boolean): readonly string[] {
  if (names.includes(name) === isIn) return names;
  return isIn ? [...names, name] : names.filter((other) => other !== name);
}

/** Errors: they are left alone for replica.fetch.backoff.ms. */
export function delayPartitions(turn: BrokerTurn, key: string, names: readonly string[]): void {
  const delayedUntilMs = turn.env.nowMs + turn.state.config.values['replica.fetch.backoff.ms'];
  for (const name of names) {
    const current = mapGet(threadAt(turn, key)!.partitions, name);
    if (current === undefined || isDelayed(current)) continue;
    changeFetchState(turn, key, name, { event: 'fetch.failed', delayedUntilMs });
  }
}

/** Those whose delay is over go on. */
export function endDelays(turn: BrokerTurn, key: string): void {
  const { delayed, partitions } = threadAt(turn, key)!;
  for (const name of delayed) {
    const { delayedUntilMs } = mapGet(partitions, name)!;
    if (delayedUntilMs === null || !hasCome(delayedUntilMs, turn.env.nowMs)) continue;
    changeFetchState(turn, key, name, { event: 'delay.over', delayedUntilMs: null });
  }
}

/** The virtual time at which the first delay ends; Infinity: there is none. */
export function firstDelayEndMs({ delayed, partitions }: FetcherThread): number {
  let earliestMs = Infinity;
  for (const name of delayed) {
    earliestMs = Math.min(earliestMs, mapGet(partitions, name)?.delayedUntilMs ?? Infinity);
  }
  return earliestMs;
}

/** Fetches a partition no more. */
export function dropFetchState(turn: BrokerTurn, key: string, name: string): void {
  const thread = ownThread(turn, key);
  thread.partitions = mapDelete(thread.partitions, name);
  thread.order = thread.order.filter((other) => other !== name);
  thread.truncating = listed(thread.truncating, name, false);
  thread.delayed = listed(thread.delayed, name, false);
  thread.lookups = thread.lookups.filter((lookup) => lookup.name !== name);
  noteAltered(thread, name);
  const fetchers = ownReplicaPart(turn, 'fetchers');
  fetchers.threadOf = mapDelete(fetchers.threadOf, name);
}

/** It is fetched no more until the controller speaks of it again. */
export function markPartitionFailed(turn: BrokerTurn, key: string, name: string): void {
  const fetchers = ownReplicaPart(turn, 'fetchers');
  if (!fetchers.failed.includes(name)) fetchers.failed = [...fetchers.failed, name];
  dropFetchState(turn, key, name);
  if (isOlderRelease(turn.state.config)) return;
  fetcherLine(turn, threadAt(turn, key)!, 'WARN', `Partition ${name} marked as failed`);
}
