/**
 * The first part of a start: ZooKeeper, what belongs into it, and who this broker is.
 *
 * Mirrors: KafkaServer.initZkClient, getOrGenerateClusterId, getOrGenerateBrokerId,
 * FinalizedFeatureChangeListener.initOrThrow, KafkaZkClient.createRecursive, AdminZkClient, 2.8.0.
 * Read next: startup.ts.
 */
import { ErrorCode, OPEN_ACL_UNSAFE, invalidPathReason } from '../../zookeeper/client/index.ts';
import { parseProperties } from '../../java/properties.ts';
import { javaInt } from '../../java/integers.ts';
import type { ConfigEntityType } from '../zk/broker-znodes.ts';
import {
  BROKER_SEQUENCE_PATH,
  CLUSTER_ID_PATH,
  configEntityPath,
  decodeClusterId,
  decodeEntityConfig,
  encodeClusterId,
  persistentPaths,
} from '../zk/broker-znodes.ts';
import { JsonException } from '../zk/json-node.ts';
import { FEATURE_PATH } from '../zk/topic-paths.ts';
import { isAtLeast } from '../config/api-version.ts';
import { JavaException } from '../../java/exception.ts';
import type { KafkaConfig } from './kafka-config.ts';
import type { EmitItem, Flow } from './lifecycle-calls.ts';
import { ask, zkOne } from './lifecycle-calls.ts';
import { FEATURE_THREAD, endThread, logThread } from './shutdownable-thread.ts';
import { inStartup, keeperException } from './startup-fault.ts';
import { zkOpenFault } from './zk-open-fault.ts';

const KAFKA_SERVER = 'kafka.server.KafkaServer';

function info(emit: EmitItem, text: string, logger = KAFKA_SERVER): void {
  emit({ type: 'log', file: 'server', level: 'INFO', text, logger });
}

/** Connects, in the chroot that it makes where it is missing, and makes the persistent paths. */
export function* initZkClient(config: KafkaConfig, emit: EmitItem): Flow<void> {
  const connect = config.values['zookeeper.connect']!;
  info(emit, `Connecting to zookeeper on ${connect}`);
  if (config.values['zookeeper.set.acl']) throw noSecurity();
  const slash = connect.indexOf('/');
  if (slash > 0) {
    const inChroot = [
      'kafka.server.KafkaServer.$anonfun$initZkClient$2(KafkaServer.scala:450)',
      'kafka.server.KafkaServer.$anonfun$initZkClient$2$adapted(KafkaServer.scala:448)',
      'scala.Option.foreach(Option.scala:407)',
      'kafka.server.KafkaServer.initZkClient(KafkaServer.scala:448)',
      ...inStartup(191),
    ];
    yield* open(connect.slice(0, slash), config, inChroot);
    const chroot = connect.slice(slash);
    yield* makeSurePersistentPathExists(chroot, inChroot.map(atLine451));
    info(emit, `Created zookeeper path ${chroot}`);
    yield { type: 'zkClose' };
  }
  const caller = 'kafka.server.KafkaServer.initZkClient(KafkaServer.scala';
  yield* open(connect, config, [`${caller}:456)`, ...inStartup(191)]);
  emit({ type: 'started', parts: { hasZooKeeper: true } });
  for (const path of persistentPaths(config.release === '2.8.0')) {
    yield* makeSurePersistentPathExists(path, [`${caller}:457)`, ...inStartup(191)]);
  }
}

function atLine451(frame: string): string {
  return frame.replace(
    'initZkClient$2(KafkaServer.scala:450)',
    'initZkClient$2(KafkaServer.scala:451)',
  );
}

