/**
 * What a broker writes into its own znodes and into those of configurations, and reads from them.
 *
 * Mirrors: kafka.zk.ZkData (BrokerIdZNode, BrokerSequenceIdZNode, ClusterIdZNode, ConfigEntityZNode,
 * ConfigEntityChangeNotificationSequenceZNode, PersistentZkPaths), org.apache.kafka.common.utils.Sanitizer,
 * 2.8.0; keys in the order of Scala 2.12.
 * Departs: data are texts.
 * Read next: topic-znodes.ts.
 */
import { inConcurrentHashOrder } from '../../java/hash-order.ts';
import { isAtLeast } from '../config/api-version.ts';
import type { JsonNode } from './json-node.ts';
import {
  JsonException,
  asInt,
  asItems,
  asObject,
  asText,
  field,
  neededField,
} from './json-node.ts';
import { parseJson } from './json-text.ts';
import { inMutableMapOrder, stringHash } from './scala-order.ts';

export const BROKER_SEQUENCE_PATH = '/brokers/seqid';
export const CLUSTER_ID_PATH = '/cluster/id';
export const CONFIG_CHANGES_PATH = '/config/changes';
export const CONFIG_CHANGE_PREFIX = 'config_change_';

/** Whose configuration: the folder below /config. */
export type ConfigEntityType = 'topics' | 'clients' | 'users' | 'brokers' | 'ips';

/** The name of the entity that stands for all. */
export const DEFAULT_ENTITY = '<default>';

/** What every broker makes at its start where it is missing, in this order. */
export function persistentPaths(hasIps: boolean): readonly string[] {
  return [
    '/consumers',
    '/brokers/ids',
    '/brokers/topics',
    CONFIG_CHANGES_PATH,
    '/admin/delete_topics',
    BROKER_SEQUENCE_PATH,
    '/isr_change_notification',
    '/latest_producer_id_block',
    '/log_dir_event_notification',
    '/config/topics',
    '/config/clients',
    '/config/users',
    '/config/brokers',
    ...(hasIps ? ['/config/ips'] : []),
  ];
}

/** What a broker registers. */
export interface BrokerInfo {
  readonly id: number;
  /** 5 from 2.7-IV0 on, 4 from 0.10.0-IV1 on, else 2. */
  readonly version: 2 | 4 | 5;
  readonly endpoints: readonly {
    readonly listener: string;
    readonly securityProtocol: string;
    readonly host: string;
    readonly port: number;
  }[];
  readonly rack: string | null;
}

/** The version of the registration that an inter.broker.protocol.version asks for. */
export function brokerInfoVersion(interBrokerProtocolVersion: string): BrokerInfo['version'] {
  if (isAtLeast(interBrokerProtocolVersion, '2.7-IV0')) return 5;
  return isAtLeast(interBrokerProtocolVersion, '0.10.0-IV1') ? 4 : 2;
}

/** The data of /brokers/ids/N. */
export function encodeBrokerInfo(info: BrokerInfo, wallClockMs: number): string {
  const plaintext = info.endpoints.find(({ securityProtocol }) => securityProtocol === 'PLAINTEXT');
  const addresses = info.endpoints.map(
    ({ listener, host, port }) => `${listener}://${host}:${port}`,
  );
  const fields: [string, unknown][] = [
    ['version', info.version],
    ['host', plaintext?.host ?? null],
    ['port', plaintext?.port ?? -1],
    ['endpoints', addresses],
    ['jmx_port', -1],
    ['timestamp', String(wallClockMs)],
  ];
  if (info.rack !== null && info.version >= 3) fields.push(['rack', info.rack]);
  if (info.version >= 4) {
    const protocols = info.endpoints.map((each) => [each.listener, each.securityProtocol]);
    fields.push(['listener_security_protocol_map', Object.fromEntries(protocols)]);
  }
  if (info.version >= 5) fields.push(['features', {}]);
  const ordered = inMutableMapOrder(fields, ([name]) => stringHash(name));
  return `{${ordered.map(([name, value]) => `"${name}":${JSON.stringify(value)}`).join(',')}}`;
}

