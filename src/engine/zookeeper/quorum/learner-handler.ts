/**
 * The leader's side of one learner: the handshake, the synchronization, and every packet afterwards.
 *
 * Mirrors: LearnerHandler, 3.8.0.
 * Departs: packets are sent at once instead of by a sender thread; the check for proposals without an
 * ACK looks at each ping, so that it may come half a tick late; no throttle of snapshot syncs.
 * Read next: sync-decision.ts (DIFF, TRUNC or SNAP), learner-sync.ts (the other side).
 */
import { startChart, stepChart } from '../../kernel/statechart.ts';
import { memberOf, formatQuorumServer } from '../admin/quorum-verifier.ts';
import type { QuorumPacket } from '../protocol/quorum-packets.ts';
import { epochOf, toHex, type Zxid } from '../protocol/zxid.ts';
import { logLine, type LogLevel } from '../server/log-line.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { isGlobalSession, setSessionOwner, touchSession } from '../server/session-tracker.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import { processAck } from './leader.ts';
import {
  getEpochToPropose,
  setHandlers,
  setLeader,
  waitForEpochAck,
  waitForNewLeaderAck,
} from './leader-gates.ts';
import { submitLearnerRequest } from './leader-pipeline.ts';
import { syncFollower } from './learner-handler-sync.ts';
import type { LearnerHandlerEvent } from './learner-handler.machine.ts';
import { learnerHandlerMachine } from './learner-handler.machine.ts';
import { findHandler, withHandler, withoutHandler } from './learner-handlers.ts';
import { quorumOf } from './quorum-peer.ts';
import type { LearnerHandlerState } from './quorum-state.ts';
import { count } from '../server/metrics.ts';

/** A learner dialled the quorum port. */
export function addLearnerHandler(turn: ServerTurn, connection: number, remote: string): void {
  const { peer } = quorumOf(turn);
  const { initLimit, syncLimit } = turn.state.config;
  setHandler(turn, {
    connection,
    remoteAddress: remote,
    chart: startChart(learnerHandlerMachine).chart,
    sid: 0,
    learnerType: 'PARTICIPANT',
    acceptedEpoch: -1,
    ackEpoch: null,
    tickOfNextAckDeadline: peer.tick + initLimit + syncLimit,
    lastReadAtMs: turn.env.nowMs,
    establishedAtMs: turn.env.wallClockMs,
    isSending: false,
    inbox: [],
    unackedZxid: 0n,
    unackedSinceMs: 0,
    packetsReceived: 0,
    packetsSent: 0,
    lastZxid: -1n,
  });
}

/** Whether the connection is one of a learner. */
export function isLearnerConnection(turn: ServerTurn, connection: number): boolean {
  return handlerOf(turn, connection) !== undefined;
}

/** A packet of a learner. */
export function onLearnerPacket(turn: ServerTurn, connection: number, packet: QuorumPacket): void {
  const handler = handlerOf(turn, connection);
  if (handler === undefined) return;
  switch (handler.chart.value) {
    case 'streaming':
      return onStreamPacket(turn, handler, packet);
    case 'waitingForInfo':
      return onInfo(turn, touched(turn, handler), packet);
    case 'waitingForAckEpoch':
      return onAckEpoch(turn, touched(turn, handler), packet);
    case 'waitingForNewLeaderAck':
      return onNewLeaderAck(turn, touched(turn, handler), packet);
    default:
      setHandler(turn, { ...handler, inbox: [...handler.inbox, packet] });
  }
}

function touched(turn: ServerTurn, handler: LearnerHandlerState): LearnerHandlerState {
  return { ...handler, lastReadAtMs: turn.env.nowMs };
}