function noSecurity(): JavaException {
  const hash = 'kafka.server.KafkaConfig$@4b8ee4de';
  return new JavaException(
    'java.lang.SecurityException',
    `zookeeper.set.acl is true, but ZooKeeper client TLS configuration identifying at least ` +
      `${hash}.ZkSslClientEnableProp, ${hash}.ZkClientCnxnSocketProp, and ${hash}.ZkSslKeyStoreLocationProp ` +
      'was not present and the verification of the JAAS login file failed ' +
      '[java.security.auth.login.config=null, zookeeper.sasl.client=default:true, ' +
      'zookeeper.sasl.clientconfig=default:Client]',
    { frames: ['kafka.server.KafkaServer.initZkClient(KafkaServer.scala:445)', ...inStartup(191)] },
  );
}

function* open(connectString: string, config: KafkaConfig, callers: readonly string[]): Flow<void> {
  const timeoutMs =
    config.values['zookeeper.connection.timeout.ms'] ??
    config.values['zookeeper.session.timeout.ms'];
  const fault = (yield { type: 'zkOpen', connectString, timeoutMs }) as string | null;
  if (fault !== null) throw zkOpenFault(fault, callers);
}

/** KafkaZkClient.makeSurePersistentPathExists: parents are made on the way. */
function* makeSurePersistentPathExists(path: string, callers: readonly string[]): Flow<void> {
  const makeSure = 'kafka.zk.KafkaZkClient.makeSurePersistentPathExists(KafkaZkClient.scala:1627)';
  yield* createRecursive(path, null, [makeSure, ...callers]);
}

/** KafkaZkClient.createRecursive without complaint when it is there; true when it was made now. */
function* createRecursive(
  path: string,
  data: string | null,
  callers: readonly string[],
): Flow<boolean> {
  const own = 'kafka.zk.KafkaZkClient.createRecursive(KafkaZkClient.scala';
  const reason = invalidPathReason(path);
  if (reason !== null) throw invalidPath(reason, [`${own}:1719)`, ...callers]);
  let code = yield* createPersistent(path, data);
  if (code === ErrorCode.NONODE) {
    yield* createRecursive(path.slice(0, path.lastIndexOf('/')), null, callers);
    code = yield* createPersistent(path, data);
  }
  if (code === ErrorCode.OK) return true;
  if (code === ErrorCode.NODEEXISTS) return false;
  throw keeperException(code, path, [`${own}:1729)`, ...callers]);
}

function* createPersistent(path: string, data: string | null): Flow<number> {
  const acl = OPEN_ACL_UNSAFE;
  const mode = 'PERSISTENT';
  return (yield* zkOne({ type: 'CreateRequest', path, data, acl, mode, withStat: false })).err;
}

/** A client looks at a path before it sends anything. */
function invalidPath(reason: string, callers: readonly string[]): JavaException {
  const client = 'kafka.zookeeper.ZooKeeperClient';
  const zkClient = 'kafka.zk.KafkaZkClient';
  return new JavaException('java.lang.IllegalArgumentException', reason, {
    frames: [
      'org.apache.zookeeper.common.PathUtils.validatePath(PathUtils.java:99)',
      'org.apache.zookeeper.common.PathUtils.validatePath(PathUtils.java:35)',
      'org.apache.zookeeper.ZooKeeper.create(ZooKeeper.java:1688)',
      `${client}.send(ZooKeeperClient.scala:222)`,
      `${client}.$anonfun$handleRequests$2(ZooKeeperClient.scala:173)`,
      `${client}.$anonfun$handleRequests$1(ZooKeeperClient.scala:173)`,
      `${client}.$anonfun$handleRequests$1$adapted(ZooKeeperClient.scala:169)`,
      'scala.collection.mutable.ResizableArray.foreach(ResizableArray.scala:62)',
      'scala.collection.mutable.ResizableArray.foreach$(ResizableArray.scala:55)',
      'scala.collection.mutable.ArrayBuffer.foreach(ArrayBuffer.scala:49)',
      `${client}.handleRequests(ZooKeeperClient.scala:169)`,
      `${zkClient}.retryRequestsUntilConnected(KafkaZkClient.scala:1780)`,
      `${zkClient}.retryRequestsUntilConnected(KafkaZkClient.scala:1767)`,
      `${zkClient}.retryRequestUntilConnected(KafkaZkClient.scala:1762)`,
      ...callers,
    ],
  });
}

