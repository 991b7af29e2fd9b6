/**
 * What a broker keeps of the configurations in ZooKeeper: its own over server.properties, and quotas.
 *
 * Mirrors: the fields of kafka.server.DynamicBrokerConfig, ZkNodeChangeNotificationListener, 2.8.0.
 * Departs: quotas of clients, users and addresses and replication throttles are kept and described, not
 * enforced.
 * Read next: dynamic-broker-config.ts, config-changes.ts.
 */
import type { PersistentMap } from '../../kernel/persistent-map.ts';
import { emptyMap } from '../../kernel/persistent-map.ts';
import type { DynamicProperties } from './dynamic-config-keys.ts';

export interface DynamicConfigState {
  /** server.properties and `--override`. */
  readonly staticConfigs: Readonly<Record<string, string>>;
  /** /config/brokers/<default>. */
  readonly defaultConfigs: DynamicProperties;
  /** /config/brokers/N. */
  readonly brokerConfigs: DynamicProperties;
  /** What is set for clients, users and addresses, by `clients/c1`, `users/alice/clients/c1` …. */
  readonly quotas: PersistentMap<DynamicProperties>;
  /** Reading /config/changes. */
  readonly changes: ConfigChanges;
}

export interface ConfigChanges {
  /** Whether it was started and not ended. */
  readonly isListening: boolean;
  /** Number of the newest change that was taken; -1: none. */
  readonly lastExecuted: number;
  readonly isProcessing: boolean;
  /** Asked to look once more while it is processing. */
  readonly isQueued: boolean;
}

export const NO_DYNAMIC_CONFIG: DynamicConfigState = {
  staticConfigs: {},
  defaultConfigs: {},
  brokerConfigs: {},
  quotas: emptyMap(),
  changes: { isListening: false, lastExecuted: -1, isProcessing: false, isQueued: false },
};
