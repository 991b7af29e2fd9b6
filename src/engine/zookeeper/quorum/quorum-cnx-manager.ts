/**
 * Election links: one connection for each pair of servers, the one that the larger id opened.
 *
 * Mirrors: QuorumCnxManager with its SendWorker, RecvWorker and Listener, 3.8.0.
 * Departs: dialling blocks nobody; the receive queue has no limit.
 * Read next: election.ts (what is sent).
 */
import type { Address } from '../../kernel/events.ts';
import { memberOf } from '../admin/quorum-verifier.ts';
import type { InitialMessage, Notification } from '../protocol/quorum-packets.ts';
import { logLine } from '../admin/log-line.ts';
import type { ServerTurn } from '../server/server-state.ts';
import type { CnxState, ElectionLink } from './quorum-state.ts';
import { nextToken, ownQuorum, quorumOf } from './quorum-peer.ts';

/** QuorumCnxManager.cnxTO: an attempt is given up after this. */
const CNX_TIMEOUT_MS = 5000;
const TOKEN = 'election:';
/** Names of the timers that give up an attempt. */
export const DIAL_TIMER = 'election.dial:';

/** No links. */
export const NO_LINKS: CnxState = { links: {}, unidentified: [], sidOf: {} };

/** Sends to a peer, dialling when there is no link; the newest message replaces an unsent one. */
export function toSend(turn: ServerTurn, sid: number, message: Notification): void {
  const link = linkOf(turn, sid);
  if (link.connection !== null) {
    turn.effects.push({ type: 'send', connection: link.connection, message });
    setLink(turn, linkWith(link, link.connection, link.dialling, link.queued, message));
    return;
  }
  setLink(turn, linkWith(link, null, link.dialling, message, link.lastSent));
  connectOne(turn, sid);
}

/** Whether something was sent to at least one peer, so that silence is theirs. */
export function haveDelivered(turn: ServerTurn): boolean {
  const links = Object.values(quorumOf(turn).cnx.links);
  return links.length === 0 || links.some(({ queued }) => queued === null);
}

/** Dials every peer that something is to be sent to. */
export function connectAll(turn: ServerTurn): void {
  for (const { sid } of Object.values(quorumOf(turn).cnx.links)) connectOne(turn, sid);
}

function connectOne(turn: ServerTurn, sid: number): void {
  const link = linkOf(turn, sid);
  if (link.connection !== null || link.dialling !== null) return;
  const { quorumVerifier, lastSeenQuorumVerifier } = quorumOf(turn).peer;
  const server = memberOf(quorumVerifier, sid) ?? memberOf(lastSeenQuorumVerifier, sid);
  if (server === undefined) {
    say(turn, 'WARN', 'QuorumCnxManager@780', `Invalid server id: ${sid} `);
    return;
  }
  const token = `${TOKEN}${sid}:${nextToken(turn)}`;
  const { host, port } = server.electionAddress;
  turn.effects.push(
    { type: 'connect', token, host, port },
    { type: 'setTimer', name: DIAL_TIMER + sid, delayMs: CNX_TIMEOUT_MS },
  );
  setLink(turn, linkWith(linkOf(turn, sid), null, token, link.queued, link.lastSent));
}

/** An attempt took too long. */
export function onDialTimeout(turn: ServerTurn, timerName: string): void {
  const sid = Number(timerName.slice(DIAL_TIMER.length));
  const link = linkOf(turn, sid);
  if (link.dialling === null) return;
  turn.effects.push({ type: 'abandon', token: link.dialling });
  setLink(turn, linkWith(link, link.connection, null, link.queued, link.lastSent));
  cannotOpen(turn, sid);
}

/** Whether the token is of an attempt of this module. */
export function isElectionToken(token: string): boolean {
  return token.startsWith(TOKEN);
}

/** Nobody listens at the peer's election port. */
export function onDialRefused(turn: ServerTurn, token: string): void {
  const sid = sidOfToken(token);
  const link = linkOf(turn, sid);
  if (link.dialling !== token) return;
  setLink(turn, linkWith(link, link.connection, null, link.queued, link.lastSent));
  turn.effects.push({ type: 'cancelTimer', name: DIAL_TIMER + sid });
  cannotOpen(turn, sid);
}

