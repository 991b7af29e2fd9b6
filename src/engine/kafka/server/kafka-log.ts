/**
 * What a broker writes into its own logs.
 *
 * Mirrors: config/log4j.properties, log4j's pattern `[%d] %p %m (%c)%n` and DailyRollingFileAppender
 * with an hourly pattern, 2.8.0.
 * Departs: levels are those that are shipped; log4j.properties itself is not read.
 */
import type { Env } from '../../kernel/behavior.ts';
import type { DiskView } from '../../kernel/disk.ts';
import { entryAt } from '../../kernel/disk.ts';
import type { Effect } from '../../kernel/effects.ts';
import { ownPart } from './broker-changes.ts';
import type { BrokerTurn } from './broker-state.ts';
import type { LogHours } from './lifecycle-state.ts';

/** Under the folder of the application's logs: `server.log` and its neighbours. */
export type LogFile = 'server' | 'controller' | 'state-change' | 'log-cleaner' | 'request';

export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';

const RANKS: Readonly<Record<LogLevel, number>> = {
  TRACE: 0,
  DEBUG: 1,
  INFO: 2,
  WARN: 3,
  ERROR: 4,
  FATAL: 5,
};

const FILE_NAMES: Readonly<Record<LogFile, string>> = {
  server: 'server.log',
  controller: 'controller.log',
  'state-change': 'state-change.log',
  'log-cleaner': 'log-cleaner.log',
  request: 'kafka-request.log',
};

/** What log4j opens at the start, whether or not anything is ever written. */
const ALL_FILES = [...Object.values(FILE_NAMES), 'kafka-authorizer.log'];

const HOUR_MS = 3_600_000;

/** Whether lines of this level are kept; asked where a line is dear to make. */
export function isLogged(turn: BrokerTurn, file: LogFile, level: LogLevel): boolean {
  return RANKS[level] >= leastRank(turn, file);
}

function leastRank({ state }: BrokerTurn, file: LogFile): number {
  switch (file) {
    case 'controller':
      return RANKS.TRACE;
    case 'state-change':
      // 2.6 raised it from TRACE.
      return state.config.release === '2.8.0' ? RANKS.INFO : RANKS.TRACE;
    case 'request':
      return RANKS.WARN;
    default:
      return RANKS.INFO;
  }
}

/**
 * One line. `logger` is the class in full, as `%c` prints it, for example `kafka.server.KafkaServer`.
 * A stack trace follows on lines of its own: it is given apart, or stands in the text, from the first
 * line on that begins with an exception's name.
 */
export function kafkaLog(
  turn: BrokerTurn,
  file: LogFile,
  level: LogLevel,
  text: string,
  logger: string,
  stackTrace?: string,
): void {
  if (!isLogged(turn, file, level)) return;
  const [message, trace] = stackTrace === undefined ? partsOf(text) : [text, stackTrace];
  const stamp = logTime(turn.env.wallClockMs);
  const tail = trace === null ? '' : `${trace}\n`;
  const line = `[${stamp}] ${level} ${message} (${logger})\n${tail}`;
  const path = `${turn.state.lifecycle.logFolder}/${FILE_NAMES[file]}`;
  // log4j goes on without the line when the disk is full; nothing else may come to a halt by it.
  if (!turn.env.host.isDiskFull) {
    rollOver(turn, file, path);
    turn.effects.push({ type: 'append', path, chunk: line });
  }
  // The root logger has the console, too; the others are not additive.
  if (file === 'server') turn.effects.push({ type: 'output', fd: 1, text: line });
}

const EXCEPTION_LINE = /\n(?=(?:[a-z]\w*\.)+[A-Z][\w$]*(?:Exception|Error)\b)/;

function partsOf(text: string): readonly [string, string | null] {
  if (!text.includes('\n')) return [text, null];
  const found = EXCEPTION_LINE.exec(text);
  if (found === null) return [text, null];
  return [text.slice(0, found.index), text.slice(found.index + 1)];
}

/** `2026-11-21 03:28:04,288`, in UTC. */
export function logTime(wallClockMs: number): string {
  const iso = new Date(wallClockMs).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)},${iso.slice(20, 23)}`;
}

/** A file of an hour that is over gets that hour's name; what comes is the new hour's. */
function rollOver(turn: BrokerTurn, file: LogFile, path: string): void {
  const hour = Math.floor(turn.env.wallClockMs / HOUR_MS);
  const { logHours } = turn.state.lifecycle;
  if (logHours[file] === hour) return;
  const to = `${path}.${hourName(logHours[file])}`;
  turn.effects.push({ type: 'rename', from: path, to });
  ownPart(turn, 'lifecycle').logHours = { ...logHours, [file]: hour };
}

/** `2026-11-21-03`. */
function hourName(hour: number): string {
  return new Date(hour * HOUR_MS).toISOString().slice(0, 13).replace('T', '-');
}

/** Opens the files: makes those that are missing, and remembers which hour the others are of. */
export function openLogs(env: Env, folder: string, effects: Effect[]): LogHours {
  const { disk } = env.host;
  effects.push({ type: 'mkdir', path: folder });
  for (const name of ALL_FILES) {
    const path = `${folder}/${name}`;
    if (entryAt(disk, path) === undefined) effects.push({ type: 'append', path, chunk: '' });
  }
  const hourOf = (file: LogFile): number => fileHour(env, disk, `${folder}/${FILE_NAMES[file]}`);
  return {
    server: hourOf('server'),
    controller: hourOf('controller'),
    'state-change': hourOf('state-change'),
    'log-cleaner': hourOf('log-cleaner'),
    request: hourOf('request'),
  };
}

function fileHour({ nowMs, wallClockMs }: Env, disk: DiskView, path: string): number {
  const agoMs = nowMs - (entryAt(disk, path)?.modifiedAtMs ?? nowMs);
  return Math.floor((wallClockMs - agoMs) / HOUR_MS);
}
