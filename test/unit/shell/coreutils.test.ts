/** The tools of /usr/bin: output, errors and exit codes as the real ones give them. */
import { describe, expect, it } from 'vitest';
import { INSTALLED, TestTerminal } from './terminal.ts';

const CASES: readonly (readonly [title: string, line: string, output: string])[] = [
  ['cat numbers lines', "printf 'a\\n\\nb' | cat -n", '     1\ta\n     2\t\n     3\tb'],
  [
    'cat refuses unknown options',
    'cat -z',
    "cat: invalid option -- 'z'\nTry 'cat --help' for more information.\n",
  ],
  [
    'long options are refused in full',
    'ls --foo',
    "ls: unrecognized option '--foo'\nTry 'ls --help' for more information.\n",
  ],
  [
    'ls of nothing',
    'ls /nope; echo $?',
    "ls: cannot access '/nope': No such file or directory\n2\n",
  ],
  ['ls in a pipe is one name per line', 'ls / | cat', 'etc\nroot\ntmp\n'],
  ['ls -l', 'ls -l /etc', 'total 4\n-rw-r--r-- 1 root root 8 Jan  5 09:00 motd\n'],
  [
    'mkdir without parents',
    'mkdir /a/b',
    "mkdir: cannot create directory '/a/b': No such file or directory\n",
  ],
  ['mkdir -p, touch, find', 'mkdir -p /a/b; touch /a/b/c; find /a', '/a\n/a/b\n/a/b/c\n'],
  [
    'rm of a folder',
    'rm /etc; rm -r /etc; ls /',
    "rm: cannot remove '/etc': Is a directory\nroot  tmp\n",
  ],
  ['cp and mv', 'cp /etc/motd /tmp/x; mv /tmp/x /tmp/y; cat /tmp/y; ls /tmp', 'welcome\ny\n'],
  [
    'cp of a folder needs -r',
    'cp /etc /tmp/e',
    "cp: -r not specified; omitting directory '/etc'\n",
  ],
  ['grep -n -i -v', "printf 'Ab\\nc\\n' | grep -in B; printf 'a\\nb\\n' | grep -v a", '1:Ab\nb\n'],
  [
    'grep -c -o -E -q',
    'echo a1b22 | grep -oE "[0-9]+"; echo a | grep -c a; echo a | grep -q b || echo no',
    '1\n22\n1\nno\n',
  ],
  ['grep -r names files', 'grep -r wel /etc', '/etc/motd:welcome\n'],
  ['basic expressions take + as itself', 'echo a+b | grep "a+b"', 'a+b\n'],
  [
    'head and tail',
    'seq 5 | head -n 2; seq 5 | tail -n 2; seq 5 | tail -n +4',
    '1\n2\n4\n5\n4\n5\n',
  ],
  ['wc', "printf 'a b\\nc\\n' | wc; wc -l /etc/motd", '      2       3       6\n1 /etc/motd\n'],
  [
    'sort -n -r -u -k',
    "printf '10\\n9\\n9\\n' | sort -nu; printf 'a 2\\nb 1\\n' | sort -k2",
    '9\n10\nb 1\na 2\n',
  ],
  ['uniq -c', "printf 'a\\na\\nb\\n' | uniq -c", '      2 a\n      1 b\n'],
  [
    'cut and tr',
    'echo a:b:c | cut -d: -f1,3 | tr a-z A-Z; echo aabb | tr -s a; echo abc | tr -d b',
    'A:C\nabb\nac\n',
  ],
  [
    'sed s, p, d, groups',
    "echo 'k=v' | sed 's/\\(.*\\)=\\(.*\\)/\\2=\\1/'; seq 3 | sed -n 2p; seq 3 | sed '1,2d'",
    'v=k\n2\n3\n',
  ],
  ['sed -i', "echo a > /tmp/f; sed -i 's/a/b/' /tmp/f; cat /tmp/f", 'b\n'],
  [
    'sed refuses',
    "echo a | sed 's/a'",
    "sed: -e expression #1, char 3: unterminated `s' command\n",
  ],
  ['awk fields and patterns', "printf 'a 1\\nb 2\\n' | awk '$2 > 1 { print $1, NR }'", 'b 2\n'],
  ['awk sums', "seq 4 | awk '{ s += $1 } END { print s, NR, s / NR }'", '10 4 2.5\n'],
  ['awk -F and printf', 'echo a:b | awk -F: \'{ printf "%s-%s\\n", $2, $NF }\'', 'b-b\n'],
  [
    'xargs',
    'seq 3 | xargs; seq 2 | xargs -n1 echo n; echo x | xargs -I{} echo "[{}]"',
    '1 2 3\nn 1\nn 2\n[x]\n',
  ],
  ['tee', 'echo a | tee /tmp/t; cat /tmp/t', 'a\na\n'],
  ['date', 'date -u +%Y-%m-%dT%H:%M:%S', '2026-01-05T09:00:00\n'],
  ['hostname and ip', 'hostname; hostname -i', 'zk1\n10.0.0.11\n'],
  ['kill of nobody', 'kill 99999', 'bash: kill: (99999) - No such process\n'],
  ['nc to nobody', 'nc zk2 7; echo $?', 'zk2 [10.0.0.12] 7 (echo) : Connection refused\n1\n'],
  [
    'telnet to nobody',
    'telnet zk2 1',
    'Trying 10.0.0.12...\ntelnet: Unable to connect to remote host: Connection refused\n',
  ],
  [
    'ssh and scp name the other host, not a file of this one',
    'scp -P 2222 /etc/motd root@zk2:/tmp/; echo $?; scp zk2:/a:b /tmp; scp ./a:b nobody:x; ssh -p 7 root@zk2 ls; echo $?',
    'ssh: connect to host zk2 port 2222: Connection refused (open a terminal on zk2 in the page instead)\n' +
      'scp: Connection closed\n255\n' +
      'ssh: connect to host zk2 port 22: Connection refused (open a terminal on zk2 in the page instead)\n' +
      'scp: Connection closed\n' +
      'ssh: Could not resolve hostname nobody: Name or service not known\nscp: Connection closed\n' +
      'ssh: connect to host zk2 port 7: Connection refused (open a terminal on zk2 in the page instead)\n255\n',
  ],
  [
    'scp within a host is cp',
    'scp /etc/motd /tmp/x; cat /tmp/x; scp /nope /tmp; echo $?; scp x 2>&1 | head -1',
    "welcome\ncp: cannot stat '/nope': No such file or directory\n1\nusage: scp [-346ABCOpqRrsTv] [-c cipher] [-D sftp_server_path] [-F ssh_config]\n",
  ],
  [
    'editors say where files are edited',
    'nano /tmp/x | head -1; vi x 2>&1 | grep -c page',
    "nano: there is no editor in this terminal. Open /tmp/x in the page's file view, or use sed -i 's/old/new/' /tmp/x, echo text >> /tmp/x, cat > /tmp/x (end with Ctrl-D).\n1\n",
  ],
];

