/**
 * What a broker does when its ZooKeeper connection comes, goes, or its session expires.
 *
 * Mirrors: kafka.zookeeper.ZooKeeperClient (ZooKeeperClientWatcher, reinitialize), the StateChangeHandlers of
 * KafkaController, ZkNodeChangeNotificationListener and FinalizedFeatureChangeListener, 2.8.0.
 * Read next: reregistration.ts.
 */
import { onControllerSession } from '../controller/controller.ts';
import { reopenBrokerZk } from '../zk/broker-zk.ts';
import { logZooKeeperClient } from '../zk/zk-log.ts';
import type { BrokerTask, BrokerTurn } from './broker-state.ts';
import { onConfigSession } from './config-changes.ts';
import { readFeatures } from './features.ts';
import { tellLifeMachine } from './life-chart.ts';
import {
  cancelOpenTimer,
  mainSerial,
  resumeLifecycle,
  startLifecycleRoutine,
} from './lifecycle.ts';

const TIMED_OUT =
  'kafka.zookeeper.ZooKeeperClientTimeoutException: ' +
  'Timed out waiting for connection while in state: CONNECTING';

export function onZkSession(
  turn: BrokerTurn,
  { state }: BrokerTask & { readonly type: 'zk.session' },
): void {
  switch (state) {
    case 'connected':
      return onConnected(turn);
    case 'disconnected':
      return tellLifeMachine(turn, { type: 'session.lost' });
    case 'expired':
      return onExpired(turn);
    case 'closed':
      return onClosed(turn);
  }
}

function onConnected(turn: BrokerTurn): void {
  const opening = mainSerial(turn, 'zkOpen');
  const isClosing = turn.state.zk.client?.session.isClosing ?? true;
  if (opening === null) return tellLifeMachine(turn, { type: 'session.resumed' });
  if (isClosing) return;
  cancelOpenTimer(turn);
  logZooKeeperClient(turn, 'Connected.');
  resumeLifecycle(turn, opening, null);
}

function onClosed(turn: BrokerTurn): void {
  const opening = mainSerial(turn, 'zkOpen');
  if (opening !== null) return resumeLifecycle(turn, opening, TIMED_OUT);
  const closing = mainSerial(turn, 'zkClose');
  if (closing !== null) resumeLifecycle(turn, closing, null);
}

/** Handlers hear of it before and after the new session is opened; registering is what comes first in it. */
function onExpired(turn: BrokerTurn): void {
  logZooKeeperClient(turn, 'Session expired.');
  const { started } = turn.state.lifecycle;
  if (turn.state.zk.client?.session.isClosing === true) return;
  tellLifeMachine(turn, { type: 'session.expired' });
  if (started.hasController) onControllerSession(turn, 'expired');
  reopenBrokerZk(turn);
  if (started.hasController) {
    const { config } = turn.state;
    const hostName = turn.env.host.name;
    const input = { config, brokerId: config.brokerId, hostName };
    startLifecycleRoutine(turn, 'registration', input);
  }
  onConfigSession(turn);
  readFeatures(turn);
}
