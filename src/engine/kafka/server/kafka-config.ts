/**
 * The configuration of a broker.
 *
 * Mirrors: kafka.server.KafkaConfig, 2.8.0.
 * Departs: of several log folders the first is used.
 * Read next: ../config/broker-keys.ts, config-building.ts.
 */
import type { BROKER_KEYS } from '../config/broker-keys.ts';
import type { ConfigValues } from '../config/config-def.ts';
import type { KafkaRelease } from '../release.ts';

export type BrokerConfigValues = ConfigValues<typeof BROKER_KEYS>;

export interface KafkaConfig {
  readonly release: KafkaRelease;
  /** By upstream's name, for example `values['log.segment.bytes']`. */
  readonly values: BrokerConfigValues;
  /** What server.properties, `--override` and dynamic configurations say, as texts. */
  readonly originals: Readonly<Record<string, string>>;
  /** -1 until it is generated. */
  readonly brokerId: number;
  /** The first (and in the simulation only) log folder, an absolute path. */
  readonly logDir: string;
  readonly listeners: readonly Endpoint[];
  readonly advertisedListeners: readonly Endpoint[];
  /** Name of the listener that brokers talk to each other on. */
  readonly interBrokerListener: string;
}

/** Mirrors kafka.cluster.EndPoint. */
export interface Endpoint {
  readonly listener: string;
  readonly securityProtocol: string;
  /** Empty: all addresses. */
  readonly host: string;
  readonly port: number;
}
