/**
 * The parts of a broker's state that a step changes, each its own copy (see kernel/turn.ts).
 *
 * Read next: broker-state.ts.
 */
import type { Mutable } from '../../kernel/turn.ts';
import { own, ownState, owns } from '../../kernel/turn.ts';
import type { BrokerState, BrokerTurn } from './broker-state.ts';

/** Field by field: a spread of what was itself spread has a shape of its own each time. */
export function copyBroker(state: BrokerState): Mutable<BrokerState> {
  return {
    process: state.process,
    config: state.config,
    dynamicConfig: state.dynamicConfig,
    chart: state.chart,
    lifecycle: state.lifecycle,
    clusterId: state.clusterId,
    brokerEpoch: state.brokerEpoch,
    zk: state.zk,
    sockets: state.sockets,
    metadata: state.metadata,
    topicConfigs: state.topicConfigs,
    logs: state.logs,
    replicas: state.replicas,
    controller: state.controller,
    groups: state.groups,
    transactions: state.transactions,
    admin: state.admin,
    random: state.random,
  };
}

type Part =
  | 'dynamicConfig'
  | 'lifecycle'
  | 'zk'
  | 'logs'
  | 'replicas'
  | 'controller'
  | 'groups'
  | 'transactions'
  | 'admin';

/** A part of the state, to be changed in place. */
export function ownPart<P extends Part>(turn: BrokerTurn, part: P): Mutable<BrokerState[P]> {
  const current: BrokerState[P] = turn.state[part];
  if (owns(turn, current)) return current;
  const copy = own(turn, Object.assign({}, current) as BrokerState[P] & object);
  ownState(turn)[part] = copy as BrokerState[P];
  return copy;
}
