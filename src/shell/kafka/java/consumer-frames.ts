/**
 * Where exceptions of a consumer's poll come from.
 *
 * Mirrors: KafkaConsumer.poll, Fetcher, SubscriptionState, 2.8.0.
 */
import type { Frames } from './exception.ts';

const CONSUMER = 'org.apache.kafka.clients.consumer.KafkaConsumer';
const INTERNALS = 'org.apache.kafka.clients.consumer.internals';

const POLL = `${CONSUMER}.poll(KafkaConsumer.java:1210)`;
const FETCH: Frames = [
  `${CONSUMER}.pollForFetches(KafkaConsumer.java:1303)`,
  `${CONSUMER}.poll(KafkaConsumer.java:1237)`,
  POLL,
];
const UPDATE: Frames = [
  `${CONSUMER}.updateAssignmentMetadataIfNeeded(KafkaConsumer.java:1265)`,
  `${CONSUMER}.poll(KafkaConsumer.java:1230)`,
  POLL,
];

/** Down to KafkaConsumer.poll, by the exception's class. */
export function pollFrames(exception: string): Frames {
  if (exception.endsWith('.NoOffsetForPartitionException')) {
    return [
      `${INTERNALS}.SubscriptionState.resetInitializingPositions(SubscriptionState.java:684)`,
      `${CONSUMER}.updateFetchPositions(KafkaConsumer.java:2415)`,
      ...UPDATE,
    ];
  }
  if (exception.endsWith('.OffsetOutOfRangeException')) {
    return [
      `${INTERNALS}.Fetcher.handleOffsetOutOfRange(Fetcher.java:1365)`,
      `${INTERNALS}.Fetcher.initializeCompletedFetch(Fetcher.java:1317)`,
      `${INTERNALS}.Fetcher.fetchedRecords(Fetcher.java:613)`,
      ...FETCH,
    ];
  }
  return [POLL];
}
