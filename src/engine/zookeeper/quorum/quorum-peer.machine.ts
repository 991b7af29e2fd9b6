/**
 * The role of a server: standalone, looking, leading, following or observing, and how far the role
 * has come. This machine is the only place that decides it.
 *
 * Mirrors: QuorumPeer.run with its ServerState and ZabState, and the waits of FastLeaderElection,
 * Leader and Learner, 3.8.0.
 * Departs: flushing the log before an election is a state of its own, since an fsync takes time here.
 * Read next: quorum-peer.ts (steps it and carries out its actions).
 */
import { assign, setup } from 'xstate';
import { doing, learnerState, toLooking } from './learner-states.ts';

/** What the delays and guards need; fixed by zoo.cfg except the last four. */
export interface QuorumPeerContext {
  readonly tickTimeMs: number;
  readonly initLimitMs: number;
  readonly minNotificationIntervalMs: number;
  readonly maxNotificationIntervalMs: number;
  readonly finalizeWaitMs: number;
  readonly connectRetryMs: number;
  readonly isReadOnlyModeEnabled: boolean;
  /** Waiting time of the next poll; doubles with every silence. */
  readonly notTimeoutMs: number;
  /** What the votes make of this server, once they do. */
  readonly electedRole: ElectedRole;
  /** How long the leader may be silent. */
  readonly silenceLeftMs: number;
  /** Observers come back to an election after a random pause, others after a failed disk. */
  readonly electionDelayMs: number;
}

/** Role that an election gives. */
export type ElectedRole = 'leading' | 'following' | 'observing';

/** Everything the machine can be told; the delays come on top. */
export type QuorumPeerEvent =
  | { readonly type: 'peer.started' }
  | { readonly type: 'log.flushed' }
  | { readonly type: 'role.assigned'; readonly role: ElectedRole }
  | { readonly type: 'notification.received' }
  | { readonly type: 'votes.agreed'; readonly role: ElectedRole }
  | { readonly type: 'vote.better' }
  | { readonly type: 'vote.ignored' }
  | { readonly type: 'leader.found'; readonly role: ElectedRole }
  | { readonly type: 'epoch.agreed' }
  | { readonly type: 'epoch.acked' }
  | { readonly type: 'newLeader.acked' }
  | { readonly type: 'leader.connected'; readonly silenceLeftMs: number }
  | { readonly type: 'leader.refused' }
  | { readonly type: 'leader.unreachable' }
  | { readonly type: 'leaderInfo.accepted' }
  | { readonly type: 'newLeader.stored'; readonly silenceLeftMs: number }
  | { readonly type: 'upToDate.received' }
  | { readonly type: 'leader.heard' }
  | { readonly type: 'role.lost'; readonly electionDelayMs: number };

type Args = { readonly context: QuorumPeerContext; readonly event: QuorumPeerEvent };

/**
 * Actions that concern more than the machine's own context: quorum-server.ts says what they do, and the
 * compiler that it says so of each.
 */
const doneByServer = {
  flushLog: () => {},
  lookForLeader: () => {},
  resendNotifications: () => {},
  startReadOnlyServer: () => {},
  shutdownReadOnlyServer: () => {},
  becomeLeader: () => {},
  agreeOnEpoch: () => {},
  synchronizeLearners: () => {},
  startZkServer: () => {},
  pingLearners: () => {},
  giveUpEpoch: () => {},
  giveUpEpochAck: () => {},
  giveUpNewLeaderAck: () => {},
  shutdownLeader: () => {},
  becomeLearner: () => {},
  connectToLeader: () => {},
  abandonLeader: () => {},
  registerWithLeader: () => {},
  syncWithLeader: () => {},
  processPackets: () => {},
  shutdownLearner: () => {},
};

/** Names of those actions. */
export type PeerActionName = keyof typeof doneByServer;

