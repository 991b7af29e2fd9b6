/**
 * A leader's learners: the table of their handlers, what is sent to them, who is sent away.
 *
 * Mirrors: LearnerHandler.ping, shutdown, SyncLimitCheck, 3.8.0.
 * Departs: packets are sent at once instead of by a sender thread; the check for proposals without an
 * ACK looks at each ping, so that it may come half a tick late.
 * Read next: learner-handler.ts (what they send).
 */
import { stepChart } from '../../kernel/statechart.ts';
import type { Mutable } from '../../kernel/turn.ts';
import { own, owns } from '../../kernel/turn.ts';
import type { LogLevel } from '../admin/log-line.ts';
import { logLine } from '../admin/log-line.ts';
import type { QuorumPacket } from '../protocol/quorum-packets.ts';
import type { Zxid } from '../protocol/zxid.ts';
import type { ServerTurn } from '../server/server-state.ts';
import { findHandler, withHandler, withoutHandler } from './learner-handler-list.ts';
import type { LearnerHandlerEvent } from './learner-handler.machine.ts';
import { learnerHandlerMachine } from './learner-handler.machine.ts';
import { copyHandler } from './quorum-copies.ts';
import { ownLeader, quorumOf } from './quorum-peer.ts';
import type { LearnerHandlerState } from './quorum-state.ts';

/** Whether the connection is one of a learner. */
export function isLearnerConnection(turn: ServerTurn, connection: number): boolean {
  return handlerOf(turn, connection) !== undefined;
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

/** Enters a handler, or puts it in the place of the one that its connection had. */
export function setHandler(turn: ServerTurn, handler: LearnerHandlerState): void {
  const { handlers } = quorumOf(turn).leader!;
  ownLeader(turn).handlers = withHandler(handlers, handler);
}

/** A handler as it is now, to be changed in place: every packet of a learner does. */
export function ownHandler(
  turn: ServerTurn,
  handler: LearnerHandlerState,
): Mutable<LearnerHandlerState> {
  if (owns(turn, handler)) return handler;
  const copy = own(turn, copyHandler(handler));
  setHandler(turn, copy);
  return copy;
}

/** Steps a handler’s machine, and keeps what else changed. */
export function stepHandler(
  turn: ServerTurn,
  handler: LearnerHandlerState,
  event: LearnerHandlerEvent,
): void {
  const { chart } = stepChart(learnerHandlerMachine, handler.chart, event);
  ownHandler(turn, handler).chart = chart;
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
    if (!checkSyncLimit(turn, handler, leader.lastProposed)) {
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
    sendTo(turn, handler.connection, { type: 'PING', zxid: leader.lastProposed, touched: [] });
  }
}

/** False: a proposal has been without the learner's ACK for longer than syncLimit. */
function checkSyncLimit(
  turn: ServerTurn,
  handler: LearnerHandlerState,
  lastProposed: Zxid,
): boolean {
  if (handler.learnerType === 'OBSERVER' || handler.chart.value !== 'streaming') return true;
  const { nowMs } = turn.env;
  const leader = quorumOf(turn).leader!;
  const acked = leader.ackedZxid[handler.sid] ?? 0n;
  if (handler.unackedZxid > acked) {
    const { syncLimit, tickTimeMs } = turn.state.config;
    return nowMs - handler.unackedSinceMs < syncLimit * tickTimeMs;
  }
  if (lastProposed === leader.newLeaderZxid || acked >= lastProposed || acked === 0n) return true;
  const waiting = ownHandler(turn, handler);
  waiting.unackedZxid = lastProposed;
  waiting.unackedSinceMs = nowMs;
  return true;
}

/** Sends a learner away. */
export function closeHandler(
  turn: ServerTurn,
  handler: LearnerHandlerState,
  level: LogLevel | null,
  text: string,
): void {
  if (level !== null) sayHandler(turn, handler, level, 719, text);
  turn.effects.push({ type: 'close', connection: handler.connection });
  removeHandler(turn, handler);
}

/** Forgets a learner. */
export function removeHandler(turn: ServerTurn, handler: LearnerHandlerState): void {
  const { connection } = handler;
  sayHandler(
    turn,
    handler,
    'INFO',
    1159,
    `Synchronously closing socket to learner ${handler.sid}.`,
  );
  sayHandler(turn, handler, 'WARN', 735, `******* GOODBYE ${handler.remoteAddress} ********`);
  const leader = ownLeader(turn);
  const isOther = (other: number) => other !== connection;
  leader.handlers = withoutHandler(leader.handlers, connection);
  leader.forwardingFollowers = leader.forwardingFollowers.filter(isOther);
  leader.observingLearners = leader.observingLearners.filter(isOther);
  leader.pendingSyncs = leader.pendingSyncs.filter((sync) => sync.connection !== connection);
}

/** The leader steps down. */
export function closeAllHandlers(turn: ServerTurn): void {
  for (const handler of quorumOf(turn).leader!.handlers) {
    closeHandler(turn, handler, null, '');
  }
}
