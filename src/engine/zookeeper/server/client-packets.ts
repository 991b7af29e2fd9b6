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
import { sessionKey } from '../data/database.ts';
import type {
  AuthRequest,
  ClientRequest,
  ConnectRequest,
  FourLetterWord,
  RawText,
} from '../protocol/client-messages.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import type { Message } from '../../kernel/events.ts';
import { toHexString } from '../protocol/zxid.ts';
import { authenticate, listProviders, withIds } from './acl.ts';
import { onFourLetterWord } from './four-letter-word.ts';
import { logLine } from './log-line.ts';
import { requestBytes } from './packet-length.ts';
import { pipelineOf } from './pipelines.ts';
import type { Request, RequestType } from './request.ts';
import { OWNER_ME, requestTypeOf } from './request.ts';
import {
  closeCnxn,
  cnxnOf,
  remoteAddress,
  sendReply,
  setCnxn,
  touchCnxn,
  workerThread,
} from './server-cnxn.ts';
import type { ServerCnxn, ServerTurn } from './server-state.ts';
import { connectionKey } from './server-state.ts';
import { setStats } from './server-stats.ts';
import { processConnectRequest } from './session-setup.ts';

/** What a client may send. */
type ClientPacket = ConnectRequest | ClientRequest | FourLetterWord | RawText;

/** Takes a message that came on a client connection. */
export function onClientMessage(turn: ServerTurn, cnxn: ServerCnxn, message: Message): void {
  if (cnxn.isAwaitingSession) {
    setCnxn(turn, { ...cnxn, pending: [...cnxn.pending, message] });
    return;
  }
  const packet = message as ClientPacket;
  const counted = countReceived(turn, cnxn, packet);
  switch (packet.type) {
    case 'FourLetterWord':
      if (cnxn.isInitialized || !onFourLetterWord(turn, counted, packet.word)) {
        closeMalformed(turn, counted, lengthOf(packet.word));
      }
      return;
    case 'RawText':
      return closeMalformed(turn, counted, lengthOf(packet.text));
    case 'ConnectRequest':
      if (cnxn.isInitialized) return closeMalformed(turn, counted, 0);
      return processConnectRequest(turn, counted, packet);
    default:
      if (!cnxn.isInitialized) return closeMalformed(turn, counted, 0);
      if (turn.state.server === null) return closeNotRunning(turn, counted);
      return onRequest(turn, counted, packet);
  }
}

/** Handles what waited for the session to be confirmed. */
export function drainPending(turn: ServerTurn, connection: number): void {
  const { pending } = cnxnOf(turn, connection)!;
  if (pending.length === 0) return;
  setCnxn(turn, { ...cnxnOf(turn, connection)!, pending: [] });
  for (const message of pending) {
    const cnxn = cnxnOf(turn, connection);
    if (cnxn === undefined) return;
    onClientMessage(turn, cnxn, message as Message);
  }
}

/** Upstream refuses packets while no ZooKeeperServer runs. */
export function closeNotRunning(turn: ServerTurn, cnxn: ServerCnxn): void {
  logClose(turn, cnxn, 'ZooKeeperServer not running');
  closeCnxn(turn, cnxn.id);
}

/** Hands a request to the first processor of the chain. Mirrors submitRequestNow. */
export function submitRequest(turn: ServerTurn, request: Request): void {
  const pipeline = pipelineOf(turn);
  if (request.connection !== null) {
    const cnxn = cnxnOf(turn, request.connection);
    // A session that expired meanwhile: the request is dropped, the connection will be closed.
    if (cnxn !== undefined && !pipeline.touch(turn, request.sessionId, cnxn.sessionTimeoutMs)) {
      return;
    }
    const { stats } = turn.state.server!;
    setStats(turn, { ...stats, outstandingRequests: stats.outstandingRequests + 1 });
  }
  pipeline.submit(turn, request);
}

