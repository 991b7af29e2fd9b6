/**
 * Sending to one broker: one request at a time, repeated until it is answered or the broker leaves.
 *
 * Mirrors: kafka.controller.RequestSendThread.doWork and brokerReady, NetworkClientUtils.awaitReady and
 * sendAndReceive, 2.8.0.
 * Departs: the threads are one network client with a node for each broker, so that numbers of requests
 * count over all brokers; one timer serves all that wait.
 * Read next: channel-manager.ts (who starts and stops it).
 */
import { mapEntries, mapGet, mapSet } from '../../kernel/persistent-map.ts';
import { queueDrop, queueFirst } from '../../kernel/persistent-queue.ts';
import { splitStream } from '../../kernel/random.ts';
import type { Mutable } from '../../kernel/turn.ts';
import type { NetworkClientState, NetworkOutcome, NetworkTurn } from '../client/network-client.ts';
import { brokerClient } from '../server/broker-client.ts';
import {
  forgetNode,
  isNodeReady,
  networkTurn,
  nodeText,
  readyNode,
  sendRequest,
} from '../client/network-client.ts';
import type { KafkaResponse } from '../protocol/messages.ts';
import { ownPart } from '../server/broker-changes.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import type { LogLevel } from '../server/kafka-log.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import type { SourceName } from './controller-log.ts';
import { controllerLine } from './controller-log.ts';
import { isOldRelease } from './controller-settings.ts';
import type {
  ControlRequest,
  ControllerChannels,
  QueueItem,
  RequestSender,
} from './controller-state.ts';
import { answerTrace, oldRequestText } from './old-requests.ts';
import { requestText } from './request-text.ts';
import type { SenderFailure } from './stack-traces.ts';
import { senderTrace } from './stack-traces.ts';

/** The timer of all senders that wait. */
export const SENDERS_TIMER = 'controller:senders';

/** How long a sender waits after a failure. */
const BACKOFF_MS = 100;

/** A request that was answered. */
export interface SenderAnswer {
  readonly brokerId: number;
  readonly item: QueueItem;
  readonly response: KafkaResponse;
}

export function say(
  turn: BrokerTurn,
  source: SourceName,
  level: LogLevel,
  text: string,
  cause = '',
): void {
  const line = controllerLine(turn.state.config.brokerId, source, level, text);
  const trace = cause === '' ? '' : `\n${cause}`;
  kafkaLog(turn, line.file, level, line.text + trace, line.logger);
}

export function ownChannels(turn: BrokerTurn): Mutable<ControllerChannels> {
  const controller = ownPart(turn, 'controller');
  const { client, generation, senders, wakeAtMs } = controller.channels;
  const copy = { client, generation, senders, wakeAtMs };
  controller.channels = copy;
  return copy;
}

export function senderOf(turn: BrokerTurn, brokerId: number): RequestSender | undefined {
  return mapGet(turn.state.controller.channels.senders, String(brokerId));
}

export function putSender(turn: BrokerTurn, sender: RequestSender): void {
  const channels = ownChannels(turn);
  channels.senders = mapSet(channels.senders, String(sender.node.id), sender);
}

/** The open client, or a new one. */
function clientOf(turn: BrokerTurn): NetworkClientState {
  const { client, generation } = turn.state.controller.channels;
  if (client !== null) return client;
  const { brokerId } = turn.state.config;
  return brokerClient(turn.state, {
    name: `controller:${generation}`,
    clientId: String(brokerId),
    logPrefix: `[Controller id=${brokerId}, targetBrokerId={node}]`,
    seed: splitStream(turn.state.process.seed, `controller ${generation}`),
  });
}

/** Does something with the network client, and then what it tells; gives the answers among that. */
export function withClient(
  turn: BrokerTurn,
  act: (network: NetworkTurn) => void,
): readonly SenderAnswer[] {
  const network = networkTurn(clientOf(turn), turn.env, turn.effects);
  act(network);
  if (network.client !== turn.state.controller.channels.client) {
    ownChannels(turn).client = network.client;
  }
  return network.outcomes.flatMap((outcome) => takeOutcome(turn, outcome));
}

function takeOutcome(turn: BrokerTurn, outcome: NetworkOutcome): readonly SenderAnswer[] {
  if (outcome.type === 'log') {
    kafkaLog(turn, 'server', outcome.level, outcome.text, outcome.logger);
    return [];
  }
  const sender = senderOf(turn, outcome.nodeId);
  if (sender === undefined) return [];
  switch (outcome.type) {
    case 'ready':
      if (sender.status === 'connecting') {
        const who = `Controller ${turn.state.config.brokerId} connected to ${nodeText(sender.node)}`;
        say(turn, 'sender', 'INFO', `${who} for sending state change requests`);
        return proceed(turn, sender);
      }
      return [];
    case 'disconnected': {
      // One that was open is missed only when a request is under way: `failed` says so.
      if (outcome.wasReady || sender.status !== 'connecting') return [];
      const text = `Connection to ${nodeText(sender.node)} failed.`;
      connectionFailed(turn, sender, traceOf(turn, 'notConnected', text));
      return [];
    }
    case 'failed': {
      if (sender.status !== 'sending') return [];
      const text = `Connection to ${sender.node.id} was disconnected before the response was read`;
      logFailedSend(turn, sender, traceOf(turn, 'disconnected', text));
      backOff(turn, sender);
      return [];
    }
    case 'response': {
      const item = queueFirst(sender.queue)!;
      const rest = { ...sender, queue: queueDrop(sender.queue) };
      traceAnswer(turn, sender, item.request, outcome.response);
      const answer = { brokerId: outcome.nodeId, item, response: outcome.response };
      return [answer, ...proceed(turn, rest)];
    }
  }
}

