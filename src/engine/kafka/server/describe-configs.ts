/**
 * What is configured, and where each value comes from.
 *
 * Mirrors: kafka.server.ConfigHelper, KafkaApis.handleDescribeConfigsRequest, 2.8.0.
 * Departs: no documentation of keys; no overrides of single listeners.
 * Read next: admin-configs.ts.
 */
import { mapGet } from '../../kernel/persistent-map.ts';
import { BROKER_KEYS } from '../config/broker-keys.ts';
import type { ConfigKey, ConfigType } from '../config/config-def.ts';
import { configString } from '../config/config-def.ts';
import { TOPIC_KEYS } from '../config/topic-keys.ts';
import { inHashMapOrder } from '../log/properties-order.ts';
import {
  TOPIC_SYNONYMS,
  describedKeysInOrder,
  isTopicKey,
  topicConfigOf,
} from '../log/topic-config.ts';
import type {
  DescribeConfigsRequest,
  DescribeConfigsResource,
  DescribeConfigsResourceResult,
  DescribeConfigsResponse,
  DescribeConfigsResult,
  DescribeConfigsSynonym,
} from '../protocol/admin-configs.ts';
import { ApiFailure } from '../protocol/api-failure.ts';
import { topicNameFault } from '../protocol/topic-name.ts';
import { brokerLoggers } from './broker-loggers.ts';
import type { BrokerState, BrokerTurn, RequestRef } from './broker-state.ts';
import { BROKER_KEY_ORDER } from './config-order.ts';
import { THROTTLE_KEYS, brokerConfigSynonyms, updateMode } from './dynamic-config-keys.ts';
import type { DynamicConfigState } from './dynamic-config-state.ts';
import { cachedTopic } from './metadata-cache.ts';
import { respond } from './respond.ts';

/** ConfigResource.Type. */
export const RESOURCE = { topic: 2, broker: 4, brokerLogger: 8 } as const;

/** DescribeConfigsResponse.ConfigSource. */
const SOURCE = {
  topic: 1,
  dynamicBroker: 2,
  dynamicDefault: 3,
  staticBroker: 4,
  default: 5,
  brokerLogger: 6,
} as const;

/** DescribeConfigsResponse.ConfigType. */
const TYPE_IDS: Readonly<Record<ConfigType, number>> = {
  BOOLEAN: 1,
  STRING: 2,
  INT: 3,
  SHORT: 4,
  LONG: 5,
  DOUBLE: 6,
  LIST: 7,
  CLASS: 8,
  PASSWORD: 9,
};
const UNKNOWN_TYPE = 0;

export function handleDescribeConfigs(
  turn: BrokerTurn,
  request: DescribeConfigsRequest,
  ref: RequestRef,
): void {
  respond<DescribeConfigsResponse>(turn, ref, {
    type: 'DescribeConfigsResponse',
    results: request.resources.map((resource) => described(turn.state, resource, request)),
  });
}

type Options = Pick<DescribeConfigsRequest, 'includeSynonyms'>;

function described(
  state: BrokerState,
  resource: DescribeConfigsResource,
  options: Options,
): DescribeConfigsResult {
  const { resourceType, resourceName } = resource;
  const base = { resourceType, resourceName };
  try {
    const all = entriesOf(state, resource, options);
    const { configurationKeys } = resource;
    const isWanted = ({ name }: DescribeConfigsResourceResult): boolean =>
      configurationKeys === null ||
      configurationKeys.length === 0 ||
      configurationKeys.includes(name);
    return { ...base, errorCode: 'NONE', errorMessage: null, configs: all.filter(isWanted) };
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    const isUnknown = error.error === 'UNKNOWN_TOPIC_OR_PARTITION';
    const errorMessage = isUnknown ? '' : error.message;
    return { ...base, errorCode: error.error, errorMessage, configs: [] };
  }
}

function entriesOf(
  state: BrokerState,
  { resourceType, resourceName }: DescribeConfigsResource,
  options: Options,
): readonly DescribeConfigsResourceResult[] {
  switch (resourceType) {
    case RESOURCE.topic:
      return topicEntries(state, resourceName, options);
    case RESOURCE.broker:
      if (resourceName === '') return defaultEntries(state, options);
      checkBrokerId(state, resourceName, ' or empty string,');
      return brokerEntries(state, options);
    case RESOURCE.brokerLogger:
      if (resourceName === '')
        throw new ApiFailure('INVALID_REQUEST', 'Broker id must not be empty');
      checkBrokerId(state, resourceName, '');
      return loggerEntries(state);
    default:
      throw new ApiFailure('INVALID_REQUEST', `Unsupported resource type: ${resourceType}`);
  }
}

function checkBrokerId(state: BrokerState, name: string, alternative: string): void {
  if (!/^[+-]?\d+$/.test(name)) {
    throw new ApiFailure('INVALID_REQUEST', `Broker id must be an integer, but it is: ${name}`);
  }
  const { brokerId } = state.config;
  if (Number(name) === brokerId) return;
  const text = `Unexpected broker id, expected ${brokerId}${alternative} but received ${name}`;
  throw new ApiFailure('INVALID_REQUEST', text);
}

