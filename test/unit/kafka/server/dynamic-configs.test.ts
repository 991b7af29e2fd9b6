/** Configuration that changes while a broker runs. */
import { describe, expect, it } from 'vitest';
import { mapGet } from '../../../../src/engine/kernel/persistent-map.ts';
import { ConfigException } from '../../../../src/engine/kafka/config/config-def.ts';
import { validateDynamicBrokerConfig } from '../../../../src/engine/kafka/server/dynamic-broker-config.ts';
import {
  encodeConfigChange,
  encodeEntityConfig,
} from '../../../../src/engine/kafka/zk/broker-znodes.ts';
import type { RequestBody } from '../../../../src/engine/zookeeper/client/index.ts';
import { OPEN_ACL_UNSAFE } from '../../../../src/engine/zookeeper/client/index.ts';
import { BrokerWorld } from './broker-world.ts';

type Properties = Readonly<Record<string, string>>;

function create(
  path: string,
  data: string,
  mode: 'PERSISTENT' | 'PERSISTENT_SEQUENTIAL',
): RequestBody {
  return { type: 'CreateRequest', path, data, acl: OPEN_ACL_UNSAFE, mode, withStat: false };
}

/** What kafka-configs.sh --zookeeper writes. */
function change(entityPath: string, config: Properties): readonly RequestBody[] {
  const change = create(
    '/config/changes/config_change_',
    encodeConfigChange(entityPath),
    'PERSISTENT_SEQUENTIAL',
  );
  return [create(`/config/${entityPath}`, encodeEntityConfig(config), 'PERSISTENT'), change];
}

