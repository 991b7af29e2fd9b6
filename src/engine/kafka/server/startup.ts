/**
 * A broker's start from top to bottom, as a routine.
 *
 * Mirrors: kafka.server.KafkaServer.startup and the end of kafka.Kafka.main, 2.8.0.
 * Departs: what other threads do meanwhile (the controller's election, the block of producer ids) is not
 * waited for.
 * Read next: startup-zk.ts, registration.ts, shutdown.ts, lifecycle.ts.
 */
import { ErrorCode } from '../../zookeeper/client/index.ts';
import type { ConfigEntityType } from '../zk/broker-znodes.ts';
import { DEFAULT_ENTITY } from '../zk/broker-znodes.ts';
import { COMMIT_IDS } from '../release.ts';
import { inImmutableOrder, stringHash } from '../zk/scala-order.ts';
import { TOPICS_PATH, topicPath } from '../zk/topic-paths.ts';
import { decodeTopic } from '../zk/topic-znodes.ts';
import { JavaException } from '../../java/exception.ts';
import type { KafkaConfig } from './kafka-config.ts';
import type { EmitItem, Flow, LifecycleAct, Now } from './lifecycle-calls.ts';
import { ask, zkOne } from './lifecycle-calls.ts';
import type { StartedParts } from './lifecycle-state.ts';
import { NOTHING_STARTED } from './lifecycle-state.ts';
import { checkEndpoints, registerBroker } from './registration.ts';
import {
  CONFIG_THREAD,
  expirationReaper,
  logThread,
  quotaTypes,
  throttledChannelReaper,
} from './shutdownable-thread.ts';
import { shutdown } from './shutdown.ts';
import { logProcessorsStart, startSocketServer } from './socket-server-startup.ts';
import { inStartup } from './startup-fault.ts';
import {
  childrenOf,
  entityConfig,
  getOrGenerateBrokerId,
  getOrGenerateClusterId,
  initFeatures,
  initZkClient,
  loadMetaProperties,
} from './startup-zk.ts';

const KAFKA_SERVER = 'kafka.server.KafkaServer';

export interface StartupInput {
  readonly config: KafkaConfig;
  readonly hostName: string;
}

/** What start-up has got to, for the shutdown that a fault leads to. */
interface Progress {
  brokerId: number | null;
  started: StartedParts;
}

/** Gives null when the broker runs, else the exit code of its process. */
export function* startup(input: StartupInput, give: EmitItem): Flow<number | null> {
  const progress: Progress = { brokerId: null, started: NOTHING_STARTED };
  const emit: EmitItem = (item) => {
    if (item.type === 'started') progress.started = { ...progress.started, ...item.parts };
    give(item);
  };
  const ident = (): string =>
    progress.brokerId === null ? '' : `[KafkaServer id=${progress.brokerId}] `;
  try {
    yield* start(input, progress, emit);
    logServer(emit, 'INFO', `${ident()}started`);
    return null;
  } catch (error) {
    if (!(error instanceof JavaException)) throw error;
    const text = `${ident()}Fatal error during KafkaServer startup. Prepare to shutdown`;
    const log = { type: 'log', file: 'server', level: 'ERROR' } as const;
    emit({ ...log, text, logger: KAFKA_SERVER, stackTrace: error.trace });
    const { config } = input;
    const known = progress.brokerId ?? config.brokerId;
    yield* shutdown({ config, ident: ident(), brokerId: known, started: progress.started }, emit);
    emit({ ...log, text: 'Exiting Kafka.', logger: mainLogger(config) });
    // The hook that Exit.exit runs finds nothing left to do.
    logServer(emit, 'INFO', `${ident()}shutting down`);
    return 1;
  }
}

/** Who complains in the end. */
export function mainLogger({ release }: KafkaConfig): string {
  return release === '2.8.0' ? 'kafka.Kafka$' : 'kafka.server.KafkaServerStartable';
}

function logServer(emit: EmitItem, level: 'INFO' | 'ERROR', text: string): void {
  emit({ type: 'log', file: 'server', level, text, logger: KAFKA_SERVER });
}

