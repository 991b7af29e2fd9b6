/**
 * What a broker writes into its own logs.
 *
 * Mirrors: config/log4j.properties and log4j's pattern `[%d] %p %m (%c)%n`, 2.8.0.
 */
import type { BrokerTurn } from './broker-state.ts';

/** Under the folder of the application's logs: `server.log` and its neighbours. */
export type LogFile = 'server' | 'controller' | 'state-change' | 'log-cleaner' | 'request';

export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';

/**
 * One line. `logger` is the class in full, as `%c` prints it, for example `kafka.server.KafkaServer`;
 * a stack trace follows the text on lines of its own.
 */
export function kafkaLog(
  _turn: BrokerTurn,
  _file: LogFile,
  _level: LogLevel,
  _text: string,
  _logger: string,
): void {
  throw new Error('unwritten');
}