/** The log from a line on that contains a text, without the dump of the configuration. */
function since(lines: readonly string[], text: string): string[] {
  const from = lines.findIndex((line) => line.includes(text));
  return lines.slice(from).filter((line) => !/^\t|^ \(|^$/.test(line));
}

const NOTIFICATION =
  'INFO Processing notification(s) to /config/changes (kafka.common.ZkNodeChangeNotificationListener)';

describe('a changed configuration', () => {
  it('of a broker holds at once', () => {
    const world = new BrokerWorld();
    world.writeZnodes(change('brokers/1', { 'log.retention.ms': '5000', 'foo.bar': '1' }));
    expect(since(world.log(1), 'Processing notification')).toEqual([
      NOTIFICATION,
      'INFO Processing override for entityPath: brokers/1 with config: Map(foo.bar -> 1, log.retention.ms -> 5000) (kafka.server.DynamicConfigManager)',
      'INFO KafkaConfig values: ',
    ]);
    const { config, dynamicConfig } = world.state(1);
    expect(config.values['log.retention.ms']).toBe(5000);
    expect(dynamicConfig.brokerConfigs).toEqual({ 'log.retention.ms': '5000', 'foo.bar': '1' });
  });

  it('of all brokers gives way to the own one', () => {
    const world = new BrokerWorld();
    world.writeZnodes([
      ...change('brokers/1', { 'log.segment.bytes': '2000' }),
      ...change('brokers/<default>', { 'log.segment.bytes': '3000', 'message.max.bytes': '4000' }),
    ]);
    const { values } = world.state(1).config;
    expect(values['log.segment.bytes']).toBe(2000);
    expect(values['message.max.bytes']).toBe(4000);
  });

  it('that cannot hold is complained about and left out', () => {
    const world = new BrokerWorld();
    world.writeZnodes(
      change('brokers/1', {
        'log.retention.ms': 'abc',
        'num.partitions': '5',
        'background.threads': '8',
      }),
    );
    const { config } = world.state(1);
    expect(config.values['log.retention.ms']).toBeNull();
    expect(config.values['num.partitions']).toBe(3);
    expect(config.values['background.threads']).toBe(8);
    const errors = world.log(1).filter((line) => line.startsWith('ERROR'));
    expect(errors).toEqual([
      'ERROR Dynamic broker config contains invalid values: Map(log.retention.ms -> abc), these configs will be ignored (kafka.server.DynamicBrokerConfig)',
      'ERROR Non-dynamic configs configured in ZooKeeper will be ignored: Set(num.partitions) (kafka.server.DynamicBrokerConfig)',
    ]);
  });

  it('is read when the broker starts', () => {
    const world = new BrokerWorld();
    world.signal(1, 'TERM');
    world.wait(8000);
    world.writeZnodes([
      ...change('brokers/1', { 'log.retention.ms': '5000' }),
      ...change('topics/t1', { 'retention.ms': '7000' }),
    ]);
    world.start(1);
    world.wait(4000);
    expect(world.state(1).config.values['log.retention.ms']).toBe(5000);
  });

  it('of a topic is kept under its name', () => {
    const world = new BrokerWorld({ brokers: 2 });
    world.writeZnodes(change('topics/t1', { 'retention.ms': '7000' }));
    for (const broker of [1, 2]) {
      expect(mapGet(world.state(broker).topicConfigs, 't1')).toEqual({ 'retention.ms': '7000' });
    }
  });

  it('of a client changes its quotas', () => {
    const world = new BrokerWorld();
    world.writeZnodes(change('clients/c1', { producer_byte_rate: '10' }));
    expect(since(world.log(1), 'Processing notification')).toEqual([
      NOTIFICATION,
      'INFO Processing override for entityPath: clients/c1 with config: Map(producer_byte_rate -> 10) (kafka.server.DynamicConfigManager)',
      'INFO Changing PRODUCE quota for client-id c1 to 10.0 (kafka.server.ClientQuotaManager)',
      'INFO Removing FETCH quota for client-id c1 (kafka.server.ClientQuotaManager)',
      'INFO Removing REQUEST quota for client-id c1 (kafka.server.ClientRequestQuotaManager)',
      'INFO Removing CONTROLLER_MUTATION quota for client-id c1 (kafka.server.ControllerMutationQuotaManager)',
    ]);
  });
});

it('notifications are purged after a quarter of an hour, with the next that comes', () => {
  const world = new BrokerWorld();
  const children = (): readonly string[] => world.znode('/config/changes')!.children;
  world.writeZnodes(change('brokers/1', { 'log.retention.ms': '5000' }));
  world.wait(14 * 60_000);
  world.writeZnodes(change('clients/c1', { producer_byte_rate: '10' }));
  expect(children()).toEqual(['config_change_0000000000', 'config_change_0000000001']);
  world.wait(2 * 60_000);
  world.writeZnodes(change('clients/c2', { producer_byte_rate: '10' }));
  expect(children()).toEqual(['config_change_0000000001', 'config_change_0000000002']);
});

describe('an alteration is refused in the words of 2.8.0', () => {
  const CONFIG = 'org.apache.kafka.common.config.ConfigException';
  it.each([
    [
      { 'num.partitions': '5' },
      true,
      'Cannot update these configs dynamically: Set(num.partitions)',
    ],
    [
      { 'log.cleaner.threads': '5' },
      false,
      `Invalid value ${CONFIG}: Log cleaner threads cannot be increased to more than double the current value 1 for configuration Invalid dynamic configuration`,
    ],
    [
      { 'num.io.threads': '100' },
      false,
      `Invalid value ${CONFIG}: Dynamic thread count update validation failed for num.io.threads=100, value should not be greater than double the current value 8 for configuration Invalid dynamic configuration`,
    ],
    [
      { 'log.retention.ms': 'abc' },
      true,
      'Invalid value abc for configuration log.retention.ms: Not a number of type LONG',
    ],
    [
      { listeners: 'PLAINTEXT://:9092' },
      false,
      'Cannot update these configs at default cluster level, broker id must be specified: Set(listeners)',
    ],
    [
      { 'ssl.keystore.type': 'JKS' },
      true,
      'These security configs can be dynamically updated only per-listener using the listener prefix: Set(ssl.keystore.type)',
    ],
  ] as const)('%j', (properties, isPerBroker, message) => {
    const state = new BrokerWorld().state(1);
    let thrown: unknown;
    try {
      validateDynamicBrokerConfig(state, properties, isPerBroker);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ConfigException);
    expect((thrown as ConfigException).message).toBe(message);
  });
});
