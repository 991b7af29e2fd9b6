/** A wrong lesson is refused, with file and line. */
import { describe, expect, it } from 'vitest';
import { renderLesson } from '../../../src/lesson/build/lesson-markdown.ts';
import type { Lesson } from '../../../src/lesson/index.ts';
import { checkLesson } from '../../../src/lesson/index.ts';
import { t, type, znodeExists } from '../../../src/lesson/conditions/zookeeper/api.ts';

const text = t('a sentence of words', '一句话');
const ids = ['one', 'two', 'three', 'four', 'five'];

const sound: Lesson = {
  id: 'sample',
  rows: ['B5'],
  world: { zookeeper: { servers: 1 } },
  terminals: [{ name: 'A', host: 'client1' }],
  steps: ids.map((id) => ({
    id,
    goals: [{ id: `${id}-done`, text, when: znodeExists(`/${id}`) }],
    hints: [text, t('`create /a`', '`create /a`')],
    solution: [type('A', `create /${id}`)],
  })),
  summary: [text, text, text],
  documents: ['Guide'],
  departures: [],
};
const source = ids.map((id) => `    id: '${id}',`).join('\n');
const markdown = `# Sample\n\n${ids.map((id) => `## Step {#${id}}\n\nSome words.\n`).join('\n')}`;

function problems(lesson: Lesson, english = markdown): string[] {
  const prose = { en: renderLesson(english), zh: renderLesson(markdown) };
  const found = checkLesson(lesson, { folder: 'lessons/sample', source, prose });
  return found.map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

function withStep(change: object): Lesson {
  return {
    ...sound,
    steps: sound.steps.map((step, i) => (i === 2 ? { ...step, ...change } : step)),
  };
}

describe('checkLesson', () => {
  it('lets a sound lesson pass', () => expect(problems(sound)).toEqual([]));

  it('names an unknown part', () => {
    expect(problems(withStep({ solutions: [] }))[0]).toContain('three: a step has no "solutions"');
  });

  it('names the line of a step without hints', () => {
    const [problem] = problems(withStep({ hints: [] }));
    expect(problem).toBe(
      'lessons/sample/lesson.ts:3: three: hints go from a nudge to the command, so two or more',
    );
  });

  it('finds an id that is used twice', () => {
    expect(problems(withStep({ id: 'two' }))).toContain(
      'lessons/sample/lesson.ts:2: the id two is used twice',
    );
  });

  it('finds a terminal that nobody opens', () => {
    const [problem] = problems(withStep({ solution: [type('X', 'ls /')] }));
    expect(problem).toContain('no terminal is called X');
  });

  it('finds a sentence without a translation', () => {
    const goals = [{ id: 'g', text: { en: 'only here', zh: ' ' }, when: znodeExists('/g') }];
    expect(problems(withStep({ goals }))[0]).toContain('a sentence is missing in zh');
  });

  it('names the line of prose that no step owns, and of a step without prose', () => {
    const found = problems(sound, markdown.replace('{#three}', '{#tree}'));
    expect(found).toContain('lessons/sample/en.md:1: no section {#three}');
    expect(found).toContain('lessons/sample/en.md:11: no step is called "tree"');
  });

  it('names the line of a step that is too long', () => {
    const long = markdown.replace('Some words.', 'word '.repeat(130));
    expect(problems(sound, long)).toContain(
      'lessons/sample/en.md:3: 130 words; a step has fewer than 120',
    );
  });

  it('refuses a block of an unknown kind', () => {
    const strange = markdown.replace('Some words.', '```bash\nls\n```');
    expect(problems(sound, strange)[0]).toContain('a block is console, world or text, not "bash"');
  });
});
