/**
 * The Java environment that `envi` and the server's log tell of.
 *
 * Mirrors: org.apache.zookeeper.Environment, with what the recorded host had.
 * Departs: there is no Java; only paths and names that a learner can check are the simulated host's.
 */
import { JAVA_FACTS } from '../../java/runtime.ts';
import type { ProcessInfo } from '../../kernel/behavior.ts';
import type { QuorumPeerConfig } from './config-types.ts';
import { FULL_VERSION } from './version-text.ts';

const JARS = (
  'commons-cli commons-io hawtjni-runtime jackson-annotations jackson-core jackson-databind ' +
  'jansi-native jansi1 jetty9-client jetty9-http jetty9-io jetty9-security jetty9-server ' +
  'jetty9-servlet jetty9-util jline2 logback-classic logback-core metrics-core netty-all ' +
  'slf4j-api snappy-java zookeeper-jute zookeeper'
).split(' ');

/** The answer to `envi`. */
export function environmentText(
  process: ProcessInfo,
  config: QuorumPeerConfig,
  hostName: string,
): string {
  const entries: readonly (readonly [string, string])[] = [
    ['zookeeper.version', FULL_VERSION],
    ['host.name', hostName],
    ...JAVA_FACTS.version,
    ['java.class.path', classPath(process, config)],
    ...JAVA_FACTS.system,
    ['user.name', 'root'],
    ['user.home', '/root'],
    ['user.dir', process.cwd],
    ['os.memory.free', '156MB'],
    ['os.memory.max', '185MB'],
    ['os.memory.total', '185MB'],
  ];
  return `Environment:\n${entries.map(([key, value]) => `${key}=${value}\n`).join('')}`;
}

function classPath({ environment }: ProcessInfo, { configFileName }: QuorumPeerConfig): string {
  // Java takes the variable; without it the installation is told as zkEnv.sh would put it together.
  const given = environment['CLASSPATH'] ?? '';
  if (given !== '') return given;
  const folders = (environment['PATH'] ?? '').split(':');
  const bin = folders.find((folder) => folder.endsWith('/zookeeper/bin')) ?? '/opt/zookeeper/bin';
  const lib = bin.replace(/bin$/, 'lib');
  const slash = configFileName.lastIndexOf('/');
  const configFolder = slash === -1 ? '.' : configFileName.slice(0, slash);
  return [configFolder, ...JARS.map((jar) => `${lib}/${jar}.jar`)].join(':');
}
