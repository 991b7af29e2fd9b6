/**
 * Reads `listeners`, `advertised.listeners` and the map of listeners to security protocols.
 *
 * Mirrors: KafkaConfig.listeners, advertisedListeners, listenerSecurityProtocolMap and
 * getInterBrokerListenerNameAndSecurityProtocol, kafka.cluster.EndPoint.createEndPoint,
 * CoreUtils.listenerListToEndPoints, 2.8.0.
 * Departs: every security protocol is talked in the clear.
 * Read next: config-validation.ts.
 */
import { javaInt } from '../../java/integers.ts';
import { JavaException } from '../../java/exception.ts';
import type { BrokerConfigValues, Endpoint } from './kafka-config.ts';

const ILLEGAL_ARGUMENT = 'java.lang.IllegalArgumentException';
const CONFIG_EXCEPTION = 'org.apache.kafka.common.config.ConfigException';
const SECURITY_PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'];

/** Name of a listener to its security protocol. */
export type ProtocolMap = ReadonlyMap<string, string>;

/** Mirrors: CoreUtils.parseCsvList. */
export function csvList(text: string): readonly string[] {
  return text.split(/\s*,\s*/).filter((part) => part !== '');
}

/** Mirrors: KafkaConfig.getMap. `frames` are those of the caller. */
export function csvMap(
  name: string,
  text: string,
  frames: readonly string[],
): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  if (text === '') return map;
  for (const pair of text.split(/\s*,\s*/)) {
    const colon = pair.lastIndexOf(':');
    if (colon < 0) {
      throw new JavaException(
        ILLEGAL_ARGUMENT,
        `Error parsing configuration property '${name}': begin 0, end -1, length ${pair.length}`,
        { frames: ['kafka.server.KafkaConfig.getMap(KafkaConfig.scala:1800)', ...frames] },
      );
    }
    map.set(pair.slice(0, colon).trim(), pair.slice(colon + 1).trim());
  }
  return map;
}

const IN_MAP = 'kafka.server.KafkaConfig.listenerSecurityProtocolMap(KafkaConfig.scala';

/** The map that is in force. */
export function protocolMap(values: BrokerConfigValues, frames: readonly string[]): ProtocolMap {
  const name = 'listener.security.protocol.map';
  const texts = csvMap(name, values[name], [`${IN_MAP}:1887)`, ...frames]);
  const map = new Map<string, string>();
  for (const [listener, protocol] of texts) {
    map.set(
      listener.toUpperCase(),
      securityProtocol(protocol, name, [
        'kafka.server.KafkaConfig.$anonfun$listenerSecurityProtocolMap$1(KafkaConfig.scala:1889)',
        'scala.collection.TraversableLike.$anonfun$map$1(TraversableLike.scala:286)',
        ...mapWalk(texts.size),
        ...MAPPING,
        `${IN_MAP}:1888)`,
        ...frames,
      ]),
    );
  }
  return map;
}

/** Scala keeps up to four pairs in classes of their own; stack traces show which. */
function mapWalk(size: number): readonly string[] {
  const map = 'scala.collection.immutable.Map$';
  const line = [0, 192, 272, 375, 492][size];
  if (line !== undefined) return [`${map}Map${size}.foreach(Map.scala:${line})`];
  const hashMap = 'scala.collection.immutable.HashMap$Hash';
  return [
    `${hashMap}Map1.foreach(HashMap.scala:399)`,
    `${hashMap}TrieMap.foreach(HashMap.scala:725)`,
  ];
}

function mapLookUp(size: number): readonly string[] {
  const map = 'scala.collection.immutable.Map$';
  if (size === 0) return [`${map}EmptyMap$.getOrElse(Map.scala:109)`];
  const line = [0, 167, 235, 335, 449][size];
  if (line !== undefined) return [`${map}Map${size}.getOrElse(Map.scala:${line})`];
  const hashMap = 'scala.collection.immutable.HashMap';
  return [
    `${hashMap}$HashMap1.getOrElse0(HashMap.scala:360)`,
    `${hashMap}$HashTrieMap.getOrElse0(HashMap.scala:591)`,
    `${hashMap}.getOrElse(HashMap.scala:73)`,
  ];
}

const MAPPING = [
  'scala.collection.TraversableLike.map(TraversableLike.scala:286)',
  'scala.collection.TraversableLike.map$(TraversableLike.scala:279)',
  'scala.collection.AbstractTraversable.map(Traversable.scala:108)',
];

function securityProtocol(text: string, name: string, frames: readonly string[]): string {
  const protocol = text.toUpperCase();
  if (SECURITY_PROTOCOLS.includes(protocol)) return protocol;
  throw new JavaException(
    CONFIG_EXCEPTION,
    `Invalid security protocol \`${text}\` defined in ${name}`,
    { frames: ['kafka.server.KafkaConfig.getSecurityProtocol(KafkaConfig.scala:1882)', ...frames] },
  );
}

