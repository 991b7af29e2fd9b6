/**
 * Promises about who leads.
 *
 * Mirrors: Leadership1, Leadership2 of Zab.tla, and the quorum behind a leader that serves.
 * Read next: ../quorum/leader-gates.ts.
 */
import type { Invariant } from '../../kernel/invariant.ts';
import { hasAllQuorums } from '../quorum/vote.ts';
import type { ServerProcessState } from '../server/server-state.ts';
import { serverStateOf } from './durable.ts';
import { inEachEnsemble, isPeer } from './ensembles.ts';

function leadsEpoch(state: ServerProcessState | null | undefined): number | null {
  const peer = state?.quorum?.peer;
  if (peer == null || peer.serverState !== 'LEADING') return null;
  return peer.zabState === 'SYNCHRONIZATION' || peer.zabState === 'BROADCAST'
    ? peer.currentEpoch
    : null;
}

/** I2: never two leaders of one epoch at once. */
export const leadership1 = inEachEnsemble<null>({
  name: 'Leadership1',
  claim: 'Two servers never lead the same epoch at the same time.',
  program: 'QuorumPeerMain',
  start: () => null,
  observe(ghost, change, world, report, members): null {
    const after = change.after as ServerProcessState | null | undefined;
    const before = change.before as ServerProcessState | null | undefined;
    if (before?.quorum?.peer === after?.quorum?.peer) return ghost;
    const epoch = leadsEpoch(after);
    if (epoch === null || leadsEpoch(before) === epoch) return ghost;
    for (const process of world.processes.values()) {
      if (process.info.pid === change.pid || process.status === 'exited') continue;
      const other = serverStateOf(process);
      if (leadsEpoch(other) !== epoch || !isPeer(members, change.pid, process)) continue;
      report(
        `servers ${after!.quorum!.peer.myid} and ${other!.quorum!.peer.myid} both lead epoch ${epoch}`,
      );
      return ghost;
    }
    return ghost;
  },
});

/** Epoch to the server that has led it. */
type EpochLeaders = Readonly<Record<number, number>>;

/** I3: an epoch belongs to one leader for ever. */
export const leadership2 = inEachEnsemble<EpochLeaders>({
  name: 'Leadership2',
  claim: 'An epoch has one leader, also over time.',
  program: 'QuorumPeerMain',
  start: () => ({}),
  observe(ghost, change, _, report): EpochLeaders {
    const after = change.after as ServerProcessState | null | undefined;
    const before = change.before as ServerProcessState | null | undefined;
    if (before?.quorum?.peer === after?.quorum?.peer) return ghost;
    const epoch = leadsEpoch(after);
    if (epoch === null || leadsEpoch(before) === epoch) return ghost;
    const { myid } = after!.quorum!.peer;
    const known = ghost[epoch];
    if (known === undefined) return { ...ghost, [epoch]: myid };
    if (known !== myid) report(`epoch ${epoch} was led by server ${known}, and now by ${myid}`);
    return ghost;
  },
});

/** S10: who serves as a leader has a quorum that stored its history. */
export const quorumOfServing: Invariant<null> = {
  name: 'QuorumOfServing',
  claim: 'A leader serves only when a quorum has stored its history and acknowledged NEWLEADER.',
  program: 'QuorumPeerMain',
  start: () => null,
  observe(ghost, change, _, report): null {
    const after = change.after as ServerProcessState | null | undefined;
    const before = change.before as ServerProcessState | null | undefined;
    if (before?.quorum?.peer === after?.quorum?.peer || after?.quorum?.leader == null) {
      return ghost;
    }
    const { peer, leader } = after.quorum;
    if (peer.zabState !== 'BROADCAST' || before?.quorum?.peer.zabState === 'BROADCAST') {
      return ghost;
    }
    const { newLeaderAcks } = leader.gates;
    if (hasAllQuorums([peer.quorumVerifier], newLeaderAcks)) return ghost;
    const acks = newLeaderAcks.join(', ');
    report(`server ${peer.myid} serves with the NEWLEADER acks of ${acks} only`);
    return ghost;
  },
};

/** I1: no packet that makes no sense to its receiver. */
export const checkDuringAction: Invariant<null> = {
  name: 'CheckDuringAction',
  claim: 'A commit always names the oldest proposal that waits, and no packet is out of place.',
  program: 'QuorumPeerMain',
  start: () => null,
  observe(ghost, change, _, report): null {
    for (const effect of change.effects) {
      if (effect.type !== 'exit' || (effect.code !== 12 && effect.code !== 13)) continue;
      const state = (change.after ?? change.before) as ServerProcessState | null | undefined;
      report(
        `server ${state?.quorum?.peer.myid ?? '?'} met a packet out of place and exits with ${effect.code}`,
      );
      return ghost;
    }
    return ghost;
  },
};