/** Reads /brokers/ids/N as any version wrote it. Throws JsonException with upstream's words. */
export function decodeBrokerInfo(
  id: number,
  data: string | null,
): Pick<BrokerInfo, 'id' | 'endpoints' | 'rack'> {
  const info = asObject(registration(id, data));
  const version = asInt(neededField(info, 'version'));
  if (version < 1) throw kafkaException(`Unsupported version of broker registration: ${data}`);
  const rack = field(info, 'rack');
  const rackName = rack === undefined || rack.type === 'null' ? null : asText(rack);
  if (version === 1) {
    const host = asText(neededField(info, 'host'));
    const port = asInt(neededField(info, 'port'));
    const endpoint = { listener: 'PLAINTEXT', securityProtocol: 'PLAINTEXT', host, port };
    return { id, endpoints: [endpoint], rack: rackName };
  }
  const map = field(info, 'listener_security_protocol_map');
  const pairs = map === undefined ? [] : asObject(map).fields;
  const protocols = new Map(pairs.map(([name, protocol]) => [name, asText(protocol)]));
  const endpoints = asItems(neededField(info, 'endpoints')).map((item) =>
    endpointOf(asText(item), protocols),
  );
  return { id, endpoints, rack: rackName };
}

function registration(id: number, data: string | null): JsonNode {
  try {
    return parseJson(data);
  } catch (error) {
    if (!(error instanceof JsonException)) throw error;
    throw kafkaException(`Failed to parse ZooKeeper registration for broker ${id}: ${data}`);
  }
}

function kafkaException(message: string): JsonException {
  return new JsonException('org.apache.kafka.common.KafkaException', message);
}

/** `PLAINTEXT://host:9092`. */
function endpointOf(
  text: string,
  protocols: ReadonlyMap<string, string>,
): BrokerInfo['endpoints'][number] {
  const parts = /^(.*):\/\/\[?([0-9a-zA-Z\-%._:]*)\]?:(-?[0-9]+)$/.exec(text);
  if (parts === null) throw kafkaException(`Unable to parse ${text} to a broker endpoint`);
  const listener = parts[1]!.toUpperCase();
  const securityProtocol = protocols.get(listener) ?? listener;
  return { listener, securityProtocol, host: parts[2]!, port: Number(parts[3]) };
}

export function encodeClusterId(id: string): string {
  return `{"version":"1","id":${JSON.stringify(id)}}`;
}

/** Throws JsonException for what is none. */
export function decodeClusterId(data: string | null): string {
  const id = field(asObject(parseJson(data)), 'id');
  if (id !== undefined) return asText(id);
  throw kafkaException(`Failed to parse the cluster id json ${data}`);
}

/** `name` as Sanitizer leaves it. */
export function configEntityPath(type: ConfigEntityType, name: string): string {
  return `/config/${type}/${name}`;
}

/** The data of /config/…: `{"version":1,"config":{…}}`. */
export function encodeEntityConfig(config: Readonly<Record<string, string>>): string {
  const names = Object.keys(config);
  const places = new Map(names.map((name, index) => [name, BigInt(index)]));
  const ordered = inConcurrentHashOrder(names, (name) => places.get(name)!);
  const entries = ordered.map((name) => `${JSON.stringify(name)}:${JSON.stringify(config[name])}`);
  return `{"version":1,"config":{${entries.join(',')}}}`;
}

/** What is set; nothing of data that are null, empty or no JSON. Throws JsonException for a value that is no text. */
export function decodeEntityConfig(data: string | null): Readonly<Record<string, string>> {
  if (data === null) return {};
  const json = tryJson(data);
  if (json?.type !== 'object') return {};
  const config = field(json, 'config');
  if (config?.type !== 'object') return {};
  return Object.fromEntries(config.fields.map(([name, value]) => [name, asText(value)]));
}

function tryJson(data: string): ReturnType<typeof parseJson> | null {
  try {
    return parseJson(data);
  } catch (error) {
    if (error instanceof JsonException) return null;
    throw error;
  }
}

/** The data of /config/changes/config_change_…; `path` is for example `topics/t1`. */
export function encodeConfigChange(path: string): string {
  return `{"version":2,"entity_path":${JSON.stringify(path)}}`;
}

/** Name of a user or client id as it may stand in a path. Mirrors: Sanitizer.sanitize. */
export function sanitize(name: string): string {
  const escape = (character: string): string =>
    `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(name).replace(/[!~*'()]/g, escape);
}

/** Mirrors: Sanitizer.desanitize. */
export function desanitize(name: string): string {
  return decodeURIComponent(name.replace(/\+/g, '%20'));
}
