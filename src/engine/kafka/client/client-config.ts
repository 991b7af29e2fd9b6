/**
 * Reading a client's properties.
 *
 * Mirrors: AbstractConfig and ConfigDef.parse, CommonClientConfigs.postProcessReconnectBackoffConfigs and
 * warnIfDeprecatedDnsLookupValue, 2.8.0.
 */
import type { ConfigKeys, ConfigValues } from '../config/config-def.ts';
import { ConfigException, parseConfigValue, REQUIRED } from '../config/config-def.ts';
import type { KafkaRelease } from '../release.ts';
import { COMMIT_IDS } from '../release.ts';
import type { ClientLogLine } from './network-state.ts';

export type Properties = Readonly<Record<string, string>>;

/**
 * The value of every key of the table. Keys that the client gets in another way (`ignored`) need not be
 * there. Throws ConfigException.
 */
export function parseClientConfig<K extends ConfigKeys>(
  keys: K,
  properties: Properties,
  ignored: readonly string[] = [],
): ConfigValues<K> {
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(keys)) {
    const key = keys[name]!;
    const text = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (text === undefined && key.default === REQUIRED) {
      if (ignored.includes(name)) continue;
      throw new ConfigException(
        `Missing required configuration "${name}" which has no default value.`,
      );
    }
    const value = text === undefined ? key.default : parseConfigValue(name, text, key.type);
    const complaint = key.validator?.(name, value) ?? null;
    if (complaint !== null) throw new ConfigException(complaint);
    values[name] = value;
  }
  // Who sets the back-off alone wants it constant.
  const isBaseAlone =
    Object.hasOwn(properties, 'reconnect.backoff.ms') &&
    !Object.hasOwn(properties, 'reconnect.backoff.max.ms');
  if (isBaseAlone) values['reconnect.backoff.max.ms'] = values['reconnect.backoff.ms'];
  return values as ConfigValues<K>;
}

/** What is said of properties that are outdated. */
export function deprecatedLines(values: {
  readonly 'client.dns.lookup': string;
}): readonly ClientLogLine[] {
  if (values['client.dns.lookup'] !== 'default') return [];
  const text =
    "Configuration 'client.dns.lookup' with value 'default' is deprecated and will be removed in " +
    "future version. Please use 'use_all_dns_ips' or another non-deprecated value.";
  const logger = 'org.apache.kafka.clients.CommonClientConfigs';
  return [{ type: 'log', level: 'WARN', text, logger }];
}

/** AbstractConfig.logUnused and AppInfoParser: what every client says once it is made. */
export function startLines(
  keys: ConfigKeys,
  properties: Properties,
  configClass: string,
  wallClockMs: number,
  release: KafkaRelease = '2.8.0',
): readonly ClientLogLine[] {
  const lines: ClientLogLine[] = [];
  for (const name of Object.keys(properties)) {
    if (keys[name] !== undefined) continue;
    const text = `The configuration '${name}' was supplied but isn't a known config.`;
    lines.push({ type: 'log', level: 'WARN', text, logger: configClass });
  }
  const logger = 'org.apache.kafka.common.utils.AppInfoParser';
  const texts = [`Kafka version: ${release}`, `Kafka commitId: ${COMMIT_IDS[release]}`];
  if (release === '2.8.0') texts.push(`Kafka startTimeMs: ${wallClockMs}`);
  for (const text of texts) lines.push({ type: 'log', level: 'INFO', text, logger });
  return lines;
}
