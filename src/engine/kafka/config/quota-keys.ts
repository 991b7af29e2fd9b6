/**
 * Keys of quotas, which are configured for users, client ids and addresses.
 *
 * Mirrors: org.apache.kafka.common.config.internals.QuotaConfigs, 2.8.0: names, types and validators.
 */
import type { ConfigKeys } from './config-def.ts';
import { LONG_MAX, atLeast, double, int, long } from './config-def.ts';

/** Of a client id, and of a user. */
export const CLIENT_QUOTA_KEYS = {
  producer_byte_rate: long(LONG_MAX),
  consumer_byte_rate: long(LONG_MAX),
  request_percentage: double(2 ** 31 - 1),
  controller_mutation_rate: double(2 ** 31 - 1),
} as const satisfies ConfigKeys;

/** Of an address. */
export const IP_QUOTA_KEYS = {
  connection_creation_rate: int(2 ** 31 - 1, atLeast(0)),
} as const satisfies ConfigKeys;
