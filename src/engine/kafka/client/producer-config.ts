/**
 * What a producer's properties come to.
 *
 * Mirrors: org.apache.kafka.clients.producer.ProducerConfig (postProcessParsedConfig) and KafkaProducer's
 * configure… methods, 2.8.0.
 * Departs: serializers are those for text when nothing is said.
 */
import { PRODUCER_KEYS } from '../config/client-keys.ts';
import type { ConfigValues } from '../config/config-def.ts';
import { ConfigException } from '../config/config-def.ts';
import type { CompressionType } from '../protocol/record-batch.ts';
import type { KafkaRelease } from '../release.ts';
import { deprecatedLines, parseClientConfig } from './client-config.ts';
import type { ClientLogLine } from './network-state.ts';
import type { PartitionerKind } from './partitioner.ts';
import { partitionerKind } from './partitioner.ts';

/** Plain data; times in milliseconds, sizes in bytes. */
export interface ProducerSettings {
  readonly clientId: string;
  readonly logPrefix: string;
  readonly bootstrapServers: readonly string[];
  readonly dnsLookup: string;
  /** -1: all. */
  readonly acks: number;
  readonly retries: number;
  readonly isIdempotent: boolean;
  readonly transactionalId: string | null;
  readonly transactionTimeoutMs: number;
  readonly partitioner: PartitionerKind;
  readonly compression: CompressionType;
  readonly batchSizeBytes: number;
  readonly bufferMemoryBytes: number;
  readonly maxRequestSizeBytes: number;
  readonly lingerMs: number;
  readonly deliveryTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly retryBackoffMs: number;
  readonly maxBlockMs: number;
  readonly maxInFlight: number;
  readonly metadataMaxAgeMs: number;
  readonly metadataMaxIdleMs: number;
  readonly reconnectBackoffMs: number;
  readonly reconnectBackoffMaxMs: number;
  readonly connectionSetupTimeoutMs: number;
  readonly connectionSetupTimeoutMaxMs: number;
  readonly connectionsMaxIdleMs: number;
}

type Values = ConfigValues<typeof PRODUCER_KEYS>;
type Properties = Readonly<Record<string, string>>;

export const PRODUCER_CONFIG = 'org.apache.kafka.clients.producer.ProducerConfig';
const PRODUCER_LOGGER = 'org.apache.kafka.clients.producer.KafkaProducer';
const TEXT_SERIALIZER = 'org.apache.kafka.common.serialization.StringSerializer';
const INT_MAX = 2147483647;
const COMPRESSIONS: readonly string[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];

/** What the constructor of ProducerConfig checks: it is no part of KafkaProducer's own. */
export function parseProducerConfig(properties: Properties): Values {
  const values = parseClientConfig(PRODUCER_KEYS, {
    'key.serializer': TEXT_SERIALIZER,
    'value.serializer': TEXT_SERIALIZER,
    ...properties,
  });
  if (isIdempotent(values, properties)) {
    if (values.retries === 0) {
      throw new ConfigException('Must set retries to non-zero when using the idempotent producer.');
    }
    if (properties['acks'] !== undefined && acksOf(values) !== -1) {
      throw new ConfigException(
        'Must set acks to all in order to use the idempotent producer. Otherwise we cannot guarantee idempotence.',
      );
    }
  }
  return values;
}

/** ProducerConfig.idempotenceEnabled. */
function isIdempotent(values: Values, properties: Properties): boolean {
  const isAsked = properties['enable.idempotence'] !== undefined;
  const isTransactional = properties['transactional.id'] !== undefined;
  const isEnabled = isAsked && values['enable.idempotence'];
  if (!isEnabled && isAsked && isTransactional) {
    throw new ConfigException('Cannot set a transactional.id without also enabling idempotence.');
  }
  return isTransactional || isEnabled;
}

function acksOf(values: Values): number {
  return values.acks === 'all' ? -1 : Number(values.acks);
}

