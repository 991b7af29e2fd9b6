/**
 * Properties of a TLS file for the ZooKeeper client, as usages list them.
 *
 * Mirrors: KafkaConfig.ZkSslConfigToSystemPropertyMap, 2.8.0.
 */
export const TLS_NAMES = [
  'zookeeper.clientCnxnSocket',
  'zookeeper.ssl.cipher.suites',
  'zookeeper.ssl.client.enable',
  'zookeeper.ssl.crl.enable',
  'zookeeper.ssl.enabled.protocols',
  'zookeeper.ssl.endpoint.identification.algorithm',
  'zookeeper.ssl.keystore.location',
  'zookeeper.ssl.keystore.password',
  'zookeeper.ssl.keystore.type',
  'zookeeper.ssl.ocsp.enable',
  'zookeeper.ssl.protocol',
  'zookeeper.ssl.truststore.location',
  'zookeeper.ssl.truststore.password',
  'zookeeper.ssl.truststore.type',
].join(', ');
