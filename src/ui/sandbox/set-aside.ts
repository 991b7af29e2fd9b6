/** A run that could not be gone on with is not lost: it is kept among the sandboxes, or as a file. */
import { notices } from '../app/notices.svelte.ts';
import { saveText } from '../app/save-file.ts';
import { t } from '../i18n/i18n.svelte.ts';
import type { SavedRun } from '../share/saved-run.ts';
import { keepSandbox, sandboxFile } from './saved-sandboxes.ts';

/** `why` is a sentence that says what happened. */
export async function setAside(saved: SavedRun, why: string): Promise<void> {
  const name = t().sandbox.asideName(new Date().toISOString().slice(0, 16).replace('T', ' '));
  try {
    await keepSandbox(name, saved);
    notices.say(`${why} ${t().sandbox.asideKept(name)}`, 20_000);
  } catch {
    notices.offer(why, {
      label: t().share.save,
      run: () => saveText('ensemble-sandbox.json', sandboxFile(name, saved), 'application/json'),
    });
  }
}
