/**
 * The statechart that a process lives in: its machine and where it stands.
 *
 * Mirrors: nothing upstream.
 * Departs: nothing.
 */
import type { AnyStateMachine } from 'xstate';
import type { Chart } from '../../kernel/statechart.ts';
import type { Process } from '../../kernel/world-state.ts';
import { quorumPeerMachine } from '../../zookeeper/quorum/quorum-peer.machine.ts';
import { serverState } from './server-view.ts';

export interface ChartView {
  readonly machine: AnyStateMachine;
  readonly chart: Chart;
}

/** Null when the program has no machine. */
export function programChart(process: Process): ChartView | null {
  const server = serverState(process);
  if (server !== null) return { machine: quorumPeerMachine, chart: server.chart };
  return null;
}