function topicEntries(
  state: BrokerState,
  topic: string,
  options: Options,
): readonly DescribeConfigsResourceResult[] {
  const fault = topicNameFault(topic);
  if (fault !== null) throw new ApiFailure('INVALID_TOPIC_EXCEPTION', fault);
  if (cachedTopic(state.metadata, topic) === undefined) {
    throw new ApiFailure('UNKNOWN_TOPIC_OR_PARTITION', topic);
  }
  const overrides = mapGet(state.topicConfigs, topic) ?? {};
  const config = topicConfigOf(state.config, overrides);
  const layers = state.dynamicConfig;
  return describedKeysInOrder(overrides).map((name) => {
    const known = isTopicKey(name) ? (TOPIC_KEYS[name] as ConfigKey) : null;
    const value = isTopicKey(name)
      ? configString(config[name], known!.type)
      : (overrides[name] ?? null);
    const synonym = isTopicKey(name) ? TOPIC_SYNONYMS[name] : undefined;
    const inherited = synonym === undefined ? [] : synonymsOf(layers, synonym);
    const own = { name, value, source: SOURCE.topic };
    const synonyms = Object.hasOwn(overrides, name) ? [own, ...inherited] : inherited;
    return entry(name, value, known, synonyms, false, options);
  });
}

/** All that is set anywhere for a broker's key, the strongest first. */
function synonymsOf(layers: DynamicConfigState, name: string): readonly DescribeConfigsSynonym[] {
  const names = brokerConfigSynonyms(name);
  const from = (
    values: Readonly<Record<string, string>>,
    source: number,
  ): readonly DescribeConfigsSynonym[] =>
    names.flatMap((one) =>
      Object.hasOwn(values, one) ? [{ name: one, value: values[one]!, source }] : [],
    );
  const all = [
    ...from(layers.brokerConfigs, SOURCE.dynamicBroker),
    ...from(layers.defaultConfigs, SOURCE.dynamicDefault),
    ...from(layers.staticConfigs, SOURCE.staticBroker),
    ...names.flatMap((one) => defaultSynonym(one)),
  ];
  const own = all.findIndex((synonym) => synonym.name === name);
  return own === -1 ? [] : all.slice(own);
}

function defaultSynonym(name: string): readonly DescribeConfigsSynonym[] {
  const known: ConfigKey | undefined = BROKER_KEYS[name as keyof typeof BROKER_KEYS];
  if (known === undefined || known.default === null) return [];
  return [{ name, value: configString(known.default, known.type), source: SOURCE.default }];
}

function defaultEntries(
  state: BrokerState,
  options: Options,
): readonly DescribeConfigsResourceResult[] {
  const layers = state.dynamicConfig;
  return Object.entries(layers.defaultConfigs).map(([name, text]) => {
    const known: ConfigKey | undefined = BROKER_KEYS[name as keyof typeof BROKER_KEYS];
    const synonyms = synonymsOf(layers, name).filter(
      ({ source }) => source === SOURCE.dynamicDefault,
    );
    const key = known ?? throttleKey(name);
    return entry(name, text, key, synonyms, updateMode(name) === 'read-only', options);
  });
}

function brokerEntries(
  state: BrokerState,
  options: Options,
): readonly DescribeConfigsResourceResult[] {
  const layers = state.dynamicConfig;
  const { originals, values } = state.config;
  const shown = BROKER_KEY_ORDER.filter((name) => !(BROKER_KEYS[name] as ConfigKey).isInternal);
  const names = inHashMapOrder([...new Set([...inHashMapOrder(Object.keys(originals)), ...shown])]);
  return names.map((name) => {
    const known = Object.hasOwn(BROKER_KEYS, name)
      ? (BROKER_KEYS[name as keyof typeof BROKER_KEYS] as ConfigKey)
      : null;
    const value =
      known === null
        ? (originals[name] ?? null)
        : configString(values[name as keyof typeof values], known.type);
    const synonyms = synonymsOf(layers, name);
    const key = known ?? throttleKey(name);
    return entry(name, value, key, synonyms, updateMode(name) === 'read-only', options);
  });
}

function throttleKey(name: string): ConfigKey | null {
  return Object.hasOwn(THROTTLE_KEYS, name)
    ? THROTTLE_KEYS[name as keyof typeof THROTTLE_KEYS]
    : null;
}

function loggerEntries(state: BrokerState): readonly DescribeConfigsResourceResult[] {
  return brokerLoggers(state).map(([name, level]) => ({
    name,
    value: level,
    readOnly: false,
    configSource: SOURCE.brokerLogger,
    isSensitive: false,
    synonyms: [],
    configType: UNKNOWN_TYPE,
    documentation: null,
  }));
}

function entry(
  name: string,
  value: string | null,
  known: ConfigKey | null,
  synonyms: readonly DescribeConfigsSynonym[],
  readOnly: boolean,
  { includeSynonyms }: Options,
): DescribeConfigsResourceResult {
  // What nobody knows may be a password.
  const isSensitive = known === null || known.type === 'PASSWORD';
  const hidden = synonyms.map((synonym) => ({ ...synonym, value: null }));
  return {
    name,
    value: isSensitive ? null : value,
    readOnly,
    configSource: synonyms[0]?.source ?? SOURCE.default,
    isSensitive,
    synonyms: includeSynonyms ? (isSensitive ? hidden : synonyms) : [],
    configType: known === null ? UNKNOWN_TYPE : TYPE_IDS[known.type],
    documentation: null,
  };
}
