/**
 * zkServer.sh: starts, stops and asks a server of this host.
 *
 * Mirrors: bin/zkServer.sh, 3.8.0, text and exit status.
 * Departs: a server that the scenario or the page started has no pid file; it is found by its
 * configuration, where no file says otherwise. The
 * Java options are those that the simulation knows (`-Dname=value`).
 * Read next: zk-env.ts, zk-server-status.ts, script-program.ts.
 */
import type { SpawnRequest } from '../../../engine/index.ts';
import { VERSION_INFO } from '../../../engine/zookeeper/index.ts';
import { folderName, resolvePath } from '../../program/paths.ts';
import type { ScriptOutput } from '../../program/script.ts';
import type { AdminScript } from './script-calls.ts';
import { kindOf, processes, readText, spawn, wait } from './script-calls.ts';
import type { AdminInput } from './script-program.ts';
import { scriptProgram } from './script-program.ts';
import type { ZkEnvironment } from './zk-env.ts';
import { grepValue, zkEnvironment } from './zk-env.ts';
import { javaCommand } from './java-command.ts';
import { status } from './zk-server-status.ts';
import { SERVER_PROGRAM } from '../../../engine/zookeeper/index.ts';

/** The program. */
export const zkServer = scriptProgram('zkServer.sh', main);

/** What every command of the script works with. */
interface Server {
  readonly input: AdminInput;
  readonly output: ScriptOutput;
  readonly env: ZkEnvironment;
  readonly config: string;
  readonly pidFile: string;
  readonly daemonOutput: string;
  readonly javaFlags: readonly string[];
}

/** Lines of the script that bash names in its complaints. */
const PID_LINE = 175;
const KILL_LINE = 219;
const KILL_USAGE =
  'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n';

const INHERITED = {
  stdin: { kind: 'inherit' },
  stdout: { kind: 'inherit' },
  stderr: { kind: 'inherit' },
} as const;

function* main(input: AdminInput, output: ScriptOutput): AdminScript<number> {
  const { process } = input;
  const env = yield* zkEnvironment(process, output);
  if (env === null) return 1;
  sayJmx(env, output);
  const config = configOf(env);
  output.err(`Using config: ${config}\n`);
  const prepared = yield* prepare(input, output, env, config);
  if (prepared === null) return 1;
  switch (env.words[0]) {
    case 'start':
      return yield* start(prepared);
    case 'start-foreground':
      return yield* startForeground(prepared);
    case 'print-cmd':
      output.out(
        javaCommand(env, config, prepared.javaFlags, prepared.daemonOutput, input.hostName),
      );
      return 0;
    case 'stop':
      return yield* stop(prepared);
    case 'version':
      output.out(`${VERSION_INFO}\n`);
      return 0;
    case 'restart':
      return yield* restart(prepared);
    case 'status':
      return yield* status(config, output);
    default:
      output.err(
        `Usage: ${env.script} [--config <conf-dir>] ` +
          '{start|start-foreground|stop|version|restart|status|print-cmd}\n',
      );
      return 0;
  }
}

function sayJmx({ variables }: ZkEnvironment, output: ScriptOutput): void {
  const disabled = variables['JMXDISABLE'] ?? '';
  if (disabled !== '' && disabled !== 'false') {
    return output.err('JMX disabled by user request\n');
  }
  output.err('ZooKeeper JMX enabled by default\n');
  const port = variables['JMXPORT'] ?? '';
  if (port === '') return;
  const told = (name: string, otherwise: string): string => variables[name] || otherwise;
  output.err(
    `ZooKeeper remote JMX Port set to ${port}\n` +
      `ZooKeeper remote JMX authenticate set to ${told('JMXAUTH', 'false')}\n` +
      `ZooKeeper remote JMX ssl set to ${told('JMXSSL', 'false')}\n` +
      `ZooKeeper remote JMX log4j set to ${told('JMXLOG4J', 'true')}\n`,
  );
}

