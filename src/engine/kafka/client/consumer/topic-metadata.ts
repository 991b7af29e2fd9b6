/**
 * Asking for one topic, whatever the consumer is subscribed to.
 *
 * Mirrors: Fetcher.getTopicMetadata, 2.8.0.
 */
import { ERRORS } from '../../protocol/errors.ts';
import type { RequestBody } from '../../protocol/messages.ts';
import type { MetadataRequest, MetadataResponse } from '../../protocol/metadata.ts';
import { leastLoadedNode } from '../network-client.ts';
import { inPartitionOrder } from '../partition-order.ts';
import { awaitResult, dropResult, failResult, takeResult } from './awaited.ts';
import {
  ConsumerError,
  NO_BROKERS,
  kafkaFailure,
  protocolFailure,
  timeoutError,
  topicsUnauthorized,
} from './consumer-error.ts';
import { throwMetadataTrouble } from './consumer-metadata.ts';
import { send } from './consumer-network.ts';
import type { ConsumerTurn } from './consumer-state.ts';
import type { Move, TopicMetadataFrame } from './thread-state.ts';
import { returns, wait } from './thread-state.ts';
import { throwIfWoken } from './wakeup.ts';

/** Uuid.ZERO_UUID: a topic is asked for by its name. */
const NO_TOPIC_ID = 'AAAAAAAAAAAAAAAAAAAAAA';

export function topicMetadata(topic: string, deadlineMs: number): TopicMetadataFrame {
  return { method: 'getTopicMetadata', at: 'start', topic, deadlineMs, id: -1, untilMs: 0 };
}

/** Returns numbers of partitions, or null. */
export function getTopicMetadata(turn: ConsumerTurn, frame: TopicMetadataFrame): Move {
  switch (frame.at) {
    case 'start':
      return ask(turn, frame);
    case 'asking':
      throwIfWoken(turn);
      throwMetadataTrouble(turn);
      return onResult(turn, frame);
    case 'sleeping':
      if (turn.env.nowMs < frame.untilMs) return wait(frame, frame.untilMs);
      if (turn.env.nowMs < frame.deadlineMs) return ask(turn, frame);
      throw tooLate();
  }
}

function ask(turn: ConsumerTurn, frame: TopicMetadataFrame): Move {
  const id = awaitResult(turn);
  const node = leastLoadedNode(turn.network, turn.state.metadata.cluster.nodes);
  if (node === null) failResult(turn, id, NO_BROKERS);
  else {
    const request: RequestBody<MetadataRequest> = {
      type: 'MetadataRequest',
      topics: [{ topicId: NO_TOPIC_ID, name: frame.topic }],
      allowAutoTopicCreation: turn.state.config.allowsAutoTopicCreation,
      includeTopicAuthorizedOperations: false,
    };
    send(turn, node, request, { kind: 'topicMetadata', id });
  }
  return onResult(turn, { ...frame, at: 'asking', id });
}

function onResult(turn: ConsumerTurn, frame: TopicMetadataFrame): Move {
  const { deadlineMs, id, topic } = frame;
  const result = takeResult(turn, id);
  if (result === null) {
    if (turn.env.nowMs < deadlineMs) return wait(frame, deadlineMs);
    dropResult(turn, id);
    throw tooLate();
  }
  if (result.failure !== null) {
    if (!result.failure.isRetriable) throw new ConsumerError(result.failure);
    return sleep(turn, frame);
  }
  const found = (result.value as MetadataResponse).topics.find(({ name }) => name === topic);
  if (found === undefined) return returns(null);
  switch (found.errorCode) {
    case 'NONE': {
      const partitions = found.partitions.map(({ partitionIndex }) => ({
        topic,
        partition: partitionIndex,
      }));
      return returns(inPartitionOrder(partitions).map(({ partition }) => partition));
    }
    case 'TOPIC_AUTHORIZATION_FAILED':
      throw new ConsumerError(topicsUnauthorized([topic]));
    case 'INVALID_TOPIC_EXCEPTION': {
      const message = `Topic '${topic}' is invalid`;
      throw new ConsumerError(protocolFailure('INVALID_TOPIC_EXCEPTION', message));
    }
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      return returns(null);
    default:
      if (ERRORS[found.errorCode].isRetriable) return sleep(turn, frame);
      throw new ConsumerError(
        kafkaFailure(`Unexpected error fetching metadata for topic ${topic}`),
      );
  }
}

function sleep(turn: ConsumerTurn, frame: TopicMetadataFrame): Move {
  const backoffMs = turn.state.config.retryBackoffMs;
  const untilMs = Math.min(frame.deadlineMs, turn.env.nowMs + backoffMs);
  return wait({ ...frame, at: 'sleeping', untilMs }, untilMs);
}

function tooLate(): ConsumerError {
  return timeoutError('Timeout expired while fetching topic metadata');
}
