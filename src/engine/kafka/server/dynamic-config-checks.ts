/**
 * What a new configuration of a running broker may not do.
 *
 * Mirrors: validateReconfiguration of DynamicThreadPool, LogCleaner and DynamicListenerConfig, 2.8.0.
 */
import { ConfigException } from '../config/config-def.ts';
import type { Endpoint, KafkaConfig } from './kafka-config.ts';

const THREAD_KEYS = [
  'num.io.threads',
  'num.network.threads',
  'num.replica.fetchers',
  'num.recovery.threads.per.data.dir',
  'background.threads',
] as const;

/** Throws ConfigException. `changed`: the keys that differ. */
export function checkReconfiguration(
  old: KafkaConfig,
  config: KafkaConfig,
  changed: readonly string[],
): void {
  checkThreads(old, config);
  if (changed.some((name) => name.startsWith('log.cleaner.') || name === 'message.max.bytes')) {
    checkCleaner(old, config);
  }
  const isListeners = (name: string): boolean =>
    name === 'listeners' || name === 'advertised.listeners' || name.startsWith('listener.');
  if (changed.some(isListeners)) checkListeners(old, config);
}

function checkThreads(old: KafkaConfig, config: KafkaConfig): void {
  for (const key of THREAD_KEYS) {
    const [current, next] = [old.values[key], config.values[key]];
    if (current === next) continue;
    const text = `Dynamic thread count update validation failed for ${key}=${next}`;
    if (next <= 0) throw new ConfigException(`${text}, value should be at least 1`);
    if (next < Math.trunc(current / 2)) {
      throw new ConfigException(
        `${text}, value should be at least half the current value ${current}`,
      );
    }
    if (next > current * 2) {
      throw new ConfigException(
        `${text}, value should not be greater than double the current value ${current}`,
      );
    }
  }
}

function checkCleaner(old: KafkaConfig, config: KafkaConfig): void {
  const current = old.values['log.cleaner.threads'];
  const next = config.values['log.cleaner.threads'];
  if (next < 1) throw new ConfigException('Log cleaner threads should be at least 1');
  if (next < Math.trunc(current / 2)) {
    throw new ConfigException(
      `Log cleaner threads cannot be reduced to less than half the current value ${current}`,
    );
  }
  if (next > current * 2) {
    throw new ConfigException(
      `Log cleaner threads cannot be increased to more than double the current value ${current}`,
    );
  }
}

function checkListeners(old: KafkaConfig, config: KafkaConfig): void {
  const names = config.listeners.map(({ listener }) => listener);
  const advertised = config.advertisedListeners.map(({ listener }) => listener);
  if (!advertised.every((name) => names.includes(name))) {
    throw new ConfigException(
      `Advertised listeners '${mapText(config.advertisedListeners)}' must be a subset of listeners ` +
        `'${mapText(config.listeners)}'`,
    );
  }
  for (const { listener, securityProtocol } of config.listeners) {
    const before = old.listeners.find((each) => each.listener === listener);
    if (before === undefined || before.securityProtocol === securityProtocol) continue;
    throw new ConfigException(
      `Security protocol cannot be updated for existing listener ListenerName(${listener})`,
    );
  }
  if (advertised.includes(config.interBrokerListener)) return;
  throw new ConfigException(
    'Advertised listener must be specified for inter-broker listener ' +
      `ListenerName(${config.interBrokerListener})`,
  );
}

/** `Map(ListenerName(PLAINTEXT) -> EndPoint(…))`. */
function mapText(endpoints: readonly Endpoint[]): string {
  const pairs = endpoints.map(({ listener, host, port, securityProtocol }) => {
    const name = `ListenerName(${listener})`;
    return `${name} -> EndPoint(${host === '' ? 'null' : host},${port},${name},${securityProtocol})`;
  });
  return `Map(${pairs.join(', ')})`;
}
