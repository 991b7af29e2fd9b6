/** Expressions and patterns against what bash 5.2 and sed 4.9 found, recorded in test/golden/matching. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../../src/shell/bash/expansion/pattern.ts';
import type { Dialect } from '../../../../src/shell/matching/dialect.ts';
import { compileRegExp } from '../../../../src/shell/matching/regexp.ts';

function recorded<T>(name: string): readonly T[] {
  const url = new URL(`../../../golden/matching/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as readonly T[];
}

type RegExpCase = readonly [
  pattern: string,
  text: string,
  groups: readonly string[] | null,
  marked: string,
];

type PatternCase = readonly [
  pattern: string,
  text: string,
  isWhole: boolean,
  cut: readonly string[],
  replaced: readonly string[] | null,
];

describe('recorded matches', () => {
  it('finds the leftmost, longest match and its groups as glibc does', () => {
    const cases = recorded<RegExpCase>('regexps');
    expect(cases.length).toBeGreaterThan(400);
    for (const [pattern, text, groups] of cases) {
      const found = compileRegExp(pattern, 'bash')
        .find(text)
        ?.groups.map((group) => group ?? '');
      expect([pattern, text, found ?? null]).toEqual([pattern, text, groups]);
    }
  });

  it('finds all matches in turn as sed does', () => {
    for (const [pattern, text, , marked] of recorded<RegExpCase>('regexps')) {
      let out = '';
      let at = 0;
      for (const { start, end } of compileRegExp(pattern, 'sed -E').matches(text)) {
        out += `${text.slice(at, start)}<${text.slice(start, end)}>`;
        at = end;
      }
      expect([pattern, text, out + text.slice(at)]).toEqual([pattern, text, marked]);
    }
  });

  it('matches, cuts and replaces by patterns as bash does', () => {
    const cases = recorded<PatternCase>('patterns');
    expect(cases.length).toBe(400);
    for (const [pattern, text, isWhole, cut, replaced] of cases) {
      const matcher = compilePattern(pattern);
      const after = (isLongest: boolean): string =>
        text.slice(Math.max(0, matcher.prefix(text, isLongest)));
      const before = (isLongest: boolean): string => {
        const start = matcher.suffix(text, isLongest);
        return start === -1 ? text : text.slice(0, start);
      };
      expect([pattern, text, matcher.matchesWhole(text)]).toEqual([pattern, text, isWhole]);
      const mine = [after(false), after(true), before(false), before(true)];
      expect([pattern, text, mine]).toEqual([pattern, text, cut]);
      if (replaced === null) continue;
      const [start, end] = matcher.spans(text);
      const first = start === undefined ? text : `${text.slice(0, start)}-${text.slice(end)}`;
      expect([pattern, text, first]).toEqual([pattern, text, replaced[0]]);
    }
  });
});

const MISTAKES: readonly (readonly [Dialect, string, string])[] = [
  ['grep -E', '(', 'Unmatched ( or \\('],
  ['grep', '\\(', 'Unmatched ( or \\('],
  ['grep', '\\)', 'Unmatched ) or \\)'],
  ['sed -E', 'a)', 'Unmatched ) or \\)'],
  ['grep', '[', 'Invalid regular expression'],
  ['grep', '[a', 'Unmatched [, [^, [:, [., or [='],
  ['grep -E', '[]', 'Unmatched [, [^, [:, [., or [='],
  ['grep', '[a-', 'Unmatched [, [^, [:, [., or [='],
  ['grep', '[[:alpha:', 'Unmatched [, [^, [:, [., or [='],
  ['sed', '[[:foo:]]', 'Invalid character class name'],
  ['grep', '[:alpha:]', 'character class syntax is [[:space:]], not [:space:]'],
  ['grep', '[z-a]', 'Invalid range end'],
  ['sed -E', '[a-[:digit:]]', 'Invalid range end'],
  ['grep', '[[.foo.]]', 'Invalid collation character'],
  ['sed -E', 'a{1', 'Unmatched \\{'],
  ['grep', 'a\\{1', 'Unmatched \\{'],
  ['grep -E', 'a{2,1}', 'Invalid content of \\{\\}'],
  ['sed -E', 'a{x}', 'Invalid content of \\{\\}'],
  ['grep -E', 'a{40000}', 'Regular expression too big'],
  ['grep', 'a\\', 'Trailing backslash'],
  ['sed -E', '*a', 'Invalid preceding regular expression'],
  ['sed -E', 'a|*b', 'Invalid preceding regular expression'],
  ['sed', 'a**', 'Invalid preceding regular expression'],
  ['grep', '\\1', 'Invalid back reference'],
  ['sed -E', '(a)\\2', 'Invalid back reference'],
  ['sed -E', '(a)|\\1', 'Invalid back reference'],
  ['awk', '(', "missing ')'"],
  ['awk', '[', 'bad class -- [], [^] or ['],
];

describe('mistakes in expressions', () => {
  it.each(MISTAKES)('%s %s: %s', (dialect, pattern, message) => {
    expect(() => compileRegExp(pattern, dialect)).toThrow(message);
  });

  it('takes for text what the dialect takes for text', () => {
    const finds = (pattern: string, dialect: Dialect, text: string): string | undefined =>
      compileRegExp(pattern, dialect).find(text)?.groups[0];
    expect(finds('a{1', 'grep -E', 'a{1')).toBe('a{1');
    expect(finds('*a', 'grep', 'b*a')).toBe('*a');
    expect(finds('^*a', 'sed', '*a')).toBe('*a');
    expect(finds('a|b', 'grep', 'a|b')).toBe('a|b');
    expect(finds('a)', 'grep -E', 'xa)')).toBe('a)');
    expect(finds('{', 'awk', 'a{b')).toBe('{');
    expect(finds('\\t', 'grep', '\tt')).toBe('t');
    expect(finds('\\t', 'sed', 't\t')).toBe('\t');
    expect(finds('[\\n]', 'sed', 'n\n')).toBe('\n');
    expect(finds('[\\]]', 'awk', '\\]')).toBe(']');
    expect(finds('.', 'grep', '😀')).toBe('😀');
    expect(finds('[😀-😎]+', 'grep -E', 'a😁😂b')).toBe('😁😂');
  });
});
