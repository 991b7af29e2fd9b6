/**
 * Starting and ending the service to clients: what ZooKeeperServer is while it runs.
 *
 * Mirrors: ZooKeeperServer.startup and shutdown, NIOServerCnxnFactory.closeAll, SessionTrackerImpl's
 * expiry, 3.8.0.
 * Departs: flushing the log at shutdown is the caller's (a role may want to wait for it).
 * Read next: zookeeper-server.ts, pipeline.ts.
 */
import { emptyMap, mapGet, mapValues } from '../../kernel/persistent-map.ts';
import { sessionIdOf } from '../data/database.ts';
import type { SessionId } from '../protocol/records.ts';
import { toHexString } from '../protocol/zxid.ts';
import { CONTAINER_TIMER, startContainerManager } from './container-manager.ts';
import { pollExpired } from './expiry-queue.ts';
import { noLocalSessions } from './local-sessions.ts';
import { logLine } from '../admin/log-line.ts';
import { count, keepCounted } from './metrics.ts';
import { emptyPrep } from './outstanding-changes.ts';
import { pipelineOf } from './pipelines.ts';
import { newRequest } from './request.ts';
import { closeCnxn } from './server-cnxn.ts';
import type { PipelineName, ServerTurn, ServingState } from './server-state.ts';
import { emptyStats } from './server-stats.ts';
import {
  armSessionTimer,
  createSessionTracker,
  SESSION_TIMER,
  setSessionClosing,
} from './session-tracker.ts';
import { logServerSettings, logServing, logShutdown } from './startup-log.ts';
import { EMPTY_SYNC } from './sync-request-processor.ts';
import { NO_WATCHES } from './watch-manager.ts';
import { ownTracker } from './state-changes.ts';
import { ownState } from '../../kernel/turn.ts';

/**
 * Opens the doors to clients with the chain of this name. Sessions of the database get a full timeout
 * from now where this server tracks them. A leader sets `prep.hzxid` to (epoch, 0) by `hzxid`.
 */
export function startServing(
  turn: ServerTurn,
  pipeline: PipelineName,
  hzxid = turn.state.db.lastProcessedZxid,
): void {
  const { config, db } = turn.state;
  const { nowMs } = turn.env;
  const isTracking = pipeline === 'standalone' || pipeline === 'leader';
  const server: ServingState = {
    pipeline,
    sessionConnections: emptyMap(),
    sessions: createSessionTracker(
      // A standalone server numbers its sessions as server 1.
      config.isDistributed ? config.serverId : 1,
      isTracking ? db.sessionsWithTimeouts : emptyMap(),
      config.tickTimeMs,
      nowMs,
      config.isDistributed && config.localSessionsEnabled
        ? noLocalSessions(config.tickTimeMs, nowMs)
        : null,
    ),
    prep: emptyPrep(hzxid),
    sync: EMPTY_SYNC,
    dataWatches: NO_WATCHES,
    childWatches: NO_WATCHES,
    stats: emptyStats(Math.floor(nowMs), turn.state.counted),
  };
  ownState(turn).server = server;
  armSessionTimer(turn);
  if (pipeline === 'readOnly') logServerSettings(turn);
  logServing(turn, isTracking);
  if (isTracking) startContainerManager(turn);
}

/** Closes every client connection and forgets what only a running server has. */
export function stopServing(turn: ServerTurn): void {
  for (const cnxn of [...mapValues(turn.state.connections)]) closeCnxn(turn, cnxn.id);
  const { server } = turn.state;
  if (server === null) return;
  logShutdown(turn, server.pipeline);
  turn.effects.push({ type: 'cancelTimer', name: SESSION_TIMER });
  turn.effects.push({ type: 'cancelTimer', name: CONTAINER_TIMER });
  const { quotaExceeded, readPerNamespace } = server.stats;
  keepCounted(turn, server);
  const state = ownState(turn);
  state.server = null;
  state.counted = { quotaExceeded, readPerNamespace };
}

/** The tracker's thread wakes: sessions of the buckets that are due are closed by a transaction. */
export function onSessionTimer(turn: ServerTurn): void {
  const { server } = turn.state;
  if (server === null) return;
  const { nowMs } = turn.env;
  const { local } = server.sessions;
  if (local !== null) {
    const [expiryQueue, expired] = pollExpired(local.expiryQueue, nowMs);
    ownTracker(turn).local = { ...local, expiryQueue };
    expireAll(turn, expired);
  }
  const [expiryQueue, expired] = pollExpired(server.sessions.expiryQueue, nowMs);
  ownTracker(turn).expiryQueue = expiryQueue;
  expireAll(turn, expired);
  armSessionTimer(turn);
}

function expireAll(turn: ServerTurn, expired: readonly string[]): void {
  if (expired.length > 0) count(turn, 'stale_sessions_expired', expired.length);
  for (const key of expired) expire(turn, sessionIdOf(key), key);
}

function expire(turn: ServerTurn, sessionId: SessionId, key: string): void {
  const { sessions, local } = turn.state.server!.sessions;
  const session = (local && mapGet(local.sessions, key)) ?? mapGet(sessions, key);
  if (session === undefined) return;
  setSessionClosing(turn, sessionId);
  logLine(
    turn,
    'INFO',
    'SessionTracker:o.a.z.s.ZooKeeperServer@632',
    `Expiring session ${toHexString(sessionId)}, timeout of ${session.timeoutMs}ms exceeded`,
  );
  pipelineOf(turn).submit(
    turn,
    newRequest({
      sessionId,
      cxid: 0,
      type: 'closeSession',
      body: { type: 'CloseSession' },
      createdAtMs: turn.env.nowMs,
    }),
  );
}
