/**
 * Asking for one topic or for all, whatever the consumer is subscribed to.
 *
 * Mirrors: Fetcher.getTopicMetadata, getAllTopicMetadata, 2.8.0.
 */
import { ERRORS } from '../../protocol/errors.ts';
import type { RequestBody } from '../../protocol/messages.ts';
import type {
  MetadataRequest,
  MetadataResponse,
  MetadataResponseTopic,
} from '../../protocol/metadata.ts';
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

/** Null: of all topics. */
export function topicMetadata(topic: string | null, deadlineMs: number): TopicMetadataFrame {
  return { method: 'getTopicMetadata', at: 'start', topic, deadlineMs, id: -1, untilMs: 0 };
}

/** A topic as listTopics gives it. */
export interface ListedTopic {
  readonly topic: string;
  /** `leader` null: it has none. */
  readonly partitions: readonly { readonly partition: number; readonly leader: number | null }[];
}

/** Returns numbers of partitions, or null; of all topics a list of ListedTopic. */
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
      topics: frame.topic === null ? null : [{ topicId: NO_TOPIC_ID, name: frame.topic }],
      allowAutoTopicCreation: frame.topic === null || turn.state.config.allowsAutoTopicCreation,
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
  const { topics } = result.value as MetadataResponse;
  if (topic === null) return onAllTopics(turn, frame, topics);
  const found = topics.find(({ name }) => name === topic);
  if (found === undefined) return returns(null);
  if (found.errorCode === 'UNKNOWN_TOPIC_OR_PARTITION') return returns(null);
  if (isRetriable(found)) return sleep(turn, frame);
  const partitions = found.partitions.map(({ partitionIndex }) => ({
    topic,
    partition: partitionIndex,
  }));
  return returns(inPartitionOrder(partitions).map(({ partition }) => partition));
}

function onAllTopics(
  turn: ConsumerTurn,
  frame: TopicMetadataFrame,
  topics: readonly MetadataResponseTopic[],
): Move {
  if (topics.some(isRetriable)) return sleep(turn, frame);
  const listed = topics
    .filter(({ errorCode }) => errorCode === 'NONE')
    .map(({ name, partitions }): ListedTopic => ({
      topic: name,
      partitions: partitions.map(({ partitionIndex, leaderId }) => ({
        partition: partitionIndex,
        leader: leaderId < 0 ? null : leaderId,
      })),
    }));
  return returns(listed);
}

/** Throws what no repetition helps against. */
function isRetriable({ name, errorCode }: MetadataResponseTopic): boolean {
  switch (errorCode) {
    case 'NONE':
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      return false;
    case 'TOPIC_AUTHORIZATION_FAILED':
      throw new ConsumerError(topicsUnauthorized([name]));
    case 'INVALID_TOPIC_EXCEPTION': {
      const message = `Topic '${name}' is invalid`;
      throw new ConsumerError(protocolFailure('INVALID_TOPIC_EXCEPTION', message));
    }
    default:
      if (ERRORS[errorCode].isRetriable) return true;
      throw new ConsumerError(kafkaFailure(`Unexpected error fetching metadata for topic ${name}`));
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
