/**
 * `man`, `which`, `clear`, and programs that the playground does not have and says so: editors,
 * archives, service managers.
 *
 * Mirrors: man-db, debianutils' which, ncurses' clear.
 * Departs: a man page is one short paragraph.
 */
import { findProgram } from '../bash/launch.ts';
import { homeOf } from '../program/installations.ts';
import type { Call, Program } from '../program/program.ts';

export const clear: Program<object> = {
  name: 'clear',
  summary: 'Clears the screen.',
  synopsis: '',
  start(call) {
    call.effects.push({ type: 'clearScreen' });
    return 0;
  },
};

export const which: Program<object> = {
  name: 'which',
  summary: 'Prints the path of a program.',
  synopsis: '[-a] program...',
  start(call) {
    const places = { path: call.process.environment['PATH'] ?? '', cwd: call.process.cwd };
    let status = 0;
    for (const word of call.words.filter((each) => each !== '-a')) {
      const found = findProgram(places, call.disk, word);
      if (found.kind === 'missing') status = 1;
      else call.out(`${found.path}\n`);
    }
    return status;
  },
};

/** What each program does in a line. */
export type Summaries = ReadonlyMap<
  string,
  { readonly summary: string; readonly synopsis: string }
>;

/** `man`, which knows the summaries of all programs. */
export function manProgram(summaries: () => Summaries): Program<object> {
  return {
    name: 'man',
    summary: 'Says what a program does.',
    synopsis: 'program',
    start(call) {
      const name = call.words.find((word) => !/^(-.*|\d)$/.test(word));
      if (name === undefined) {
        call.err("What manual page do you want?\nFor example, try 'man ls'.\n");
        return 1;
      }
      const page = summaries().get(name);
      if (page !== undefined) {
        call.out(
          `NAME\n       ${name} - ${page.summary}\n\nSYNOPSIS\n       ${name} ${page.synopsis}\n`,
        );
        return 0;
      }
      if (homeOf(name) !== undefined) {
        call.out(
          `NAME\n       ${name} - a program of this host; try \`${name} --help' or \`${name} help'\n`,
        );
        return 0;
      }
      call.err(`No manual entry for ${name}\n`);
      return 16;
    },
  };
}

function absent(
  name: string,
  summary: string,
  message: string | ((call: Call) => string),
  status = 1,
): Program<object> {
  return {
    name,
    summary,
    synopsis: '',
    start(call) {
      call.err(`${name}: ${typeof message === 'string' ? message : message(call)}\n`);
      return status;
    },
  };
}

const EDITOR = (call: Call): string => {
  const file = call.words.find((word) => !word.startsWith('-')) ?? 'FILE';
  return `there is no editor in this terminal. Open ${file} in the page's file view, or use sed -i 's/old/new/' ${file}, echo text >> ${file}, cat > ${file} (end with Ctrl-D).`;
};

export const editors: readonly Program<object>[] = ['vi', 'vim', 'nano', 'emacs', 'ed'].map(
  (name) => absent(name, 'An editor; this playground edits files in the page.', EDITOR),
);

export const absents: readonly Program<object>[] = [
  absent(
    'systemctl',
    'Manages services; no systemd runs on these hosts.',
    "System has not been booted with systemd as init system (PID 1). Can't operate. Use zkServer.sh.",
  ),
  absent(
    'service',
    'Manages services; use zkServer.sh.',
    'no services are installed here: use zkServer.sh',
  ),
  absent(
    'apt',
    'Installs packages; these hosts have no network to fetch them.',
    'nothing can be installed on a simulated host',
    100,
  ),
  absent(
    'apt-get',
    'Installs packages; these hosts have no network to fetch them.',
    'nothing can be installed on a simulated host',
    100,
  ),
  absent(
    'curl',
    'Fetches URLs; the simulated network has no web.',
    'the simulated network has no web server',
    7,
  ),
  absent(
    'wget',
    'Fetches URLs; the simulated network has no web.',
    'the simulated network has no web server',
    4,
  ),
  absent(
    'iptables',
    'Filters packets; the page cuts connections.',
    'cut connections in the page: its network view shows them',
    1,
  ),
  absent('sudo', 'You are root already.', 'you are root already: leave the word out', 1),
  absent('less', 'Pages through text; this terminal scrolls.', 'this terminal scrolls: use cat', 1),
  absent('more', 'Pages through text; this terminal scrolls.', 'this terminal scrolls: use cat', 1),
  absent('tar', 'Archives; this playground has none yet.', 'this playground has no archives', 2),
];
