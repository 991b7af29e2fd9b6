/**
 * A field that takes only so many characters, and says so to whoever gives it more. What is too much
 * never gets into it: a browser takes seconds to lay out a megabyte of text.
 */
import { t } from '../i18n/i18n.svelte.ts';
import { notices } from './notices.svelte.ts';

/** `use:bounded={most}` */
export function bounded(
  field: HTMLInputElement | HTMLTextAreaElement,
  most: number,
): { destroy(): void } {
  field.maxLength = most;
  const listeners = new AbortController();
  const look = (given: Event) => {
    const event = given as InputEvent;
    const chosen = (field.selectionEnd ?? 0) - (field.selectionStart ?? 0);
    const length = field.value.length - chosen + (event.data?.length ?? 0);
    if (length > most) notices.say(t().bounds.short(most));
  };
  field.addEventListener('beforeinput', look, { signal: listeners.signal });
  return { destroy: () => listeners.abort() };
}
