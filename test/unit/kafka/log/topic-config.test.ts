/** What a topic's configuration comes from, what is wrong with it, and in what order it is listed. */
import { describe, expect, test } from 'vitest';
import { BROKER_KEYS } from '../../../../src/engine/kafka/config/broker-keys.ts';
import type { BrokerConfigValues } from '../../../../src/engine/kafka/server/kafka-config.ts';
import {
  describedKeysInOrder,
  originalKeysInOrder,
  topicConfigOf,
  topicConfigProblem,
} from '../../../../src/engine/kafka/log/topic-config.ts';
import {
  inCheckpointOrder,
  inImmutableMapOrder,
} from '../../../../src/engine/kafka/log/partition-order.ts';

function brokerWith(changed: Partial<BrokerConfigValues>) {
  const defaults = Object.entries(BROKER_KEYS).map(([name, key]) => [name, key.default]);
  return { values: { ...Object.fromEntries(defaults), ...changed } as BrokerConfigValues };
}

describe('a topic says nothing', () => {
  test.each([
    [{}, 604800000],
    [{ 'log.retention.hours': 3 }, 10800000],
    [{ 'log.retention.hours': 3, 'log.retention.minutes': 5 }, 300000],
    [{ 'log.retention.minutes': 5, 'log.retention.ms': 1000 }, 1000],
    [{ 'log.retention.hours': -1 }, -1],
    [{ 'log.retention.ms': -5 }, -1],
  ])('%o keeps records for %d ms', (changed, ms) => {
    expect(topicConfigOf(brokerWith(changed), {})['retention.ms']).toBe(ms);
  });

  test('the broker speaks for most keys', () => {
    const config = topicConfigOf(
      brokerWith({
        'log.roll.hours': 1,
        'log.roll.jitter.hours': 2,
        'log.flush.scheduler.interval.ms': 7,
        'message.max.bytes': 500,
        'log.cleanup.policy': ['compact'],
        'log.segment.delete.delay.ms': 9,
      }),
      { 'min.insync.replicas': '2' },
    );
    expect([
      config['segment.ms'],
      config['segment.jitter.ms'],
      config['flush.ms'],
      config['max.message.bytes'],
      config['cleanup.policy'],
      config['file.delete.delay.ms'],
      config['min.insync.replicas'],
    ]).toEqual([3600000, 7200000, 7, 500, ['compact'], 9, 2]);
  });
});

describe('what is wrong (topics-config, configs-errors)', () => {
  test.each([
    [{ foo: '1' }, 'InvalidConfigurationException', 'Unknown topic config name: foo'],
    [
      { 'retention.ms': 'abc' },
      'ConfigException',
      'Invalid value abc for configuration retention.ms: Not a number of type LONG',
    ],
    [
      { 'cleanup.policy': 'foo' },
      'ConfigException',
      'Invalid value foo for configuration cleanup.policy: String must be one of: compact, delete',
    ],
    [
      { 'min.insync.replicas': '0' },
      'ConfigException',
      'Invalid value 0 for configuration min.insync.replicas: Value must be at least 1',
    ],
    [
      { 'min.compaction.lag.ms': '20', 'max.compaction.lag.ms': '10' },
      'InvalidConfigurationException',
      'conflict topic config setting min.compaction.lag.ms (20) > max.compaction.lag.ms (10)',
    ],
  ])('%o', (overrides, exception, message) => {
    expect(topicConfigProblem(overrides as never)).toEqual({ exception, message });
  });

  test('nothing', () => {
    expect(topicConfigProblem({ 'cleanup.policy': 'compact,delete' })).toBeNull();
  });
});

const RECORDED_HIGH_WATERMARKS =
  '__48 __6 ma2 __18 __30 __31 __32 __10 __29 __5 __34 __49 __7 ma3 c0 __9 x0 __35 __27 __42 __45 __2 __19 __13 ma1 __38 __46 __23 ma0 __47 ma5 __0 ma6 __22 __15 __39 __40 ct0 __16 __21 __14 __26 __17 __24 __41 __43 __20 __37 ma4 __44 __25 __3 __28 __11 __12 __33 __4 __1 __8 __36';
const RECORDED_RECOVERY_POINTS =
  '__42 __31 __45 u0 __15 __12 __7 __46 __48 __49 ma6 cu0 ma2 __28 __2 __20 __24 __13 __0 __37 v0 __3 __21 __29 __39 c0 __38 ma1 __6 __14 __10 __44 __9 __22 __43 __4 __30 __33 __32 w0 __25 __17 x0 __23 __47 ma0 ma4 __18 __26 __36 __5 __8 ma3 __16 e0 __11 __40 ct0 __19 __27 __41 __1 ma5 __34 __35';

describe('orders', () => {
  test('`Created log` lists what the broker speaks for (storage-segments)', () => {
    expect(originalKeysInOrder({ 'segment.bytes': '300' }).join(' ')).toBe(
      'compression.type min.insync.replicas message.downconversion.enable segment.jitter.ms cleanup.policy flush.ms retention.ms segment.bytes flush.messages message.format.version max.compaction.lag.ms file.delete.delay.ms max.message.bytes min.compaction.lag.ms message.timestamp.type preallocate index.interval.bytes min.cleanable.dirty.ratio unclean.leader.election.enable retention.bytes delete.retention.ms segment.ms message.timestamp.difference.max.ms segment.index.bytes',
    );
  });

  test('DescribeConfigs lists all (configs-topic)', () => {
    const overrides = { 'min.insync.replicas': '1', 'cleanup.policy': 'compact,delete' };
    expect(describedKeysInOrder(overrides).join(' ')).toBe(
      'compression.type leader.replication.throttled.replicas min.insync.replicas message.downconversion.enable segment.jitter.ms cleanup.policy flush.ms follower.replication.throttled.replicas segment.bytes retention.ms flush.messages message.format.version max.compaction.lag.ms file.delete.delay.ms max.message.bytes min.compaction.lag.ms message.timestamp.type preallocate index.interval.bytes min.cleanable.dirty.ratio unclean.leader.election.enable retention.bytes delete.retention.ms segment.ms message.timestamp.difference.max.ms segment.index.bytes',
    );
  });

  test('checkpoints list partitions as Scala does (recorded from the real broker)', () => {
    const partitions = [
      ...Array.from({ length: 50 }, (_, partition) => ({
        topic: '__transaction_state',
        partition,
      })),
      ...Array.from({ length: 7 }, (_, partition) => ({ topic: 'many', partition })),
      ...['c', 'ct', 'x'].map((topic) => ({ topic, partition: 0 })),
    ];
    const print = (list: typeof partitions): string =>
      list.map(({ topic, partition }) => `${topic.slice(0, 2)}${partition}`).join(' ');
    expect(print([...inCheckpointOrder(partitions)])).toBe(RECORDED_HIGH_WATERMARKS);
    const more = ['u', 'v', 'w', 'e', 'cu'].map((topic) => ({ topic, partition: 0 }));
    const all = [...partitions, ...more];
    expect(print([...inImmutableMapOrder(all)])).toBe(RECORDED_RECOVERY_POINTS);
  });
});