/** Watches /feature and reads it once, where the protocol between brokers knows features. */
export function* initFeatures(config: KafkaConfig, emit: EmitItem): Flow<void> {
  if (!isAtLeast(config.values['inter.broker.protocol.version'], '2.7-IV0')) return;
  logThread(emit, FEATURE_THREAD, 'Starting');
  emit({ type: 'started', parts: { hasFeatureListener: true } });
  yield* zkOne({ type: 'ExistsRequest', path: FEATURE_PATH, watch: true });
  const { err, reply } = yield* zkOne({ type: 'GetDataRequest', path: FEATURE_PATH, watch: true });
  const isThere = err === ErrorCode.OK;
  const data = isThere ? (reply?.data ?? null) : null;
  const version = isThere ? (reply?.stat?.version ?? 0) : null;
  emit({ type: 'act', act: { do: 'setFeatures', data, version } });
}

export function endFeatures(emit: EmitItem): void {
  endThread(emit, FEATURE_THREAD);
}

/** Reads the cluster's id, or gives it one. */
export function* getOrGenerateClusterId(emit: EmitItem): Flow<string> {
  let id = yield* readClusterId();
  if (id === null) {
    const proposed = yield* ask<string>({ about: 'newClusterId' });
    const isNew = yield* createRecursive(
      CLUSTER_ID_PATH,
      encodeClusterId(proposed),
      inStartup(199),
    );
    id = isNew ? proposed : yield* readClusterId();
  }
  emit({ type: 'act', act: { do: 'setClusterId', clusterId: id! } });
  info(emit, `Cluster ID = ${id}`);
  return id!;
}

function* readClusterId(): Flow<string | null> {
  const { err, reply } = yield* zkOne({
    type: 'GetDataRequest',
    path: CLUSTER_ID_PATH,
    watch: false,
  });
  if (err === ErrorCode.NONODE) return null;
  if (err !== ErrorCode.OK) throw keeperException(err, CLUSTER_ID_PATH, inStartup(199));
  try {
    return decodeClusterId(reply?.data ?? null);
  } catch (error) {
    if (!(error instanceof JsonException)) throw error;
    throw new JavaException(error.className, error.message, { frames: inStartup(199) });
  }
}

/** meta.properties of the log folder. */
interface MetaProperties {
  readonly clusterId: string | null;
  readonly brokerId: string | null;
}

/** Reads it, and sees that it belongs to this cluster. */
export function* loadMetaProperties(
  config: KafkaConfig,
  clusterId: string,
  emit: EmitItem,
): Flow<MetaProperties> {
  const path = `${config.logDir}/meta.properties`;
  const text = yield* ask<string | null>({ about: 'metaProperties' });
  if (text === null) {
    const warning = `No meta.properties file under dir ${path}`;
    const logger = 'kafka.server.BrokerMetadataCheckpoint';
    emit({ type: 'log', file: 'server', level: 'WARN', text: warning, logger });
    return { clusterId: null, brokerId: null };
  }
  const properties = parseProperties(text);
  const version = intProperty('version', properties.get('version') ?? '0', [
    'kafka.server.RawMetaProperties.version(BrokerMetadataCheckpoint.scala:66)',
    ...inStartup(210),
  ]);
  if (version !== 0) throw unexpectedVersion(properties);
  const stored = properties.get('cluster.id') ?? null;
  if (stored !== null && stored !== clusterId) {
    throw new JavaException(
      'kafka.common.InconsistentClusterIdException',
      `The Cluster ID ${clusterId} doesn't match stored clusterId Some(${stored}) in meta.properties. The ` +
        'broker is trying to join the wrong cluster. Configured zookeeper.connect may be wrong.',
      { frames: inStartup(218) },
    );
  }
  return { clusterId: stored, brokerId: properties.get('broker.id') ?? null };
}

