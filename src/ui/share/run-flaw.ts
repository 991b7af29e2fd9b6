/** What can be wrong with a run that comes from outside, by the key of the sentence that says so. */
import type { Messages } from '../i18n/messages.ts';

export type RunFlaw = keyof Messages['share']['flaw'];

/** A run that is refused. */
export class FlawedRun extends Error {
  constructor(readonly flaw: RunFlaw) {
    super(flaw);
  }
}

/** The flaw that an error stands for; what nobody foresaw counts as unreadable. */
export function flawOf(error: unknown): RunFlaw {
  return error instanceof FlawedRun ? error.flaw : 'unreadable';
}