/** The second word names another file of the folder, or a path of its own. */
function configOf({ configFolder, config, words }: ZkEnvironment): string {
  const word = words[1] ?? '';
  const inFolder = word === '' ? config : `${configFolder}/${word}`;
  return folderName(inFolder) === configFolder ? inFolder : word;
}

/** Reads dataDir and makes the folders; null: it complained and gives up. */
function* prepare(
  input: AdminInput,
  output: ScriptOutput,
  env: ZkEnvironment,
  config: string,
): AdminScript<Server | null> {
  const { cwd } = input.process;
  const missing = `grep: ${config}: No such file or directory\n`;
  const dataValue = yield* grepValue(config, /^\s*dataDir/);
  if (dataValue === null) output.err(missing);
  const logValue = yield* grepValue(config, /^\s*dataLogDir/);
  if (logValue === null) output.err(missing);
  const dataDir = (dataValue ?? '').trim();
  const dataLogDir = logValue ?? '';
  const javaFlags: string[] = [];
  if ((env.variables['ZOO_DATADIR_AUTOCREATE_DISABLE'] ?? '') !== '') {
    for (const [folder, name] of [[dataDir, 'data'] as const, [dataLogDir, 'txnlog'] as const]) {
      const isNeeded = name === 'data' || folder !== '';
      if (!isNeeded || (yield* kindOf(`${folder}/version-2`)) === 'folder') continue;
      output.out(
        `ZooKeeper ${name} directory is missing at ${folder} fix the path or run initialize\n`,
      );
      return null;
    }
    javaFlags.push('-Dzookeeper.datadir.autocreate=false');
  }
  let pidFile = env.variables['ZOOPIDFILE'] ?? '';
  if (pidFile === '') {
    yield* makeFolder(dataDir, cwd, output);
    pidFile = `${dataDir}/zookeeper_server.pid`;
  } else yield* makeFolder(folderName(pidFile), cwd, output);
  yield* makeFolder(env.logFolder, cwd, output);
  const user = env.variables['USER'] ?? 'root';
  const words = `${env.variables['SERVER_JVMFLAGS'] ?? ''} ${env.variables['JVMFLAGS'] ?? ''}`;
  javaFlags.push(...words.split(/\s+/).filter((word) => word.startsWith('-D')));
  const host = env.variables['HOSTNAME'] || input.hostName;
  const daemonOutput = `${env.logFolder}/zookeeper-${user}-server-${host}.out`;
  return { input, output, env, config, pidFile, daemonOutput, javaFlags };
}

function* makeFolder(folder: string, cwd: string, output: ScriptOutput): AdminScript<void> {
  if (folder === '') {
    output.err('mkdir: cannot create directory ‘’: No such file or directory\n');
    return;
  }
  const kind = yield* kindOf(folder);
  if (kind === 'file') output.err(`mkdir: cannot create directory ‘${folder}’: File exists\n`);
  if (kind === null) {
    yield { type: 'effect', effect: { type: 'mkdir', path: resolvePath(cwd, folder) } };
  }
}

/** pids in the pid file, as the shell parts its text; null: there is no such file. */
function* writtenPids({ pidFile }: Server): AdminScript<readonly string[] | null> {
  const text = yield* readText(pidFile);
  return text === null ? null : text.split(/\s+/).filter((word) => word !== '');
}

/** pid of a server of this configuration that no script has started; null when there is none. */
function* bootedPid({ input, config }: Server): AdminScript<number | null> {
  const path = resolvePath(input.process.cwd, config);
  const server = (yield* processes()).find(
    ({ program, argv, parentPid }) =>
      program === SERVER_PROGRAM && argv.at(-1) === path && parentPid === 0,
  );
  return server?.pid ?? null;
}

function serverRequest(
  server: Server,
): Pick<SpawnRequest, 'program' | 'argv' | 'environment' | 'cwd'> {
  const { input, env, config, javaFlags } = server;
  const { cwd } = input.process;
  const path = config === '' ? [] : [resolvePath(cwd, config)];
  const argv = [SERVER_PROGRAM, ...javaFlags, ...path];
  return { program: SERVER_PROGRAM, argv, environment: env.variables, cwd };
}

