/**
 * The chain of a server that is alone: prep, sync, final.
 *
 * Mirrors: ZooKeeperServer.setupRequestProcessors, 3.8.0.
 * Read next: prep-request-processor.ts, sync-request-processor.ts, final-request-processor.ts.
 */
import { finalRequest } from './final-request-processor.ts';
import { definePipeline } from './pipelines.ts';
import { prepRequest } from './prep-request-processor.ts';
import { finishSessionInit } from './session-verdict.ts';
import { removeTrackedSession, touchSession } from './session-tracker.ts';
import { syncRequest } from './sync-request-processor.ts';

/** Prep → Sync → Final. */
export const standalonePipeline = definePipeline({
  name: 'standalone',
  submit(turn, request) {
    syncRequest(turn, prepRequest(turn, request));
  },
  afterSync(turn, requests) {
    for (const request of requests) finalRequest(turn, request);
  },
  validateSession(turn, connection, sessionId, timeoutMs) {
    finishSessionInit(turn, connection, touchSession(turn, sessionId, timeoutMs));
  },
  touch: touchSession,
  commitSession() {
    // The tracker knows it since Prep; the database holds its timeout.
  },
  removeSession: removeTrackedSession,
});
