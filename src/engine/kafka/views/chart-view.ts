/**
 * The statecharts that a process lives in: each machine and where it stands.
 *
 * Read next: ../server/broker-life.machine.ts, ../controller/controller.machine.ts.
 */
import type { AnyStateMachine } from 'xstate';
import type { Process } from '../../kernel/world-state.ts';
import type { ChartView } from '../../world/system.ts';
import { controllerMachine } from '../controller/controller.machine.ts';
import { partitionStateMachine } from '../controller/partition-state.machine.ts';
import { replicaStateMachine } from '../controller/replica-state.machine.ts';
import { transactionManagerMachine } from '../client/transaction-manager.machine.ts';
import { groupCharts } from '../group/group-coordinator.ts';
import { groupMachine } from '../group/group.machine.ts';
import { partitionCharts, replicaMachines } from '../replica/replica-manager.ts';
import { brokerLifeMachine } from '../server/broker-life.machine.ts';
import { transactionCharts } from '../transaction/transaction-coordinator.ts';
import { transactionMachine } from '../transaction/transaction.machine.ts';
import { brokerState } from './broker-view.ts';

/** A broker's life first, then its role as controller, its partitions, groups and transactions. */
export function chartsOf(process: Process): readonly ChartView[] {
  const state = brokerState(process);
  if (state === null) return [];
  return [
    { part: '', machine: brokerLifeMachine, chart: state.chart },
    { part: 'controller', machine: controllerMachine, chart: state.controller.chart },
    ...partitionCharts(state.replicas),
    ...groupCharts(state.groups),
    ...transactionCharts(state.transactions),
  ];
}

/** Every machine that `chartsOf` may name. */
export const machines: readonly AnyStateMachine[] = [
  brokerLifeMachine,
  controllerMachine,
  partitionStateMachine,
  replicaStateMachine,
  ...replicaMachines,
  groupMachine,
  transactionMachine,
  transactionManagerMachine,
];
