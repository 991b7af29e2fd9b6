/**
 * The configuration of a topic: what the broker has for all topics, and over it the topic's own.
 *
 * Mirrors: kafka.log.LogConfig (fromProps, extractLogConfigMap, validate, TopicConfigSynonyms) and the
 * times that kafka.server.KafkaConfig makes of hours and minutes, 2.8.0.
 * Read next: ../config/topic-keys.ts.
 */
import type { ConfigKey } from '../config/config-def.ts';
import { ConfigException, configText, parseConfigValue } from '../config/config-def.ts';
import { TOPIC_KEYS } from '../config/topic-keys.ts';
import { inCopiedMapOrder, inHashMapOrder, inPropertiesOrder } from './properties-order.ts';
import type { BrokerConfigValues, KafkaConfig } from '../server/kafka-config.ts';
import type { KafkaRelease } from '../release.ts';
import type { TopicConfig } from './log-state.ts';

export type TopicKey = keyof TopicConfig & string;

/** A topic's own configuration as ZooKeeper has it: texts by key. */
export type TopicOverrides = Readonly<Record<string, string>>;

/** Which key of a broker speaks for a topic's that has no value of its own. */
export const TOPIC_SYNONYMS: Readonly<
  Partial<Record<TopicKey, keyof BrokerConfigValues & string>>
> = {
  'segment.bytes': 'log.segment.bytes',
  'segment.ms': 'log.roll.ms',
  'segment.jitter.ms': 'log.roll.jitter.ms',
  'segment.index.bytes': 'log.index.size.max.bytes',
  'flush.messages': 'log.flush.interval.messages',
  'flush.ms': 'log.flush.interval.ms',
  'retention.bytes': 'log.retention.bytes',
  'retention.ms': 'log.retention.ms',
  'max.message.bytes': 'message.max.bytes',
  'index.interval.bytes': 'log.index.interval.bytes',
  'delete.retention.ms': 'log.cleaner.delete.retention.ms',
  'min.compaction.lag.ms': 'log.cleaner.min.compaction.lag.ms',
  'max.compaction.lag.ms': 'log.cleaner.max.compaction.lag.ms',
  'file.delete.delay.ms': 'log.segment.delete.delay.ms',
  'min.cleanable.dirty.ratio': 'log.cleaner.min.cleanable.ratio',
  'cleanup.policy': 'log.cleanup.policy',
  'unclean.leader.election.enable': 'unclean.leader.election.enable',
  'min.insync.replicas': 'min.insync.replicas',
  'compression.type': 'compression.type',
  preallocate: 'log.preallocate',
  'message.format.version': 'log.message.format.version',
  'message.timestamp.type': 'log.message.timestamp.type',
  'message.timestamp.difference.max.ms': 'log.message.timestamp.difference.max.ms',
  'message.downconversion.enable': 'log.message.downconversion.enable',
};

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** What a broker has for topics that say nothing themselves. */
function defaultTopicConfig({ values }: Pick<KafkaConfig, 'values'>): TopicConfig {
  const config: Record<string, unknown> = {};
  for (const key of Object.keys(TOPIC_KEYS) as TopicKey[]) {
    const synonym = TOPIC_SYNONYMS[key];
    config[key] = synonym === undefined ? TOPIC_KEYS[key].default : values[synonym];
  }
  config['segment.ms'] = values['log.roll.ms'] ?? HOUR_MS * values['log.roll.hours'];
  config['segment.jitter.ms'] =
    values['log.roll.jitter.ms'] ?? HOUR_MS * values['log.roll.jitter.hours'];
  config['flush.ms'] = values['log.flush.interval.ms'] ?? values['log.flush.scheduler.interval.ms'];
  config['retention.ms'] = retentionMs(values);
  return config as TopicConfig;
}

/** The finest unit that is given counts; anything below 0 is no limit. */
function retentionMs(values: BrokerConfigValues): number {
  const minutes = values['log.retention.minutes'];
  const coarseMs = minutes === null ? HOUR_MS * values['log.retention.hours'] : MINUTE_MS * minutes;
  const ms = values['log.retention.ms'] ?? coarseMs;
  return ms < 0 ? -1 : ms;
}

/** LogConfig.fromProps. Throws ConfigException for a text that is no value of its key. */
export function topicConfigOf(
  broker: Pick<KafkaConfig, 'values'>,
  overrides: TopicOverrides,
): TopicConfig {
  const config: Record<string, unknown> = { ...defaultTopicConfig(broker) };
  for (const [name, text] of Object.entries(overrides)) {
    if (isTopicKey(name)) config[name] = parsedValue(name, text);
  }
  return config as TopicConfig;
}

export function isTopicKey(name: string): name is TopicKey {
  return Object.hasOwn(TOPIC_KEYS, name);
}

function parsedValue(name: TopicKey, text: string): unknown {
  const key: ConfigKey = TOPIC_KEYS[name];
  const value = parseConfigValue(name, text, key.type);
  const problem = key.validator?.(name, value) ?? null;
  if (problem !== null) throw new ConfigException(problem);
  return value;
}

