/**
 * How a client gets its session: a new one through a transaction, or its old one again.
 *
 * Mirrors: ZooKeeperServer.processConnectRequest, createSession, reopenSession, 3.8.0.
 * Departs: no limit on the rate of connections.
 * Read next: session-password.ts, pipeline.ts (validateSession), session-verdict.ts.
 */
import type { ConnectRequest, ConnectResponse } from '../protocol/client-messages.ts';
import { toHexString } from '../protocol/zxid.ts';
import { logLine } from '../admin/log-line.ts';
import { count, observe } from './metrics.ts';
import { isMutant } from '../mutants.ts';
import { pipelineOf } from './pipelines.ts';
import type { Request } from './request.ts';
import { newRequest } from './request.ts';
import {
  closeCnxn,
  closeFor,
  closeSessionCnxn,
  cnxnOf,
  remoteAddress,
  sendConnectResponse,
  setSessionId,
  touchCnxn,
  workerThread,
} from './server-cnxn.ts';
import type { ServerCnxn, ServerTurn } from './server-state.ts';
import { connectionKey } from './server-state.ts';
import { ownCnxn, ownStats } from './state-changes.ts';
import { generatePasswd, NO_PASSWORD } from './session-password.ts';
import { takeSessionId, trackLocalSession, trackSession } from './session-tracker.ts';

/** Takes the first packet of a client. */
export function processConnectRequest(
  turn: ServerTurn,
  cnxn: ServerCnxn,
  packet: ConnectRequest,
): void {
  const { server, config, db } = turn.state;
  count(turn, 'connection_request_count');
  observe(turn, 'connection_token_deficit', 0);
  if (server === null) return closeNotRunning(turn, cnxn);
  const source = `${workerThread(cnxn)}:o.a.z.s.ZooKeeperServer`;
  const address = remoteAddress(cnxn);
  if (server.pipeline === 'readOnly' && !packet.readOnly) {
    const text = `Refusing session request for not-read-only client ${address}`;
    logLine(turn, 'INFO', `${source}@1413`, text);
    return closeCnxn(turn, cnxn.id);
  }
  const isChecked = !isMutant(turn.state, 'M36-no-zxid-check');
  if (isChecked && packet.lastZxidSeen > db.lastProcessedZxid) {
    const text =
      `Refusing session request for client ${address} as it has seen zxid ` +
      `${toHexString(packet.lastZxidSeen)} our last zxid is ` +
      `${toHexString(db.lastProcessedZxid)} client must try another server`;
    logLine(turn, 'INFO', `${source}@1424`, text);
    return closeCnxn(turn, cnxn.id);
  }
  const sessionTimeoutMs = Math.min(
    Math.max(packet.timeOut, config.minSessionTimeoutMs),
    config.maxSessionTimeoutMs,
  );
  // Nothing more is read until the session is confirmed.
  const waiting = ownCnxn(turn, cnxn);
  waiting.sessionTimeoutMs = sessionTimeoutMs;
  waiting.isAwaitingSession = true;
  waiting.isInitialized = true;
  touchCnxn(turn, connectionKey(cnxn.id), sessionTimeoutMs);
  if (packet.sessionId === 0n) createSession(turn, waiting);
  else reopenSession(turn, waiting, packet);
}

function createSession(turn: ServerTurn, cnxn: ServerCnxn): void {
  const sessionId = takeSessionId(turn);
  const { name } = pipelineOf(turn);
  const isLocal = turn.state.server!.sessions.local !== null;
  // A learner leaves tracking to the leader, which learns of the session by the transaction.
  if (isLocal) trackLocalSession(turn, sessionId, cnxn.sessionTimeoutMs);
  else if (name === 'standalone' || name === 'leader') {
    trackSession(turn, sessionId, cnxn.sessionTimeoutMs);
  }
  setSessionId(turn, cnxn, sessionId);
  submitRequest(
    turn,
    newRequest({
      sessionId,
      cxid: 0,
      type: isLocal ? 'createLocalSession' : 'createSession',
      body: { type: 'CreateSession', timeOut: cnxn.sessionTimeoutMs },
      createdAtMs: turn.env.nowMs,
      connection: cnxn.id,
    }),
  );
}

function reopenSession(turn: ServerTurn, cnxn: ServerCnxn, packet: ConnectRequest): void {
  count(turn, 'connection_revalidate_count');
  closeSessionCnxn(turn, packet.sessionId);
  const bound = setSessionId(turn, cnxn, packet.sessionId);
  if (packet.passwd === generatePasswd(packet.sessionId)) {
    pipelineOf(turn).validateSession(turn, cnxn.id, packet.sessionId, cnxn.sessionTimeoutMs);
    return;
  }
  const text =
    `Incorrect password from ${remoteAddress(bound)} for session ` + toHexString(packet.sessionId);
  logLine(turn, 'WARN', `${workerThread(cnxn)}:o.a.z.s.ZooKeeperServer@1037`, text);
  refuseSession(turn, bound);
}

/** Tells a client that its session is over, and closes. */
export function refuseSession(turn: ServerTurn, cnxn: ServerCnxn): void {
  sendConnectResponse(turn, cnxn, connectResponse(turn, cnxn, false), false);
  const session = toHexString(cnxn.sessionId);
  const text = `Invalid session ${session} for client ${remoteAddress(cnxn)}, probably expired`;
  logLine(turn, 'INFO', `${workerThread(cnxn)}:o.a.z.s.ZooKeeperServer@1087`, text);
  closeCnxn(turn, cnxn.id);
}

/** The answer to a ConnectRequest. */
export function connectResponse(
  turn: ServerTurn,
  { sessionId, sessionTimeoutMs }: ServerCnxn,
  isValid: boolean,
): ConnectResponse {
  return {
    type: 'ConnectResponse',
    protocolVersion: 0,
    timeOut: isValid ? sessionTimeoutMs : 0,
    sessionId: isValid ? sessionId : 0n,
    passwd: isValid ? generatePasswd(sessionId) : NO_PASSWORD,
    readOnly: turn.state.server!.pipeline === 'readOnly',
  };
}

/** Upstream refuses packets while no ZooKeeperServer runs. */
export function closeNotRunning(turn: ServerTurn, cnxn: ServerCnxn): void {
  closeFor(turn, cnxn, 'ZooKeeperServer not running');
}

/** Hands a new session's request to the first processor. Mirrors submitRequestNow. */
function submitRequest(turn: ServerTurn, request: Request): void {
  const pipeline = pipelineOf(turn);
  const cnxn = request.connection === null ? undefined : cnxnOf(turn, request.connection);
  if (cnxn !== undefined && !pipeline.touch(turn, request.sessionId, cnxn.sessionTimeoutMs)) {
    return;
  }
  if (request.connection !== null) ownStats(turn).outstandingRequests++;
  pipeline.submit(turn, request);
}
