/**
 * The client's own log lines on the console.
 *
 * Mirrors: conf/logback.xml and Environment.logEnv of the installation, 3.8.0.
 * Departs: the lines are off unless the variable ZK_LOG is `console`; upstream prints them by default.
 */
import type { Env, ProcessInfo } from '../../../engine/index.ts';
import { JAVA_FACTS } from '../../../engine/index.ts';
import type { ClientOutcome } from '../../../engine/zookeeper/index.ts';
import { FULL_VERSION } from '../../../engine/zookeeper/index.ts';

/** One log line, with its first stack trace line if it has one. */
export function logText(env: Env, entry: Extract<ClientOutcome, { type: 'log' }>): string {
  const { level, source, server, text, exception } = entry;
  const line = consoleLine(env, server, level, source, text);
  return exception === null ? line : `${line}${exception}\n`;
}

function consoleLine(
  env: Env,
  server: string,
  level: string,
  source: string,
  text: string,
): string {
  const time = new Date(env.wallClockMs).toISOString().replace('T', ' ').replace('.', ',');
  return `${time.slice(0, 23)} [myid:${server}] - ${level.padEnd(5)} [${source}] - ${text}\n`;
}

/** A line of the main thread. */
export function mainLogText(env: Env, level: string, source: string, text: string): string {
  return consoleLine(env, '', level, `main:${source}`, text);
}

const installation = '/usr/share/zookeeper/bin/..';
const jars =
  'zookeeper zookeeper-jute snappy-java slf4j-api netty-all metrics-core logback-core ' +
  'logback-classic jline2 jetty9-util jetty9-servlet jetty9-server jetty9-security jetty9-io ' +
  'jetty9-http jetty9-client jansi1 jansi-native jackson-databind jackson-core ' +
  'jackson-annotations hawtjni-runtime commons-io commons-cli';

function classPath(): string {
  return [
    'zookeeper-server/target/classes',
    'build/classes',
    'zookeeper-server/target/lib/*.jar',
    'build/lib/*.jar',
    ...jars.split(' ').map((jar) => `lib/${jar}.jar`),
    'zookeeper-*.jar',
    'zookeeper-server/src/main/resources/lib/*.jar',
    'conf',
  ]
    .map((part) => `${installation}/${part}:`)
    .join('');
}

/** What the client says about its surroundings before it connects. */
export function environmentText(env: Env, process: ProcessInfo): string {
  const facts: readonly (readonly [string, string])[] = [
    ['zookeeper.version', FULL_VERSION],
    ['host.name', env.host.name],
    ...JAVA_FACTS.version,
    ['java.class.path', classPath()],
    ...JAVA_FACTS.system,
    ['user.name', process.environment['USER'] ?? 'root'],
    ['user.home', process.environment['HOME'] ?? '/root'],
    ['user.dir', process.cwd],
    ['os.memory.free', '246MB'],
    ['os.memory.max', '256MB'],
    ['os.memory.total', '256MB'],
  ];
  return facts
    .map(([key, value]) =>
      mainLogText(env, 'INFO', 'o.a.z.Environment@98', `Client environment:${key}=${value}`),
    )
    .join('');
}
