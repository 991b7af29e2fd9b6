/**
 * The lines of threads that only their begin and end are seen of, and how long their end takes.
 *
 * Mirrors: kafka.utils.ShutdownableThread, ExpiredOperationReaper, ThrottledChannelReaper, 2.8.0.
 */
import type { KafkaConfig } from './kafka-config.ts';
import type { EmitItem, Flow, Now } from './lifecycle-calls.ts';
import { ask, pause } from './lifecycle-calls.ts';

/** A thread by its name and the class that logs. */
export interface Thread {
  readonly name: string;
  readonly logger: string;
}

export const FEATURE_THREAD: Thread = {
  name: 'feature-zk-node-event-process-thread',
  logger: 'kafka.server.FinalizedFeatureChangeListener$ChangeNotificationProcessorThread',
};

export const CONFIG_THREAD: Thread = {
  name: '/config/changes-event-process-thread',
  logger: 'kafka.common.ZkNodeChangeNotificationListener$ChangeEventProcessThread',
};

/** Wakes every 200 ms, at the latest. */
export function expirationReaper(brokerId: number, purgatory: string): Thread {
  return {
    name: `ExpirationReaper-${brokerId}-${purgatory}`,
    logger: 'kafka.server.DelayedOperationPurgatory$ExpiredOperationReaper',
  };
}
export const EXPIRATION_BEAT_MS = 200;

/** Wakes every second. */
export function throttledChannelReaper(quota: string): Thread {
  return {
    name: `ThrottledChannelReaper-${quota}`,
    logger: 'kafka.server.ClientQuotaManager$ThrottledChannelReaper',
  };
}
export const THROTTLE_BEAT_MS = 1000;

const QUOTA_TYPES = ['Fetch', 'Produce', 'Request', 'ControllerMutation'] as const;

/** Kinds of quotas with a reaper each; 2.7 brought the last. */
export function quotaTypes({ release }: KafkaConfig): readonly string[] {
  return release === '2.8.0' ? QUOTA_TYPES : QUOTA_TYPES.slice(0, 3);
}

export function logThread(emit: EmitItem, thread: Thread, text: string): void {
  const { name, logger } = thread;
  emit({ type: 'log', file: 'server', level: 'INFO', text: `[${name}]: ${text}`, logger });
}

/** Ends a thread that waits for nothing longer than it takes to interrupt it. */
export function endThread(emit: EmitItem, thread: Thread): void {
  logThread(emit, thread, 'Shutting down');
  logEnd(emit, thread);
}

/** Ends a thread that looks at its end only when it wakes: every `beatMs` since it began. */
export function* endBeatingThread(
  emit: EmitItem,
  thread: Thread,
  begunAtMs: number,
  beatMs: number,
): Flow<void> {
  logThread(emit, thread, 'Shutting down');
  const { nowMs } = yield* ask<Now>({ about: 'now' });
  yield* pause(beatMs - ((nowMs - begunAtMs) % beatMs));
  logEnd(emit, thread);
}

function logEnd(emit: EmitItem, thread: Thread): void {
  logThread(emit, thread, 'Stopped');
  logThread(emit, thread, 'Shutdown completed');
}
