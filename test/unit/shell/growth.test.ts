/** Programs that read, hold or write without end: memory, the disk, and Ctrl-C. */
import { describe, expect, it } from 'vitest';
import { readFile } from '../../../src/engine/index.ts';
import { TestTerminal } from './terminal.ts';

const SMALL_DISK = [
  {
    name: 'zk1',
    ip: '10.0.0.11',
    diskCapacityBytes: 1000,
    files: { '/root/f': 'a\n'.repeat(150) },
  },
];
const FULL = 'No space left on device\n';

describe('a file that is read and written at once', () => {
  it.each([
    ['cat f >> f', 'cat: f: input file is output file\n1\n'],
    ['cat f f >> f', 'cat: f: input file is output file\n'.repeat(2) + '1\n'],
    ['cat f > f', '0\n'],
    ['grep hi f >> f', 'grep: f: input file is also the output\n2\n'],
    ['sort f >> f; cat f', 'hi\nhi\n0\n'],
  ])('%s', (line, answer) => {
    const terminal = new TestTerminal();
    terminal.run('echo hi > f');
    expect(terminal.run(`${line}; echo $?`)).toBe(answer);
  });
});

describe('a full disk', () => {
  it.each([
    ['cat f > g', `cat: write error: ${FULL}1\n`],
    ['head -200 f > g', `head: write error: ${FULL}1\n`],
    ['sort f f > g', `sort: fflush failed: 'standard output': ${FULL}sort: write error\n2\n`],
    ['grep a f > g', `grep: write error: ${FULL}2\n`],
    ['sed s/a/b/ f > g', `sed: couldn't flush stdout: ${FULL}4\n`],
    ['awk "{ print }" f > g', `awk: close failed on file /dev/stdout (${FULL.trim()})\n2\n`],
    ['seq 1 1000 > g', `seq: write error: ${FULL}1\n`],
    ['yes > g', `yes: standard output: ${FULL}1\n`],
    ['cp f g', `cp: error writing '/root/g': ${FULL}1\n`],
    ['cat f | tee g > /dev/null', `tee: /root/g: ${FULL}1\n`],
    ['printf %900s x > g', `bash: printf: write error: ${FULL}1\n`],
    ['while echo 0123456789 >> g; do :; done', `bash: echo: write error: ${FULL}0\n`],
  ])('%s', (line, answer) => {
    const terminal = new TestTerminal(SMALL_DISK);
    terminal.run('cp f h; cp f i');
    expect(terminal.run(`${line}; echo $?`, 1000)).toBe(answer);
  });

  it('that a person has filled refuses output too', () => {
    const terminal = new TestTerminal();
    terminal.kernel.act({
      type: 'operator.addRule',
      rule: { id: 'full', kind: 'fullDisk', host: 'zk1' },
    });
    expect(terminal.run('cat /etc/motd > g; echo $?')).toBe(`cat: write error: ${FULL}1\n`);
    expect(terminal.run('echo x > h; echo $?')).toBe(`bash: echo: write error: ${FULL}1\n`);
  });

  it('ends a doubling file, and the copies share what they hold', () => {
    const terminal = new TestTerminal();
    const line = 'echo 0123456789 > f; while cat f f > g; do mv g f; done; rm g; df | tail -1';
    expect(terminal.run(line, 20_000)).toMatch(/^cat: write error: No space left on device\n/);
    const { disk } = terminal.kernel.world.hosts.get('zk1')!;
    expect(disk.usedBytes).toBeLessThan(64 * 1024 ** 2);
    const { chunks, bytes } = readFile(disk, '/root/f')!;
    expect(bytes).toBeGreaterThan(16 * 1024 ** 2);
    expect(chunks.length).toBeLessThan(bytes / 30_000);
    expect(terminal.run('echo alive')).toBe('alive\n');
  });
});

describe('memory of a program', () => {
  it.each([
    [
      `awk 'BEGIN { s = "aaaaaaaa"; while (1) s = s s }'`,
      'awk: run time error: out of memory\n2\n',
    ],
    [`awk 'BEGIN { printf "%999999999s", "x" }'`, 'awk: run time error: out of memory\n2\n'],
    [`echo a | sed '${'s/.*/&&/;'.repeat(40)}'`, 'sed: memory exhausted\n1\n'],
    ['yes | sort', 'sort: memory exhausted\n2\n'],
    ['yes | tac', 'tac: memory exhausted\n1\n'],
    ['/usr/bin/printf %999999999s x', 'printf: memory exhausted\n1\n'],
  ])('%s', (line, answer) => {
    expect(new TestTerminal().run(`${line}; echo $?`, 20_000)).toBe(answer);
  });

  it('holds for what a command substitution gives', () => {
    const terminal = new TestTerminal();
    expect(terminal.run('x=$(seq 1 2000000); echo ${#x}', 5000)).toContain(
      'bash: xrealloc: cannot allocate',
    );
    expect(terminal.run('echo alive')).toBe('alive\n');
  });
});

describe('programs that print for ever', () => {
  it.each([
    'yes',
    'yes > /dev/null',
    'seq 1 1000000000',
    'seq 1 1000000000 | wc -l',
    'yes | while :; do :; done',
    'yes | tail -1',
  ])('%s ends by Ctrl-C', (line) => {
    const terminal = new TestTerminal();
    terminal.run(line, 200);
    expect(terminal.interrupt()).toContain('^C');
    expect(terminal.run('echo alive')).toMatch(/^alive\n/);
    expect(terminal.kernel.world.processes.size).toBe(1);
  });

  it('end when nobody reads', () => {
    expect(new TestTerminal().run('yes | head -2; seq 1 1000000000 | head -1')).toBe('y\ny\n1\n');
  });
});

describe('much to read takes time, and comes out whole', () => {
  it('counts, sorts and copies many lines', () => {
    const terminal = new TestTerminal();
    const { kernel } = terminal;
    kernel.act({ type: 'operator.type', terminal: 1, text: 'seq 1 40000 > f; cat -n f | tail -1' });
    terminal.wait(1000);
    expect(terminal.take()).toContain('\n 40000\t40000\n');
    expect(terminal.run('wc -l < f; wc -l f; sort -rn f | head -1', 1000)).toBe(
      '40000\n40000 f\n40000\n',
    );
    expect(terminal.run(`awk '{ s[NR] = $1 } END { print s[39999], NR }' f`, 3000)).toBe(
      '39999 40000\n',
    );
    expect(terminal.run('cat f - f <<< middle | sed -n 40001p', 1000)).toBe('middle\n');
    expect(terminal.run('printf a > g; cat g - g <<< b', 1000)).toBe('ab\na');
  });
});
