/**
 * The lines that upstream's client would log, as outcomes.
 *
 * Mirrors: the LOG calls of ClientCnxn and ZooKeeper, 3.8.0 (INFO and above).
 */
import type { ClientOutcome, ClientTurn } from './client-state.ts';
import type { ServerAddress } from './connect-string.ts';

type Level = Extract<ClientOutcome, { type: 'log' }>['level'];

/** A line of the thread that talks to the servers. `line` is upstream's line number. */
export function logSendThread(
  turn: ClientTurn,
  level: Level,
  line: number,
  text: string,
  exception: string | null = null,
): void {
  if (!turn.state.config.isLogging) return;
  const { server } = turn.state.link;
  const name = server === null ? '' : `${server.host}:${server.port}`;
  const source = `main-SendThread(${name}):o.a.z.ClientCnxn$SendThread@${line}`;
  turn.outcomes.push({ type: 'log', level, source, server: name, text, exception });
}

/** A name could not be resolved, which upstream's list of servers says in the same thread. */
export function logResolver(turn: ClientTurn, text: string, exception: string): void {
  if (!turn.state.config.isLogging) return;
  const { server } = turn.state.link;
  const name = server === null ? '' : `${server.host}:${server.port}`;
  const source = `main-SendThread(${name}):o.a.z.c.StaticHostProvider@148`;
  turn.outcomes.push({ type: 'log', level: 'ERROR', source, server: name, text, exception });
}

/** A line of another thread. */
export function logClient(turn: ClientTurn, level: Level, source: string, text: string): void {
  if (!turn.state.config.isLogging) return;
  turn.outcomes.push({ type: 'log', level, source, server: '', text, exception: null });
}

/**
 * As Java prints a resolved address: `localhost/127.0.0.1:2181`. The client has asked for the name of
 * an address that was given as such.
 */
export function javaAddress(turn: ClientTurn, server: ServerAddress | null): string {
  if (server === null) return 'null';
  const ip = turn.env.host.resolve(server.host);
  if (ip === undefined) return `${server.host}/<unresolved>:${server.port}`;
  const name = server.host === ip ? (turn.env.host.nameOf(ip) ?? ip) : server.host;
  return `${name}/${ip}:${server.port}`;
}