/** LOOKING: FastLeaderElection.lookForLeader. */
function lookingState() {
  const toElected = [
    { guard: 'isLeading', target: '#quorumPeer.leading' },
    { guard: 'isFollowing', target: '#quorumPeer.following' },
    { target: '#quorumPeer.observing' },
  ] as const;
  return {
    description: doing(
      'Waits for a leader to be elected; clients are not served.',
      'answers: notification of an older round → own proposal',
      'leaves: readOnlyGrace → looking',
    ),
    initial: 'flushing',
    exit: 'shutdownReadOnlyServer',
    after: {
      readOnlyGrace: { guard: 'isReadOnlyModeEnabled', actions: 'startReadOnlyServer' },
    },
    states: {
      flushing: {
        description: doing(
          'Waits until all that was logged is on disk: a vote may only name durable history.',
          'leaves: log.flushed → delaying',
          'leaves: log.flushed → election',
          'leaves: role.assigned → leading',
          'leaves: role.assigned → following',
          'leaves: role.assigned → observing',
        ),
        entry: 'flushLog',
        on: {
          'log.flushed': [
            { guard: 'hasElectionDelay', target: 'delaying' },
            { target: 'election' },
          ],
          // A reconfiguration named the next leader: nobody has to vote.
          'role.assigned': toElected,
        },
      },
      delaying: {
        description: doing(
          'Waits a moment: observers, so that they do not all come at once; others after a failed disk.',
          'leaves: electionDelay → election',
        ),
        after: { electionDelay: 'election' },
      },
      election: {
        description: doing('Waits for votes of this round.'),
        initial: 'polling',
        entry: ['resetNotTimeout', 'lookForLeader'],
        states: {
          polling: {
            description: doing(
              'Waits for a notification; silence doubles the wait and sends the own vote again.',
              'answers: better vote → adopts it and tells everyone',
              'leaves: notification.received → polling',
              'leaves: notTimeout → polling',
              'leaves: votes.agreed → finalizing',
              'leaves: leader.found → leading',
              'leaves: leader.found → following',
              'leaves: leader.found → observing',
            ),
            on: {
              'notification.received': { target: 'polling', reenter: true },
              'votes.agreed': { target: 'finalizing', actions: 'noteRole' },
              'leader.found': toElected,
            },
            after: {
              notTimeout: {
                target: 'polling',
                reenter: true,
                actions: ['doubleNotTimeout', 'resendNotifications'],
              },
            },
          },
          finalizing: {
            description: doing(
              'Waits finalizeWait (200 ms) for a better vote that is only just late.',
              'answers: better vote → back to the count; other vote → dropped',
              'leaves: vote.ignored → finalizing',
              'leaves: vote.better → polling',
              'leaves: finalizeWait → leading',
              'leaves: finalizeWait → following',
              'leaves: finalizeWait → observing',
            ),
            on: {
              'vote.ignored': { target: 'finalizing', reenter: true },
              'vote.better': 'polling',
            },
            after: { finalizeWait: toElected },
          },
        },
      },
    },
  } as const;
}

/** LEADING: Leader.lead with its three quorum gates. */
function leadingState() {
  return {
    description: doing(
      'Waits for learners on the quorum port and brings them to its own history.',
      'answers: notification of a looking server → the vote for itself',
      'leaves: role.lost → looking',
    ),
    initial: 'discovery',
    entry: 'becomeLeader',
    exit: 'shutdownLeader',
    on: { 'role.lost': toLooking },
    states: {
      discovery: {
        description: doing('Waits until a quorum has promised to follow a new epoch.'),
        initial: 'waitingForEpoch',
        states: {
          waitingForEpoch: {
            description: doing(
              'Waits for FOLLOWERINFO of a quorum, itself included, to pick an epoch above theirs.',
              'answers: FOLLOWERINFO of a quorum → writes acceptedEpoch, then LEADERINFO',
              'leaves: epoch.agreed → waitingForEpochAck',
              'leaves: initLimit → looking',
            ),
            on: { 'epoch.agreed': 'waitingForEpochAck' },
            after: { initLimit: { ...toLooking, actions: 'giveUpEpoch' } },
          },
          waitingForEpochAck: {
            description: doing(
              'Waits for ACKEPOCH of a quorum; a learner with a longer history is sent away.',
              'answers: ACKEPOCH of a quorum → writes currentEpoch',
              'leaves: epoch.acked → synchronization',
              'leaves: initLimit → looking',
            ),
            entry: 'agreeOnEpoch',
            on: { 'epoch.acked': '#quorumPeer.leading.synchronization' },
            after: { initLimit: { ...toLooking, actions: 'giveUpEpochAck' } },
          },
        },
      },
      synchronization: {
        description: doing(
          'Waits until a quorum has stored its history and acknowledged NEWLEADER.',
          'answers: learner → DIFF, TRUNC or SNAP, then NEWLEADER',
          'leaves: newLeader.acked → broadcast',
          'leaves: initLimit → looking',
        ),
        entry: 'synchronizeLearners',
        on: { 'newLeader.acked': 'broadcast' },
        after: { initLimit: { ...toLooking, actions: 'giveUpNewLeaderAck' } },
      },
      broadcast: {
        description: doing(
          'Waits for writes, acks and clients; every second half tick it counts who still follows.',
          'answers: write → PROPOSAL to all; ACK of a quorum → COMMIT to followers, INFORM to observers',
        ),
        entry: 'startZkServer',
        initial: 'pinging',
        states: {
          pinging: {
            description: doing(
              'Waits half a tick, then pings the learners and checks that a quorum is in sync.',
              'leaves: halfTick → pinging',
            ),
            after: { halfTick: { target: 'pinging', reenter: true, actions: 'pingLearners' } },
          },
        },
      },
    },
  } as const;
}

