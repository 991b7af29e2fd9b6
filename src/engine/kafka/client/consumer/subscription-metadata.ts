/**
 * What the subscribed topics look like, and whether that has changed since the group was assigned.
 *
 * Mirrors: ConsumerCoordinator.maybeUpdateSubscriptionMetadata, updatePatternSubscription,
 * MetadataSnapshot, rejoinNeededOrPending, 2.8.0.
 */
import { mapKeys } from '../../../kernel/persistent-map.ts';
import { isUpdateRequested, timeToNextUpdateMs } from '../metadata.ts';
import { partitionCount } from '../metadata-cluster.ts';
import { ownCoordinator } from './consumer-copies.ts';
import { listText, log } from './consumer-log.ts';
import { requestMetadataForNewTopics } from './consumer-metadata.ts';
import type { ConsumerTurn, MetadataSnapshot } from './consumer-state.ts';
import { requestRejoin } from './coordinator.ts';
import {
  changeSubscription,
  hasAutoAssignedPartitions,
  matchesSubscribedPattern,
  metadataTopics,
  subscribedTopics,
} from './subscription-state.ts';

export function snapshotOf({ state }: ConsumerTurn): MetadataSnapshot {
  const { cluster, updateVersion } = state.metadata;
  const partitionsPerTopic: (readonly [string, number])[] = [];
  for (const topic of metadataTopics(state.subscriptions)) {
    const count = partitionCount(cluster, topic);
    if (count !== null) partitionsPerTopic.push([topic, count]);
  }
  return { version: updateVersion, partitionsPerTopic };
}

function matches(a: MetadataSnapshot, b: MetadataSnapshot): boolean {
  if (a.version === b.version) return true;
  if (a.partitionsPerTopic.length !== b.partitionsPerTopic.length) return false;
  const counts = new Map(a.partitionsPerTopic);
  return b.partitionsPerTopic.every(([topic, count]) => counts.get(topic) === count);
}

function snapshotText({ version, partitionsPerTopic }: MetadataSnapshot): string {
  const topics = partitionsPerTopic.map(([topic, count]) => `${topic}=${count}`);
  return `(version${version}: {${topics.join(', ')}})`;
}

export function maybeUpdateSubscriptionMetadata(turn: ConsumerTurn): void {
  const { metadata, coordinator, subscriptions } = turn.state;
  if (metadata.updateVersion <= coordinator.metadataSnapshot.version) return;
  if (subscriptions.type === 'AUTO_PATTERN') updatePatternSubscription(turn);
  ownCoordinator(turn).metadataSnapshot = snapshotOf(turn);
}

export function updatePatternSubscription(turn: ConsumerTurn): void {
  const { subscriptions, metadata } = turn.state;
  const topics = [...mapKeys(metadata.cluster.topics)].filter((topic) =>
    matchesSubscribedPattern(subscriptions, topic),
  );
  if (changeSubscription(turn, topics)) requestMetadataForNewTopics(turn);
}

/** ConsumerNetworkClient.ensureFreshMetadata would wait. */
export function isMetadataStale({ state, env }: ConsumerTurn): boolean {
  return isUpdateRequested(state.metadata) || timeToNextUpdateMs(state.metadata, env.nowMs) === 0;
}

export function isRejoinNeededOrPending(turn: ConsumerTurn): boolean {
  const { subscriptions, coordinator } = turn.state;
  if (!hasAutoAssignedPartitions(subscriptions)) return false;
  const { assignmentSnapshot, metadataSnapshot, joinedTopics } = coordinator;
  if (assignmentSnapshot !== null && !matches(assignmentSnapshot, metadataSnapshot)) {
    const change = `${snapshotText(assignmentSnapshot)} to ${snapshotText(metadataSnapshot)}`;
    rejoin(turn, `the assignment metadata has changed from ${change}`);
    return true;
  }
  const topics = subscribedTopics(subscriptions);
  if (joinedTopics !== null && !isSameSet(joinedTopics, topics)) {
    const change = `${listText(joinedTopics)} to ${listText(topics)}`;
    rejoin(turn, `the subscription has changed from ${change}`);
    return true;
  }
  return coordinator.isRejoinNeeded || coordinator.joinFuture !== null;
}

function rejoin(turn: ConsumerTurn, reason: string): void {
  const text = `Requesting to re-join the group and trigger rebalance since ${reason}`;
  log(turn, 'INFO', 'ConsumerCoordinator', text);
  requestRejoin(turn);
}

function isSameSet(a: readonly string[], b: readonly string[]): boolean {
  if (a === b) return true;
  return a.length === b.length && a.every((topic) => b.includes(topic));
}
