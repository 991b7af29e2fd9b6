/**
 * Topics that come, grow, move and go, held to real logs.
 */
import { describe, expect, it } from 'vitest';
import type {
  AlterPartitionReassignmentsResponse,
  ListPartitionReassignmentsResponse,
} from '../../../../src/engine/kafka/protocol/admin-topics.ts';
import {
  topicDeletionChart,
  reassignmentChart,
} from '../../../../src/engine/kafka/controller/charts.ts';
import { ControllerCluster } from './controller-cluster.ts';
import { DELETED, PARTITIONS_ADDED, REASSIGNED } from './transcripts.ts';

const ID = 'q8J9aHzGQ5CHN37EAlm6Lg';

describe('topics', () => {
  it('get more partitions', () => {
    const cluster = new ControllerCluster({ brokers: 1 });
    const id = 'TstJ0LsaQdewRSnr4gY56A';
    cluster.createTopic('t1', [[1], [1]], id);
    for (const count of [4, 6]) {
      const order = { 4: [2, 1, 0, 3], 6: [2, 5, 1, 4, 0, 3] }[count]!;
      const partitions = order.map((partition) => `"${partition}":[1]`).join(',');
      cluster.set(
        '/brokers/topics/t1',
        `{"version":3,"topic_id":"${id}","partitions":{${partitions}}}`,
      );
      cluster.run(500);
    }
    const said = cluster.said(1, 'controller', 0).filter((line) => line.includes('t1'));
    expect(said).toEqual(PARTITIONS_ADDED);
    expect(cluster.children('/brokers/topics/t1/partitions')).toHaveLength(6);
  });

  it('get an id when an old tool made them', () => {
    const cluster = new ControllerCluster({ brokers: 1 });
    cluster.createTopic('t1', [[1]], null);
    expect(cluster.version('/brokers/topics/t1')).toBe(1);
    expect(cluster.data('/brokers/topics/t1')).toMatch(
      /^\{"removing_replicas":\{\},"partitions":\{"0":\[1\]\},"topic_id":"[\w-]{22}","adding_replicas":\{\},"version":3\}$/,
    );
  });

  it('that nobody can read cost the controller nothing but a line', () => {
    const cluster = new ControllerCluster({ brokers: 1 });
    cluster.createTopic('t1', [[1]], ID);
    cluster.set('/brokers/topics/t1', '[1]');
    cluster.run(500);
    expect(cluster.log(1).slice(-2)).toEqual([
      'ERROR [Controller id=1] Error processing event PartitionModifications(t1) (kafka.controller.KafkaController)',
      'com.fasterxml.jackson.databind.JsonMappingException: Expected JSON object, received [1]',
    ]);
    cluster.createTopic('t2', [[1]], 'i2aroLnVTDeZzYCVRJorMA');
    expect(cluster.exists('/brokers/topics/t2/partitions/0/state')).toBe(true);
  });

  it('are deleted when all their brokers are there', () => {
    const cluster = new ControllerCluster();
    cluster.createTopic(
      't1',
      [
        [1, 2],
        [2, 3],
        [3, 1],
      ],
      'YvWCkDBMQMCErISk9OlQ3A',
    );
    const chart = (): unknown => topicDeletionChart(cluster.controller(1).context, 't1').value;
    expect(chart()).toBe('notAsked');
    cluster.takeLeave(3);
    cluster.signal(3, 'TERM');
    cluster.run(1200);
    cluster.create('/admin/delete_topics/t1', null);
    cluster.run(1000);
    expect(chart()).toBe('ineligible');
    expect(cluster.children('/brokers/topics')).toEqual(['t1']);
    // Brokers drop it from their metadata at once.
    const told = cluster.broker(1).told.filter((each) => each.type === 'UpdateMetadataRequest');
    const leaders = told.flatMap(({ topicStates }) =>
      topicStates.flatMap(({ partitionStates }) => partitionStates.map(({ leader }) => leader)),
    );
    expect(leaders.slice(-3)).toEqual([-2, -2, -2]);
    cluster.restart(3);
    cluster.run(1000);
    for (const path of ['/brokers/topics', '/admin/delete_topics', '/config/topics']) {
      expect(cluster.children(path)).toEqual([]);
    }
    const said = cluster.said(1, 'controller', 0).filter((line) => /t1|elet/.test(line));
    const isOfTopic = (line: string): boolean => !line.includes('RequestSendThread');
    expect(said).toEqual(DELETED.filter(isOfTopic));
  });

  it('are kept when deleting is switched off', () => {
    const cluster = new ControllerCluster({ values: { 'delete.topic.enable': false } });
    cluster.createTopic('t1', [[1, 2]], ID);
    cluster.create('/admin/delete_topics/t1', null);
    cluster.run(500);
    expect(cluster.children('/admin/delete_topics')).toEqual([]);
    expect(cluster.log(1)).toContain(
      'INFO [Controller id=1] Removing Set(t1) since delete topic is disabled (kafka.controller.KafkaController)',
    );
  });
});

