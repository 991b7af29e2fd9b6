/**
 * Start and end of a broker’s replicas.
 *
 * Mirrors: ReplicaManager.startup, shutdown, the constructors of its purgatories, and where
 * kafka.server.KafkaServer starts and stops the AlterIsrManager, 2.8.0.
 */
import { splitStream } from '../../kernel/random.ts';
import type { BrokerState, BrokerTurn } from '../server/broker-state.ts';
import { shutdownChannel, startChannel } from './controller-channel.ts';
import { shutdownFetcherManager } from './fetcher-manager.ts';
import {
  CHECKPOINT_TIMER,
  checkpointHighWatermarks,
  createCheckpoint,
} from './high-watermark-checkpoint.ts';
import { isAlterIsrSupported } from './ibp.ts';
import { PURGATORY_TIMER } from './purgatory.ts';
import { EMPTY_PURGATORY } from './purgatory-state.ts';
import { ownReplicas } from './replica-changes.ts';
import { replicaManagerLine, threadLine } from './replica-lines.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import { PROPAGATION_TIMER, startZkIsrManager } from './zk-isr-manager.ts';

export const ISR_TIMER = 'replica:isr-expiration';

const REAPER = 'kafka.server.DelayedOperationPurgatory$ExpiredOperationReaper';
const FAILURE_HANDLER = 'kafka.server.ReplicaManager$LogDirFailureHandler';

/** A follower may lag for one and a half times replica.lag.time.max.ms before it is taken out. */
export function setIsrTimer(turn: BrokerTurn): void {
  const delayMs = Math.trunc(turn.state.config.values['replica.lag.time.max.ms'] / 2);
  turn.effects.push({ type: 'setTimer', name: ISR_TIMER, delayMs });
}

/** ReplicaManager.startup: timers of ISR shrinking and of high watermark checkpoints. */
export function startReplicaManager(turn: BrokerTurn): void {
  ownReplicas(turn).random = splitStream(turn.state.process.seed, 'fetch sessions');
  if (isAlterIsrSupported(turn.state.config)) startChannel(turn);
  startZkIsrManager(turn);
  createCheckpoint(turn);
  for (const name of ['Produce', 'Fetch', 'DeleteRecords', 'ElectLeader']) {
    threadLine(turn, reaperName(turn, name), 'Starting', REAPER);
  }
  setIsrTimer(turn);
  threadLine(turn, 'LogDirFailureHandler', 'Starting', FAILURE_HANDLER);
}

function reaperName({ state }: BrokerTurn, name: string): string {
  return `ExpirationReaper-${state.config.brokerId}-${name}`;
}

/** From the beginning of shutdown on, while the controller still moves leaders away, no fetcher is added. */
export function isShuttingDown({ chart }: BrokerState): boolean {
  return chart.value === 'PENDING_CONTROLLED_SHUTDOWN' || chart.value === 'SHUTTING_DOWN';
}

/** ReplicaManager.shutdown: fetchers end, high watermarks are written. */
export function shutdownReplicaManager(turn: BrokerTurn): void {
  replicaManagerLine(turn, 'INFO', 'Shutting down');
  endThread(turn, 'LogDirFailureHandler', FAILURE_HANDLER);
  shutdownFetcherManager(turn);
  for (const text of ['shutting down', 'shutdown completed']) {
    const prefix = `[ReplicaAlterLogDirsManager on broker ${turn.state.config.brokerId}] `;
    kafkaLog(turn, 'server', 'INFO', prefix + text, 'kafka.server.ReplicaAlterLogDirsManager');
  }
  for (const name of ['Fetch', 'Produce', 'DeleteRecords', 'ElectLeader']) {
    endThread(turn, reaperName(turn, name), REAPER);
  }
  for (const name of [ISR_TIMER, CHECKPOINT_TIMER, PURGATORY_TIMER, PROPAGATION_TIMER]) {
    turn.effects.push({ type: 'cancelTimer', name });
  }
  const replicas = ownReplicas(turn);
  // What waits is not answered any more.
  replicas.purgatory = EMPTY_PURGATORY;
  replicas.checkpointed = null;
  checkpointHighWatermarks(turn);
  replicaManagerLine(turn, 'INFO', 'Shut down completely');
  shutdownChannel(turn);
}

function endThread(turn: BrokerTurn, name: string, logger: string): void {
  for (const text of ['Shutting down', 'Stopped', 'Shutdown completed']) {
    threadLine(turn, name, text, logger);
  }
}
