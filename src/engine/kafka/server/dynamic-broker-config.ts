/**
 * Applies what ZooKeeper has for this broker and for all over what server.properties says.
 *
 * Mirrors: kafka.server.DynamicBrokerConfig, DynamicThreadPool, DynamicLogConfig, DynamicListenerConfig,
 * the reconfiguration of LogCleaner and SocketServer, 2.8.0.
 * Departs: the number of threads changes nothing; listeners are not opened and closed while it runs.
 * Read next: dynamic-config-keys.ts.
 */
import { mapGet, mapValues } from '../../kernel/persistent-map.ts';

import { ConfigException } from '../config/config-def.ts';
import { shutdownCleaner, startCleaner } from '../log/log-cleaner.ts';
import { setLogConfig } from '../log/log.ts';
import { inPropertiesOrder } from '../log/properties-order.ts';
import { TOPIC_SYNONYMS, topicConfigOf } from '../log/topic-config.ts';
import { ownPart } from './broker-changes.ts';
import type { BrokerState, BrokerTurn } from './broker-state.ts';
import type { DynamicProperties } from './dynamic-config-keys.ts';
import {
  brokerConfigSynonyms,
  nonDynamicNames,
  perBrokerNames,
  unprefixedSecurityNames,
  validateConfigTypes,
  validateDynamicConfigs,
} from './dynamic-config-keys.ts';
import { configDump, kafkaConfig } from './config-building.ts';
import { checkReconfiguration } from './dynamic-config-checks.ts';
import { JavaException } from '../../java/exception.ts';
import type { KafkaConfig } from './kafka-config.ts';

import { kafkaLog } from './kafka-log.ts';
import { inImmutableOrder, stringHash } from '../zk/scala-order.ts';
import { ownState } from '../../kernel/turn.ts';

const LOGGER = 'kafka.server.DynamicBrokerConfig';
const CONFIG_EXCEPTION = 'org.apache.kafka.common.config.ConfigException';

/** At the start: what is there already. Nothing is compared with what ran before. */
export function initializeDynamicConfig(
  turn: BrokerTurn,
  defaults: DynamicProperties,
  own: DynamicProperties,
): void {
  updateDefaultConfig(turn, defaults);
  updateBrokerConfig(turn, own);
}

/** /config/brokers/<default> has changed. */
export function updateDefaultConfig(turn: BrokerTurn, properties: DynamicProperties): void {
  const what = 'Cluster default configs could not be applied';
  update(turn, 'defaultConfigs', properties, what);
}

/** /config/brokers/N of this broker has changed. */
export function updateBrokerConfig(turn: BrokerTurn, properties: DynamicProperties): void {
  const what = `Per-broker configs of ${turn.state.config.brokerId} could not be applied`;
  update(turn, 'brokerConfigs', properties, what);
}

function update(
  turn: BrokerTurn,
  level: 'defaultConfigs' | 'brokerConfigs',
  properties: DynamicProperties,
  what: string,
): void {
  const valid = fromPersistentProps(turn, properties, level === 'brokerConfigs');
  ownPart(turn, 'dynamicConfig')[level] = valid;
  try {
    updateCurrentConfig(turn);
  } catch (error) {
    const text = `${what}: ${propertiesText(properties)}`;
    kafkaLog(turn, 'server', 'ERROR', text, LOGGER, traceOf(error));
  }
}

/** Map.toString of Java, in the order of Properties. */
function propertiesText(properties: DynamicProperties): string {
  const names = inPropertiesOrder(Object.keys(properties));
  return `{${names.map((name) => `${name}=${properties[name]}`).join(', ')}}`;
}

function traceOf(error: unknown): string {
  if (error instanceof JavaException) return error.trace;
  if (error instanceof ConfigException) return `${CONFIG_EXCEPTION}: ${error.message}`;
  throw error;
}

