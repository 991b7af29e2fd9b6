/**
 * The words of the page. English comes with it, Chinese is loaded when chosen; components read
 * `words.x.y` and change at once when the language does.
 */
import { settings } from '../app/settings.svelte.ts';
import type { Language } from '../app/choices.ts';
import { en } from './en.ts';
import type { Messages } from './messages.ts';

class Words {
  #messages = $state.raw<Messages>(en);

  get current(): Messages {
    return this.#messages;
  }

  /** Switches language; when its file cannot be loaded, the old one stays. */
  async use(language: Language): Promise<boolean> {
    try {
      this.#messages = language === 'zh' ? (await import('./zh.ts')).zh : en;
      settings.set({ language });
      return true;
    } catch {
      return false;
    }
  }
}

const words = new Words();

/** The words in the chosen language. Reactive. */
export function t(): Messages {
  return words.current;
}

export function useLanguage(language: Language): Promise<boolean> {
  return words.use(language);
}
