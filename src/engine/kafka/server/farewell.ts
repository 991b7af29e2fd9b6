/**
 * The connection on which a broker that is about to stop asks the controller for its leave.
 *
 * Mirrors: the NetworkClient of KafkaServer.controlledShutdown, NetworkClientUtils, 2.8.0.
 * Read next: controlled-shutdown.ts.
 */
import { splitStream } from '../../kernel/random.ts';
import type { NodeEvent } from '../../kernel/events.ts';
import type { NetworkOutcome, NetworkTurn } from '../client/network-client.ts';
import { brokerClient } from './broker-client.ts';
import {
  closeNetworkClient,
  disconnectNode,
  networkEvent,
  networkTurn,
  nodeText,
  readyNode,
  sendRequest,
} from '../client/network-client.ts';
import type { NetworkClientState } from '../client/network-client.ts';
import type { ControlledShutdownResponse } from '../protocol/controller.ts';
import { ownPart } from './broker-changes.ts';
import type { BrokerState, BrokerTurn } from './broker-state.ts';
import { kafkaLog } from './kafka-log.ts';
import type { FarewellAnswer, LifecycleCall } from './lifecycle-calls.ts';

const TIMER = 'lifecycle:farewell';

/** Connects where that is needed, and asks; the answer is the task `farewell.answered`. */
export function startFarewell(
  turn: BrokerTurn,
  call: LifecycleCall & { readonly type: 'farewell' },
): void {
  const { node, brokerEpoch, apiVersion, connectTimeoutMs } = call;
  const before = turn.state.lifecycle.farewell;
  const client = before?.client ?? newClient(turn.state);
  ownPart(turn, 'lifecycle').farewell = { client, node, brokerEpoch, apiVersion, isSent: false };
  const asking = networkTurn(client, turn.env, turn.effects);
  if (before !== null && !isSameNode(before.node, node)) disconnectNode(asking, before.node.id);
  asking.outcomes.length = 0;
  if (readyNode(asking, node)) send(turn, asking);
  else turn.effects.push({ type: 'setTimer', name: TIMER, delayMs: connectTimeoutMs });
  keep(turn, asking);
}

type Named = { readonly id: number; readonly host: string; readonly port: number };

function isSameNode(a: Named, b: Named): boolean {
  return a.id === b.id && a.host === b.host && a.port === b.port;
}

function newClient(state: BrokerState): NetworkClientState {
  const { brokerId } = state.config;
  return brokerClient(state, {
    name: 'controlled-shutdown',
    clientId: String(brokerId),
    logPrefix: `[KafkaServer id=${brokerId}]`,
    seed: splitStream(state.process.seed, 'controlled shutdown'),
  });
}

function send(turn: BrokerTurn, asking: NetworkTurn): void {
  const farewell = turn.state.lifecycle.farewell!;
  turn.effects.push({ type: 'cancelTimer', name: TIMER });
  ownPart(turn, 'lifecycle').farewell = { ...farewell, isSent: true };
  const { brokerId } = turn.state.config;
  const { brokerEpoch } = farewell;
  const request = { type: 'ControlledShutdownRequest', brokerId, brokerEpoch } as const;
  sendRequest(asking, farewell.node.id, request, null);
}

/** Keeps the client and acts on what it tells. */
function keep(turn: BrokerTurn, asking: NetworkTurn): void {
  for (const outcome of asking.outcomes.splice(0)) onOutcome(turn, asking, outcome);
  const { farewell } = turn.state.lifecycle;
  if (farewell !== null && farewell.client !== asking.client) {
    ownPart(turn, 'lifecycle').farewell = { ...farewell, client: asking.client };
  }
}

/** An event of that connection; false: of none. */
export function farewellEvent(turn: BrokerTurn, event: NodeEvent): boolean {
  const { farewell } = turn.state.lifecycle;
  if (farewell === null) return false;
  const asking = networkTurn(farewell.client, turn.env, turn.effects);
  if (!networkEvent(asking, event)) return false;
  keep(turn, asking);
  return true;
}

function onOutcome(turn: BrokerTurn, asking: NetworkTurn, outcome: NetworkOutcome): void {
  const farewell = turn.state.lifecycle.farewell!;
  switch (outcome.type) {
    case 'ready':
      if (!farewell.isSent) send(turn, asking);
      return;
    case 'response': {
      const { errorCode, remainingPartitions } = outcome.response as ControlledShutdownResponse;
      return answer(turn, { type: 'response', errorCode, remainingPartitions });
    }
    case 'disconnected':
      if (farewell.isSent) return;
      return fail(turn, `Connection to ${nodeText(farewell.node)} failed.`);
    case 'failed':
      return fail(
        turn,
        `Connection to ${farewell.node.id} was disconnected before the response was read`,
      );
    case 'log':
      return kafkaLog(turn, 'server', outcome.level, outcome.text, outcome.logger);
  }
}

/** It took too long to connect. */
export function onFarewellTimeout(turn: BrokerTurn): void {
  const { farewell } = turn.state.lifecycle;
  if (farewell === null || farewell.isSent) return;
  const timeoutMs = turn.state.config.values['controller.socket.timeout.ms'];
  fail(turn, `Failed to connect within ${timeoutMs} ms`);
}

function fail(turn: BrokerTurn, message: string): void {
  answer(turn, { type: 'failed', message });
}

function answer(turn: BrokerTurn, given: FarewellAnswer): void {
  turn.effects.push({ type: 'cancelTimer', name: TIMER });
  turn.tasks.push({ type: 'farewell.answered', answer: given });
}

export function endFarewell(turn: BrokerTurn): void {
  const { farewell } = turn.state.lifecycle;
  if (farewell === null) return;
  closeNetworkClient(networkTurn(farewell.client, turn.env, turn.effects));
  ownPart(turn, 'lifecycle').farewell = null;
}
