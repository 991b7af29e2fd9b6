/**
 * The command line with which zkServer.sh starts Java: what `print-cmd` prints.
 *
 * Mirrors: the `print-cmd` branch of bin/zkServer.sh and the class path of zkEnv.sh, 3.8.0.
 * Departs: there are no jars on the simulated disk; those of the release are named.
 */
import type { ZkEnvironment } from './zk-env.ts';

const JARS = (
  'zookeeper zookeeper-jute snappy-java slf4j-api netty-all metrics-core logback-core ' +
  'logback-classic jline2 jetty9-util jetty9-servlet jetty9-server jetty9-security jetty9-io ' +
  'jetty9-http jetty9-client jansi1 jansi-native jackson-databind jackson-core ' +
  'jackson-annotations hawtjni-runtime commons-io commons-cli'
).split(' ');

/** The line, newline included. */
export function javaCommand(
  env: ZkEnvironment,
  config: string,
  javaFlags: readonly string[],
  daemonOutput: string,
  hostName: string,
): string {
  const { binFolder, configFolder, logFolder, java, variables } = env;
  const from = (path: string): string => `${binFolder}/../${path}`;
  const classPath = [
    from('zookeeper-server/target/classes'),
    from('build/classes'),
    from('zookeeper-server/target/lib/*.jar'),
    from('build/lib/*.jar'),
    ...JARS.map((jar) => from(`lib/${jar}.jar`)),
    from('zookeeper-*.jar'),
    from('zookeeper-server/src/main/resources/lib/*.jar'),
    `${configFolder}:`,
  ].join(':');
  const host = variables['HOSTNAME'] || hostName;
  const user = variables['USER'] ?? 'root';
  const heap = `-Xmx${variables['ZK_SERVER_HEAP'] || '1000'}m`;
  const flags = [heap, variables['JVMFLAGS'] ?? javaFlags.join(' ')].join(' ');
  const isLocalOnly = variables['JMXLOCALONLY'] || 'false';
  return (
    `"${java}"  -Dzookeeper.log.dir="${logFolder}"     ` +
    `-Dzookeeper.log.file="zookeeper-${user}-server-${host}.log"     ` +
    "-XX:+HeapDumpOnOutOfMemoryError -XX:OnOutOfMemoryError='kill -9 %p'     " +
    `-cp "${classPath}" ${flags} -Dcom.sun.management.jmxremote ` +
    `-Dcom.sun.management.jmxremote.local.only=${isLocalOnly} ` +
    `org.apache.zookeeper.server.quorum.QuorumPeerMain "${config}" > "${daemonOutput}" ` +
    '2>&1 < /dev/null\n'
  );
}
