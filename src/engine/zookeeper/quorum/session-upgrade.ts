/**
 * Requests of local sessions: closing one is this server's business alone, and one that would own an
 * ephemeral node has to become global first.
 *
 * Mirrors: QuorumZooKeeperServer.setLocalSessionFlag, checkUpgradeSession and makeUpgradeRequest,
 * 3.8.0.
 * Read next: ../server/local-sessions.ts, leader-pipeline.ts, learner-pipeline.ts.
 */
import type { MultiOp } from '../protocol/client-messages.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import type { CreateMode, SessionId } from '../protocol/records.ts';
import { toHex } from '../protocol/zxid.ts';
import { logLine } from '../admin/log-line.ts';
import { pipelineOf } from '../server/pipelines.ts';
import type { Request } from '../server/request.ts';
import { newRequest } from '../server/request.ts';
import type { PipelineName, ServerTurn } from '../server/server-state.ts';
import { isLocalSession, takeForUpgrade } from '../server/session-tracker.ts';

const REFUSAL =
  'Error creating upgrade request\n' +
  'org.apache.zookeeper.KeeperException$EphemeralOnLocalSessionException: ' +
  'KeeperErrorCode = Ephemeral node on local session';

/** Which line of the log's code says so. */
const REFUSED_BY: Readonly<Partial<Record<PipelineName, string>>> = {
  leader: 'RequestThrottler:o.a.z.s.q.LeaderRequestProcessor@66',
  follower: 'RequestThrottler:o.a.z.s.q.FollowerRequestProcessor@158',
  observer: 'RequestThrottler:o.a.z.s.q.ObserverRequestProcessor@146',
};

/** The request as it goes on; what upgrades its session goes before it. */
export function settleSession(
  turn: ServerTurn,
  request: Request,
  goBefore: (upgrade: Request) => void,
): Request {
  const { type, sessionId } = request;
  if (type === 'closeSession') {
    const isLocal = isLocalSession(turn, sessionId);
    return isLocal ? { ...request, type: 'closeLocalSession' } : request;
  }
  if (turn.state.server!.sessions.local === null) return request;
  if (!isLocalSession(turn, sessionId) || !createsEphemeral(request)) return request;
  if (!turn.state.config.localSessionsUpgradingEnabled) {
    const { name } = pipelineOf(turn);
    logLine(turn, name === 'observer' ? 'INFO' : 'WARN', REFUSED_BY[name]!, REFUSAL);
    return { ...request, error: ErrorCode.EPHEMERALONLOCALSESSION };
  }
  const upgrade = upgradeRequest(turn, sessionId);
  if (upgrade !== null) goBefore(upgrade);
  return request;
}

function upgradeRequest(turn: ServerTurn, sessionId: SessionId): Request | null {
  const timeOut = takeForUpgrade(turn, sessionId);
  if (timeOut === null) return null;
  const source = 'RequestThrottler:o.a.z.s.q.UpgradeableSessionTracker@94';
  logLine(turn, 'INFO', source, `Upgrading session 0x${toHex(sessionId)}`);
  return newRequest({
    sessionId,
    cxid: 0,
    type: 'createSession',
    body: { type: 'CreateSession', timeOut },
    createdAtMs: turn.env.nowMs,
  });
}

function createsEphemeral({ body }: Request): boolean {
  if (body.type === 'CreateRequest') return isEphemeral(body.mode);
  return body.type === 'MultiRequest' && body.ops.some(isEphemeralCreate);
}

function isEphemeralCreate(op: MultiOp): boolean {
  return op.type === 'create' && isEphemeral(op.mode);
}

function isEphemeral(mode: CreateMode): boolean {
  return mode === 'EPHEMERAL' || mode === 'EPHEMERAL_SEQUENTIAL';
}