describe('programs print what the real ones print', () => {
  it.each(CASES)('%s', (_title, line, output) => {
    expect(new TestTerminal().run(line)).toBe(output);
  });

  it('which finds what is installed, and only where it is', () => {
    const line = 'which ls zkCli.sh nope; echo $?';
    const scripts = '/usr/bin/ls\n/opt/zookeeper/bin/zkCli.sh\n1\n';
    expect(new TestTerminal(INSTALLED).run(line)).toBe(scripts);
    expect(new TestTerminal().run(line)).toBe('/usr/bin/ls\n1\n');
  });

  it('tail -f prints what is added, until Ctrl-C', () => {
    const terminal = new TestTerminal();
    terminal.run('(sleep 1; echo more >> /etc/motd) & tail -f /etc/motd');
    terminal.wait(2000);
    expect(terminal.take()).toContain('more\n');
    expect(terminal.interrupt()).toContain('^C\n');
  });

  it('ping waits a second between answers and sums up at Ctrl-C', () => {
    const terminal = new TestTerminal();
    terminal.run('ping zk2');
    terminal.wait(1500);
    expect(terminal.interrupt()).toContain('2 packets transmitted, 2 received, 0% packet loss');
  });

  it('sleep lets virtual time pass', () => {
    const terminal = new TestTerminal();
    const before = terminal.kernel.world.nowMs;
    expect(terminal.run('sleep 3; echo ok', 5000)).toBe('ok\n');
    expect(terminal.kernel.world.nowMs - before).toBeGreaterThanOrEqual(3000);
  });
});
