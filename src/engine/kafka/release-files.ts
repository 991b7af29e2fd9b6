/**
 * What the release brings to a host besides its programs: names of scripts, and files of settings.
 *
 * Mirrors: bin/ and config/ of kafka_2.12-2.8.0: the settings and the lines that they stand on.
 * Departs: the explanations between the settings are shorter, and our own.
 */

/** Scripts in bin/, all 36. */
const KAFKA_SCRIPTS: readonly string[] = [
  'connect-distributed.sh',
  'connect-mirror-maker.sh',
  'connect-standalone.sh',
  'kafka-acls.sh',
  'kafka-broker-api-versions.sh',
  'kafka-cluster.sh',
  'kafka-configs.sh',
  'kafka-console-consumer.sh',
  'kafka-console-producer.sh',
  'kafka-consumer-groups.sh',
  'kafka-consumer-perf-test.sh',
  'kafka-delegation-tokens.sh',
  'kafka-delete-records.sh',
  'kafka-dump-log.sh',
  'kafka-features.sh',
  'kafka-leader-election.sh',
  'kafka-log-dirs.sh',
  'kafka-metadata-shell.sh',
  'kafka-mirror-maker.sh',
  'kafka-preferred-replica-election.sh',
  'kafka-producer-perf-test.sh',
  'kafka-reassign-partitions.sh',
  'kafka-replica-verification.sh',
  'kafka-run-class.sh',
  'kafka-server-start.sh',
  'kafka-server-stop.sh',
  'kafka-storage.sh',
  'kafka-streams-application-reset.sh',
  'kafka-topics.sh',
  'kafka-verifiable-consumer.sh',
  'kafka-verifiable-producer.sh',
  'trogdor.sh',
  'zookeeper-security-migration.sh',
  'zookeeper-server-start.sh',
  'zookeeper-server-stop.sh',
  'zookeeper-shell.sh',
];

/** A text on the lines that are given; comments fill the rest. */
function fileOf(lineCount: number, lines: Readonly<Record<number, string>>): string {
  return Array.from({ length: lineCount }, (_, index) => `${lines[index + 1] ?? '#'}\n`).join('');
}

const SERVER_PROPERTIES = fileOf(136, {
  18: '# Who this broker is.',
  20: '# A number that no other broker of the cluster has.',
  21: 'broker.id=0',
  23: '# Where it listens and what it tells others of that.',
  31: '#listeners=PLAINTEXT://:9092',
  35: '# What clients are told; without it, what is said above.',
  36: '#advertised.listeners=PLAINTEXT://your.host.name:9092',
  39: '#listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL',
  41: '# Threads that read requests and send answers.',
  42: 'num.network.threads=3',
  44: '# Threads that carry requests out.',
  45: 'num.io.threads=8',
  48: 'socket.send.buffer.bytes=102400',
  51: 'socket.receive.buffer.bytes=102400',
  53: '# A request may be so long.',
  54: 'socket.request.max.bytes=104857600',
  57: '# Logs of partitions.',
  59: '# Folders for them, with commas between.',
  60: 'log.dirs=/tmp/kafka-logs',
  64: '# Partitions of a topic that says nothing of it.',
  65: 'num.partitions=1',
  68: '# Threads for each folder, at the start and at the end.',
  69: 'num.recovery.threads.per.data.dir=1',
  72: '# Replicas of the internal topics: 1 is for a cluster of one broker.',
  74: 'offsets.topic.replication.factor=1',
  75: 'transaction.state.log.replication.factor=1',
  76: 'transaction.state.log.min.isr=1',
  78: '# When records are forced to the disk; without these, the operating system decides.',
  90: '#log.flush.interval.messages=10000',
  93: '#log.flush.interval.ms=1000',
  95: '# How long records stay: by age or by size, whichever comes first.',
  102: '# Hours until a segment may be deleted.',
  103: 'log.retention.hours=168',
  107: '#log.retention.bytes=1073741824',
  109: '# Size at which a new segment begins.',
  110: 'log.segment.bytes=1073741824',
  113: '# How often is looked for segments that may go.',
  114: 'log.retention.check.interval.ms=300000',
  116: '# ZooKeeper.',
  119: '# Servers as host:port with commas between; behind them a path to live under.',
  123: 'zookeeper.connect=localhost:2181',
  125: '# How long to wait for a connection to it.',
  126: 'zookeeper.connection.timeout.ms=18000',
  129: '# Consumer groups.',
  132: '# A new group waits so long for more members before its first rebalance.',
  136: 'group.initial.rebalance.delay.ms=0',
});

/** Files in config/, by name. */
const SHIPPED_CONFIG: Readonly<Record<string, string>> = {
  'server.properties': SERVER_PROPERTIES,
  'zookeeper.properties': fileOf(24, {
    15: '# Folder of the data.',
    16: 'dataDir=/tmp/zookeeper',
    17: '# Port for clients.',
    18: 'clientPort=2181',
    19: '# Connections of one host: no limit.',
    20: 'maxClientCnxns=0',
    23: 'admin.enableServer=false',
  }),
  'producer.properties': fileOf(45, {
    20: '# Brokers to begin with.',
    21: 'bootstrap.servers=localhost:9092',
    24: 'compression.type=none',
    27: '#partitioner.class=',
    30: '#request.timeout.ms=',
    33: '#max.block.ms=',
    36: '#linger.ms=',
    39: '#max.request.size=',
    42: '#batch.size=',
    45: '#buffer.memory=',
  }),
  'consumer.properties': fileOf(26, {
    18: '# Brokers to begin with.',
    19: 'bootstrap.servers=localhost:9092',
    22: 'group.id=test-consumer-group',
    26: '#auto.offset.reset=',
  }),
  'tools-log4j.properties': fileOf(21, {
    16: 'log4j.rootLogger=WARN, stderr',
    18: 'log4j.appender.stderr=org.apache.log4j.ConsoleAppender',
    19: 'log4j.appender.stderr.layout=org.apache.log4j.PatternLayout',
    20: 'log4j.appender.stderr.layout.ConversionPattern=[%d] %p %m (%c)%n',
    21: 'log4j.appender.stderr.Target=System.err',
  }),
};

const SCRIPT_TEXT = '#!/bin/bash\n# The playground runs this program itself.\n';

/** What is unpacked into a folder, by path. */
export function releaseFiles(home: string): Readonly<Record<string, string>> {
  const scripts = KAFKA_SCRIPTS.map((name) => [`${home}/bin/${name}`, SCRIPT_TEXT] as const);
  const config = Object.entries(SHIPPED_CONFIG).map(
    ([name, text]) => [`${home}/config/${name}`, text] as const,
  );
  return {
    ...Object.fromEntries(scripts),
    ...Object.fromEntries(config),
    [`${home}/LICENSE`]: '',
    [`${home}/NOTICE`]: '',
    [`${home}/libs/kafka_2.12-2.8.0.jar`]: '',
  };
}
