/**
 * The loggers of a broker and their levels, which an admin client may change while it runs.
 *
 * Mirrors: kafka.utils.Log4jController, config/log4j.properties, 2.8.0.
 * Departs: known are the loggers that log4j.properties names and those that the simulation writes with;
 * a changed level changes what is described, not what is written.
 */
import { mapEntries, mapGet } from '../../kernel/persistent-map.ts';
import type { BrokerState } from './broker-state.ts';

export const LOG_LEVELS = ['TRACE', 'ERROR', 'INFO', 'FATAL', 'DEBUG', 'WARN'] as const;
export const ROOT_LOGGER = 'root';

/** Levels that log4j.properties sets. */
const SHIPPED: Readonly<Record<string, string>> = {
  'kafka.controller': 'TRACE',
  'kafka.log.LogCleaner': 'INFO',
  'state.change.logger': 'INFO',
  kafka: 'INFO',
  'org.apache.kafka': 'INFO',
  'org.apache.zookeeper': 'INFO',
  'kafka.network.RequestChannel$': 'WARN',
  'kafka.request.logger': 'WARN',
  'kafka.authorizer.logger': 'INFO',
};

/** Loggers that exist as soon as their classes are loaded. */
const OF_CLASSES: readonly string[] = [
  'kafka.cluster.Partition',
  'kafka.controller.KafkaController',
  'kafka.coordinator.group.GroupCoordinator',
  'kafka.coordinator.group.GroupMetadataManager',
  'kafka.coordinator.transaction.TransactionCoordinator',
  'kafka.log.Log',
  'kafka.log.LogManager',
  'kafka.network.SocketServer',
  'kafka.server.KafkaApis',
  'kafka.server.KafkaConfig',
  'kafka.server.KafkaServer',
  'kafka.server.ReplicaFetcherManager',
  'kafka.server.ReplicaFetcherThread',
  'kafka.server.ReplicaManager',
  'kafka.zk.KafkaZkClient',
  'kafka.zookeeper.ZooKeeperClient',
];

/** Name and level of every logger. */
export function brokerLoggers(state: BrokerState): readonly (readonly [string, string])[] {
  const { loggers } = state.admin;
  const names = new Set([
    ...Object.keys(SHIPPED),
    ...OF_CLASSES,
    ...[...mapEntries(loggers)].map(([name]) => name),
    ROOT_LOGGER,
  ]);
  return [...names].map((name) => [name, levelOf(state, name)] as const);
}

export function loggerExists(state: BrokerState, name: string): boolean {
  return name === ROOT_LOGGER || Object.hasOwn(SHIPPED, name) || OF_CLASSES.includes(name);
}

/** Its own level, or that of the nearest logger above it. */
function levelOf(state: BrokerState, name: string): string {
  const { loggers } = state.admin;
  for (let part = name; part !== ''; part = part.slice(0, Math.max(0, part.lastIndexOf('.')))) {
    const own = mapGet(loggers, part) ?? SHIPPED[part];
    if (own !== undefined) return own;
  }
  return mapGet(loggers, ROOT_LOGGER) ?? 'INFO';
}