function countReceived(turn: ServerTurn, cnxn: ServerCnxn, packet: ClientPacket): ServerCnxn {
  const isOutstanding = 'xid' in packet && packet.xid > 0;
  const counted = {
    ...cnxn,
    packetsReceived: cnxn.packetsReceived + 1,
    outstandingRequests: isOutstanding ? cnxn.outstandingRequests + 1 : cnxn.outstandingRequests,
  };
  setCnxn(turn, counted);
  const { server } = turn.state;
  if (server !== null) {
    setStats(turn, { ...server.stats, packetsReceived: server.stats.packetsReceived + 1 });
  }
  if (packet.type !== 'FourLetterWord') {
    touchCnxn(turn, connectionKey(cnxn.id), cnxn.sessionTimeoutMs);
  }
  return counted;
}

function onRequest(turn: ServerTurn, cnxn: ServerCnxn, packet: ClientRequest): void {
  if (packet.type === 'AuthRequest') return onAuth(turn, cnxn, packet);
  let type: RequestType;
  if (packet.type === 'PingRequest') type = 'ping';
  else {
    if (packet.type !== 'SetWatches2') {
      const bytes = requestBytes(packet);
      if (bytes > numberProperty(turn.state.config, 'jute.maxbuffer', 0xfffff)) {
        return closeMalformed(turn, cnxn, bytes);
      }
    }
    type = requestTypeOf(packet);
  }
  submitRequest(turn, {
    sessionId: cnxn.sessionId,
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

const PING = { type: 'Ping' } as const;

function onAuth(turn: ServerTurn, cnxn: ServerCnxn, packet: AuthRequest): void {
  const { config, server } = turn.state;
  const source = `${workerThread(cnxn)}:o.a.z.s.ZooKeeperServer`;
  const reply = { type: 'AuthResponse', kind: 'reply', xid: packet.xid, zxid: 0n } as const;
  logLine(turn, 'INFO', `${source}@1620`, `got auth packet ${remoteAddress(cnxn)}`);
  const ids = authenticate(config, cnxn.remoteIp, packet.scheme, packet.auth);
  if (ids === null) {
    const text =
      `No authentication provider for scheme: ${packet.scheme} has ` + listProviders(config);
    logLine(turn, 'WARN', `${source}@1647`, text);
    setStats(turn, { ...server!.stats, authFailed: server!.stats.authFailed + 1 });
    sendReply(turn, cnxn, { ...reply, err: ErrorCode.AUTHFAILED });
    closeCnxn(turn, cnxn.id);
    return;
  }
  const session = toHexString(cnxn.sessionId);
  const text =
    `Session ${session}: auth success for scheme ${packet.scheme} and address ` +
    remoteAddress(cnxn);
  logLine(turn, 'INFO', `${source}@1639`, text);
  const authInfo = withIds(cnxn.authInfo, ids);
  sendReply(turn, { ...cnxn, authInfo }, { ...reply, err: ErrorCode.OK });
}

function closeMalformed(turn: ServerTurn, cnxn: ServerCnxn, length: number): void {
  const most = numberProperty(turn.state.config, 'jute.maxbuffer', 0xfffff);
  logClose(
    turn,
    cnxn,
    `Len error. A message from ${remoteAddress(cnxn)} with advertised length of ${length} is ` +
      'either a malformed message or too large to process (length is greater than ' +
      `jute.maxbuffer=${most})`,
  );
  closeCnxn(turn, cnxn.id);
}

function logClose(turn: ServerTurn, cnxn: ServerCnxn, cause: string): void {
  logLine(
    turn,
    'WARN',
    `${workerThread(cnxn)}:o.a.z.s.NIOServerCnxn@380`,
    `Close of session 0x${sessionKey(cnxn.sessionId)}\njava.io.IOException: ${cause}`,
  );
}

/** The first four bytes as a packet's length, which is what upstream takes them for. */
function lengthOf(text: string): number {
  let length = 0;
  for (let i = 0; i < 4; i++) length = (length << 8) | (text.charCodeAt(i) & 0xff);
  return length;
}