function cannotOpen(turn: ServerTurn, sid: number): void {
  const { quorumVerifier, lastSeenQuorumVerifier } = quorumOf(turn).peer;
  const server = memberOf(quorumVerifier, sid) ?? memberOf(lastSeenQuorumVerifier, sid);
  const address = server === undefined ? '' : addressText(turn, server.electionAddress);
  const text = `Cannot open channel to ${sid} at election address ${address}`;
  const thread = `QuorumConnectionThread-[myid=${quorumOf(turn).peer.myid}]-1`;
  logLine(turn, 'WARN', `${thread}:o.a.z.s.q.QuorumCnxManager@401`, text);
}

/** An address as upstream prints it: `/10.0.0.11:3888`, or `zk1/10.0.0.11:3888` for a name. */
export function addressText(turn: ServerTurn, { host, port }: Address): string {
  const ip = turn.env.host.resolve(host) ?? '<unresolved>';
  return ip === host ? `/${ip}:${port}` : `${host}/${ip}:${port}`;
}

/** A dialled link is open: it stays when this server's id is the larger one. */
export function onDialled(turn: ServerTurn, token: string, connection: number): void {
  const sid = sidOfToken(token);
  const { myid, quorumVerifier } = quorumOf(turn).peer;
  const link = linkOf(turn, sid);
  const own = memberOf(quorumVerifier, myid)?.electionAddress;
  const message: InitialMessage = {
    type: 'InitialMessage',
    sid: myid,
    electionAddress: own === undefined ? '' : `${own.host}:${own.port}`,
  };
  if (link.dialling === token) {
    turn.effects.push({ type: 'cancelTimer', name: DIAL_TIMER + sid });
    setLink(turn, linkWith(link, link.connection, null, link.queued, link.lastSent));
  }
  turn.effects.push({ type: 'send', connection, message });
  if (sid > myid) {
    say(
      turn,
      'INFO',
      'QuorumCnxManager@514',
      `Have smaller server identifier, so dropping the connection: (myId:${myid} --> sid:${sid})`,
    );
    turn.effects.push({ type: 'close', connection });
    return;
  }
  adopt(turn, sid, connection);
}

/** Somebody dialled the election port: who it is, its first message tells. */
export function onAccepted(turn: ServerTurn, connection: number, remote: string): void {
  const { cnx, peer } = quorumOf(turn);
  const own = memberOf(peer.quorumVerifier, peer.myid)?.electionAddress;
  const address = own === undefined ? '' : addressText(turn, own);
  const source = 'o.a.z.s.q.QuorumCnxManager$Listener$ListenerHandler@1076';
  logLine(
    turn,
    'INFO',
    `ListenerHandler-${address}:${source}`,
    `Received connection request from ${remote}`,
  );
  setUnidentified(turn, [...cnx.unidentified, connection]);
}

/** Whether the connection is an election link, or may become one. */
export function isElectionConnection(turn: ServerTurn, connection: number): boolean {
  const { sidOf, unidentified } = quorumOf(turn).cnx;
  return sidOf[connection] !== undefined || unidentified.includes(connection);
}

/** The dialler says who it is. A smaller id is sent away and dialled back. */
export function onInitialMessage(
  turn: ServerTurn,
  connection: number,
  { sid }: InitialMessage,
): void {
  const { cnx, peer } = quorumOf(turn);
  if (!cnx.unidentified.includes(connection)) return;
  const unidentified = cnx.unidentified.filter((other) => other !== connection);
  setUnidentified(turn, unidentified);
  if (sid < peer.myid) {
    const old = linkOf(turn, sid);
    turn.effects.push({ type: 'close', connection });
    if (old.connection !== null) {
      turn.effects.push({ type: 'close', connection: old.connection });
      dropLink(turn, old.connection);
    }
    connectOne(turn, sid);
    return;
  }
  if (sid === peer.myid) {
    say(
      turn,
      'WARN',
      'QuorumCnxManager@663',
      'We got a connection request from a server with our own ID. ' +
        'This should be either a configuration error, or a bug.',
    );
    turn.effects.push({ type: 'close', connection });
    return;
  }
  adopt(turn, sid, connection);
}

