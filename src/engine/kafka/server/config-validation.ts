/**
 * What the values of a broker's configuration must be together.
 *
 * Mirrors: KafkaConfig.validateValues and what its constructor throws, 2.8.0.
 * Departs: a broker without ZooKeeper (process.roles) is not simulated: its log folder counts as not formatted.
 * Read next: listeners.ts.
 */
import { javaInt } from '../../java/integers.ts';
import { recordVersion } from '../config/api-version.ts';
import { JavaException } from '../../java/exception.ts';
import type { BrokerConfigValues, Endpoint } from './kafka-config.ts';
import {
  INT_FRAMES,
  advertisedListenersOf,
  controlPlaneListenerOf,
  csvList,
  csvMap,
  interBrokerListenerOf,
  listenersOf,
} from './listeners.ts';

const CONFIG_EXCEPTION = 'org.apache.kafka.common.config.ConfigException';
const ILLEGAL_ARGUMENT = 'java.lang.IllegalArgumentException';

/** Of KafkaConfig's construction in kafka.Kafka.main. */
export const BUILDING = [
  'kafka.server.KafkaConfig.<init>(KafkaConfig.scala:1389)',
  'kafka.server.KafkaConfig$.fromProps(KafkaConfig.scala:1327)',
  'kafka.Kafka$.buildServer(Kafka.scala:67)',
  'kafka.Kafka$.main(Kafka.scala:87)',
  'kafka.Kafka.main(Kafka.scala)',
];

function constructing(line: number): readonly string[] {
  return [`kafka.server.KafkaConfig.<init>(KafkaConfig.scala:${line})`, ...BUILDING];
}

function validating(line: number): readonly string[] {
  return [
    `kafka.server.KafkaConfig.validateValues(KafkaConfig.scala:${line})`,
    ...constructing(1896),
  ];
}

/** Predef.require in a line of validateValues. */
function require(holds: boolean, line: number, message: () => string): void {
  if (holds) return;
  throw new JavaException(ILLEGAL_ARGUMENT, `requirement failed: ${message()}`, {
    frames: ['scala.Predef$.require(Predef.scala:281)', ...validating(line)],
  });
}

/** What comes of the values. */
export interface ValidatedValues {
  readonly listeners: readonly Endpoint[];
  readonly advertisedListeners: readonly Endpoint[];
  readonly interBrokerListener: string;
  /** As given. */
  readonly logDirs: readonly string[];
}

/** Throws JavaException. */
export function validateValues(
  values: BrokerConfigValues,
  originals: Readonly<Record<string, string>>,
): ValidatedValues {
  checkConstruction(values);
  checkIdentity(values);
  checkTimes(values);
  const logDirs = csvList(values['log.dirs'] ?? values['log.dir']);
  require(logDirs.length > 0, 1918, () =>
    'At least one log directory must be defined via log.dirs or log.dir.');
  checkNumbers(values);
  const listeners = checkListeners(values, originals);
  checkVersions(values, originals);
  checkConnections(values);
  return { ...listeners, logDirs };
}

/** What the fields of the class need, in their order. */
function checkConstruction(values: BrokerConfigValues): void {
  const roles = values['process.roles'];
  if (new Set(roles).size < roles.length) {
    const names = roles.map((role) => (role === 'broker' ? 'BrokerRole' : 'ControllerRole'));
    throw new JavaException(
      CONFIG_EXCEPTION,
      `Duplicate role names found in \`process.roles\`: ArrayBuffer(${names.join(', ')})`,
      {
        frames: [
          'kafka.server.KafkaConfig.parseProcessRoles(KafkaConfig.scala:1542)',
          ...constructing(1523),
        ],
      },
    );
  }
  const authorizer = values['authorizer.class.name'];
  if (authorizer !== '' && !authorizer.startsWith('kafka.')) {
    throw new JavaException('java.lang.ClassNotFoundException', authorizer, {
      frames: [
        'java.base/jdk.internal.loader.BuiltinClassLoader.loadClass(BuiltinClassLoader.java:641)',
        'java.base/jdk.internal.loader.ClassLoaders$AppClassLoader.loadClass(ClassLoaders.java:188)',
        'java.base/java.lang.ClassLoader.loadClass(ClassLoader.java:525)',
        'java.base/java.lang.Class.forName0(Native Method)',
        'java.base/java.lang.Class.forName(Class.java:467)',
        'org.apache.kafka.common.utils.Utils.loadClass(Utils.java:380)',
        'org.apache.kafka.common.utils.Utils.newInstance(Utils.java:369)',
        'kafka.security.authorizer.AuthorizerUtils$.createAuthorizer(AuthorizerUtils.scala:38)',
        ...constructing(1576),
      ],
    });
  }
  perIpOverrides(values);
  const codec = values['offsets.topic.compression.codec'];
  if (codec < 0 || codec > 4) {
    throw new JavaException(
      'kafka.common.UnknownCodecException',
      `${codec} is an unknown compression codec`,
      {
        frames: [
          'kafka.message.CompressionCodec$.getCompressionCodec(CompressionCodec.scala:32)',
          'kafka.server.KafkaConfig.$anonfun$offsetsTopicCompressionCodec$1(KafkaConfig.scala:1691)',
          'scala.Option.map(Option.scala:230)',
          ...constructing(1691),
        ],
      },
    );
  }
}

