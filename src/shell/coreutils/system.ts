/**
 * Small programs that tell about the host or the time, or only have a status.
 *
 * Mirrors: GNU coreutils 9.1, procps, OpenJDK's `java -version`.
 * Departs: what the playground does not simulate says so.
 */
import { formatTime } from '../program/clock.ts';
import type { Running } from '../program/children.ts';
import { onChildEvent, startChildren } from '../program/children.ts';
import { readOptions } from '../program/options.ts';
import { baseName, folderName, resolvePath } from '../program/paths.ts';
import { echoText, printfText } from '../program/printf.ts';
import type { Call, Program } from '../program/program.ts';

/** Milliseconds of `1.5`, `2m`; undefined when it is none. */
export function durationMs(word: string): number | undefined {
  const match = /^(\d*\.?\d+|\d+\.?)([smhd]?)$/.exec(word);
  if (match === null) return word === 'inf' || word === 'infinity' ? Infinity : undefined;
  const unit = { m: 60, h: 3600, d: 86_400 }[match[2]!] ?? 1;
  return Number(match[1]) * unit * 1000;
}

export const sleep: Program<object> = {
  name: 'sleep',
  summary: 'Waits: sleep 5, sleep 0.5, sleep 2m.',
  synopsis: 'NUMBER[SUFFIX]...',
  start(call) {
    if (call.words.length === 0) {
      call.complain('missing operand');
      call.err("Try 'sleep --help' for more information.\n");
      return 1;
    }
    let totalMs = 0;
    for (const word of call.words) {
      const ms = durationMs(word);
      if (ms === undefined) {
        call.complain(`invalid time interval '${word}'`);
        call.err("Try 'sleep --help' for more information.\n");
        return 1;
      }
      totalMs += ms;
    }
    if (totalMs < 1e15) call.effects.push({ type: 'setTimer', name: 'sleep', delayMs: totalMs });
    return {};
  },
  leavesInput: true,
  event: (_call, state, event) => (event.type === 'timer' ? 0 : state),
};

export const date: Program<object> = {
  name: 'date',
  summary: 'Prints the time of this host.',
  synopsis: '[OPTION]... [+FORMAT]',
  start(call) {
    const long = { utc: 'u', date: 'd', 'iso-8601': 'I', 'rfc-3339': 'R', rfc: 'R' };
    const options = readOptions(call, { short: 'uRd:I', long });
    if (options === undefined) return 1;
    const format = options.operands[0];
    if (format !== undefined && !format.startsWith('+')) {
      call.complain(`invalid date '${format}'`);
      return 1;
    }
    let ms = call.env.wallClockMs;
    const given = options.value('d');
    if (given !== undefined && given !== 'now') {
      const parsed = /^@-?\d+(\.\d+)?$/.test(given)
        ? Number(given.slice(1)) * 1000
        : Date.parse(
            given.includes('T') || given.includes(':') ? `${given.replace(' ', 'T')}Z` : given,
          );
      if (!Number.isFinite(parsed) || Math.abs(parsed) > 8e15) {
        call.complain(`invalid date '${given}'`);
        return 1;
      }
      ms = parsed;
    }
    const standard = options.has('R')
      ? '%a, %d %b %Y %H:%M:%S %z'
      : options.has('I')
        ? '%Y-%m-%d'
        : '%a %b %e %H:%M:%S UTC %Y';
    call.out(`${formatTime(Math.floor(ms), format?.slice(1) ?? standard)}\n`);
    return 0;
  },
};

function textProgram(name: string, summary: string, text: (call: Call) => string): Program<object> {
  return {
    name,
    summary,
    synopsis: '',
    start(call) {
      call.out(text(call));
      return 0;
    },
  };
}

export const whoami = textProgram('whoami', 'Prints who you are.', () => 'root\n');
export const id = textProgram(
  'id',
  'Prints user and groups.',
  () => 'uid=0(root) gid=0(root) groups=0(root)\n',
);
export const arch = textProgram('arch', 'Prints the architecture.', () => 'x86_64\n');
export const nproc = textProgram('nproc', 'Prints the number of processors.', () => '2\n');
export const tty = textProgram('tty', 'Prints the name of the terminal.', ({ process, env }) => {
  if (process.stdin !== 'tty') return 'not a tty\n';
  const own = env.host.processes().find(({ pid }) => pid === process.pid);
  return `/dev/pts/${(own?.tty ?? 1) - 1}\n`;
});
export const uptime = textProgram(
  'uptime',
  'Prints how long this host has been running.',
  ({ env }) => {
    const minutes = Math.floor(env.nowMs / 60_000);
    const span =
      minutes < 60
        ? `${minutes} min`
        : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
    return ` ${formatTime(env.wallClockMs, '%H:%M:%S')} up ${span},  1 user,  load average: 0.00, 0.00, 0.00\n`;
  },
);

