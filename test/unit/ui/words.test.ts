/** The page's words in both languages, and the addresses of its views. */
import { describe, expect, it } from 'vitest';
import { parts } from '../../../lessons/catalog.ts';
import { zookeeperInvariants } from '../../../src/engine/zookeeper/invariants/index.ts';
import { parseRoute } from '../../../src/ui/app/route.ts';
import { en } from '../../../src/ui/i18n/en.ts';
import { number } from '../../../src/ui/i18n/number.ts';
import { zh } from '../../../src/ui/i18n/zh.ts';
import { claims } from '../../../src/ui/systems/zookeeper/claims.zh.ts';
import { lessonOf } from '../../../src/ui/systems/zookeeper/lessons.ts';
import { parseConfig } from '../../../src/ui/systems/zookeeper/config-lines.ts';

type Words = Readonly<Record<string, unknown>>;

/** Terms that stay as they are. */
const SAME = new Set(['app.name', 'inspector.pid', 'app.otherLanguageCode']);

function differences(a: Words, b: Words, path = ''): string[] {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) => {
    const name = `${path}${key}`;
    const [x, y] = [a[key], b[key]];
    if (typeof x !== typeof y) return [`${name}: only in one language`];
    if (typeof x === 'object') return differences(x as Words, y as Words, `${name}.`);
    return typeof x === 'string' && x === y && !SAME.has(name) ? [`${name}: not translated`] : [];
  });
}

describe('words', () => {
  it('are there in both languages, and translated', () => {
    expect(differences(en, zh as unknown as Words)).toEqual([]);
  });

  it('name as many paces in one language as in the other', () => {
    expect(zh.time.paceNames.length).toBe(en.time.paceNames.length);
  });
});

describe('numbers', () => {
  it.each([0, 7, 999, 1000, 65_536, 999_999, 1_000_000, 1_234_567_890])(
    '%d is written as both languages write it',
    (whole) => {
      expect(number(whole)).toBe(whole.toLocaleString('en'));
      expect(number(whole)).toBe(whole.toLocaleString('zh-CN'));
    },
  );
});

describe('promises', () => {
  const lessons = new Set(parts.flatMap(({ part }) => part.lessons.map(({ id }) => id)));

  it.each(zookeeperInvariants.map(({ name }) => name))(
    '%s is said in Chinese and has a lesson',
    (name) => {
      expect(claims[name]).toMatch(/[一-龥]/);
      expect([...lessons]).toContain(lessonOf(name));
    },
  );

  it('are the only ones that are translated', () => {
    const names = zookeeperInvariants.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(Object.keys(claims)));
  });
});

describe('addresses', () => {
  it('lead to lessons, the sandbox, and home for anything else', () => {
    expect(parseRoute('#/lesson/data-tree')).toEqual({
      name: 'lesson',
      id: 'data-tree',
      run: null,
    });
    expect(parseRoute('#/lesson/data-tree?run=x')).toMatchObject({ id: 'data-tree', run: 'x' });
    expect(parseRoute('#/fidelity')).toEqual({ name: 'fidelity' });
    expect(parseRoute('#/sandbox?run=abc')).toEqual({ name: 'sandbox', run: 'abc' });
    expect(parseRoute('#/lesson/%E0%A4%A')).toEqual({
      name: 'lesson',
      id: '%E0%A4%A',
      run: null,
    });
    for (const hash of ['', '#', '#/', '#/nowhere', '#/lesson/']) {
      expect(parseRoute(hash === '#/lesson/' ? '#/lesson' : hash).name).toBe('home');
    }
  });
});

describe('zoo.cfg lines', () => {
  it('are read as keys and values; the first bad line is named', () => {
    expect(parseConfig('tickTime=1000\n# note\n\nsyncLimit = 3')).toEqual({
      config: { tickTime: '1000', syncLimit: '3' },
      badLine: null,
    });
    expect(parseConfig('tickTime=1000\nnonsense').badLine).toBe(2);
  });
});
