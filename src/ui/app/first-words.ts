/** Runs while the page is built: the first view as markup, with nothing loaded yet. */
import { render } from 'svelte/server';
import { useLanguage } from '../i18n/first.svelte.ts';
import App from './App.svelte';
import type { Language } from './choices.ts';

/** Markup of the home view in one language. */
export async function firstWords(language: Language): Promise<string> {
  if (!(await useLanguage(language))) throw new Error(`no words for ${language}`);
  return render(App).body;
}
