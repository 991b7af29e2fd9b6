/**
 * The logs' lines in server.log.
 *
 * Mirrors: kafka.utils.Logging with the logIdent of Log, ProducerStateManager and others, 2.8.0.
 */
import type { BrokerTurn } from '../server/broker-state.ts';
import type { LogLevel } from '../server/kafka-log.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import type { LogState } from './log-state.ts';

/** `[Log partition=t-0, dir=/data/logs] …` */
export function partitionLine(
  turn: BrokerTurn,
  log: Pick<LogState, 'name'>,
  level: LogLevel,
  text: string,
): void {
  const dir = turn.state.config.logDir;
  const prefix = `[Log partition=${log.name}, dir=${dir}] `;
  kafkaLog(turn, 'server', level, prefix + text, 'kafka.log.Log');
}

export function producersLine(
  turn: BrokerTurn,
  log: Pick<LogState, 'name'>,
  level: LogLevel,
  text: string,
): void {
  const logger = 'kafka.log.ProducerStateManager';
  kafkaLog(turn, 'server', level, `[ProducerStateManager partition=${log.name}] ${text}`, logger);
}

export function managerLine(turn: BrokerTurn, level: LogLevel, text: string): void {
  kafkaLog(turn, 'server', level, text, 'kafka.log.LogManager');
}

/** log-cleaner.log. */
export function cleanerLine(turn: BrokerTurn, level: LogLevel, text: string): void {
  kafkaLog(turn, 'log-cleaner', level, text, 'kafka.log.LogCleaner');
}
