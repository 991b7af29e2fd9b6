/**
 * Answers a tool's calls of its consumer.
 */
import type { NodeEvent } from '../../../engine/index.ts';
import type { ConsumerOutcome, ConsumerTurn } from '../../../engine/kafka/index.ts';
import {
  consumerAssign,
  consumerAssignment,
  consumerClose,
  consumerCommit,
  consumerEvent,
  consumerListTopics,
  consumerOffsets,
  consumerPartitionsFor,
  consumerPoll,
  consumerPosition,
  consumerSeek,
  consumerSeekTo,
  consumerSubscribe,
  consumerSubscribePattern,
  consumerTurn,
  consumerWakeup,
  openConsumer,
} from '../../../engine/kafka/index.ts';
import type { ConsumerToolCall } from './calls.ts';
import { openClient, thrownBy } from './open-client.ts';
import type { ToolTurn } from './tool-state.ts';
import { answer, change, log, waitingFor } from './tool-state.ts';

export function beginConsumerCall(turn: ToolTurn, call: ConsumerToolCall): void {
  const { state } = turn;
  if (call.type === 'consumer.open') {
    return openClient(turn, 'consumer', call.properties, (options) => {
      take(turn, openConsumer(options, turn.env, turn.effects));
    });
  }
  if (call.type === 'consumer.assignment') {
    const partitions = state.consumer === null ? [] : consumerAssignment(state.consumer);
    return answer(turn, { type: 'partitions', partitions });
  }
  if (state.consumer === null) return answer(turn, { type: 'done' });
  const pad = consumerTurn(state.consumer, turn.env, turn.effects);
  const isOver = act(pad, call, { call: state.callCount });
  take(turn, pad);
  if (isOver) answer(turn, { type: 'done' });
}

/** True: the method returns at once. */
function act(
  pad: ConsumerTurn,
  call: Exclude<ConsumerToolCall, { type: 'consumer.open' | 'consumer.assignment' }>,
  tag: { readonly call: number },
): boolean {
  switch (call.type) {
    case 'consumer.subscribe':
      consumerSubscribe(pad, call.topics);
      return true;
    case 'consumer.subscribePattern':
      consumerSubscribePattern(pad, call.pattern);
      return true;
    case 'consumer.assign':
      consumerAssign(pad, call.partitions);
      return true;
    case 'consumer.seek':
      consumerSeek(pad, call.at, call.offset);
      return true;
    case 'consumer.seekTo':
      consumerSeekTo(pad, call.where, call.partitions);
      return true;
    case 'consumer.poll':
      consumerPoll(pad, call.timeoutMs);
      return false;
    case 'consumer.commit':
      consumerCommit(pad, call.mode, call.offsets, tag);
      return false;
    case 'consumer.partitionsFor':
      consumerPartitionsFor(pad, call.topic, tag);
      return false;
    case 'consumer.listTopics':
      consumerListTopics(pad, tag);
      return false;
    case 'consumer.position':
      consumerPosition(pad, call.at, tag);
      return false;
    case 'consumer.offsets':
      consumerOffsets(pad, call.where, call.partitions, tag);
      return false;
    case 'consumer.close':
      consumerClose(pad, tag);
      return false;
  }
}

/** False: the event is not the consumer's. */
export function handOnToConsumer(turn: ToolTurn, event: NodeEvent): boolean {
  const { consumer } = turn.state;
  if (consumer === null) return false;
  const pad = consumerTurn(consumer, turn.env, turn.effects);
  const isOurs = consumerEvent(pad, event);
  if (isOurs) take(turn, pad);
  return isOurs;
}

/** KafkaConsumer.wakeup, from the thread of a signal. */
export function wakeConsumer(turn: ToolTurn): void {
  const { consumer } = turn.state;
  if (consumer === null) return;
  const pad = consumerTurn(consumer, turn.env, turn.effects);
  consumerWakeup(pad);
  take(turn, pad);
}

function take(turn: ToolTurn, pad: ConsumerTurn): void {
  change(turn, { consumer: pad.state });
  for (const outcome of pad.outcomes) takeOutcome(turn, outcome);
}

function takeOutcome(turn: ToolTurn, outcome: ConsumerOutcome): void {
  switch (outcome.type) {
    case 'log':
      return log(turn, outcome.level, outcome.text, outcome.logger);
    case 'assigned':
    case 'revoked':
    case 'lost': {
      const { type, partitions } = outcome;
      turn.onRebalance(turn, { type, partitions });
      return change(turn, { rebalances: [...turn.state.rebalances, { type, partitions }] });
    }
    case 'polled': {
      if (waitingFor(turn, 'consumer.poll') === null) return;
      const { rebalances } = turn.state;
      if (rebalances.length > 0) change(turn, { rebalances: [] });
      return answer(turn, { type: 'polled', records: outcome.records, rebalances });
    }
    case 'thrown':
      if (waitingFor(turn, 'consumer.poll') === null) return;
      return answer(turn, { type: 'thrown', exception: thrownBy(outcome.exception) });
    case 'done': {
      const { waiting } = turn.state;
      const { call } = outcome.tag as { readonly call: number };
      if (waiting === null || waiting.number !== call) return;
      if (outcome.exception !== null) {
        return answer(turn, { type: 'thrown', exception: thrownBy(outcome.exception) });
      }
      return answer(turn, { type: 'value', value: outcome.value });
    }
  }
}
