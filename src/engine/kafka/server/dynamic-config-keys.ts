/**
 * Which keys of a broker can be changed while it runs, and for whom.
 *
 * Mirrors: kafka.server.DynamicBrokerConfig (AllDynamicConfigs, PerBrokerConfigs, brokerConfigSynonyms,
 * validateConfigs), kafka.server.DynamicConfig.Broker, 2.8.0.
 * Departs: passwords are not encoded.
 * Read next: dynamic-broker-config.ts.
 */
import { inConcurrentHashOrder } from '../../java/hash-order.ts';
import { BROKER_KEYS } from '../config/broker-keys.ts';
import type { ConfigKey, ConfigKeys } from '../config/config-def.ts';
import { ConfigException, LONG_MAX, atLeast, long, parseKey } from '../config/config-def.ts';
import { inImmutableOrder, stringHash } from '../zk/scala-order.ts';
import { BROKER_KEY_ORDER } from './config-order.ts';

/** What is set for a broker or for all, as texts. */
export type DynamicProperties = Readonly<Record<string, string>>;

/** For one broker only. */
const PER_BROKER_KEYS = words(`
  advertised.listeners listener.security.protocol.map listeners principal.builder.class
  sasl.enabled.mechanisms sasl.jaas.config sasl.kerberos.kinit.cmd sasl.kerberos.min.time.before.relogin
  sasl.kerberos.principal.to.local.rules sasl.kerberos.service.name sasl.kerberos.ticket.renew.jitter
  sasl.kerberos.ticket.renew.window.factor sasl.login.refresh.buffer.seconds
  sasl.login.refresh.min.period.seconds sasl.login.refresh.window.factor sasl.login.refresh.window.jitter
  sasl.mechanism.inter.broker.protocol ssl.cipher.suites ssl.client.auth ssl.enabled.protocols
  ssl.endpoint.identification.algorithm ssl.engine.factory.class ssl.key.password ssl.keymanager.algorithm
  ssl.keystore.certificate.chain ssl.keystore.key ssl.keystore.location ssl.keystore.password
  ssl.keystore.type ssl.protocol ssl.provider ssl.secure.random.implementation ssl.trustmanager.algorithm
  ssl.truststore.certificates ssl.truststore.location ssl.truststore.password ssl.truststore.type
`);

/** For one broker or for all. */
const CLUSTER_WIDE_KEYS = words(`
  background.threads compression.type log.cleaner.backoff.ms log.cleaner.dedupe.buffer.size
  log.cleaner.delete.retention.ms log.cleaner.io.buffer.load.factor log.cleaner.io.buffer.size
  log.cleaner.io.max.bytes.per.second log.cleaner.max.compaction.lag.ms log.cleaner.min.cleanable.ratio
  log.cleaner.min.compaction.lag.ms log.cleaner.threads log.cleanup.policy log.flush.interval.messages
  log.flush.interval.ms log.index.interval.bytes log.index.size.max.bytes log.message.downconversion.enable
  log.message.timestamp.difference.max.ms log.message.timestamp.type log.preallocate log.retention.bytes
  log.retention.ms log.roll.jitter.ms log.roll.ms log.segment.bytes log.segment.delete.delay.ms
  max.connection.creation.rate max.connections max.connections.per.ip max.connections.per.ip.overrides
  message.max.bytes metric.reporters min.insync.replicas num.io.threads num.network.threads
  num.recovery.threads.per.data.dir num.replica.fetchers unclean.leader.election.enable
`);

/** Only with the prefix of a listener. */
const SECURITY_KEYS = words(`
  ssl.keystore.type ssl.truststore.location ssl.keystore.certificate.chain ssl.keystore.password
  ssl.key.password ssl.keystore.location ssl.keystore.key ssl.truststore.password
  ssl.truststore.certificates ssl.truststore.type
`);

const LISTENER_CLUSTER_KEYS: readonly string[] = [
  'max.connections',
  'max.connection.creation.rate',
];

/** Those that no file may have: they exist as dynamic ones only. */
export const THROTTLE_KEYS = {
  'leader.replication.throttled.rate': long(LONG_MAX, atLeast(0)),
  'follower.replication.throttled.rate': long(LONG_MAX, atLeast(0)),
  'replica.alter.log.dirs.io.max.bytes.per.second': long(LONG_MAX, atLeast(0)),
} as const satisfies ConfigKeys;

