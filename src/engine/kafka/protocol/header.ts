/**
 * What every request and every response has.
 *
 * Mirrors: RequestHeader and ResponseHeader of org.apache.kafka.common.message, 2.8.0.
 * Departs: a response names its kind; upstream's client knows it by the correlation id.
 */
import type { Message } from '../../kernel/events.ts';

export interface RequestHeader extends Message {
  /** Newest version that both sides know; see api-keys.ts. */
  readonly apiVersion: number;
  readonly correlationId: number;
  readonly clientId: string;
}

export interface ResponseHeader extends Message {
  readonly correlationId: number;
}