function perIpOverrides(values: BrokerConfigValues): ReadonlyMap<string, string> {
  const name = 'max.connections.per.ip.overrides';
  const overrides = csvMap(name, values[name], constructing(1591));
  for (const count of overrides.values()) {
    if (javaInt(count) !== null) continue;
    throw new JavaException('java.lang.NumberFormatException', `For input string: "${count}"`, {
      frames: [
        ...INT_FRAMES,
        'kafka.server.KafkaConfig.$anonfun$maxConnectionsPerIpOverrides$1(KafkaConfig.scala:1591)',
        'scala.collection.TraversableLike.$anonfun$map$1(TraversableLike.scala:286)',
        'scala.collection.immutable.Map$Map1.foreach(Map.scala:192)',
        'scala.collection.TraversableLike.map(TraversableLike.scala:286)',
        'scala.collection.TraversableLike.map$(TraversableLike.scala:279)',
        'scala.collection.AbstractTraversable.map(Traversable.scala:108)',
        ...constructing(1591),
      ],
    });
  }
  return overrides;
}

/** node.id stands for broker.id where it is given. */
export function brokerIdOf(values: BrokerConfigValues): number {
  return values['node.id'] < 0 ? values['broker.id'] : values['node.id'];
}

function checkIdentity(values: BrokerConfigValues): void {
  const id = brokerIdOf(values);
  if (values['process.roles'].length > 0) {
    if (id >= 0) return;
    throw new JavaException(
      CONFIG_EXCEPTION,
      'Missing configuration `node.id` which is required when `process.roles` is defined ' +
        '(i.e. when running in KRaft mode).',
      { frames: validating(1912) },
    );
  }
  if (values['zookeeper.connect'] === null) {
    throw new JavaException(
      CONFIG_EXCEPTION,
      'Missing required configuration `zookeeper.connect` which has no default value.',
      { frames: validating(1901) },
    );
  }
  if (!values['broker.id.generation.enable']) {
    return require(id >= 0, 1906, () => 'broker.id must be greater than or equal to 0');
  }
  require(id >= -1 && id <= values['reserved.broker.max.id'], 1904, () =>
    'broker.id must be greater than or equal to -1 and not greater than reserved.broker.max.id');
}

const HOUR_MS = 3_600_000;

/** log.roll.ms before log.roll.hours. */
export function logRollMs(values: BrokerConfigValues): number {
  return values['log.roll.ms'] ?? values['log.roll.hours'] * HOUR_MS;
}

export function logRollJitterMs(values: BrokerConfigValues): number {
  return values['log.roll.jitter.ms'] ?? values['log.roll.jitter.hours'] * HOUR_MS;
}

/** log.retention.ms before log.retention.minutes before log.retention.hours; -1: for ever. */
export function logRetentionMs(values: BrokerConfigValues): number {
  const minutes = values['log.retention.minutes'];
  const millis =
    values['log.retention.ms'] ??
    (minutes === null ? values['log.retention.hours'] * HOUR_MS : minutes * 60_000);
  return millis < 0 ? -1 : millis;
}

function checkTimes(values: BrokerConfigValues): void {
  require(logRollMs(values) >= 1, 1915, () => 'log.roll.ms must be greater than or equal to 1');
  require(logRollJitterMs(values) >= 0, 1916, () =>
    'log.roll.jitter.ms must be greater than or equal to 0');
  require(logRetentionMs(values) !== 0, 1917, () =>
    'log.retention.ms must be unlimited (-1) or, greater than or equal to 1');
}

function checkNumbers(values: BrokerConfigValues): void {
  const threads = values['log.cleaner.threads'];
  if (threads === 0) {
    throw new JavaException('java.lang.ArithmeticException', '/ by zero', {
      frames: validating(1919),
    });
  }
  const mebibyte = 1024 * 1024;
  const dedupeBytes = Math.trunc(values['log.cleaner.dedupe.buffer.size'] / threads);
  require(dedupeBytes > mebibyte, 1919, () =>
    'log.cleaner.dedupe.buffer.size must be at least 1MB per cleaner thread.');
  const waitMs = values['replica.fetch.wait.max.ms'];
  require(waitMs <= values['replica.socket.timeout.ms'], 1920, () =>
    'replica.socket.timeout.ms should always be at least replica.fetch.wait.max.ms to prevent ' +
    'unnecessary socket timeouts');
  require(waitMs <= values['replica.lag.time.max.ms'], 1922, () =>
    'replica.fetch.wait.max.ms should always be less than or equal to replica.lag.time.max.ms to ' +
    'prevent frequent changes in ISR');
  const acks = values['offsets.commit.required.acks'];
  require(acks >= -1 && acks <= values['offsets.topic.replication.factor'], 1925, () =>
    'offsets.commit.required.acks must be greater or equal -1 and less or equal to ' +
    'offsets.topic.replication.factor');
  const compression = values['compression.type'];
  require(COMPRESSIONS.includes(compression.toLowerCase()), 1927, () =>
    `compression.type : ${compression} is not valid. Valid options are ${COMPRESSIONS.join(',')}`);
}

