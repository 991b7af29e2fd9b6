/**
 * The lines of the ZooKeeper client inside a broker, in the words of the release that Kafka ships.
 *
 * Mirrors: the LOG calls of org.apache.zookeeper.ClientCnxn and ZooKeeper, 3.5.9 (3.4.13 in Kafka 2.2), and
 * of kafka.zookeeper.ZooKeeperClient, 2.8.0.
 * Departs: the client of the simulation is 3.8.0's; its words are turned into the older ones here.
 */
import type { ClientOutcome } from '../../zookeeper/client/index.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { kafkaLog } from '../server/kafka-log.ts';
import { clientEnvironment } from './client-environment.ts';

const CLIENT_CNXN = 'org.apache.zookeeper.ClientCnxn';
const ZOOKEEPER = 'org.apache.zookeeper.ZooKeeper';
const RETRYING = ', closing socket connection and attempting reconnect';

/** `[ZooKeeperClient Kafka server] …`. */
export function logZooKeeperClient(turn: BrokerTurn, text: string): void {
  const line = `[ZooKeeperClient Kafka server] ${text}`;
  kafkaLog(turn, 'server', 'INFO', line, 'kafka.zookeeper.ZooKeeperClient');
}

/** Surroundings, told once in the life of a process: when the class of the client is loaded. */
export function logEnvironment(turn: BrokerTurn): void {
  for (const text of clientEnvironment(turn)) kafkaLog(turn, 'server', 'INFO', text, ZOOKEEPER);
}

/** What the constructor of a client says. */
export function logNewClient(
  turn: BrokerTurn,
  connectString: string,
  sessionTimeoutMs: number,
): void {
  const watcher = 'kafka.zookeeper.ZooKeeperClient$ZooKeeperClientWatcher$@6e06451e';
  const text =
    `Initiating client connection, connectString=${connectString} ` +
    `sessionTimeout=${sessionTimeoutMs} watcher=${watcher}`;
  kafkaLog(turn, 'server', 'INFO', text, ZOOKEEPER);
  if (!isNewer(turn)) return;
  const jute = 'jute.maxbuffer value is 4194304 Bytes';
  kafkaLog(turn, 'server', 'INFO', jute, 'org.apache.zookeeper.ClientCnxnSocket');
  const timeout = 'zookeeper.request.timeout value is 0. feature enabled=';
  kafkaLog(turn, 'server', 'INFO', timeout, CLIENT_CNXN);
}

/** Writes a line of the client. */
export function logClientLine(
  turn: BrokerTurn,
  { level, text, exception }: Extract<ClientOutcome, { type: 'log' }>,
): void {
  if (text.startsWith('SASL config status')) return;
  if (text.startsWith('Session: ')) return kafkaLog(turn, 'server', 'INFO', text, ZOOKEEPER);
  if (exception !== null) return logLostConnection(turn, text, exception);
  kafkaLog(turn, 'server', level, connectionWords(turn, text), CLIENT_CNXN);
}

function isNewer({ state }: BrokerTurn): boolean {
  return state.config.release === '2.8.0';
}

function connectionWords(turn: BrokerTurn, text: string): string {
  const established = /^Socket connection established, .*server: (\S+)$/.exec(text);
  if (established === null || isNewer(turn)) return olderWords(text);
  return `Socket connection established to ${established[1]}, initiating session`;
}

function olderWords(text: string): string {
  if (text.startsWith('Opening socket connection')) {
    return `${text} Will not attempt to authenticate using SASL (unknown error)`;
  }
  return text
    .replace(/, session id = /, ', sessionid = ')
    .replace(/ for session id (0x\w+)$/, ' for sessionid $1');
}

/** Each cause has its own line; while the client is being closed there is none. */
function logLostConnection(turn: BrokerTurn, text: string, exception: string): void {
  if (text.startsWith('An exception was thrown while closing')) return;
  const info = (line: string): void => kafkaLog(turn, 'server', 'INFO', line, CLIENT_CNXN);
  const colon = exception.indexOf(': ');
  const name = colon < 0 ? exception : exception.slice(0, colon);
  const message = colon < 0 ? '' : exception.slice(colon + 2);
  if (name.endsWith('SessionExpiredException'))
    return info(`${message}, closing socket connection`);
  if (name.endsWith('SessionTimeoutException') || name.endsWith('EndOfStreamException')) {
    return info(`${olderWords(message)}${RETRYING}`);
  }
  if (name.endsWith('RWServerFoundException')) return info(message);
  const [, id, server] = /^Session (0x\w+) for server (.*?), /.exec(text) ?? [];
  if (name === 'java.net.ConnectException' && isNewer(turn)) {
    return info(`Socket error occurred: ${server}: ${message}`);
  }
  if (text.startsWith('Unable to resolve address')) {
    kafkaLog(
      turn,
      'server',
      'WARN',
      text,
      'org.apache.zookeeper.client.StaticHostProvider',
      exception,
    );
    return;
  }
  // 3.4 knows the server's address only from an open socket.
  const known = name === 'java.net.ConnectException' ? 'null' : server;
  const line = `Session ${id} for server ${known}, unexpected error${RETRYING}`;
  kafkaLog(turn, 'server', 'WARN', line, CLIENT_CNXN, exception);
}
