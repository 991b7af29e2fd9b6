/**
 * The statecharts that a process lives in: each machine and where it stands.
 */
import type { AnyStateMachine } from 'xstate';
import type { Process } from '../../kernel/world-state.ts';
import type { ChartView } from '../../world/system.ts';
import { clientConnectionMachine } from '../client/client-connection.machine.ts';
import { learnerHandlerMachine } from '../quorum/learner-handler.machine.ts';
import { quorumPeerMachine } from '../quorum/quorum-peer.machine.ts';
import type { ServerProcessState } from '../server/server-state.ts';
import { clientState } from './client-view.ts';
import { serverState } from './server-view.ts';

/** The program's own machine first; a leader has one more for each learner. Empty: it has none. */
export function chartsOf(process: Process): readonly ChartView[] {
  const server = serverState(process);
  if (server !== null) {
    const own: ChartView = { part: '', machine: quorumPeerMachine, chart: server.chart };
    return [own, ...handlerCharts(server)];
  }
  const client = clientState(process);
  if (client === null) return [];
  return [{ part: '', machine: clientConnectionMachine, chart: client.chart }];
}

/** In order of server id; a learner is known by it as soon as it has told it. */
function handlerCharts({ quorum }: ServerProcessState): readonly ChartView[] {
  const handlers = [...(quorum?.leader?.handlers ?? [])].sort((a, b) => a.sid - b.sid);
  return handlers.map(({ sid, connection, chart }) => {
    const part = sid === 0 ? `connection ${connection}` : `server.${sid}`;
    return { part, machine: learnerHandlerMachine, chart };
  });
}

/** Every machine that `chartsOf` may name. */
export const machines: readonly AnyStateMachine[] = [
  quorumPeerMachine,
  learnerHandlerMachine,
  clientConnectionMachine,
];
