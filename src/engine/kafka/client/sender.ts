/**
 * What upstream's sender thread does each time it wakes: transactional requests, then batches to their
 * leaders, then metadata.
 *
 * Mirrors: org.apache.kafka.clients.producer.internals.Sender (runOnce, sendProducerData), 2.8.0.
 * Departs: there is no thread. An event of the network, the timer, or a call that says so runs it, as
 * often as there is something to send.
 * Read next: transaction-sender.ts, produce-response.ts, producer-calls.ts.
 */
import { mapSet } from '../../kernel/persistent-map.ts';
import { ownState } from '../../kernel/turn.ts';
import type { RequestBody } from '../protocol/messages.ts';
import type { ProduceRequest } from '../protocol/produce-fetch.ts';
import { drainForNode, readyCheck, takeExpired } from './accumulator-drain.ts';
import { batchOf } from './batch-table.ts';
import { exceptionText, Thrown } from './client-exception.ts';
import { isUpdateDue, requestUpdate, timeToNextUpdateMs } from './metadata.ts';
import { maybeUpdateMetadata } from './metadata-updater.ts';
import { connectionDelayMs, isNodeReady, readyNode, sendRequest } from './network-client.ts';
import type { Node } from './network-state.ts';
import { completeUnacknowledged, expireBatch } from './produce-response.ts';
import type { ProduceTag } from './produce-response.ts';
import type { ProducerBatch } from './producer-batch.ts';
import type { ProducerTurn } from './producer-state.ts';
import { clockMs, logProducer, ownAccumulator } from './producer-state.ts';
import { addTopic, keepMetadata, producerMetadata } from './producer-topics.ts';
import { abortBatches } from './record-accumulator.ts';
import { takeOutcomes } from './sender-outcomes.ts';
import { bumpIdempotentEpoch, resolveSequences } from './transaction-batches.ts';
import { maybeSendTransactional } from './transaction-sender.ts';

/** What one pass of the loop comes to. */
export interface SenderPass {
  /** Something was sent or came: there may be more to do at once. */
  isBusy: boolean;
  /** Milliseconds after which it has to look again. */
  delayMs: number;
}

const SENDER_LOGGER = 'producer.internals.Sender';

/** Sender.runOnce. */
export function runOnce(turn: ProducerTurn): SenderPass {
  const pass: SenderPass = { isBusy: false, delayMs: Infinity };
  try {
    if (turn.state.transactions === null || !runTransactions(turn, pass)) {
      sendProducerData(turn, pass);
    }
  } catch (error) {
    if (!(error instanceof Thrown)) throw error;
    const text = `Uncaught error in kafka producer I/O thread: \n${exceptionText(error.exception)}`;
    logProducer(turn, 'ERROR', text, SENDER_LOGGER);
  }
  poll(turn, pass);
  return pass;
}

/** True when nothing else is sent in this pass. */
function runTransactions(turn: ProducerTurn, pass: SenderPass): boolean {
  if (turn.state.transactions!.unresolved.size > 0) resolveSequences(turn);
  const { state, lastError } = turn.state.transactions!;
  if (state === 'FATAL_ERROR') {
    if (turn.state.accumulator.incomplete > 0) {
      const text = `Aborting producer batches due to fatal error\n${exceptionText(lastError!)}`;
      logProducer(turn, 'ERROR', text, SENDER_LOGGER);
      abortBatches(turn, lastError!);
    }
    return true;
  }
  bumpIdempotentEpoch(turn);
  return maybeSendTransactional(turn, pass);
}

/** NetworkClient.poll: metadata are asked for, and what came at once is taken. */
function poll(turn: ProducerTurn, pass: SenderPass): void {
  const { metadata } = turn.state;
  const delayMs = metadata.inProgress === null ? timeToNextUpdateMs(metadata, turn.env.nowMs) : 0;
  if (delayMs > 0) pass.delayMs = Math.min(pass.delayMs, Math.ceil(delayMs));
  else askMetadata(turn, pass);
  if (takeOutcomes(turn)) pass.isBusy = true;
}

