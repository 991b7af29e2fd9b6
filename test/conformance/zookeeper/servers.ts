/**
 * The one host of ZooKeeper's cases, with every server and client as on the recorder's machine, and how
 * servers are started there.
 *
 * Read next: topology.ts, ../case-world.ts.
 */
import type { Scenario } from '../../../src/engine/index.ts';
import { nextRandom, splitStream } from '../../../src/engine/index.ts';
import { addZooKeeper } from '../../../src/shell/zookeeper/index.ts';
import type { CaseWorld, Launch } from '../case-world.ts';
import type { ZooKeeperCase } from './golden-case.ts';
import type { CaseServer } from './topology.ts';
import {
  hasJavaHome,
  installation,
  isThirdLate,
  leftFiles,
  rowOfStarts,
  serversOf,
} from './topology.ts';

addZooKeeper();

export type ZooKeeperWorld = CaseWorld<ZooKeeperCase>;

export const host = 'localhost';
const scripts =
  'zkCleanup zkCli zkEnv zkServer zkServer-initialize zkSnapShotToolkit zkSnapshotComparer zkTxnLogToolkit'.split(
    ' ',
  );

/** Within which the Java processes of servers begin that were started at once. */
const startSpreadMs = 400;

/** Prime to the 2 s and 10 s in which servers expire sessions and connections. */
const phaseMs = 730;

export function scenarioOf(golden: ZooKeeperCase, seed: number): Scenario {
  const servers = serversOf(golden);
  const script = '#!/usr/bin/env bash\n# The playground runs this program itself.\n';
  const binaries = scripts.map((name) => [`${installation}/bin/${name}.sh`, script] as const);
  const folders = [`${installation}/conf`, '/tmp', '/root', ...servers.flatMap((s) => s.folders)];
  const own = servers.map((server) => server.files);
  const files = Object.assign({}, Object.fromEntries(binaries), leftFiles(golden), ...own);
  const hosts = [{ name: host, ip: '127.0.0.1', files, folders }];
  return { name: 'transcript', systems: ['zookeeper'], seed, hosts };
}

/** Starts what runs at the case's begin, with the recorder's pauses. */
export function begin(world: ZooKeeperWorld): void {
  const { golden, seed } = world;
  // Expiry and ticks go by the clock: other seeds begin at another second.
  world.pass((seed - 1) * phaseMs);
  // Where the case does not say plainly which happened, a quarter of the seeds have the other.
  const isOther = seed % 4 === 2;
  const isLate = isThirdLate(golden) !== isOther;
  for (const { id, isStartedAtBegin } of serversOf(golden)) {
    if (!isStartedAtBegin) continue;
    if (id === 3 && isLate) world.pass(4000);
    startServer(world, id);
    world.pass(id === 3 ? 4000 : 100);
  }
  world.pass(4000);
}

export function startServer(world: ZooKeeperWorld, id: number): void {
  const { argv, home } = serverOf(world.golden, id);
  const start = {
    program: 'QuorumPeerMain',
    argv,
    environment: { ...environmentOf(world.golden, id), CLASSPATH: classPath(home) },
    cwd: home,
    outputPath: logPath(id),
  };
  world.act({ type: 'operator.start', host, start });
}

/** Where a server logs. */
export function logPath(id: number): string {
  return `/data/server/zk${id}/logs/zookeeper.out`;
}

/**
 * The servers whose start is one act with this one's, each with the time its Java takes to begin. Only
 * some seeds see a row of starts so; the others let each server begin before the next is started.
 */
export function startedTogether(
  { golden, seed }: ZooKeeperWorld,
  id: number,
): readonly { readonly id: number; readonly afterMs: number }[] {
  if (seed % 4 !== 3) return [];
  return rowOfStarts(golden, id).map((each) => {
    const [draw] = nextRandom(splitStream(seed, `start of server ${each}`));
    return { id: each, afterMs: Math.floor(draw * startSpreadMs) };
  });
}

/** pid of a server's living process, however it was started. */
export function serverPid({ golden, timeline }: ZooKeeperWorld, id: number): number | undefined {
  const config = `${serverOf(golden, id).home}/zoo.cfg`;
  for (const { info, program, status } of timeline.world.processes.values()) {
    const isServer = program === 'QuorumPeerMain' && info.argv.includes(config);
    if (isServer && status !== 'exited') return info.pid;
  }
  return undefined;
}

function serverOf(golden: ZooKeeperCase, id: number): CaseServer {
  const server = serversOf(golden)[id - 1];
  if (server === undefined) throw new Error(`${golden.topology} has no server ${id}`);
  return server;
}

/** The variables of a server and of what is done beside it. */
function environmentOf(golden: ZooKeeperCase, id: number): Record<string, string> {
  const home = serversOf(golden)[id - 1]?.home ?? '';
  return {
    HOME: '/root',
    HOSTNAME: 'zk',
    ...(hasJavaHome(golden) && { JAVA_HOME: '/usr/lib/jvm/java-17-openjdk-amd64' }),
    // Not the first shell, so that bash does not set what a login would.
    SHLVL: '1',
    JVMFLAGS: `${javaFlags} ${(golden.serverProps ?? []).join(' ')}`,
    USER: 'root',
    SHELL: '/bin/bash',
    PATH: `${installation}/bin:/usr/local/bin:/usr/bin:/bin`,
    ZOOCFGDIR: home,
    ZOO_LOG_DIR: `${home}/logs`,
  };
}

/** How a client is told about JLine and its own log lines; see src/shell/zookeeper. */
function clientEnvironment({ jline, logNoise }: ZooKeeperCase): Record<string, string> {
  return {
    ...(jline ? {} : { ZK_JLINE: 'disabled' }),
    ...(logNoise ? { ZK_LOG: 'console' } : {}),
  };
}

/** A program beside a server: in its surroundings, and knowing how clients are to behave. */
export function launchBeside(
  golden: ZooKeeperCase,
  id: number,
  argv: readonly string[],
  cwd = '/root',
): Launch {
  const environment = { ...environmentOf(golden, id), ...clientEnvironment(golden) };
  return { host, argv, environment, cwd };
}

const jars =
  'commons-cli commons-io hawtjni-runtime jackson-annotations jackson-core jackson-databind ' +
  'jansi-native jansi1 jetty9-client jetty9-http jetty9-io jetty9-security jetty9-server ' +
  'jetty9-servlet jetty9-util jline2 logback-classic logback-core metrics-core netty-all ' +
  'slf4j-api snappy-java zookeeper-jute zookeeper';

/** With which the recorder started every Java program. */
const javaFlags = '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx192m -Xshare:auto';

/** The class path with which the recorder started a server. */
function classPath(home: string): string {
  return [home, ...jars.split(' ').map((jar) => `${installation}/lib/${jar}.jar`)].join(':');
}
