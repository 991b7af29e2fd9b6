/**
 * The states of a learner in the role machine: following and observing have the same.
 *
 * Mirrors: Follower.followLeader and Observer.observeLeader with Learner's waits, 3.8.0.
 * Read next: quorum-peer.machine.ts (the whole machine).
 */

/** Back to an election; observers wait a moment first. */
export const toLooking = { target: '#quorumPeer.looking', actions: 'noteElectionDelay' } as const;

/** The leader spoke: the silence is counted anew from when it did. */
const heard = { reenter: true, actions: 'noteSilence' } as const;

/** A state's description: what it waits for, what it answers, how it is left. */
export const doing = (...lines: readonly string[]) => lines.join('\n');

/** Following and observing differ in the first packet and in what is sent after synchronization. */
export function learnerState(role: LearnerRole) {
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
      discovery: discoveryState(role),
      synchronization: synchronizationState(role),
      broadcast: broadcastState(role),
    },
  } as const;
}

type LearnerRole = 'following' | 'observing';

function discoveryState(role: LearnerRole) {
  const info = role === 'following' ? 'FOLLOWERINFO' : 'OBSERVERINFO';
  return {
    description: doing('Waits until the leader has named the new epoch.'),
    initial: 'connecting',
    states: {
      connecting: {
        description: doing(
          'Waits for the connection to the leader’s quorum port.',
          'leaves: leader.connected → registering',
          'leaves: leader.refused → retrying',
          'leaves: leader.unreachable → looking',
          'leaves: connectLimit → looking',
        ),
        entry: 'connectToLeader',
        exit: 'abandonLeader',
        on: {
          'leader.connected': {
            target: 'registering',
            actions: ['noteSilence', 'registerWithLeader'],
          },
          'leader.refused': 'retrying',
          'leader.unreachable': toLooking,
        },
        after: { connectLimit: toLooking },
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
        on: {
          'leaderInfo.accepted': `#quorumPeer.${role}.synchronization`,
          'leader.heard': { ...heard, target: 'registering' },
        },
        after: { silence: toLooking },
      },
    },
  } as const;
}

function synchronizationState(role: LearnerRole) {
  return {
    description: doing('Waits until its history is the leader’s.'),
    initial: 'receiving',
    entry: 'syncWithLeader',
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
          'leader.heard': { ...heard, target: 'receiving' },
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
          'leader.heard': { ...heard, target: 'waitingForUpToDate' },
        },
        after: { silence: toLooking },
      },
    },
  } as const;
}

function broadcastState(role: LearnerRole) {
  const stream =
    role === 'following'
      ? 'PROPOSAL → log, fsync, ACK; COMMIT → apply'
      : 'INFORM → apply (it is committed already)';
  return {
    description: doing(
      'Waits for packets of the leader and for clients; writes go to the leader.',
      `answers: ${stream}; PING → PING with the sessions heard`,
    ),
    entry: 'processPackets',
    initial: 'listening',
    states: {
      listening: {
        description: doing(
          'Waits for the leader’s next packet, at most syncLimit ticks.',
          'leaves: leader.heard → listening',
          'leaves: silence → looking',
        ),
        on: { 'leader.heard': { ...heard, target: 'listening' } },
        after: { silence: toLooking },
      },
    },
  } as const;
}
