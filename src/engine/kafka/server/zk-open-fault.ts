/**
 * Why a broker's ZooKeeper client cannot be opened, as upstream throws it.
 *
 * Mirrors: the constructors of kafka.zookeeper.ZooKeeperClient and org.apache.zookeeper.ZooKeeper, 2.8.0 and
 * 3.5.9.
 */
import { JavaException } from '../../java/exception.ts';

const TO_ZOOKEEPER = [
  'org.apache.zookeeper.ZooKeeper.<init>(ZooKeeper.java:1011)',
  'org.apache.zookeeper.ZooKeeper.<init>(ZooKeeper.java:738)',
  'kafka.zookeeper.ZooKeeperClient.<init>(ZooKeeperClient.scala:117)',
];

const INTO_PARSER = 'org.apache.zookeeper.ZooKeeper.createDefaultHostProvider(ZooKeeper.java:1311)';
const PARSER = 'org.apache.zookeeper.client.ConnectStringParser.<init>(ConnectStringParser.java';

/** `fault` is the exception as Java prints it: its class and its message. */
export function zkOpenFault(fault: string, callers: readonly string[]): JavaException {
  const colon = fault.indexOf(': ');
  const name = fault.slice(0, colon);
  const message = fault.slice(colon + 2);
  const outer = [
    'kafka.zk.KafkaZkClient$.apply(KafkaZkClient.scala:1948)',
    'kafka.server.KafkaServer.createZkClient$1(KafkaServer.scala:431)',
    ...callers,
  ];
  return new JavaException(name, message, { frames: [...framesOf(name, message), ...outer] });
}

function framesOf(name: string, message: string): readonly string[] {
  if (name.endsWith('ZooKeeperClientTimeoutException')) {
    const client = 'kafka.zookeeper.ZooKeeperClient';
    return [
      `${client}.$anonfun$waitUntilConnected$3(ZooKeeperClient.scala:271)`,
      `${client}.waitUntilConnected(ZooKeeperClient.scala:267)`,
      `${client}.<init>(ZooKeeperClient.scala:125)`,
    ];
  }
  if (name.endsWith('NumberFormatException')) {
    return [
      'java.base/java.lang.NumberFormatException.forInputString(NumberFormatException.java:67)',
      'java.base/java.lang.Integer.parseInt(Integer.java:668)',
      'java.base/java.lang.Integer.parseInt(Integer.java:786)',
      `${PARSER}:83)`,
      INTO_PARSER,
      ...TO_ZOOKEEPER,
    ];
  }
  if (message.startsWith('port out of range')) {
    return [
      'java.base/java.net.InetSocketAddress.checkPort(InetSocketAddress.java:152)',
      'java.base/java.net.InetSocketAddress.createUnresolved(InetSocketAddress.java:263)',
      `${PARSER}:88)`,
      INTO_PARSER,
      ...TO_ZOOKEEPER,
    ];
  }
  if (message === 'A HostProvider may not be empty!') {
    return [
      'org.apache.zookeeper.client.StaticHostProvider.init(StaticHostProvider.java:136)',
      'org.apache.zookeeper.client.StaticHostProvider.<init>(StaticHostProvider.java:87)',
      'org.apache.zookeeper.ZooKeeper.createDefaultHostProvider(ZooKeeper.java:1312)',
      ...TO_ZOOKEEPER,
    ];
  }
  return [`${PARSER}:69)`, INTO_PARSER, ...TO_ZOOKEEPER];
}
