/**
 * The language of the page, and the words of its first view. Components read `t().x.y` and change at
 * once when the language does. Only these English words come with the first view; all others come with
 * the view that has them, and `wordsForView` is waited for before one is made, so that no view knows
 * that words are loaded.
 *
 * Read next: i18n.svelte.ts, where views have their words from.
 */
import { settings } from '../app/settings.svelte.ts';
import type { Language } from '../app/choices.ts';
import { firstEn } from './first.en.ts';
import type { FirstMessages, Messages } from './messages.ts';

class Words {
  first = $state.raw<FirstMessages>(firstEn);
  /** All words of a language that is not English. */
  whole = $state.raw<Messages>();
  /** A view is there, or coming. */
  #hasView = false;

  /** Switches language; when a file of it cannot be loaded, the old one stays. */
  async use(language: Language): Promise<boolean> {
    try {
      const first = language === 'zh' ? (await import('./first.zh.ts')).firstZh : firstEn;
      // Both at once, so that no view shows two languages.
      if (this.#hasView && first !== firstEn) this.whole = (await import('./zh.ts')).zh;
      this.first = first;
      settings.set({ language });
      return true;
    } catch {
      return false;
    }
  }

  /** Loads what a view needs of the language that is shown. Rejects when it does not come. */
  async forView(): Promise<void> {
    this.#hasView = true;
    if (this.first !== firstEn) this.whole ??= (await import('./zh.ts')).zh;
  }
}

const words = new Words();

/** The first view's words in the chosen language. Reactive. */
export function t(): FirstMessages {
  return words.first;
}

/** All words in the chosen language; undefined for English, which is no part of the first view. */
export function wholeLanguage(): Messages | undefined {
  return words.first === firstEn ? undefined : words.whole;
}

export function useLanguage(language: Language): Promise<boolean> {
  return words.use(language);
}

/** Waited for before a view is made. */
export function wordsForView(): Promise<void> {
  return words.forView();
}