/** What can be applied of what is stored; the rest is complained about and left out. */
function fromPersistentProps(
  turn: BrokerTurn,
  properties: DynamicProperties,
  isPerBroker: boolean,
): DynamicProperties {
  const left: Record<string, string> = { ...properties };
  const complain = (text: string, trace?: string): void =>
    kafkaLog(turn, 'server', 'ERROR', text, LOGGER, trace);
  removeInvalid(left, isPerBroker, complain);
  const remove = (names: readonly string[], text: string): void => {
    if (names.length === 0) return;
    for (const name of names) delete left[name];
    const ordered = inImmutableOrder(inPropertiesOrder(names), stringHash);
    complain(`${text}: Set(${ordered.join(', ')})`);
  };
  remove(nonDynamicNames(left), 'Non-dynamic configs configured in ZooKeeper will be ignored');
  remove(
    unprefixedSecurityNames(left),
    'Security configs can be dynamically updated only using listener prefix, base configs will be ignored',
  );
  if (!isPerBroker) {
    remove(
      perBrokerNames(left),
      'Per-broker configs defined at default cluster level will be ignored',
    );
  }
  return left;
}

function removeInvalid(
  left: Record<string, string>,
  isPerBroker: boolean,
  complain: (text: string, trace?: string) => void,
): void {
  const problem = typeProblem(left);
  if (problem === null) return;
  const invalid = inPropertiesOrder(Object.keys(left)).filter(
    (name) => typeProblem({ [name]: left[name]! }) !== null,
  );
  const pairs = invalid.map((name) => `${name} -> ${left[name]}`).join(', ');
  for (const name of invalid) delete left[name];
  const source = isPerBroker ? 'broker' : 'default cluster';
  complain(
    `Dynamic ${source} config contains invalid values: Map(${pairs}), these configs will be ignored`,
    `${CONFIG_EXCEPTION}: ${problem}`,
  );
}

function typeProblem(properties: DynamicProperties): string | null {
  try {
    validateConfigTypes(properties);
    return null;
  } catch (error) {
    if (error instanceof ConfigException) return error.message;
    throw error;
  }
}

/** Values over others; a value takes the place of all its synonyms. */
function override(props: Record<string, string>, over: DynamicProperties): void {
  for (const [name, value] of Object.entries(over)) {
    for (const synonym of brokerConfigSynonyms(name)) delete props[synonym];
    props[name] = value;
  }
}

function merged(...levels: readonly DynamicProperties[]): Record<string, string> {
  const props: Record<string, string> = { ...levels[0] };
  for (const level of levels.slice(1)) override(props, level);
  return props;
}

/** Makes the configuration anew; throws what is wrong with it. */
function updateCurrentConfig(turn: BrokerTurn): void {
  const { staticConfigs, defaultConfigs, brokerConfigs } = turn.state.dynamicConfig;
  const old = turn.state.config;
  const config = rebuilt(turn.state, merged(staticConfigs, defaultConfigs, brokerConfigs));
  kafkaLog(turn, 'server', 'INFO', configDump(config), 'kafka.server.KafkaConfig');
  const changed = changedNames(old, config);
  if (changed.length === 0) return;
  if (turn.state.lifecycle.started.apisAtMs !== null) {
    try {
      checkReconfiguration(old, config, changed);
    } catch (error) {
      if (!(error instanceof ConfigException)) throw error;
      const text = `Failed to update broker configuration with configs : ${propertiesText(config.originals)}`;
      kafkaLog(turn, 'server', 'ERROR', text, LOGGER, traceOf(error));
      throw invalidDynamic(error);
    }
  }
  ownState(turn).config = config;
  if (turn.state.lifecycle.started.apisAtMs !== null) reconfigure(turn, old, config, changed);
}

/** ConfigException(name, value): the cause stands where a value would. */
function invalidDynamic(cause: ConfigException): ConfigException {
  return new ConfigException(
    `Invalid value ${CONFIG_EXCEPTION}: ${cause.message} for configuration Invalid dynamic configuration`,
  );
}

function rebuilt(
  { config: { release, brokerId }, process }: Pick<BrokerState, 'config' | 'process'>,
  originals: Readonly<Record<string, string>>,
): KafkaConfig {
  return { ...kafkaConfig(originals, release, process.cwd), brokerId };
}

function changedNames(old: KafkaConfig, config: KafkaConfig): readonly string[] {
  const names = new Set([...Object.keys(old.originals), ...Object.keys(config.originals)]);
  return [...names].filter((name) => old.originals[name] !== config.originals[name]);
}

const CLEANER_KEYS = [
  'log.cleaner.threads',
  'log.cleaner.dedupe.buffer.size',
  'log.cleaner.io.buffer.load.factor',
  'log.cleaner.io.buffer.size',
  'message.max.bytes',
  'log.cleaner.io.max.bytes.per.second',
  'log.cleaner.backoff.ms',
];

