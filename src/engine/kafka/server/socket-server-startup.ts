/**
 * Opening the listeners.
 *
 * Mirrors: SocketServer.startup, Acceptor.openServerSocket, ConnectionQuotas, 2.8.0.
 * Departs: the control plane's listener is served like the others.
 */
import { JavaException } from '../../java/exception.ts';
import type { Endpoint, KafkaConfig } from './kafka-config.ts';
import type { EmitItem, Flow } from './lifecycle-calls.ts';
import { ask } from './lifecycle-calls.ts';
import { inStartup } from './startup-fault.ts';

const ACCEPTOR = 'kafka.network.Acceptor';
const SOCKET_SERVER = 'kafka.network.SocketServer';

/** Binds every listener; connections are accepted from here on, but not read yet. */
export function* startSocketServer(
  config: KafkaConfig,
  brokerId: number,
  emit: EmitItem,
): Flow<void> {
  const log = (text: string, logger: string): void =>
    emit({ type: 'log', file: 'server', level: 'INFO', text, logger });
  const isNewer = config.release === '2.8.0';
  const ident = socketServerIdent(config, brokerId);
  if (isNewer) {
    const rate = config.values['max.connection.creation.rate'];
    const text = `Updated connection-accept-rate max connection creation rate to ${rate}`;
    log(text, 'kafka.network.ConnectionQuotas');
  }
  emit({ type: 'started', parts: { hasSocketServer: true } });
  for (const endpoint of config.listeners) {
    const { listener, host, port } = endpoint;
    const shown = host === '' ? '0.0.0.0' : host;
    const fault = yield* ask<string | null>({ about: 'bind', host, port });
    if (fault !== null) throw bindFault(fault, shown, host === '', port);
    log(`Awaiting socket connections on ${isNewer ? '' : 's'}${shown}:${port}.`, ACCEPTOR);
    const name = isNewer ? `ListenerName(${listener})` : endpointText(endpoint);
    const text = `Created data-plane acceptor and processors for endpoint : ${name}`;
    log(`${ident}${text}`, SOCKET_SERVER);
  }
  if (isNewer) return;
  const { length } = config.listeners;
  log(`${ident}Started ${length} acceptor threads for data-plane`, SOCKET_SERVER);
}

/** How the lines of the socket server begin. */
export function socketServerIdent({ release }: KafkaConfig, brokerId: number): string {
  const isNewer = release === '2.8.0';
  return `[SocketServer ${isNewer ? `listenerType=ZK_BROKER, nodeId` : 'brokerId'}=${brokerId}] `;
}

/** EndPoint.toString, as 2.2 prints it. */
export function endpointText({ host, port, listener, securityProtocol }: Endpoint): string {
  return `EndPoint(${host === '' ? 'null' : host},${port},ListenerName(${listener}),${securityProtocol})`;
}

/** From here on requests are read: that of brokers among themselves first. */
export function logProcessorsStart(config: KafkaConfig, brokerId: number, emit: EmitItem): void {
  const ident = socketServerIdent(config, brokerId);
  const log = (text: string): void =>
    emit({ type: 'log', file: 'server', level: 'INFO', text: ident + text, logger: SOCKET_SERVER });
  const { listeners, interBrokerListener, release } = config;
  if (release !== '2.8.0') {
    return log(`Started data-plane processors for ${listeners.length} acceptors`);
  }
  log('Starting socket server acceptors and processors');
  const isFirst = ({ listener }: Endpoint): boolean => listener === interBrokerListener;
  const ordered = [...listeners.filter(isFirst), ...listeners.filter((each) => !isFirst(each))];
  for (const { listener } of ordered) {
    log(`Started data-plane acceptor and processor(s) for endpoint : ListenerName(${listener})`);
  }
  log('Started socket server acceptors and processors');
}

function bindFault(fault: string, host: string, isAnyHost: boolean, port: number): JavaException {
  const outer = [
    `${ACCEPTOR}.<init>(SocketServer.scala:560)`,
    `${SOCKET_SERVER}.createAcceptor(SocketServer.scala:288)`,
    `${SOCKET_SERVER}.$anonfun$createDataPlaneAcceptorsAndProcessors$1(SocketServer.scala:261)`,
    `${SOCKET_SERVER}.$anonfun$createDataPlaneAcceptorsAndProcessors$1$adapted(SocketServer.scala:259)`,
    'scala.collection.mutable.ResizableArray.foreach(ResizableArray.scala:62)',
    'scala.collection.mutable.ResizableArray.foreach$(ResizableArray.scala:55)',
    'scala.collection.mutable.ArrayBuffer.foreach(ArrayBuffer.scala:49)',
    `${SOCKET_SERVER}.createDataPlaneAcceptorsAndProcessors(SocketServer.scala:259)`,
    `${SOCKET_SERVER}.startup(SocketServer.scala:131)`,
    ...inStartup(285),
  ];
  if (fault.startsWith('port out of range')) {
    const address = 'java.base/java.net.InetSocketAddress';
    const ways = isAnyHost
      ? [
          `${address}.<init>(InetSocketAddress.java:197)`,
          `${address}.<init>(InetSocketAddress.java:175)`,
        ]
      : [`${address}.<init>(InetSocketAddress.java:233)`];
    return new JavaException('java.lang.IllegalArgumentException', fault, {
      frames: [
        `${address}.checkPort(InetSocketAddress.java:152)`,
        ...ways,
        `${ACCEPTOR}.openServerSocket(SocketServer.scala:${isAnyHost ? 654 : 656})`,
        ...outer,
      ],
    });
  }
  const isUnresolved = fault === 'Unresolved address';
  const name = isUnresolved ? 'java.net.SocketException' : 'java.net.BindException';
  const reason = new JavaException(name, fault, {
    frames: [
      ...(isUnresolved ? [] : BINDING),
      `${ACCEPTOR}.openServerSocket(SocketServer.scala:663)`,
      ...outer,
    ],
  });
  return new JavaException(
    'org.apache.kafka.common.KafkaException',
    `Socket server failed to bind to ${host}:${port}: ${fault}.`,
    { frames: [`${ACCEPTOR}.openServerSocket(SocketServer.scala:667)`, ...outer], cause: reason },
  );
}

const BINDING = [
  'java.base/sun.nio.ch.Net.bind0(Native Method)',
  'java.base/sun.nio.ch.Net.bind(Net.java:555)',
  'java.base/sun.nio.ch.ServerSocketChannelImpl.netBind(ServerSocketChannelImpl.java:337)',
  'java.base/sun.nio.ch.ServerSocketChannelImpl.bind(ServerSocketChannelImpl.java:294)',
  'java.base/sun.nio.ch.ServerSocketAdaptor.bind(ServerSocketAdaptor.java:89)',
  'java.base/sun.nio.ch.ServerSocketAdaptor.bind(ServerSocketAdaptor.java:81)',
];
