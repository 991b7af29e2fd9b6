/** Hands a text or a picture to the learner as a file. */
import { t } from '../i18n/i18n.svelte.ts';
import { inSlices } from './breath.ts';
import { notices } from './notices.svelte.ts';

/** Real milliseconds after which the learner is told, and can call it off. */
const TOLD_AFTER_MS = 200;

export function saveText(name: string, text: string, type = 'text/plain'): void {
  saveBlob(name, new Blob([text], { type }));
}

/** The same for a text that may be long: made bit by bit, so that the page can answer meanwhile. */
export async function savePieces(name: string, pieces: Iterable<string>): Promise<void> {
  const startedAt = performance.now();
  let isWanted = true;
  let told: number | undefined;
  const blob = await inSlices(gathering(pieces), () => {
    if (told === undefined && performance.now() - startedAt > TOLD_AFTER_MS) {
      const stop = { label: t().bounds.stop, run: () => (isWanted = false) };
      told = notices.offer(t().bounds.saving(name), stop);
    }
    return isWanted;
  });
  if (told !== undefined) notices.dismiss(told);
  if (blob !== undefined) saveBlob(name, blob);
}

function* gathering(pieces: Iterable<string>): Generator<void, Blob> {
  const blobs: Blob[] = [];
  let text = '';
  for (const piece of pieces) {
    text += piece;
    if (text.length < 250_000) continue;
    blobs.push(new Blob([text]));
    text = '';
    yield;
  }
  return new Blob([...blobs, text], { type: 'text/plain' });
}

export function saveBlob(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
