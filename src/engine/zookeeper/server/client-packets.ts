/**
 * What arrives on a client connection: four-letter words, the ConnectRequest, authentication, and
 * requests, which go to the first processor.
 *
 * Mirrors: NIOServerCnxn.readLength, readConnectRequest, readRequest; ZooKeeperServer.processPacket,
 * submitRequestNow, 3.8.0.
 * Departs: no throttling of requests.
 * Read next: session-setup.ts, pipeline.ts, final-request-processor.ts.
 */
import { numberProperty } from '../admin/config.ts';
import type {
  AuthRequest,
  ClientRequest,
  ConnectRequest,
  FourLetterWord,
  RawText,
  RequestBody,
} from '../protocol/client-messages.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import type { Message } from '../../kernel/events.ts';
import { toHexString } from '../protocol/zxid.ts';
import { authenticate, listProviders, withIds } from './acl.ts';
import { isRefusedUnauthenticated } from './enforced-auth.ts';
import { onFourLetterWord } from './four-letter-word.ts';
import { logLine } from '../admin/log-line.ts';
import { requestBytes } from './packet-length.ts';
import { pipelineOf } from './pipelines.ts';
import type { RequestType } from './request.ts';
import { OWNER_ME, requestTypeOf } from './request.ts';
import {
  closeCnxn,
  closeFor,
  cnxnOf,
  remoteAddress,
  sendReply,
  touchCnxn,
  workerThread,
} from './server-cnxn.ts';
import type { ServerCnxn, ServerTurn, ServingState } from './server-state.ts';
import { connectionKey } from './server-state.ts';
import { countReceived } from './server-stats.ts';
import { ownCnxn, ownStats } from './state-changes.ts';
import { closeNotRunning, processConnectRequest } from './session-setup.ts';

/** What a client may send. */
type ClientPacket = ConnectRequest | ClientRequest | FourLetterWord | RawText;

/** Takes a message that came on a client connection. */
export function onClientMessage(turn: ServerTurn, cnxn: ServerCnxn, message: Message): void {
  if (cnxn.isAwaitingSession) {
    ownCnxn(turn, cnxn).pending = [...cnxn.pending, message];
    return;
  }
  const packet = message as ClientPacket;
  if (cnxn.isInitialized && turn.state.server !== null && isRequest(packet)) {
    return onRequest(turn, cnxn, packet);
  }
  const counted = noteReceived(turn, cnxn, packet, false);
  switch (packet.type) {
    case 'FourLetterWord':
      if (cnxn.isInitialized || !onFourLetterWord(turn, counted, packet.word)) {
        closeMalformed(turn, counted, lengthOf(packet.word));
      }
      return;
    case 'RawText':
      // Only the first four bytes count.
      if (cnxn.isInitialized || !onFourLetterWord(turn, counted, packet.text.slice(0, 4))) {
        closeMalformed(turn, counted, lengthOf(packet.text));
      }
      return;
    case 'ConnectRequest':
      if (cnxn.isInitialized) return closeMalformed(turn, counted, 0);
      return processConnectRequest(turn, counted, packet);
    default:
      if (!cnxn.isInitialized) return closeMalformed(turn, counted, 0);
      if (turn.state.server === null) return closeNotRunning(turn, counted);
      return onAuth(turn, counted, packet as AuthRequest);
  }
}

/** Handles what waited for the session to be confirmed. */
export function drainPending(turn: ServerTurn, connection: number): void {
  const waiting = cnxnOf(turn, connection)!;
  const { pending } = waiting;
  if (pending.length === 0) return;
  ownCnxn(turn, waiting).pending = [];
  for (const message of pending) {
    const cnxn = cnxnOf(turn, connection);
    if (cnxn === undefined) return;
    onClientMessage(turn, cnxn, message as Message);
  }
}

function isRequest(packet: ClientPacket): packet is Exclude<ClientRequest, AuthRequest> {
  switch (packet.type) {
    case 'FourLetterWord':
    case 'RawText':
    case 'ConnectRequest':
    case 'AuthRequest':
      return false;
    default:
      return true;
  }
}

/** Counts a packet once, in the connection and in the server. */
function noteReceived(
  turn: ServerTurn,
  cnxn: ServerCnxn,
  packet: ClientPacket,
  isSubmitted: boolean,
): ServerCnxn {
  const counted = ownCnxn(turn, cnxn);
  counted.packetsReceived++;
  // It has an xid of its own.
  if ('xid' in packet && packet.xid > 0) counted.outstandingRequests++;
  // A four-letter word does not keep a connection alive.
  if (packet.type !== 'FourLetterWord') {
    touchCnxn(turn, connectionKey(cnxn.id), cnxn.sessionTimeoutMs);
  }
  const { server } = turn.state;
  if (server !== null) {
    countReceived(ownStats(turn), bytesOf(packet), isSubmitted, isSubmitted && decides(server));
  }
  return counted;
}

