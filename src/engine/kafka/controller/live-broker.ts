/**
 * A broker as its registration describes it.
 *
 * Mirrors: kafka.cluster.{Broker, EndPoint}, kafka.zk.BrokerIdZNode.decode, 2.8.0.
 */
import type { Node } from '../client/network-client.ts';
import type { JsonNode, JsonObject } from '../zk/json-node.ts';
import {
  JsonException,
  asInt,
  asItems,
  asObject,
  asText,
  field,
  neededField,
} from '../zk/json-node.ts';
import { parseJson } from '../zk/json-text.ts';

export interface LiveBroker {
  readonly id: number;
  /** czxid of its registration: another one is another life of the broker. */
  readonly epoch: number;
  readonly endPoints: readonly BrokerEndPoint[];
  readonly rack: string | null;
}

export interface BrokerEndPoint {
  readonly host: string;
  readonly port: number;
  readonly listener: string;
  readonly securityProtocol: string;
}

/** Reads /brokers/ids/N; throws what upstream throws. */
export function decodeBroker(id: number, data: string | null, epoch: number): LiveBroker {
  const info = asObject(registration(id, data));
  const version = asInt(neededField(info, 'version'));
  asInt(neededField(info, 'jmx_port'));
  const endPoints = endPointsOf(info, version, data);
  const rack = field(info, 'rack');
  const isRackless = rack === undefined || rack.type === 'null';
  return { id, epoch, endPoints, rack: isRackless ? null : asText(rack) };
}

function registration(id: number, data: string | null): JsonNode {
  try {
    return parseJson(data);
  } catch (error) {
    if (error instanceof JsonException && error.className.startsWith('com.fasterxml.')) {
      const text = `Failed to parse ZooKeeper registration for broker ${id}: ${data}`;
      throw new JsonException('org.apache.kafka.common.KafkaException', text);
    }
    throw error;
  }
}

function endPointsOf(
  info: JsonObject,
  version: number,
  data: string | null,
): readonly BrokerEndPoint[] {
  if (version < 1) {
    const text = `Unsupported version of broker registration: ${data}`;
    throw new JsonException('org.apache.kafka.common.KafkaException', text);
  }
  if (version === 1) {
    const host = asText(neededField(info, 'host'));
    const port = asInt(neededField(info, 'port'));
    return [{ host, port, listener: 'PLAINTEXT', securityProtocol: 'PLAINTEXT' }];
  }
  const map = field(info, 'listener_security_protocol_map');
  const protocols = map === undefined ? [] : asObject(map).fields;
  const protocolOf = new Map(protocols.map(([name, value]) => [name, asText(value)]));
  return asItems(neededField(info, 'endpoints')).map((node) => endPoint(asText(node), protocolOf));
}

/** `PLAINTEXT://host:9092`. */
function endPoint(text: string, protocolOf: ReadonlyMap<string, string>): BrokerEndPoint {
  const found = /^(.*):\/\/\[?([0-9a-zA-Z\-%._:]*)\]?:(-?[0-9]+)$/.exec(text);
  if (found === null) {
    const complaint = `Unable to parse ${text} to a broker endpoint`;
    throw new JsonException('org.apache.kafka.common.KafkaException', complaint);
  }
  const listener = found[1]!.toUpperCase();
  const securityProtocol = protocolOf.get(listener) ?? listener;
  return { host: found[2]!, port: Number(found[3]), listener, securityProtocol };
}

/** Where a broker is reached on a listener; undefined: it has none of that name. */
export function brokerNode(broker: LiveBroker, listener: string): Node | undefined {
  const found = broker.endPoints.find((endPoint) => endPoint.listener === listener);
  if (found === undefined) return undefined;
  return { id: broker.id, host: found.host, port: found.port, rack: broker.rack };
}

/** Broker.toString; that of 2.2 knows no features. */
export function brokerText({ id, endPoints, rack }: LiveBroker, isOld = false): string {
  const features = isOld ? '' : ' : Features{}';
  return `${id} : (${endPoints.map(endPointText).join(',')}) : ${rack}${features}`;
}

function endPointText({ host, port, listener, securityProtocol }: BrokerEndPoint): string {
  return `EndPoint(${host},${port},ListenerName(${listener}),${securityProtocol})`;
}

export function hasSameEndPoints(a: LiveBroker, b: LiveBroker): boolean {
  return a.endPoints.map(endPointText).join() === b.endPoints.map(endPointText).join();
}
