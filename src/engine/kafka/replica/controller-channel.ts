/**
 * The connection to the controller's broker, over which one request at a time goes.
 *
 * Mirrors: kafka.server.BrokerToControllerChannelManagerImpl, BrokerToControllerRequestThread,
 * kafka.common.InterBrokerSendThread, 2.8.0.
 * Departs: where upstream looks at the metadata every 100 ms for a controller, it is told of new ones.
 * Read next: alter-isr-response.ts (takes the answers).
 */
import { splitStream } from '../../kernel/random.ts';
import type { NetworkOutcome, NetworkTurn, Node } from '../client/network-client.ts';
import { brokerClient } from '../server/broker-client.ts';
import {
  closeNetworkClient,
  connectionDelayMs,
  disconnectNode,
  networkTurn,
  nodeText,
  readyNode,
  sendRequest,
} from '../client/network-client.ts';
import type { AlterIsrRequest, AlterIsrResponse } from '../protocol/controller.ts';
import type { RequestBody } from '../protocol/messages.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import { aliveBroker } from '../server/metadata-cache.ts';
import type { ControllerChannel } from './alter-isr-state.ts';
import { ownReplicaPart } from './replica-changes.ts';
import { threadLine } from './replica-lines.ts';

export const CHANNEL_TIMER = 'replica:controller-channel';

const LOGGER = 'kafka.server.BrokerToControllerRequestThread';

function threadName({ state }: BrokerTurn): string {
  return `broker-${state.config.brokerId}-to-controller-send-thread`;
}

export function startChannel(turn: BrokerTurn): void {
  const { config, process } = turn.state;
  const { brokerId } = config;
  const client = brokerClient(
    turn.state,
    {
      name: 'alter-isr',
      clientId: String(brokerId),
      logPrefix: `[broker-${brokerId}-to-controller]`,
      seed: splitStream(process.seed, 'alter-isr'),
    },
    { reconnectBackoffMs: 50, reconnectBackoffMaxMs: 50, discoversVersions: true },
  );
  setChannel(turn, { client, controller: null, brokerEpoch: -1, request: 'none' });
  threadLine(turn, threadName(turn), 'Starting', LOGGER);
}

export function shutdownChannel(turn: BrokerTurn): void {
  const { client } = turn.state.replicas.alterIsr.channel;
  if (client === null) return;
  closeNetworkClient(networkTurn(client, turn.env, turn.effects));
  turn.effects.push({ type: 'cancelTimer', name: CHANNEL_TIMER });
  setChannel(turn, { client: null, controller: null, brokerEpoch: -1, request: 'none' });
  for (const text of ['Shutting down', 'Stopped', 'Shutdown completed']) {
    threadLine(turn, threadName(turn), text, LOGGER);
  }
  kafkaLog(
    turn,
    'server',
    'INFO',
    'Broker to controller channel manager for alterIsrChannel shutdown',
    'kafka.server.BrokerToControllerChannelManagerImpl',
  );
}

function setChannel(turn: BrokerTurn, channel: ControllerChannel): void {
  ownReplicaPart(turn, 'alterIsr').channel = channel;
}

/** Does what can be done now: finds the controller, connects, sends. */
export function pumpChannel(
  turn: BrokerTurn,
  requestOf: (turn: BrokerTurn) => RequestBody<AlterIsrRequest>,
): void {
  const { client, brokerEpoch, request } = turn.state.replicas.alterIsr.channel;
  if (client === null) return;
  const controller = findController(turn);
  if (controller === null || request !== 'queued') return;
  const network = networkTurn(client, turn.env, turn.effects);
  if (readyNode(network, controller)) {
    sendRequest(network, controller.id, requestOf(turn), null);
    setChannel(turn, { client: network.client, controller, brokerEpoch, request: 'sent' });
  } else {
    setChannel(turn, { client: network.client, controller, brokerEpoch, request });
    const delayMs = connectionDelayMs(network.client, controller.id, turn.env.nowMs);
    if (delayMs < Infinity) {
      turn.effects.push({ type: 'setTimer', name: CHANNEL_TIMER, delayMs });
    }
  }
  logOutcomes(turn, network);
}

/** The one that is known, or the one that the metadata know. */
function findController(turn: BrokerTurn): Node | null {
  const { channel } = turn.state.replicas.alterIsr;
  if (channel.controller !== null) return channel.controller;
  const { metadata } = turn.state;
  const broker = aliveBroker(metadata, metadata.controllerId);
  if (broker === undefined) return null;
  const { id, host, port, rack } = broker;
  const controller = { id, host, port, rack };
  const text = `Recorded new controller, from now on will use broker ${nodeText(controller)}`;
  threadLine(turn, threadName(turn), text, LOGGER);
  const { client, brokerEpoch, request } = channel;
  setChannel(turn, { client, controller, brokerEpoch, request });
  return controller;
}

/** Drops the connection: the controller is another one. */
export function leaveController(turn: BrokerTurn): void {
  const { client, controller, brokerEpoch } = turn.state.replicas.alterIsr.channel;
  const network = networkTurn(client!, turn.env, turn.effects);
  if (controller !== null) disconnectNode(network, controller.id);
  setChannel(turn, { client: network.client, controller: null, brokerEpoch, request: 'queued' });
  logOutcomes(turn, network);
}

/**
 * Looks at what the network client gives out. The answer, if there is one; `lost` when the request has to
 * be sent again, to whoever is controller then.
 */
export function channelAnswer(
  turn: BrokerTurn,
  network: NetworkTurn,
): AlterIsrResponse | 'lost' | null {
  const { brokerEpoch, request, controller } = turn.state.replicas.alterIsr.channel;
  setChannel(turn, { client: network.client, controller, brokerEpoch, request });
  logOutcomes(turn, network);
  let answer: AlterIsrResponse | 'lost' | null = null;
  for (const outcome of network.outcomes) answer = answerIn(outcome, request) ?? answer;
  if (answer === 'lost') {
    setChannel(turn, { client: network.client, controller: null, brokerEpoch, request: 'queued' });
  }
  return answer;
}

function answerIn(
  outcome: NetworkOutcome,
  request: ControllerChannel['request'],
): AlterIsrResponse | 'lost' | null {
  switch (outcome.type) {
    case 'response':
      return outcome.response as AlterIsrResponse;
    case 'failed':
      return 'lost';
    case 'disconnected':
      return request === 'queued' ? 'lost' : null;
    default:
      return null;
  }
}

function logOutcomes(turn: BrokerTurn, { outcomes }: NetworkTurn): void {
  for (const outcome of outcomes) {
    if (outcome.type !== 'log') continue;
    kafkaLog(turn, 'server', outcome.level, outcome.text, outcome.logger);
  }
}

/** The request is answered. */
export function endChannelRequest(turn: BrokerTurn): void {
  const { client, controller, brokerEpoch } = turn.state.replicas.alterIsr.channel;
  setChannel(turn, { client, controller, brokerEpoch, request: 'none' });
}
