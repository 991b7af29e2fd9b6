/**
 * Leaders of partitions: who is elected, when, and what is said about it, held to real logs.
 */
import { describe, expect, it } from 'vitest';
import { ControllerCluster } from './controller-cluster.ts';
import {
  LAST_ISR_STATES,
  LEADER_RESTART,
  LEADER_RESTART_STATES,
  REBALANCED,
} from './transcripts.ts';

describe('elections', () => {
  it('follow the death and the return of a leader', () => {
    const cluster = new ControllerCluster();
    cluster.createTopic('t1', [[2, 3, 1]], 'ie9_sxi9TmmAGfbldZL5ew');
    cluster.signal(2, 'KILL');
    cluster.run(9000);
    cluster.restart(2);
    cluster.alterIsr(3, 0, { epoch: 1, isr: [3, 1, 2], version: 1 });
    const { replicaElectionResults } = cluster.elect('PREFERRED', [0]);
    expect(replicaElectionResults).toEqual([
      { topic: 't1', partitionResult: [{ partitionId: 0, errorCode: 'NONE', errorMessage: null }] },
    ]);
    expect(cluster.state(0)).toBe(
      '{"controller_epoch":1,"leader":2,"version":1,"leader_epoch":2,"isr":[3,1,2]}',
    );
    expect(cluster.version('/brokers/topics/t1/partitions/0/state')).toBe(3);
    const said = cluster.said(1, 'controller', 0).filter((line) => /t1-0|roker/.test(line));
    expect(said).toEqual(LEADER_RESTART);
    const states = cluster.said(1, 'state-change', 0).filter((line) => line.includes('t1-0'));
    expect(states).toEqual(LEADER_RESTART_STATES);
  });

  it('leave a partition offline whose last in-sync replica is gone, until an unclean one', () => {
    const cluster = new ControllerCluster();
    cluster.createTopic('t1', [[2, 3]], 'q8J9aHzGQ5CHN37EAlm6Lg');
    expect(cluster.takeLeave(3)).toBe(0);
    cluster.signal(3, 'TERM');
    cluster.run(8000);
    expect([1, 2, 3].map(() => cluster.takeLeave(2))).toEqual([1, 1, 1]);
    cluster.signal(2, 'TERM');
    cluster.run(8000);
    expect(cluster.state(0)).toBe(
      '{"controller_epoch":1,"leader":-1,"version":1,"leader_epoch":2,"isr":[2]}',
    );
    cluster.restart(3);
    const from = cluster.log(1, 'state-change').length;
    const { replicaElectionResults } = cluster.elect('PREFERRED', [0]);
    expect(replicaElectionResults[0]!.partitionResult[0]).toEqual({
      partitionId: 0,
      errorCode: 'PREFERRED_LEADER_NOT_AVAILABLE',
      errorMessage:
        'Failed to elect leader for partition t1-0 under strategy PreferredReplicaPartitionLeaderElectionStrategy',
    });
    cluster.set(
      '/config/topics/t1',
      '{"version":1,"config":{"unclean.leader.election.enable":"true"}}',
    );
    cluster.enableUnclean(1, 't1');
    expect(cluster.state(0)).toBe(
      '{"controller_epoch":1,"leader":3,"version":1,"leader_epoch":3,"isr":[3]}',
    );
    const all = cluster.said(1, 'state-change', 0);
    const failures = all.filter((line, index) => index < from && /ERROR|Failed|failed/.test(line));
    const last = cluster.said(1, 'state-change', from).filter((line) => line.includes('t1-0'));
    expect([...failures, ...last]).toEqual(LAST_ISR_STATES);
  });

  it('are held by an admin client for any replica that lives', () => {
    const cluster = new ControllerCluster();
    cluster.createTopic(
      't1',
      [
        [2, 3],
        [1, 2],
      ],
      'q8J9aHzGQ5CHN37EAlm6Lg',
    );
    cluster.takeLeave(3);
    cluster.signal(3, 'TERM');
    cluster.run(8000);
    cluster.signal(2, 'KILL');
    cluster.run(8000);
    cluster.restart(3);
    const { replicaElectionResults } = cluster.elect('UNCLEAN', [0, 1, 7]);
    expect(
      replicaElectionResults[0]!.partitionResult
        .map(({ partitionId, errorCode }) => [partitionId, errorCode])
        .sort(),
    ).toEqual([
      [0, 'NONE'],
      [1, 'ELECTION_NOT_NEEDED'],
      [7, 'UNKNOWN_TOPIC_OR_PARTITION'],
    ]);
    expect(cluster.state(0)).toContain('"leader":3');
    // Of all partitions: those that need none are not named.
    expect(cluster.elect('UNCLEAN', null).replicaElectionResults).toEqual([]);
  });

  it('bring leaderships back by themselves', () => {
    const cluster = new ControllerCluster({
      values: {
        'auto.leader.rebalance.enable': true,
        'leader.imbalance.check.interval.seconds': 5,
      },
    });
    const id = 'tUqKJNacQOKgTBlaxnmXjw';
    cluster.run(3600);
    cluster.createTopic(
      't1',
      [
        [1, 2, 3],
        [2, 3, 1],
        [3, 1, 2],
      ],
      id,
    );
    const from = cluster.log(1).length;
    cluster.takeLeave(2);
    cluster.signal(2, 'TERM');
    cluster.run(14_000);
    cluster.restart(2);
    cluster.alterIsr(3, 1, { epoch: 1, isr: [3, 1, 2], version: 1 });
    cluster.run(5000);
    expect(cluster.state(1)).toBe(
      '{"controller_epoch":1,"leader":2,"version":1,"leader_epoch":2,"isr":[3,1,2]}',
    );
    const said = cluster
      .said(1, 'controller', from)
      .filter((line) => /mbalance|leader election|t1-1/.test(line));
    // One round in which the preferred leader was not there, and the one that brought it back.
    const real = REBALANCED.slice(REBALANCED.findIndex((line) => line.includes('All leaders')));
    expect(said.slice(0, 7)).toEqual(real.slice(0, 7));
    const end = real.findIndex((line) => line.includes('for partitions t1-1 triggered'));
    const ours = said.findIndex((line) => line.includes('for partitions t1-1 triggered'));
    expect(said.slice(ours - 4, ours + 3)).toEqual(real.slice(end - 4, end + 3));
  });

  it('are asked for by /admin/preferred_replica_election, which goes away', () => {
    const cluster = new ControllerCluster();
    cluster.createTopic('t1', [[2, 3]], 'q8J9aHzGQ5CHN37EAlm6Lg');
    cluster.signal(2, 'KILL');
    cluster.run(8000);
    cluster.restart(2);
    cluster.alterIsr(3, 0, { epoch: 1, isr: [3, 2], version: 1 });
    const path = '/admin/preferred_replica_election';
    const asked = '{"version":1,"partitions":[{"topic":"t1","partition":0}]}';
    for (let round = 0; round < 2; round++) {
      cluster.create(path, asked);
      cluster.run(500);
      expect(cluster.exists(path)).toBe(false);
      expect(cluster.state(0)).toContain('"leader":2,"version":1,"leader_epoch":2');
    }
  });
});
