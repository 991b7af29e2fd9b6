/**
 * Reads a client's properties.
 *
 * Mirrors: org.apache.kafka.common.config.ConfigDef.parse, CommonClientConfigs' post-processing, 2.8.0.
 * Read next: ../config/client-keys.ts.
 */
import type { ConfigKeys, ConfigValues } from '../config/config-def.ts';
import { ConfigException, REQUIRED, parseConfigValue } from '../config/config-def.ts';

export type Properties = Readonly<Record<string, string>>;

/**
 * The value of every key of the table. Keys that the client gets in another way (`ignored`) need not be
 * there. Throws ConfigException.
 */
export function readClientConfig<K extends ConfigKeys>(
  keys: K,
  properties: Properties,
  ignored: readonly string[] = [],
): ConfigValues<K> {
  const values: Record<string, unknown> = {};
  for (const [name, key] of Object.entries(keys)) {
    const text = Object.hasOwn(properties, name) ? properties[name] : undefined;
    let value: unknown = key.default;
    if (text !== undefined) value = parseConfigValue(name, text, key.type);
    else if (value === REQUIRED) {
      if (ignored.includes(name)) continue;
      throw new ConfigException(
        `Missing required configuration "${name}" which has no default value.`,
      );
    }
    const complaint = key.validator?.(name, value) ?? null;
    if (complaint !== null) throw new ConfigException(complaint);
    values[name] = value;
  }
  // Who sets the back-off alone wants it constant.
  const isConstant =
    Object.hasOwn(properties, 'reconnect.backoff.ms') &&
    !Object.hasOwn(properties, 'reconnect.backoff.max.ms');
  if (isConstant) values['reconnect.backoff.max.ms'] = values['reconnect.backoff.ms'];
  return values as ConfigValues<K>;
}