/** As they are shipped, state-change.log of 2.2 takes lines of level TRACE, that of 2.8.0 does not. */
function traceAnswer(
  turn: BrokerTurn,
  { node }: RequestSender,
  request: ControlRequest,
  response: KafkaResponse,
): void {
  const { config, controller } = turn.state;
  if (!isOldRelease(config)) return;
  const who = `[Controller id=${config.brokerId} epoch=${controller.context.epoch}]`;
  const text = `${who} ${answerTrace(request, response, nodeText(node))}`;
  kafkaLog(turn, 'state-change', 'TRACE', text, 'state.change.logger');
}

/** Sends the oldest request, or sees to the connection first. */
export function proceed(turn: BrokerTurn, sender: RequestSender): readonly SenderAnswer[] {
  const { id } = sender.node;
  const item = queueFirst(sender.queue);
  if (item === undefined) {
    putSender(turn, { ...sender, status: 'idle', deadlineMs: null });
    return [];
  }
  if (isNodeReady(clientOf(turn), id, turn.env.nowMs)) {
    putSender(turn, { ...sender, status: 'sending', deadlineMs: null });
    return withClient(turn, (network) => void sendRequest(network, id, item.request, null));
  }
  const deadlineMs = turn.env.nowMs + turn.state.config.values['controller.socket.timeout.ms'];
  putSender(turn, { ...sender, status: 'connecting', deadlineMs });
  wakeBy(turn, deadlineMs);
  return withClient(turn, (network) => void readyNode(network, sender.node));
}

export function traceOf({ state }: BrokerTurn, failure: SenderFailure, message: string): string {
  return senderTrace(failure, message, isOldRelease(state.config));
}

export function textOf({ state }: BrokerTurn, request: ControlRequest): string {
  return isOldRelease(state.config) ? oldRequestText(request) : requestText(request);
}

export function logFailedSend(
  turn: BrokerTurn,
  { node, queue }: RequestSender,
  cause: string,
): void {
  const { config, controller } = turn.state;
  const text =
    `Controller ${config.brokerId} epoch ${controller.context.epoch} fails to send request ` +
    `${textOf(turn, queueFirst(queue)!.request)} to broker ${nodeText(node)}. Reconnecting to broker.`;
  say(turn, 'sender', 'WARN', text, cause);
}

export function logFailedConnection(
  turn: BrokerTurn,
  { node }: RequestSender,
  cause: string,
): void {
  const { brokerId } = turn.state.config;
  const text = `Controller ${brokerId}'s connection to broker ${nodeText(node)} was unsuccessful`;
  say(turn, 'sender', 'WARN', text, cause);
}

function connectionFailed(turn: BrokerTurn, sender: RequestSender, cause: string): void {
  logFailedConnection(turn, sender, cause);
  backOff(turn, sender);
}

/** The connection is given up and made anew a moment later. */
function backOff(turn: BrokerTurn, sender: RequestSender): void {
  const deadlineMs = turn.env.nowMs + BACKOFF_MS;
  putSender(turn, { ...sender, status: 'backingOff', deadlineMs });
  withClient(turn, (network) => forgetNode(network, sender.node.id));
  wakeBy(turn, deadlineMs);
}

function wakeBy(turn: BrokerTurn, atMs: number): void {
  const { wakeAtMs } = turn.state.controller.channels;
  if (wakeAtMs !== null && wakeAtMs <= atMs) return;
  ownChannels(turn).wakeAtMs = atMs;
  const delayMs = Math.max(0, Math.ceil(atMs - turn.env.nowMs));
  turn.effects.push({ type: 'setTimer', name: SENDERS_TIMER, delayMs });
}

/** The timer ran out: some have waited long enough. */
export function takeSendersTimer(turn: BrokerTurn): readonly SenderAnswer[] {
  ownChannels(turn).wakeAtMs = null;
  const { nowMs } = turn.env;
  const answers: SenderAnswer[] = [];
  const waiting = [...mapEntries(turn.state.controller.channels.senders)]
    .map(([, sender]) => sender)
    .filter(({ deadlineMs }) => deadlineMs !== null)
    .sort((a, b) => a.node.id - b.node.id);
  for (const sender of waiting) {
    if (sender.deadlineMs! > nowMs) wakeBy(turn, sender.deadlineMs!);
    else if (sender.status === 'backingOff') answers.push(...proceed(turn, sender));
    else {
      const timeoutMs = turn.state.config.values['controller.socket.timeout.ms'];
      const text = `Failed to connect within ${timeoutMs} ms`;
      connectionFailed(turn, sender, traceOf(turn, 'tooSlow', text));
    }
  }
  return answers;
}