export const uname: Program<object> = {
  name: 'uname',
  summary: 'Prints what system this is.',
  synopsis: '[OPTION]...',
  start(call) {
    const options = readOptions(call, { short: 'asnrvmpio', long: { all: 'a' } });
    if (options === undefined) return 1;
    const { name } = call.env.host;
    const parts = { s: 'Linux', n: name, r: '6.1.0', v: '#1 SMP', m: 'x86_64', o: 'GNU/Linux' };
    const letters = options.has('a')
      ? ['s', 'n', 'r', 'v', 'm', 'o']
      : options.order.length > 0
        ? options.order
        : ['s'];
    call.out(
      `${letters.map((letter) => parts[letter as keyof typeof parts] ?? 'unknown').join(' ')}\n`,
    );
    return 0;
  },
};

export const env: Program<Running> = {
  name: 'env',
  summary: 'Prints the environment, or runs a command in a changed one.',
  synopsis: '[NAME=VALUE]... [COMMAND [ARG]...]',
  start(call) {
    const options = readOptions(call, {
      short: 'iu:0',
      long: { unset: 'u' },
      stopsAtOperand: true,
    });
    if (options === undefined) return 125;
    const environment: Record<string, string> = options.has('i')
      ? {}
      : { ...call.process.environment };
    for (const name of options.values('u')) delete environment[name];
    const words = [...options.operands];
    while (/^[^=]+=/.test(words[0] ?? '')) {
      const word = words.shift()!;
      const equals = word.indexOf('=');
      environment[word.slice(0, equals)] = word.slice(equals + 1);
    }
    if (words.length > 0) {
      return startChildren(
        { ...call, process: { ...call.process, environment } },
        [words],
        0,
        null,
      );
    }
    for (const [name, value] of Object.entries(environment)) call.out(`${name}=${value}\n`);
    return 0;
  },
  handledSignals: ['INT'],
  leavesInput: true,
  event: onChildEvent,
};

export const printenv: Program<object> = {
  name: 'printenv',
  summary: 'Prints variables of the environment.',
  synopsis: '[VARIABLE]...',
  start(call) {
    const { environment } = call.process;
    if (call.words.length === 0) {
      for (const [name, value] of Object.entries(environment)) call.out(`${name}=${value}\n`);
      return 0;
    }
    let status = 0;
    for (const name of call.words) {
      const value = Object.entries(environment).find(([other]) => other === name)?.[1];
      if (value === undefined) status = 1;
      else call.out(`${value}\n`);
    }
    return status;
  },
};

export const echo = textProgram('echo', 'Prints its arguments.', ({ words }) => echoText(words));
export const printf: Program<object> = {
  name: 'printf',
  summary: 'Prints text by a format.',
  synopsis: 'FORMAT [ARGUMENT]...',
  start(call) {
    const [format, ...words] = call.words;
    if (format === undefined) {
      call.complain('missing operand');
      return 1;
    }
    const { text, errors, excess } = printfText(format, words);
    if (excess !== undefined) {
      call.complain('memory exhausted');
      return 1;
    }
    call.out(text);
    for (const error of errors) call.complain(error);
    return errors.length > 0 ? 1 : 0;
  },
};
export const pwd = textProgram(
  'pwd',
  'Prints the working directory.',
  ({ process }) => `${process.cwd}\n`,
);

function statusProgram(name: string, status: number): Program<object> {
  const summary = status === 0 ? 'Does nothing, successfully.' : 'Does nothing, unsuccessfully.';
  return { name, summary, synopsis: '', start: () => status };
}

export const trueProgram = statusProgram('true', 0);
export const falseProgram = statusProgram('false', 1);

export const basename: Program<object> = {
  name: 'basename',
  summary: 'Prints the last part of a path.',
  synopsis: 'NAME [SUFFIX]',
  start(call) {
    const [path, suffix = ''] = call.words;
    if (path === undefined) {
      call.complain('missing operand');
      return 1;
    }
    const name = baseName(path);
    call.out(
      `${suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name}\n`,
    );
    return 0;
  },
};

export const dirname: Program<object> = {
  name: 'dirname',
  summary: 'Prints the directory of a path.',
  synopsis: 'NAME...',
  start(call) {
    if (call.words.length === 0) {
      call.complain('missing operand');
      return 1;
    }
    for (const path of call.words) call.out(`${folderName(path)}\n`);
    return 0;
  },
};

export const realpath: Program<object> = {
  name: 'realpath',
  summary: 'Prints the absolute path.',
  synopsis: 'FILE...',
  start(call) {
    for (const path of call.words.filter((word) => !word.startsWith('-'))) {
      call.out(`${resolvePath(call.process.cwd, path)}\n`);
    }
    return 0;
  },
};

export const java: Program<object> = {
  name: 'java',
  summary: 'Runs Java programs: here only java -version; servers start by their scripts.',
  synopsis: '-version',
  start(call) {
    if (call.words[0] === '-version' || call.words[0] === '--version') {
      call.err(
        'openjdk version "17.0.9" 2023-10-17\nOpenJDK Runtime Environment (build 17.0.9+9-Debian-1deb12u1)\n',
      );
      call.err('OpenJDK 64-Bit Server VM (build 17.0.9+9-Debian-1deb12u1, mixed mode, sharing)\n');
      return 0;
    }
    const main = call.words.find((word) => !word.startsWith('-')) ?? '';
    call.err(`Error: Could not find or load main class ${main}\n`);
    call.err(
      '(This playground starts Java programs by their scripts: zkServer.sh start, zkCli.sh.)\n',
    );
    return 1;
  },
};
