/**
 * The chain of request processors as a table of functions, one table for each role of the server.
 *
 * Mirrors: RequestProcessor chains as set up by ZooKeeperServer, LeaderZooKeeperServer,
 * FollowerZooKeeperServer, ObserverZooKeeperServer and ReadOnlyZooKeeperServer, 3.8.0.
 * Departs: no threads: each queue between processors is either passed at once or is explicit state.
 * Read next: standalone-pipeline.ts, prep-request-processor.ts, sync-request-processor.ts,
 * final-request-processor.ts.
 */
import type { SessionId } from '../protocol/records.ts';
import type { Request } from './request.ts';
import type { PipelineName, ServerTurn } from './server-state.ts';

/** What differs between the roles. */
export interface RequestPipeline {
  readonly name: PipelineName;
  /** First processor: client requests, session creation and expiry, container sweeps. */
  submit(turn: ServerTurn, request: Request): void;
  /** These requests are durable in the log: standalone applies them, a leader counts its own ack. */
  afterSync(turn: ServerTurn, requests: readonly Request[]): void;
  /**
   * A client came back with a session. Standalone and leader decide at once, a learner asks the
   * leader; the answer ends in `finishSessionInit(turn, connection, isValid)`.
   */
  validateSession(
    turn: ServerTurn,
    connection: number,
    sessionId: SessionId,
    timeoutMs: number,
  ): void;
  /** The client of the session was heard. False: the session is unknown or closing. */
  touch(turn: ServerTurn, sessionId: SessionId, timeoutMs: number): boolean;
  /** A createSession transaction was applied here. */
  commitSession(turn: ServerTurn, sessionId: SessionId, timeoutMs: number): void;
  /** A closeSession transaction was applied here. */
  removeSession(turn: ServerTurn, sessionId: SessionId): void;
}
