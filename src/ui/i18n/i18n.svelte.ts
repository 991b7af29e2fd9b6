/**
 * All words of the page. English comes with the first view that imports this, Chinese was waited for
 * before that view was made.
 */
import { en } from './en.ts';
import { wholeLanguage } from './first.svelte.ts';
import type { Messages } from './messages.ts';

/** The words in the chosen language. Reactive. */
export function t(): Messages {
  return wholeLanguage() ?? en;
}
