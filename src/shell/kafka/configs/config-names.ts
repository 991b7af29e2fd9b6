/**
 * What can be configured dynamically, by type of entity.
 *
 * Mirrors: kafka.server.DynamicConfig, DynamicBrokerConfig.AllDynamicConfigs, kafka.log.LogConfig.configNames,
 * org.apache.kafka.common.config.internals.QuotaConfigs, 2.8.0.
 */
import { TOPIC_KEYS } from '../../../engine/kafka/index.ts';

/** ConfigType.all, and what only brokers know. */
export const ENTITY_TYPES = ['topics', 'clients', 'users', 'brokers', 'ips'] as const;
export const BROKER_LOGGERS = 'broker-loggers';

/** Of replication's quotas: set in ZooKeeper while the broker runs. */
export const THROTTLE_NAMES = [
  'leader.replication.throttled.rate',
  'follower.replication.throttled.rate',
  'replica.alter.log.dirs.io.max.bytes.per.second',
];

/** SslConfigs.RECONFIGURABLE_CONFIGS: they need a listener's prefix. */
export const SECURITY_NAMES = [
  'ssl.key.password',
  'ssl.keystore.certificate.chain',
  'ssl.keystore.key',
  'ssl.keystore.location',
  'ssl.keystore.password',
  'ssl.keystore.type',
  'ssl.truststore.certificates',
  'ssl.truststore.location',
  'ssl.truststore.password',
  'ssl.truststore.type',
];

/** DynamicListenerConfig.ReconfigurableConfigs without those of the whole cluster. */
export const PER_BROKER_NAMES = [
  ...SECURITY_NAMES,
  'advertised.listeners',
  'connections.max.reauth.ms',
  'listener.security.protocol.map',
  'listeners',
  'principal.builder.class',
  'sasl.enabled.mechanisms',
  'sasl.jaas.config',
  'sasl.kerberos.kinit.cmd',
  'sasl.kerberos.min.time.before.relogin',
  'sasl.kerberos.principal.to.local.rules',
  'sasl.kerberos.service.name',
  'sasl.kerberos.ticket.renew.jitter',
  'sasl.kerberos.ticket.renew.window.factor',
  'sasl.login.refresh.buffer.seconds',
  'sasl.login.refresh.min.period.seconds',
  'sasl.login.refresh.window.factor',
  'sasl.login.refresh.window.jitter',
  'sasl.mechanism.inter.broker.protocol',
  'ssl.cipher.suites',
  'ssl.client.auth',
  'ssl.enabled.protocols',
  'ssl.endpoint.identification.algorithm',
  'ssl.engine.factory.class',
  'ssl.keymanager.algorithm',
  'ssl.protocol',
  'ssl.provider',
  'ssl.secure.random.implementation',
  'ssl.trustmanager.algorithm',
];

export const BROKER_NAMES = [
  ...THROTTLE_NAMES,
  ...PER_BROKER_NAMES.filter((name) => name !== 'connections.max.reauth.ms'),
  'background.threads',
  'compression.type',
  'log.cleaner.backoff.ms',
  'log.cleaner.dedupe.buffer.size',
  'log.cleaner.delete.retention.ms',
  'log.cleaner.io.buffer.load.factor',
  'log.cleaner.io.buffer.size',
  'log.cleaner.io.max.bytes.per.second',
  'log.cleaner.max.compaction.lag.ms',
  'log.cleaner.min.cleanable.ratio',
  'log.cleaner.min.compaction.lag.ms',
  'log.cleaner.threads',
  'log.cleanup.policy',
  'log.flush.interval.messages',
  'log.flush.interval.ms',
  'log.index.interval.bytes',
  'log.index.size.max.bytes',
  'log.message.downconversion.enable',
  'log.message.timestamp.difference.max.ms',
  'log.message.timestamp.type',
  'log.preallocate',
  'log.retention.bytes',
  'log.retention.ms',
  'log.roll.jitter.ms',
  'log.roll.ms',
  'log.segment.bytes',
  'log.segment.delete.delay.ms',
  'max.connection.creation.rate',
  'max.connections',
  'max.connections.per.ip',
  'max.connections.per.ip.overrides',
  'message.max.bytes',
  'metric.reporters',
  'min.insync.replicas',
  'num.io.threads',
  'num.network.threads',
  'num.recovery.threads.per.data.dir',
  'num.replica.fetchers',
  'unclean.leader.election.enable',
];

export const SCRAM_NAMES = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
export const QUOTA_NAMES = [
  'consumer_byte_rate',
  'controller_mutation_rate',
  'producer_byte_rate',
  'request_percentage',
];
export const IP_NAMES = ['connection_creation_rate'];

/** Names as the usage of --add-config lists them. */
export function namesText(): string {
  const list = (type: string, names: readonly string[]): string =>
    `For entity-type '${type}': \n${[...names]
      .sort()
      .map((name) => `\t${name}`)
      .join('\n')}\n`;
  return (
    list('topics', Object.keys(TOPIC_KEYS)) +
    list('brokers', BROKER_NAMES) +
    list('users', [...SCRAM_NAMES, ...QUOTA_NAMES]) +
    list('clients', QUOTA_NAMES) +
    list('ips', IP_NAMES)
  );
}
