/**
 * What the ZooKeeper client of a broker says about its surroundings before it connects for the first time.
 *
 * Mirrors: org.apache.zookeeper.Environment, 3.5.9 in Kafka 2.8.0 and 3.4.13 in 2.2; the class path of
 * bin/kafka-run-class.sh.
 * Departs: there is no Java; it says what one with a small heap says.
 */
import { JAVA_FACTS } from '../../java/runtime.ts';
import type { BrokerTurn } from '../server/broker-state.ts';
import { installationOf } from '../server/installation.ts';

const NEWER_VERSION =
  '3.5.9-83df9301aa5c2a5d284a9940177808c01bc35cef, built on 01/06/2021 20:03 GMT';
const OLDER_VERSION =
  '3.4.13-2d71af4dbe22557fda74f9a9b4309b15a7487f03, built on 06/29/2018 00:39 GMT';

/** The jars of the folder libs, 2.8.0. */
const NEWER_JARS =
  'activation-1.1.1 aopalliance-repackaged-2.6.1 argparse4j-0.7.0 audience-annotations-0.5.0 ' +
  'commons-cli-1.4 hk2-api-2.6.1 hk2-locator-2.6.1 hk2-utils-2.6.1 jackson-annotations-2.10.5 ' +
  'jackson-core-2.10.5 jackson-databind-2.10.5.1 jackson-dataformat-csv-2.10.5 ' +
  'jackson-datatype-jdk8-2.10.5 jackson-jaxrs-base-2.10.5 jackson-jaxrs-json-provider-2.10.5 ' +
  'jackson-module-jaxb-annotations-2.10.5 jackson-module-paranamer-2.10.5 ' +
  'jackson-module-scala_2.12-2.10.5 jakarta.activation-1.2.2 jakarta.activation-api-1.2.1 ' +
  'jakarta.annotation-api-1.3.5 jakarta.inject-2.6.1 jakarta.validation-api-2.0.2 ' +
  'jakarta.ws.rs-api-2.1.6 jakarta.xml.bind-api-2.3.2 javassist-3.25.0-GA javax.servlet-api-3.1.0 ' +
  'jaxb-api-2.3.0 jersey-client-2.31 jersey-common-2.31 jersey-container-servlet-2.31 ' +
  'jersey-container-servlet-core-2.31 jersey-hk2-2.31 jersey-media-jaxb-2.31 jersey-server-2.31 ' +
  'jetty-continuation-9.4.39.v20210325 jetty-http-9.4.39.v20210325 jetty-io-9.4.39.v20210325 ' +
  'jetty-security-9.4.39.v20210325 jetty-server-9.4.39.v20210325 jetty-servlet-9.4.39.v20210325 ' +
  'jetty-servlets-9.4.39.v20210325 jetty-util-9.4.39.v20210325 jetty-util-ajax-9.4.39.v20210325 ' +
  'jopt-simple-5.0.4 kafka-clients-2.8.0 kafka-log4j-appender-2.8.0 kafka-metadata-2.8.0 ' +
  'kafka-raft-2.8.0 kafka-tools-2.8.0 kafka_2.12-2.8.0 log4j-1.2.17 lz4-java-1.7.1 ' +
  'metrics-core-2.2.0 netty-buffer-4.1.50.Final netty-codec-4.1.50.Final netty-common-4.1.50.Final ' +
  'netty-handler-4.1.50.Final netty-resolver-4.1.50.Final netty-transport-4.1.50.Final ' +
  'netty-transport-native-epoll-4.1.50.Final netty-transport-native-unix-common-4.1.50.Final ' +
  'osgi-resource-locator-1.0.3 paranamer-2.8 scala-collection-compat_2.12-2.3.0 ' +
  'scala-java8-compat_2.12-0.9.1 scala-library-2.12.13 scala-logging_2.12-3.9.2 ' +
  'scala-reflect-2.12.13 slf4j-api-1.7.30 slf4j-log4j12-1.7.30 snappy-java-1.1.8.1 zookeeper-3.5.9 ' +
  'zookeeper-jute-3.5.9 zstd-jni-1.4.9-1';

