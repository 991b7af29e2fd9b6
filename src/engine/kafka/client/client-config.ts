/**
 * Reading a client's properties.
 *
 * Mirrors: AbstractConfig and ConfigDef.parse, CommonClientConfigs.postProcessReconnectBackoffConfigs and
 * warnIfDeprecatedDnsLookupValue, 2.8.0.
 */
import type { ConfigKeys, ConfigValues } from '../config/config-def.ts';
import { ConfigException, parseConfigValue, REQUIRED } from '../config/config-def.ts';
import type { ClientLogLine } from './network-state.ts';

type Properties = Readonly<Record<string, string>>;

/** All values, with defaults where nothing is said. Throws ConfigException. */
export function parseClientConfig<K extends ConfigKeys>(
  keys: K,
  properties: Properties,
): ConfigValues<K> {
  const values: Record<string, unknown> = {};
  for (const name of Object.keys(keys)) {
    const key = keys[name]!;
    const text = properties[name];
    if (text === undefined && key.default === REQUIRED) {
      throw new ConfigException(
        `Missing required configuration "${name}" which has no default value.`,
      );
    }
    const value = text === undefined ? key.default : parseConfigValue(name, text, key.type);
    const complaint = key.validator?.(name, value) ?? null;
    if (complaint !== null) throw new ConfigException(complaint);
    values[name] = value;
  }
  return values as ConfigValues<K>;
}

/** reconnect.backoff.max.ms: who sets reconnect.backoff.ms alone wants no exponential back-off. */
export function reconnectBackoffMaxMs(
  values: { readonly 'reconnect.backoff.ms': number; readonly 'reconnect.backoff.max.ms': number },
  properties: Properties,
): number {
  const isBaseAlone =
    properties['reconnect.backoff.ms'] !== undefined &&
    properties['reconnect.backoff.max.ms'] === undefined;
  return values[isBaseAlone ? 'reconnect.backoff.ms' : 'reconnect.backoff.max.ms'];
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
): readonly ClientLogLine[] {
  const lines: ClientLogLine[] = [];
  for (const name of Object.keys(properties)) {
    if (keys[name] !== undefined) continue;
    const text = `The configuration '${name}' was supplied but isn't a known config.`;
    lines.push({ type: 'log', level: 'WARN', text, logger: configClass });
  }
  const logger = 'org.apache.kafka.common.utils.AppInfoParser';
  for (const text of [
    'Kafka version: 2.8.0',
    'Kafka commitId: ebb1d6e21cc92130',
    `Kafka startTimeMs: ${wallClockMs}`,
  ]) {
    lines.push({ type: 'log', level: 'INFO', text, logger });
  }
  return lines;
}
