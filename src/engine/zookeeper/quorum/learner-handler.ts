/**
 * What learners send to the leader: the handshake, the acknowledgements, and every packet afterwards.
 *
 * Mirrors: LearnerHandler, 3.8.0.
 * Read next: learner-handlers.ts (the table), learner-handler-sync.ts, learner-sync.ts (the other side).
 */
import { startChart } from '../../kernel/statechart.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { memberOf, formatQuorumServer } from '../admin/quorum-verifier.ts';
import type { QuorumPacket } from '../protocol/quorum-packets.ts';
import { epochOf, toHex } from '../protocol/zxid.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { isGlobalSession, setSessionOwner, touchSession } from '../server/session-tracker.ts';
import { ErrorCode } from '../protocol/error-codes.ts';
import { processAck } from './leader.ts';
import { getEpochToPropose, waitForEpochAck, waitForNewLeaderAck } from './leader-gates.ts';
import { submitLearnerRequest } from './leader-pipeline.ts';
import { syncFollower } from './learner-handler-sync.ts';
import { learnerHandlerMachine } from './learner-handler.machine.ts';
import {
  closeHandler,
  handlerOf,
  handlersIn,
  ownHandler,
  removeHandler,
  sayHandler,
  sendTo,
  setHandler,
  stepHandler,
} from './learner-handlers.ts';
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
      ownHandler(turn, handler).inbox = [...handler.inbox, packet];
  }
}

function touched(turn: ServerTurn, handler: LearnerHandlerState): Mutable<LearnerHandlerState> {
  const read = ownHandler(turn, handler);
  read.lastReadAtMs = turn.env.nowMs;
  return read;
}

function onInfo(
  turn: ServerTurn,
  handler: Mutable<LearnerHandlerState>,
  packet: QuorumPacket,
): void {
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
  handler.sid = serverid;
  handler.learnerType = packet.type === 'OBSERVERINFO' ? 'OBSERVER' : 'PARTICIPANT';
  handler.acceptedEpoch = acceptedEpoch;
  stepHandler(turn, handler, { type: 'info.received' });
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

function onAckEpoch(
  turn: ServerTurn,
  handler: Mutable<LearnerHandlerState>,
  packet: QuorumPacket,
): void {
  if (packet.type !== 'ACKEPOCH') {
    return closeHandler(turn, handler, 'ERROR', `${packet.type} is not ACKEPOCH`);
  }
  const ackEpoch = { currentEpoch: packet.currentEpoch, lastZxid: packet.zxid };
  handler.ackEpoch = ackEpoch;
  stepHandler(turn, handler, { type: 'ackEpoch.received' });
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
  const { inbox } = handler;
  ownHandler(turn, handler).inbox = [];
  stepHandler(turn, handlerOf(turn, connection)!, { type: 'leader.started' });
  for (const packet of inbox) onLearnerPacket(turn, connection, packet);
}

/** What a learner sends once it is up to date. */
function onStreamPacket(
  turn: ServerTurn,
  handler: LearnerHandlerState,
  packet: QuorumPacket,
): void {
  const { connection } = handler;
  const read = ownHandler(turn, handler);
  read.tickOfNextAckDeadline = quorumOf(turn).peer.tick + turn.state.config.syncLimit;
  read.lastReadAtMs = turn.env.nowMs;
  read.packetsReceived++;
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

/** The learner's connection broke. */
export function onLearnerClosed(turn: ServerTurn, connection: number): void {
  const handler = handlerOf(turn, connection);
  if (handler === undefined) return;
  sayHandler(turn, handler, 'ERROR', 719, 'Unexpected exception in LearnerHandler: ');
  removeHandler(turn, handler);
}
