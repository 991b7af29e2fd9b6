/**
 * Promises about what must be on disk before it is told to anyone.
 *
 * Mirrors: the order of writes in SyncRequestProcessor, Learner.syncWithLeader and FastLeaderElection,
 * 3.8.0 (later releases for NEWLEADER).
 * Read next: durable.ts.
 */
import type { Change, Invariant } from '../../kernel/invariant.ts';
import type { World } from '../../kernel/world-state.ts';
import { queueLast } from '../../kernel/persistent-queue.ts';
import type { QuorumPacket } from '../protocol/quorum-packets.ts';
import { counterOf, epochOf, toHexString } from '../protocol/zxid.ts';
import type { ServerProcessState } from '../server/server-state.ts';
import { durableEpoch, durableZxid } from './durable.ts';
import { inEachEnsemble } from './ensembles.ts';
import { SERVER_PROGRAM } from '../server-program.ts';

const NOTHING = null;

function hostOf(change: Change, world: World): string {
  return world.processes.get(change.pid)!.info.host;
}

/** S8: an ACK is sent only for what is on the sender's own disk. */
export const ackHonest: Invariant<null> = {
  name: 'AckHonest',
  claim:
    'A follower acknowledges a proposal when it is on its disk, and a new leader when the whole ' +
    'history and the new epoch are.',
  program: SERVER_PROGRAM,
  start: () => NOTHING,
  observe(ghost, change, world, report): null {
    const after = change.after as ServerProcessState | null | undefined;
    if (after?.quorum == null || after.quorum.learner === null) return ghost;
    const { myid, learnerType } = after.quorum.peer;
    if (learnerType === 'OBSERVER') return ghost;
    for (const effect of change.effects) {
      if (effect.type !== 'send' || effect.message.type !== 'ACK') continue;
      const { zxid } = effect.message as QuorumPacket;
      const host = hostOf(change, world);
      if (counterOf(zxid) !== 0) {
        if (durableZxid(world, host, after) < zxid) {
          report(`server ${myid} acknowledges ${toHexString(zxid)} before it is on disk`);
          return ghost;
        }
        continue;
      }
      if (durableEpoch(world, host, after, 'currentEpoch') < epochOf(zxid)) {
        report(
          `server ${myid} acknowledges NEWLEADER ${toHexString(zxid)} before the epoch is on disk`,
        );
        return ghost;
      }
      const mode = (change.before as ServerProcessState | undefined)?.quorum?.peer.syncMode;
      const { lastProcessedZxid } = after.db;
      if ((mode === 'SNAP' || mode === 'TRUNC') && counterOf(lastProcessedZxid) !== 0) {
        if (durableZxid(world, host, after) < lastProcessedZxid) {
          report(
            `server ${myid} acknowledges NEWLEADER before ${toHexString(lastProcessedZxid)} is on disk`,
          );
          return ghost;
        }
      }
      const { lastQueued } = after.quorum.learner;
      const newest = lastQueued > lastProcessedZxid ? lastQueued : lastProcessedZxid;
      if (mode === 'TRUNC' && durableZxid(world, host, after) > newest) {
        report(
          `server ${myid} acknowledges NEWLEADER before the cut at ${toHexString(newest)} is on disk`,
        );
        return ghost;
      }
      const pending = queueLast(after.quorum.learner.pendingTxns);
      const waiting = after.quorum.learner.sync.packetsNotLogged.at(-1);
      const isUpToDate = after.quorum.peer.zabState === 'BROADCAST';
      const last = waiting?.header.zxid ?? pending?.zxid ?? 0n;
      if (!isUpToDate && after.quorum.learner.sync.packetsCommitted.length > 0) {
        if (durableZxid(world, host, after) < last && !after.quorum.learner.isStored) {
          report(`server ${myid} acknowledges NEWLEADER before ${toHexString(last)} is on disk`);
          return ghost;
        }
      }
    }
    return ghost;
  },
};

