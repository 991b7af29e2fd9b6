/** A run that could not be gone on with is not lost: it is kept among the sandboxes, or as a file. */
import { notices } from '../app/notices.svelte.ts';
import { saveText } from '../app/save-file.ts';
import { setTextAside } from '../app/stored.ts';
import { t } from '../i18n/i18n.svelte.ts';
import { recordOf } from '../share/saved-run.ts';
import type { SavedRun } from '../share/saved-run.ts';
import { keepAsNew, sandboxFile } from './saved-sandboxes.ts';

/** `why` is a sentence that says what happened. */
export async function setAside(saved: SavedRun, why: string): Promise<void> {
  const wanted = t().sandbox.asideName(new Date().toISOString().slice(0, 16).replace('T', ' '));
  try {
    const name = await keepAsNew(wanted, saved);
    notices.say(`${why} ${t().sandbox.asideKept(name)}`, 20_000);
  } catch {
    // Without the database there is still the storage, and a file.
    setTextAside('run.sandbox', JSON.stringify(recordOf(saved)));
    notices.offer(why, {
      label: t().share.save,
      run: () => saveText('ensemble-sandbox.json', sandboxFile(wanted, saved), 'application/json'),
    });
  }
}