function onInfo(turn: ServerTurn, handler: LearnerHandlerState, packet: QuorumPacket): void {
  if (packet.type !== 'FOLLOWERINFO' && packet.type !== 'OBSERVERINFO') {
    const text = `First packet ${packet.type} is not FOLLOWERINFO or OBSERVERINFO!`;
    return closeHandler(turn, handler, 'ERROR', text);
  }
  const { peer } = quorumOf(turn);
  const { serverid, configVersion } = packet.data;
  if (configVersion > peer.quorumVerifier.version) {
    return closeHandler(
      turn,
      handler,
      'ERROR',
      'Follower is ahead of the leader (has a later activated configuration)',
    );
  }
  const member = memberOf(peer.quorumVerifier, serverid);
  sayHandler(
    turn,
    handler,
    'INFO',
    510,
    member === undefined
      ? `Follower sid: ${serverid} not in the current config ${toHex(peer.quorumVerifier.version)}`
      : `Follower sid: ${serverid} : info : ${formatQuorumServer(member)}`,
  );
  const acceptedEpoch = epochOf(packet.zxid);
  stepHandler(
    turn,
    {
      ...handler,
      sid: serverid,
      learnerType: packet.type === 'OBSERVERINFO' ? 'OBSERVER' : 'PARTICIPANT',
      acceptedEpoch,
    },
    { type: 'info.received' },
  );
  getEpochToPropose(turn, serverid, acceptedEpoch);
  if (isEpochAgreed(turn)) answerEpoch(turn, handler.connection);
}

/** The new epoch is final and durable: every learner that waits for it is told. */
export function answerEpochs(turn: ServerTurn): void {
  for (const handler of handlersIn(turn, 'waitingForEpoch')) answerEpoch(turn, handler.connection);
}

function isEpochAgreed(turn: ServerTurn): boolean {
  return quorumOf(turn).leader!.newLeaderZxid !== 0n;
}

function answerEpoch(turn: ServerTurn, connection: number): void {
  const handler = handlerOf(turn, connection);
  if (handler === undefined) return;
  const zxid = quorumOf(turn).leader!.newLeaderZxid;
  sendTo(turn, connection, { type: 'LEADERINFO', zxid, protocolVersion: 0x10000 });
  stepHandler(turn, handler, { type: 'epoch.agreed' });
}

function onAckEpoch(turn: ServerTurn, handler: LearnerHandlerState, packet: QuorumPacket): void {
  if (packet.type !== 'ACKEPOCH') {
    return closeHandler(turn, handler, 'ERROR', `${packet.type} is not ACKEPOCH`);
  }
  const ackEpoch = { currentEpoch: packet.currentEpoch, lastZxid: packet.zxid };
  stepHandler(turn, { ...handler, ackEpoch }, { type: 'ackEpoch.received' });
  if (!waitForEpochAck(turn, handler.sid, ackEpoch.currentEpoch, ackEpoch.lastZxid)) {
    const { leaderStateSummary } = quorumOf(turn).leader!.gates;
    return closeHandler(
      turn,
      handler,
      'ERROR',
      `Follower is ahead of the leader, leader summary: ${leaderStateSummary.currentEpoch}` +
        ` (current epoch), ${leaderStateSummary.lastZxid} (last zxid)`,
    );
  }
  if (isSynchronizing(turn)) syncFollower(turn, handler.connection);
}

function isSynchronizing(turn: ServerTurn): boolean {
  const { zabState } = quorumOf(turn).peer;
  return zabState === 'SYNCHRONIZATION' || zabState === 'BROADCAST';
}

function onNewLeaderAck(
  turn: ServerTurn,
  handler: LearnerHandlerState,
  packet: QuorumPacket,
): void {
  if (packet.type !== 'ACK') {
    const text = `Next packet was supposed to be an ACK, but received packet: ${packet.type}`;
    return closeHandler(turn, handler, 'ERROR', text);
  }
  stepHandler(turn, handler, { type: 'newLeaderAck.received' });
  if (isStarted(turn)) return upToDate(turn, handler.connection);
  waitForNewLeaderAck(turn, handler.sid, packet.zxid);
}

function isStarted(turn: ServerTurn): boolean {
  return quorumOf(turn).peer.zabState === 'BROADCAST';
}

/** The leader serves: learners that have its history may serve too. */
export function sendToWaiting(turn: ServerTurn): void {
  for (const handler of handlersIn(turn, 'waitingForStartup')) upToDate(turn, handler.connection);
}

