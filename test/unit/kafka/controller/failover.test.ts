/**
 * Elections of controllers, held to the logs of real ones.
 */
import { describe, expect, it } from 'vitest';
import { ControllerCluster } from './controller-cluster.ts';
import {
  FIRST_CONTROLLER,
  LOSES_ELECTION,
  STANDBY_BECOMES_CONTROLLER,
  ZOMBIE_RESIGNS,
} from './transcripts.ts';

const ID = 'i2aroLnVTDeZzYCVRJorMA';

/** A real transcript as the tests compare it: without the senders' lines. */
function quiet(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !line.includes('(kafka.controller.RequestSendThread)'));
}

/** With these latencies broker 2 is told first that /controller is gone, but only just. */
const SECOND_WINS = { seed: 1, latencyMs: [1, 3] } as const;

describe('failover', () => {
  it('goes as a real controller says it goes', () => {
    const cluster = new ControllerCluster({ brokers: 1 });
    expect(cluster.said(1, 'controller', 0)).toEqual(quiet(FIRST_CONTROLLER));
    expect(cluster.data('/controller_epoch')).toBe('1');
    expect(cluster.version('/controller_epoch')).toBe(1);
    expect(cluster.data('/feature')).toBe('{"features":{},"status":1,"version":1}');
    expect(cluster.controller(1).chart.value).toEqual({ active: 'serving' });
  });

  it('takes over from a controller that stops, and only one broker does', () => {
    const cluster = new ControllerCluster(SECOND_WINS);
    cluster.createTopic(
      't1',
      [
        [1, 2, 3],
        [2, 3, 1],
        [3, 1, 2],
      ],
      ID,
    );
    cluster.takeLeave(1);
    cluster.signal(1, 'TERM');
    cluster.run(1500);
    expect(cluster.said(2, 'controller', 0)).toEqual(quiet(STANDBY_BECOMES_CONTROLLER));
    expect(cluster.said(3, 'controller', 0)).toEqual(LOSES_ELECTION);
    // The leave moved the leadership (+1); the follower's replicas left the other ISRs (+1).
    expect(cluster.state(0)).toBe(
      '{"controller_epoch":1,"leader":2,"version":1,"leader_epoch":1,"isr":[2,3]}',
    );
  });

  it('raises the leader epoch twice where the dead controller led', () => {
    const cluster = new ControllerCluster();
    cluster.createTopic(
      't1',
      [
        [1, 2, 3],
        [2, 3, 1],
        [3, 1, 2],
      ],
      ID,
    );
    cluster.signal(1, 'KILL');
    cluster.run(9000);
    expect([0, 1, 2].map((partition) => cluster.state(partition))).toEqual([
      '{"controller_epoch":2,"leader":2,"version":1,"leader_epoch":2,"isr":[2,3]}',
      '{"controller_epoch":2,"leader":2,"version":1,"leader_epoch":1,"isr":[2,3]}',
      '{"controller_epoch":2,"leader":3,"version":1,"leader_epoch":1,"isr":[3,2]}',
    ]);
  });

  it('makes a frozen controller resign when it wakes up', () => {
    const cluster = new ControllerCluster();
    cluster.createTopic('t1', [[1, 2, 3]], ID);
    const from = cluster.log(1).length;
    cluster.signal(1, 'STOP');
    cluster.run(12_000);
    const winner = cluster.controller(2).activeControllerId;
    cluster.signal(1, 'CONT');
    cluster.run(5000);
    const said = cluster.said(1, 'controller', from);
    const resigning = said.findIndex((line) => line.includes('Resigning'));
    expect(said.slice(resigning)).toEqual(
      quiet(ZOMBIE_RESIGNS).map((line) => line.replace('Broker 2', `Broker ${winner}`)),
    );
    expect(cluster.data('/controller_epoch')).toBe('2');
    expect(cluster.children('/brokers/ids')).toEqual(['1', '2', '3']);
    expect(cluster.controller(1).context.liveBrokers.size).toBe(0);
  });

  it('elects anew when /controller is deleted; leaders stay', () => {
    const cluster = new ControllerCluster();
    cluster.createTopic('t1', [[1, 2, 3]], ID);
    const before = cluster.state(0);
    cluster.delete('/controller');
    cluster.run(3000);
    expect(cluster.data('/controller_epoch')).toBe('2');
    expect(cluster.state(0)).toBe(before);
    const active = [1, 2, 3].filter((id) => cluster.controller(id).activeControllerId === id);
    expect(active).toHaveLength(1);
  });

  it('fences the writes of a controller whose epoch is over', () => {
    const cluster = new ControllerCluster();
    cluster.createTopic('t1', [[1, 2, 3]], ID);
    const from = cluster.log(1).length;
    // Somebody else has raised the epoch, and nobody has told this controller.
    cluster.set('/controller_epoch', '2');
    const state = cluster.state(0);
    cluster.set('/brokers/topics/t1', '{"version":3,"partitions":{"0":[1,2,3],"1":[2,1]}}');
    cluster.run(1000);
    expect(cluster.children('/brokers/topics/t1/partitions')).toEqual(['0']);
    expect(cluster.state(0)).toBe(state);
    expect(cluster.said(1, 'controller', from).slice(-4)).toEqual([
      'ERROR [PartitionStateMachine controllerId=1] Controller moved to another broker when moving some partitions to OnlinePartition state (kafka.controller.ZkPartitionStateMachine)',
      'org.apache.kafka.common.errors.ControllerMovedException: Controller epoch zkVersion check fails. Expected zkVersion = 1',
      'INFO [Controller id=1] Controller moved to another broker when processing PartitionModifications(t1). (kafka.controller.KafkaController)',
      'org.apache.kafka.common.errors.ControllerMovedException: Controller epoch zkVersion check fails. Expected zkVersion = 1',
    ]);
  });
});