/** KafkaConfig.listeners. */
export function listenersOf(
  values: BrokerConfigValues,
  callers: readonly string[],
): readonly Endpoint[] {
  const frames =
    values.listeners === null
      ? ['kafka.server.KafkaConfig.listeners(KafkaConfig.scala:1809)', ...callers]
      : [
          'kafka.server.KafkaConfig.$anonfun$listeners$1(KafkaConfig.scala:1808)',
          'scala.Option.map(Option.scala:230)',
          'kafka.server.KafkaConfig.listeners(KafkaConfig.scala:1807)',
          ...callers,
        ];
  const text = values.listeners ?? `PLAINTEXT://${values['host.name']}:${values.port}`;
  return endpointsOf(text, protocolMap(values, frames), true, [
    'kafka.utils.CoreUtils$.listenerListToEndPoints(CoreUtils.scala:252)',
    ...frames,
  ]);
}

/** KafkaConfig.advertisedListeners. */
export function advertisedListenersOf(
  values: BrokerConfigValues,
  callers: readonly string[],
): readonly Endpoint[] {
  const own = 'kafka.server.KafkaConfig.advertisedListeners(KafkaConfig.scala';
  const given = values['advertised.listeners'];
  if (given !== null) {
    const frames = [`${own}:1840)`, ...callers];
    return endpointsOf(given, protocolMap(values, frames), false, frames);
  }
  const host = values['advertised.host.name'];
  const port = values['advertised.port'];
  if (host !== null || port !== null) {
    const frames = [`${own}:1842)`, ...callers];
    const text = `PLAINTEXT://${host ?? values['host.name']}:${port ?? values.port}`;
    return endpointsOf(text, protocolMap(values, frames), false, frames);
  }
  return listenersOf(values, [`${own}:1844)`, ...callers]);
}

function endpointsOf(
  text: string,
  map: ProtocolMap,
  requiresDistinctPorts: boolean,
  callers: readonly string[],
): readonly Endpoint[] {
  const own = 'kafka.utils.CoreUtils$.listenerListToEndPoints(CoreUtils.scala';
  const endpoints = csvList(text).map((part) => {
    try {
      return endpointOf(part, map, callers);
    } catch (error) {
      if (!(error instanceof JavaException)) throw error;
      const message = `Error creating broker listeners from '${text}': ${error.message}`;
      throw new JavaException(ILLEGAL_ARGUMENT, message, {
        frames: [`${own}:273)`, ...callers],
        cause: error,
      });
    }
  });
  const complain = (what: string, line: number): never => {
    throw new JavaException(
      ILLEGAL_ARGUMENT,
      `requirement failed: Each listener must have a different ${what}, listeners: ${text}`,
      {
        frames: [
          'scala.Predef$.require(Predef.scala:281)',
          `kafka.utils.CoreUtils$.validate$1(CoreUtils.scala:${line})`,
          `${own}:275)`,
          ...callers,
        ],
      },
    );
  };
  const ports = endpoints.map(({ port }) => port).filter((port) => port !== 0);
  if (new Set(endpoints.map(({ listener }) => listener)).size < endpoints.length) {
    complain('name', 261);
  }
  if (requiresDistinctPorts && new Set(ports).size < ports.length) complain('port', 264);
  return endpoints;
}

/** `LISTENER://host:port`; Mirrors: EndPoint.createEndPoint. */
function endpointOf(text: string, map: ProtocolMap, callers: readonly string[]): Endpoint {
  const frames = [
    'kafka.utils.CoreUtils$.$anonfun$listenerListToEndPoints$6(CoreUtils.scala:270)',
    'scala.collection.TraversableLike.$anonfun$map$1(TraversableLike.scala:286)',
    'scala.collection.IndexedSeqOptimized.foreach(IndexedSeqOptimized.scala:36)',
    'scala.collection.IndexedSeqOptimized.foreach$(IndexedSeqOptimized.scala:33)',
    'scala.collection.mutable.WrappedArray.foreach(WrappedArray.scala:38)',
    ...MAPPING,
    'kafka.utils.CoreUtils$.listenerListToEndPoints(CoreUtils.scala:270)',
    ...callers,
  ];
  const own = 'kafka.cluster.EndPoint$.createEndPoint(EndPoint.scala';
  const parts = /^(.*):\/\/\[?([0-9a-zA-Z\-%._:]*)\]?:(-?[0-9]+)$/.exec(text);
  if (parts === null) {
    const message = `Unable to parse ${text} to a broker endpoint`;
    throw new JavaException('org.apache.kafka.common.KafkaException', message, {
      frames: [`${own}:57)`, ...frames],
    });
  }
  const [, name, host, digits] = parts as unknown as [string, string, string, string];
  const line = host === '' ? 53 : 56;
  const port = javaInt(digits);
  if (port === null) {
    const message = `For input string: "${digits}"`;
    throw new JavaException('java.lang.NumberFormatException', message, {
      frames: [...INT_FRAMES, `${own}:${line})`, ...frames],
    });
  }
  const listener = name.toUpperCase();
  const protocol = map.get(listener);
  if (protocol === undefined) {
    throw new JavaException(
      ILLEGAL_ARGUMENT,
      `No security protocol defined for listener ${listener}`,
      {
        frames: [
          'kafka.cluster.EndPoint$.$anonfun$createEndPoint$2(EndPoint.scala:48)',
          ...mapLookUp(map.size),
          'kafka.cluster.EndPoint$.securityProtocol$1(EndPoint.scala:48)',
          `${own}:${line})`,
          ...frames,
        ],
      },
    );
  }
  return { listener, securityProtocol: protocol, host, port };
}