/** One server's role. Its input is the context; it starts standalone. */
export const quorumPeerMachine = setup({
  types: {
    context: {} as QuorumPeerContext,
    events: {} as QuorumPeerEvent,
    input: {} as QuorumPeerContext,
  },
  delays: {
    notTimeout: ({ context }) => context.notTimeoutMs,
    finalizeWait: ({ context }) => context.finalizeWaitMs,
    initLimit: ({ context }) => context.initLimitMs,
    halfTick: ({ context }) => context.tickTimeMs / 2,
    silence: ({ context }) => context.silenceLeftMs,
    connectLimit: ({ context }) => context.initLimitMs,
    connectRetry: ({ context }) => context.connectRetryMs,
    electionDelay: ({ context }) => context.electionDelayMs,
    readOnlyGrace: ({ context }) => Math.max(2000, context.tickTimeMs),
  },
  guards: {
    isLeading: ({ context, event }) => roleOf(context, event) === 'leading',
    isFollowing: ({ context, event }) => roleOf(context, event) === 'following',
    isReadOnlyModeEnabled: ({ context }) => context.isReadOnlyModeEnabled,
    hasElectionDelay: ({ context }) => context.electionDelayMs > 0,
  },
  actions: {
    noteElectionDelay: assign({
      electionDelayMs: ({ context, event }: Args) =>
        event.type === 'role.lost' ? event.electionDelayMs : context.electionDelayMs,
    }),
    noteSilence: assign({
      silenceLeftMs: ({ context, event }: Args) =>
        'silenceLeftMs' in event ? event.silenceLeftMs : context.silenceLeftMs,
    }),
    noteRole: assign({
      electedRole: ({ context, event }: Args) => roleOf(context, event),
    }),
    resetNotTimeout: assign({
      notTimeoutMs: ({ context }: Args) => context.minNotificationIntervalMs,
    }),
    doubleNotTimeout: assign({
      notTimeoutMs: ({ context }: Args) =>
        Math.min(2 * context.notTimeoutMs, context.maxNotificationIntervalMs),
    }),
    ...doneByServer,
  },
}).createMachine({
  id: 'quorumPeer',
  context: ({ input }) => input,
  initial: 'standalone',
  states: {
    standalone: {
      description: doing(
        'Waits for clients: zoo.cfg names no other servers, so there is nobody to ask.',
        'answers: read → from its tree; write → log, fsync, apply',
        'leaves: peer.started → looking',
      ),
      on: { 'peer.started': 'looking' },
    },
    looking: lookingState(),
    leading: leadingState(),
    following: learnerState('following'),
    observing: learnerState('observing'),
  },
});

function roleOf(context: QuorumPeerContext, event: QuorumPeerEvent): ElectedRole {
  return 'role' in event ? event.role : context.electedRole;
}
