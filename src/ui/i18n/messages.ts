/** The shape of the words of the page, the same in every language. */
import type { en } from './en.ts';
import type { firstEn } from './first.en.ts';

type Widened<T> = {
  readonly [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...values: infer V) => string
      ? (...values: V) => string
      : Widened<T[K]>;
};

/** Shape of a dictionary, given by the English one. */
export type Messages = Widened<typeof en>;

/** The part of it that the first view has. */
export type FirstMessages = Widened<typeof firstEn>;