function upToDate(turn: ServerTurn, connection: number): void {
  const handler = handlerOf(turn, connection);
  if (handler === undefined) return;
  sendTo(turn, connection, { type: 'UPTODATE', zxid: -1n });
  stepHandler(turn, { ...handler, inbox: [] }, { type: 'leader.started' });
  for (const packet of handler.inbox) onLearnerPacket(turn, connection, packet);
}

/** What a learner sends once it is up to date. */
function onStreamPacket(
  turn: ServerTurn,
  handler: LearnerHandlerState,
  packet: QuorumPacket,
): void {
  const { connection } = handler;
  // Field by field: it runs for every packet, and a spread costs ten times as much.
  setHandler(turn, {
    connection,
    remoteAddress: handler.remoteAddress,
    chart: handler.chart,
    sid: handler.sid,
    learnerType: handler.learnerType,
    acceptedEpoch: handler.acceptedEpoch,
    ackEpoch: handler.ackEpoch,
    tickOfNextAckDeadline: quorumOf(turn).peer.tick + turn.state.config.syncLimit,
    lastReadAtMs: turn.env.nowMs,
    establishedAtMs: handler.establishedAtMs,
    isSending: handler.isSending,
    inbox: handler.inbox,
    unackedZxid: handler.unackedZxid,
    unackedSinceMs: handler.unackedSinceMs,
    packetsReceived: handler.packetsReceived + 1,
    packetsSent: handler.packetsSent,
    lastZxid: handler.lastZxid,
  });
  switch (packet.type) {
    case 'ACK':
      if (handler.learnerType === 'PARTICIPANT') processAck(turn, handler.sid, packet.zxid);
      return;
    case 'PING':
      for (const { sessionId, timeout } of packet.touched) touchSession(turn, sessionId, timeout);
      return;
    case 'REVALIDATE': {
      const { sessionId, timeout = 0 } = packet;
      count(turn, 'revalidate_count');
      const valid = isGlobalSession(turn, sessionId) && touchSession(turn, sessionId, timeout);
      if (valid && setSessionOwner(turn, sessionId, connection) !== ErrorCode.OK) {
        const text = `Somehow session 0x${toHex(sessionId)} expired right after being renewed! (impossible)`;
        sayHandler(turn, handler, 'ERROR', 1737, text);
      }
      sendTo(turn, connection, { type: 'REVALIDATE', zxid: -1n, sessionId, valid });
      return;
    }
    case 'REQUEST':
      return submitLearnerRequest(turn, connection, packet);
    default:
      sayHandler(turn, handler, 'WARN', 712, `unexpected quorum packet, type: ${packet.type}`);
  }
}

/** Whether the learner was heard in time to count for the leader's quorum. */
export function isSynced(turn: ServerTurn, handler: LearnerHandlerState): boolean {
  return quorumOf(turn).peer.tick <= handler.tickOfNextAckDeadline;
}

/** Pings every learner; those that are silent or do not acknowledge in time are sent away. */
export function pingHandlers(turn: ServerTurn): void {
  const { initLimit, syncLimit, tickTimeMs } = turn.state.config;
  const { nowMs } = turn.env;
  const leader = quorumOf(turn).leader!;
  for (const handler of leader.handlers) {
    const isStreaming = handler.chart.value === 'streaming';
    const limit = (isStreaming ? syncLimit : initLimit) * tickTimeMs;
    if (nowMs - handler.lastReadAtMs > limit) {
      closeHandler(
        turn,
        handler,
        'ERROR',
        'Unexpected exception in LearnerHandler: \njava.net.SocketTimeoutException: Read timed out',
      );
      continue;
    }
    if (!handler.isSending) continue;
    const checked = checkSyncLimit(turn, handler, leader.lastProposed);
    if (checked === null) {
      sayHandler(
        turn,
        handler,
        'WARN',
        1114,
        'Closing connection to peer due to transaction timeout.',
      );
      closeHandler(turn, handler, null, '');
      continue;
    }
    if (checked !== handler) setHandler(turn, checked);
    sendTo(turn, handler.connection, { type: 'PING', zxid: leader.lastProposed, touched: [] });
  }
}

