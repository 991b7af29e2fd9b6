/**
 * Tells the machine of a broker's life what happened.
 *
 * Read next: broker-life.machine.ts.
 */
import { stepChart } from '../../kernel/statechart.ts';
import { ownState } from '../../kernel/turn.ts';
import type { BrokerLifeEvent } from './broker-life.machine.ts';
import { brokerLifeMachine } from './broker-life.machine.ts';
import type { BrokerTurn } from './broker-state.ts';

export function tellLifeMachine(turn: BrokerTurn, event: BrokerLifeEvent): void {
  const step = stepChart(brokerLifeMachine, turn.state.chart, event);
  if (step.hasChanged) ownState(turn).chart = step.chart;
}