function intProperty(name: string, text: string, callers: readonly string[]): number {
  const value = javaInt(text);
  if (value !== null) return value;
  throw new JavaException(
    'java.lang.RuntimeException',
    `Failed to parse ${name} property as an int: For input string: "${text}"`,
    {
      frames: [
        'kafka.server.RawMetaProperties.intValue(BrokerMetadataCheckpoint.scala:85)',
        ...callers,
      ],
    },
  );
}

function unexpectedVersion(properties: ReadonlyMap<string, string>): JavaException {
  const listed = [...properties.keys()].sort().map((key) => `${key}=${properties.get(key)}`);
  return new JavaException(
    'java.lang.RuntimeException',
    `Found unexpected version in loaded \`meta.properties\`: {${listed.join(', ')}}. Zk-based brokers only ` +
      'support version 0 (which is implicit when the `version` field is missing).',
    { frames: inStartup(211) },
  );
}

/** The broker's id: configured, stored, or the next of ZooKeeper's. */
export function* getOrGenerateBrokerId(config: KafkaConfig, meta: MetaProperties): Flow<number> {
  const own = 'kafka.server.KafkaServer.getOrGenerateBrokerId(KafkaServer.scala';
  const configured = config.brokerId;
  const stored =
    meta.brokerId === null
      ? null
      : intProperty('broker.id', meta.brokerId, [
          'kafka.server.RawMetaProperties.brokerId(BrokerMetadataCheckpoint.scala:50)',
          `${own}:789)`,
          ...inStartup(221),
        ]);
  if (stored !== null && configured >= 0 && configured !== stored) {
    throw new JavaException(
      'kafka.common.InconsistentBrokerIdException',
      `Configured broker.id ${configured} doesn't match stored broker.id Some(${stored}) in ` +
        'meta.properties. If you moved your data, make sure your configured broker.id matches. If you intend ' +
        'to create a new broker, you should remove all data in your data directories (log.dirs).',
      { frames: [`${own}:793)`, ...inStartup(221)] },
    );
  }
  if (stored !== null) return stored;
  if (configured >= 0 || !config.values['broker.id.generation.enable']) return configured;
  return (yield* nextSequenceId()) + config.values['reserved.broker.max.id'];
}

/** KafkaZkClient.generateBrokerSequenceId: the version that an empty write gives the znode. */
function* nextSequenceId(): Flow<number> {
  const path = BROKER_SEQUENCE_PATH;
  for (;;) {
    const { err, reply } = yield* zkOne({ type: 'SetDataRequest', path, data: '', version: -1 });
    if (err === ErrorCode.OK) return reply!.stat!.version;
    if (err !== ErrorCode.NONODE) throw keeperException(err, path, inStartup(221));
    yield* createRecursive(path, '', inStartup(221));
  }
}

/** KafkaZkClient.getEntityConfigs: what is set for an entity; nothing when it has no znode. */
export function* entityConfig(
  type: ConfigEntityType,
  name: string,
): Flow<Readonly<Record<string, string>>> {
  const path = configEntityPath(type, name);
  const { err, reply } = yield* zkOne({ type: 'GetDataRequest', path, watch: false });
  if (err === ErrorCode.NONODE) return {};
  if (err !== ErrorCode.OK) throw keeperException(err, path, []);
  return decodeEntityConfig(reply?.data ?? null);
}

/** Names below a path; none when it is missing. */
export function* childrenOf(path: string): Flow<readonly string[]> {
  const { err, reply } = yield* zkOne({ type: 'GetChildren2Request', path, watch: false });
  if (err === ErrorCode.NONODE) return [];
  if (err !== ErrorCode.OK) throw keeperException(err, path, []);
  return reply?.children ?? [];
}