/** Null: a proposal has been without the learner's ACK for longer than syncLimit. */
function checkSyncLimit(
  turn: ServerTurn,
  handler: LearnerHandlerState,
  lastProposed: Zxid,
): LearnerHandlerState | null {
  if (handler.learnerType === 'OBSERVER' || handler.chart.value !== 'streaming') return handler;
  const { nowMs } = turn.env;
  const leader = quorumOf(turn).leader!;
  const acked = leader.ackedZxid[handler.sid] ?? 0n;
  if (handler.unackedZxid > acked) {
    const { syncLimit, tickTimeMs } = turn.state.config;
    return nowMs - handler.unackedSinceMs < syncLimit * tickTimeMs ? handler : null;
  }
  if (lastProposed === leader.newLeaderZxid || acked >= lastProposed || acked === 0n)
    return handler;
  return { ...handler, unackedZxid: lastProposed, unackedSinceMs: nowMs };
}

/** The learner's connection broke. */
export function onLearnerClosed(turn: ServerTurn, connection: number): void {
  const handler = handlerOf(turn, connection);
  if (handler === undefined) return;
  sayHandler(turn, handler, 'ERROR', 719, 'Unexpected exception in LearnerHandler: ');
  removeHandler(turn, handler);
}

function closeHandler(
  turn: ServerTurn,
  handler: LearnerHandlerState,
  level: LogLevel | null,
  text: string,
): void {
  if (level !== null) sayHandler(turn, handler, level, 719, text);
  turn.effects.push({ type: 'close', connection: handler.connection });
  removeHandler(turn, handler);
}

function removeHandler(turn: ServerTurn, handler: LearnerHandlerState): void {
  const { connection } = handler;
  sayHandler(
    turn,
    handler,
    'INFO',
    1159,
    `Synchronously closing socket to learner ${handler.sid}.`,
  );
  sayHandler(turn, handler, 'WARN', 735, `******* GOODBYE ${handler.remoteAddress} ********`);
  const leader = quorumOf(turn).leader!;
  const isOther = (other: number) => other !== connection;
  setLeader(turn, {
    handlers: withoutHandler(leader.handlers, connection),
    forwardingFollowers: leader.forwardingFollowers.filter(isOther),
    observingLearners: leader.observingLearners.filter(isOther),
    pendingSyncs: leader.pendingSyncs.filter((sync) => sync.connection !== connection),
  });
}

/** The leader steps down. */
export function closeAllHandlers(turn: ServerTurn): void {
  for (const handler of quorumOf(turn).leader!.handlers) {
    closeHandler(turn, handler, null, '');
  }
}

/** Learners whose handler is in this state. */
export function handlersIn(turn: ServerTurn, value: string): readonly LearnerHandlerState[] {
  const { handlers } = quorumOf(turn).leader!;
  return handlers.filter((handler) => handler.chart.value === value);
}

/** The handler of a connection. */
export function handlerOf(turn: ServerTurn, connection: number): LearnerHandlerState | undefined {
  return findHandler(quorumOf(turn).leader?.handlers ?? [], connection);
}

function setHandler(turn: ServerTurn, handler: LearnerHandlerState): void {
  const { handlers } = quorumOf(turn).leader!;
  setHandlers(turn, withHandler(handlers, handler));
}

/** Steps a handler’s machine, and keeps what else changed. */
export function stepHandler(
  turn: ServerTurn,
  handler: LearnerHandlerState,
  event: LearnerHandlerEvent,
): void {
  const { chart } = stepChart(learnerHandlerMachine, handler.chart, event);
  setHandler(turn, { ...handler, chart });
}

/** Sends a packet to one learner. */
export function sendTo(turn: ServerTurn, connection: number, packet: QuorumPacket): void {
  turn.effects.push({ type: 'send', connection, message: packet });
}

/** Name of the handler’s thread in the log. */
export function threadOf({ remoteAddress }: LearnerHandlerState): string {
  return `LearnerHandler-${remoteAddress}`;
}

/** A line of the handler’s thread. */
export function sayHandler(
  turn: ServerTurn,
  handler: LearnerHandlerState,
  level: LogLevel,
  line: number,
  text: string,
): void {
  logLine(turn, level, `${threadOf(handler)}:o.a.z.s.q.LearnerHandler@${line}`, text);
}
