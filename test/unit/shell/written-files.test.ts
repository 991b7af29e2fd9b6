/** What one command wrote is there for the next one on the same line. */
import { describe, expect, it } from 'vitest';
import { TestTerminal } from './terminal.ts';

const CASES: readonly (readonly [title: string, line: string, output: string])[] = [
  ['source behind &&', "echo 'X=1' > /tmp/p && source /tmp/p; echo $X", '1\n'],
  ['source behind ;', "printf 'Y=2\\n' > /tmp/p; . /tmp/p; echo $Y", '2\n'],
  ['source of what was appended', 'echo A=1 > p; echo B=2 >> p; . ./p; echo $A$B', '12\n'],
  ['a here-document through cat', 'cat <<< X=3 > f; . ./f; echo $X', '3\n'],
  ['through a pipe', "echo 'Z=4' | tee f > /dev/null; . ./f; echo $Z", '4\n'],
  ['test of an empty file', '> f; [ -f f ] && [ ! -s f ] && echo there', 'there\n'],
  ['test of a file with something in it', 'echo a > f; [[ -s f ]] && echo full', 'full\n'],
  ['touch, then test', 'touch f; [ -f f ] && echo there', 'there\n'],
  ['mkdir, then cd', 'mkdir -p d/e && cd d/e && pwd', '/root/d/e\n'],
  ['a pathname', 'mkdir w; cd w; echo > a1; echo > a2; echo a*', 'a1 a2\n'],
  ['an input redirection', 'echo one > f; read line < f; echo "[$line]"', '[one]\n'],
  ['$(< file)', 'echo two > f; echo "$(<f)"', 'two\n'],
  ['mapfile', "printf 'a\\nb\\n' > f; mapfile -t all < f; echo ${all[1]}", 'b\n'],
  [
    'noclobber',
    'set -C; echo a > f; echo b > f; set +C',
    'bash: f: cannot overwrite existing file\n',
  ],
  ['a loop that appends', 'for i in 1 2; do echo $i >> f; done; read x < f; echo $x', '1\n'],
  ['a function', 'f() { echo Q=5 > q; . ./q; }; f; echo $Q', '5\n'],
  ['a whole group', '{ echo V=6; . ./v; } > v; echo $V', '6\n'],
  ['eval', 'eval "echo U=7 > u; . ./u"; echo $U', '7\n'],
  ['a script that was just written', "echo 'echo ran' > s.sh; ./s.sh", 'ran\n'],
  ['exec > file', '(exec > f; echo W=8; . ./f; echo $W >&2)', '8\n'],
];

describe('what a command wrote is there for the next', () => {
  it.each(CASES)('%s', (_title, line, output) => {
    expect(new TestTerminal().run(line)).toBe(output);
  });

  it('Tab offers it', () => {
    const terminal = new TestTerminal();
    terminal.run('echo > fresh; cat /dev/null');
    expect(terminal.complete('cat fr').insert).toBe('esh ');
  });
});