export interface ConfigProblem {
  readonly exception: 'InvalidConfigurationException' | 'ConfigException';
  readonly message: string;
}

/** LogConfig.validate: what is wrong with a topic's own configuration; null: nothing. */
export function topicConfigProblem(overrides: TopicOverrides): ConfigProblem | null {
  const unknown = inPropertiesOrder(Object.keys(overrides)).find((name) => !isTopicKey(name));
  if (unknown !== undefined) {
    const message = `Unknown topic config name: ${unknown}`;
    return { exception: 'InvalidConfigurationException', message };
  }
  const values = new Map<TopicKey, unknown>();
  for (const name of keysInDefinedOrder()) {
    const text = overrides[name];
    if (text === undefined) continue;
    try {
      values.set(name, parsedValue(name, text));
    } catch (error) {
      if (!(error instanceof ConfigException)) throw error;
      return { exception: 'ConfigException', message: error.message };
    }
  }
  return lagProblem(values);
}

function lagProblem(values: ReadonlyMap<TopicKey, unknown>): ConfigProblem | null {
  const lagOf = (name: 'min.compaction.lag.ms' | 'max.compaction.lag.ms'): number =>
    (values.get(name) as number | undefined) ?? (TOPIC_KEYS[name].default as number);
  const least = lagOf('min.compaction.lag.ms');
  const most = lagOf('max.compaction.lag.ms');
  if (least <= most) return null;
  const message =
    `conflict topic config setting min.compaction.lag.ms (${configText(least)}) > ` +
    `max.compaction.lag.ms (${configText(most)})`;
  return { exception: 'InvalidConfigurationException', message };
}

/** In which ConfigDef.parse looks at them. */
function keysInDefinedOrder(): readonly TopicKey[] {
  return Object.keys(TOPIC_KEYS) as TopicKey[];
}

/** The keys that a broker speaks for, in the order in which LogConfig.extractLogConfigMap puts them. */
const EXTRACTED_KEYS = [
  'segment.bytes',
  'segment.ms',
  'segment.jitter.ms',
  'segment.index.bytes',
  'flush.messages',
  'flush.ms',
  'retention.bytes',
  'retention.ms',
  'max.message.bytes',
  'index.interval.bytes',
  'delete.retention.ms',
  'min.compaction.lag.ms',
  'max.compaction.lag.ms',
  'file.delete.delay.ms',
  'min.cleanable.dirty.ratio',
  'cleanup.policy',
  'min.insync.replicas',
  'compression.type',
  'unclean.leader.election.enable',
  'preallocate',
  'message.format.version',
  'message.timestamp.type',
  'message.timestamp.difference.max.ms',
  'message.downconversion.enable',
] as const satisfies readonly TopicKey[];

/** Keys in the order of a new log's `LogConfig.originals`, as `Created log …` prints them. */
export function originalKeysInOrder(overrides: TopicOverrides): readonly string[] {
  const defaults = inCopiedMapOrder(inCopiedMapOrder(inHashMapOrder(EXTRACTED_KEYS)));
  return withOverrides(defaults, overrides);
}

/** All keys in the order in which DescribeConfigs lists a topic's. */
export function describedKeysInOrder(overrides: TopicOverrides): readonly string[] {
  const originals = withOverrides(inHashMapOrder(EXTRACTED_KEYS), overrides);
  const all = new Set([...inHashMapOrder(originals), ...Object.keys(TOPIC_KEYS)]);
  return inHashMapOrder([...all]);
}

/** LogConfig.fromProps: the defaults are put into a Properties object, the topic's own behind them. */
function withOverrides(defaults: readonly string[], overrides: TopicOverrides): readonly string[] {
  const own = inPropertiesOrder(Object.keys(overrides));
  const keys = inPropertiesOrder([...new Set([...defaults, ...own])]);
  return inCopiedMapOrder(inCopiedMapOrder(keys));
}

/** `{compression.type -> producer, …}`: all of a topic's properties. */
export function propertiesText(
  release: KafkaRelease,
  config: TopicConfig,
  overrides: TopicOverrides,
): string {
  const isKnown = (name: string): boolean =>
    release === '2.8.0' || name !== 'max.compaction.lag.ms';
  const keys = originalKeysInOrder(overrides).filter(isKnown);
  const texts = keys.map((name) => {
    const own = overrides[name];
    if (own !== undefined) return `${name} -> ${own}`;
    return `${name} -> ${isTopicKey(name) ? valueText(name, config[name]) : ''}`;
  });
  return `{${texts.join(', ')}}`;
}

/** A value as Java's objects print it. */
function valueText(name: TopicKey, value: unknown): string {
  const isWhole = TOPIC_KEYS[name].type === 'DOUBLE' && Number.isInteger(value);
  return isWhole ? `${String(value)}.0` : configText(value);
}