const COMPRESSIONS = ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'];

function checkListeners(
  values: BrokerConfigValues,
  originals: Readonly<Record<string, string>>,
): Omit<ValidatedValues, 'logDirs'> {
  const advertisedListeners = advertisedListenersOf(values, validating(1929));
  const listeners = listenersOf(values, validating(1930));
  const [interBrokerListener] = interBrokerListenerOf(values, originals, validating(1932));
  const names = listeners.map(({ listener }) => listener);
  const advertised = advertisedListeners.map(({ listener }) => listener);
  const offered = `The valid options based on currently configured listeners are ${advertised.join(',')}`;
  require(advertised.includes(interBrokerListener), 1933, () =>
    `inter.broker.listener.name must be a listener name defined in advertised.listeners. ${offered}`);
  require(advertised.every((name) => names.includes(name)), 1937, () =>
    'advertised.listeners listener names must be equal to or a subset of the ones defined in listeners. ' +
    `Found ${advertised.join(',')}. The valid options based on the current configuration are ${names.join(',')}`);
  require(advertisedListeners.every(({ host }) => host !== '0.0.0.0'), 1943, () =>
    'advertised.listeners cannot use the nonroutable meta-address 0.0.0.0. Use a routable IP address.');
  const controlPlane = controlPlaneListenerOf(values, validating(1951));
  if (controlPlane !== null) {
    require(advertised.includes(controlPlane), 1953, () =>
      `control.plane.listener.name must be a listener name defined in advertised.listeners. ${offered}`);
    require(controlPlane !== interBrokerListener, 1957, () =>
      'control.plane.listener.name, when defined, should have a different value from the inter broker ' +
      `listener name. Currently they both have the value ListenerName(${controlPlane})`);
  }
  return { listeners, advertisedListeners, interBrokerListener };
}

function checkVersions(
  values: BrokerConfigValues,
  originals: Readonly<Record<string, string>>,
): void {
  const format = values['log.message.format.version'];
  const protocol = values['inter.broker.protocol.version'];
  const record = recordVersion(format);
  require(recordVersion(protocol) >= record, 1963, () =>
    `log.message.format.version ${format} can only be used when inter.broker.protocol.version is set to ` +
    `version ${['0.8.0', '0.10.0', '0.11.0'][record]} or higher`);
  const [, security] = interBrokerListenerOf(values, originals, validating(1971));
  if (!security.startsWith('SASL')) return;
  const mechanism = values['sasl.mechanism.inter.broker.protocol'];
  require(recordVersion(protocol) > 0 || mechanism === 'GSSAPI', 1973, () =>
    'Only GSSAPI mechanism is supported for inter-broker communication with SASL when ' +
    `inter.broker.protocol.version is set to ${protocol}`);
  require(values['sasl.enabled.mechanisms'].includes(mechanism), 1975, () =>
    'sasl.mechanism.inter.broker.protocol must be included in sasl.enabled.mechanisms when SASL is used ' +
    'for inter-broker communication');
}

function checkConnections(values: BrokerConfigValues): void {
  const queuedBytes = values['queued.max.request.bytes'];
  require(queuedBytes <= 0 || queuedBytes >= values['socket.request.max.bytes'], 1977, () =>
    'queued.max.request.bytes must be larger or equal to socket.request.max.bytes');
  const overrides = [...perIpOverrides(values).keys()];
  require(values['max.connections.per.ip'] !== 0 || overrides.length > 0, 1980, () =>
    'max.connections.per.ip can be set to zero only if max.connections.per.ip.overrides property is set.');
  const invalid = overrides.filter((address) => !/^[0-9a-zA-Z\-%._:]*$/.test(address));
  if (invalid.length > 0) {
    throw new JavaException(
      ILLEGAL_ARGUMENT,
      `max.connections.per.ip.overrides contains invalid addresses : ${invalid.join(',')}`,
      { frames: validating(1985) },
    );
  }
  const idleMs = values['connections.max.idle.ms'];
  const delayMs = values['connection.failed.authentication.delay.ms'];
  require(idleMs < 0 || delayMs < idleMs, 1990, () =>
    `connection.failed.authentication.delay.ms=${delayMs} should always be less than ` +
    `connections.max.idle.ms=${idleMs} to prevent failed authentication responses from timing out`);
}
