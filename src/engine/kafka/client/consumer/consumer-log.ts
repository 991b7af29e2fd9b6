/**
 * Lines that upstream's consumer logs.
 */
import type { ClientLogLine } from '../network-client.ts';
import type { ConsumerTurn } from './consumer-state.ts';

const CLASSES = {
  KafkaConsumer: 'org.apache.kafka.clients.consumer.KafkaConsumer',
  AbstractCoordinator: 'org.apache.kafka.clients.consumer.internals.AbstractCoordinator',
  ConsumerCoordinator: 'org.apache.kafka.clients.consumer.internals.ConsumerCoordinator',
  Fetcher: 'org.apache.kafka.clients.consumer.internals.Fetcher',
  FetchSessionHandler: 'org.apache.kafka.clients.FetchSessionHandler',
  SubscriptionState: 'org.apache.kafka.clients.consumer.internals.SubscriptionState',
  OffsetsForLeaderEpochClient:
    'org.apache.kafka.clients.consumer.internals.OffsetsForLeaderEpochClient',
} as const;

export function log(
  turn: ConsumerTurn,
  level: ClientLogLine['level'],
  logger: keyof typeof CLASSES,
  text: string,
): void {
  turn.outcomes.push({
    type: 'log',
    level,
    text: `${turn.state.config.logPrefix} ${text}`,
    logger: CLASSES[logger],
  });
}

/** A collection as Java prints it: `[t-0, t-1]`. */
export function listText(parts: readonly string[]): string {
  return `[${parts.join(', ')}]`;
}
