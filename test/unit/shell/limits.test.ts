/**
 * Growth without bounds in the shell: each ends in the words of a real host, none takes the page with
 * it, Ctrl-C gives a prompt, and time passes for everybody else.
 */
import { describe, expect, it } from 'vitest';
import { TestTerminal } from './terminal.ts';

const LOGIN = '\nzk1 login: root (automatic login)\n\n';

/** Ctrl-C, then a line that answers. */
function expectAlive(terminal: TestTerminal): void {
  expect(terminal.interrupt()).toContain('^C');
  expect(terminal.run('echo alive')).toMatch(/^alive\n/);
}

describe('memory of a shell', () => {
  it.each([
    ['a text that doubles', 'x=0123456789; while :; do x=$x$x; done', '5242881'],
    ['one that grows by concatenation', 'x=0123456789; while :; do x+=$x; done', '52\\d{5}'],
    ['a wide printf', 'printf -v x %999999999s x', '1000000000'],
  ])('%s', (_title, line, bytes) => {
    const terminal = new TestTerminal();
    expect(terminal.run(line, 60_000)).toMatch(
      new RegExp(`^bash: xrealloc: cannot allocate ${bytes} bytes\n\nzk1 login: root`),
    );
    expectAlive(terminal);
  });

  it('an array that grows', () => {
    const terminal = new TestTerminal();
    terminal.run('ulimit -v 100');
    const text = terminal.run(
      'while :; do a+=(0123456789012345678901234567890123456789); done',
      60_000,
    );
    expect(text).toMatch(/^bash: xrealloc: cannot allocate \d+ bytes\n\nzk1 login/);
    expectAlive(terminal);
  });

  it('ends a script with 2, and the shell above goes on', () => {
    const terminal = new TestTerminal();
    const line = "bash -c 'x=0123456789; while :; do x=$x$x; done'; echo $?";
    expect(terminal.run(line, 60_000)).toBe('bash: xrealloc: cannot allocate 5242881 bytes\n2\n');
  });

  it('leaves room for a hundred thousand words', () => {
    const terminal = new TestTerminal();
    expect(terminal.run('for i in {1..12000}; do :; done; echo $i', 60_000)).toBe('12000\n');
  });

  it('braces beyond memory stay as they are', () => {
    expect(new TestTerminal().run('echo {1..100000000}')).toBe(
      'bash: brace expansion: failed to allocate memory for 100000000 elements\n{1..100000000}\n',
    );
    expect(new TestTerminal().run('echo a{1..1000}{1..1000}')).toBe(
      'bash: brace expansion: failed to allocate memory for 1000000 elements\na{1..1000}{1..1000}\n',
    );
  });
});

describe('the stack', () => {
  it.each([
    ['a function that calls itself', 'f() { f; }; f'],
    ['eval of itself', `x='eval "$x"'; eval "$x"`],
    ['a file that sources itself', 'echo . ./s > s; . ./s'],
  ])('%s', (_title, line) => {
    const terminal = new TestTerminal();
    expect(terminal.run(line, 60_000)).toBe(`Segmentation fault\n${LOGIN}`);
    expectAlive(terminal);
  });

  it('of a script: 139', () => {
    const line = "bash -c 'f() { f; }; f'; echo $?";
    expect(new TestTerminal().run(line, 60_000)).toBe('Segmentation fault\n139\n');
  });

  it('FUNCNEST bounds it', () => {
    expect(new TestTerminal().run('FUNCNEST=5; f() { f; }; f; echo no')).toBe(
      'bash: f: maximum function nesting level exceeded (5)\n',
    );
  });

  it('is deep enough for a recursion that ends', () => {
    const line = 'f() { [ $1 = 0 ] || f $(($1 - 1)); }; f 600; echo $?';
    expect(new TestTerminal().run(line, 60_000)).toBe('0\n');
  });
});

describe('arithmetic', () => {
  const deep = (count: number): string => `echo $((${'('.repeat(count)}1${')'.repeat(count)}))`;

  it('nests, but not for ever', () => {
    const terminal = new TestTerminal();
    expect(terminal.run(deep(200))).toBe('1\n');
    expect(terminal.run(deep(20_000))).toMatch(/syntax error/);
    expect(terminal.run(`printf -v x '(%.0s' {1..5000}; echo $((x))`)).toMatch(
      /expression recursion level exceeded/,
    );
    expect(terminal.run(`echo $((${'~'.repeat(20_000)}1))`)).toMatch(/recursion level exceeded/);
    expect(terminal.run('a=b; b=a; echo $((a))')).toMatch(/expression recursion level exceeded/);
    expectAlive(terminal);
  });

  it('wraps numbers and shifts of any size', () => {
    const terminal = new TestTerminal();
    expect(terminal.run('echo $((1<<64)) $((1<<-1)) $((1<<100000000000))')).toBe(
      '1 -9223372036854775808 1\n',
    );
    expect(terminal.run('let "x=1<<70"; echo $x $((2**1000000000000))')).toBe('64 0\n');
    const digits = '9'.repeat(100_000);
    expect(
      terminal.run(`echo $((${digits} == ${BigInt.asIntN(64, BigInt('9'.repeat(64)))}))`),
    ).toBe('1\n');
  });

  it('commands nested beyond reason are refused', () => {
    const terminal = new TestTerminal();
    for (const [open, close] of ['()', '{}', '$()'].map((s) => [s.slice(0, -1), s.slice(-1)])) {
      terminal.run(`: ${`${open} `.repeat(20_000)}:${` ${close}`.repeat(20_000)}`, 100);
      expectAlive(terminal);
    }
  });
});