/** What KafkaProducer's constructor makes of it. Throws ConfigException; `log` takes what it says. */
export function producerSettings(
  values: Values,
  properties: Properties,
  release: KafkaRelease,
  log: (line: ClientLogLine) => void,
): ProducerSettings {
  const transactionalId = values['transactional.id'];
  const clientId = properties['client.id'] ?? `producer-${transactionalId ?? 1}`;
  const suffix = transactionalId === null ? '' : `, transactionalId=${transactionalId}`;
  const logPrefix = `[Producer clientId=${clientId}${suffix}]`;
  const idempotent = isIdempotent(values, properties);
  for (const line of deprecatedLines(values)) log(line);
  const say = (level: 'INFO' | 'WARN', text: string): void =>
    log({ type: 'log', level, text: `${logPrefix} ${text}`, logger: PRODUCER_LOGGER });
  const partitioner = partitionerOf(values, release);
  const compression = compressionOf(values);
  const lingerMs = Math.min(values['linger.ms'], INT_MAX);
  const deliveryTimeoutMs = deliveryTimeoutOf(values, properties, lingerMs, say);
  sayIdempotence(idempotent, properties, say);
  if (idempotent && values['max.in.flight.requests.per.connection'] > 5) {
    throw new ConfigException(
      'Must set max.in.flight.requests.per.connection to at most 5 to use the idempotent producer.',
    );
  }
  return {
    clientId,
    logPrefix,
    bootstrapServers: values['bootstrap.servers'],
    dnsLookup: values['client.dns.lookup'],
    acks: idempotent ? -1 : acksOf(values),
    retries: values.retries,
    isIdempotent: idempotent,
    transactionalId,
    transactionTimeoutMs: values['transaction.timeout.ms'],
    partitioner,
    compression,
    batchSizeBytes: values['batch.size'],
    bufferMemoryBytes: values['buffer.memory'],
    maxRequestSizeBytes: values['max.request.size'],
    lingerMs,
    deliveryTimeoutMs,
    requestTimeoutMs: values['request.timeout.ms'],
    retryBackoffMs: values['retry.backoff.ms'],
    maxBlockMs: values['max.block.ms'],
    maxInFlight: values['max.in.flight.requests.per.connection'],
    metadataMaxAgeMs: values['metadata.max.age.ms'],
    metadataMaxIdleMs: values['metadata.max.idle.ms'],
    reconnectBackoffMs: values['reconnect.backoff.ms'],
    reconnectBackoffMaxMs: values['reconnect.backoff.max.ms'],
    connectionSetupTimeoutMs: values['socket.connection.setup.timeout.ms'],
    connectionSetupTimeoutMaxMs: values['socket.connection.setup.timeout.max.ms'],
    connectionsMaxIdleMs: values['connections.max.idle.ms'],
  };
}

function partitionerOf(values: Values, release: KafkaRelease): PartitionerKind {
  const name = values['partitioner.class'];
  const kind = partitionerKind(name, release);
  if (kind !== null) return kind;
  throw new ConfigException(
    `Invalid value ${name} for configuration partitioner.class: Class ${name} could not be found.`,
  );
}

function compressionOf(values: Values): CompressionType {
  const name = values['compression.type'];
  if (COMPRESSIONS.includes(name)) return name as CompressionType;
  throw new ConfigException(`Unknown compression name: ${name}`);
}

function deliveryTimeoutOf(
  values: Values,
  properties: Properties,
  lingerMs: number,
  say: (level: 'WARN', text: string) => void,
): number {
  const least = Math.min(lingerMs + values['request.timeout.ms'], INT_MAX);
  if (values['delivery.timeout.ms'] >= least) return values['delivery.timeout.ms'];
  const rule =
    'delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms';
  if (properties['delivery.timeout.ms'] !== undefined) throw new ConfigException(rule);
  say('WARN', `${rule}. Setting it to ${least}.`);
  return least;
}

function sayIdempotence(
  idempotent: boolean,
  properties: Properties,
  say: (level: 'INFO', text: string) => void,
): void {
  if (!idempotent) return;
  const isTransactional = properties['transactional.id'] !== undefined;
  if (isTransactional && properties['enable.idempotence'] === undefined) {
    const why = 'to true since transactional.id is specified.';
    say('INFO', `Overriding the default enable.idempotence ${why}`);
  }
  say('INFO', `Instantiated ${isTransactional ? 'a transactional' : 'an idempotent'} producer.`);
  if (properties['acks'] === undefined) {
    say('INFO', 'Overriding the default acks to all since idempotence is enabled.');
  }
}
