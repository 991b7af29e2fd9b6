/**
 * Writes the server's log as upstream's log4j/logback pattern prints it; zkServer.sh redirects it
 * into the log file.
 *
 * Mirrors: conf/logback.xml, pattern `%d{ISO8601} [myid:%X{myid}] - %-5p [%t:%logger{36}@%L] - %m%n`.
 * Departs: the time zone is UTC; stack traces are not printed.
 */
import type { Turn } from '../../kernel/turn.ts';
import type { QuorumPeerConfig } from './config-types.ts';

export type LogLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';

/** A step of whatever has a configuration. */
type LineTurn = Turn<{ readonly config: QuorumPeerConfig }>;

/**
 * Prints one line. `source` is thread, abbreviated logger and line, for example
 * `main:o.a.z.s.ZooKeeperServer@1234`. As upstream, only the main thread knows myid.
 */
export function logLine(turn: LineTurn, level: LogLevel, source: string, text: string): void {
  if (isQuiet(turn)) return;
  const { serverId } = turn.state.config;
  const line = formatLogLine(
    turn.env.wallClockMs,
    serverId >= 0 && source.startsWith('main:') ? String(serverId) : '',
    level,
    source,
    text,
  );
  turn.effects.push({ type: 'output', fd: 1, text: line });
}

/** What is logged when the process ends itself. Mirrors ServiceUtils.requestSystemExit. */
export function logExit(turn: LineTurn, thread: string, code: number): void {
  logLine(turn, 'ERROR', `${thread}:o.a.z.u.ServiceUtils@42`, `Exiting JVM with code ${code}`);
}

/** Searches over many runs read no log: `-Dquiet=true`. Asked first where a text costs much. */
export function isQuiet({ state }: LineTurn): boolean {
  return state.config.systemProperties['quiet'] === 'true';
}

/** The thread that runs the server: `main`, or the QuorumPeer's with its addresses. */
export function mainThread(turn: LineTurn): string {
  const { isDistributed, serverId, clientPortAddress: address } = turn.state.config;
  if (!isDistributed) return 'main';
  const host = address === null || address.host === '0.0.0.0' ? '[0:0:0:0:0:0:0:0]' : address.host;
  const plain = address === null ? 'disabled' : `${host}:${address.port}`;
  return `QuorumPeer[myid=${serverId}](plain=${plain})(secure=disabled)`;
}

/** The thread of PrepRequestProcessor. */
export function processThread(turn: LineTurn): string {
  const { isDistributed, serverId, clientPortAddress } = turn.state.config;
  const port = isDistributed ? -1 : (clientPortAddress?.port ?? -1);
  return `ProcessThread(sid:${isDistributed ? serverId : 0} cport:${port}):`;
}

/** One line of the log, newline included. */
export function formatLogLine(
  wallClockMs: number,
  myid: string,
  level: LogLevel,
  source: string,
  text: string,
): string {
  return `${formatLogTime(wallClockMs)} [myid:${myid}] - ${level.padEnd(5)} [${source}] - ${text}\n`;
}

/** `2026-11-21 02:46:27,762`. */
function formatLogTime(wallClockMs: number): string {
  return new Date(wallClockMs).toISOString().replace('T', ' ').replace('.', ',').slice(0, 23);
}