function* start(server: Server): AdminScript<number> {
  const { input, output, pidFile, daemonOutput } = server;
  const { cwd } = input.process;
  output.out('Starting zookeeper ... ');
  const written = yield* writtenPids(server);
  const live = (yield* processes()).map(({ pid }) => String(pid));
  const booted = written === null ? yield* bootedPid(server) : null;
  const isRunning = written?.some((pid) => live.includes(pid)) ?? booted !== null;
  if (isRunning) {
    output.out(`already running as process ${written?.join(' ') ?? booted!}.\n`);
    return 1;
  }
  const path = resolvePath(cwd, daemonOutput);
  const pid = yield* spawn({
    ...serverRequest(server),
    stdin: { kind: 'null' },
    stdout: { kind: 'file', path, mode: 'truncate' },
    stderr: { kind: 'file', path, mode: 'append' },
    isDaemon: true,
  });
  const pidPath = resolvePath(cwd, pidFile);
  if ((yield* kindOf(pidPath)) === 'folder') {
    output.err(`${server.env.script}: line ${PID_LINE}: ${pidFile}: Is a directory\n`);
    output.out('FAILED TO WRITE PID\n');
    return 1;
  }
  yield { type: 'effect', effect: { type: 'writeFile', path: pidPath, chunks: [String(pid)] } };
  yield { type: 'sleep', ms: 1000 };
  const isAlive = (yield* processes()).some((process) => process.pid === pid);
  output.out(isAlive ? 'STARTED\n' : 'FAILED TO START\n');
  return isAlive ? 0 : 1;
}

function* startForeground(server: Server): AdminScript<number> {
  const pid = yield* spawn({ ...serverRequest(server), ...INHERITED, isDaemon: false });
  if (server.input.process.stdin === 'tty') {
    yield { type: 'effect', effect: { type: 'foreground', pid } };
  }
  return yield* wait(pid);
}

function* stop(server: Server): AdminScript<number> {
  const { input, output, env, pidFile } = server;
  output.out('Stopping zookeeper ... ');
  const written = yield* writtenPids(server);
  const booted = written === null ? yield* bootedPid(server) : null;
  if (written === null && booted === null) {
    output.out(`no zookeeper to stop (could not find file ${pidFile})\n`);
    return 0;
  }
  yield* killAll(written ?? [String(booted!)], env.script, output);
  if (written !== null) {
    const path = resolvePath(input.process.cwd, pidFile);
    yield { type: 'effect', effect: { type: 'remove', path } };
  }
  yield { type: 'sleep', ms: 1000 };
  output.out('STOPPED\n');
  return 0;
}

/** `kill` of bash, without a word about what it ends. */
function* killAll(
  pids: readonly string[],
  script: string,
  output: ScriptOutput,
): AdminScript<void> {
  if (pids.length === 0) output.err(KILL_USAGE);
  const live = (yield* processes()).map(({ pid }) => pid);
  const complain = (text: string): void => output.err(`${script}: line ${KILL_LINE}: ${text}\n`);
  for (const word of pids) {
    const pid = Number(word);
    if (!/^\d+$/.test(word)) complain(`kill: ${word}: arguments must be process or job IDs`);
    else if (!live.includes(pid)) complain(`kill: (${word}) - No such process`);
    else yield { type: 'effect', effect: { type: 'signal', pid, signal: 'TERM' } };
  }
}

/** Calls itself; `--config` is not handed on, as upstream. */
function* restart({ input, env }: Server): AdminScript<number> {
  const { process } = input;
  const call = (command: string): AdminScript<number> =>
    spawn({
      program: 'zkServer.sh',
      argv: [env.script, command, ...env.words.slice(1)],
      environment: process.environment,
      cwd: process.cwd,
      ...INHERITED,
      isDaemon: false,
    });
  yield* wait(yield* call('stop'));
  yield { type: 'sleep', ms: 3000 };
  return yield* wait(yield* call('start'));
}
