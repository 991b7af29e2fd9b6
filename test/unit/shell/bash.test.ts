/** bash as it is typed at: what each construct prints. */
import { describe, expect, it } from 'vitest';
import { INSTALLED, TestTerminal } from './terminal.ts';

/** Lines and what a bash 5.2 prints for them. */
const CASES: readonly (readonly [title: string, line: string, output: string])[] = [
  ['a pipe into a file, then the file', 'echo hi | cat > /tmp/a && cat /tmp/a', 'hi\n'],
  ['an unknown command', 'foo; echo $?', 'bash: foo: command not found\n127\n'],
  ['variables and arithmetic', 'x=5; echo $((x*2)) "$x" \'$x\'', '10 5 $x\n'],
  ['command substitution, also nested', 'echo $(echo a $(echo b)) `echo c`', 'a b c\n'],
  ['substitution of a program that reads a here-string', 'echo $(cat <<< "x y")', 'x y\n'],
  ['for, piped', 'for i in 1 2; do echo $i; done | cat', '1\n2\n'],
  ['while read from a pipe', 'echo a b | while read x y; do echo $y; done', 'b\n'],
  ['while with a counter', 'i=0; while [ $i -lt 3 ]; do i=$((i+1)); done; echo $i', '3\n'],
  [
    'until, break, continue',
    'for i in 1 2 3 4; do [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done',
    '1\n3\n',
  ],
  ['if, elif, else', 'if false; then echo a; elif true; then echo b; else echo c; fi', 'b\n'],
  ['case with patterns', 'case abc in x|y) echo 1;; a*) echo 2;; esac', '2\n'],
  ['functions, arguments and return', 'f() { echo $1 $#; return 3; }; f a b; echo $?', 'a 2\n3\n'],
  ['local variables', 'x=1; f() { local x=2; echo $x; }; f; echo $x', '2\n1\n'],
  ['and, or, not', 'true && echo y || echo n; ! true || echo z', 'y\nz\n'],
  ['brace expansion', 'echo {1..3} {a,b}c', '1 2 3 ac bc\n'],
  ['arrays', 'a=(1 2 3); echo ${a[1]} ${#a[@]} "${a[@]}"', '2 3 1 2 3\n'],
  [
    'defaults and removal',
    'p=/a/b.c; echo ${q:-d} ${p##*/} ${p%.c} ${p/b/x} ${#p}',
    'd b.c /a/b /a/x.c 6\n',
  ],
  ['double brackets with a pattern', '[[ abc == a* && 3 -gt 2 ]] && echo ok', 'ok\n'],
  ['a subshell keeps its changes to itself', '(x=9; cd /tmp); echo "[$x]" $PWD', '[] /root\n'],
  [
    'errors to a file',
    'cat /nope 2> /tmp/e; cat /tmp/e',
    'cat: /nope: No such file or directory\n',
  ],
  [
    'both streams into a pipe',
    'cat /nope 2>&1 | tr a-z A-Z',
    'CAT: /NOPE: NO SUCH FILE OR DIRECTORY\n',
  ],
  ['both streams of a group', '{ echo a; cat /nope; } &> /tmp/b; wc -l < /tmp/b', '2\n'],
  ['globbing', 'mkdir /g; touch /g/a.x /g/b.x /g/c; cd /g; echo *.x [c] z*', 'a.x b.x c z*\n'],
  ['quotes keep a pattern', 'echo \'*\' "*" \\*', '* * *\n'],
  ['a syntax error', 'echo )', "bash: syntax error near unexpected token `)'\n"],
  ['a missing folder', 'echo a > /no/such', 'bash: /no/such: No such file or directory\n'],
  ['cd to nowhere', 'cd /no', 'bash: cd: /no: No such file or directory\n'],
  ['an assignment before a command', 'A=1 printenv A; echo "[$A]"', '1\n[]\n'],
  ['printf', "printf '%s-%03d\\n' a 7 b 8", 'a-007\nb-008\n'],
  ['type', 'type cat cd', 'cat is /usr/bin/cat\ncd is a shell builtin\n'],
  ['a script of its own', 'echo \'echo "$0 $1"\' > /tmp/s.sh; bash /tmp/s.sh x', '/tmp/s.sh x\n'],
  [
    'an error in a script names its line',
    "printf 'true\\nnope\\n' > /tmp/t.sh; bash /tmp/t.sh",
    '/tmp/t.sh: line 2: nope: command not found\n',
  ],
  ['set -e ends a script', "bash -c 'set -e; false; echo no'; echo $?", '1\n'],
  ['pipefail', 'set -o pipefail; false | true; echo $?', '1\n'],
  ['a here-string into read', 'read a b <<< "1 2 3"; echo $b', '2 3\n'],
  [
    'shift and $@',
    'f() { shift; for w in "$@"; do echo "<$w>"; done; }; f a "b c" d',
    '<b c>\n<d>\n',
  ],
  ['division by zero', 'echo $((1/0))', 'bash: 1/0: division by 0 (error token is "0")\n'],
  ['a readonly variable', 'readonly r=1; r=2', 'bash: r: readonly variable\n'],
  ['an endless producer ends with its reader', 'while true; do echo y; done | head -2', 'y\ny\n'],
  [
    'names of the language are only names',
    'echo "$constructor$__proto__"; toString=1; echo $toString',
    '\n1\n',
  ],
];

