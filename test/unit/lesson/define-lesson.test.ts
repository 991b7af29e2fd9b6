/**
 * Plot and words make a lesson; a text that is missing and one too many are refused by the compiler
 * (`npm run check` fails when an `@ts-expect-error` below finds nothing to expect).
 */
import { describe, expect, it } from 'vitest';
import type { ChallengePlot, LessonPlot } from '../../../src/lesson/conditions/zookeeper/api.ts';
import {
  defineChallenge,
  defineLesson,
  t,
  type,
  znodeExists,
} from '../../../src/lesson/conditions/zookeeper/api.ts';
import type { WorldSpec } from '../../../src/lesson/world-spec.ts';

const when = znodeExists('/a');
const slip = znodeExists('/b');
const solution = [type('A', 'create /a')];
const text = t('a sentence', '一句话');
const other = t('another sentence', '另一句话');

const plantedIn = (world: WorldSpec): WorldSpec => world;

const challengePlot = {
  goals: [{ id: 'solved', when }],
  par: 1,
  solution,
  impossible: { plantedIn },
} as const satisfies ChallengePlot;

const challengeWords = {
  task: text,
  goals: { solved: other },
  hints: [text, other],
  debrief: other,
  impossible: { why: text, offer: other },
} as const;

const plot = {
  id: 'sample',
  rows: ['B5'],
  documents: ['Guide'],
  steps: [
    { id: 'plain', goals: [{ id: 'done', when }], solution, focus: 'stage' },
    {
      id: 'full',
      prediction: { id: 'guess', choices: ['yes', 'no'], right: 'no' },
      goals: [
        { id: 'first', when },
        { id: 'second', when, mistakes: [{ id: 'slipped', when: slip }] },
      ],
      solution,
      wrong: [{ id: 'typo', goal: 'first', actions: solution }],
      hasMyth: true,
    },
  ],
  worlds: {
    small: { world: { zookeeper: { servers: 1 } }, actions: solution, show: 'tree', ends: when },
  },
} as const satisfies LessonPlot;

const plain = { goals: { done: text }, hints: [text, other] } as const;

const full = {
  prediction: {
    question: text,
    choices: { yes: { text, because: other }, no: { text: other, because: text } },
  },
  goals: { first: text, second: other },
  mistakes: { slipped: other },
  hints: [other, text],
  wrong: { typo: text },
  myth: { claim: text, truth: other },
} as const;

const words = {
  steps: { plain, full },
  worlds: { small: other },
  summary: [text, other, text],
  departures: [other],
} as const;

const withFull = <const Step>(step: Step) => ({ ...words, steps: { plain, full: step } });

describe('defineLesson', () => {
  it('puts each text where page, player and judge look for it', () => {
    expect(defineLesson(plot, words)).toEqual({
      id: 'sample',
      rows: ['B5'],
      documents: ['Guide'],
      steps: [
        {
          id: 'plain',
          goals: [{ id: 'done', text, when }],
          hints: [text, other],
          solution,
          focus: 'stage',
        },
        {
          id: 'full',
          prediction: {
            id: 'guess',
            question: text,
            choices: [
              { id: 'yes', text, isRight: false, because: other },
              { id: 'no', text: other, isRight: true, because: text },
            ],
          },
          goals: [
            { id: 'first', text, when },
            { id: 'second', text: other, when, mistakes: [{ when: slip, say: other }] },
          ],
          hints: [other, text],
          solution,
          wrong: [{ goal: 'first', actions: solution, explains: text }],
          myth: { claim: text, truth: other },
        },
      ],
      worlds: {
        small: {
          caption: other,
          world: { zookeeper: { servers: 1 } },
          actions: solution,
          show: 'tree',
          ends: when,
        },
      },
      summary: [text, other, text],
      departures: [other],
    });
  });

  it('hands on what it does not know, so that the schema can refuse it', () => {
    const [step] = plot.steps;
    const odd = { ...plot, steps: [{ ...step, solutions: [] }, plot.steps[1]] } as const;
    expect(defineLesson(odd, words).steps[0]).toHaveProperty('solutions');
  });
});

describe('defineChallenge', () => {
  it('puts each text where page, player and judge look for it', () => {
    expect(defineChallenge(challengePlot, challengeWords)).toEqual({
      task: text,
      goals: [{ id: 'solved', text: other, when }],
      hints: [text, other],
      par: 1,
      solution,
      debrief: other,
      impossible: { why: text, offer: other, plantedIn },
    });
  });
});

