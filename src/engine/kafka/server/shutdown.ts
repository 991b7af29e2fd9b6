/**
 * A broker's end from top to bottom, as a routine: of a running one, and of one whose start has failed.
 *
 * Mirrors: kafka.server.KafkaServer.shutdown, SocketServer.stopProcessingRequests and shutdown,
 * KafkaRequestHandlerPool, KafkaApis.close, Metrics.close, 2.8.0.
 * Departs: a part with a door of its own says at once that its reapers have ended; the time that they
 * take, half a beat each, passes behind it.
 * Read next: controlled-shutdown.ts, lifecycle.ts.
 */
import { controlledShutdown } from './controlled-shutdown.ts';
import type { KafkaConfig } from './kafka-config.ts';
import type { EmitItem, Flow, LifecycleAct, ShutdownInput } from './lifecycle-calls.ts';
import { pause } from './lifecycle-calls.ts';
import { socketServerIdent } from './socket-server-startup.ts';
import {
  CONFIG_THREAD,
  EXPIRATION_BEAT_MS,
  FEATURE_THREAD,
  THROTTLE_BEAT_MS,
  endBeatingThread,
  endThread,
  expirationReaper,
  quotaTypes,
  throttledChannelReaper,
} from './shutdownable-thread.ts';

/** Heartbeat and Rebalance. */
const GROUP_REAPERS = 2;
/** Produce, Fetch, DeleteRecords and ElectLeader. */
const REPLICA_REAPERS = 4;

/** Ends what was started, in upstream's order. */
export function* shutdown(input: ShutdownInput, emit: EmitItem): Flow<void> {
  const { config, ident, started, brokerId } = input;
  const isNewer = config.release === '2.8.0';
  log(emit, `${ident}shutting down`);
  if (started.isComplete) yield* controlledShutdown(input, emit);
  emit({ type: 'chart', event: { type: 'shutdown.begun' } });
  if (started.hasConfigManager) endThread(emit, CONFIG_THREAD);
  if (started.hasSocketServer) stopProcessing(config, brokerId, emit);
  if (started.apisAtMs !== null) yield* endApis(config, brokerId, started.apisAtMs, emit);
  if (started.adminAtMs !== null) {
    const reaper = expirationReaper(brokerId, 'topic');
    yield* endBeatingThread(emit, reaper, started.adminAtMs, EXPIRATION_BEAT_MS);
  }
  act(emit, started.hasTransactions, 'shutdownTransactions');
  act(emit, started.hasGroups, 'shutdownGroups');
  if (started.hasGroups) yield* pause((GROUP_REAPERS * EXPIRATION_BEAT_MS) / 2);
  act(emit, started.hasReplicas, 'shutdownReplicas');
  if (started.hasReplicas) yield* pause((REPLICA_REAPERS * EXPIRATION_BEAT_MS) / 2);
  act(emit, started.hasLogs, 'shutdownLogs');
  act(emit, started.hasController, 'shutdownController');
  if (started.hasFeatureListener) endThread(emit, FEATURE_THREAD);
  if (started.hasZooKeeper) yield { type: 'zkClose' };
  if (started.quotasAtMs !== null) {
    for (const quota of quotaTypes(config)) {
      const reaper = throttledChannelReaper(quota);
      yield* endBeatingThread(emit, reaper, started.quotasAtMs, THROTTLE_BEAT_MS);
    }
  }
  if (started.hasSocketServer) {
    logSocketServer(emit, config, brokerId, 'Shutting down socket server');
    logSocketServer(emit, config, brokerId, 'Shutdown completed');
  }
  if (isNewer) endMetrics(emit, brokerId, started.quotasAtMs !== null);
  emit({ type: 'chart', event: { type: 'shutdown.completed' } });
  log(emit, `${ident}shut down completed`);
}

function log(emit: EmitItem, text: string, logger = 'kafka.server.KafkaServer'): void {
  emit({ type: 'log', file: 'server', level: 'INFO', text, logger });
}

function logSocketServer(
  emit: EmitItem,
  config: KafkaConfig,
  brokerId: number,
  text: string,
): void {
  log(emit, `${socketServerIdent(config, brokerId)}${text}`, 'kafka.network.SocketServer');
}

type PlainAct = Extract<LifecycleAct['do'], `shutdown${string}`>;

function act(emit: EmitItem, isStarted: boolean, what: PlainAct): void {
  if (isStarted) emit({ type: 'act', act: { do: what } });
}

function stopProcessing(config: KafkaConfig, brokerId: number, emit: EmitItem): void {
  logSocketServer(emit, config, brokerId, 'Stopping socket server request processors');
  emit({ type: 'act', act: { do: 'stopProcessing' } });
  logSocketServer(emit, config, brokerId, 'Stopped socket server request processors');
}

/** The pool of request handlers, and KafkaApis. */
function* endApis(
  { release }: KafkaConfig,
  brokerId: number,
  begunAtMs: number,
  emit: EmitItem,
): Flow<void> {
  const pool = `[data-plane Kafka Request Handler on Broker ${brokerId}],`;
  log(emit, `${pool} shutting down`, 'kafka.server.KafkaRequestHandlerPool');
  log(emit, `${pool} shut down completely`, 'kafka.server.KafkaRequestHandlerPool');
  if (release === '2.8.0') {
    const reaper = expirationReaper(brokerId, 'AlterAcls');
    yield* endBeatingThread(emit, reaper, begunAtMs, EXPIRATION_BEAT_MS);
  }
  log(emit, `[KafkaApi-${brokerId}] Shutdown complete.`, 'kafka.server.KafkaApis');
}

function endMetrics(emit: EmitItem, brokerId: number, hasMetrics: boolean): void {
  if (hasMetrics) {
    const metrics = 'org.apache.kafka.common.metrics';
    log(emit, 'Metrics scheduler closed', `${metrics}.Metrics`);
    log(emit, `Closing reporter ${metrics}.JmxReporter`, `${metrics}.Metrics`);
    log(emit, 'Metrics reporters closed', `${metrics}.Metrics`);
    log(emit, 'Broker and topic stats closed', 'kafka.server.BrokerTopicStats');
  }
  const appInfo = 'org.apache.kafka.common.utils.AppInfoParser';
  log(emit, `App info kafka.server for ${brokerId} unregistered`, appInfo);
}