/** Of String.toInt in Scala. */
export const INT_FRAMES = [
  'java.base/java.lang.NumberFormatException.forInputString(NumberFormatException.java:67)',
  'java.base/java.lang.Integer.parseInt(Integer.java:668)',
  'java.base/java.lang.Integer.parseInt(Integer.java:786)',
  'scala.collection.immutable.StringLike.toInt(StringLike.scala:304)',
  'scala.collection.immutable.StringLike.toInt$(StringLike.scala:304)',
  'scala.collection.immutable.StringOps.toInt(StringOps.scala:33)',
];

/** The listener that brokers talk to each other on, with its security protocol. */
export function interBrokerListenerOf(
  values: BrokerConfigValues,
  originals: Readonly<Record<string, string>>,
  callers: readonly string[],
): readonly [listener: string, protocol: string] {
  const own =
    'kafka.server.KafkaConfig.getInterBrokerListenerNameAndSecurityProtocol(KafkaConfig.scala';
  const outer = [
    'kafka.server.KafkaConfig.interBrokerListenerName(KafkaConfig.scala:1722)',
    ...callers,
  ];
  const name = values['inter.broker.listener.name'];
  const key = 'security.inter.broker.protocol';
  if (name === null) {
    const protocol = securityProtocol(values[key], key, [`${own}:1860)`, ...outer]);
    return [protocol, protocol];
  }
  if (originals[key] !== undefined) {
    throw new JavaException(
      CONFIG_EXCEPTION,
      `Only one of inter.broker.listener.name and ${key} should be set.`,
      { frames: [`${own}:1851)`, ...outer] },
    );
  }
  const map = protocolMap(values, [`${own}:1855)`, ...outer]);
  const protocol = map.get(name.toUpperCase());
  if (protocol !== undefined) return [name.toUpperCase(), protocol];
  throw new JavaException(
    CONFIG_EXCEPTION,
    `Listener with name ${name.toUpperCase()} defined in inter.broker.listener.name not found in ` +
      'listener.security.protocol.map.',
    {
      frames: [
        'kafka.server.KafkaConfig.$anonfun$getInterBrokerListenerNameAndSecurityProtocol$1(KafkaConfig.scala:1856)',
        ...mapLookUp(map.size),
        `${own}:1855)`,
        ...outer,
      ],
    },
  );
}

/** The listener for the controller's requests; null: there is none of its own. */
export function controlPlaneListenerOf(
  values: BrokerConfigValues,
  callers: readonly string[],
): string | null {
  const name = values['control.plane.listener.name']?.toUpperCase() ?? null;
  if (name === null) return null;
  const own =
    'kafka.server.KafkaConfig.getControlPlaneListenerNameAndSecurityProtocol(KafkaConfig.scala';
  const outer = [
    'kafka.server.KafkaConfig.controlPlaneListenerName(KafkaConfig.scala:1724)',
    ...callers,
  ];
  const map = protocolMap(values, [`${own}:1870)`, ...outer]);
  if (map.has(name)) return name;
  throw new JavaException(
    CONFIG_EXCEPTION,
    `Listener with ${name} defined in control.plane.listener.name not found in ` +
      'listener.security.protocol.map.',
    {
      frames: [
        'kafka.server.KafkaConfig.$anonfun$getControlPlaneListenerNameAndSecurityProtocol$1(KafkaConfig.scala:1871)',
        ...mapLookUp(map.size),
        `${own}:1870)`,
        ...outer,
      ],
    },
  );
}

/** `PLAINTEXT://192.168.8.12:9092`, as registration and logs print it. */
export function connectionString({ listener, host, port }: Endpoint): string {
  return `${listener}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
