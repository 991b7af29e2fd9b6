/** kafka-topics.sh --zookeeper against znodes that the test holds. */
import { describe, expect, it } from 'vitest';
import { topicCommand } from '../../../../src/shell/kafka/topics/topic-command.ts';
import { fakeZk, registration } from './fake-zk.ts';
import type { Ran } from './run-tool.ts';
import { runTool } from './run-tool.ts';

function cluster(): Map<string, string | null> {
  return new Map([
    ['/brokers/ids/1', registration(1)],
    ['/brokers/ids/2', registration(2)],
    ['/brokers/ids/3', registration(3)],
    ['/brokers/topics', null],
  ]);
}

function topics(nodes: Map<string, string | null>, line: string): Ran {
  return runTool(topicCommand, `--zookeeper kafka1:2181 ${line}`, fakeZk(nodes));
}

describe('kafka-topics.sh --zookeeper', () => {
  it('creates, alters and describes', () => {
    const nodes = cluster();
    expect(topics(nodes, '--create --topic z1 --replica-assignment 2:3')).toMatchObject({
      ...{ out: 'Created topic z1.\n', err: '', code: 0 },
    });
    expect(nodes.get('/config/topics/z1')).toBe('{"version":1,"config":{}}');
    expect(nodes.get('/brokers/topics/z1')).toBe(
      '{"removing_replicas":{},"partitions":{"0":[2,3]},"adding_replicas":{},"version":3}',
    );
    expect(topics(nodes, '--alter --topic z1 --partitions 7').out).toBe(
      'WARNING: If partitions are increased for a topic that has a key, the partition logic or ordering of the messages will be affected\nAdding partitions succeeded!\n',
    );
    // As the real one has placed them.
    const replicas = ['2,3', '3,2', '1,3', '2,3', '3,1', '1,2', '2,1'];
    expect(topics(nodes, '--describe --topic z1').out).toBe(
      `Topic: z1\tPartitionCount: 7\tReplicationFactor: 2\tConfigs: \n${replicas
        .map((list, p) => `\tTopic: z1\tPartition: ${p}\tLeader: none\tReplicas: ${list}\tIsr: \n`)
        .join('')}`,
    );
  });

  it('changes a configuration and tells the brokers', () => {
    const nodes = cluster();
    topics(nodes, '--create --topic t1 --partitions 1 --replication-factor 1');
    const line = '--alter --topic t1 --config retention.ms=60000 --config min.insync.replicas=1';
    expect(topics(nodes, line).out).toMatch(/\nUpdated config for topic t1\.\n$/);
    expect(nodes.get('/config/changes/config_change_0000000000')).toBe(
      '{"version":2,"entity_path":"topics/t1"}',
    );
    topics(nodes, '--alter --topic t1 --delete-config retention.ms');
    expect(nodes.get('/config/topics/t1')).toBe(
      '{"version":1,"config":{"min.insync.replicas":"1"}}',
    );
  });

  it('deletes once', () => {
    const nodes = cluster();
    topics(nodes, '--create --topic t1 --partitions 1 --replication-factor 1');
    expect(topics(nodes, '--delete --topic t1').out).toBe(
      'Topic t1 is marked for deletion.\nNote: This will have no impact if delete.topic.enable is not set to true.\n',
    );
    expect(topics(nodes, '--list').out).toBe('t1 - marked for deletion\n');
    expect(topics(nodes, '--delete --topic t1').out).toBe(
      'Topic t1 is already marked for deletion.\n',
    );
  });

  it.each([
    [
      '--create --topic .. --partitions 1 --replication-factor 1',
      'Topic name cannot be "." or ".."',
    ],
    [
      '--create --topic d --partitions 1 --replication-factor 4',
      'Replication factor: 4 larger than available brokers: 3.',
    ],
    [
      '--create --topic d --partitions 0 --replication-factor 1',
      'Number of partitions must be larger than 0.',
    ],
    ['--alter --topic nope --partitions 4', "Topic 'nope' does not exist as expected"],
  ])('refuses %s', (line, text) => {
    const ran = topics(cluster(), line);
    expect(ran.out).toContain(`Error while executing topic command : ${text}\n`);
    expect(ran.err).toMatch(
      /^\[TIME\] ERROR [\w.]+Exception: .* \(kafka\.admin\.TopicCommand\$\)\n$/s,
    );
    expect(ran.code).toBe(1);
  });

  it('gives up when no server answers', () => {
    const ran = runTool(topicCommand, '--zookeeper nosuchhost:2181 --list', (call) =>
      call.type === 'zk.awaitConnected' ? { type: 'flag', value: false } : undefined,
    );
    expect(ran.err).toBe(
      `Exception in thread "main" kafka.zookeeper.ZooKeeperClientTimeoutException: Timed out waiting for connection while in state: CONNECTING
\tat kafka.zookeeper.ZooKeeperClient.$anonfun$waitUntilConnected$3(ZooKeeperClient.scala:271)
\tat kafka.zookeeper.ZooKeeperClient.waitUntilConnected(ZooKeeperClient.scala:267)
\tat kafka.zookeeper.ZooKeeperClient.<init>(ZooKeeperClient.scala:125)
\tat kafka.zk.KafkaZkClient$.apply(KafkaZkClient.scala:1948)
\tat kafka.admin.TopicCommand$ZookeeperTopicService$.apply(TopicCommand.scala:378)
\tat kafka.admin.TopicCommand$.main(TopicCommand.scala:56)
\tat kafka.admin.TopicCommand.main(TopicCommand.scala)
`,
    );
  });
});