/** The same, 2.2. */
const OLDER_JARS =
  'activation-1.1.1 aopalliance-repackaged-2.5.0-b42 argparse4j-0.7.0 audience-annotations-0.5.0 ' +
  'commons-lang3-3.8.1 guava-20.0 hk2-api-2.5.0-b42 hk2-locator-2.5.0-b42 hk2-utils-2.5.0-b42 ' +
  'jackson-annotations-2.9.8 jackson-core-2.9.8 jackson-databind-2.9.8 jackson-datatype-jdk8-2.9.8 ' +
  'jackson-jaxrs-base-2.9.8 jackson-jaxrs-json-provider-2.9.8 ' +
  'jackson-module-jaxb-annotations-2.9.8 javassist-3.22.0-CR2 javax.annotation-api-1.2 ' +
  'javax.inject-1 javax.inject-2.5.0-b42 javax.servlet-api-3.1.0 javax.ws.rs-api-2.1.1 ' +
  'javax.ws.rs-api-2.1 jaxb-api-2.3.0 jersey-client-2.27 jersey-common-2.27 ' +
  'jersey-container-servlet-2.27 jersey-container-servlet-core-2.27 jersey-hk2-2.27 ' +
  'jersey-media-jaxb-2.27 jersey-server-2.27 jetty-client-9.4.14.v20181114 ' +
  'jetty-continuation-9.4.14.v20181114 jetty-http-9.4.14.v20181114 jetty-io-9.4.14.v20181114 ' +
  'jetty-security-9.4.14.v20181114 jetty-server-9.4.14.v20181114 jetty-servlet-9.4.14.v20181114 ' +
  'jetty-servlets-9.4.14.v20181114 jetty-util-9.4.14.v20181114 jopt-simple-5.0.4 kafka_2.12-RELEASE ' +
  'kafka-clients-RELEASE kafka-log4j-appender-RELEASE kafka-tools-RELEASE log4j-1.2.17 lz4-java-1.5.0 ' +
  'maven-artifact-3.6.0 metrics-core-2.2.0 osgi-resource-locator-1.0.1 plexus-utils-3.1.0 ' +
  'reflections-0.9.11 rocksdbjni-5.15.10 scala-library-2.12.8 scala-logging_2.12-3.9.0 ' +
  'scala-reflect-2.12.8 slf4j-api-1.7.25 slf4j-log4j12-1.7.25 snappy-java-1.1.7.2 ' +
  'validation-api-1.1.0.Final zkclient-0.11 zookeeper-3.4.13 zstd-jni-1.3.8-1';

/** Texts of the lines, in their order. */
export function clientEnvironment({ state, env }: BrokerTurn): readonly string[] {
  const { process, config } = state;
  const { release } = config;
  const libs = `${installationOf(process, env.host.disk)}/bin/../libs`;
  const isNewer = release === '2.8.0';
  const names = isNewer ? NEWER_JARS : OLDER_JARS.replaceAll('RELEASE', release);
  const jars = names.split(' ').map((name) => `${libs}/${name}.jar`);
  const facts: (readonly [string, string])[] = [
    ['zookeeper.version', isNewer ? NEWER_VERSION : OLDER_VERSION],
    ['host.name', env.host.name],
    ...JAVA_FACTS.version,
    ['java.class.path', jars.join(':')],
    ...JAVA_FACTS.system,
    ['user.name', process.environment['USER'] ?? 'root'],
    ['user.home', process.environment['HOME'] ?? '/root'],
    ['user.dir', process.cwd],
  ];
  if (isNewer) {
    facts.push(['os.memory.free', '47MB'], ['os.memory.max', '247MB'], ['os.memory.total', '61MB']);
  }
  return facts.map(([key, value]) => `Client environment:${key}=${value}`);
}
