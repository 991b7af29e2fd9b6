/**
 * AlterIsr: which changes are taken, and what those are told that are not.
 */
import { describe, expect, it } from 'vitest';
import type { AlterIsrResponse } from '../../../../src/engine/kafka/protocol/controller.ts';
import { ControllerCluster } from './controller-cluster.ts';

const ID = 'q8J9aHzGQ5CHN37EAlm6Lg';

function errorOf({ errorCode, topics }: AlterIsrResponse): string {
  return errorCode === 'NONE' ? topics[0]!.partitions[0]!.errorCode : errorCode;
}

describe('AlterIsr', () => {
  it('is written and told to everybody; the leader epoch stays', () => {
    const cluster = new ControllerCluster();
    cluster.createTopic(
      't1',
      [
        [1, 2, 3],
        [2, 3, 1],
      ],
      ID,
    );
    const from = [1, 2, 3].map((id) => cluster.broker(id).told.length);
    const answer = cluster.alterIsr(1, 0, { epoch: 0, isr: [1, 2], version: 0 });
    expect(answer.topics).toEqual([
      {
        name: 't1',
        partitions: [
          {
            partitionIndex: 0,
            errorCode: 'NONE',
            leaderId: 1,
            leaderEpoch: 0,
            isr: [1, 2],
            currentIsrVersion: 1,
          },
        ],
      },
    ]);
    expect(cluster.state(0)).toBe(
      '{"controller_epoch":1,"leader":1,"version":1,"leader_epoch":0,"isr":[1,2]}',
    );
    for (const id of [1, 2, 3]) {
      // One partition, whatever else there is.
      const told = cluster.broker(id).told.slice(from[id - 1]);
      expect(told.map(({ type }) => type)).toEqual(['UpdateMetadataRequest']);
      const { topicStates } = told[0] as Extract<
        (typeof told)[number],
        { type: 'UpdateMetadataRequest' }
      >;
      expect(
        topicStates.map(({ partitionStates }) => partitionStates.map(({ isr }) => isr)),
      ).toEqual([[[1, 2]]]);
    }
  });

  it('is refused by epochs and versions', () => {
    const cluster = new ControllerCluster();
    cluster.createTopic('t1', [[1, 2, 3]], ID);
    const asked = { epoch: 0, isr: [1, 2], version: 0 };
    expect(errorOf(cluster.alterIsr(1, 0, asked, { brokerEpoch: 1 }))).toBe('STALE_BROKER_EPOCH');
    expect(errorOf(cluster.alterIsr(1, 0, asked, { controllerId: 2 }))).toBe('NOT_CONTROLLER');
    expect(errorOf(cluster.alterIsr(1, 7, asked))).toBe('UNKNOWN_TOPIC_OR_PARTITION');
    expect(errorOf(cluster.alterIsr(1, 0, { ...asked, epoch: -1 }))).toBe('FENCED_LEADER_EPOCH');
    expect(errorOf(cluster.alterIsr(1, 0, { ...asked, version: 3 }))).toBe(
      'INVALID_UPDATE_VERSION',
    );
    expect(cluster.version('/brokers/topics/t1/partitions/0/state')).toBe(0);
    // What is so already is not written again.
    expect(errorOf(cluster.alterIsr(1, 0, { ...asked, isr: [1, 2, 3] }))).toBe('NONE');
    expect(cluster.version('/brokers/topics/t1/partitions/0/state')).toBe(0);
  });

  it('costs as much with many partitions as with few', () => {
    const asked = { epoch: 0, isr: [1, 2], version: 0 };
    const eventsOf = (partitions: number): number => {
      const cluster = new ControllerCluster();
      cluster.createTopic(
        't1',
        Array.from({ length: partitions }, () => [1, 2, 3]),
        ID,
      );
      cluster.run(2000);
      const { eventCount } = cluster.kernel.world;
      cluster.alterIsr(1, 0, asked);
      return cluster.kernel.world.eventCount - eventCount;
    };
    expect(eventsOf(60)).toBe(eventsOf(1));
  });
});
