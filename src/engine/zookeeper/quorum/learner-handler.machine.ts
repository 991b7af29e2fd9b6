/**
 * How far a leader has come with one learner: from its first packet to the stream of proposals.
 *
 * Mirrors: LearnerHandler.run, 3.8.0.
 * Read next: learner-handler.ts (steps it).
 */
import { setup } from 'xstate';

/** Everything the machine can be told. */
export type LearnerHandlerEvent =
  | { readonly type: 'info.received' }
  | { readonly type: 'epoch.agreed' }
  | { readonly type: 'ackEpoch.received' }
  | { readonly type: 'epoch.acked' }
  | { readonly type: 'newLeaderAck.received' }
  | { readonly type: 'leader.started' }
  | { readonly type: 'connection.lost' };

const doing = (...lines: readonly string[]) => lines.join('\n');
const lost = { 'connection.lost': 'closed' } as const;

/** One learner's connection at the leader. */
export const learnerHandlerMachine = setup({
  types: { events: {} as LearnerHandlerEvent },
}).createMachine({
  id: 'learnerHandler',
  initial: 'waitingForInfo',
  states: {
    waitingForInfo: {
      description: doing(
        'Waits for FOLLOWERINFO or OBSERVERINFO: who it is and which epoch it has accepted.',
        'leaves: info.received → waitingForEpoch',
        'leaves: connection.lost → closed',
      ),
      on: { 'info.received': 'waitingForEpoch', ...lost },
    },
    waitingForEpoch: {
      description: doing(
        'Waits until a quorum has told its epochs, so that the new one is above them all.',
        'leaves: epoch.agreed → waitingForAckEpoch',
        'leaves: connection.lost → closed',
      ),
      on: { 'epoch.agreed': 'waitingForAckEpoch', ...lost },
    },
    waitingForAckEpoch: {
      description: doing(
        'Waits for ACKEPOCH, which tells the learner’s last zxid; LEADERINFO is sent.',
        'answers: ACKEPOCH of a longer history → closes the connection',
        'leaves: ackEpoch.received → waitingForEpochAck',
        'leaves: connection.lost → closed',
      ),
      on: { 'ackEpoch.received': 'waitingForEpochAck', ...lost },
    },
    waitingForEpochAck: {
      description: doing(
        'Waits until a quorum has acknowledged the epoch.',
        'leaves: epoch.acked → waitingForNewLeaderAck',
        'leaves: connection.lost → closed',
      ),
      on: { 'epoch.acked': 'waitingForNewLeaderAck', ...lost },
    },
    waitingForNewLeaderAck: {
      description: doing(
        'Waits for the ACK of NEWLEADER; DIFF, TRUNC or SNAP and what follows are sent.',
        'leaves: newLeaderAck.received → waitingForStartup',
        'leaves: connection.lost → closed',
      ),
      on: { 'newLeaderAck.received': 'waitingForStartup', ...lost },
    },
    waitingForStartup: {
      description: doing(
        'Waits until a quorum has acknowledged NEWLEADER and the leader serves.',
        'leaves: leader.started → streaming',
        'leaves: connection.lost → closed',
      ),
      on: { 'leader.started': 'streaming', ...lost },
    },
    streaming: {
      description: doing(
        'Waits for ACK, REQUEST, PING and REVALIDATE; UPTODATE is sent.',
        'answers: REQUEST → PROPOSAL to all; REVALIDATE → whether the session lives',
        'leaves: connection.lost → closed',
      ),
      on: { ...lost },
    },
    closed: { description: doing('Waits for nothing: the learner is gone.'), type: 'final' },
  },
});
