/**
 * Answers a tool's calls of its producer, and runs the callbacks of its sends.
 *
 * Mirrors: KafkaProducer.send with a callback, and Future.get, 2.8.0.
 */
import type { NodeEvent } from '../../../engine/index.ts';
import { chunkBytes } from '../../../engine/index.ts';
import type { ProducerOutcome, ProducerRecord, ProducerTurn } from '../../../engine/kafka/index.ts';
import {
  abortTransaction,
  beginTransaction,
  closeProducer,
  closeProducerFromHook,
  commitTransaction,
  flushProducer,
  initTransactions,
  openProducer,
  produce,
  producerEvent,
  producerPartitions,
  producerTurn,
} from '../../../engine/kafka/index.ts';
import type { ProducerToolCall } from './calls.ts';
import { openClient, thrownBy } from './open-client.ts';
import type { SendTag, ToolTurn } from './tool-state.ts';
import { answer, change, log, waitingFor } from './tool-state.ts';

const TRANSACTION_STEPS = {
  init: initTransactions,
  begin: beginTransaction,
  commit: commitTransaction,
  abort: abortTransaction,
} as const;

export function beginProducerCall(turn: ToolTurn, call: ProducerToolCall): void {
  const number = turn.state.callCount;
  switch (call.type) {
    case 'producer.open':
      return openClient(turn, 'producer', call.properties, (options) => {
        take(turn, openProducer(options, turn.env, turn.effects));
      });
    case 'producer.send':
      return send(turn, call.records, false);
    case 'producer.sendSync':
      return send(turn, [call.record], true);
    case 'producer.flush':
      return withProducer(turn, (pad) => flushProducer(pad, { call: number }));
    case 'producer.transaction':
      return withProducer(turn, (pad) => TRANSACTION_STEPS[call.step](pad, { call: number }));
    case 'producer.close':
      if (turn.state.producer === null) return answer(turn, { type: 'done' });
      return withProducer(turn, (pad) => {
        const close = turn.state.signalCode === null ? closeProducer : closeProducerFromHook;
        close(pad, { call: number }, call.timeoutMs);
      });
  }
}

/** False: the event is not the producer's. */
export function handOnToProducer(turn: ToolTurn, event: NodeEvent): boolean {
  const { producer } = turn.state;
  if (producer === null) return false;
  const pad = producerTurn(producer, turn.env, turn.effects);
  const isOurs = producerEvent(pad, event);
  if (isOurs) {
    take(turn, pad);
    offerReturn(turn);
  }
  return isOurs;
}

function withProducer(turn: ToolTurn, act: (pad: ProducerTurn) => void): void {
  const { producer } = turn.state;
  if (producer === null) return;
  const pad = producerTurn(producer, turn.env, turn.effects);
  act(pad);
  take(turn, pad);
}

function send(turn: ToolTurn, records: readonly ProducerRecord[], isSync: boolean): void {
  const first = turn.state.sendCount;
  const sentAtMs = turn.env.wallClockMs;
  const lastSend = first + records.length - 1;
  change(turn, {
    sendCount: lastSend + 1,
    waiting: { ...turn.state.waiting!, lastSend },
  });
  if (records.length === 0) return answer(turn, { type: 'done' });
  withProducer(turn, (pad) => {
    for (const [index, record] of records.entries()) {
      const { topic, key, value } = record;
      const keyBytes = key === null ? null : chunkBytes(key);
      const valueBytes = value === null ? -1 : chunkBytes(value);
      const number = first + index;
      const tag: SendTag = { topic, keyBytes, valueBytes, sentAtMs, number, key, value, isSync };
      produce(pad, record, tag);
    }
  });
  offerReturn(turn);
}

/** Sends return once the topic is known, or when they have failed. */
function offerReturn(turn: ToolTurn): void {
  const { waiting, producer } = turn.state;
  if (waiting === null || waiting.result !== null || producer === null) return;
  const { call } = waiting;
  if (call.type !== 'producer.send' && call.type !== 'producer.sendSync') return;
  const topic = call.type === 'producer.send' ? call.records.at(-1)!.topic : call.record.topic;
  if (producerPartitions(producer, topic) === null) return;
  if (call.type === 'producer.send') return answer(turn, { type: 'done' });
  change(turn, { waiting: { ...waiting, isReturned: true } });
}

function take(turn: ToolTurn, pad: ProducerTurn): void {
  change(turn, { producer: pad.state });
  for (const outcome of pad.outcomes) takeOutcome(turn, outcome);
}

function takeOutcome(turn: ToolTurn, outcome: ProducerOutcome): void {
  switch (outcome.type) {
    case 'log':
      return log(turn, outcome.level, outcome.text, outcome.logger);
    case 'sent':
    case 'failed':
      return takeSent(turn, outcome);
    case 'done': {
      const { waiting } = turn.state;
      const { call } = outcome.tag as { readonly call: number };
      if (waiting === null || waiting.number !== call) return;
      const { exception } = outcome;
      if (exception === null) return answer(turn, { type: 'done' });
      return answer(turn, { type: 'thrown', exception: thrownBy(exception) });
    }
  }
}

function takeSent(
  turn: ToolTurn,
  outcome: Extract<ProducerOutcome, { readonly type: 'sent' | 'failed' }>,
): void {
  const tag = outcome.tag as SendTag;
  const exception = outcome.type === 'failed' ? thrownBy(outcome.exception) : null;
  const metadata = outcome.type === 'sent' ? outcome.metadata : null;
  if (!tag.isSync) {
    const { isSync: _, ...sent } = tag;
    if (outcome.type === 'failed' && outcome.isThrown === true) {
      const isThere = waitingFor(turn, 'producer.send') !== null;
      return isThere ? answer(turn, { type: 'thrown', exception: exception! }) : undefined;
    }
    turn.onSent(turn, { ...sent, nowMs: turn.env.wallClockMs, metadata, exception });
    const waiting = waitingFor(turn, 'producer.send');
    if (waiting?.lastSend === tag.number) answer(turn, { type: 'done' });
    return;
  }
  const waiting = waitingFor(turn, 'producer.sendSync');
  if (waiting?.lastSend !== tag.number) return;
  if (metadata !== null) return answer(turn, { type: 'sent', metadata });
  const isBlocked = !waiting.isReturned;
  answer(turn, { type: 'unsent', exception: exception!, isBlocked });
}
