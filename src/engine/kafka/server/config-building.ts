/**
 * Makes a broker's configuration from texts, and prints it.
 *
 * Mirrors: the constructor of kafka.server.KafkaConfig, org.apache.kafka.common.config.AbstractConfig.logAll,
 * 2.8.0.
 * Read next: config-validation.ts.
 */
import type { ConfigKeys } from '../config/config-def.ts';
import { ConfigException, configText, parseConfig } from '../config/config-def.ts';
import { BROKER_KEY_ORDER } from './config-order.ts';
import { brokerKeysOf, isKnownTo } from './config-release.ts';
import { BUILDING, brokerIdOf, validateValues } from './config-validation.ts';
import { JavaException } from '../../java/exception.ts';
import type { BrokerConfigValues, KafkaConfig } from './kafka-config.ts';
import type { KafkaRelease } from '../release.ts';

/** Parses and validates. Throws JavaException, whose frames are those of a start. */
export function kafkaConfig(
  originals: Readonly<Record<string, string>>,
  release: KafkaRelease,
  cwd: string,
): KafkaConfig {
  const values = parseValues(originals, release);
  const { listeners, advertisedListeners, interBrokerListener, logDirs } = validateValues(
    values,
    originals,
  );
  return {
    release,
    values,
    originals,
    brokerId: brokerIdOf(values),
    logDir: absolutePath(logDirs[0]!, cwd),
    listeners,
    advertisedListeners,
    interBrokerListener,
  };
}

/** The part before the constructor's own body: JavaExceptions of ConfigDef. */
export function parseValues(
  originals: Readonly<Record<string, string>>,
  release: KafkaRelease,
): BrokerConfigValues {
  try {
    return parseConfig(brokerKeysOf(release), originals, BROKER_KEY_ORDER);
  } catch (error) {
    if (!(error instanceof ConfigException)) throw error;
    const config = 'org.apache.kafka.common.config.';
    throw new JavaException(`${config}ConfigException`, error.message, {
      frames: [
        ...error.frames,
        `${config}AbstractConfig.<init>(AbstractConfig.java:108)`,
        `${config}AbstractConfig.<init>(AbstractConfig.java:142)`,
        'kafka.server.KafkaConfig.<init>(KafkaConfig.scala:1386)',
        ...BUILDING,
      ],
    });
  }
}

/** A path as File.getAbsolutePath gives it, without `.`, `..` and doubled slashes. */
export function absolutePath(path: string, cwd: string): string {
  const parts: string[] = [];
  for (const part of `${path.startsWith('/') ? '' : cwd}/${path}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** `KafkaConfig values: …`, as it is logged. */
export function configDump({ values, release }: KafkaConfig): string {
  const keys: ConfigKeys = brokerKeysOf(release);
  const lines = Object.keys(keys)
    .filter((name) => isKnownTo(release, name))
    .sort()
    .map((name) => {
      const value = values[name as keyof BrokerConfigValues];
      return `\t${name} = ${configText(value, keys[name]!.type)}\n`;
    });
  return `KafkaConfig values: \n${lines.join('')}`;
}