function act(emit: EmitItem, what: LifecycleAct): void {
  emit({ type: 'act', act: what });
}

function* start(input: StartupInput, progress: Progress, emit: EmitItem): Flow<void> {
  const { config, hostName } = input;
  logServer(emit, 'INFO', 'starting');
  emit({ type: 'chart', event: { type: 'startup.begun' } });
  yield* initZkClient(config, emit);
  yield* initFeatures(config, emit);
  const clusterId = yield* getOrGenerateClusterId(emit);
  const meta = yield* loadMetaProperties(config, clusterId, emit);
  const brokerId = yield* getOrGenerateBrokerId(config, meta);
  progress.brokerId = brokerId;
  act(emit, { do: 'setBrokerId', brokerId });
  yield* initDynamicConfig(brokerId, emit);
  yield* startQuotas(config, emit);
  yield* startLogs(emit);
  yield* startSocketServer(config, brokerId, emit);
  act(emit, { do: 'startReplicas' });
  emit({ type: 'started', parts: { hasReplicas: true } });
  const registration = { config, brokerId, hostName };
  yield* checkEndpoints(registration, inStartup(307));
  yield* registerBroker(registration, emit, inStartup(308));
  act(emit, { do: 'writeMetaProperties' });
  act(emit, { do: 'startController' });
  emit({ type: 'started', parts: { hasController: true } });
  yield* startCoordinators(config, brokerId, emit);
  yield* startConfigManager(config, emit);
  yield* startProcessing(config, brokerId, emit);
}

/** DynamicBrokerConfig.initialize. */
function* initDynamicConfig(brokerId: number, emit: EmitItem): Flow<void> {
  const defaults = yield* entityConfig('brokers', DEFAULT_ENTITY);
  const own = yield* entityConfig('brokers', String(brokerId));
  act(emit, { do: 'initializeDynamicConfig', defaults, own });
}

function* startQuotas(config: KafkaConfig, emit: EmitItem): Flow<void> {
  for (const quota of quotaTypes(config)) {
    logThread(emit, throttledChannelReaper(quota), 'Starting');
  }
  const { nowMs } = yield* ask<Now>({ about: 'now' });
  emit({ type: 'started', parts: { quotasAtMs: nowMs } });
}

/** LogManager, with the configurations of all topics. */
function* startLogs(emit: EmitItem): Flow<void> {
  const locked = yield* ask<string | null>({ about: 'lockProblem' });
  if (locked !== null) throw lockFault(locked);
  emit({ type: 'chart', event: { type: 'recovery.begun' } });
  const configs: [string, Readonly<Record<string, string>>][] = [];
  for (const topic of yield* childrenOf(TOPICS_PATH)) {
    configs.push([topic, yield* entityConfig('topics', topic)]);
  }
  act(emit, { do: 'setTopicConfigs', configs });
  const problem = yield* ask<string | null>({ about: 'loadLogs' });
  if (problem !== null) throw faultOf(problem, inStartup(251));
  emit({ type: 'started', parts: { hasLogs: true } });
}

/** An exception from the text that Java prints of it. */
function faultOf(text: string, frames: readonly string[]): JavaException {
  const colon = text.indexOf(': ');
  return new JavaException(text.slice(0, colon), text.slice(colon + 2), { frames });
}

function lockFault(text: string): JavaException {
  const own = 'kafka.log.LogManager';
  return faultOf(text, [
    `${own}.$anonfun$lockLogDirs$1(LogManager.scala:234)`,
    'scala.collection.TraversableLike.$anonfun$flatMap$1(TraversableLike.scala:293)',
    'scala.collection.mutable.ResizableArray.foreach(ResizableArray.scala:62)',
    'scala.collection.mutable.ResizableArray.foreach$(ResizableArray.scala:55)',
    'scala.collection.mutable.ArrayBuffer.foreach(ArrayBuffer.scala:49)',
    'scala.collection.TraversableLike.flatMap(TraversableLike.scala:293)',
    'scala.collection.TraversableLike.flatMap$(TraversableLike.scala:290)',
    'scala.collection.AbstractTraversable.flatMap(Traversable.scala:108)',
    `${own}.lockLogDirs(LogManager.scala:229)`,
    `${own}.<init>(LogManager.scala:106)`,
    `${own}$.apply(LogManager.scala:1238)`,
    ...inStartup(249),
  ]);
}

