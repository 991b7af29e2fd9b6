/**
 * The lines of controller.log and state-change.log, each with the prefix and the logger of its class.
 *
 * Mirrors: the logIdents of kafka.controller's classes and of StateChangeLogger, 2.8.0.
 */
import type { LogFile, LogLevel } from '../server/kafka-log.ts';
import type { ControllerLine } from './controller-output.ts';
import type { ControllerRun } from './controller-run.ts';
import { stackTrace } from './exceptions.ts';

interface Source {
  readonly file: LogFile;
  readonly logger: string;
  readonly prefix: (brokerId: number) => string;
}

/** Who says a line. */
export const SOURCES = {
  controller: {
    file: 'controller',
    logger: 'kafka.controller.KafkaController',
    prefix: (id) => `[Controller id=${id}] `,
  },
  eventThread: {
    file: 'controller',
    logger: 'kafka.controller.ControllerEventManager$ControllerEventThread',
    prefix: (id) => `[ControllerEventThread controllerId=${id}] `,
  },
  channels: {
    file: 'controller',
    logger: 'kafka.controller.ControllerChannelManager',
    prefix: (id) => `[Channel manager on controller ${id}]: `,
  },
  sender: {
    file: 'controller',
    logger: 'kafka.controller.RequestSendThread',
    prefix: (id) => `[RequestSendThread controllerId=${id}] `,
  },
  batch: {
    file: 'controller',
    logger: 'kafka.controller.ControllerBrokerRequestBatch',
    prefix: () => '',
  },
  partitions: {
    file: 'controller',
    logger: 'kafka.controller.ZkPartitionStateMachine',
    prefix: (id) => `[PartitionStateMachine controllerId=${id}] `,
  },
  replicas: {
    file: 'controller',
    logger: 'kafka.controller.ZkReplicaStateMachine',
    prefix: (id) => `[ReplicaStateMachine controllerId=${id}] `,
  },
  deletion: {
    file: 'controller',
    logger: 'kafka.controller.TopicDeletionManager',
    prefix: (id) => `[Topic Deletion Manager ${id}] `,
  },
  zkClient: { file: 'server', logger: 'kafka.zk.KafkaZkClient', prefix: () => '' },
} as const satisfies Readonly<Record<string, Source>>;

export type SourceName = keyof typeof SOURCES;

/** 2.2 knows one kind of each state machine, and writes a comma more. */
const OLD_SOURCES: Readonly<Partial<Record<SourceName, Source>>> = {
  partitions: { ...SOURCES.partitions, logger: 'kafka.controller.PartitionStateMachine' },
  replicas: { ...SOURCES.replicas, logger: 'kafka.controller.ReplicaStateMachine' },
  deletion: { ...SOURCES.deletion, prefix: (id) => `[Topic Deletion Manager ${id}], ` },
};

/** A line as it is written; an exception follows on a line of its own. */
export function controllerLine(
  brokerId: number,
  source: SourceName,
  level: LogLevel,
  text: string,
  error?: unknown,
  isOld = false,
): ControllerLine {
  const { file, logger, prefix } = (isOld ? OLD_SOURCES[source] : undefined) ?? SOURCES[source];
  const trace = error === undefined ? '' : `\n${stackTrace(error)}`;
  return { type: 'log', file, level, text: `${prefix(brokerId)}${text}${trace}`, logger };
}

export function log(
  run: ControllerRun,
  source: SourceName,
  level: LogLevel,
  text: string,
  error?: unknown,
): void {
  const { brokerId, isOld } = run.settings;
  run.emit(controllerLine(brokerId, source, level, text, error, isOld));
}

/** KafkaController.info. */
export function info(run: ControllerRun, text: string, error?: unknown): void {
  log(run, 'controller', 'INFO', text, error);
}

/** KafkaController.debug. */
export function debug(run: ControllerRun, text: string, error?: unknown): void {
  log(run, 'controller', 'DEBUG', text, error);
}

/** A line of state-change.log. `withEpoch` false: of the logger that knows no epoch. */
export function logStateChange(
  run: ControllerRun,
  level: LogLevel,
  text: string,
  error?: unknown,
  withEpoch = true,
): void {
  const { settings, context } = run;
  const epoch = withEpoch ? ` epoch=${context.epoch}` : '';
  const trace = error === undefined ? '' : `\n${stackTrace(error)}`;
  run.emit({
    type: 'log',
    file: 'state-change',
    level,
    text: `[Controller id=${settings.brokerId}${epoch}] ${text}${trace}`,
    logger: 'state.change.logger',
  });
}

/** A change that 2.8.0 writes down at INFO and 2.2 at TRACE. */
export function noteStateChange(run: ControllerRun, text: string): void {
  logStateChange(run, run.settings.isOld ? 'TRACE' : 'INFO', text);
}

/** As they are shipped, state-change.log of 2.2 takes lines of level TRACE, that of 2.8.0 does not. */
export function traceStateChange(run: ControllerRun, text: () => string): void {
  if (run.settings.isOld) logStateChange(run, 'TRACE', text());
}
