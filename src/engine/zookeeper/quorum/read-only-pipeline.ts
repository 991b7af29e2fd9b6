/**
 * The chain of a server that has lost its ensemble and still answers reads, to clients that allow it.
 *
 * Mirrors: ReadOnlyZooKeeperServer, ReadOnlyRequestProcessor, QuorumPeer.run (LOOKING with
 * readonlymode.enabled), 3.8.0.
 * Read next: quorum-peer.machine.ts (looking, readOnlyGrace).
 */
import { mapHas } from '../../kernel/persistent-map.ts';
import { sessionKey } from '../data/database.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import { finalRequest } from '../server/final-request-processor.ts';
import { logLine } from '../admin/log-line.ts';
import { definePipeline } from '../server/pipelines.ts';
import type { Request } from '../server/request.ts';
import { isQuorumRequest } from '../server/request.ts';
import {
  closeCnxn,
  cnxnOf,
  remoteAddress,
  sendReply,
  workerThread,
} from '../server/server-cnxn.ts';
import type { ServerCnxn, ServerTurn } from '../server/server-state.ts';
import { startServing, stopServing } from '../server/serving.ts';
import { finishSessionInit } from '../server/session-verdict.ts';
import {
  isLocalSession,
  removeTrackedSession,
  touchLocalSession,
} from '../server/session-tracker.ts';
import { quorumOf, sayPeer, setPeer } from './quorum-peer.ts';

/**
 * A new session needs the quorum unless sessions may be local: the client gets an error where it
 * expects a ConnectResponse, cannot read it and gives the connection up.
 */
function refuseSession(turn: ServerTurn, { connection, cxid }: Request): void {
  const cnxn = connection === null ? undefined : cnxnOf(turn, connection);
  if (cnxn === undefined) return;
  const zxid = turn.state.db.lastProcessedZxid;
  const err = ErrorCode.NOTREADONLY;
  sendReply(turn, cnxn, { type: 'ConnectResponse', kind: 'reply', xid: cxid, zxid, err });
}

/** A session that the ensemble made stays the ensemble's. */
function refuseGlobalSession(turn: ServerTurn, cnxn: ServerCnxn): void {
  const source = `${workerThread(cnxn)}:o.a.z.s.q.ReadOnlyZooKeeperServer@121`;
  const text = `Refusing global session reconnection in RO mode ${remoteAddress(cnxn)}`;
  logLine(turn, 'INFO', source, text);
  closeCnxn(turn, cnxn.id);
}

/** LOOKING, after the grace time. */
definePipeline({
  name: 'readOnly',
  submit(turn, request) {
    const { type, sessionId } = request;
    if (type === 'createSession') return refuseSession(turn, request);
    if (type === 'closeSession' && isLocalSession(turn, sessionId)) {
      return finalRequest(turn, { ...request, type: 'closeLocalSession' });
    }
    const isRefused = type === 'sync' || isQuorumRequest(type);
    finalRequest(turn, isRefused ? { ...request, error: ErrorCode.NOTREADONLY } : request);
  },
  afterSync() {},
  validateSession(turn, connection, sessionId) {
    const cnxn = cnxnOf(turn, connection);
    if (cnxn !== undefined && mapHas(turn.state.db.sessionsWithTimeouts, sessionKey(sessionId))) {
      return refuseGlobalSession(turn, cnxn);
    }
    finishSessionInit(turn, connection, true);
  },
  touch(turn, sessionId, timeoutMs) {
    return (
      turn.state.server!.sessions.local === null || touchLocalSession(turn, sessionId, timeoutMs)
    );
  },
  commitSession() {},
  removeSession: removeTrackedSession,
});

/** The grace time is over and there is still no leader. */
export function startReadOnlyServer(turn: ServerTurn): void {
  sayPeer(turn, 'INFO', 'QuorumPeer@1459', 'Attempting to start ReadOnlyZooKeeperServer');
  setPeer(turn, { isReadOnlyServing: true });
  startServing(turn, 'readOnly');
}

/** Leaving LOOKING: clients are sent away. */
export function shutdownReadOnlyServer(turn: ServerTurn): void {
  if (!quorumOf(turn).peer.isReadOnlyServing) return;
  setPeer(turn, { isReadOnlyServing: false });
  if (turn.state.server !== null) stopServing(turn);
}
