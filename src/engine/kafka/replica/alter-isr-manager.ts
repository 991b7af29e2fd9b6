/**
 * Asking the controller to change in-sync replicas: one request at a time, with all changes that wait.
 *
 * Mirrors: kafka.server.DefaultAlterIsrManager (submit, clearPending, maybePropagateIsrChanges,
 * buildRequest), 2.8.0.
 * Read next: controller-channel.ts (brings it there), alter-isr-response.ts, zk-isr-manager.ts (before 2.7).
 */
import type { AlterIsrRequest, AlterIsrTopicData } from '../protocol/controller.ts';
import type { RequestBody } from '../protocol/messages.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import type { AlterIsrItem } from './alter-isr-state.ts';
import { pumpChannel } from './controller-channel.ts';
import { isAlterIsrSupported } from './ibp.ts';
import { ownReplicaPart } from './replica-changes.ts';
import { writeIsr } from './zk-isr-manager.ts';

export const RESEND_TIMER = 'replica:send-alter-isr';

/** One for each partition: what is there already stays. */
export function submitIsr(turn: BrokerTurn, item: AlterIsrItem): void {
  if (!isAlterIsrSupported(turn.state.config)) return writeIsr(turn, item);
  const { unsent } = turn.state.replicas.alterIsr;
  if (!unsent.some(({ name }) => name === item.name)) {
    ownReplicaPart(turn, 'alterIsr').unsent = [...unsent, item];
  }
  maybePropagateIsrChanges(turn);
}

/** LeaderAndIsr has decided: what was not answered yet is asked no more. */
export function clearPendingIsr(turn: BrokerTurn, name: string): void {
  const { unsent } = turn.state.replicas.alterIsr;
  if (!unsent.some((item) => item.name === name)) return;
  ownReplicaPart(turn, 'alterIsr').unsent = unsent.filter((item) => item.name !== name);
}

/** Sends all that is not confirmed, unless a request is under way. */
export function maybePropagateIsrChanges(turn: BrokerTurn): void {
  const { unsent, inFlight } = turn.state.replicas.alterIsr;
  if (unsent.length === 0 || inFlight !== null) return;
  const changing = ownReplicaPart(turn, 'alterIsr');
  changing.inFlight = unsent;
  const { client, controller } = changing.channel;
  const { brokerEpoch } = turn.state;
  changing.channel = { client, controller, brokerEpoch, request: 'queued' };
  pumpChannel(turn, alterIsrRequest);
}

/** What the request under way says. */
export function alterIsrRequest({ state }: BrokerTurn): RequestBody<AlterIsrRequest> {
  const { inFlight, channel } = state.replicas.alterIsr;
  const topics = new Map<string, AlterIsrTopicData['partitions'][number][]>();
  for (const { topic, partition, leaderEpoch, newIsr, zkVersion } of inFlight ?? []) {
    const data = {
      partitionIndex: partition,
      leaderEpoch,
      newIsr,
      currentIsrVersion: zkVersion,
    };
    const others = topics.get(topic);
    if (others === undefined) topics.set(topic, [data]);
    else others.push(data);
  }
  return {
    type: 'AlterIsrRequest',
    brokerId: state.config.brokerId,
    brokerEpoch: channel.brokerEpoch,
    topics: [...topics].map(([name, partitions]) => ({ name, partitions })),
  };
}
