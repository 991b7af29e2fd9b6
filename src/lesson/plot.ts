/**
 * The plot of a lesson: what happens in it, without a word of what is said. Whatever something is said
 * about bears an id here, under which the words stand in a file beside the plot.
 *
 * Read next: words.ts (the words that a plot asks for), define-lesson.ts (puts both together).
 */
import type {
  Challenge,
  Goal,
  Impossible,
  Lesson,
  MiniWorld,
  Mistake,
  Step,
  WrongAnswer,
} from './lesson.ts';

export interface LessonPlot extends Omit<Lesson, 'steps' | 'worlds' | 'summary' | 'departures'> {
  readonly steps: readonly StepPlot[];
  readonly worlds?: Readonly<Record<string, MiniWorldPlot>>;
}

export interface StepPlot extends TaskPlot, Pick<Step, 'id' | 'rows' | 'breaks' | 'focus'> {
  readonly prediction?: PredictionPlot;
  /** The step corrects a claim that notes commonly make. */
  readonly hasMyth?: true;
}

export interface ChallengePlot extends TaskPlot, Pick<Challenge, 'world' | 'terminals' | 'par'> {
  readonly impossible?: Pick<Impossible, 'plantedIn'>;
}

/** What steps and challenges share. */
export interface TaskPlot extends Pick<Step, 'solution'> {
  readonly goals: readonly GoalPlot[];
  readonly wrong?: readonly WrongAnswerPlot[];
}

export interface GoalPlot extends Pick<Goal, 'id' | 'when'> {
  readonly mistakes?: readonly MistakePlot[];
}

/** The id is a name within the step; two goals that know the same slip share its words. */
export interface MistakePlot extends Pick<Mistake, 'when'> {
  readonly id: string;
}

export interface PredictionPlot {
  readonly id: string;
  /** Ids, in the order in which they are offered. */
  readonly choices: readonly string[];
  readonly right: string;
}

/** The id is a name within the step. */
export interface WrongAnswerPlot extends Pick<WrongAnswer, 'goal' | 'actions'> {
  readonly id: string;
}

export type MiniWorldPlot = Omit<MiniWorld, 'caption'>;
