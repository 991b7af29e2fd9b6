/**
 * The role of a server: standalone, looking, leading, following or observing, and how far the role
 * has come. This machine is the only place that decides it.
 *
 * Mirrors: QuorumPeer.run with its ServerState and ZabState, and the waits of FastLeaderElection,
 * Leader and Learner, 3.8.0.
 * Departs: flushing the log before an election is a state of its own, since an fsync takes time here.
 * Read next: quorum-peer.ts (steps it and carries out its actions), descriptions.zh.ts.
 */
import { assign, setup } from 'xstate';

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
  /** How long the leader may still be silent. */
  readonly silenceLeftMs: number;
  /** Observers come back to an election after a random pause. */
  readonly electionDelayMs: number;
}

/** Role that an election gives. */
export type ElectedRole = 'leading' | 'following' | 'observing';

/** Everything the machine can be told; the delays come on top. */
export type QuorumPeerEvent =
  | { readonly type: 'peer.started' }
  | { readonly type: 'log.flushed' }
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
  | { readonly type: 'leader.heard'; readonly silenceLeftMs: number }
  | { readonly type: 'role.lost'; readonly electionDelayMs: number };

const toLooking = {
  target: '#quorumPeer.looking',
  actions: assign({
    electionDelayMs: ({ event }: { event: QuorumPeerEvent }) =>
      event.type === 'role.lost' ? event.electionDelayMs : 0,
  }),
};

const heard = {
  reenter: true,
  actions: assign({
    silenceLeftMs: ({ context, event }: { context: QuorumPeerContext; event: QuorumPeerEvent }) =>
      'silenceLeftMs' in event ? event.silenceLeftMs : context.silenceLeftMs,
  }),
};

const doing = (...lines: readonly string[]) => lines.join('\n');

/** Following and observing differ in the first packet and in what is sent after synchronization. */
function learnerStates(role: 'following' | 'observing') {
  const info = role === 'following' ? 'FOLLOWERINFO' : 'OBSERVERINFO';
  const stream =
    role === 'following'
      ? 'PROPOSAL → log, fsync, ACK; COMMIT → apply'
      : 'INFORM → apply (it is committed already)';
  return {
    description: doing(
      `Waits for packets of the elected leader.`,
      'answers: notification of a looking server → the vote for this leader',
      'leaves: role.lost → looking',
    ),
    initial: 'discovery',
    entry: 'becomeLearner',
    exit: 'shutdownLearner',
    on: { 'role.lost': toLooking },
    states: {
      discovery: {
        description: doing('Waits until the leader has named the new epoch.'),
        initial: 'connecting',
        states: {
          connecting: {
            description: doing(
              'Waits for the connection to the leader’s quorum port.',
              'leaves: leader.connected → registering',
              'leaves: leader.refused → retrying',
              'leaves: leader.unreachable → looking',
              'leaves: initLimit → looking',
            ),
            entry: 'connectToLeader',
            on: {
              'leader.connected': { ...heard, target: 'registering' },
              'leader.refused': 'retrying',
              'leader.unreachable': toLooking,
            },
            after: { initLimit: toLooking },
          },
          retrying: {
            description: doing(
              'Waits a moment before dialling the leader again: it may not listen yet.',
              'leaves: connectRetry → connecting',
            ),
            after: { connectRetry: 'connecting' },
          },
          registering: {
            description: doing(
              `Waits for LEADERINFO with the new epoch; it has sent ${info}.`,
              'answers: LEADERINFO → writes acceptedEpoch, then ACKEPOCH',
              'leaves: leaderInfo.accepted → synchronization',
              'leaves: leader.heard → registering',
              'leaves: silence → looking',
            ),
            entry: 'registerWithLeader',
            on: {
              'leaderInfo.accepted': `#quorumPeer.${role}.synchronization`,
              'leader.heard': heard,
            },
            after: { silence: toLooking },
          },
        },
      },
      synchronization: {
        description: doing('Waits until its history is the leader’s.'),
        initial: 'receiving',
        states: {
          receiving: {
            description: doing(
              'Waits for DIFF, TRUNC or SNAP, what follows it, and NEWLEADER.',
              'answers: NEWLEADER → logs everything, fsync, writes currentEpoch, then ACK',
              'leaves: newLeader.stored → waitingForUpToDate',
              'leaves: leader.heard → receiving',
              'leaves: silence → looking',
            ),
            on: {
              'newLeader.stored': { ...heard, target: 'waitingForUpToDate' },
              'leader.heard': heard,
            },
            after: { silence: toLooking },
          },
          waitingForUpToDate: {
            description: doing(
              'Waits for UPTODATE: a quorum must have acknowledged the new leader first.',
              'answers: UPTODATE → ACK, opens the doors to clients',
              'leaves: upToDate.received → broadcast',
              'leaves: leader.heard → waitingForUpToDate',
              'leaves: silence → looking',
            ),
            on: {
              'upToDate.received': `#quorumPeer.${role}.broadcast`,
              'leader.heard': heard,
            },
            after: { silence: toLooking },
          },
        },
      },
      broadcast: {
        description: doing(
          'Waits for packets of the leader and for clients; writes go to the leader.',
          `answers: ${stream}; PING → PING with the sessions heard`,
          'leaves: leader.heard → broadcast',
          'leaves: silence → looking',
        ),
        on: { 'leader.heard': heard },
        after: { silence: toLooking },
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
    connectRetry: ({ context }) => context.connectRetryMs,
    electionDelay: ({ context }) => context.electionDelayMs,
    readOnlyGrace: ({ context }) => Math.max(2000, context.tickTimeMs),
  },
  guards: {
    isLeading: ({ context }) => context.electedRole === 'leading',
    isFollowing: ({ context }) => context.electedRole === 'following',
    isReadOnlyModeEnabled: ({ context }) => context.isReadOnlyModeEnabled,
    hasElectionDelay: ({ context }) => context.electionDelayMs > 0,
  },
  actions: {
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
    shutdownLeader: () => {},
    becomeLearner: () => {},
    connectToLeader: () => {},
    registerWithLeader: () => {},
    shutdownLearner: () => {},
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
    looking: {
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
          ),
          entry: 'flushLog',
          on: {
            'log.flushed': [
              { guard: 'hasElectionDelay', target: 'delaying' },
              { target: 'election' },
            ],
          },
        },
        delaying: {
          description: doing(
            'Waits a random moment, so that observers do not all come at once.',
            'leaves: electionDelay → election',
          ),
          after: { electionDelay: 'election' },
        },
        election: {
          description: doing('Waits for votes of this round.'),
          initial: 'polling',
          entry: ['resetNotTimeout', 'lookForLeader'] as never,
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
              on: {},
            },
          },
        },
      },
    },
  },
} as never);
void learnerStates;
