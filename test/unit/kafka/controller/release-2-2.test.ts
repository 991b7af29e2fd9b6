/**
 * A controller of 2.2, held to the logs of real ones: its own words, its own way of moving and deleting.
 */
import { describe, expect, it } from 'vitest';
import { reassignmentChart } from '../../../../src/engine/kafka/controller/charts.ts';
import { OPEN_ACL_UNSAFE } from '../../../../src/engine/zookeeper/client/index.ts';
import { ControllerCluster } from './controller-cluster.ts';
import {
  CREATED,
  CREATED_STATES,
  DELETED_LATER,
  DELETED_LATER_STATES,
  FAILED_OVER,
  FAILED_OVER_STATES,
  REASSIGNED_BY_2_2,
  REASSIGNED_STATES,
  STARTED,
  TAKES_LEAVE,
  TAKES_LEAVE_STATES,
} from './transcripts-2-2.ts';

/** Brokers of 2.2; what they say is read piece by piece. */
class OldCluster extends ControllerCluster {
  readonly #read = new Map<string, number>();

  constructor(seed = 7) {
    super({
      release: '2.2.0',
      seed,
      latencyMs: [1, 3],
      values: {
        'inter.broker.protocol.version': '2.2-IV1',
        'auto.leader.rebalance.enable': true,
      },
    });
    this.run(4000);
  }

  /** What was said since it was read last. */
  news(id: number, file: 'controller' | 'state-change'): readonly string[] {
    const key = `${id} ${file}`;
    const from = this.#read.get(key) ?? 0;
    this.#read.set(key, this.log(id, file).length);
    return this.said(id, file, from).filter(
      (line) => !line.includes('Received response') && !/^(java|org)\./.test(line),
    );
  }

  /** A topic as 2.2 writes it. */
  createOldTopic(topic: string, partitions: string): void {
    this.create(`/config/topics/${topic}`, '{"version":1,"config":{}}');
    this.create(`/brokers/topics/${topic}`, `{"version":1,"partitions":${partitions}}`);
    this.run(500);
  }

  /** A leader writes another ISR; nobody is told but by ZooKeeper. */
  writeIsr(name: string, leader: number, epoch: number, isr: readonly number[]): void {
    const [topic, partition] = name.split('-');
    const state = { controller_epoch: 1, leader, version: 1, leader_epoch: epoch, isr };
    this.set(`/brokers/topics/${topic}/partitions/${partition}/state`, JSON.stringify(state));
    this.run(500);
  }

  /** A leader tells of the ISRs that it has written. */
  notify(...names: readonly string[]): void {
    const partitions = names.map((name) => {
      const [topic, partition] = name.split('-');
      return { topic, partition: Number(partition) };
    });
    this.zk({
      type: 'CreateRequest',
      path: '/isr_change_notification/isr_change_',
      data: JSON.stringify({ version: 1, partitions }),
      acl: OPEN_ACL_UNSAFE,
      mode: 'PERSISTENT_SEQUENTIAL',
      withStat: false,
    });
    this.run(500);
  }

  makeT(): void {
    this.createOldTopic('t', '{"2":[3,1],"1":[2,3],"0":[1,2]}');
    const more = '{"4":[2,1],"1":[2,3],"0":[1,2],"2":[3,1],"3":[1,3]}';
    this.set('/brokers/topics/t', `{"version":1,"partitions":${more}}`);
    this.run(500);
  }

  /** Moves r-0 from 1,2 to 2,3. */
  moveR(): void {
    const asked = '{"topic":"r","partition":0,"replicas":[2,3]}';
    this.create('/admin/reassign_partitions', `{"version":1,"partitions":[${asked}]}`);
    this.run(500);
  }
}

/** t with five partitions; r, moved from 1,2 to 2,3. */
function afterMove(): OldCluster {
  const cluster = new OldCluster();
  cluster.makeT();
  cluster.createOldTopic('r', '{"0":[1,2]}');
  cluster.moveR();
  cluster.writeIsr('r-0', 1, 1, [1, 2, 3]);
  cluster.notify('r-0');
  cluster.news(1, 'controller');
  cluster.news(1, 'state-change');
  return cluster;
}

