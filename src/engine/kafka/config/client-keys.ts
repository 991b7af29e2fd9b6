/**
 * All keys of producers, consumers and admin clients.
 *
 * Mirrors: ProducerConfig, ConsumerConfig, AdminClientConfig of org.apache.kafka.clients: names, types, defaults and validators, 2.8.0.
 * Read next: config-def.ts.
 */
import type { ConfigKeys } from './config-def.ts';
import { SSL_KEYSTORE_KEYS, SSL_TRUSTSTORE_KEYS } from './ssl-keys.ts';
import {
  REQUIRED,
  atLeast,
  between,
  boolean,
  className,
  double,
  int,
  internal,
  list,
  long,
  nonEmpty,
  nonNull,
  oneOf,
  password,
  short,
  string,
} from './config-def.ts';

/** How any client makes itself known. */
const SASL_KEYS = {
  'sasl.client.callback.handler.class': className(null),
  'sasl.jaas.config': password(null),
  'sasl.kerberos.kinit.cmd': string('/usr/bin/kinit'),
  'sasl.kerberos.min.time.before.relogin': long(60000),
  'sasl.kerberos.service.name': string(null),
  'sasl.kerberos.ticket.renew.jitter': double(0.05),
  'sasl.kerberos.ticket.renew.window.factor': double(0.8),
  'sasl.login.callback.handler.class': className(null),
  'sasl.login.class': className(null),
  'sasl.login.refresh.buffer.seconds': short(300, between(0, 3600)),
  'sasl.login.refresh.min.period.seconds': short(60, between(0, 900)),
  'sasl.login.refresh.window.factor': double(0.8, between(0.5, 1.0)),
  'sasl.login.refresh.window.jitter': double(0.05, between(0.0, 0.25)),
  'sasl.mechanism': string('GSSAPI'),
} as const satisfies ConfigKeys;

/** The same of SSL. */
const SSL_KEYS = {
  'ssl.cipher.suites': list(null),
  ...SSL_KEYSTORE_KEYS,
  ...SSL_TRUSTSTORE_KEYS,
} as const satisfies ConfigKeys;

const DNS_LOOKUP = string(
  'use_all_dns_ips',
  oneOf('default', 'use_all_dns_ips', 'resolve_canonical_bootstrap_servers_only'),
);

/** What producers, consumers and admin clients have alike. */
const METRICS_KEYS = {
  'metrics.num.samples': int(2, atLeast(1)),
  'metrics.recording.level': string('INFO', oneOf('INFO', 'DEBUG', 'TRACE')),
  'metrics.sample.window.ms': long(30000, atLeast(0)),
} as const satisfies ConfigKeys;

const RECONNECT_KEYS = {
  'reconnect.backoff.max.ms': long(1000, atLeast(0)),
  'reconnect.backoff.ms': long(50, atLeast(0)),
  'request.timeout.ms': int(30000, atLeast(0)),
} as const satisfies ConfigKeys;

const SECURITY_KEYS = {
  ...SASL_KEYS,
  'security.protocol': string('PLAINTEXT'),
  'security.providers': string(null),
} as const satisfies ConfigKeys;

const SETUP_KEYS = {
  'socket.connection.setup.timeout.max.ms': long(30000),
  'socket.connection.setup.timeout.ms': long(10000),
} as const satisfies ConfigKeys;

