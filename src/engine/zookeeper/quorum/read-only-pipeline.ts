/**
 * The chain of a server that has lost its ensemble and still answers reads, to clients that allow it.
 *
 * Mirrors: ReadOnlyZooKeeperServer, ReadOnlyRequestProcessor, QuorumPeer.run (LOOKING with
 * readonlymode.enabled), 3.8.0.
 * Departs: nothing.
 * Read next: quorum-peer.machine.ts (looking, readOnlyGrace).
 */
import { ErrorCode } from '../protocol/error-codes.ts';
import { finalRequest } from '../server/final-request-processor.ts';
import { definePipeline } from '../server/pipelines.ts';
import { isQuorumRequest } from '../server/request.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { startServing, stopServing } from '../server/serving.ts';
import { finishSessionInit } from '../server/session-setup.ts';
import { removeTrackedSession, touchSession, trackSession } from '../server/session-tracker.ts';
import { quorumOf, sayPeer, setPeer } from './quorum-peer.ts';

/** LOOKING, after the grace time. */
export const readOnlyPipeline = definePipeline({
  name: 'readOnly',
  submit(turn, request) {
    const isOfSession = request.type === 'createSession' || request.type === 'closeSession';
    const isRefused = !isOfSession && (request.type === 'sync' || isQuorumRequest(request.type));
    finalRequest(turn, isRefused ? { ...request, error: ErrorCode.NOTREADONLY } : request);
  },
  afterSync() {},
  validateSession(turn, connection) {
    finishSessionInit(turn, connection, true);
  },
  touch(turn, sessionId, timeoutMs) {
    return touchSession(turn, sessionId, timeoutMs);
  },
  commitSession: trackSession,
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
