/**
 * The channels to the brokers: made when a broker comes, closed when it goes or the controller resigns.
 *
 * Mirrors: kafka.controller.ControllerChannelManager, ShutdownableThread, 2.8.0.
 * Read next: request-sender.ts (how one of them sends).
 */
import type { NodeEvent } from '../../kernel/events.ts';
import { emptyMap, mapDelete, mapKeys } from '../../kernel/persistent-map.ts';
import { emptyQueue, queuePush } from '../../kernel/persistent-queue.ts';
import {
  closeNetworkClient,
  forgetNode,
  networkEvent,
  networkTurn,
} from '../client/network-client.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { inMutableMapOrder, intHash } from '../zk/scala-order.ts';
import { controllerSettings, isOldRelease } from './controller-settings.ts';
import type { ControllerChannels, QueueItem } from './controller-state.ts';
import type { LiveBroker } from './live-broker.ts';
import { brokerNode } from './live-broker.ts';
import type { SenderAnswer } from './request-sender.ts';
import {
  SENDERS_TIMER,
  logFailedConnection,
  logFailedSend,
  ownChannels,
  proceed,
  putSender,
  say,
  senderOf,
  takeSendersTimer,
  textOf,
  traceOf,
  withClient,
} from './request-sender.ts';

export const NO_CHANNELS: ControllerChannels = {
  client: null,
  generation: 1,
  senders: emptyMap(),
  wakeAtMs: null,
};

/** Of a new controller: the threads start when all are made. */
export function startChannels(turn: BrokerTurn, brokers: readonly LiveBroker[]): void {
  for (const broker of brokers) addSender(turn, broker);
  for (const { id } of brokers) {
    if (senderOf(turn, id) !== undefined) say(turn, 'sender', 'INFO', 'Starting');
  }
}

/** Of a controller that resigns. */
export function stopChannels(turn: BrokerTurn): void {
  const ids = [...mapKeys(turn.state.controller.channels.senders)].map(Number);
  for (const id of inMutableMapOrder(
    ids.sort((a, b) => a - b),
    intHash,
  ))
    removeBroker(turn, id);
  const { client, wakeAtMs } = turn.state.controller.channels;
  if (client === null) return;
  closeNetworkClient(networkTurn(client, turn.env, turn.effects));
  if (wakeAtMs !== null) turn.effects.push({ type: 'cancelTimer', name: SENDERS_TIMER });
  const channels = ownChannels(turn);
  channels.client = null;
  // What comes too late for this client must not be taken for the next one's.
  channels.generation++;
  channels.wakeAtMs = null;
}

export function addBroker(turn: BrokerTurn, broker: LiveBroker): void {
  if (senderOf(turn, broker.id) !== undefined) return;
  addSender(turn, broker);
  if (senderOf(turn, broker.id) !== undefined) say(turn, 'sender', 'INFO', 'Starting');
}

function addSender(turn: BrokerTurn, broker: LiveBroker): void {
  const { config } = turn.state;
  const text = `Controller ${config.brokerId} trying to connect to broker ${broker.id}`;
  say(turn, 'channels', 'DEBUG', text);
  const node = brokerNode(broker, controllerSettings(config).controlPlaneListener);
  if (node === undefined) return;
  putSender(turn, { node, queue: emptyQueue<QueueItem>(), status: 'idle', deadlineMs: null });
}

/** The thread is told to stop; what it was at is given up. */
export function removeBroker(turn: BrokerTurn, brokerId: number): void {
  const sender = senderOf(turn, brokerId);
  if (sender === undefined) return;
  say(turn, 'sender', 'INFO', 'Shutting down');
  if (sender.status === 'sending') {
    const text = 'Client was shutdown before response was read';
    logFailedSend(turn, sender, traceOf(turn, 'shutdown', text));
  } else if (sender.status === 'backingOff' && isOldRelease(turn.state.config)) {
    // Its sleep can be interrupted.
    logFailedSend(turn, sender, traceOf(turn, 'interrupted', ''));
  } else if (sender.status === 'connecting') {
    const text = 'NetworkClient is no longer active, state is CLOSING';
    logFailedConnection(turn, sender, traceOf(turn, 'closing', text));
  }
  if (sender.status !== 'idle') {
    const text = 'shutdownInitiated latch count reached zero. Shutdown called.';
    say(turn, 'sender', 'TRACE', text);
  }
  say(turn, 'sender', 'INFO', 'Stopped');
  say(turn, 'sender', 'INFO', 'Shutdown completed');
  const channels = ownChannels(turn);
  channels.senders = mapDelete(channels.senders, String(brokerId));
  withClient(turn, (network) => forgetNode(network, brokerId));
}

/** Behind what waits already. */
export function enqueueRequest(
  turn: BrokerTurn,
  brokerId: number,
  item: QueueItem,
): readonly SenderAnswer[] {
  const sender = senderOf(turn, brokerId);
  if (sender === undefined) {
    const text = `Not sending request ${textOf(turn, item.request)} to broker ${brokerId}, since it is offline.`;
    say(turn, 'channels', 'WARN', text);
    return [];
  }
  const longer = { ...sender, queue: queuePush(sender.queue, item) };
  if (sender.status === 'idle') return proceed(turn, longer);
  putSender(turn, longer);
  return [];
}

/** The answers that an event brings; null: it is not the channels'. */
export function channelEvent(turn: BrokerTurn, event: NodeEvent): readonly SenderAnswer[] | null {
  if (event.type === 'timer') {
    if (event.name === SENDERS_TIMER) return takeSendersTimer(turn);
    if (!event.name.startsWith('controller:')) return null;
  }
  if (turn.state.controller.channels.client === null) return lateConnection(turn, event);
  let isOurs = false;
  const answers = withClient(turn, (network) => {
    isOurs = networkEvent(network, event);
  });
  return isOurs ? answers : lateConnection(turn, event);
}

/** A connection that a client asked for which is closed since. */
function lateConnection(turn: BrokerTurn, event: NodeEvent): readonly SenderAnswer[] | null {
  if (event.type !== 'connection.opened' || !event.token?.startsWith('controller:')) return null;
  turn.effects.push({ type: 'close', connection: event.connection });
  return [];
}
