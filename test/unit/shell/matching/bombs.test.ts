/**
 * Lines that used to freeze the page for good. A matcher that tries one way after another would take
 * longer than the age of the universe for each; the bounds here are generous for slow machines.
 */
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../../src/shell/bash/expansion/pattern.ts';
import { compileRegExp } from '../../../../src/shell/matching/regexp.ts';
import { TestTerminal } from '../terminal.ts';

const A = 'a'.repeat(64);
const STARS = '*a'.repeat(40);

/** Real seconds for a machine that has much else to do; what is held is in the tests. */
const PATIENCE = { timeout: 60_000 };

const LINES: readonly (readonly [line: string, output: string])[] = [
  [`echo ${A}b | grep -E '^(a+)+$'; echo $?`, '1\n'],
  [`echo ${A}b | grep -c '^\\(a*\\)*$'`, '0\n'],
  [`echo ${A}b | grep -oE '^(a|aa)+$'; echo $?`, '1\n'],
  [`echo ${A}b | grep -xP '(a+)+'; echo $?`, '1\n'],
  [`echo ${A}b | sed -E 's/^(a+)+$/x/'`, `${A}b\n`],
  [`echo ${A}b | sed -nE '/^(a|a)*$/p'`, ''],
  [`echo ${A}b | awk '/^(a+)+$/'`, ''],
  [`echo ${A}b | awk '{ print match($0, "^(a+)+$"), split($0, x, "(a+)+$") }'`, '0 1\n'],
  [`echo ${A}b | awk '{ print gsub(/(a|aa)+$/, "-"), sub(/(a*)*c/, "") }'`, '0 0\n'],
  [`x=${A}b; [[ $x =~ ^(a+)+$ ]]; echo $?`, '1\n'],
  [`x=${A}b; [[ $x == ${STARS} ]]; echo $?`, '1\n'],
  [`x=${A}b; case $x in ${STARS}) echo yes;; *) echo no;; esac`, 'no\n'],
  [`x=${A}b; echo \${x//${STARS}c/-}`, `${A}b\n`],
  [`x=${A}b; echo \${x#${STARS}c} \${x%c${STARS}}`, `${A}b ${A}b\n`],
  [`x=${A}b; [[ $x == +(+(a)) ]]; echo $?`, '1\n'],
  [`x=${A}b; [[ $x == *(*(a)!(b))c ]]; echo $?`, '1\n'],
  [`touch ${A}b; ls ${STARS}`, `ls: cannot access '${STARS}': No such file or directory\n`],
  [`touch ${A}b; find . -name '${STARS}'`, ''],
  [`touch ${A}b; find . -path './${STARS}'`, ''],
  ["sleep 100 & pgrep -f '^(s|sl|e|ee|p| |1|0|00)*x$'; kill %1", '[1] 1002\n'],
];

describe('lines that froze the page', PATIENCE, () => {
  it.each(LINES)('%s', (line, output) => {
    const startedAt = process.cpuUsage().user;
    expect(new TestTerminal().run(line)).toBe(output);
    expect(process.cpuUsage().user - startedAt).toBeLessThan(5_000_000);
  });

  it('a way back that takes too long ends with an error', () => {
    const terminal = new TestTerminal();
    const bomb = `echo ${'a'.repeat(500)} | grep -E '(a*)(a*)(a*)(a*)\\1\\2\\3\\4b'; echo $?`;
    expect(terminal.run(bomb)).toBe('grep: memory exhausted\n2\n');
    const other = `echo ${'a'.repeat(500)} | sed -E 's/(a*)(a*)(a*)(a*)\\1\\2\\3\\4b/x/'; echo $?`;
    expect(terminal.run(other)).toBe('sed: memory exhausted\n4\n');
  });

  it('what takes long takes virtual time, and Ctrl-C ends it', () => {
    const terminal = new TestTerminal();
    terminal.run("x=$(printf 'ab%.0s' {1..500})");
    terminal.run(
      'for i in 1 2 3 4 5 6 7 8; do echo $x $x; done > /tmp/f; cat /tmp/f /tmp/f > /tmp/g',
    );
    const began = terminal.kernel.world.nowMs;
    terminal.run("grep -cE '(a|b)*a(a|b){900}c' /tmp/g; date", 0);
    expect(terminal.interrupt()).toBe('^C\nroot@zk1:~# ');
    expect(terminal.run("grep -cE '(a|b)*a(a|b){900}c' /tmp/g", 1000)).toBe('0\n');
    expect(terminal.kernel.world.nowMs).toBeGreaterThan(began);
  });
});

describe('a loop of long matches', PATIENCE, () => {
  it('lets time pass, so that Ctrl-C ends it', () => {
    const terminal = new TestTerminal();
    terminal.run("x=$(printf 'ab%.0s' {1..2000})");
    const loop = 'while [[ ! $x =~ (a|b)*a(a|b){90}c ]]; do [[ $x == *a*b*c ]]; done';
    const line = `${loop}; echo no`;
    const startedAt = process.cpuUsage().user;
    expect(terminal.run(line, 50)).toBe('');
    expect(terminal.interrupt()).toBe('^C\nroot@zk1:~# ');
    // Without a pause, each of the twenty events would make four hundred steps.
    expect(process.cpuUsage().user - startedAt).toBeLessThan(20_000_000);
    expect(terminal.run('echo done')).toBe('done\n');
  });
});

describe('long texts', PATIENCE, () => {
  const LONG = 1_000_000;
  /** Processor time in seconds; where time grows with the square of the length it is minutes. */
  function cost(work: (text: string) => unknown): number {
    const startedAt = process.cpuUsage().user;
    work('a'.repeat(300_000));
    return (process.cpuUsage().user - startedAt) / 1_000_000;
  }

  it.each([
    ['a.*b|a', 'a search ahead that fails from every start'],
    ['(a|b)*c|a', 'the same with a group'],
    ['a', 'many short matches'],
    ['(a*)(a*)b?', 'one long match with groups'],
  ])('%s: %s, in linear time', (pattern) => {
    expect(cost((text) => compileRegExp(pattern, 'sed -E').matches(text))).toBeLessThan(10);
  });

  it.each(['*a*b', 'a', '?', '[ab]', '*(a|b)c'])('${x//%s/-} in linear time', (pattern) => {
    expect(cost((text) => compilePattern(pattern).spans(text))).toBeLessThan(10);
  });

  it('cuts a megabyte from both ends', () => {
    const text = `${'a/'.repeat(LONG / 2)}b`;
    expect(compilePattern('*/').prefix(text, true)).toBe(LONG);
    expect(compilePattern('/*').suffix(text, false)).toBe(LONG - 1);
    expect(compilePattern('*c').prefix(text, true)).toBe(-1);
  });
});