/**
 * S9: a vote names the last transaction on its server's disk, neither more nor less. The start of an
 * epoch is no transaction: a snapshot named after it stays on the disk when a later leader, whose own
 * start of that epoch a loss of power took, sends the same history under its older zxid.
 */
export const voteHonest: Invariant<null> = {
  name: 'VoteHonest',
  claim: 'The zxid that a server votes with is the last one on its own disk.',
  program: SERVER_PROGRAM,
  start: () => NOTHING,
  observe(ghost, change, world, report): null {
    const after = change.after as ServerProcessState | null | undefined;
    if (after?.quorum == null || after.quorum.election === null) return ghost;
    const before = change.before as ServerProcessState | null | undefined;
    if (before?.quorum?.peer.logicalclock === after.quorum.peer.logicalclock) return ghost;
    const { initZxid } = after.quorum.election;
    const { myid, learnerType } = after.quorum.peer;
    if (learnerType === 'OBSERVER') return ghost;
    const host = hostOf(change, world);
    const lastTxn = durableZxid(world, host, after, 'ofTxns');
    if (initZxid < lastTxn) {
      report(
        `server ${myid} votes with ${toHexString(initZxid)} and has ${toHexString(lastTxn)} on its disk`,
      );
      return ghost;
    }
    if (counterOf(initZxid) === 0 || durableZxid(world, host, after) >= initZxid) return ghost;
    report(`server ${myid} votes with ${toHexString(initZxid)}, which is not on its disk`);
    return ghost;
  },
};

/** M3's rule: a new epoch never stands on an old history. */
export const historyBeforeEpoch: Invariant<null> = {
  name: 'HistoryBeforeEpoch',
  claim: 'A follower stores the history of a new leader before its epoch.',
  program: SERVER_PROGRAM,
  start: () => NOTHING,
  observe(ghost, change, _, report): null {
    const after = change.after as ServerProcessState | null | undefined;
    const before = change.before as ServerProcessState | null | undefined;
    if (after?.quorum == null || before?.quorum == null || after.quorum.learner === null) {
      return ghost;
    }
    const { peer } = after.quorum;
    if (peer === before.quorum.peer || peer.learnerType === 'OBSERVER') return ghost;
    if (peer.currentEpoch === before.quorum.peer.currentEpoch) return ghost;
    const waiting = before.quorum.learner?.sync.packetsNotLogged.length ?? 0;
    if (waiting === 0) return ghost;
    report(
      `server ${peer.myid} stored epoch ${peer.currentEpoch} before ${waiting} transactions of its history`,
    );
    return ghost;
  },
};

/** The epochs of each server, by its number. */
type Epochs = Readonly<Record<number, readonly [accepted: number, current: number]>>;

/** S3: no server forgets an epoch it has promised or accepted. */
export const epochMonotone = inEachEnsemble<Epochs>({
  name: 'EpochMonotone',
  claim: 'The accepted and the current epoch of a server never decrease, whatever happens to it.',
  program: SERVER_PROGRAM,
  start: () => ({}),
  observe(ghost, change, _, report): Epochs {
    const after = change.after as ServerProcessState | null | undefined;
    const before = change.before as ServerProcessState | null | undefined;
    const peer = after?.quorum?.peer;
    if (peer == null || before?.quorum?.peer === peer) return ghost;
    const { myid, acceptedEpoch, currentEpoch } = peer;
    const known = ghost[myid];
    if (known !== undefined && known[0] === acceptedEpoch && known[1] === currentEpoch) {
      return ghost;
    }
    const next = { ...ghost, [myid]: [acceptedEpoch, currentEpoch] as const };
    if (known !== undefined && (acceptedEpoch < known[0] || currentEpoch < known[1])) {
      report(
        `server ${myid} fell from epochs ${known[0]}/${known[1]} (accepted/current) to ` +
          `${acceptedEpoch}/${currentEpoch}`,
      );
      return next;
    }
    if (currentEpoch > acceptedEpoch) {
      report(`server ${myid} follows epoch ${currentEpoch} unpromised`);
    }
    return next;
  },
});