describe('bash prints what bash 5.2 prints', () => {
  it.each(CASES)('%s', (_title, line, output) => {
    expect(new TestTerminal().run(line)).toBe(output);
  });
});

describe('bash at a terminal', () => {
  it('shows a prompt with user, host and folder', () => {
    const kernel = new TestTerminal();
    kernel.run('cd /tmp');
    expect(kernel.end()).toBe('logout\n');
    const other = new TestTerminal();
    other.kernel.act({ type: 'operator.type', terminal: 1, text: 'cd /tmp' });
    other.wait(10);
    expect(other.take()).toBe('cd /tmp\nroot@zk1:/tmp# ');
  });

  it('asks for more lines while a command is unfinished', () => {
    const terminal = new TestTerminal();
    expect(terminal.run('echo "a')).toBe('> ');
    expect(terminal.run('b"')).toBe('a\nb\n');
    expect(terminal.run('cat <<EOF')).toBe('> ');
    expect(terminal.run('x $HOME')).toBe('> ');
    expect(terminal.run('EOF')).toBe('x /root\n');
  });

  it('ends the foreground child at Ctrl-C, and stays', () => {
    const terminal = new TestTerminal();
    terminal.run('sleep 100');
    expect(terminal.interrupt()).toBe('^C\nroot@zk1:~# ');
    expect(terminal.run('echo $?')).toBe('130\n');
  });

  it('ends a whole pipeline and an endless loop at Ctrl-C', () => {
    const terminal = new TestTerminal();
    terminal.run('sleep 100 | cat');
    expect(terminal.interrupt()).toBe('^C\nroot@zk1:~# ');
    terminal.run('while true; do :; done');
    expect(terminal.interrupt()).toBe('^C\nroot@zk1:~# ');
    expect(terminal.kernel.world.processes.size).toBe(1);
  });

  it('starts jobs, lists them, waits and kills', () => {
    const terminal = new TestTerminal();
    expect(terminal.run('sleep 1 &')).toMatch(/^\[1\] \d+\n$/);
    expect(terminal.run('jobs')).toBe('[1]+  Running                 sleep 1 &\n');
    terminal.wait(2000);
    expect(terminal.run('true')).toBe('[1]+  Done                    sleep 1\n');
    terminal.run('sleep 100 &');
    expect(terminal.run('kill %1; wait; echo w')).toBe(
      'w\n[1]+  Terminated              sleep 100\n',
    );
  });

  it('keeps what is typed while a program runs', () => {
    const terminal = new TestTerminal();
    terminal.run('sleep 1');
    terminal.run('echo later');
    terminal.wait(2000);
    expect(terminal.take()).toContain('later\n');
  });

  it('gives pasted lines to a program that reads', () => {
    const terminal = new TestTerminal();
    expect(terminal.run('cat\nx')).toBe('x\n');
    expect(terminal.end()).toBe('root@zk1:~# ');
  });

  it('ends at Ctrl-D and leaves the terminal without a program', () => {
    const terminal = new TestTerminal();
    expect(terminal.end()).toBe('logout\n');
    expect(terminal.hasEnded).toBe(true);
  });

  it('repeats the last command for !!', () => {
    const terminal = new TestTerminal();
    terminal.run('echo a');
    expect(terminal.run('!!')).toBe('echo a\na\n');
    expect(terminal.run('!nope')).toBe('bash: !nope: event not found\n');
  });

  it('completes commands, folders and variables', () => {
    const terminal = new TestTerminal();
    expect(terminal.complete('hostna')).toEqual({ insert: 'me ', candidates: [] });
    expect(terminal.complete('cat /etc/mo')).toEqual({ insert: 'td ', candidates: [] });
    expect(terminal.complete('cd /e')).toEqual({ insert: 'tc/', candidates: [] });
    expect(terminal.complete('zkS').candidates).toEqual([]);
    const installed = new TestTerminal(INSTALLED);
    expect(installed.complete('zkS').candidates).toContain('zkServer.sh');
    expect(terminal.complete('echo $HOM')).toEqual({ insert: 'E ', candidates: [] });
  });
});