/** The BrokerReconfigurables, in the order in which they were added. */
function reconfigure(
  turn: BrokerTurn,
  old: KafkaConfig,
  config: KafkaConfig,
  changed: readonly string[],
): void {
  resizeThreadPools(turn, old, config);
  const isCleaners = changed.some((name) => CLEANER_KEYS.includes(name));
  if (isCleaners && turn.state.logs.cleaner.isRunning) {
    shutdownCleaner(turn);
    startCleaner(turn);
  }
  const logKeys: readonly (string | undefined)[] = Object.values(TOPIC_SYNONYMS);
  if (changed.some((name) => logKeys.includes(name))) updateLogsConfig(turn);
  const isUnclean = 'unclean.leader.election.enable';
  if (config.values[isUnclean] && !old.values[isUnclean]) {
    turn.tasks.push({ type: 'uncleanElectionEnabled', topic: null });
  }
  updateConnectionQuotas(turn, old, config);
}

function resizeThreadPools(turn: BrokerTurn, old: KafkaConfig, config: KafkaConfig): void {
  const resize = (
    key: 'num.io.threads' | 'num.network.threads' | 'num.recovery.threads.per.data.dir',
    text: (from: number, to: number) => string,
    logger: string,
  ): void => {
    const [from, to] = [old.values[key], config.values[key]];
    if (from !== to) kafkaLog(turn, 'server', 'INFO', text(from, to), logger);
  };
  const { brokerId } = config;
  resize(
    'num.io.threads',
    (from, to) =>
      `[data-plane Kafka Request Handler on Broker ${brokerId}], Resizing request handler thread pool ` +
      `size from ${from} to ${to}`,
    'kafka.server.KafkaRequestHandlerPool',
  );
  resize(
    'num.network.threads',
    (from, to) =>
      `[SocketServer listenerType=ZK_BROKER, nodeId=${brokerId}] Resizing network thread pool size for ` +
      `each data-plane listener from ${from} to ${to}`,
    'kafka.network.SocketServer',
  );
  resize(
    'num.recovery.threads.per.data.dir',
    (from, to) => `Resizing recovery thread pool size for each data dir from ${from} to ${to}`,
    'kafka.log.LogManager',
  );
}

/** Every log takes the broker's new defaults under what its topic has set. */
export function updateLogsConfig(turn: BrokerTurn): void {
  for (const log of [...mapValues(turn.state.logs.logs)]) {
    const overrides = mapGet(turn.state.topicConfigs, log.topic) ?? {};
    setLogConfig(turn, log, topicConfigOf(turn.state.config, overrides));
  }
}

function updateConnectionQuotas(turn: BrokerTurn, old: KafkaConfig, config: KafkaConfig): void {
  const ident = `[SocketServer listenerType=ZK_BROKER, nodeId=${config.brokerId}]`;
  const tell = (key: keyof KafkaConfig['values'], name: string): void => {
    if (old.values[key] === config.values[key]) return;
    const text = `${ident} Updating ${name}: ${String(config.values[key])}`;
    kafkaLog(turn, 'server', 'INFO', text, 'kafka.network.SocketServer');
  };
  tell('max.connections.per.ip', 'maxConnectionsPerIp');
  tell('max.connections.per.ip.overrides', 'maxConnectionsPerIpOverrides');
  tell('max.connections', 'broker-wide maxConnections');
  tell('max.connection.creation.rate', 'broker-wide maxConnectionCreationRate');
}

/**
 * What AlterConfigs is refused for: throws ConfigException with upstream's words, or JavaException.
 *
 * Mirrors: DynamicBrokerConfig.validate.
 */
export function validateDynamicBrokerConfig(
  state: Pick<BrokerState, 'config' | 'dynamicConfig' | 'process'>,
  properties: DynamicProperties,
  isPerBroker: boolean,
): void {
  validateDynamicConfigs(properties, isPerBroker);
  const { staticConfigs, defaultConfigs, brokerConfigs } = state.dynamicConfig;
  const props = isPerBroker
    ? merged(staticConfigs, defaultConfigs, properties)
    : merged(staticConfigs, properties, brokerConfigs);
  const config = rebuilt(state, props);
  try {
    checkReconfiguration(state.config, config, changedNames(state.config, config));
  } catch (error) {
    throw error instanceof ConfigException ? invalidDynamic(error) : error;
  }
}