function askMetadata(turn: ProducerTurn, pass: SenderPass): void {
  const metadata = producerMetadata(turn);
  const wasUnderWay = metadata.metadata.inProgress !== null;
  pass.delayMs = Math.min(pass.delayMs, maybeUpdateMetadata(metadata));
  keepMetadata(turn, metadata);
  // Batches have waited for the metadata to be asked for.
  if (!wasUnderWay && turn.state.metadata.inProgress !== null) pass.isBusy = true;
}

function sendProducerData(turn: ProducerTurn, pass: SenderPass): void {
  const check = readyCheck(turn);
  if (check.unknownLeaderTopics.length > 0) {
    for (const topic of check.unknownLeaderTopics) addTopic(turn, topic);
    ownState(turn).metadata = requestUpdate(turn.state.metadata);
  }
  pass.delayMs = Math.min(pass.delayMs, check.delayMs);
  const drained: (readonly [Node, readonly number[]])[] = [];
  for (const node of check.nodes) {
    if (isReadyFor(turn, node, pass)) drained.push([node, drainForNode(turn, node)]);
  }
  if (turn.state.settings.maxInFlight === 1) mute(turn, drained);
  for (const id of takeExpired(turn)) expireBatch(turn, id);
  const { expiryCheckAtMs } = turn.state.accumulator;
  if (expiryCheckAtMs !== null) {
    pass.delayMs = Math.min(pass.delayMs, Math.max(expiryCheckAtMs - clockMs(turn), 0));
  }
  for (const [node, ids] of drained) {
    if (ids.length === 0) continue;
    sendProduceRequest(turn, node, ids);
    pass.isBusy = true;
  }
}

/** KafkaClient.ready: an update of the metadata goes first; a lost node is dialled. */
function isReadyFor(turn: ProducerTurn, node: Node, pass: SenderPass): boolean {
  const { network, env, state } = turn;
  if (isNodeReady(network.client, node.id, env.nowMs)) {
    return !isUpdateDue(state.metadata, env.nowMs);
  }
  readyNode(network, node);
  const delayMs = connectionDelayMs(network.client, node.id, env.nowMs);
  pass.delayMs = Math.min(pass.delayMs, delayMs);
  return false;
}

/** With one request in flight nothing of a partition overtakes anything else of it. */
function mute(turn: ProducerTurn, drained: readonly (readonly [Node, readonly number[]])[]): void {
  const accumulator = ownAccumulator(turn);
  for (const [, ids] of drained) {
    for (const id of ids) {
      accumulator.muted = mapSet(accumulator.muted, batchOf(turn, id)!.name, true);
    }
  }
}

function sendProduceRequest(turn: ProducerTurn, node: Node, ids: readonly number[]): void {
  const { acks, requestTimeoutMs, transactionalId } = turn.state.settings;
  const request: RequestBody<ProduceRequest> = {
    type: 'ProduceRequest',
    transactionalId,
    acks,
    timeoutMs: requestTimeoutMs,
    topicData: topicDataOf(ids.map((id) => batchOf(turn, id)!)),
  };
  const tag: ProduceTag = { type: 'produce', ids };
  sendRequest(turn.network, node.id, request, tag, { expectsResponse: acks !== 0 });
  if (acks === 0) completeUnacknowledged(turn, ids);
}

/** Topics in the order of their first batch. */
function topicDataOf(batches: readonly ProducerBatch[]): ProduceRequest['topicData'] {
  const topics: {
    name: string;
    partitionData: ProduceRequest['topicData'][0]['partitionData'][0][];
  }[] = [];
  let last: (typeof topics)[0] | undefined;
  for (const { topic, partition, built } of batches) {
    if (last?.name !== topic) {
      last = topics.find(({ name }) => name === topic);
      if (last === undefined) {
        last = { name: topic, partitionData: [] };
        topics.push(last);
      }
    }
    last.partitionData.push({ index: partition, records: [built!] });
  }
  return topics;
}