/** The newest connection is the link; what waits is sent, or the last message once more. */
function adopt(turn: ServerTurn, sid: number, connection: number): void {
  const old = linkOf(turn, sid);
  if (old.connection !== null) {
    turn.effects.push({ type: 'close', connection: old.connection });
    dropLink(turn, old.connection);
  }
  const { links, unidentified, sidOf } = quorumOf(turn).cnx;
  ownQuorum(turn).cnx = { links, unidentified, sidOf: { ...sidOf, [connection]: sid } };
  const link = linkOf(turn, sid);
  const message = link.queued ?? link.lastSent;
  setLink(turn, linkWith(link, connection, link.dialling, null, message));
  if (message !== null) turn.effects.push({ type: 'send', connection, message });
}

/** A link broke; it is dialled again when there is something to say. */
export function onElectionClosed(turn: ServerTurn, connection: number): void {
  const { cnx, peer } = quorumOf(turn);
  const sid = cnx.sidOf[connection];
  if (sid === undefined) {
    const unidentified = cnx.unidentified.filter((other) => other !== connection);
    setUnidentified(turn, unidentified);
    return;
  }
  dropLink(turn, connection);
  const text = `Connection broken for id ${sid}, my id = ${peer.myid}`;
  const worker = 'o.a.z.s.q.QuorumCnxManager$';
  logLine(turn, 'WARN', `RecvWorker:${sid}:${worker}RecvWorker@1402`, text);
  const interrupting = `Interrupting SendWorker thread from RecvWorker. sid: ${sid}. myId: ${peer.myid}`;
  logLine(turn, 'WARN', `RecvWorker:${sid}:${worker}RecvWorker@1408`, interrupting);
  const leaving = `Send worker leaving thread id ${sid} my id = ${peer.myid}`;
  logLine(turn, 'WARN', `SendWorker:${sid}:${worker}SendWorker@1300`, leaving);
}

function dropLink(turn: ServerTurn, connection: number): void {
  const { cnx } = quorumOf(turn);
  const { [connection]: sid, ...sidOf } = cnx.sidOf;
  if (sid === undefined) return;
  const link = cnx.links[sid]!;
  const links =
    link.connection === connection
      ? { ...cnx.links, [sid]: linkWith(link, null, link.dialling, link.queued, link.lastSent) }
      : cnx.links;
  ownQuorum(turn).cnx = { links, unidentified: cnx.unidentified, sidOf };
}

function linkOf(turn: ServerTurn, sid: number): ElectionLink {
  return (
    quorumOf(turn).cnx.links[sid] ?? {
      sid,
      connection: null,
      dialling: null,
      queued: null,
      lastSent: null,
    }
  );
}

function setUnidentified(turn: ServerTurn, unidentified: CnxState['unidentified']): void {
  const { links, sidOf } = quorumOf(turn).cnx;
  ownQuorum(turn).cnx = { links, unidentified, sidOf };
}

function setLink(turn: ServerTurn, link: ElectionLink): void {
  const { cnx } = quorumOf(turn);
  const { links, unidentified, sidOf } = cnx;
  ownQuorum(turn).cnx = { links: { ...links, [link.sid]: link }, unidentified, sidOf };
}

/** Field by field: a spread costs many times as much. */
function linkWith(
  { sid }: ElectionLink,
  connection: number | null,
  dialling: string | null,
  queued: Notification | null,
  lastSent: Notification | null,
): ElectionLink {
  return { sid, connection, dialling, queued, lastSent };
}

function sidOfToken(token: string): number {
  return Number(token.slice(TOKEN.length).split(':')[0]);
}

function say(turn: ServerTurn, level: 'INFO' | 'WARN', source: string, text: string): void {
  const { myid } = quorumOf(turn).peer;
  logLine(turn, level, `QuorumConnectionThread-[myid=${myid}]-1:o.a.z.s.q.${source}`, text);
}
