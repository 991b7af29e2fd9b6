/**
 * Names of topics.
 *
 * Mirrors: org.apache.kafka.common.internals.Topic, 2.8.0.
 */

export const GROUP_METADATA_TOPIC = '__consumer_offsets';
export const TRANSACTION_STATE_TOPIC = '__transaction_state';

const MAX_NAME_LENGTH = 249;

/** What InvalidTopicException says of a name; null: it is a good one. */
export function topicNameFault(topic: string): string | null {
  if (topic === '') return "Topic name is illegal, it can't be empty";
  if (topic === '.' || topic === '..') return 'Topic name cannot be "." or ".."';
  if (topic.length > MAX_NAME_LENGTH) {
    return (
      `Topic name is illegal, it can't be longer than ${MAX_NAME_LENGTH} characters, ` +
      `topic name: ${topic}`
    );
  }
  if (!/^[a-zA-Z0-9._-]+$/.test(topic)) {
    return (
      `Topic name "${topic}" is illegal, it contains a character other than ASCII alphanumerics, ` +
      `'.', '_' and '-'`
    );
  }
  return null;
}

export function isInternalTopic(topic: string): boolean {
  return topic === GROUP_METADATA_TOPIC || topic === TRANSACTION_STATE_TOPIC;
}

/** Metric names are the same for a point and an underscore. */
export function hasCollisionChars(topic: string): boolean {
  return /[._]/.test(topic);
}

export function topicsCollide(a: string, b: string): boolean {
  return a.replaceAll('.', '_') === b.replaceAll('.', '_');
}
