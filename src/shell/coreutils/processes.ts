/**
 * `ps`, `kill`, `pkill`, `pgrep`, `killall`, `jps`, `top`.
 *
 * Mirrors: procps 4.0 and the JDK's jps.
 * Departs: processor time and memory are not simulated and print as 0.
 */
import type { ProcessView, Signal } from '../../engine/index.ts';
import { compileRegExp } from '../matching/regexp.ts';
import { RegExpError } from '../matching/tree.ts';
import { mainClassOf } from '../program/installations.ts';
import { formatTime } from '../program/clock.ts';
import { readOptions } from '../program/options.ts';
import { baseName } from '../program/paths.ts';
import type { Call, Program } from '../program/program.ts';
import { SIGNAL_LIST, signalOf } from '../program/signals.ts';

function commandLine({ program, argv }: ProcessView): string {
  const main = mainClassOf(program);
  if (main === undefined) return argv.join(' ');
  const options = argv.slice(1).filter((word) => word.startsWith('-D'));
  const rest = argv.slice(1).filter((word) => !word.startsWith('-D'));
  return ['java', ...options, main, ...rest].join(' ');
}

function isJava({ program }: ProcessView): boolean {
  return mainClassOf(program) !== undefined;
}

function startedAt(call: Call, process: ProcessView): string {
  const startMs = call.env.wallClockMs - call.env.nowMs;
  return formatTime(Math.floor(startMs + process.startedAtMs), '%H:%M');
}

function ttyName({ tty }: ProcessView): string {
  return tty === null ? '?' : `pts/${tty - 1}`;
}

export const ps: Program<object> = {
  name: 'ps',
  summary: 'Lists processes; ps aux or ps -ef lists all.',
  synopsis: '[options]',
  start(call) {
    const flags = call.words
      .filter((word) => !/^\d+$/.test(word))
      .join('')
      .replaceAll('-', '');
    if (/[^aefuxlwAHopidcmtTjnsrk,=%]/.test(flags)) {
      call.err('error: unsupported option (BSD syntax)\n\nUsage:\n ps [options]\n');
      return 1;
    }
    const all = call.env.host.processes();
    const self = all.find(({ pid }) => pid === call.process.pid);
    const isFull = /f/.test(flags) && call.words.some((word) => word.startsWith('-'));
    if (/u/.test(flags)) printUser(call, all);
    else if (/[eA]/.test(flags) || isFull || /x/.test(flags)) printFull(call, all, isFull);
    else {
      call.out('    PID TTY          TIME CMD\n');
      for (const process of all.filter(({ tty }) => tty === self?.tty)) {
        call.out(`${row(process)} ${nameOf(process)}\n`);
      }
    }
    return 0;
  },
};

function nameOf(process: ProcessView): string {
  return isJava(process) ? 'java' : baseName(process.argv[0] ?? process.program).replace(/^-/, '');
}

function row(process: ProcessView): string {
  return `${String(process.pid).padStart(7)} ${ttyName(process).padEnd(8)} 00:00:00`;
}

function printUser(call: Call, all: readonly ProcessView[]): void {
  call.out('USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n');
  for (const process of all) {
    const state = process.isPaused ? 'T' : process.pid === call.process.pid ? 'R+' : 'S';
    const tail = `${ttyName(process).padEnd(8)} ${state.padEnd(4)} ${startedAt(call, process)}   0:00`;
    call.out(
      `root     ${String(process.pid).padStart(7)}  0.0  0.0      0     0 ${tail} ${commandLine(process)}\n`,
    );
  }
}

function printFull(call: Call, all: readonly ProcessView[], isFull: boolean): void {
  if (!isFull) {
    call.out('    PID TTY          TIME CMD\n');
    for (const process of all) call.out(`${row(process)} ${nameOf(process)}\n`);
    return;
  }
  call.out('UID          PID    PPID  C STIME TTY          TIME CMD\n');
  for (const process of all) {
    const ids = `${String(process.pid).padStart(7)} ${String(process.parentPid).padStart(7)}`;
    const rest = `${startedAt(call, process)} ${ttyName(process).padEnd(8)} 00:00:00`;
    call.out(`root     ${ids}  0 ${rest} ${commandLine(process)}\n`);
  }
}

