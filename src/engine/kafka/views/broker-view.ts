/**
 * A broker as a page shows it.
 *
 * Mirrors: the metrics of kafka.server.ReplicaManager and kafka.controller.KafkaController, 2.8.0.
 */
import { mapValues } from '../../kernel/persistent-map.ts';
import type { Process } from '../../kernel/world-state.ts';
import { isActiveController } from '../controller/controller.ts';
import type { ReplicaManagerState } from '../replica/replica-state.ts';
import { BROKER_PROGRAM } from '../server-program.ts';
import type { BrokerState } from '../server/broker-state.ts';

export interface BrokerCounts {
  readonly leaders: number;
  readonly partitions: number;
  /** Led partitions whose ISR is smaller than their replicas. */
  readonly underReplicated: number;
}

/** Null when the process is no broker, or has no memory any more. */
export function brokerState(process: Process): BrokerState | null {
  const { program, state } = process;
  return program === BROKER_PROGRAM && typeof state === 'object' && state !== null
    ? (state as BrokerState)
    : null;
}

export function isController(state: BrokerState): boolean {
  return isActiveController(state);
}

const counted = new WeakMap<object, BrokerCounts>();

/** LeaderCount, PartitionCount, UnderReplicatedPartitions; counted once for each state of the partitions. */
export function brokerCounts({ partitions }: ReplicaManagerState): BrokerCounts {
  let counts = counted.get(partitions);
  if (counts === undefined) {
    let [leaders, all, underReplicated] = [0, 0, 0];
    for (const { isLeader, isr, assignment } of mapValues(partitions)) {
      all++;
      if (!isLeader) continue;
      leaders++;
      if (isr.length < assignment.length) underReplicated++;
    }
    counts = { leaders, partitions: all, underReplicated };
    counted.set(partitions, counts);
  }
  return counts;
}
