/**
 * The simulated cluster that a golden case is replayed on: one host with every server and client,
 * as the recorder's machine was, and the acts a step may ask for. It can be copied at any point, so
 * that a step may be tried after different waits.
 *
 * Read next: replay.ts.
 */
import type { Behavior, OperatorAction, Terminal, Timeline } from '../../src/engine/index.ts';
import { listItems, nextRandom, readText, splitStream } from '../../src/engine/index.ts';
import { startSimulation } from '../../src/shell/index.ts';
import { addZooKeeper } from '../../src/shell/zookeeper/index.ts';
import type { GoldenCase } from './golden-case.ts';
import { LineDiscipline } from './line-discipline.ts';
import type { RecorderState } from './recorder-program.ts';
import { recorder } from './recorder-program.ts';
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

const host = 'localhost';
const scripts =
  'zkCleanup zkCli zkEnv zkServer zkServer-initialize zkSnapShotToolkit zkSnapshotComparer zkTxnLogToolkit'.split(
    ' ',
  );

/** More events than any wait of a transcript brings. */
const maxEvents = 60_000;

/** Within which the Java processes of servers begin that were started at once. */
const startSpreadMs = 400;

/** Prime to the 2 s and 10 s in which servers expire sessions and connections. */
const phaseMs = 730;

/** A running zkCli.sh, or a command: a terminal with a program in it. */
interface Session {
  readonly terminal: number;
  /** The recorder. */
  readonly pid: number;
  /** Pieces of output that earlier steps have accounted for. */
  readonly read: number;
  readonly keys: LineDiscipline;
}

/** What a command came to. */
export interface CommandResult {
  readonly output: string;
  readonly stderr: string;
  /** `null` while it runs. */
  readonly exitCode: number | null;
}

export class CaseWorld {
  readonly golden: GoldenCase;
  readonly servers: readonly CaseServer[];
  readonly timeline: Timeline;
  readonly #seed: number;
  readonly #sessions: Map<string, Session>;
  #commands: number;

  constructor(golden: GoldenCase, seed: number, from?: CaseWorld) {
    this.#seed = seed;
    this.golden = golden;
    this.servers = serversOf(golden);
    this.timeline =
      from === undefined
        ? newTimeline(this.servers, seed, leftFiles(golden))
        : from.timeline.fork();
    this.#commands = from === undefined ? 0 : from.#commands;
    if (from !== undefined) this.frozenMs = from.frozenMs;
    const sessions = from === undefined ? [] : [...from.#sessions];
    this.#sessions = new Map(
      sessions.map(([name, session]) => [name, { ...session, keys: session.keys.copy() }]),
    );
  }

  /** How long a frozen client is left so: as a rule the recorder let its session expire. */
  frozenMs = 8_000;