export const kill: Program<object> = {
  name: 'kill',
  summary: 'Sends a signal to processes.',
  synopsis: '[-signal] pid...',
  start(call) {
    const words = [...call.words];
    if (words[0] === '-l') {
      call.out(SIGNAL_LIST);
      return 0;
    }
    const signal = takeSignal(call, words);
    if (signal === undefined) return 1;
    if (words.length === 0) {
      call.err('Usage:\n kill [options] <pid> [...]\n');
      return 1;
    }
    const living = new Set(call.env.host.processes().map(({ pid }) => pid));
    let status = 0;
    for (const word of words) {
      const pid = Number(word);
      if (!Number.isInteger(pid)) {
        call.complain(`failed to parse argument: '${word}'`);
        status = 1;
      } else if (!living.has(pid)) {
        call.complain(`(${word}): No such process`);
        status = 1;
      } else if (signal !== 0) call.effects.push({ type: 'signal', pid, signal });
    }
    return status;
  },
};

/** Takes `-9`, `-KILL`, `-s KILL` off the front. */
function takeSignal(call: Call, words: string[]): Signal | 0 | undefined {
  if (words[0] === '-s' || words[0] === '--signal') words.shift();
  else if (!/^-(\d+|[A-Z]\w+)$/.test(words[0] ?? '')) return 'TERM';
  const name = words.shift() ?? '';
  const signal = signalOf(name.replace(/^-/, ''));
  if (signal === undefined) call.complain(`unknown signal name ${name.replace(/^-/, '')}`);
  return signal;
}

/** Processes whose name, or whole command line, matches; undefined when the pattern is not valid. */
function matching(
  call: Call,
  pattern: string,
  options: { readonly isFull: boolean; readonly isExact: boolean },
): readonly ProcessView[] | undefined {
  try {
    const matcher = compileRegExp(pattern, 'bash', { isLine: options.isExact });
    return call.env.host
      .processes()
      .filter(({ pid }) => pid !== call.process.pid)
      .filter((process) => matcher.test(options.isFull ? commandLine(process) : nameOf(process)));
  } catch (error) {
    if (!(error instanceof RegExpError)) throw error;
    call.complain(error.message);
    return undefined;
  }
}

function patternProgram(name: 'pkill' | 'pgrep' | 'killall'): Program<object> {
  return {
    name,
    summary: name === 'pgrep' ? 'Lists processes by name.' : 'Sends a signal to processes by name.',
    synopsis: '[options] <pattern>',
    start(call) {
      const words = [...call.words];
      const signal = takeSignal(call, words);
      if (signal === undefined) return 2;
      const options = readOptions({ ...call, words }, { short: 'flaxniueo', long: { full: 'f' } });
      if (options === undefined) return 2;
      const pattern = options.operands[0];
      if (pattern === undefined) {
        call.complain('no matching criteria specified');
        call.err(`Try \`${name} --help' for more information.\n`);
        return 2;
      }
      const isExact = name === 'killall' || options.has('x');
      const found = matching(call, pattern, { isFull: options.has('f'), isExact });
      if (found === undefined) return 2;
      if (found.length === 0 && name === 'killall') call.err(`${pattern}: no process found\n`);
      for (const process of found) {
        if (name !== 'pgrep') {
          if (signal !== 0) call.effects.push({ type: 'signal', pid: process.pid, signal });
        } else {
          const text = options.has('a')
            ? ` ${commandLine(process)}`
            : options.has('l')
              ? ` ${nameOf(process)}`
              : '';
          call.out(`${process.pid}${text}\n`);
        }
      }
      return found.length === 0 ? 1 : 0;
    },
  };
}

export const pkill = patternProgram('pkill');
export const pgrep = patternProgram('pgrep');
export const killall = patternProgram('killall');

export const jps: Program<object> = {
  name: 'jps',
  summary: 'Lists Java processes.',
  synopsis: '[-q] [-l] [-m] [-v]',
  start(call) {
    const options = readOptions(call, { short: 'qlmvV' });
    if (options === undefined) return 1;
    for (const process of call.env.host.processes()) {
      const main = mainClassOf(process.program);
      if (main === undefined) continue;
      if (options.has('q')) {
        call.out(`${process.pid}\n`);
        continue;
      }
      const name = options.has('l') ? main : main.slice(main.lastIndexOf('.') + 1);
      const rest = process.argv.slice(1).filter((word) => !word.startsWith('-D'));
      const properties = process.argv.slice(1).filter((word) => word.startsWith('-D'));
      const words = [
        name,
        ...(options.has('m') ? rest : []),
        ...(options.has('v') ? properties : []),
      ];
      call.out(`${process.pid} ${words.join(' ')}\n`);
    }
    if (!options.has('q'))
      call.out(`${call.process.pid} ${options.has('l') ? 'jdk.jcmd/sun.tools.jps.Jps' : 'Jps'}\n`);
    return 0;
  },
};
