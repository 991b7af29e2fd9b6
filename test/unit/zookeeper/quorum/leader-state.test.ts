/** What a leader may commit and which gates open, alone: numbers in, numbers out. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuorumVerifier } from '../../../../src/engine/zookeeper/admin/quorum-verifier.ts';
import { emptyQueue, queuePush } from '../../../../src/engine/kernel/persistent-queue.ts';
import type { Acks } from '../../../../src/engine/zookeeper/quorum/leader-state.ts';
import {
  committable,
  withAcceptedEpoch,
  withAck,
  withEpochAck,
  withNewLeaderAck,
} from '../../../../src/engine/zookeeper/quorum/leader-state.ts';
import type {
  LeaderGates,
  LeaderState,
  Proposal,
} from '../../../../src/engine/zookeeper/quorum/quorum-state.ts';

/** Voters 1, 2 … and behind them observers. */
function verifierOf(voters: number, observers = 0) {
  const lines = Array.from({ length: voters + observers }, (_, index): [string, string] => {
    const kind = index < voters ? 'participant' : 'observer';
    return [`server.${index + 1}`, `zk${index + 1}:2888:3888:${kind}`];
  });
  return parseQuorumVerifier(new Map(lines), false);
}

const three = verifierOf(3, 1);

function leaderWith(acks: Acks, zxids: readonly bigint[], verifiers = [three]): LeaderState {
  const proposals = zxids.map((zxid) => ({ zxid, verifiers }) as unknown as Proposal);
  const outstandingProposals = proposals.reduce(queuePush<Proposal>, emptyQueue<Proposal>());
  const leader = { ackedZxid: acks, outstandingProposals, allowedToCommit: true };
  return leader as unknown as LeaderState;
}

describe('acks', () => {
  it('grow only, and what says nothing new changes nothing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.bigInt({ min: 1n, max: 99n }))),
        (told) => {
          let acks: Acks = {};
          for (const [sid, zxid] of told) {
            const next = withAck(acks, sid, zxid);
            if ((acks[sid] ?? 0n) >= zxid) expect(next).toBe(acks);
            acks = next;
          }
          for (const [sid] of told) {
            const all = told.filter(([other]) => other === sid).map(([, zxid]) => zxid);
            expect(acks[sid]).toBe(all.reduce((a, b) => (a > b ? a : b)));
          }
        },
      ),
    );
  });
});

describe('the oldest proposal', () => {
  it('may be committed when more than half of the voters have it, whoever they are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 0, max: 3 }),
        fc.array(fc.bigInt({ min: 0n, max: 6n }), { minLength: 10, maxLength: 10 }),
        (voters, observers, acked) => {
          const acks = Object.fromEntries(acked.map((zxid, index) => [index + 1, zxid]));
          const leader = leaderWith(acks, [3n, 4n], [verifierOf(voters, observers)]);
          const having = acked.slice(0, voters).filter((zxid) => zxid >= 3n).length;
          expect(committable(leader, false)?.zxid).toBe(having * 2 > voters ? 3n : undefined);
        },
      ),
    );
  });

  it('holds up the next one, although all have that', () => {
    const acks = { 1: 9n };
    expect(committable(leaderWith(acks, [8n, 9n]), false)).toBeUndefined();
    expect(committable(leaderWith(withAck(acks, 2, 9n), [8n, 9n]), false)?.zxid).toBe(8n);
  });

  it('needs a quorum of both configurations while one is being changed', () => {
    const [old, next] = [verifierOf(3), verifierOf(5)];
    const acks = { 1: 5n, 2: 5n };
    expect(committable(leaderWith(acks, [5n], [old]), false)?.zxid).toBe(5n);
    expect(committable(leaderWith(acks, [5n], [old, next]), false)).toBeUndefined();
    expect(committable(leaderWith({ ...acks, 5: 5n }, [5n], [old, next]), false)?.zxid).toBe(5n);
  });

  it('waits for ever where the leader has lost the right, and never when there is none', () => {
    const leader = leaderWith({ 1: 5n, 2: 5n, 3: 5n }, [5n]);
    expect(committable({ ...leader, allowedToCommit: false }, false)).toBeUndefined();
    expect(committable(leaderWith({ 1: 5n, 2: 5n }, []), false)).toBeUndefined();
  });

  it('is committed too early by the planted fault: half is enough', () => {
    const leader = leaderWith({ 1: 5n, 2: 5n }, [5n], [verifierOf(4)]);
    expect(committable(leader, false)).toBeUndefined();
    expect(committable(leader, true)?.zxid).toBe(5n);
  });
});

describe('gates', () => {
  const closed = {
    epoch: -1,
    waitingForNewEpoch: true,
    connectingFollowers: [],
    electingFollowers: [],
    electionFinished: false,
    newLeaderAcks: [],
    quorumFormed: false,
  } as unknown as LeaderGates;
  const quorum = { myid: 1, verifier: three, isWeak: false };

  it('the new epoch is above every accepted one, and stands with a quorum that has the leader', () => {
    const first = withAcceptedEpoch(closed, quorum, 2, 7);
    expect(first).toMatchObject({ epoch: 8, waitingForNewEpoch: true });
    const observed = withAcceptedEpoch(first, quorum, 4, 9);
    expect(observed).toMatchObject({ epoch: 10, waitingForNewEpoch: true });
    const two = withAcceptedEpoch(observed, quorum, 3, 1);
    // Two of three, but the leader itself is none of them.
    expect(two).toMatchObject({ epoch: 10, waitingForNewEpoch: true });
    expect(withAcceptedEpoch(two, quorum, 1, 3).waitingForNewEpoch).toBe(false);
  });

  it('who says it twice counts once, an observer not at all', () => {
    const mine = withEpochAck(closed, quorum, 1);
    const again = withEpochAck(withEpochAck(mine, quorum, 1), quorum, 4);
    expect(again).toMatchObject({ electingFollowers: [1], electionFinished: false });
    expect(withEpochAck(again, quorum, 3).electionFinished).toBe(true);
  });

  it('a leader serves when a quorum has its history', () => {
    const mine = withNewLeaderAck(closed, [three], 1, false);
    expect(withNewLeaderAck(mine, [three], 1, false).quorumFormed).toBe(false);
    expect(withNewLeaderAck(mine, [three], 4, false).quorumFormed).toBe(false);
    expect(withNewLeaderAck(mine, [three], 2, false).quorumFormed).toBe(true);
  });
});