/** Admin manager, group and transaction coordinator, KafkaApis. */
function* startCoordinators(config: KafkaConfig, brokerId: number, emit: EmitItem): Flow<void> {
  const { nowMs } = yield* ask<Now>({ about: 'now' });
  logThread(emit, expirationReaper(brokerId, 'topic'), 'Starting');
  emit({ type: 'started', parts: { adminAtMs: nowMs } });
  act(emit, { do: 'startGroups', partitions: yield* partitionsOf('__consumer_offsets') });
  emit({ type: 'started', parts: { hasGroups: true } });
  act(emit, { do: 'startTransactions', partitions: yield* partitionsOf('__transaction_state') });
  emit({ type: 'started', parts: { hasTransactions: true } });
  const { nowMs: apisAtMs } = yield* ask<Now>({ about: 'now' });
  if (config.release === '2.8.0') {
    logThread(emit, expirationReaper(brokerId, 'AlterAcls'), 'Starting');
  }
  emit({ type: 'started', parts: { apisAtMs } });
}

/** KafkaZkClient.getTopicPartitionCount; null: there is no such topic. */
function* partitionsOf(topic: string): Flow<number | null> {
  const path = topicPath(topic);
  const { err, reply } = yield* zkOne({ type: 'GetDataRequest', path, watch: false });
  if (err !== ErrorCode.OK) return null;
  return decodeTopic(topic, reply?.data ?? null).assignment.length;
}

/** 2.7 brought the last. */
const CONFIG_TYPES: readonly ConfigEntityType[] = ['topics', 'clients', 'users', 'brokers', 'ips'];

/** DynamicConfigManager.startup: listens for changes, then applies what is set. */
function* startConfigManager({ release }: KafkaConfig, emit: EmitItem): Flow<void> {
  const types = release === '2.8.0' ? CONFIG_TYPES : CONFIG_TYPES.slice(0, 4);
  logThread(emit, CONFIG_THREAD, 'Starting');
  act(emit, { do: 'startConfigManager' });
  emit({ type: 'started', parts: { hasConfigManager: true } });
  for (const type of inImmutableOrder(types, stringHash)) {
    for (const name of yield* childrenOf(`/config/${type}`)) {
      yield* applyConfig(type, name, emit);
    }
    if (type !== 'users') continue;
    for (const user of yield* childrenOf('/config/users')) {
      for (const client of yield* childrenOf(`/config/users/${user}/clients`)) {
        yield* applyConfig('users', `${user}/clients/${client}`, emit);
      }
    }
  }
}

function* applyConfig(type: ConfigEntityType, name: string, emit: EmitItem): Flow<void> {
  const config = yield* entityConfig(type, name);
  act(emit, { do: 'processConfig', entityPath: `${type}/${name}`, config });
}

/** SocketServer.startProcessingRequests, and what says that the broker is there. */
function* startProcessing(config: KafkaConfig, brokerId: number, emit: EmitItem): Flow<void> {
  logProcessorsStart(config, brokerId, emit);
  act(emit, { do: 'startProcessing' });
  emit({ type: 'chart', event: { type: 'startup.completed' } });
  emit({ type: 'started', parts: { isComplete: true } });
  const { wallClockMs } = yield* ask<Now>({ about: 'now' });
  const { release } = config;
  const log = (text: string): void =>
    emit({ type: 'log', file: 'server', level: 'INFO', text, logger: APP_INFO });
  log(`Kafka version: ${release}`);
  log(`Kafka commitId: ${COMMIT_IDS[release]}`);
  if (release === '2.8.0') log(`Kafka startTimeMs: ${wallClockMs}`);
}

const APP_INFO = 'org.apache.kafka.common.utils.AppInfoParser';
