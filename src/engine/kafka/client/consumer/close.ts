/**
 * Leaving in order: offsets are committed, the group is left, what is under way is waited for.
 *
 * Mirrors: KafkaConsumer.close, ConsumerCoordinator.close, AbstractCoordinator.close, 2.8.0.
 */
import { ownState } from '../../../kernel/turn.ts';
import { autoCommitSync } from './commit-sync.ts';
import { log } from './consumer-log.ts';
import { pendingRequestCount } from './consumer-network.ts';
import type { ConsumerTurn } from './consumer-state.ts';
import { isCoordinatorUnknown, maybeLeaveGroup } from './coordinator.ts';
import { ensureCoordinator } from './ensure-coordinator.ts';
import { prepareLeave } from './group-assignment.ts';
import { closeHeartbeatThread } from './heartbeat.ts';
import { invokeCompletedCommits } from './offset-commits.ts';
import type { CloseFrame, Move } from './thread-state.ts';
import { call, returns, wait } from './thread-state.ts';

export function closing(deadlineMs: number): CloseFrame {
  return { method: 'close', at: 'start', deadlineMs };
}

export function close(turn: ConsumerTurn, frame: CloseFrame): Move {
  const { deadlineMs } = frame;
  switch (frame.at) {
    case 'start':
      ownState(turn).areWakeupsDisabled = true;
      if (turn.state.config.groupId === null) return returns(null);
      return call({ ...frame, at: 'committing' }, autoCommitSync(deadlineMs));
    case 'committing':
    case 'pendingCommits':
      invokeCompletedCommits(turn);
      if (turn.state.coordinator.waitingCommits.length > 0 && turn.env.nowMs < deadlineMs) {
        return call({ ...frame, at: 'pendingCommits' }, ensureCoordinator(deadlineMs));
      }
      return leave(turn, frame);
    case 'pending':
      return awaitPending(turn, frame);
  }
}

function leave(turn: ConsumerTurn, frame: CloseFrame): Move {
  closeHeartbeatThread(turn);
  if (turn.state.config.leavesGroupOnClose) {
    prepareLeave(turn);
    maybeLeaveGroup(turn, 'the consumer is being closed');
  }
  return awaitPending(turn, { ...frame, at: 'pending' });
}

/** Commits and the good-bye are on their way. */
function awaitPending(turn: ConsumerTurn, frame: CloseFrame): Move {
  if (isCoordinatorUnknown(turn)) return returns(null);
  const count = pendingRequestCount(turn, turn.state.coordinator.node!);
  if (count === 0) return returns(null);
  if (turn.env.nowMs < frame.deadlineMs) return wait(frame, frame.deadlineMs);
  const text =
    `Close timed out with ${count} pending requests to coordinator, ` +
    'terminating client connections';
  log(turn, 'WARN', 'AbstractCoordinator', text);
  return returns(null);
}