  copy(): CaseWorld {
    return new CaseWorld(this.golden, this.#seed, this);
  }

  get nowMs(): number {
    return this.timeline.clockMs;
  }

  /** Lets virtual time pass. Endless work within it is a fault, not a reason to wait forever. */
  pass(ms: number): void {
    const untilMs = this.timeline.clockMs + ms;
    this.timeline.advance({ untilMs, maxEvents });
    if (this.timeline.clockMs < untilMs) {
      throw new Error(
        `${maxEvents} events and no end, ${this.timeline.clockMs} ms after the start`,
      );
    }
  }

  act(action: OperatorAction): void {
    this.timeline.act(action);
  }

  /** Starts what runs at the case's begin, with the recorder's pauses. */
  begin(): void {
    // Expiry and ticks go by the clock: other seeds begin at another second.
    this.pass((this.#seed - 1) * phaseMs);
    // Where the case does not say plainly which happened, a quarter of the seeds have the other.
    const isOther = this.#seed % 4 === 2;
    const isLate = isThirdLate(this.golden) !== isOther;
    for (const server of this.servers) {
      if (!server.isStartedAtBegin) continue;
      if (server.id === 3 && isLate) this.pass(4000);
      this.startServer(server.id);
      this.pass(server.id === 3 ? 4000 : 100);
    }
    this.pass(4000);
  }

  startServer(id: number): void {
    const { argv, home } = this.#server(id);
    const outputPath = `${home}/logs/zookeeper.out`;
    const start = {
      program: 'QuorumPeerMain',
      argv,
      environment: { ...this.#environment(id), CLASSPATH: classPath(home) },
      cwd: home,
      outputPath,
    };
    this.act({ type: 'operator.start', host, start });
  }

  /**
   * The servers whose start is one act with this one's, each with the time its Java takes to begin. Only
   * some seeds see a row of starts so; the others let each server begin before the next is started.
   */
  startedTogether(id: number): readonly { readonly id: number; readonly afterMs: number }[] {
    if (this.#seed % 4 !== 3) return [];
    return rowOfStarts(this.golden, id).map((each) => {
      const [draw] = nextRandom(splitStream(this.#seed, `start of server ${each}`));
      return { id: each, afterMs: Math.floor(draw * startSpreadMs) };
    });
  }

  /** pid of a server's living process, however it was started. */
  serverPid(id: number): number | undefined {
    const config = `${this.#server(id).home}/zoo.cfg`;
    for (const { info, program, status } of this.timeline.world.processes.values()) {
      const isServer = program === 'QuorumPeerMain' && info.argv.includes(config);
      if (isServer && status !== 'exited') return info.pid;
    }
    return undefined;
  }

  #server(id: number): CaseServer {
    const server = this.servers[id - 1];
    if (server === undefined) throw new Error(`${this.golden.topology} has no server ${id}`);
    return server;
  }

  /** Starts a zkCli.sh. */
  startClient(name: string, argv: readonly string[]): void {
    const environment = { ...this.#environment(1), ...clientEnvironment(this.golden) };
    const input = this.golden.terminal === 'pipe' ? 'feed' : 'terminal';
    const full = ['recorder', '', input, ...argv];
    this.act({
      type: 'operator.openTerminal',
      host,
      program: { program: 'recorder', argv: full, environment, cwd: '/root' },
    });
    this.#remember(name);
  }

  /** pid of a client's own process. */
  clientPid(name: string): number {
    return this.#recorder(name)?.childPid ?? 0;
  }

  hasClient(name: string): boolean {
    return this.#sessions.has(name);
  }

  typeLine(name: string, text: string): void {
    this.act({ type: 'operator.type', terminal: this.#session(name).terminal, text });
  }

  /** Presses keys in a terminal; gives back what the terminal echoes. */
  pressKeys(name: string, keys: string, column: number): string {
    const { echo, lines } = this.#session(name).keys.type(keys, column);
    for (const line of lines) this.typeLine(name, line);
    return echo;
  }

  endInput(name: string): void {
    this.act({ type: 'operator.endInput', terminal: this.#session(name).terminal });
  }

  /** Pieces that a client printed and no step has accounted for. */
  unread(name: string): readonly string[] {
    const { read, terminal } = this.#session(name);
    return printed(this.timeline.world.terminals.get(terminal)).slice(read);
  }

  markRead(name: string, pieces: number): void {
    const session = this.#session(name);
    this.#sessions.set(name, { ...session, read: session.read + pieces });
  }

  exitCode(name: string): number | null {
    return this.#recorder(name)?.exitCode ?? null;
  }

  /** Starts `bash -c` in a server's surroundings; the result is read by its name. */
  startCommand(serverId: number, command: string, cwd: string): string {
    const name = `command ${++this.#commands}`;
    const argv = ['recorder', this.#errorPath(name), 'none', 'bash', '-c', command];
    const environment = { ...this.#environment(serverId), ...clientEnvironment(this.golden) };
    this.act({
      type: 'operator.openTerminal',
      host,
      program: { program: 'recorder', argv, environment, cwd },
    });
    this.#remember(name);
    return name;
  }

  commandResult(name: string): CommandResult {
    const disk = this.timeline.world.hosts.get(host)!.disk;
    const stderr = readText(disk, this.#errorPath(name)) ?? '';
    return { output: this.unread(name).join(''), stderr, exitCode: this.exitCode(name) };
  }

  /** Text of a file of the host. */
  fileText(path: string): string {
    return readText(this.timeline.world.hosts.get(host)!.disk, path) ?? '';
  }

  #errorPath(name: string): string {
    return `/tmp/${name.replace(' ', '-')}.stderr`;
  }

  #remember(name: string): void {
    const { terminals } = this.timeline.world;
    const terminal = [...terminals.values()].at(-1)!;
    const pid = terminal.shellPid;
    const session = { terminal: terminal.id, pid, read: 0, keys: new LineDiscipline() };
    this.#sessions.set(name, session);
  }

  #session(name: string): Session {
    const session = this.#sessions.get(name);
    if (session === undefined) throw new Error(`the case never starts ${name}`);
    return session;
  }

  #recorder(name: string): RecorderState | undefined {
    const process = this.timeline.world.processes.get(this.#session(name).pid);
    return process?.state as RecorderState | undefined;
  }

  #environment(serverId: number): Record<string, string> {
    const home = this.servers[serverId - 1]?.home ?? '';
    return {
      HOME: '/root',
      HOSTNAME: 'zk',
      ...(hasJavaHome(this.golden) && { JAVA_HOME: '/usr/lib/jvm/java-17-openjdk-amd64' }),
      // Not the first shell, so that bash does not set what a login would.
      SHLVL: '1',
      JVMFLAGS: `${javaFlags} ${(this.golden.serverProps ?? []).join(' ')}`,
      USER: 'root',
      SHELL: '/bin/bash',
      PATH: `${installation}/bin:/usr/local/bin:/usr/bin:/bin`,
      ZOOCFGDIR: home,
      ZOO_LOG_DIR: `${home}/logs`,
    };
  }
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

/** How a client is told about JLine and its own log lines; see src/shell/zookeeper. */
function clientEnvironment({ jline, logNoise }: GoldenCase): Record<string, string> {
  return {
    ...(jline ? {} : { ZK_JLINE: 'disabled' }),
    ...(logNoise ? { ZK_LOG: 'console' } : {}),
  };
}

function printed(terminal: Terminal | undefined): string[] {
  if (terminal === undefined) return [];
  const pieces = [...listItems(terminal.output)];
  return pieces.filter(({ isEcho }) => !isEcho).map(({ text }) => text);
}

function newTimeline(
  servers: readonly CaseServer[],
  seed: number,
  left: Readonly<Record<string, string>>,
): Timeline {
  const script = '#!/usr/bin/env bash\n# The playground runs this program itself.\n';
  const binaries = scripts.map((name) => [`${installation}/bin/${name}.sh`, script] as const);
  const folders = [`${installation}/conf`, '/tmp', '/root', ...servers.flatMap((s) => s.folders)];
  const own = servers.map((server) => server.files);
  const files = Object.assign({}, Object.fromEntries(binaries), left, ...own);
  const hosts = [{ name: host, ip: '127.0.0.1', files, folders }];
  const scenario = { name: 'transcript', systems: ['zookeeper'], seed, hosts };
  return startSimulation(scenario, { programs: { recorder: recorder as Behavior } });
}
