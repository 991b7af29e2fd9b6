/**
 * Puts plot and words together: `defineLesson(plot, words)` gives the lesson that page, player and
 * judge know. Types hold that each has what the other needs; schema.ts checks what types cannot.
 *
 * Keys that nobody knows are handed on, so that schema.ts finds them.
 */
import type { Challenge, Goal, Lesson, MiniWorld, Prediction, Step } from './lesson.ts';
import type {
  ChallengePlot,
  GoalPlot,
  LessonPlot,
  PredictionPlot,
  StepPlot,
  TaskPlot,
} from './plot.ts';
import type { ChallengeWords, LessonWords, NothingElse, PredictionWords } from './words.ts';
import type { StepWords, TaskWords, WordsOfChallenge, WordsOfLesson } from './words.ts';

/** The lesson that this plot and its words make. */
export function defineLesson<const Plot extends LessonPlot, const Words extends LessonWords>(
  plot: Plot,
  words: Words & WordsOfLesson<Plot> & NothingElse<Words, WordsOfLesson<Plot>>,
): Lesson;
export function defineLesson(plot: LessonPlot, words: LessonWords): Lesson {
  const { steps, worlds, ...rest } = plot;
  const { summary, departures } = words;
  return {
    ...rest,
    steps: steps.map((step) => toldStep(step, words.steps[step.id]!)),
    ...(worlds && { worlds: captioned(worlds, words.worlds!) }),
    summary,
    departures,
  };
}

/** The challenge that this plot and its words make. */
export function defineChallenge<
  const Plot extends ChallengePlot,
  const Words extends ChallengeWords,
>(
  plot: Plot,
  words: Words & WordsOfChallenge<Plot> & NothingElse<Words, WordsOfChallenge<Plot>>,
): Challenge;
export function defineChallenge(plot: ChallengePlot, words: ChallengeWords): Challenge {
  const { impossible, ...task } = plot;
  return {
    ...toldTask(task, words),
    task: words.task,
    debrief: words.debrief,
    ...(impossible && { impossible: { ...impossible, ...words.impossible! } }),
  };
}

function toldStep(plot: StepPlot, words: StepWords): Step {
  const { prediction, hasMyth, ...task } = plot;
  return {
    ...toldTask(task, words),
    ...(prediction && { prediction: toldPrediction(prediction, words.prediction!) }),
    ...(hasMyth && { myth: words.myth! }),
  };
}

/** What steps and challenges share, and with it whatever else the plot says. */
function toldTask<Plot extends TaskPlot>({ goals, wrong, ...rest }: Plot, words: TaskWords) {
  return {
    ...rest,
    goals: goals.map((goal) => toldGoal(goal, words)),
    hints: words.hints,
    ...(wrong && {
      wrong: wrong.map(({ id, ...answer }) => ({ ...answer, explains: words.wrong![id]! })),
    }),
  };
}

function toldGoal({ mistakes, ...goal }: GoalPlot, words: TaskWords): Goal {
  return {
    ...goal,
    text: words.goals[goal.id]!,
    ...(mistakes && {
      mistakes: mistakes.map(({ id, ...slip }) => ({ ...slip, say: words.mistakes![id]! })),
    }),
  };
}

function toldPrediction(plot: PredictionPlot, { question, choices }: PredictionWords): Prediction {
  const { choices: ids, right, ...rest } = plot;
  return {
    ...rest,
    question,
    choices: ids.map((id) => ({ id, isRight: id === right, ...choices[id]! })),
  };
}

function captioned(
  worlds: NonNullable<LessonPlot['worlds']>,
  captions: NonNullable<LessonWords['worlds']>,
): Readonly<Record<string, MiniWorld>> {
  return Object.fromEntries(
    Object.entries(worlds).map(([name, world]) => [name, { ...world, caption: captions[name]! }]),
  );
}
