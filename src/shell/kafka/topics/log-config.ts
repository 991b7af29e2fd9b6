/**
 * Checks a topic's configuration before it is sent.
 *
 * Mirrors: kafka.log.LogConfig.validate and validateNames, 2.8.0.
 */
import type { ConfigKey } from '../../../engine/kafka/index.ts';
import {
  ConfigException,
  TOPIC_KEYS,
  exceptionClass,
  parseConfigValue,
} from '../../../engine/kafka/index.ts';
import { parseFrames } from '../java/config-frames.ts';
import { JavaException } from '../java/exception.ts';

const KEYS: Readonly<Record<string, ConfigKey>> = TOPIC_KEYS as never;

/** Throws InvalidConfigurationException. */
export function validateNames(names: readonly string[]): void {
  const unknown = names.find((name) => KEYS[name] === undefined);
  if (unknown === undefined) return;
  const text = `Unknown topic config name: ${unknown}`;
  throw new JavaException(exceptionClass('InvalidConfigurationException'), text, {
    isTraceless: true,
  });
}

/** Throws that, or a ConfigException. */
export function validateLogConfig(properties: Readonly<Record<string, string>>): void {
  validateNames(Object.keys(properties));
  for (const [name, key] of Object.entries(KEYS)) {
    const text = properties[name];
    if (text !== undefined) validateValue(name, text, key);
  }
  validateValues(properties);
}

function validateValue(name: string, text: string, key: ConfigKey): void {
  const fault = faultOf(name, text, key);
  if (fault === null) return;
  throw new JavaException('org.apache.kafka.common.config.ConfigException', fault, {
    frames: [...parseFrames(fault), 'kafka.log.LogConfig$.validate(LogConfig.scala:343)'],
  });
}

function faultOf(name: string, text: string, key: ConfigKey): string | null {
  try {
    const value = parseConfigValue(name, text, key.type);
    return key.validator?.(name, value) ?? null;
  } catch (error) {
    if (error instanceof ConfigException) return error.message;
    throw error;
  }
}

/** LogConfig.validateValues: two that must fit each other. */
function validateValues(properties: Readonly<Record<string, string>>): void {
  const lag = (name: 'min' | 'max'): number => {
    const text = properties[`${name}.compaction.lag.ms`];
    return text === undefined ? (name === 'min' ? 0 : Infinity) : Number(text);
  };
  const [min, max] = [lag('min'), lag('max')];
  if (min <= max) return;
  const text = `conflict topic config setting min.compaction.lag.ms (${min}) > max.compaction.lag.ms (${max})`;
  throw new JavaException(exceptionClass('InvalidConfigurationException'), text, {
    isTraceless: true,
  });
}
