/**
 * The words of a lesson: what is said, both languages side by side, under the ids of the plot.
 *
 * The first half is their shape for any plot. The second half says which words one plot asks for: a
 * text that is missing does not compile, nor does one for an id that the plot does not name.
 *
 * Read next: plot.ts, define-lesson.ts.
 */
import type { Choice, Impossible, Lesson, Prediction, Step } from './lesson.ts';
import type { ChallengePlot, LessonPlot, PredictionPlot, StepPlot, TaskPlot } from './plot.ts';
import type { Text } from './text.ts';

export interface LessonWords extends Pick<Lesson, 'summary' | 'departures'> {
  readonly steps: ById<StepWords>;
  /** Captions of the miniatures. */
  readonly worlds?: ById<Text>;
}

export interface StepWords extends TaskWords, Pick<Step, 'myth'> {
  readonly prediction?: PredictionWords;
}

export interface ChallengeWords extends TaskWords {
  readonly task: Text;
  readonly debrief: Text;
  readonly impossible?: ImpossibleWords;
}

/** What steps and challenges share. */
export interface TaskWords extends Pick<Step, 'hints'> {
  readonly goals: ById<Text>;
  readonly mistakes?: ById<Text>;
  /** A piece of the explanation that each wrong answer must get. */
  readonly wrong?: ById<Text>;
}

export interface PredictionWords extends Pick<Prediction, 'question'> {
  readonly choices: ById<ChoiceWords>;
}

type ChoiceWords = Pick<Choice, 'text' | 'because'>;
type ImpossibleWords = Pick<Impossible, 'why' | 'offer'>;
type ById<Words> = Readonly<Record<string, Words>>;

/** The words that this plot asks for. */
export type WordsOfLesson<Plot extends LessonPlot> = Pick<Lesson, 'summary' | 'departures'> & {
  readonly steps: { readonly [S in Plot['steps'][number] as Named<S['id']>]: WordsOfStep<S> };
} & When<Plot, 'worlds', { readonly worlds: Each<keyof Plot['worlds'], Text> }>;

type WordsOfStep<Plot extends StepPlot> = WordsOfTask<Plot> &
  When<Plot, 'prediction', { readonly prediction: WordsOfPrediction<Plot['prediction']> }> &
  When<Plot, 'hasMyth', { readonly myth: NonNullable<Step['myth']> }>;

export type WordsOfChallenge<Plot extends ChallengePlot> = WordsOfTask<Plot> &
  Pick<ChallengeWords, 'task' | 'debrief'> &
  When<Plot, 'impossible', { readonly impossible: ImpossibleWords }>;

type WordsOfTask<Plot extends TaskPlot> = Pick<Step, 'hints'> & {
  readonly goals: Each<Plot['goals'][number]['id'], Text>;
} & When<Plot['goals'][number], 'mistakes', { readonly mistakes: Each<MistakeOf<Plot>, Text> }> &
  When<Plot, 'wrong', { readonly wrong: Each<IdIn<Plot['wrong']>, Text> }>;

type WordsOfPrediction<Plot extends PredictionPlot | undefined> = Pick<Prediction, 'question'> & {
  readonly choices: Each<NonNullable<Plot>['choices'][number], ChoiceWords>;
};

type MistakeOf<Plot extends TaskPlot> = IdIn<
  Extract<Plot['goals'][number], { readonly mistakes: unknown }>['mistakes']
>;

type IdIn<List> = List extends readonly { readonly id: infer Id }[] ? Id : never;

/** The words, when the plot (or one of several) has that key. */
type When<Plot, Key extends string, Words> =
  Extract<Plot, Readonly<Record<Key, unknown>>> extends never ? unknown : Words;

type Each<Id, Words> = { readonly [I in Id & string as Named<I>]: Words };

/** A name that is known; of a mere `string` nothing could be asked, so its words count as too many. */
type Named<Id extends string> = string extends Id ? never : Id;

/** `never` for whatever is given and not wanted. Texts and lists are taken as they are. */
export type NothingElse<Given, Wanted> = {
  readonly [K in keyof Given]: K extends keyof Wanted
    ? Wanted[K] extends Text | readonly unknown[]
      ? Given[K]
      : NothingElse<Given[K], Wanted[K]>
    : never;
};