const DYNAMIC_KEYS = new Set([...PER_BROKER_KEYS, ...CLUSTER_WIDE_KEYS]);

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

/** How a key can be changed; mirrors dynamicConfigUpdateModes. */
export function updateMode(name: string): 'read-only' | 'per-broker' | 'cluster-wide' {
  if (PER_BROKER_KEYS.includes(name)) return 'per-broker';
  return DYNAMIC_KEYS.has(name) ? 'cluster-wide' : 'read-only';
}

/** Keys that a change of this one takes the place of, the most precise first. Mirrors brokerConfigSynonyms. */
export function brokerConfigSynonyms(name: string): readonly string[] {
  return SYNONYMS.find((names) => names.includes(name)) ?? SYNONYMS_OF[name] ?? [name];
}

const SYNONYMS: readonly (readonly string[])[] = [
  ['log.roll.ms', 'log.roll.hours'],
  ['log.roll.jitter.ms', 'log.roll.jitter.hours'],
  ['log.retention.ms', 'log.retention.minutes', 'log.retention.hours'],
];

const SYNONYMS_OF: Readonly<Record<string, readonly string[]>> = {
  'log.flush.interval.ms': ['log.flush.interval.ms', 'log.flush.scheduler.interval.ms'],
};

/** `listener.name.external.ssl.keystore.type` is about `ssl.keystore.type`; null: no listener's key. */
function listenerKey(name: string): string | null {
  return /^listener\.name\.[^.]*\.(.*)$/.exec(name)?.[1] ?? null;
}

/** Names in the order in which Scala prints a set that was taken from Properties. */
function inSetOrder(names: readonly string[]): readonly string[] {
  const places = new Map(names.map((name, index) => [name, BigInt(index)]));
  return inImmutableOrder(
    inConcurrentHashOrder(names, (name) => places.get(name)!),
    stringHash,
  );
}

/** `Set(num.partitions)`. */
function setText(names: readonly string[]): string {
  return `Set(${inSetOrder(names).join(', ')})`;
}

export function nonDynamicNames(properties: DynamicProperties): readonly string[] {
  return Object.keys(properties).filter((name) => name in BROKER_KEYS && !DYNAMIC_KEYS.has(name));
}

export function unprefixedSecurityNames(properties: DynamicProperties): readonly string[] {
  return SECURITY_KEYS.filter((name) => name in properties);
}

export function perBrokerNames(properties: DynamicProperties): readonly string[] {
  return Object.keys(properties).filter((name) => {
    const key = listenerKey(name);
    return PER_BROKER_KEYS.includes(name) || (key !== null && !LISTENER_CLUSTER_KEYS.includes(key));
  });
}

/** Throws ConfigException for what can never be set. Mirrors DynamicBrokerConfig.validateConfigs. */
export function validateDynamicConfigs(properties: DynamicProperties, isPerBroker: boolean): void {
  const refuse = (names: readonly string[], text: string): void => {
    if (names.length > 0) throw new ConfigException(`${text}: ${setText(names)}`);
  };
  refuse(nonDynamicNames(properties), 'Cannot update these configs dynamically');
  refuse(
    unprefixedSecurityNames(properties),
    'These security configs can be dynamically updated only per-listener using the listener prefix',
  );
  validateConfigTypes(properties);
  if (isPerBroker) return;
  refuse(
    perBrokerNames(properties),
    'Cannot update these configs at default cluster level, broker id must be specified',
  );
}

/** Throws ConfigException for the first value that its key cannot take. */
export function validateConfigTypes(properties: DynamicProperties): void {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(properties)) given[listenerKey(name) ?? name] = value;
  for (const [name, key] of Object.entries(THROTTLE_KEYS)) parseKey(key, name, given[name]);
  for (const name of BROKER_KEY_ORDER) {
    if (!DYNAMIC_KEYS.has(name) || given[name] === undefined) continue;
    parseKey(BROKER_KEYS[name] as ConfigKey, name, given[name]);
  }
}