describe('reassignments', () => {
  const move = (
    cluster: ControllerCluster,
    partitions: readonly (readonly [number, readonly number[] | null])[],
  ): AlterPartitionReassignmentsResponse =>
    cluster.ask<AlterPartitionReassignmentsResponse>(1, {
      type: 'AlterPartitionReassignmentsRequest',
      timeoutMs: 5000,
      topics: [
        {
          name: 't1',
          partitions: partitions.map(([partitionIndex, replicas]) => ({
            partitionIndex,
            replicas,
          })),
        },
      ],
    });

  it('add the new replicas first and take the old ones away last', () => {
    const cluster = new ControllerCluster();
    cluster.createTopic(
      't1',
      [
        [1, 2],
        [2, 3],
      ],
      'fJGZPSAaRwuSMKyV8DLVXA',
    );
    move(cluster, [
      [0, [3, 2]],
      [1, [1, 3]],
    ]);
    expect(cluster.data('/brokers/topics/t1')).toBe(
      '{"removing_replicas":{"1":[2],"0":[1]},"partitions":{"1":[1,3,2],"0":[3,2,1]},"topic_id":"fJGZPSAaRwuSMKyV8DLVXA","adding_replicas":{"1":[1],"0":[3]},"version":3}',
    );
    const list = cluster.ask<ListPartitionReassignmentsResponse>(1, {
      type: 'ListPartitionReassignmentsRequest',
      timeoutMs: 5000,
      topics: null,
    });
    expect(list.topics[0]!.partitions).toContainEqual({
      partitionIndex: 0,
      replicas: [3, 2, 1],
      addingReplicas: [3],
      removingReplicas: [1],
    });
    const chart = (): unknown =>
      reassignmentChart(cluster.controller(1).context, { topic: 't1', partition: 0 }).value;
    expect(chart()).toBe('catchingUp');
    cluster.alterIsr(2, 1, { epoch: 1, isr: [2, 3, 1], version: 1 });
    cluster.alterIsr(1, 0, { epoch: 1, isr: [1, 2, 3], version: 1 });
    cluster.run(1000);
    expect(chart()).toBe('settled');
    expect(cluster.data('/brokers/topics/t1')).toBe(
      '{"removing_replicas":{},"partitions":{"1":[1,3],"0":[3,2]},"topic_id":"fJGZPSAaRwuSMKyV8DLVXA","adding_replicas":{},"version":3}',
    );
    expect(cluster.version('/brokers/topics/t1')).toBe(4);
    expect([cluster.state(0), cluster.state(1)]).toEqual([
      '{"controller_epoch":1,"leader":3,"version":1,"leader_epoch":3,"isr":[2,3]}',
      '{"controller_epoch":1,"leader":1,"version":1,"leader_epoch":3,"isr":[3,1]}',
    ]);
    const deleted = cluster
      .broker(1)
      .told.flatMap((each) => (each.type === 'StopReplicaRequest' ? each.topicStates : []))
      .flatMap(({ partitionStates }) => partitionStates)
      .filter(({ deletePartition }) => deletePartition);
    expect(deleted.map(({ partitionIndex }) => partitionIndex)).toEqual([0]);
    const said = cluster.said(1, 'controller', 0).filter((line) => line.includes('t1'));
    expect(said).toEqual(REASSIGNED);
  });

  it('are refused for what cannot be', () => {
    const cluster = new ControllerCluster();
    cluster.createTopic(
      't1',
      [
        [1, 2],
        [2, 3],
      ],
      ID,
    );
    const { responses } = move(cluster, [
      [0, null],
      [1, [9]],
      [7, [1]],
      [8, [1, 1]],
    ]);
    const errors = responses[0]!.partitions.map(
      ({ partitionIndex, errorCode, errorMessage }) =>
        `${partitionIndex} ${errorCode} ${errorMessage}`,
    );
    expect([...errors].sort()).toEqual([
      '0 NO_REASSIGNMENT_IN_PROGRESS No partition reassignment is in progress.',
      '1 INVALID_REPLICA_ASSIGNMENT Replica assignment has brokers that are not alive. Replica list: ArrayBuffer(9), live broker list: Set(2, 1, 3)',
      '7 UNKNOWN_TOPIC_OR_PARTITION The partition does not exist.',
      '8 INVALID_REPLICA_ASSIGNMENT Duplicate replica ids in partition reassignment replica list: ArrayBuffer(1, 1)',
    ]);
  });

  it('can be given up while the new replicas fetch', () => {
    const cluster = new ControllerCluster();
    cluster.createTopic('t1', [[1, 2]], ID);
    move(cluster, [[0, [3, 2]]]);
    move(cluster, [[0, null]]);
    cluster.run(500);
    expect(cluster.data('/brokers/topics/t1')).toContain('"partitions":{"0":[2,1]}');
    expect(cluster.data('/brokers/topics/t1')).toContain('"adding_replicas":{}');
    expect(cluster.state(0)).toContain('"isr":[1,2]');
  });

  it('asked for by /admin/reassign_partitions survive their controller', () => {
    const cluster = new ControllerCluster();
    cluster.createTopic('t1', [[2, 3]], ID);
    const path = '/admin/reassign_partitions';
    cluster.create(
      path,
      '{"version":1,"partitions":[{"topic":"t1","partition":0,"replicas":[3,1]}]}',
    );
    cluster.run(500);
    cluster.delete('/controller');
    cluster.run(2000);
    const controllerId = [1, 2, 3].find((id) => cluster.controller(id).activeControllerId === id)!;
    const { isr, epoch, version } = { isr: [2, 3, 1], ...leaderEpoch(cluster) };
    cluster.alterIsr(2, 0, { epoch, isr, version }, { controllerId });
    cluster.run(1000);
    expect(cluster.exists(path)).toBe(false);
    expect(cluster.data('/brokers/topics/t1')).toContain('"partitions":{"0":[3,1]}');
    expect(cluster.state(0)).toContain('"isr":[3,1]');
  });
});

function leaderEpoch(cluster: ControllerCluster): { epoch: number; version: number } {
  const epoch = Number(/"leader_epoch":(\d+)/.exec(cluster.state(0)!)![1]);
  return { epoch, version: cluster.version('/brokers/topics/t1/partitions/0/state') };
}
