/**
 * What the controller answers to AlterIsr.
 *
 * Mirrors: DefaultAlterIsrManager.sendRequest (its handler), handleAlterIsrResponse,
 * BrokerToControllerRequestThread.handleResponse, 2.8.0.
 * Departs: an answer takes away the change that it answers. In 2.8.0 it takes a newer one of the same
 * partition with it, which then waits for the next leader epoch (KAFKA-12686).
 * Read next: isr.ts.
 */
import type { NodeEvent } from '../../kernel/events.ts';
import { networkEvent, networkTurn } from '../client/network-client.ts';
import type { AlterIsrPartitionResult, AlterIsrResponse } from '../protocol/controller.ts';
import { partitionName } from '../protocol/topic-partition.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import type { AlterIsrItem } from './alter-isr-state.ts';
import { RESEND_TIMER, alterIsrRequest, maybePropagateIsrChanges } from './alter-isr-manager.ts';
import {
  CHANNEL_TIMER,
  channelAnswer,
  endChannelRequest,
  leaveController,
  pumpChannel,
} from './controller-channel.ts';
import { onIsrResult } from './isr.ts';
import { ownReplicaPart } from './replica-changes.ts';

const RESEND_MS = 50;
const LOGGER = 'kafka.server.DefaultAlterIsrManager';

/** False: none of the channel's. */
export function channelEvent(turn: BrokerTurn, event: NodeEvent): boolean {
  if (event.type === 'timer' && event.name === CHANNEL_TIMER) {
    pumpChannel(turn, alterIsrRequest);
    return true;
  }
  if (event.type === 'timer' && event.name === RESEND_TIMER) {
    maybePropagateIsrChanges(turn);
    return true;
  }
  const { client } = turn.state.replicas.alterIsr.channel;
  if (client === null) return false;
  const network = networkTurn(client, turn.env, turn.effects);
  if (!networkEvent(network, event)) return false;
  const answer = channelAnswer(turn, network);
  if (answer !== null && answer !== 'lost') onAnswer(turn, answer);
  pumpChannel(turn, alterIsrRequest);
  return true;
}

/** Another controller may be known now. */
export function onChannelMetadata(turn: BrokerTurn): void {
  if (turn.state.replicas.alterIsr.channel.controller === null) pumpChannel(turn, alterIsrRequest);
}

function onAnswer(turn: BrokerTurn, response: AlterIsrResponse): void {
  // The same request goes to whoever is controller now.
  if (isOfNoController(response)) return leaveController(turn);
  const items = turn.state.replicas.alterIsr.inFlight ?? [];
  endChannelRequest(turn);
  if (response.errorCode === 'NONE') takeResults(turn, response);
  else if (response.errorCode === 'STALE_BROKER_EPOCH') {
    const { brokerEpoch } = turn.state.replicas.alterIsr.channel;
    managerWarning(turn, `Broker had a stale broker epoch (${brokerEpoch}), retrying.`);
  } else {
    managerWarning(
      turn,
      `Controller returned an unexpected top-level error when handling AlterIsr request: ${response.errorCode}`,
    );
  }
  if (items.length > 0) ownReplicaPart(turn, 'alterIsr').inFlight = null;
  if (response.errorCode === 'NONE') maybePropagateIsrChanges(turn);
  else turn.effects.push({ type: 'setTimer', name: RESEND_TIMER, delayMs: RESEND_MS });
}

function isOfNoController({ errorCode, topics }: AlterIsrResponse): boolean {
  return (
    errorCode === 'NOT_CONTROLLER' ||
    topics.some(({ partitions }) => partitions.some((one) => one.errorCode === 'NOT_CONTROLLER'))
  );
}

function managerWarning(turn: BrokerTurn, text: string): void {
  kafkaLog(turn, 'server', 'WARN', text, LOGGER);
}

/** Not another change of that partition, which was asked for since. */
function isSameItem(one: AlterIsrItem, other: AlterIsrItem): boolean {
  return (
    one.name === other.name &&
    one.leaderEpoch === other.leaderEpoch &&
    one.zkVersion === other.zkVersion
  );
}

/** By what was sent, not by what came: nothing is forgotten. */
function takeResults(turn: BrokerTurn, { topics }: AlterIsrResponse): void {
  const results = new Map<string, AlterIsrPartitionResult>();
  for (const { name, partitions } of topics) {
    for (const one of partitions) results.set(partitionName(name, one.partitionIndex), one);
  }
  for (const item of turn.state.replicas.alterIsr.inFlight ?? []) {
    const result = results.get(item.name);
    if (result === undefined) {
      managerWarning(turn, `Partition ${item.name} was sent but not included in the response`);
      continue;
    }
    const changing = ownReplicaPart(turn, 'alterIsr');
    changing.unsent = changing.unsent.filter((other) => !isSameItem(other, item));
    const { errorCode: error, leaderEpoch, isr, currentIsrVersion: zkVersion } = result;
    onIsrResult(turn, item, error === 'NONE' ? { error, leaderEpoch, isr, zkVersion } : { error });
  }
}
