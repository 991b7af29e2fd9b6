/**
 * A consumer's metadata: of the topics it is subscribed to, and for the leader of its group of those of all
 * members.
 *
 * Mirrors: org.apache.kafka.clients.consumer.internals.ConsumerMetadata, 2.8.0.
 */
import { ownState } from '../../../kernel/turn.ts';
import type { TopicPartition } from '../../protocol/topic-partition.ts';
import type { LeaderAndEpoch, MetadataState, WantedTopics } from '../metadata.ts';
import {
  currentLeader,
  requestUpdate,
  requestUpdateForNewTopics,
  takeTrouble,
  updateLastSeenEpochIfNewer,
} from '../metadata.ts';
import type { MetadataTurn } from '../metadata-updater.ts';
import { metadataTurn } from '../metadata-updater.ts';
import { ConsumerError } from './consumer-error.ts';
import { ownSubscriptions } from './consumer-copies.ts';
import type { ConsumerTurn } from './consumer-state.ts';
import { matchesSubscribedPattern, metadataTopics } from './subscription-state.ts';
import { topicInfo } from '../metadata-cluster.ts';

export function wantedTopics({ state }: ConsumerTurn): WantedTopics {
  const { subscriptions, config } = state;
  return {
    full() {
      if (subscriptions.type === 'AUTO_PATTERN') return null;
      return [...metadataTopics(subscriptions), ...subscriptions.transientTopics];
    },
    fresh: () => null,
    retains(topic, isInternal) {
      const { topics, groupTopics, transientTopics } = subscriptions;
      if (topics.includes(topic) || groupTopics.includes(topic)) return true;
      if (transientTopics.includes(topic)) return true;
      if (isInternal && config.excludesInternalTopics) return false;
      return matchesSubscribedPattern(subscriptions, topic);
    },
    allowsAutoTopicCreation: config.allowsAutoTopicCreation,
  };
}

/** Lends the metadata to a function of metadata-updater.ts. */
export function withMetadata<T>(turn: ConsumerTurn, use: (metadata: MetadataTurn) => T): T {
  const metadata = metadataTurn(turn.state.metadata, turn.network, wantedTopics(turn));
  const result = use(metadata);
  setMetadata(turn, metadata.metadata);
  return result;
}

function setMetadata(turn: ConsumerTurn, metadata: MetadataState): void {
  if (turn.state.metadata !== metadata) ownState(turn).metadata = metadata;
}

/** Gives the version that the update will replace. */
export function requestMetadataUpdate(turn: ConsumerTurn): number {
  setMetadata(turn, requestUpdate(turn.state.metadata));
  return turn.state.metadata.updateVersion;
}

export function requestMetadataForNewTopics(turn: ConsumerTurn): void {
  setMetadata(turn, requestUpdateForNewTopics(turn.state.metadata));
}

export function noteLeaderEpoch(
  turn: ConsumerTurn,
  { topic, partition }: TopicPartition,
  epoch: number | null,
): void {
  if (epoch === null) return;
  setMetadata(turn, updateLastSeenEpochIfNewer(turn.state.metadata, topic, partition, epoch));
}

export function leaderOf(
  { state }: ConsumerTurn,
  { topic, partition }: TopicPartition,
): LeaderAndEpoch {
  return currentLeader(state.metadata, topic, partition);
}

/** Metadata.maybeThrowAnyException: topics that cannot be had. */
export function throwMetadataTrouble(turn: ConsumerTurn): void {
  const [trouble, metadata] = takeTrouble(turn.state.metadata);
  setMetadata(turn, metadata);
  if (trouble === null) return;
  const { exception, message, error } = trouble;
  throw new ConsumerError({ exception, message, error, isRetriable: false });
}

export function addTransientTopics(turn: ConsumerTurn, topics: readonly string[]): void {
  const { transientTopics } = turn.state.subscriptions;
  const added = topics.filter((topic) => !transientTopics.includes(topic));
  if (added.length > 0) {
    ownSubscriptions(turn).transientTopics = [...transientTopics, ...new Set(added)];
  }
  const { cluster } = turn.state.metadata;
  if (topics.some((topic) => topicInfo(cluster, topic) === undefined)) {
    requestMetadataForNewTopics(turn);
  }
}

export function clearTransientTopics(turn: ConsumerTurn): void {
  if (turn.state.subscriptions.transientTopics.length === 0) return;
  ownSubscriptions(turn).transientTopics = [];
}
