/**
 * A bash that begins: interactive, with a script, with `-c`, or as a subshell of another.
 *
 * Mirrors: `main` of bash 5.2's `shell.c`.
 * Departs: no start-up file is read.
 */
import type { Env, ProcessInfo } from '../../engine/index.ts';
import { JAVA_HOME, mapFrom, splitStream } from '../../engine/index.ts';
import { foldersOn } from '../program/installations.ts';
import { readWhole, resolvePath } from '../program/paths.ts';
import type { Frame } from './frames.ts';
import type { Fork } from './launch.ts';
import { FORK_VARIABLE } from './launch.ts';
import type { Variable } from './resources.ts';
import type { ShellState } from './state.ts';
import type { FunctionDefinition, Node } from './syntax/tree.ts';
import { PLAIN } from './variables.ts';

/** Where programs are looked for when the environment does not say, behind what is installed. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What a new shell has to do, or what it says before it gives up. */
export interface Beginning {
  readonly state: ShellState;
  readonly node: Node | null;
  readonly complaint: string | null;
  readonly exitCode: number | null;
}

export function beginShell(process: ProcessInfo, env: Env): Beginning {
  const fork = process.environment[FORK_VARIABLE];
  if (fork !== undefined) return beginFork(process, env, JSON.parse(fork) as Fork);
  const call = readArguments(process, env);
  const state: ShellState = {
    ...blank(process, env),
    name: call.name,
    isInteractive: call.isInteractive,
    ownsTerminal: process.stdin === 'tty',
    variables: mapFrom(startVariables(process, env)),
    arguments: call.arguments,
    options: call.options,
    frames: call.text === null ? [] : [readerOf(call.text, call.source)],
  };
  return { state, node: null, complaint: call.complaint, exitCode: call.exitCode };
}

function readerOf(text: string, source: string | null): Frame {
  return { type: 'reader', text, position: 0, line: 1, source };
}

function blank(process: ProcessInfo, env: Env): ShellState {
  return {
    process: { ...process, environment: {} },
    name: 'bash',
    isInteractive: false,
    isSubshell: false,
    ownsTerminal: false,
    variables: mapFrom<Variable>([]),
    functions: mapFrom<FunctionDefinition>([]),
    aliases: mapFrom<string>([]),
    arguments: [],
    cwd: process.cwd,
    status: 0,
    options: [],
    limits: {},
    frames: [],
    descriptors: {
      0: { kind: 'own', fd: 0 },
      1: { kind: 'own', fd: 1 },
      2: { kind: 'own', fd: 2 },
    },
    texts: [],
    input: '',
    isInputEnded: false,
    unfinished: '',
    line: 1,
    jobs: [],
    feedsPid: null,
    nextKey: 1,
    lastBackgroundPid: null,
    history: [],
    random: splitStream(process.seed, 'RANDOM'),
    startedAtMs: env.nowMs,
    isPromptShown: false,
    isExiting: false,
  };
}

function startVariables(process: ProcessInfo, env: Env): (readonly [string, Variable])[] {
  const given = Object.entries(process.environment).map(
    ([name, value]) => [name, { ...PLAIN, value, isExported: true }] as const,
  );
  const level = Number(process.environment['SHLVL'] ?? 0) + 1;
  const defaults: Record<string, string> = {
    HOME: '/root',
    LOGNAME: 'root',
    USER: 'root',
    SHELL: '/bin/bash',
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    PATH: [...foldersOn(env.host.disk), DEFAULT_PATH].join(':'),
    // What a login sets; a shell within a shell takes what it is given.
    ...(process.environment['SHLVL'] === undefined && { JAVA_HOME }),
  };
  const exported = Object.entries(defaults)
    .filter(([name]) => process.environment[name] === undefined)
    .map(([name, value]) => [name, { ...PLAIN, value, isExported: true }] as const);
  const own: Record<string, string> = {
    $: String(process.pid),
    ...(process.environment['HOSTNAME'] === undefined && { HOSTNAME: env.host.name }),
    IFS: ' \t\n',
    UID: '0',
    EUID: '0',
    PS1: '\\u@\\h:\\w\\$ ',
    PS2: '> ',
    BASH_VERSION: '5.2.15(1)-release',
    OSTYPE: 'linux-gnu',
    HOSTTYPE: 'x86_64',
  };
  return [
    ...exported,
    ...given,
    ...Object.entries(own).map(([name, value]) => [name, { ...PLAIN, value }] as const),
    ['PWD', { ...PLAIN, value: process.cwd, isExported: true }],
    ['SHLVL', { ...PLAIN, value: String(level), isExported: true }],
  ];
}

interface ShellCall {
  readonly name: string;
  readonly isInteractive: boolean;
  readonly arguments: readonly string[];
  readonly options: readonly string[];
  readonly text: string | null;
  readonly source: string | null;
  readonly complaint: string | null;
  readonly exitCode: number | null;
}

const FLAGS: ReadonlyMap<string, string> = new Map([
  ['e', 'errexit'],
  ['u', 'nounset'],
  ['x', 'xtrace'],
  ['f', 'noglob'],
]);

function readArguments(process: ProcessInfo, env: Env): ShellCall {
  const call = {
    name: 'bash',
    isInteractive: process.stdin === 'tty',
    arguments: [] as readonly string[],
    options: [] as readonly string[],
    text: null,
    source: null,
    complaint: null,
    exitCode: null,
  };
  const words = process.argv.slice(1);
  let options: readonly string[] = [];
  let isCommand = false;
  while (words.length > 0 && /^[-+]./.test(words[0]!)) {
    const word = words.shift()!;
    if (word === '--') break;
    if (word === '--version') {
      const complaint = 'GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)';
      return { ...call, isInteractive: false, text: `echo '${complaint}'` };
    }
    if (/^--(login|norc|noprofile|posix)$/.test(word)) continue;
    if (word.startsWith('--')) {
      return { ...call, isInteractive: false, complaint: `${word}: invalid option`, exitCode: 2 };
    }
    for (const flag of word.slice(1)) {
      if (flag === 'c') isCommand = true;
      else if (FLAGS.has(flag)) options = [...options, FLAGS.get(flag)!];
      else if (!'liso'.includes(flag)) {
        return {
          ...call,
          isInteractive: false,
          complaint: `-${flag}: invalid option`,
          exitCode: 2,
        };
      }
    }
  }
  const [first, ...rest] = words;
  if (isCommand) {
    if (first === undefined) {
      const complaint = '-c: option requires an argument';
      return { ...call, isInteractive: false, complaint, exitCode: 2 };
    }
    const name = rest[0] ?? 'bash';
    return { ...call, isInteractive: false, options, text: first, name, arguments: rest.slice(1) };
  }
  if (first === undefined) return { ...call, options };
  const reading = readWhole(env.host.disk, resolvePath(process.cwd, first));
  if (!reading.ok) {
    const complaint = `${first}: ${reading.reason}`;
    return { ...call, isInteractive: false, complaint, exitCode: 127 };
  }
  const script = { ...call, options, name: first, arguments: rest, text: reading.text };
  return { ...script, isInteractive: false, source: first };
}

function beginFork(process: ProcessInfo, env: Env, fork: Fork): Beginning {
  const state: ShellState = {
    ...blank(process, env),
    ...fork.shell,
    isSubshell: true,
    variables: mapFrom(fork.variables as readonly (readonly [string, Variable])[]),
    functions: mapFrom(fork.functions as readonly (readonly [string, FunctionDefinition])[]),
    aliases: mapFrom(fork.aliases),
  };
  return { state, node: fork.node, complaint: null, exitCode: null };
}
