/**
 * The lines of a tool's ZooKeeper client, in the words of the release that Kafka ships.
 *
 * Mirrors: the LOG calls of org.apache.zookeeper.ClientCnxn and StaticHostProvider, 3.5.9; Java's memory
 * of names that are not known (networkaddress.cache.negative.ttl).
 * Departs: the client of the simulation is 3.8.0's; its words are turned into the older ones here.
 */
import type { ZkClientOutcome } from '../../../engine/kafka/index.ts';
import type { Frames } from '../java/exception.ts';
import { JavaException } from '../java/exception.ts';
import type { ToolTurn } from './tool-state.ts';
import { change, log } from './tool-state.ts';

const CLIENT_CNXN = 'org.apache.zookeeper.ClientCnxn';
const HOST_PROVIDER = 'org.apache.zookeeper.client.StaticHostProvider';
const RETRYING = 'closing socket connection and attempting reconnect';
/** networkaddress.cache.negative.ttl. */
const UNKNOWN_HOST_TTL_MS = 10_000;

const RESOLVING: Frames = [
  'java.base/java.net.InetAddress.getAllByName(InetAddress.java:1385)',
  'java.base/java.net.InetAddress.getAllByName(InetAddress.java:1306)',
  'org.apache.zookeeper.client.StaticHostProvider$1.getAllByName(StaticHostProvider.java:92)',
  'org.apache.zookeeper.client.StaticHostProvider.resolve(StaticHostProvider.java:147)',
  'org.apache.zookeeper.client.StaticHostProvider.next(StaticHostProvider.java:375)',
  'org.apache.zookeeper.ClientCnxn$SendThread.run(ClientCnxn.java:1137)',
];
const GET_ALL_BY_NAME = 'java.base/java.net.InetAddress.getAllByName0(InetAddress.java:1533)';
const CACHED: Frames = [
  'java.base/java.net.InetAddress$CachedAddresses.get(InetAddress.java:801)',
  GET_ALL_BY_NAME,
  ...RESOLVING,
];
const LOOKED_UP: Frames = [
  'java.base/java.net.Inet6AddressImpl.lookupAllHostAddr(Native Method)',
  'java.base/java.net.InetAddress$PlatformNameService.lookupAllHostAddr(InetAddress.java:934)',
  'java.base/java.net.InetAddress.getAddressesFromNameService(InetAddress.java:1543)',
  'java.base/java.net.InetAddress$NameServiceAddresses.get(InetAddress.java:852)',
  GET_ALL_BY_NAME,
  ...RESOLVING,
];
const CANONICALIZING: Frames = [
  'org.apache.zookeeper.SaslServerPrincipal.getServerPrincipal(SaslServerPrincipal.java:71)',
  'org.apache.zookeeper.SaslServerPrincipal.getServerPrincipal(SaslServerPrincipal.java:39)',
  'org.apache.zookeeper.ClientCnxn$SendThread.startConnect(ClientCnxn.java:1087)',
  'org.apache.zookeeper.ClientCnxn$SendThread.run(ClientCnxn.java:1139)',
];

export function logZkLine(
  turn: ToolTurn,
  { level, text, exception }: Extract<ZkClientOutcome, { type: 'log' }>,
): void {
  if (exception === null) return log(turn, level, text, CLIENT_CNXN);
  if (text.startsWith('Unable to resolve address')) return logUnresolved(turn, text);
  logLostConnection(turn, text, exception);
}

function logUnresolved(turn: ToolTurn, text: string): void {
  const { env, state } = turn;
  const host = /: ([^/]*)\//.exec(text)?.[1] ?? '';
  const isCached = env.nowMs < state.lookedUpAtMs + UNKNOWN_HOST_TTL_MS;
  if (!isCached) change(turn, { lookedUpAtMs: env.nowMs });
  const message = isCached ? host : `${host}: Name or service not known`;
  const frames = isCached ? CACHED : LOOKED_UP;
  const cause = new JavaException('java.net.UnknownHostException', message, { frames });
  log(turn, 'ERROR', text, HOST_PROVIDER, cause);
}

/** Most causes are told at INFO, each in its own words. */
const KNOWN =
  /(?:Session(?:Expired|Timeout)|EndOfStream|RWServerFound|java\.net\.Connect)Exception$/;

function logLostConnection(turn: ToolTurn, text: string, exception: string): void {
  if (text.startsWith('An exception was thrown while closing')) return;
  const colon = exception.indexOf(': ');
  const name = colon < 0 ? exception : exception.slice(0, colon);
  if (KNOWN.test(name)) return;
  const [, id, server] = /^Session (0x\w+) for server (.*?), /.exec(text) ?? [];
  const isUnresolved = name === 'java.lang.IllegalArgumentException';
  const cause = new JavaException(name, colon < 0 ? null : exception.slice(colon + 2), {
    frames: isUnresolved ? CANONICALIZING : [],
  });
  const line = `Session ${id} for server ${server}, unexpected error, ${RETRYING}`;
  log(turn, 'WARN', line, CLIENT_CNXN, cause);
}
