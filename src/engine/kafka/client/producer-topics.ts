/**
 * The topics that a producer sends to: metadata are asked for these, and for no others.
 *
 * Mirrors: org.apache.kafka.clients.producer.internals.ProducerMetadata, 2.8.0.
 * Departs: a topic's expiry is moved once a second, not with every record.
 */
import { inHashOrder } from '../../java/hash-order.ts';
import { mapDelete, mapEntries, mapGet, mapKeys, mapSet } from '../../kernel/persistent-map.ts';
import { ownState } from '../../kernel/turn.ts';
import type { WantedTopics } from './metadata.ts';
import { requestUpdate, requestUpdateForNewTopics } from './metadata.ts';
import type { MetadataTurn } from './metadata-updater.ts';
import { metadataTurn } from './metadata-updater.ts';
import type { ProducerTurn } from './producer-state.ts';
import { clockMs } from './producer-state.ts';

const EXPIRY_STEP_MS = 1000;

/** ProducerMetadata.add: the topic is wanted from now on, or still. */
export function addTopic(turn: ProducerTurn, topic: string): void {
  const { topics, settings, metadata } = turn.state;
  const expiresAtMs = clockMs(turn) + settings.metadataMaxIdleMs;
  const known = mapGet(topics.expiry, topic);
  if (known !== undefined && expiresAtMs - known < EXPIRY_STEP_MS) return;
  const expiry = mapSet(topics.expiry, topic, expiresAtMs);
  const state = ownState(turn);
  if (known !== undefined) {
    state.topics = { expiry, fresh: topics.fresh };
    return;
  }
  state.topics = { expiry, fresh: [...topics.fresh, topic] };
  state.metadata = requestUpdateForNewTopics(metadata);
}

/** ProducerMetadata.requestUpdateForTopic. Gives the version that the update has to go beyond. */
export function requestUpdateForTopic(turn: ProducerTurn, topic: string): number {
  const { metadata, topics } = turn.state;
  const isFresh = topics.fresh.includes(topic);
  ownState(turn).metadata = isFresh ? requestUpdateForNewTopics(metadata) : requestUpdate(metadata);
  return metadata.updateVersion;
}

/** A scratch pad for the metadata; see keepMetadata. */
export function producerMetadata(turn: ProducerTurn): MetadataTurn {
  return metadataTurn(turn.state.metadata, turn.network, wantedTopics(turn));
}

/** Keeps what the scratch pad has; topics that came, or are used no more, are noted. */
export function keepMetadata(
  turn: ProducerTurn,
  { metadata }: MetadataTurn,
  cameWith: readonly { readonly name: string }[] = [],
): void {
  if (metadata === turn.state.metadata) return;
  const isUpdated = metadata.updateVersion !== turn.state.metadata.updateVersion;
  const state = ownState(turn);
  state.metadata = metadata;
  if (!isUpdated) return;
  const { expiry, fresh } = state.topics;
  const nowMs = clockMs(turn);
  let kept = expiry;
  for (const [topic, expiresAtMs] of mapEntries(expiry)) {
    if (expiresAtMs <= nowMs && !fresh.includes(topic)) kept = mapDelete(kept, topic);
  }
  const left = fresh.filter((topic) => !cameWith.some(({ name }) => name === topic));
  state.topics = { expiry: kept, fresh: left };
}

function wantedTopics(turn: ProducerTurn): WantedTopics {
  const { topics } = turn.state;
  const nowMs = clockMs(turn);
  return {
    full: () => inHashOrder(mapKeys(topics.expiry)),
    fresh: () => inHashOrder(topics.fresh),
    retains: (topic) => {
      const expiresAtMs = mapGet(topics.expiry, topic);
      if (expiresAtMs === undefined) return false;
      return topics.fresh.includes(topic) || expiresAtMs > nowMs;
    },
    allowsAutoTopicCreation: true,
  };
}