const { yes, no } = full.prediction.choices;
const asking = <const Choices>(choices: Choices) =>
  withFull({ ...full, prediction: { question: text, choices } });

/** Compiled, never called. Each words differ from the sound ones above in one place. */
export function missingTexts(): void {
  const noStep = { ...words, steps: { plain } };
  // @ts-expect-error a step has no words
  defineLesson(plot, noStep);
  const noGoal = withFull({ ...full, goals: { first: text } });
  // @ts-expect-error a goal has no text
  defineLesson(plot, noGoal);
  const oneLanguage = withFull({ ...full, goals: { first: text, second: { en: 'only here' } } });
  // @ts-expect-error a goal has a text in one language only
  defineLesson(plot, oneLanguage);
  const noMistake = withFull({ ...full, mistakes: {} });
  // @ts-expect-error a mistake has no text
  defineLesson(plot, noMistake);
  const { hints: _hints, ...noHints } = full;
  // @ts-expect-error a step has no hints
  defineLesson(plot, withFull(noHints));
  const { wrong: _wrong, ...noWrong } = full;
  // @ts-expect-error the wrong answers of a step have no explanations
  defineLesson(plot, withFull(noWrong));
  const { prediction: _prediction, ...noPrediction } = full;
  // @ts-expect-error a prediction has no words
  defineLesson(plot, withFull(noPrediction));
  const noChoice = asking({ yes });
  // @ts-expect-error a choice has no words
  defineLesson(plot, noChoice);
  const noBecause = asking({ yes, no: { text } });
  // @ts-expect-error a choice is not explained
  defineLesson(plot, noBecause);
  const { myth: _myth, ...noMyth } = full;
  // @ts-expect-error a myth has no words
  defineLesson(plot, withFull(noMyth));
  const noCaption = { ...words, worlds: {} };
  // @ts-expect-error a miniature has no caption
  defineLesson(plot, noCaption);
  const shortSummary = { ...words, summary: [text, other] } as const;
  // @ts-expect-error the summary has two sentences
  defineLesson(plot, shortSummary);
  const { departures: _departures, ...noDepartures } = words;
  // @ts-expect-error no departures are named
  defineLesson(plot, noDepartures);
  const { impossible: _impossible, ...noWhy } = challengeWords;
  // @ts-expect-error nobody says why the challenge is impossible
  defineChallenge(challengePlot, noWhy);
}

export function surplusTexts(): void {
  const oldStep = { ...words, steps: { plain, full, old: plain } };
  // @ts-expect-error no step has this id
  defineLesson(plot, oldStep);
  const oldGoal = withFull({ ...full, goals: { ...full.goals, old: text } });
  // @ts-expect-error no goal has this id
  defineLesson(plot, oldGoal);
  const oldMistake = withFull({ ...full, mistakes: { slipped: other, old: text } });
  // @ts-expect-error no mistake has this id
  defineLesson(plot, oldMistake);
  const oldWrong = withFull({ ...full, wrong: { typo: text, old: text } });
  // @ts-expect-error no wrong answer has this id
  defineLesson(plot, oldWrong);
  const oldChoice = asking({ yes, no, old: yes });
  // @ts-expect-error no choice has this id
  defineLesson(plot, oldChoice);
  const oldMyth = { ...words, steps: { full, plain: { ...plain, myth: full.myth } } };
  // @ts-expect-error the step has no myth
  defineLesson(plot, oldMyth);
  const oldPrediction = {
    ...words,
    steps: { full, plain: { ...plain, prediction: full.prediction } },
  };
  // @ts-expect-error the step asks for no prediction
  defineLesson(plot, oldPrediction);
  const oldCaption = { ...words, worlds: { small: other, old: text } };
  // @ts-expect-error no miniature has this name
  defineLesson(plot, oldCaption);
  const { impossible: _impossible, ...possible } = challengePlot;
  // @ts-expect-error the challenge is not impossible
  defineChallenge(possible, challengeWords);
  const anyId: string = 'done';
  const unknownId = { ...challengePlot, goals: [{ id: anyId, when }] } as const;
  // @ts-expect-error the id of the goal is not known when this is compiled
  defineChallenge(unknownId, challengeWords);
}