/** Learners pass their requests on; a read-only server refuses what would need a decision. */
function decides({ pipeline }: ServingState): boolean {
  return pipeline === 'standalone' || pipeline === 'leader';
}

/** With the four bytes that tell a packet's length. */
function bytesOf(packet: ClientPacket): number {
  switch (packet.type) {
    case 'FourLetterWord':
    case 'RawText':
      return 4;
    case 'ConnectRequest':
      return 49;
    case 'PingRequest':
      return 12;
    case 'AuthRequest':
      return 24 + packet.scheme.length + (packet.auth?.length ?? 0);
    default:
      return 4 + requestBytes(packet as RequestBody);
  }
}

function onRequest(
  turn: ServerTurn,
  cnxn: ServerCnxn,
  packet: Exclude<ClientRequest, AuthRequest>,
): void {
  if (isRefusedUnauthenticated(turn, cnxn)) return refuseUnauthenticated(turn, cnxn, packet);
  const type: RequestType = packet.type === 'PingRequest' ? 'ping' : requestTypeOf(packet);
  const bytes = mayBeLarge(packet) ? requestBytes(packet as RequestBody) : 0;
  const isTooLarge = bytes > numberProperty(turn.state.config, 'jute.maxbuffer', 0xfffff);
  const pipeline = pipelineOf(turn);
  const { sessionId, sessionTimeoutMs } = cnxn;
  // A session that expired meanwhile: the request is dropped, the connection will be closed.
  const isSubmitted = !isTooLarge && pipeline.touch(turn, sessionId, sessionTimeoutMs);
  noteReceived(turn, cnxn, packet, isSubmitted);
  if (isTooLarge) return closeMalformed(turn, cnxn, bytes);
  if (!isSubmitted) return;
  pipeline.submit(turn, {
    sessionId,
    cxid: packet.xid,
    type,
    body: packet.type === 'PingRequest' ? PING : packet,
    authInfo: cnxn.authInfo,
    connection: cnxn.id,
    owner: OWNER_ME,
    header: null,
    txn: null,
    zxid: -1n,
    createdAtMs: turn.env.nowMs,
    error: 0,
  });
}

function refuseUnauthenticated(turn: ServerTurn, cnxn: ServerCnxn, packet: ClientRequest): void {
  const counted = noteReceived(turn, cnxn, packet, false);
  const err = ErrorCode.SESSIONCLOSEDREQUIRESASLAUTH;
  const reply = { type: 'ErrorResponse', kind: 'reply', xid: packet.xid, zxid: 0n, err } as const;
  sendReply(turn, counted, reply);
  closeCnxn(turn, cnxn.id);
}

/** Spares counting the bytes of what is short anyway. */
function mayBeLarge(packet: Exclude<ClientRequest, AuthRequest>): boolean {
  if (packet.type === 'MultiRequest') return true;
  return 'data' in packet && packet.data !== null && packet.data.length > 10_000;
}

const PING = { type: 'Ping' } as const;

function onAuth(turn: ServerTurn, cnxn: ServerCnxn, packet: AuthRequest): void {
  const { config } = turn.state;
  const source = `${workerThread(cnxn)}:o.a.z.s.ZooKeeperServer`;
  const reply = { type: 'AuthResponse', kind: 'reply', xid: packet.xid, zxid: 0n } as const;
  logLine(turn, 'INFO', `${source}@1620`, `got auth packet ${remoteAddress(cnxn)}`);
  const ids = authenticate(config, cnxn.remoteIp, packet.scheme, packet.auth);
  if (ids === null) {
    const text =
      `No authentication provider for scheme: ${packet.scheme} has ` + listProviders(config);
    logLine(turn, 'WARN', `${source}@1647`, text);
    ownStats(turn).authFailed++;
    sendReply(turn, cnxn, { ...reply, err: ErrorCode.AUTHFAILED });
    closeCnxn(turn, cnxn.id);
    return;
  }
  const session = toHexString(cnxn.sessionId);
  const text =
    `Session ${session}: auth success for scheme ${packet.scheme} and address ` +
    remoteAddress(cnxn);
  logLine(turn, 'INFO', `${source}@1639`, text);
  const known = ownCnxn(turn, cnxn);
  known.authInfo = withIds(known.authInfo, ids);
  sendReply(turn, known, { ...reply, err: ErrorCode.OK });
}

function closeMalformed(turn: ServerTurn, cnxn: ServerCnxn, length: number): void {
  const most = numberProperty(turn.state.config, 'jute.maxbuffer', 0xfffff);
  closeFor(
    turn,
    cnxn,
    `Len error. A message from ${remoteAddress(cnxn)} with advertised length of ${length} is ` +
      'either a malformed message or too large to process (length is greater than ' +
      `jute.maxbuffer=${most})`,
  );
}

/** The first four bytes as a packet's length, which is what upstream takes them for. */
function lengthOf(text: string): number {
  let length = 0;
  for (let i = 0; i < 4; i++) length = (length << 8) | (text.charCodeAt(i) & 0xff);
  return length;
}
