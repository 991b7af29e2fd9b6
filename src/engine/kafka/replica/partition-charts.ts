/**
 * The statecharts of a broker’s partitions: what it is to each, how its in-sync replicas stand, and how
 * far it has come in fetching those that others lead.
 *
 * Read next: partition.machine.ts, isr.machine.ts, replica-fetcher.machine.ts.
 */
import type { AnyStateMachine } from 'xstate';
import { mapGet, mapValues } from '../../kernel/persistent-map.ts';
import type { Chart } from '../../kernel/statechart.ts';
import { comparePartitions } from '../protocol/topic-partition.ts';
import { isrMachine } from './isr.machine.ts';
import { partitionMachine } from './partition.machine.ts';
import { replicaFetcherMachine } from './replica-fetcher.machine.ts';
import type { ReplicaManagerState } from './replica-state.ts';

/** As world/system.ts shows a chart. */
export interface PartitionChart {
  /** `t-0`, `ISR of t-0` or `fetcher of t-0`. */
  readonly part: string;
  readonly machine: AnyStateMachine;
  readonly chart: Chart;
}

/** Every machine that `partitionCharts` may name. */
export const replicaMachines: readonly AnyStateMachine[] = [
  partitionMachine,
  isrMachine,
  replicaFetcherMachine,
];

/** By topic and number: the partition, then its in-sync replicas at the leader, or its fetcher. */
export function partitionCharts({ partitions, fetchers }: ReplicaManagerState): PartitionChart[] {
  const sorted = [...mapValues(partitions)].sort(comparePartitions);
  return sorted.flatMap(({ name, chart, isLeader, isrChart }) => {
    const charts: PartitionChart[] = [{ part: name, machine: partitionMachine, chart }];
    if (isLeader) charts.push({ part: `ISR of ${name}`, machine: isrMachine, chart: isrChart });
    const key = mapGet(fetchers.threadOf, name);
    const thread = key === undefined ? undefined : mapGet(fetchers.threads, key);
    const fetched = thread === undefined ? undefined : mapGet(thread.partitions, name);
    if (fetched !== undefined) {
      const part = `fetcher of ${name}`;
      charts.push({ part, machine: replicaFetcherMachine, chart: fetched.chart });
    }
    return charts;
  });
}