describe('processes', () => {
  const RETRY = 'bash: fork: retry: Resource temporarily unavailable\n';
  const LAST = 'bash: fork: Resource temporarily unavailable\n';

  it('ulimit -u: four tries, then the line is given up with 254', () => {
    const terminal = new TestTerminal();
    terminal.run('ulimit -u 3; sleep 1000 & sleep 1000 &');
    expect(terminal.run('ls; echo next', 20_000)).toBe(RETRY.repeat(4) + LAST);
    expect(terminal.run('echo $?')).toBe('254\n');
  });

  it('a place that becomes free is taken', () => {
    const terminal = new TestTerminal();
    terminal.run('ulimit -u 2; sleep 2 &');
    expect(terminal.run('ls /etc; echo next', 20_000)).toMatch(
      new RegExp(`^${RETRY.repeat(2)}motd\nnext\n`),
    );
  });

  it('a subshell ends with 254', () => {
    const line = 'ulimit -u 2; (ls; echo no); echo $?';
    expect(new TestTerminal().run(line, 20_000)).toBe(`${RETRY.repeat(4)}${LAST}254\n`);
  });

  it('a fork bomb stays within the limit, and the prompt answers', () => {
    const terminal = new TestTerminal();
    const text = terminal.run(':(){ :|:& };:', 3000);
    expect(text).toContain('fork: retry: Resource temporarily unavailable');
    expect(terminal.kernel.world.processes.size).toBeLessThanOrEqual(256);
    expect(terminal.kernel.world.processes.size).toBeGreaterThan(200);
    expectAlive(terminal);
  });

  it('a substitution in itself', () => {
    const terminal = new TestTerminal();
    expect(terminal.run('f() { x=$(f); }; f', 3000)).toContain('fork: retry: Resource');
    expectAlive(terminal);
    expect(terminal.kernel.world.processes.size).toBe(1);
  });

  it.each([
    ['a loop of commands', 'while :; do ls; done'],
    ['a function that leaves itself in the background', 'f() { f & }; f'],
    ['a script that follows itself', "echo './x.sh & exit' > x.sh; ./x.sh"],
  ])('%s lets time pass', (_title, line) => {
    const terminal = new TestTerminal();
    const { kernel } = terminal;
    kernel.act({ type: 'operator.type', terminal: 1, text: line });
    const fromMs = kernel.world.nowMs;
    for (let i = 0; i < 5000; i++) kernel.step();
    expect(kernel.world.nowMs - fromMs).toBeGreaterThan(10);
    kernel.act({ type: 'operator.interrupt', terminal: 1 });
    kernel.act({ type: 'operator.type', terminal: 1, text: 'echo alive' });
    for (let i = 0; i < 2000; i++) kernel.step();
    expect(terminal.take()).toMatch(/(?<!echo )alive\n/);
  });
});

describe('loops without end', () => {
  it.each([
    ['while', 'while :; do :; done'],
    ['for', 'for ((;;)); do :; done'],
    ['until', 'until false; do let i++; done'],
    ['with a here-string', 'while read line <<< hello; do :; done'],
    ['that print', 'while :; do echo hello; done'],
  ])('%s', (_title, line) => {
    const terminal = new TestTerminal();
    terminal.run(line, 500);
    expectAlive(terminal);
  });

  it('what has long scrolled away is forgotten', () => {
    const terminal = new TestTerminal();
    terminal.run('while :; do printf %3000s x; done', 200);
    const { forgottenBefore = 0 } = terminal.kernel.world.terminals.get(1)!;
    expect(forgottenBefore).toBeGreaterThan(0);
    expect(terminal.heldLength).toBeLessThan(1_200_000);
    expectAlive(terminal);
  });
});

describe('ulimit', () => {
  it('shows limits as bash does', () => {
    const terminal = new TestTerminal();
    expect(terminal.run('ulimit; ulimit -u; ulimit -n')).toBe('unlimited\n256\n1024\n');
    const all = terminal.run('ulimit -a').split('\n');
    expect(all).toContain('core file size              (blocks, -c) 0');
    expect(all).toContain('max user processes                  (-u) 256');
    expect(all).toHaveLength(18);
  });

  it('sets them, for subshells too, and refuses what is above', () => {
    const terminal = new TestTerminal();
    expect(terminal.run('ulimit -u 20; ulimit -u; (ulimit -u)')).toBe('20\n20\n');
    expect(terminal.run('ulimit -v 999999999')).toBe(
      'bash: ulimit: virtual memory: cannot modify limit: Operation not permitted\n',
    );
    expect(terminal.run('ulimit -v abc')).toBe('bash: ulimit: abc: invalid number\n');
    expect(terminal.run('ulimit -z; echo $?')).toBe(
      'bash: ulimit: -z: invalid option\nulimit: usage: ulimit [-SHabcdefiklmnpqrstuvxPRT] [limit]\n2\n',
    );
  });
});