describe('a controller of 2.2', () => {
  it('says what a real one says when it starts', () => {
    const cluster = new OldCluster();
    const said = cluster.news(1, 'controller');
    const isCheck = (line: string): boolean => /Checking need|Preferred replicas/.test(line);
    const first = said.slice(0, STARTED.length - 2);
    expect([...first, ...said.filter(isCheck)]).toEqual(STARTED);
  });

  it('writes down every change of a partition and a replica', () => {
    const cluster = new OldCluster();
    cluster.news(1, 'controller');
    cluster.news(1, 'state-change');
    cluster.makeT();
    expect(cluster.news(1, 'controller')).toEqual(CREATED);
    expect(cluster.news(1, 'state-change')).toEqual(CREATED_STATES);
  });

  it('moves a partition over the union of its replicas', () => {
    const cluster = new OldCluster();
    const chart = (): unknown =>
      reassignmentChart(cluster.controller(1).context, { topic: 'r', partition: 0 }).value;
    cluster.makeT();
    cluster.createOldTopic('r', '{"0":[1,2]}');
    cluster.news(1, 'controller');
    cluster.news(1, 'state-change');
    cluster.moveR();
    expect(cluster.data('/brokers/topics/r')).toBe('{"version":1,"partitions":{"0":[2,3,1]}}');
    expect(chart()).toBe('catchingUp');
    cluster.writeIsr('r-0', 1, 1, [1, 2, 3]);
    expect(cluster.data('/brokers/topics/r')).toBe('{"version":1,"partitions":{"0":[2,3]}}');
    expect(cluster.exists('/admin/reassign_partitions')).toBe(false);
    expect(chart()).toBe('settled');
    cluster.notify('r-0');
    // The real one looked at its own write only when the follower had caught up.
    const early =
      'INFO [Controller id=1] 1/2 replicas have caught up with the leader for partition r-0 being reassigned. Replica(s) 3 still need to catch up (kafka.controller.KafkaController)';
    const said = cluster.news(1, 'controller');
    expect(said).toContain(early);
    expect(said.filter((line) => line !== early)).toEqual(REASSIGNED_BY_2_2);
    expect(cluster.news(1, 'state-change')).toEqual(REASSIGNED_STATES);
  });

  it('sends one request for every replica that stops', () => {
    const cluster = afterMove();
    cluster.takeLeave(3);
    const stopped = cluster.broker(3).told.filter(({ type }) => type === 'StopReplicaRequest');
    expect(stopped).toHaveLength(2 * (1 + 3));
    cluster.signal(3, 'TERM');
    cluster.run(2000);
    const said = cluster.news(1, 'controller');
    expect(said.filter((line) => !line.includes('All leaders'))).toEqual(TAKES_LEAVE);
    expect(cluster.news(1, 'state-change')).toEqual(TAKES_LEAVE_STATES);
  });

  it('cannot give up the deletion of a replica that it has not begun', () => {
    const cluster = afterMove();
    cluster.takeLeave(3);
    cluster.signal(3, 'TERM');
    cluster.run(2000);
    cluster.restart(3);
    cluster.run(1000);
    cluster.writeIsr('r-0', 2, 4, [2, 3]);
    cluster.writeIsr('t-1', 2, 1, [2, 3]);
    cluster.writeIsr('t-2', 1, 1, [1, 3]);
    cluster.writeIsr('t-3', 1, 1, [1, 3]);
    cluster.notify('t-1', 'r-0');
    cluster.notify('t-2', 't-3');
    const asked = '{"version":1,"partitions":[{"topic":"t","partition":2}]}';
    cluster.create('/admin/preferred_replica_election', asked);
    cluster.run(1000);
    expect(cluster.log(1).at(-1)).toContain('PreferredReplicaLeaderElection waiting: Set(t-2)');
    cluster.news(1, 'controller');
    cluster.news(1, 'state-change');
    cluster.signal(2, 'KILL');
    cluster.run(8000);
    cluster.create('/admin/delete_topics/r', null);
    cluster.run(1000);
    cluster.restart(2);
    cluster.run(1000);
    expect(cluster.children('/brokers/topics')).toEqual(['t']);
    expect(cluster.news(1, 'controller')).toEqual(DELETED_LATER);
    const states = cluster.news(1, 'state-change');
    expect(states.filter((line) => !line.includes('Sending UpdateMetadata'))).toEqual(
      DELETED_LATER_STATES,
    );
  });

  it('is followed by another', () => {
    // With this seed the third broker is quicker than the second.
    const cluster = new OldCluster(2);
    cluster.createOldTopic('u', '{"1":[1,2,3],"0":[3,1,2]}');
    cluster.news(3, 'controller');
    cluster.signal(1, 'KILL');
    cluster.run(14000);
    cluster.restart(1);
    cluster.run(1000);
    expect(cluster.news(3, 'controller')).toEqual(FAILED_OVER);
    expect(cluster.news(3, 'state-change')).toEqual(FAILED_OVER_STATES);
  });
});
