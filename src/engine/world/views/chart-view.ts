/**
 * The statechart that a process lives in: its machine and where it stands.
 *
 * Mirrors: nothing upstream.
 * Departs: nothing.
 */
import type { AnyStateMachine } from 'xstate';
import type { Chart } from '../../kernel/statechart.ts';
import type { Process } from '../../kernel/world-state.ts';
import { clientConnectionMachine } from '../../zookeeper/client/client-connection.machine.ts';
import { quorumPeerMachine } from '../../zookeeper/quorum/quorum-peer.machine.ts';
import { clientState } from './client-view.ts';
import { serverState } from './server-view.ts';

export interface ChartView {
  readonly machine: AnyStateMachine;
  readonly chart: Chart;
}

/** Null when the program has no machine. */
export function programChart(process: Process): ChartView | null {
  const server = serverState(process);
  if (server !== null) return { machine: quorumPeerMachine, chart: server.chart };
  const client = clientState(process);
  if (client !== null) return { machine: clientConnectionMachine, chart: client.chart };
  return null;
}

/** Every machine that `programChart` may name: what a drawing has to be prepared for. */
export const chartMachines: readonly AnyStateMachine[] = [
  quorumPeerMachine,
  clientConnectionMachine,
];