/** Of a producer. */
export const PRODUCER_KEYS = {
  acks: string('1', oneOf('all', '-1', '0', '1')),
  'batch.size': int(16384, atLeast(0)),
  'bootstrap.servers': list([], nonNull),
  'buffer.memory': long(33554432, atLeast(0)),
  'client.dns.lookup': DNS_LOOKUP,
  'client.id': string(''),
  'compression.type': string('none'),
  'connections.max.idle.ms': long(540000),
  'delivery.timeout.ms': int(120000, atLeast(0)),
  'enable.idempotence': boolean(false),
  'interceptor.classes': list([], nonNull),
  'internal.auto.downgrade.txn.commit': internal(boolean(false)),
  'key.serializer': className(REQUIRED),
  'linger.ms': long(0, atLeast(0)),
  'max.block.ms': long(60000, atLeast(0)),
  'max.in.flight.requests.per.connection': int(5, atLeast(1)),
  'max.request.size': int(1048576, atLeast(0)),
  'metadata.max.age.ms': long(300000, atLeast(0)),
  'metadata.max.idle.ms': long(300000, atLeast(5000)),
  'metric.reporters': list([], nonNull),
  ...METRICS_KEYS,
  'partitioner.class': className('org.apache.kafka.clients.producer.internals.DefaultPartitioner'),
  'receive.buffer.bytes': int(32768, atLeast(-1)),
  ...RECONNECT_KEYS,
  retries: int(2147483647, between(0, 2147483647)),
  'retry.backoff.ms': long(100, atLeast(0)),
  ...SECURITY_KEYS,
  'send.buffer.bytes': int(131072, atLeast(-1)),
  ...SETUP_KEYS,
  ...SSL_KEYS,
  'transaction.timeout.ms': int(60000),
  'transactional.id': string(null, nonEmpty),
  'value.serializer': className(REQUIRED),
} as const satisfies ConfigKeys;

/** Of a consumer. */
export const CONSUMER_KEYS = {
  'allow.auto.create.topics': boolean(true),
  'auto.commit.interval.ms': int(5000, atLeast(0)),
  'auto.offset.reset': string('latest', oneOf('latest', 'earliest', 'none')),
  'bootstrap.servers': list([], nonNull),
  'check.crcs': boolean(true),
  'client.dns.lookup': DNS_LOOKUP,
  'client.id': string(''),
  'client.rack': string(''),
  'connections.max.idle.ms': long(540000),
  'default.api.timeout.ms': int(60000, atLeast(0)),
  'enable.auto.commit': boolean(true),
  'exclude.internal.topics': boolean(true),
  'fetch.max.bytes': int(52428800, atLeast(0)),
  'fetch.max.wait.ms': int(500, atLeast(0)),
  'fetch.min.bytes': int(1, atLeast(0)),
  'group.id': string(null),
  'group.instance.id': string(null),
  'heartbeat.interval.ms': int(3000),
  'interceptor.classes': list([], nonNull),
  'internal.leave.group.on.close': internal(boolean(true)),
  'internal.throw.on.fetch.stable.offset.unsupported': internal(boolean(false)),
  'isolation.level': string('read_uncommitted', oneOf('read_committed', 'read_uncommitted')),
  'key.deserializer': className(REQUIRED),
  'max.partition.fetch.bytes': int(1048576, atLeast(0)),
  'max.poll.interval.ms': int(300000, atLeast(1)),
  'max.poll.records': int(500, atLeast(1)),
  'metadata.max.age.ms': long(300000, atLeast(0)),
  'metric.reporters': list([], nonNull),
  ...METRICS_KEYS,
  'partition.assignment.strategy': list(
    ['org.apache.kafka.clients.consumer.RangeAssignor'],
    nonNull,
  ),
  'receive.buffer.bytes': int(65536, atLeast(-1)),
  ...RECONNECT_KEYS,
  'retry.backoff.ms': long(100, atLeast(0)),
  ...SECURITY_KEYS,
  'send.buffer.bytes': int(131072, atLeast(-1)),
  'session.timeout.ms': int(10000),
  ...SETUP_KEYS,
  ...SSL_KEYS,
  'value.deserializer': className(REQUIRED),
} as const satisfies ConfigKeys;

/** Of an admin client. */
export const ADMIN_KEYS = {
  'bootstrap.servers': list(REQUIRED),
  'client.dns.lookup': DNS_LOOKUP,
  'client.id': string(''),
  'connections.max.idle.ms': long(300000),
  'default.api.timeout.ms': int(60000, atLeast(0)),
  'metadata.max.age.ms': long(300000, atLeast(0)),
  'metric.reporters': list([]),
  ...METRICS_KEYS,
  'receive.buffer.bytes': int(65536, atLeast(-1)),
  ...RECONNECT_KEYS,
  retries: int(2147483647, between(0, 2147483647)),
  'retry.backoff.ms': long(100, atLeast(0)),
  ...SECURITY_KEYS,
  'send.buffer.bytes': int(131072, atLeast(-1)),
  ...SETUP_KEYS,
  ...SSL_KEYS,
} as const satisfies ConfigKeys;
