/** The proof of lessons can fail: each kind of mistake in a lesson is found and named. */
import { beforeAll, expect, it } from 'vitest';
import { loadLesson, loadProse, parts } from '../../lessons/catalog.ts';
import type { Lesson, LessonProse, Step } from '../../src/lesson/index.ts';
import { matches } from './console-block.ts';
import { proveLesson } from './proof.ts';
import type { WorldSpec } from '../../src/lesson/world-spec.ts';

const { folder, part } = parts.find((one) => one.part.id === 'zookeeper')!;
const entry = part.lessons.find(({ id }) => id === 'versions')!;
let lesson: Lesson;
let prose: LessonProse;

beforeAll(async () => {
  lesson = await loadLesson(folder, entry);
  prose = await loadProse(folder, entry, 'en');
});

function prove(changed: Lesson, text: LessonProse = prose): string {
  return proveLesson(changed, { seed: 1, prose: text, isThorough: true }).join('\n');
}

/** The lesson with another version of one step. */
function withStep(id: string, change: (step: Step) => Partial<Step>): Lesson {
  const steps = lesson.steps.map((step) => (step.id === id ? { ...step, ...change(step) } : step));
  return { ...lesson, steps };
}

it('an unbroken lesson is proved', () => {
  expect(prove(lesson)).toBe('');
});

it('a broken solution fails that lesson and names goal and step', () => {
  const broken = withStep('race', ({ solution }) => ({ solution: solution.slice(0, 1) }));
  expect(prove(broken)).toContain('versions, seed 1: race: the solution leaves second-refused');
});

it('a superfluous command is found', () => {
  const [first] = lesson.steps[0]!.solution;
  const padded = withStep('race', ({ solution }) => ({ solution: [first!, ...solution] }));
  expect(prove(padded)).toContain('race: solved without action 1 (create /limit 10)');
});

it('a goal that is true from the start is found', () => {
  const { when } = lesson.steps[0]!.goals[0]!;
  const always = { ...when, isMet: () => true };
  const eager = withStep('race', ({ goals }) => ({ goals: [{ ...goals[0]!, when: always }] }));
  expect(prove(eager)).toContain('solved at the start: second-refused');
});

it('a wrong answer that passes is found', () => {
  const generous = withStep('race', ({ solution }) => ({
    wrong: [{ goal: 'second-refused', actions: solution, explains: { en: 'no', zh: '不' } }],
  }));
  expect(prove(generous)).toContain('race: wrong answer 1 passes as second-refused');
});

it('a challenge that is said to be impossible and is not is found', () => {
  const text = { en: 'no', zh: '不' };
  const impossible = { why: text, offer: text, plantedIn: (world: WorldSpec) => world };
  const modest = { ...lesson, challenge: { ...lesson.challenge!, impossible } };
  expect(prove(modest)).toContain('said to be impossible, but done without the fault');
});

it('a promise that a step is said to break, and that holds, is found', () => {
  const tame = withStep('race', () => ({ breaks: ['EpochMonotone'] }));
  expect(prove(tame)).toContain('EpochMonotone holds, although a step says it breaks it');
});

it('a transcript that does not come true is found, with its line', () => {
  const sections = prose.sections.map((section) => ({
    ...section,
    blocks: section.blocks.map((block) => ({ ...block, text: block.text.replace('15', '16') })),
  }));
  expect(prove(lesson, { ...prose, sections })).toMatch(
    /line \d+ of the prose: `get \/limit` printed/,
  );
});

it('an ellipsis in a transcript stands for anything, once', () => {
  expect(matches(['a', '…', 'd = 0x…'], ['a', 'b', 'c', 'd = 0x12'])).toBe(true);
  expect(matches(['a', '…'], ['a'])).toBe(true);
  expect(matches(['a'], ['a', 'b'])).toBe(false);
  expect(matches(['d = 0x…'], ['e = 0x12'])).toBe(false);
});
