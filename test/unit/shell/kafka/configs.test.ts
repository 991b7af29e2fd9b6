/** kafka-configs.sh against answers and znodes that the test holds. */
import { describe, expect, it } from 'vitest';
import { configCommand } from '../../../../src/shell/kafka/configs/config-command.ts';
import { fakeZk, registration } from './fake-zk.ts';
import type { Answer, Ran } from './run-tool.ts';
import { runTool } from './run-tool.ts';

const WARNING =
  'Warning: --zookeeper is deprecated and will be removed in a future version of Kafka.\n' +
  'Use --bootstrap-server instead to specify a broker to connect to.\n';

function withZk(nodes: Map<string, string | null>, line: string): Ran {
  return runTool(configCommand, `--zookeeper kafka1:2181 ${line}`, fakeZk(nodes));
}

function withBroker(responses: readonly object[], line: string): Ran {
  const left = [...responses];
  const answer: Answer = (call) => {
    if (call.type !== 'admin.calls') return undefined;
    const answers = call.calls.map(() => ({ type: 'answered', response: left.shift() }));
    return { type: 'answers', answers: answers as never };
  };
  return runTool(configCommand, `--bootstrap-server kafka1:9092 ${line}`, answer);
}

/** What describeConfigs gets for t1. */
const DESCRIBED = {
  type: 'DescribeConfigsResponse',
  results: [
    {
      errorCode: 'NONE',
      errorMessage: null,
      resourceType: 2,
      resourceName: 't1',
      configs: [
        {
          ...{ name: 'min.insync.replicas', value: '1', configSource: 1, isSensitive: false },
          synonyms: [
            { name: 'min.insync.replicas', value: '1', source: 1 },
            { name: 'min.insync.replicas', value: '1', source: 5 },
          ],
        },
        {
          name: 'retention.ms',
          value: '10800000',
          configSource: 5,
          isSensitive: false,
          synonyms: [],
        },
      ],
    },
  ],
};

describe('kafka-configs.sh --zookeeper', () => {
  const topic = '--entity-type topics --entity-name t1';

  it('changes a topic', () => {
    const nodes = new Map<string, string | null>([['/brokers/topics/t1', '{}']]);
    expect(withZk(nodes, `--describe ${topic}`).out).toBe(
      `${WARNING}Configs for topic 't1' are \n`,
    );
    expect(withZk(nodes, `--alter ${topic} --add-config retention.ms=60000`).out).toBe(
      `${WARNING}Completed updating config for entity: topic 't1'.\n`,
    );
    expect(nodes.get('/config/topics/t1')).toBe('{"version":1,"config":{"retention.ms":"60000"}}');
    expect(withZk(nodes, '--describe --entity-type topics').out).toBe(
      `${WARNING}Configs for topic 't1' are retention.ms=60000\n`,
    );
    expect(withZk(nodes, `--alter ${topic} --delete-config nosuch`)).toMatchObject({
      ...{ err: 'Invalid config(s): nosuch\n', code: 1 },
    });
    expect(withZk(nodes, `--alter ${topic} --add-config foo=1`).err).toBe(
      'Unknown topic config name: foo\n',
    );
  });

  it('says what command it was that failed', () => {
    const line = '--alter --entity-type topics --entity-name nope --add-config retention.ms=1';
    expect(withZk(new Map(), line).err).toBe(
      `Error while executing config command with args '--zookeeper kafka1:2181 ${line}'\n` +
        "org.apache.kafka.common.errors.UnknownTopicOrPartitionException: Topic 'nope' does not exist.\n",
    );
  });

  it('does not change a running broker', () => {
    const nodes = new Map<string, string | null>([['/brokers/ids/1', registration(1)]]);
    const line = '--alter --entity-type brokers --entity-name 1 --add-config log.cleaner.threads=2';
    expect(withZk(nodes, line).err).toMatch(
      /^requirement failed: --bootstrap-server option must be specified to update broker configs Set\(log\.cleaner\.threads\)\. when broker 1 is running\. /,
    );
    expect(withZk(new Map(), line).out).toContain("entity: brokers '1'.");
  });
});

describe('kafka-configs.sh --bootstrap-server', () => {
  it('describes what is dynamic, or all', () => {
    const line = '--describe --entity-type topics --entity-name t1';
    const dynamic =
      '  min.insync.replicas=1 sensitive=false synonyms={DYNAMIC_TOPIC_CONFIG:min.insync.replicas=1, DEFAULT_CONFIG:min.insync.replicas=1}\n';
    expect(withBroker([DESCRIBED], line).out).toBe(`Dynamic configs for topic t1 are:\n${dynamic}`);
    expect(withBroker([DESCRIBED], `${line} --all`).out).toBe(
      `All configs for topic t1 are:\n${dynamic}  retention.ms=10800000 sensitive=false synonyms={}\n`,
    );
  });

  it.each([
    [
      '--alter --entity-type users --entity-name alice --add-config foo=1',
      "Only quota and SCRAM credential configs can be added for 'users' using --bootstrap-server. Unexpected config names: Set(foo)",
    ],
    [
      '--alter --entity-type topics --add-config retention.ms=1',
      'an entity name must be specified with --alter of topics',
    ],
    [
      '--describe --entity-type things',
      'Invalid entity type things, the entity type must be one of topics,clients,users,brokers,ips,broker-loggers with the --bootstrap-server argument',
    ],
    [
      '--alter --entity-type topics --entity-name t1 --add-config retention.ms',
      'requirement failed: Invalid entity config: all configs to be added must be in the format "key=val".',
    ],
  ])('refuses %s', (line, text) => {
    expect(withBroker([], line)).toMatchObject({ err: `${text}\n`, code: 1 });
  });

  it('shows quotas and changes them', () => {
    const entity = [{ entityType: 'user', entityName: 'alice' }];
    const values = [
      { key: 'producer_byte_rate', value: 1024 },
      { key: 'consumer_byte_rate', value: 2048 },
    ];
    const quotas = { errorCode: 'NONE', errorMessage: null, entries: [{ entity, values }] };
    const credentials = { errorCode: 'NONE', errorMessage: null, results: [] };
    expect(withBroker([quotas, credentials], '--describe --entity-type users').out).toBe(
      "Quota configs for user-principal 'alice' are consumer_byte_rate=2048.0, producer_byte_rate=1024.0\n",
    );
    const line =
      '--alter --entity-type users --entity-name alice --add-config producer_byte_rate=x';
    expect(withBroker([quotas], line).err).toBe(
      'Cannot parse quota configuration value for producer_byte_rate: x\n',
    );
  });
});
