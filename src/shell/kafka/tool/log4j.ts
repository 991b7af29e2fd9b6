/**
 * Log lines of a tool on its standard error.
 *
 * Mirrors: config/tools-log4j.properties (root level WARN, `[%d] %p %m (%c)%n`) as log4j 1.2 reads it.
 * Departs: of the file only the level of the root logger counts.
 */
import { parseProperties } from '../../../engine/kafka/index.ts';
import type { JavaException } from '../java/exception.ts';
import type { LogLevel } from './tool.ts';

const LEVELS: readonly LogLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

/** The level from which on lines are printed; null: none are. */
export function rootLevel(configuration: string | undefined): LogLevel | null {
  if (configuration === undefined) return 'WARN';
  const value = parseProperties(configuration).get('log4j.rootLogger') ?? 'DEBUG';
  const name = value.split(',')[0]!.trim().toUpperCase();
  if (name === 'OFF') return null;
  if (name === 'ALL') return 'TRACE';
  return LEVELS.find((level) => level === name) ?? 'DEBUG';
}

/** Whether a line of this level is printed. */
export function isLogged(level: LogLevel, root: LogLevel | null): boolean {
  return root !== null && LEVELS.indexOf(level) >= LEVELS.indexOf(root);
}

/** A line, and the stack trace of what was thrown. */
export function logText(
  wallClockMs: number,
  level: LogLevel,
  text: string,
  logger: string,
  throwable?: JavaException,
): string {
  const time = new Date(wallClockMs).toISOString().replace('T', ' ').replace('.', ',');
  const trace = throwable?.stackTrace ?? '';
  return `[${time.slice(0, 23)}] ${level} ${text} (${logger})\n${trace}`;
}
