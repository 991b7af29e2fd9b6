/**
 * Whom an answer goes to.
 *
 * Mirrors: RequestContext of org.apache.kafka.common.requests, 2.8.0.
 */

export interface RequestRef {
  readonly connection: number;
  readonly correlationId: number;
  readonly apiVersion: number;
  readonly clientId: string;
  /** As groups describe it: `/192.168.8.12`. */
  readonly clientHost: string;
}
